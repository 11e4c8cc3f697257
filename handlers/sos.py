"""A call for help: by key, command or word; and what the told do about it.

First of all routers: no half-finished conversation may swallow it. The numbers have gone out before
(`bot.first_aid`).
"""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.sos import Sos
from bot.first_aid import Cried, Cry
from bot.keyboards.sos import asker_buttons, choice_buttons, is_it, mine_buttons
from bot.reply import Reply, rewrite, say, toast
from bot.texts.sos import asker_text, mine_text, numbers_line
from bot.turn import Turn
from care.sos import Ending
from services.actor import Actor
from services.forms.message import CONVERSATION
from services.sos import answering, raising
from services.sos.answering import Answer
from services.sos.raising import Without
from services.sos.showing import alarm_view, asker_view

router = Router(name="sos")


@router.message(Cried())
async def cried(_message: Message, turn: Turn, cry: Cry) -> Reply:
    """Somebody calls for help. Words in the middle of writing something are asked about first."""
    writing = cry is Cry.word and await turn.work.drafts.any_at(turn.address, but=[CONVERSATION])
    if turn.chain and turn.actor is not None and writing:
        return say(turn.address, turn.t("sos.ask_first"), is_it(turn.t))
    return await _raised(turn)


async def _raised(turn: Turn) -> Reply:
    t, numbers = turn.t, numbers_line(turn.numbers)
    if not turn.chain:
        return say(turn.address, t("sos.numbers_only", numbers=numbers))
    actor = await raising.asker_at(turn.work, turn.address)
    request_id = None
    if actor is not None:
        request_id = await raising.raise_alarm(turn.work, actor, turn.now)
    if request_id is None or actor is None:
        return say(turn.address, t("sos.stranger", numbers=numbers))
    view = await asker_view(turn.work, actor, request_id, turn.now)
    if view is None:
        return Reply()
    said = say(turn.address, asker_text(view, turn.numbers, t), asker_buttons(view, t))
    if view.choices:
        said += say(turn.address, t("sos.which"), choice_buttons(view))
    return said


@router.callback_query(Sos.filter())
async def pressed(query: CallbackQuery, callback_data: Sos, turn: Turn) -> Reply:
    """Any button about an emergency."""
    if callback_data.act == "raise":
        return toast(query) + rewrite(query, turn.t("sos.yes"), None) + await _raised(turn)
    asks = callback_data.act in _OF_ASKER
    actor = await raising.asker_at(turn.work, turn.address) if asks else turn.actor
    if actor is None:
        return toast(query, turn.closed, alert=True)
    return await _ACTS[callback_data.act](query, callback_data, turn, actor)


async def _sharpened(query: CallbackQuery, press: Sos, turn: Turn, actor: Actor) -> Reply:
    """The asker sends it now, perhaps without somebody."""
    request_id, t = long(press.request), turn.t
    if press.act == "now":
        done = await raising.send_now(turn.work, actor, request_id, turn.now)
    else:
        without = Without(press.act)
        done = await raising.leave_out(turn.work, actor, request_id, without, turn.now)
    view = await asker_view(turn.work, actor, request_id, turn.now) if done else None
    if view is None:
        return toast(query, t("sos.answer.over"), alert=True)
    text = asker_text(view, turn.numbers, t)
    said = t("sos.sent" if press.act == "now" else "sos.left_out")
    return toast(query, said) + rewrite(query, text, asker_buttons(view, t))


async def _chosen(query: CallbackQuery, press: Sos, turn: Turn, actor: Actor) -> Reply:
    """The asker says which child it is."""
    child, _, unit = press.choice.partition(".")
    request_id, child_id = long(press.request), long(child) or None
    done = await raising.choose(turn.work, actor, request_id, child_id, long(unit), turn.now)
    view = await asker_view(turn.work, actor, request_id, turn.now) if done else None
    if view is None:
        return toast(query, turn.t("sos.answer.over"), alert=True)
    return toast(query) + rewrite(query, turn.t("sos.chosen", what=view.about or ""), None)


async def _taken(query: CallbackQuery, press: Sos, turn: Turn, actor: Actor) -> Reply:
    """Somebody of the staff is on it, or still is."""
    request_id, t = long(press.request), turn.t
    answer = await answering.take(turn.work, actor, request_id, turn.now)
    said = toast(query, t(f"sos.answer.{answer}"), alert=answer is not Answer.yours)
    if answer not in (Answer.taken, Answer.yours):
        return said
    view = await alarm_view(turn.work, actor, request_id, turn.now)
    if view is None:
        return said
    return said + rewrite(query, mine_text(view, turn.numbers, t), mine_buttons(request_id, t))


async def _family(query: CallbackQuery, press: Sos, turn: Turn, actor: Actor) -> Reply:
    answer, n = await answering.tell_family(turn.work, actor, long(press.request), turn.now)
    if answer is Answer.family_told:
        return toast(query, turn.t.many("sos.family_told", n), alert=True)
    return toast(query, turn.t(f"sos.answer.{answer}"), alert=True)


async def _ended(query: CallbackQuery, press: Sos, turn: Turn, actor: Actor) -> Reply:
    if press.choice not in set(Ending):
        return toast(query, turn.t("answer.old_button"), alert=True)
    ending, t = Ending(press.choice), turn.t
    view = await alarm_view(turn.work, actor, long(press.request), turn.now)
    answer = await answering.end(turn.work, actor, long(press.request), ending, turn.now)
    said = toast(query, t(f"sos.answer.{answer}"), alert=True)
    if answer is not Answer.ended or view is None:
        return said
    over = replace(view, ending=ending)
    return said + rewrite(query, mine_text(over, turn.numbers, t), None)


_OF_ASKER = frozenset({"now", "family", "teacher", "about"})
_ACTS = {
    "now": _sharpened,
    "family": _sharpened,
    "teacher": _sharpened,
    "about": _chosen,
    "take": _taken,
    "tell": _family,
    "end": _ended,
}
