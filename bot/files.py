"""Files that staff send: fetched before the transaction in which they are handled.

Only a file of somebody who may bring sheets is fetched at all, so that strangers cannot make the
bot load anything.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import Document, Update
from aiohttp import ClientError

from services.actor import actor_at
from services.importing.bringing import may_bring
from storage.store import Store

log = structlog.get_logger()
MAX_BYTES = 5 * 1024 * 1024
"""A school's roster has a tenth of this; more is for the command line."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came in. `content` is None where it is too large or could not be fetched."""

    name: str
    content: bytes | None
    too_large: bool = False


async def fetch(bot: Bot, store: Store, update: Update, now: datetime) -> SentFile | None:
    """The sheet that an update brings; None where there is none that concerns us."""
    message = update.message
    if message is None or message.from_user is None or message.document is None:
        return None
    document = message.document
    if not await _allowed(store, message.from_user.id, now):
        return None
    name = document.file_name or "?"
    if (document.file_size or 0) > MAX_BYTES:
        return SentFile(name, None, too_large=True)
    return SentFile(name, await _content(bot, document))


async def _allowed(store: Store, address: int, now: datetime) -> bool:
    async with store.read() as work:
        actor = await actor_at(work, address)
        return actor is not None and await may_bring(work, actor, now) is not None


async def _content(bot: Bot, document: Document) -> bytes | None:
    try:
        stream = await bot.download(document)
    except (AiogramError, ClientError, TimeoutError) as error:
        log.warning("file not fetched", error=type(error).__name__)
        return None
    return None if stream is None else stream.read()
