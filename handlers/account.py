"""What is stored about me, stopping, withdrawing, and the language."""

import json

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove

from bot.callbacks.everyday import Copy
from bot.keyboards.items import languages, yes_or_no
from bot.keyboards.settings import copy_button
from bot.reply import Reply, say, send_file, toast
from bot.texts.settings import summary_text
from bot.turn import Turn
from services.joining import leaving
from services.privacy import export, summary

router = Router(name="account")
FILE = "hongyan-my-data.json"


@router.message(Command("privacy"))
async def privacy(message: Message, turn: Turn) -> Reply:
    """What is stored and why; who has joined may withdraw here."""
    text = turn.t("privacy.text")
    if turn.actor is None:
        return say(message.chat.id, text)
    stored = summary_text(await summary(turn.work, turn.actor, turn.now), turn.t)
    copy = copy_button(turn.t)
    return say(message.chat.id, f"{text}\n\n{stored}", copy) + say(
        message.chat.id, turn.t("withdraw.ask"), yes_or_no(turn.t, "withdraw")
    )


@router.callback_query(Copy.filter())
async def copied(query: CallbackQuery, turn: Turn) -> Reply:
    """One's own data as a file."""
    if turn.actor is None:
        return toast(query, turn.closed, alert=True)
    data = await export(turn.work, turn.actor, turn.now)
    content = json.dumps(data, ensure_ascii=False, indent=1).encode()
    return toast(query) + send_file(turn.address, FILE, content, turn.t("privacy.file"))


@router.message(Command("stop"))
async def stop(message: Message, turn: Turn) -> Reply:
    """No more messages until the next /start."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    await leaving.stop(turn.work, turn.actor, turn.now)
    return say(message.chat.id, turn.t("stop.done"), ReplyKeyboardRemove(remove_keyboard=True))


@router.message(Command("language"))
async def language(message: Message, turn: Turn) -> Reply:
    """Choose another language."""
    if turn.actor is None:
        return say(message.chat.id, turn.closed)
    return say(message.chat.id, turn.t("language.ask"), languages(turn.t, "speak"))
