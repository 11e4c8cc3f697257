"""Not needed this time: which open duty, and why; from a child's card, or from the page of what a
school or class itself owes. Another reason is typed.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.facts import Excuse, SchoolOwes
from bot.filters.requests import AwaitedWhy
from bot.keyboards.excusing import (
    duties_buttons,
    owes_buttons,
    typed_buttons,
    why_buttons,
    why_of_school,
)
from bot.keyboards.items import child_buttons
from bot.reply import Reply, remove, rewrite, say, toast
from bot.texts.excused import owes_text
from bot.texts.today import child_text
from bot.turn import Turn
from handlers.pages import Page
from handlers.told_on import others
from services.actor import Actor
from services.duties import excusing_typed
from services.duties.case import Answered
from services.duties.excused import SchoolOwes as Owed
from services.duties.excused import school_owes
from services.duties.excusing import Excusable, Why, excusable, excuse
from services.duties.excusing_typed import Waiting
from services.lists import typed
from services.overview import child_view

router = Router(name="excusing")


@router.callback_query(Excuse.filter())
async def pressed(query: CallbackQuery, callback_data: Excuse, turn: Turn) -> Reply:
    """Any button about excusing."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await typed.cancel(turn.work, turn.address)
    if callback_data.why in set(Why):
        return await _excused(query, callback_data, turn, turn.actor)
    view = await excusable(turn.work, turn.actor, long(callback_data.child), turn.now)
    if view is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + _page(query, view, long(callback_data.duty), turn)


def _page(query: CallbackQuery, view: Excusable, duty_id: int, turn: Turn) -> Reply:
    t = turn.t
    item = next((each for each in view.items if each.duty_id == duty_id), None)
    if item is not None:
        text = t("excuse.why", what=t.of(item.rule.title), child=view.name)
        return rewrite(query, text, why_buttons(view.child_id, item, t))
    text = t("excuse.which" if view.items else "excuse.none", child=view.name)
    return rewrite(query, text, duties_buttons(view, t))


async def _excused(query: CallbackQuery, press: Excuse, turn: Turn, actor: Actor) -> Reply:
    duty_id, child = long(press.duty), long(press.child)
    result = (await excuse(turn.work, actor, duty_id, Why(press.why), turn.now)).result
    if result is Answered.say_why:
        return await _ask(query, Waiting(duty_id, child_id=child), turn, actor)
    said = toast(query, turn.t(f"answer.{result}"), alert=result is Answered.not_yours)
    page = await _card(child, turn, actor)
    if page is None or result is Answered.not_yours:
        return said
    said += rewrite(query, *page)
    return said + await others(turn, duty_id) if result is Answered.excused else said


async def _ask(query: CallbackQuery, waiting: Waiting, turn: Turn, actor: Actor) -> Reply:
    item = await excusing_typed.begin(turn.work, actor, waiting, turn.now)
    if item is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    what = turn.t.of(item.rule.title)
    key = "excuse.type" if waiting.child_id else "excuse.type_unit"
    text = turn.t(key, what=what, child=item.subject)
    return toast(query) + rewrite(query, text, typed_buttons(waiting, turn.t))


@router.message(AwaitedWhy())
async def came(message: Message, turn: Turn, waiting: Waiting) -> Reply:
    """The reason that was waited for; it leaves the chat."""
    actor = turn.actor
    if actor is None:
        return say(message.chat.id, turn.closed)
    text = message.text or ""
    result = (await excusing_typed.take(turn.work, actor, waiting, text, turn.now)).result
    said = say(message.chat.id, turn.t(f"answer.{result}"))
    if result in (Answered.not_yours, Answered.say_why):
        return said
    said += remove(turn.address, (message.message_id,))
    if waiting.child_id:
        page = await _card(waiting.child_id, turn, actor)
    else:
        view = await school_owes(turn.work, actor, waiting.unit_id, turn.now)
        page = None if view is None else (owes_text(view, turn.t), owes_buttons(view, turn.t))
    said += Reply() if page is None else say(message.chat.id, *page)
    return said + await others(turn, waiting.duty_id) if result is Answered.excused else said


async def _card(child_id: int, turn: Turn, actor: Actor) -> Page | None:
    card = await child_view(turn.work, actor, child_id, turn.now)
    return None if card is None else (child_text(card, turn.t), child_buttons(card, turn.t))


@router.callback_query(SchoolOwes.filter())
async def of_school(query: CallbackQuery, callback_data: SchoolOwes, turn: Turn) -> Reply:
    """Any button about what a school or class itself owes."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await typed.cancel(turn.work, turn.address)
    unit, duty_id, said = long(callback_data.unit), long(callback_data.duty), toast(query)
    if callback_data.why in set(Why):
        why = Why(callback_data.why)
        result = (await excuse(turn.work, turn.actor, duty_id, why, turn.now)).result
        if result is Answered.say_why:
            return await _ask(query, Waiting(duty_id, unit_id=unit), turn, turn.actor)
        said = toast(query, turn.t(f"answer.{result}"), alert=result is Answered.not_yours)
        if result is Answered.not_yours:
            return said
        said += await others(turn, duty_id)
        duty_id = 0
    view = await school_owes(turn.work, turn.actor, unit, turn.now)
    if view is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return said + _owed(query, view, duty_id, turn)


def _owed(query: CallbackQuery, view: Owed, duty_id: int, turn: Turn) -> Reply:
    t, may = turn.t, duty_id in view.may_excuse
    item = next((each for each in view.items if may and each.duty_id == duty_id), None)
    if item is None:
        return rewrite(query, owes_text(view, t), owes_buttons(view, t))
    text = t("excuse.why", what=t.of(item.rule.title), child=item.subject)
    return rewrite(query, text, why_of_school(view, item, t))
