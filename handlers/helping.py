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
    return turn.t("help.staff" if await _is_staff(turn) else "help.family")


async def _is_staff(turn: Turn) -> bool:
    if turn.actor is None:
        return False
    return bool(await turn.work.posts.of_person(turn.actor.person_id, turn.now.date()))


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
    staff = await _is_staff(turn)
    said = turn.t("help.unknown_staff" if staff else "help.unknown")
    if staff and message.document is not None:
        said = turn.t("sheet.not_yours")
    return say(message.chat.id, f"{said}\n\n{emergency(turn.numbers, turn.t)}")
