"""/help by role, and a helpful answer to everything else."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.filters import Pressed
from bot.reply import Reply, say, toast
from bot.texts.joining import emergency
from bot.turn import Turn

router = Router(name="help")


@router.message(Command("help"))
@router.message(Pressed("menu.help"))
async def asked(message: Message, turn: Turn) -> Reply:
    """What this bot is for, and the emergency numbers."""
    text = await _help(turn)
    return say(message.chat.id, f"{text}\n\n{emergency(turn.numbers, turn.t)}")


async def _help(turn: Turn) -> str:
    if turn.actor is None:
        return turn.t("help.stranger")
    posts = await turn.work.posts.of_person(turn.actor.person_id, turn.now.date())
    return turn.t("help.staff" if posts else "help.family")


@router.callback_query()
async def old_button(query: CallbackQuery, turn: Turn) -> Reply:
    """A button of a former version, or forged data."""
    return toast(query, turn.t("answer.old_button"), alert=True)


@router.message()
async def anything(message: Message, turn: Turn) -> Reply:
    """Text, pictures and voices that no conversation waits for."""
    if turn.stopped:
        return say(message.chat.id, turn.closed)
    if turn.actor is None:
        text = f"{turn.t('join.stranger')}\n\n{emergency(turn.numbers, turn.t)}"
        return say(message.chat.id, text)
    text = f"{turn.t('help.unknown')}\n\n{emergency(turn.numbers, turn.t)}"
    return say(message.chat.id, text)
