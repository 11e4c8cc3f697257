"""Not needed this time: which of a child's open duties, and why; from the child's card."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import long
from bot.callbacks.facts import Excuse
from bot.keyboards.excusing import duties_buttons, why_buttons
from bot.keyboards.items import child_buttons
from bot.reply import Reply, rewrite, toast
from bot.texts.today import child_text
from bot.turn import Turn
from handlers.told_on import others
from services.actor import Actor
from services.duties.case import Answered
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
