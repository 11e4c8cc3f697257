"""/week: the families out of reach, ticked one after the other by phone or paper."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.weekly import Week
from bot.keyboards.weekly import classes_buttons, family_buttons, list_buttons
from bot.reply import Reply, rewrite, say, toast
from bot.taps import moment, unread
from bot.texts.weekly import classes_text, family_text, list_text
from bot.turn import Turn
from care.weekly import Means
from services.actor import Actor
from services.duties.case import Answered, Result
from services.duties.undoing import undo
from services.weekly.listing import not_reached, tick, weekly_classes, weekly_list, whose

router = Router(name="weekly")
NOTED = (Answered.done, Answered.already_done, Answered.not_reached)


@router.message(Command("week"))
async def asked(message: Message, turn: Turn) -> Reply:
    """The list of one's class; a principal chooses the class first."""
    chat = message.chat.id
    if turn.actor is None:
        return say(chat, turn.closed)
    classes = await weekly_classes(turn.work, turn.actor, turn.now)
    asking = [each for each in classes if each.families] or classes[:1]
    if len(asking) == 1:
        view = await weekly_list(turn.work, turn.actor, asking[0].unit_id, turn.now)
        if view is not None:
            return say(chat, list_text(view, turn.t), list_buttons(view, 0, turn.t))
    return say(chat, classes_text(asking, turn.t), classes_buttons(asking, turn.t))


@router.callback_query(Week.filter())
async def pressed(query: CallbackQuery, callback_data: Week, turn: Turn) -> Reply:
    """A page, a family, or a tick."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if unread(callback_data.shown, turn.now):
        return toast(query, turn.t("answer.too_fast"))
    match callback_data.act:
        case "list":
            return await _listed(query, callback_data, turn, turn.actor)
        case "child":
            return await _opened(query, callback_data, turn, turn.actor)
        case _:
            return await _ticked(query, callback_data, turn, turn.actor)


async def _listed(query: CallbackQuery, week: Week, turn: Turn, actor: Actor) -> Reply:
    view = await weekly_list(turn.work, actor, long(week.unit), turn.now)
    if view is None:
        return toast(query, turn.t("weekly.not_yours"), alert=True)
    buttons = list_buttons(view, max(week.page, 0), turn.t, shown=moment(turn.now))
    return toast(query) + rewrite(query, list_text(view, turn.t), buttons)


async def _opened(query: CallbackQuery, week: Week, turn: Turn, actor: Actor) -> Reply:
    view = await weekly_list(turn.work, actor, long(week.unit), turn.now)
    if view is None:
        return toast(query, turn.t("weekly.not_yours"), alert=True)
    family = view.of(long(week.subject))
    shown = moment(turn.now)
    if family is None:  # ticked elsewhere meanwhile
        buttons = list_buttons(view, 0, turn.t, shown=shown)
        return toast(query) + rewrite(query, list_text(view, turn.t), buttons)
    buttons = family_buttons(family, view, turn.t, shown=shown)
    return toast(query) + rewrite(query, family_text(family, view, turn.t), buttons)


async def _ticked(query: CallbackQuery, week: Week, turn: Turn, actor: Actor) -> Reply:
    """What the tick led to as a toast, and at once the next family."""
    result = await _result(week, turn, actor)
    alert = result.result not in (*NOTED, Answered.undone)
    reply = toast(query, turn.t(f"answer.{result.result}"), alert=alert)
    if result.result is Answered.not_yours:
        return reply
    return reply + await _following(query, week, turn, actor, result)


async def _result(week: Week, turn: Turn, actor: Actor) -> Result:
    work, duty_id, now = turn.work, long(week.subject), turn.now
    match week.act:
        case "undo":
            return await undo(work, actor, duty_id, now)
        case "missed":
            return await not_reached(work, actor, duty_id, now)
        case _:
            return await tick(work, actor, duty_id, Means(week.act), now)


async def _following(
    query: CallbackQuery, week: Week, turn: Turn, actor: Actor, result: Result
) -> Reply:
    t, duty_id, shown = turn.t, long(week.subject), moment(turn.now)
    view = await weekly_list(turn.work, actor, long(week.unit), turn.now)
    child = await whose(turn.work, duty_id)
    if view is None or child is None:
        return Reply()
    child_id, name = child
    below = "" if result.result is not Answered.done else f"\n\n{t('weekly.ticked', name=name)}"
    last = duty_id if result.result is Answered.done else None
    undone = view.of(child_id) if result.result is Answered.undone else None
    family = undone or view.following(child_id, name)
    if family is None:
        return rewrite(query, list_text(view, t) + below, list_buttons(view, 0, t, last, shown))
    text = family_text(family, view, t) + below
    return rewrite(query, text, family_buttons(family, view, t, last, shown))
