"""Going live in the chat: the preview, the day, the second tap."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import Switch, long
from bot.keyboards.live import back_buttons, day_buttons, preview_buttons, sure_buttons
from bot.reply import Reply, rewrite, toast
from bot.texts.live import class_text, preview_text, sure_text, switched_text
from bot.turn import Turn
from care.hours import local_date
from services.actor import Actor
from services.live.preview import Preview, preview_for
from services.live.switching import Switching, classes_from, go_live
from services.overview import school_seen

router = Router(name="live")


@router.callback_query(Switch.filter())
async def pressed(query: CallbackQuery, callback_data: Switch, turn: Turn) -> Reply:
    """Any step towards the switch."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    on, was = _day(callback_data.day), _day(callback_data.was)
    if callback_data.step == "go" and on is not None:
        return await _go(query, callback_data, turn, turn.actor, on)
    school_id = long(callback_data.school)
    seen = await preview_for(turn.work, turn.actor, school_id, on, turn.now, was)
    if seen is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    return toast(query) + await _page(query, callback_data, turn, turn.actor, seen)


async def _page(
    query: CallbackQuery, switch: Switch, turn: Turn, actor: Actor, seen: Preview
) -> Reply:
    t, school = turn.t, seen.school
    match switch.step:
        case "class":
            for state in seen.classes:
                if state.unit_id == long(switch.unit) and not state.ready:
                    button = back_buttons(school.id, t, seen.was)
                    return rewrite(query, class_text(state, seen, t), button)
        case "days" if seen.ready:
            today = local_date(turn.now, school.zone)
            return rewrite(query, t("live.when"), day_buttons(seen, today, t))
        case "sure" if seen.ready:
            return rewrite(query, sure_text(seen, t), sure_buttons(seen, t))
    back = await school_seen(turn.work, actor, school.id, turn.now) is not None
    return rewrite(query, preview_text(seen, t), preview_buttons(seen, t, back=back))


async def _go(query: CallbackQuery, switch: Switch, turn: Turn, actor: Actor, on: date) -> Reply:
    school = (await turn.work.units.by_id([long(switch.school)])).get(long(switch.school))
    if school is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    was, chosen = _day(switch.was), None
    if was is not None:
        chosen = await classes_from(turn.work, school, was, turn.now)
    switched = await go_live(turn.work, actor, school, chosen, on, turn.now)
    said = switched_text(switched, on, turn.t)
    if switched.result is not Switching.done:
        return toast(query, said, alert=True)
    return toast(query) + rewrite(query, said, back_buttons(school.id, turn.t))


def _day(text: str) -> date | None:
    """The day of a button; None where there is none or it is forged."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
