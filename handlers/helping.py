"""/help by role, and a helpful answer to everything else."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.filters.basic import Named, Pressed
from bot.menus import commands_of, help_text, nearest
from bot.reply import Reply, say, toast
from bot.texts.joining import emergency
from bot.texts.numbers import short_lines
from bot.turn import Turn
from care.words import Post
from handlers.own_menu import own_menu
from handlers.today import asked as today
from services.actor import names_anywhere
from services.numbers import numbers_near

router = Router(name="help")


@router.message(Command("help"))
@router.message(Pressed("menu.help"))
@router.message(Named("menu.help"))
async def asked(message: Message, turn: Turn) -> Reply:
    """What somebody can do here, the emergency numbers; for staff their menu is brought up to
    date.
    """
    numbers = emergency(turn.numbers, turn.t)
    if turn.actor is None:
        return say(message.chat.id, f"{turn.t('help.stranger')}\n\n{numbers}")
    names = await names_anywhere(turn.work, turn.actor.person_id, turn.now)
    text = help_text(names, commands_of(names, turn.forms, turn.t), turn.t)
    own = short_lines(await numbers_near(turn.work, turn.actor, turn.now), turn.t)
    said = say(message.chat.id, "\n\n".join(filter(None, (text, numbers, own))))
    return said + await own_menu(turn, turn.actor.person_id, turn.t)


router.message.register(today, Named("menu.today"))


@router.callback_query()
async def old_button(query: CallbackQuery, turn: Turn) -> Reply:
    """A button of a former version, or forged data."""
    return toast(query, turn.t("answer.old_button"), alert=True)


@router.message()
async def anything(message: Message, turn: Turn) -> Reply:
    """Text, pictures and voices that no conversation waits for."""
    if turn.stopped:
        return say(message.chat.id, turn.closed)
    if turn.actor is None:
        text = f"{turn.t('join.stranger')}\n\n{emergency(turn.numbers, turn.t)}"
        return say(message.chat.id, text)
    names = await names_anywhere(turn.work, turn.actor.person_id, turn.now)
    staff = bool(names & frozenset[str](Post))
    said = turn.t("help.unknown_staff" if staff else "help.unknown")
    if staff and message.document is not None:
        said = turn.t("sheet.not_yours")
    commands = commands_of(names, turn.forms, turn.t)
    if (meant := nearest(message.text or "", commands)) is not None:
        said = f"{said}\n\n{turn.t('help.meant', command=f'/{meant}', what=commands[meant])}"
    return say(message.chat.id, f"{said}\n\n{emergency(turn.numbers, turn.t)}")
