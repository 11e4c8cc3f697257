"""The answer on a reminder, on /today or on a child's card: done, later, could not, undo."""

from dataclasses import dataclass

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks.basic import TODAY, Press, child_of_card, long
from bot.keyboards.items import cannot_menu, child_buttons, item_buttons, later_menu
from bot.reply import Keyboard, Reply, rewrite, toast
from bot.taps import UNREAD
from bot.texts.items import notice_text, question
from bot.texts.today import child_text, my_day
from bot.turn import Turn
from care.hours import Later
from care.words import DutyState
from handlers.beginning import begun
from handlers.told_on import others
from services.actor import Actor
from services.duties import answering, undoing
from services.duties.answering import Reason
from services.duties.case import Answered, Result
from services.duties.showing import REMINDER, show
from services.duties.today import today
from services.outbox.reading import notice_items
from services.overview import child_view
from storage.notices import Item

router = Router(name="answering")


@dataclass(frozen=True, slots=True)
class _Page:
    """A message with buttons of duties; `alone`: it speaks of one only."""

    text: str
    buttons: Keyboard
    alone: bool = False


@router.callback_query(Press.filter())
async def pressed(query: CallbackQuery, callback_data: Press, turn: Turn) -> Reply:
    """Any button about a duty."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    match callback_data.act, callback_data.choice:
        case "card", _:
            return await _card(query, callback_data, turn, turn.actor)
        case (("later" | "cannot"), ""):
            return await _menu(query, callback_data, turn, turn.actor)
        case "back", _:
            return toast(query) + await _shown(query, callback_data.place, turn, turn.actor)
        case _:
            return await _answer(query, callback_data, turn, turn.actor)


async def _card(query: CallbackQuery, press: Press, turn: Turn, actor: Actor) -> Reply:
    """The record card that whoever owes a duty fills in for it; where this installation has none,
    a tap is enough.
    """
    views = await show(turn.work, actor.person_id, [Item(long(press.duty), REMINDER)], turn.now)
    if not views or not views[0].mine:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    card = turn.forms.get(views[0].rule.form or "")
    if card is None or views[0].state is not DutyState.open:
        return await _answer(query, press.model_copy(update={"act": "done"}), turn, actor)
    return toast(query) + await begun(turn, actor, card, long(press.duty))


async def _menu(query: CallbackQuery, press: Press, turn: Turn, actor: Actor) -> Reply:
    """The little menu below Later or Could not."""
    items = [Item(long(press.duty), REMINDER)]
    views = await show(turn.work, actor.person_id, items, turn.now)
    if not views or not views[0].mine:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    if views[0].state is not DutyState.open:
        done = views[0].state is DutyState.done
        said = turn.t("answer.already_done" if done else "answer.over")
        return toast(query, said, alert=not done) + await _shown(query, press.place, turn, actor)
    page = await _page(press.place, turn, actor)
    asked = question(views[0], press.act, turn.t, alone=page is None or page.alone)
    text = asked if page is None else f"{page.text}\n\n{asked}"
    menu = later_menu if press.act == "later" else cannot_menu
    return toast(query) + rewrite(query, text, menu(views[0], press.place, turn.t))


async def _answer(query: CallbackQuery, press: Press, turn: Turn, actor: Actor) -> Reply:
    result = await _result(press, turn, actor)
    if result is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    said = await _said(result, turn, actor)
    alert = result.result in (Answered.not_yours, Answered.over)
    ends = result.result in (Answered.done, Answered.undone)
    page = await _page(press.place, turn, actor, long(press.duty) if ends else None)
    reply = toast(query, said, alert=alert) + _rewritten(query, page, said)
    if ends:
        reply += await others(turn, long(press.duty), long(press.place))
    return reply


async def _result(press: Press, turn: Turn, actor: Actor) -> Result | None:
    """Call the one service; None where the data cannot come from a button of ours."""
    work, duty_id, now = turn.work, long(press.duty), turn.now
    match press.act:
        case "done":
            return await answering.done(work, actor, duty_id, now)
        case "undo" if await _just_done(turn, duty_id):
            return Result(Answered.already_done)
        case "undo":
            return await undoing.undo(work, actor, duty_id, now)
        case "later" if press.choice in set(Later):
            return await answering.ask_later(work, actor, duty_id, Later(press.choice), now)
        case "cannot" if press.choice in set(Reason):
            return await answering.could_not(work, actor, duty_id, Reason(press.choice), now)
    return None


async def _just_done(turn: Turn, duty_id: int) -> bool:
    """Undo has come in the place of Done under the finger: the second of two quick taps."""
    closure = (await turn.work.records.closures([duty_id])).get(duty_id)
    if closure is None or abs(turn.now - closure.at) >= UNREAD:
        return False
    duty = (await turn.work.duties.by_id([duty_id]))[duty_id]
    return duty.state is DutyState.done


async def _said(result: Result, turn: Turn, actor: Actor) -> str:
    t = turn.t
    values: dict[str, object] = {}
    if result.moment is not None:
        habits = await turn.work.people.habits(actor.person_id)
        values["moment"] = t.weekday_time(result.moment, habits.zone)
    if result.told_on is not None:
        values["day"] = t.day(result.told_on)
    key = f"answer.{result.result}"
    if result.result is Answered.later_again and result.told_on is None:
        key = "answer.later"
    return t(key, **values)


async def _shown(query: CallbackQuery, place: str, turn: Turn, actor: Actor) -> Reply:
    """The message of the button again, as things stand now."""
    return _rewritten(query, await _page(place, turn, actor))


def _rewritten(query: CallbackQuery, page: _Page | None, said: str | None = None) -> Reply:
    """With what was said below it."""
    if page is None:
        return Reply()
    return rewrite(query, f"{page.text}\n\n{said}" if said else page.text, page.buttons)


async def _page(place: str, turn: Turn, actor: Actor, duty_id: int | None = None) -> _Page | None:
    t = turn.t
    if place == TODAY:
        items = (view := await today(turn.work, actor, turn.now)).items
        return _Page(my_day(view, t), item_buttons(items, TODAY, t), alone=len(items) == 1)
    if (child_id := child_of_card(place)) is not None:
        card = await child_view(turn.work, actor, child_id, turn.now)
        return None if card is None else _Page(child_text(card, t), child_buttons(card, t))
    told = await notice_items(turn.work, actor, long(place), turn.now, duty_id)
    if not told:
        return None
    return _Page(notice_text(told, t), item_buttons(told, place, t), alone=len(told) == 1)
