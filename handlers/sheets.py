"""A roster or staff sheet sent in the chat: preview, accept, or a marked copy of what is wrong."""

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from services.marking import mark

from bot.callbacks import Sheet
from bot.files import SentFile
from bot.filters import File
from bot.keyboards_lists import sheet_buttons
from bot.reply import Reply, rewrite, say, send_file, toast
from bot.texts.sheets import brought_text, marked_name, marks_of
from bot.turn import Turn
from services.actor import Actor
from services.bringing import Bringing, accept, discard, preview

router = Router(name="sheets")


@router.message(File())
async def sent(message: Message, turn: Turn) -> Reply:
    """A sheet came in."""
    if turn.actor is None or turn.file is None:
        return say(message.chat.id, turn.closed)
    if turn.file.content is None:
        key = "sheet.too_large" if turn.file.too_large else "sheet.not_fetched"
        return say(message.chat.id, turn.t(key))
    return await _tried(message.chat.id, turn.file, turn.file.content, turn, turn.actor)


async def _tried(chat: int, file: SentFile, content: bytes, turn: Turn, actor: Actor) -> Reply:
    brought = await preview(turn.work, actor, file.name, content, turn.now)
    text = brought_text(brought, turn.t)
    if brought.result is Bringing.faults:
        marks = marks_of(brought, turn.t)
        copy = await asyncio.to_thread(mark, file.name, content, marks, turn.t.language)
        return send_file(chat, marked_name(file.name, turn.t), copy, text)
    if brought.result is Bringing.preview:
        return say(chat, text, sheet_buttons(turn.t))
    return say(chat, text)


@router.callback_query(Sheet.filter())
async def pressed(query: CallbackQuery, callback_data: Sheet, turn: Turn) -> Reply:
    """Accept or discard."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    if callback_data.act == "discard":
        await discard(turn.work, turn.actor)
        return toast(query) + rewrite(query, turn.t("sheet.discarded"), None)
    brought = await accept(turn.work, turn.actor, turn.now)
    return toast(query) + rewrite(query, brought_text(brought, turn.t), None)
