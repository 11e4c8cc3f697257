"""/term: who leads a school enters its terms, and when it is closed for longer."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.facts import Days, unpacked
from bot.filters.requests import AwaitedDays
from bot.keyboards.school_days import back_to_days, days_buttons, really_buttons, which_buttons
from bot.reply import Reply, say, toast
from bot.texts.school_days import days_text, not_taken, really_text
from bot.turn import Turn
from care.almanac import Stretch
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.calendar import days_typed, school_days
from services.calendar.days_typed import Kind, Waiting
from services.lists import typed

router = Router(name="school days")


@router.message(Command("term"))
async def asked(message: Message, turn: Turn) -> Reply:
    """The days of the school that somebody leads."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    pages = await school_days.days_near(turn.work, turn.actor, turn.now)
    match pages:
        case ():
            return say(message.chat.id, turn.t("school_days.not_yours"))
        case (page,):
            return say(message.chat.id, days_text(page, turn.t), days_buttons(page, turn.t))
    return say(message.chat.id, turn.t("school_days.which"), which_buttons(pages))


@router.callback_query(Days.filter())
async def pressed(query: CallbackQuery, callback_data: Days, turn: Turn) -> Reply:
    """Any button about a school's days. What was waited for is waited for no longer."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await typed.cancel(turn.work, turn.address)
    page = await _page(callback_data, turn, turn.actor)
    return turned_to(query, turn, page)


async def _page(press: Days, turn: Turn, actor: Actor) -> Page | None:
    unit, day = long(press.unit), unpacked(press.day)
    if press.act in tuple(Kind):
        waiting = Waiting(unit, Kind(press.act))
        begun = await days_typed.begin(turn.work, actor, waiting, turn.now)
        return _prompt(waiting, turn) if begun else None
    if day is not None:
        match press.act:
            case "close":
                days = Stretch(day, unpacked(press.until))
                await school_days.close(turn.work, actor, unit, days, turn.now)
            case "open":
                await school_days.open_again(turn.work, actor, unit, day, turn.now)
            case "gone":
                await school_days.take_out(turn.work, actor, unit, day, turn.now)
    page = await school_days.school_days(turn.work, actor, unit, turn.now)
    if page is None:
        return None
    wrong = page.term_from(day) if press.act == "drop" else None
    if wrong is not None:
        return really_text(wrong, turn.t), really_buttons(page, wrong, turn.t)
    return days_text(page, turn.t), days_buttons(page, turn.t)


def _prompt(waiting: Waiting, turn: Turn) -> Page:
    term = waiting.kind is Kind.term
    text = turn.t("school_days.type.term" if term else "school_days.type.closed")
    return text, back_to_days(waiting.unit_id, turn.t)


@router.message(AwaitedDays())
async def came(message: Message, turn: Turn, waiting: Waiting) -> Reply:
    """The days that were waited for."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    text = message.text or ""
    page = await school_days.school_days(turn.work, turn.actor, waiting.unit_id, turn.now)
    if page is None:
        return say(message.chat.id, turn.t("form.not_yours"))
    taken = await days_typed.take(turn.work, turn.actor, waiting, text, turn.now)
    if taken is not True:
        buttons = back_to_days(waiting.unit_id, turn.t)
        return say(message.chat.id, not_taken(taken, turn.t), buttons)
    page = await school_days.school_days(turn.work, turn.actor, waiting.unit_id, turn.now) or page
    text = f"{turn.t('school_days.kept')}\n\n{days_text(page, turn.t)}"
    return say(message.chat.id, text, days_buttons(page, turn.t))
