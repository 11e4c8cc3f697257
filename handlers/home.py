"""/home: a parent is at home from one day to another; teacher and parent meet; is it still so?"""

from datetime import date

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.callbacks.basic import long
from bot.callbacks.facts import Home, Meet, Still, unpacked
from bot.keyboards.home import (
    days_buttons,
    home_buttons,
    since_buttons,
    still_buttons,
    until_buttons,
)
from bot.reply import Reply, rewrite, say, toast
from bot.taps import moment, unread
from bot.texts.home import home_text, stay, still_text
from bot.turn import Turn
from services.actor import Actor
from services.calendar import home, meeting
from services.calendar.saying_still import Heard, answer
from services.calendar.still import left_of

router = Router(name="home")


@router.message(Command("home"))
async def asked(message: Message, turn: Turn) -> Reply:
    """When is the parent at home?"""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    view = await home.home_view(turn.work, turn.actor, turn.now)
    if view is None:
        return say(message.chat.id, turn.t("home.no_parent"))
    return say(message.chat.id, home_text(view, turn.t), home_buttons(view, turn.t))


@router.callback_query(Home.filter())
async def pressed(query: CallbackQuery, callback_data: Home, turn: Turn) -> Reply:
    """Any button about a stay at home."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    view = await home.home_view(turn.work, turn.actor, turn.now)
    if view is None:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    since = unpacked(callback_data.since)
    match callback_data.act:
        case "set" if since is not None:
            return await _said(query, callback_data, turn, turn.actor, since)
        case "left":
            await home.left_again(turn.work, turn.actor, turn.now)
            return toast(query) + rewrite(query, turn.t("home.gone"), None)
    page: tuple[str, InlineKeyboardMarkup]
    if since is not None and callback_data.act == "since":
        page = turn.t("home.since"), since_buttons(since, turn.t)
    elif since is not None and callback_data.act == "until":
        page = turn.t("home.until_when"), until_buttons(since, turn.t)
    else:
        return toast(query) + say(turn.address, home_text(view, turn.t), home_buttons(view, turn.t))
    return toast(query) + rewrite(query, *page)


async def _said(query: CallbackQuery, press: Home, turn: Turn, actor: Actor, since: date) -> Reply:
    until = unpacked(press.until)
    if not await home.say_home(turn.work, actor, since, until, turn.now):
        return toast(query, turn.t("form.old_button"), alert=True)
    said = turn.t("home.noted", stay=stay(since, until, turn.t))
    return toast(query) + rewrite(query, said, None)


@router.callback_query(Still.filter())
async def answered(query: CallbackQuery, callback_data: Still, turn: Turn) -> Reply:
    """It is still so, or it is over; what else the message asks stays below."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if unread(callback_data.shown, turn.now):
        return toast(query, turn.t("answer.too_fast"))
    still, span_id = callback_data.act == "still", long(callback_data.span)
    result = await answer(turn.work, turn.actor, span_id, turn.now, still=still)
    if result.heard is Heard.not_yours:
        return toast(query, turn.t("answer.not_yours"), alert=True)
    said, reader = turn.t(f"still.said.{result.heard}"), turn.actor.person_id
    place = long(callback_data.place)
    left = await left_of(turn.work, reader, place, result.now_by, turn.now)
    if left is None:
        return toast(query) + rewrite(query, said, None)
    text = f"{said}\n\n{still_text(left, turn.t)}"
    return toast(query) + rewrite(query, text, still_buttons(left, turn.t, moment(turn.now)))


@router.callback_query(Meet.filter())
async def meets(query: CallbackQuery, callback_data: Meet, turn: Turn) -> Reply:
    """They have met, or will."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    reply = await _met(query, callback_data, turn, turn.actor)
    return reply or toast(query, turn.t("answer.not_yours"), alert=True)


async def _met(query: CallbackQuery, press: Meet, turn: Turn, actor: Actor) -> Reply | None:
    child, parent, day = long(press.child), long(press.parent), unpacked(press.day)
    if press.act == "met":
        closed = await meeting.met(turn.work, actor, child, parent, turn.now)
        if closed is None:
            return None
        return toast(query) + rewrite(query, turn.t("meet.noted"), None)
    if press.act == "plan" and day is not None:
        if not await meeting.plan_meeting(turn.work, actor, child, parent, day, turn.now):
            return None
        said = turn.t("meet.planned", day=turn.t.day(day))
        return toast(query) + rewrite(query, said, None)
    days = await meeting.meeting_days(turn.work, actor, child, parent, turn.now)
    if days is None:
        return None
    text = turn.t("meet.when" if days else "meet.no_day")
    return toast(query) + rewrite(query, text, days_buttons(child, parent, days, turn.t))
