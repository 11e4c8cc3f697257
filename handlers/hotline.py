"""/hotline: a call or video session between child and family over the school's line."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.requests import Line, OnCall, moment_in
from bot.keyboards.hotline import (
    call_buttons,
    choice_buttons,
    means_buttons,
    offer_buttons,
    times_buttons,
    why_buttons,
)
from bot.reply import Reply, rewrite, say, toast
from bot.texts.hotline import call_text, offer_text
from bot.turn import Turn
from care.openings import Means
from care.roles import Act
from handlers.pages import Page, turned_to
from services.actor import Actor
from services.hotline import asking, keeping, outcome
from services.hotline.asking import Line as Result
from services.hotline.asking import offer
from services.hotline.keeping import Declined
from services.hotline.showing import call_view, running_call
from services.requests.choosing import choices, class_choice

router = Router(name="hotline")
GLAD = frozenset({Result.asked, Result.booked, Result.held, Result.opened, Result.cancelled})
"""What needs no more than a passing word."""


@router.message(Command("hotline"))
async def asked(message: Message, turn: Turn) -> Reply:
    """For which child, and where there is one only: how."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    return say(message.chat.id, *await _menu(turn, turn.actor))


async def _menu(turn: Turn, actor: Actor) -> Page:
    found = await choices(turn.work, actor, Act.ask_call, turn.now)
    if len(found.children) == 1 and not found.classes:
        page = await _child(turn, actor, found.children[0][0])
        if page is not None:
            return page
    if not found.children and not found.classes:
        return turn.t("line.no_child"), None
    return turn.t("line.which"), choice_buttons(found, turn.t)


async def _child(turn: Turn, actor: Actor, child_id: int) -> Page | None:
    """What is asked for already, or how they would like to speak."""
    view = await running_call(turn.work, actor, child_id, turn.now)
    if view is not None:
        return call_text(view, turn.t), call_buttons(view, turn.t)
    found = await offer(turn.work, actor, child_id, turn.now)
    if found is None:
        return None
    return turn.t("line.how", child=found.child), means_buttons(child_id, turn.t)


@router.callback_query(Line.filter())
async def chosen(query: CallbackQuery, callback_data: Line, turn: Turn) -> Reply:
    """A step towards a session."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if callback_data.step == "ask":
        return await _asked(query, callback_data, turn, turn.actor)
    page = await _step(callback_data, turn, turn.actor)
    return turned_to(query, turn, page)


async def _step(line: Line, turn: Turn, actor: Actor) -> Page | None:
    subject = long(line.subject)
    match line.step:
        case "unit":
            found = await class_choice(turn.work, actor, subject, Act.ask_call, turn.now)
            if found is None:
                return None
            return turn.t("line.which"), choice_buttons(found, turn.t)
        case "child":
            return await _child(turn, actor, subject)
        case "times":
            return await _times(line, turn, actor)
        case _:
            return await _menu(turn, actor)


async def _times(line: Line, turn: Turn, actor: Actor) -> Page | None:
    view = await offer(turn.work, actor, long(line.subject), turn.now)
    if view is None or line.means not in set(Means):
        return None
    means = Means(line.means)
    buttons = offer_buttons(view, means, max(line.page, 0), turn.t)
    return offer_text(view, means, turn.t), buttons


async def _asked(query: CallbackQuery, line: Line, turn: Turn, actor: Actor) -> Reply:
    child, means = (
        long(line.subject),
        Means(line.means) if line.means in set(Means) else Means.phone,
    )
    result = await asking.ask(turn.work, actor, child, means, moment_in(line.at), turn.now)
    reply = toast(query, turn.t(f"line.{result}"), alert=result not in GLAD)
    if result is Result.not_yours:
        return reply
    if result is Result.taken:
        page = await _times(line, turn, actor)
    else:
        page = await _child(turn, actor, child)
    return reply if page is None else reply + rewrite(query, *page)


@router.callback_query(OnCall.filter())
async def pressed(query: CallbackQuery, callback_data: OnCall, turn: Turn) -> Reply:
    """A button about a session that was asked for."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    press, actor = callback_data, turn.actor
    if press.act in ("open", "times", "pick") or (press.act == "no" and not press.value):
        page = await _looked_at(press, turn, actor)
        if page is None:
            return toast(query, turn.t("answer.not_yours"), alert=True)
        return toast(query) + rewrite(query, *page)
    result = await _done(press, turn, actor)
    reply = toast(query, turn.t(f"line.{result}"), alert=result not in GLAD)
    if result is Result.not_yours:
        return reply
    again = result is Result.taken or press.act == "moved"
    page = await (_looked_at if again else _stands)(press, turn, actor)
    return reply if page is None else reply + rewrite(query, *page)


async def _looked_at(press: OnCall, turn: Turn, actor: Actor) -> Page | None:
    """The session itself, the free times, or the reasons why there can be none."""
    view = await call_view(turn.work, actor, long(press.request), turn.now)
    if view is None or press.act == "open":
        return await _stands(press, turn, actor)
    if press.act == "no":
        return f"{call_text(view, turn.t)}\n\n{turn.t('call.why')}", why_buttons(
            view.request_id, turn.t
        )
    free = await offer(turn.work, actor, view.child_id, turn.now)
    if free is None or not view.runs:
        return await _stands(press, turn, actor)
    act = "choose" if press.act in ("pick", "choose") else "at"
    buttons = times_buttons(free, view.request_id, act, max(press.page, 0), turn.t)
    return offer_text(free, view.means, turn.t), buttons


async def _stands(press: OnCall, turn: Turn, actor: Actor) -> Page | None:
    view = await call_view(turn.work, actor, long(press.request), turn.now)
    return None if view is None else (call_text(view, turn.t), call_buttons(view, turn.t))


async def _done(press: OnCall, turn: Turn, actor: Actor) -> Result:
    work, request_id, now = turn.work, long(press.request), turn.now
    acts = {
        "accept": keeping.accept,
        "unsuited": asking.cannot_then,
        "stop": asking.withdraw,
        "held": outcome.held,
        "missed": outcome.missed,
        "moved": outcome.moved,
    }
    if press.act in acts:
        return await acts[press.act](work, actor, request_id, now)
    if press.act == "no":
        known = press.value in set(Declined)
        why = Declined(press.value) if known else Declined.other
        return await keeping.decline(work, actor, request_id, why, now)
    moment = moment_in(press.value)
    if press.act == "choose":
        return await asking.pick(work, actor, request_id, moment, now)
    return await keeping.other_time(work, actor, request_id, moment, now)
