"""Sends one notice and says what became of it, in the delivery policy's words."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import InlineKeyboardMarkup
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.callbacks.basic import short
from bot.keyboards.items import item_buttons
from bot.keyboards.lists import news_buttons
from bot.keyboards.sos import sos_buttons
from bot.menus import commands_of, menu_for
from bot.texts.items import notice_text
from bot.texts.news import news_text
from bot.texts.sos import sos_text
from care.delivery import Outcome
from locales.catalog import Texts, texts
from services.forms.library import library
from services.news import POST_CHANGED
from services.outbox.delivering import Attempt, Prepared

log = structlog.get_logger()
DEACTIVATED, NOT_FOUND = "deactivated", "chat not found"
"""Words of Telegram's descriptions; it has no codes for these."""
COURTESY_SECONDS = 10
_NEVER_LEFT = (ClientConnectorError, ConnectionTimeoutError)


async def send(bot: Bot, prepared: Prepared, numbers: Sequence[str] = ()) -> Attempt:
    """Write the notice in its reader's language and send it as plain text. `numbers` are the
    emergency numbers of the place. A 404 names no chat: the server does not know the token.
    """
    t = texts(prepared.language)
    try:
        text, buttons = _written(prepared, numbers, t)
    except Exception as error:  # it never left: not one that may have arrived
        log.exception("not written", notice_id=prepared.notice.id, error=type(error).__name__)
        return Attempt(Outcome.refused, detail="not written")
    try:
        message = await bot.send_message(
            prepared.address, text, reply_markup=buttons, parse_mode=None
        )
    except AiogramError as error:
        return _failed(error)
    await _offer(bot, prepared, t)
    return Attempt(Outcome.accepted, message_id=message.message_id)


async def _offer(bot: Bot, prepared: Prepared, t: Texts) -> None:
    """The menu of somebody whose post has changed: a courtesy, that may fail, however it does: the
    message has arrived, and is not to come again for want of a menu.
    """
    if prepared.news is None or prepared.news.code not in POST_CHANGED:
        return
    notice_id = prepared.notice.id
    try:
        commands = commands_of(prepared.news.names, library(), t)
        for call in menu_for(prepared.address, commands).calls:
            await bot(call, request_timeout=COURTESY_SECONDS)
    except AiogramError as error:
        log.info("no command menu", notice_id=notice_id, error=type(error).__name__)
    except Exception as error:
        log.exception("no command menu", notice_id=notice_id, error=type(error).__name__)


def _written(
    prepared: Prepared, numbers: Sequence[str], t: Texts
) -> tuple[str, InlineKeyboardMarkup | None]:
    notice = prepared.notice
    if prepared.sos is not None:
        text, buttons = sos_text(prepared.sos, numbers, t), sos_buttons(prepared.sos, t)
    elif prepared.news is not None:
        text, buttons = news_text(prepared.news, t), news_buttons(prepared.news, t)
    else:
        text = notice_text(prepared.items, t)
        buttons = item_buttons(prepared.items, short(notice.id), t)
    return (f"{t('notice.repeated')}\n{text}" if notice.repeated else text), buttons


def _failed(error: AiogramError) -> Attempt:
    """Every answer of the server, and each kind of silence, has an outcome of its own."""
    match error:
        case TelegramRetryAfter():
            wait = timedelta(seconds=error.retry_after)
            attempt = Attempt(Outcome.slow_down, wait=wait, detail="429")
        case TelegramMigrateToChat():
            moved_to = error.migrate_to_chat_id
            attempt = Attempt(Outcome.moved, detail="moved", moved_to=moved_to)
        case TelegramUnauthorizedError() | TelegramNotFound():
            attempt = Attempt(Outcome.unauthorized, detail="401")
        case TelegramServerError():
            attempt = Attempt(Outcome.server_error, detail="5xx")
        case TelegramNetworkError() if isinstance(error.__cause__, _NEVER_LEFT):
            attempt = Attempt(Outcome.not_sent, detail="no connection")
        case TelegramForbiddenError() | TelegramBadRequest() | TelegramEntityTooLarge():
            attempt = _refused(error)
        case _:
            attempt = Attempt(Outcome.no_answer, detail=type(error).__name__)
    return attempt


def _refused(error: TelegramAPIError) -> Attempt:
    """Refused for good: because of the reader, or of the message."""
    said = error.message.lower()
    if isinstance(error, TelegramForbiddenError):
        if DEACTIVATED in said:
            return Attempt(Outcome.deactivated, detail="403 deactivated")
        return Attempt(Outcome.blocked, detail="403")
    if NOT_FOUND in said:
        return Attempt(Outcome.not_found, detail="400 chat not found")
    too_large = isinstance(error, TelegramEntityTooLarge)
    return Attempt(Outcome.refused, detail="413" if too_large else "400")
