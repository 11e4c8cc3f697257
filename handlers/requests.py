"""/requests: where needs and worries stand, and seeing them through."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import long
from bot.callbacks.moving import day_in
from bot.callbacks.requests import Case, moment_in
from bot.filters.requests import AwaitedHere
from bot.keyboards.requests import (
    back_buttons,
    case_buttons,
    colleague_buttons,
    concerned_buttons,
    ending_buttons,
    list_buttons,
    reported_day_buttons,
    sure_buttons,
)
from bot.keyboards.where import ending_buttons as search_endings
from bot.keyboards.where import spoke_buttons, when_buttons
from bot.reply import Reply, remove, rewrite, say, toast
from bot.texts.requests import case_text, list_text
from bot.texts.where import with_numbers
from bot.turn import Turn
from care.hours import local_date
from care.requests import Ending, ReportedTo
from care.whereabouts import Found, Sighting, Spoke
from care.words import RequestKind
from handlers.pages import Page
from handlers.raising import still_around, wish_page
from services.actor import Actor
from services.requests import closing, handling, searching, typed
from services.requests.choosing import near
from services.requests.handling import Did
from services.requests.showing import RequestView, open_requests, request_view
from services.requests.typed import Waiting
from storage.work import Work

router = Router(name="requests")
_AT_ONCE: Mapping[str, Callable[[Work, Actor, int, datetime], Awaitable[Did]]] = MappingProxyType(
    {
        "take": handling.take,
        "later": handling.postpone,
        "harm": handling.mark_harm,
        "undo": closing.withdraw,
        "back": searching.say_back,
    }
)
"""What one press does, without another page in between."""


@router.message(Command("requests"))
async def asked(message: Message, turn: Turn) -> Reply:
    """What one has asked for, and for staff what waits with them."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    return say(message.chat.id, *await _list(turn, turn.actor))


async def _list(turn: Turn, actor: Actor) -> Page:
    lines = await open_requests(turn.work, actor, turn.now)
    return list_text(lines, turn.t), list_buttons(lines, turn.t)


@router.message(AwaitedHere())
async def came(message: Message, turn: Turn, waiting: Waiting) -> Reply:
    """Words that were waited for."""
    actor, text = turn.actor, (message.text or "").strip()
    if actor is None:
        return say(message.chat.id, turn.closed)
    if waiting.wish is not None:
        if not await still_around(waiting.wish, turn, actor):
            return say(turn.address, turn.t("answer.not_yours"))
        wish = await typed.change_wish(
            turn.work, turn.address, turn.now, message.message_id, text=text
        )
        return say(turn.address, *await wish_page(wish or waiting.wish, turn, actor))
    did = await typed.take(turn.work, actor, waiting, text, turn.now)
    page = await _case(waiting.request_id, turn, actor)
    said = say(turn.address, turn.t(f"did.{did}"))
    if did is Did.done:
        said += remove(turn.address, [message.message_id])
    return said if page is None else said + say(turn.address, *page)


async def _case(request_id: int, turn: Turn, actor: Actor) -> Page | None:
    view = await request_view(turn.work, actor, request_id, turn.now)
    return None if view is None else (_text(view, turn), case_buttons(view, turn.t))


def _text(view: RequestView, turn: Turn) -> str:
    return with_numbers(case_text(view, turn.t), view, turn.numbers, turn.t)


