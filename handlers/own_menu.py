"""The menu of commands of somebody who is more than family: brought up to date where they come in,
choose a language, or ask for help.
"""

from bot.menus import commands_of, menu_for
from bot.reply import Reply
from bot.turn import Turn
from care.people import PAIRED
from care.words import Post
from locales.catalog import Texts
from services.actor import actor_at, names_anywhere

MORE_THAN_FAMILY = frozenset[str]((*Post, *PAIRED))


async def own_menu(turn: Turn, person_id: int | None, t: Texts) -> Reply:
    """The menu of a person's chat; nothing for a family, which has everybody's."""
    if person_id is None:
        return Reply()
    names = await names_anywhere(turn.work, person_id, turn.now)
    if not names & MORE_THAN_FAMILY:
        return Reply()
    return menu_for(turn.address, commands_of(names, turn.forms, t))


async def menu_of_newcomer(turn: Turn, t: Texts) -> Reply:
    """The menu of who has just come in."""
    actor = await actor_at(turn.work, turn.address)
    return await own_menu(turn, None if actor is None else actor.person_id, t)
