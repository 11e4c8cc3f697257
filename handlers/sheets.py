"""A roster or staff sheet sent in the chat: preview, accept, or a marked copy of what is wrong."""

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks.basic import Sheet
from bot.files import SentFile
from bot.filters.basic import File
from bot.keyboards.lists import sheet_buttons
from bot.reply import Reply, rewrite, say, send_file, toast
from bot.texts.marks import marks_of, words
from bot.texts.sheets import brought_text, marked_name
from bot.turn import Turn
from locales.catalog import Texts
from services.actor import Actor
from services.importing.bringing import CONVERSATION, Bringing, Brought, accept, discard, preview
from services.sheets.marking import marked_copy

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
        copy = await _marked(file.name, content, brought, turn.t)
        name, caption = marked_name(file.name, turn.t), turn.t("sheet.marked_caption")
        return say(chat, text) + send_file(chat, name, copy, caption)
    if brought.result is Bringing.preview:
        draft = await turn.work.drafts.get(turn.address, CONVERSATION)
        return say(chat, text, sheet_buttons(draft.mark if draft else "", turn.t))
    return say(chat, text)


async def _marked(name: str, content: bytes, brought: Brought, t: Texts) -> bytes:
    if brought.reading is None:
        return content
    marks = marks_of(brought.reading, t)
    return await asyncio.to_thread(marked_copy, name, content, marks, words(t))


@router.callback_query(Sheet.filter())
async def pressed(query: CallbackQuery, callback_data: Sheet, turn: Turn) -> Reply:
    """Accept or discard the sheet of this message, and no other."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    draft = await turn.work.drafts.get(turn.address, CONVERSATION)
    if draft is not None and draft.mark != callback_data.of:
        return toast(query) + rewrite(query, turn.t("sheet.newer"), None)
    if callback_data.act == "discard":
        await discard(turn.work, turn.actor)
        return toast(query) + rewrite(query, turn.t("sheet.discarded"), None)
    brought = await accept(turn.work, turn.actor, turn.now)
    return toast(query) + rewrite(query, brought_text(brought, turn.t), None)
