"""/settings: language, place, own hour, weeks that alternate, quiet hours. One message, rewritten
at every press.
"""

from datetime import time

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.callbacks.everyday import Setting as Press
from bot.filters.basic import Setting
from bot.keyboards.settings import page_buttons, zones_buttons
from bot.reply import Reply, menu_keyboard, rewrite, say, toast
from bot.texts.settings import page_text, settings_text
from bot.turn import Turn
from care.settings import typed_quiet
from handlers.joining import menu
from handlers.own_menu import own_menu
from locales.catalog import LANGUAGES, texts
from locales.zones import zones_named
from services import settings
from services.actor import Actor
from services.settings import Typing, settings_of

router = Router(name="settings")


@router.message(Command("settings"))
async def asked(message: Message, turn: Turn) -> Reply:
    """All settings as they stand."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    return await _page_said(turn, turn.actor)


async def _page_said(turn: Turn, actor: Actor) -> Reply:
    view = await settings_of(turn.work, actor, turn.now)
    return say(turn.address, settings_text(view, turn.t), page_buttons("main", view, turn.t))


@router.callback_query(Press.filter())
async def pressed(query: CallbackQuery, callback_data: Press, turn: Turn) -> Reply:
    """A page was opened, or something was chosen."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    await settings.wait_no_more(turn.work, turn.actor)
    page, value = callback_data.page, callback_data.value
    if not value:
        return toast(query) + await _opened(query, page, turn, turn.actor)
    if page == "language":
        return await _speaks(query, value, turn, turn.actor)
    if not await _chosen(page, value, turn, turn.actor):
        return toast(query, turn.t("answer.old_button"), alert=True)
    return toast(query, turn.t("settings.done")) + await _opened(query, "main", turn, turn.actor)


async def _opened(query: CallbackQuery, page: str, turn: Turn, actor: Actor) -> Reply:
    if page in set(Typing):
        await settings.wait_for(turn.work, actor, Typing(page), turn.now)
    view = await settings_of(turn.work, actor, turn.now)
    return rewrite(query, page_text(page, view, turn.t), page_buttons(page, view, turn.t))


async def _chosen(page: str, value: str, turn: Turn, actor: Actor) -> bool:
    """False for a value that no button of ours has."""
    work, now = turn.work, turn.now
    if page == "zone":
        return await settings.set_zone(work, actor, value, now)
    if page == "other" and value == "same":
        await settings.stop_alternating(work, actor, now)
        return True
    clocks = [_clock(part) for part in value.split("-")]
    match page, clocks:
        case "quiet", [time() as begins, time() as ends]:
            return await settings.set_quiet(work, actor, begins, ends, now)
        case "hour", [time() as hour]:
            await settings.set_hour(work, actor, hour, now)
            return True
        case "other", [time() as hour]:
            await settings.set_other_hour(work, actor, hour, now)
            return True
    return False


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if len(text) == len("0700") else None
    except ValueError:
        return None


async def _speaks(query: CallbackQuery, language: str, turn: Turn, actor: Actor) -> Reply:
    """The settings in the other language, and its keys below the chat."""
    if language not in LANGUAGES:
        return toast(query, turn.t("answer.old_button"), alert=True)
    await settings.set_language(turn.work, actor, language, turn.now)
    t = texts(language)
    view = await settings_of(turn.work, actor, turn.now)
    page = rewrite(query, settings_text(view, t), page_buttons("main", view, t))
    spoken = say(turn.address, t("language.changed"), menu_keyboard(menu(t)))
    return toast(query) + page + spoken + await own_menu(turn, actor.person_id, t)


@router.message(Setting())
async def typed(message: Message, turn: Turn, what: Typing) -> Reply:
    """A place or quiet hours in words."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    text = message.text or ""
    if what is Typing.zone:
        return await _place(text, turn, turn.actor)
    span = typed_quiet(text)
    if span is None or not await settings.set_quiet(turn.work, turn.actor, *span, turn.now):
        return say(turn.address, turn.t("settings.quiet.unclear"))
    return await _done(turn, turn.actor)


async def _place(text: str, turn: Turn, actor: Actor) -> Reply:
    zones = zones_named(text)
    if not zones:
        return say(turn.address, turn.t("settings.zone.unclear"))
    if len(zones) > 1:
        buttons = zones_buttons(zones, turn.t)
        return say(turn.address, turn.t("settings.zone.which"), buttons)
    await settings.set_zone(turn.work, actor, zones[0], turn.now)
    return await _done(turn, actor)


async def _done(turn: Turn, actor: Actor) -> Reply:
    await settings.wait_no_more(turn.work, actor)
    return say(turn.address, turn.t("settings.done")) + await _page_said(turn, actor)
