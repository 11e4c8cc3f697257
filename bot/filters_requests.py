"""Filters of needs and worries, and of what a school enters about itself: numbers and days."""

from aiogram.types import Message

from bot.filters import Words
from bot.turn import Turn
from services.calendar.days_typed import Waiting as Days
from services.calendar.days_typed import waiting_at as days_waiting_at
from services.numbers_typed import Waiting as Number
from services.numbers_typed import waiting_at as number_waiting_at
from services.requests.typed import Waiting, waiting_at


class AwaitedHere(Words):
    """Words that a need or worry waits for."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Waiting]:
        if turn.actor is None or not self.fits(message):
            return False
        waiting = await waiting_at(turn.work, turn.address)
        return {"waiting": waiting} if waiting is not None else False


class AwaitedNumber(Words):
    """A number that a school is to make public."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Number]:
        if turn.actor is None or not self.fits(message):
            return False
        waiting = await number_waiting_at(turn.work, turn.address)
        return {"waiting": waiting} if waiting is not None else False


class AwaitedDays(Words):
    """A term, or days on which a school is closed."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Days]:
        if turn.actor is None or not self.fits(message):
            return False
        waiting = await days_waiting_at(turn.work, turn.address)
        return {"waiting": waiting} if waiting is not None else False
