"""Sends one notice and says what became of it, in the delivery policy's words."""

from collections.abc import Sequence

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.keyboards.items import item_buttons
from bot.keyboards.lists import news_buttons
from bot.keyboards.sos import sos_buttons
from bot.menus import commands_of, menu_for
from bot.outcomes import failed
from bot.texts.items import notice_text
from bot.texts.news import news_text
from bot.texts.sos import sos_text
from care.delivery import Outcome
from locales.catalog import Texts, texts
from services.forms.library import library
from services.news import POST_CHANGED
from services.outbox.delivering import Attempt, Prepared

log = structlog.get_logger()
COURTESY_SECONDS = 10


async def send(bot: Bot, prepared: Prepared, numbers: Sequence[str] = ()) -> Attempt:
    """Write the notice in its reader's language and send it as plain text. `numbers` are the
    emergency numbers of the place.
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
        return failed(error)
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
