"""The child is not here now: where is it? Silence, or nobody knowing, makes the school look."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.where import Where
from bot.keyboards.records import saved_buttons
from bot.keyboards.where import children_buttons, place_buttons, search_buttons
from bot.reply import Reply, rewrite, say, toast
from bot.texts.where import opened_text
from bot.turn import Turn
from care.words import RequestKind
from handlers.pages import Page
from services.actor import Actor
from services.child_card import own_children
from services.forms import away
from services.forms.away import FORM
from services.forms.saving import Saved
from services.requests import searching

router = Router(name="whereabouts")


@router.message(Command("away"))
async def asked(message: Message, turn: Turn) -> Reply:
    """Which child of the own family is not here; one alone is asked about at once."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    children = await own_children(turn.work, turn.actor, turn.now)
    if not children:
        return say(message.chat.id, turn.t("where.no_child"))
    if len(children) > 1:
        return say(message.chat.id, turn.t("where.which"), children_buttons(children))
    page = await _question(turn, turn.actor, next(iter(children)))
    return say(message.chat.id, *(page or (turn.t("where.no_child"), None)))


@router.callback_query(Where.filter())
async def pressed(query: CallbackQuery, callback_data: Where, turn: Turn) -> Reply:
    """Not here; there; here after all."""
    actor, child = turn.actor, long(callback_data.child)
    if actor is None:
        return toast(query, turn.closed, alert=True)
    match callback_data.act:
        case "ask":
            page = await _question(turn, actor, child)
            if page is None:
                return toast(query, turn.t("answer.not_yours"), alert=True)
            return toast(query) + say(turn.address, *page)
        case "here":
            here = await searching.here_after_all(turn.work, actor, child, turn.now)
            if not here:
                return toast(query, turn.t("form.old_button"), alert=True)
            return toast(query) + rewrite(query, turn.t("where.here"), None)
    return await _there(query, callback_data.place, turn, actor, child)


async def _question(turn: Turn, actor: Actor, child_id: int) -> Page | None:
    card = turn.forms.get(FORM)
    if card is None:
        return None
    name = await searching.not_here(turn.work, actor, child_id, turn.now)
    if name is None:
        return None
    question = away.places(card)
    text = turn.t("where.ask", child=name, question=turn.t.of(question.ask))
    return text, place_buttons(question, child_id, turn.t)


async def _there(
    query: CallbackQuery, place: str, turn: Turn, actor: Actor, child_id: int
) -> Reply:
    card = turn.forms.get(FORM)
    open_ = await searching.unanswered(turn.work, actor, child_id)
    if card is None or open_ is None or away.places(card).option(place) is None:
        return toast(query, turn.t("form.old_button"), alert=True)
    saved = await away.save(turn.work, actor, card, child_id, place, turn.now)
    if not isinstance(saved, Saved):
        return toast(query, turn.t("answer.not_yours"), alert=True)
    if RequestKind.whereabouts in saved.raised:
        text = opened_text(turn.numbers, turn.t)
        return toast(query) + rewrite(query, text, search_buttons(open_.id, turn.t))
    key = "where.known_opened" if saved.unheard else "where.known"
    done = toast(query, turn.t("form.saved"))
    return done + rewrite(query, turn.t(key), saved_buttons(saved, turn.t))
