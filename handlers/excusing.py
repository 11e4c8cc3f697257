"""Not needed this time: which open duty, and why; from a child's card, or from the page of what a
school or class itself owes.
"""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.facts import Excuse, SchoolOwes
from bot.keyboards.excusing import duties_buttons, owes_buttons, why_buttons, why_of_school
from bot.keyboards.items import child_buttons
from bot.reply import Reply, rewrite, toast
from bot.texts.excused import owes_text
from bot.texts.today import child_text
from bot.turn import Turn
from handlers.told_on import others
from services.actor import Actor
from services.duties.case import Answered
from services.duties.excused import SchoolOwes as Owed
from services.duties.excused import school_owes
from services.duties.excusing import Excusable, Why, excusable, excuse
from services.overview import child_view

router = Router(name="excusing")


@router.callback_query(Excuse.filter())
async def pressed(query: CallbackQuery, callback_data: Excuse, turn: Turn) -> Reply:
    """Any button about excusing."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
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
    duty_id = long(press.duty)
    result = (await excuse(turn.work, actor, duty_id, Why(press.why), turn.now)).result
    said = toast(query, turn.t(f"answer.{result}"), alert=result is Answered.not_yours)
    card = await child_view(turn.work, actor, long(press.child), turn.now)
    if card is None or result is Answered.not_yours:
        return said
    said += rewrite(query, child_text(card, turn.t), child_buttons(card, turn.t))
    return said + await others(turn, duty_id) if result is Answered.excused else said


@router.callback_query(SchoolOwes.filter())
async def of_school(query: CallbackQuery, callback_data: SchoolOwes, turn: Turn) -> Reply:
    """Any button about what a school or class itself owes."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    unit, duty_id, said = long(callback_data.unit), long(callback_data.duty), toast(query)
    if callback_data.why in set(Why):
        why = Why(callback_data.why)
        result = (await excuse(turn.work, turn.actor, duty_id, why, turn.now)).result
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