@router.callback_query(Case.filter())
async def pressed(query: CallbackQuery, callback_data: Case, turn: Turn) -> Reply:
    """Any button about a need or worry. Words that were waited for are waited for no longer."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await typed.forget(turn.work, turn.address)
    press, actor = callback_data, turn.actor
    did = await _done(press, turn, actor)
    if did is None:
        page = await _page(press, turn, actor)
        if page is None:
            return toast(query, turn.t("answer.not_yours"), alert=True)
        return toast(query) + rewrite(query, *page)
    reply = toast(query, turn.t(f"did.{did}"), alert=did is not Did.done)
    page = await _case(long(press.request), turn, actor)
    return reply if page is None else reply + rewrite(query, *page)


async def _done(press: Case, turn: Turn, actor: Actor) -> Did | None:
    """What a press does; None where it only leads to another page."""
    request_id, now = long(press.request), turn.now
    if press.act == "harm" and press.value != "sure":
        return None
    if press.act in _AT_ONCE:
        return await _AT_ONCE[press.act](turn.work, actor, request_id, now)
    if press.act in ("sign", "keep"):
        agrees = press.act == "sign"
        return await closing.sign(turn.work, actor, request_id, now, agrees=agrees)
    return await _chosen(press, turn, actor) if press.value else None


async def _chosen(press: Case, turn: Turn, actor: Actor) -> Did | None:
    """A person, an ending, or to whom and when harm was reported."""
    work, i, now, value = turn.work, long(press.request), turn.now, press.value
    if press.act == "give":
        return await handling.hand_over(work, actor, i, long(value), now)
    if press.act == "whom":
        return await handling.name_concerned(work, actor, i, [long(value)], now)
    if press.act == "end" and value in set(Ending):
        return await closing.end(work, actor, i, Ending(value), now)
    if press.act in ("seen", "police"):
        return await _search_ended(press, turn, actor)
    day = day_in(press.more)
    if press.act == "report" and value in set(ReportedTo) and day is not None:
        return await closing.report(work, actor, i, ReportedTo(value), day, now)
    return None


async def _search_ended(press: Case, turn: Turn, actor: Actor) -> Did | None:
    """The child was found where, seen by whom and when; or the police were told when."""
    request_id, now = long(press.request), turn.now
    if press.act == "police":
        return await searching.police_told(
            turn.work, actor, request_id, moment_in(press.value), now
        )
    where, _, spoke = press.value.partition(".")
    if where not in set(Found) or spoke not in set(Spoke):
        return None
    said = Sighting(Found(where), Spoke(spoke), moment_in(press.more))
    return await searching.found(turn.work, actor, request_id, said, now)


async def _page(press: Case, turn: Turn, actor: Actor) -> Page | None:
    if press.act == "list":
        return await _list(turn, actor)
    view = await request_view(turn.work, actor, long(press.request), turn.now)
    if view is None:
        return None
    above, i, t = _text(view, turn), view.request_id, turn.t
    match press.act:
        case "note" | "reason" if ("note" if press.act == "note" else "end") in view.acts:
            page = await _asked_for_words(press, view, turn)
        case "harm" if "harm" in view.acts:
            page = f"{above}\n\n{t('case.ask_harm')}", sure_buttons(i, t)
        case "end" | "report" if "end" in view.acts:
            page = _ending(press, view, turn)
        case "found" | "police" if "end" in view.acts:
            page = _search_page(press, view, turn)
        case "give" if "give" in view.acts:
            people = await handling.colleagues(turn.work, actor, i, turn.now)
            page = t("case.ask_whom"), colleague_buttons(i, people or (), t)
        case "whom" if "whom" in view.acts:
            around = await near(turn.work, actor, view.child_id, turn.now)
            page = t("ask.whom"), concerned_buttons(i, around, t)
        case _:
            page = above, case_buttons(view, t)
    return page


async def _asked_for_words(press: Case, view: RequestView, turn: Turn) -> Page:
    waiting = Waiting(press.act, None, view.request_id)
    await typed.begin(turn.work, turn.address, waiting, turn.now)
    asked = turn.t("case.ask_note" if press.act == "note" else "case.ask_reason")
    return f"{case_text(view, turn.t)}\n\n{asked}", back_buttons(view.request_id, turn.t)


def _search_page(press: Case, view: RequestView, turn: Turn) -> Page:
    """Who has seen the child, and when; or when the police were told."""
    above, i, t = _text(view, turn), view.request_id, turn.t
    where, spoke = press.value, press.more
    if press.act == "found" and where in set(Found) and spoke not in set(Spoke):
        return f"{above}\n\n{t('where.ask_spoke')}", spoke_buttons(i, Found(where), t)
    said = (Found(where), Spoke(spoke)) if where in set(Found) else None
    when = when_buttons(i, said, turn.now, view.zone, t)
    return f"{above}\n\n{t('where.ask_when')}", when


def _ending(press: Case, view: RequestView, turn: Turn) -> Page:
    """How it ended, or on which day harm was reported."""
    above, i, t = _text(view, turn), view.request_id, turn.t
    if press.act == "report" and view.harm and press.value in set(ReportedTo):
        days = reported_day_buttons(i, press.value, local_date(turn.now, view.zone), t)
        return f"{above}\n\n{t('case.ask_day')}", days
    if view.kind is RequestKind.whereabouts:
        return f"{above}\n\n{t('where.ask_end')}", search_endings(i, t)
    asked = t("case.ask_report" if view.harm else "case.ask_end")
    return f"{above}\n\n{asked}", ending_buttons(view, t)
