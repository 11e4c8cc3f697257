"""What is stored about me, stopping, withdrawing, and the language."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message, ReplyKeyboardRemove

from bot.keyboards import languages, yes_or_no
from bot.reply import Reply, say
from bot.turn import Turn
from services.joining import leaving

router = Router(name="account")


@router.message(Command("privacy"))
async def privacy(message: Message, turn: Turn) -> Reply:
    """What is stored and why; who has joined may withdraw here."""
    text = turn.t("privacy.text")
    if turn.actor is None:
        return say(message.chat.id, text)
    return say(message.chat.id, text) + say(
        message.chat.id, turn.t("withdraw.ask"), yes_or_no(turn.t, "withdraw")
    )


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
