"""Filters of needs and worries."""

from aiogram.types import Message

from bot.filters import Words
from bot.turn import Turn
from services.requests.typed import Waiting, waiting_at


class AwaitedHere(Words):
    """Words that a need or worry waits for."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Waiting]:
        if turn.actor is None or not self.fits(message):
            return False
        waiting = await waiting_at(turn.work, turn.address)
        return {"waiting": waiting} if waiting is not None else False
