"""Filters of needs and worries, of birthdays, of why a duty is not needed, and of what a school
enters about itself: numbers and days.
"""

from bot.filters.basic import WaitedFor
from services.calendar import birthdays
from services.calendar.days_typed import DAYS
from services.duties import excusing_typed
from services.numbers_typed import NUMBERS
from services.requests.typed import waiting_at
from storage.work import Work


class AwaitedHere(WaitedFor):
    """Words that a need or worry waits for."""

    async def waiting(self, work: Work, address: int) -> object | None:
        """What is being raised, or a note or reason."""
        return await waiting_at(work, address)


class AwaitedNumber(WaitedFor):
    """A number that a school is to make public."""

    async def waiting(self, work: Work, address: int) -> object | None:
        """What kind of number."""
        return await NUMBERS.at(work, address)


class AwaitedDays(WaitedFor):
    """A term, or days on which a school is closed."""

    async def waiting(self, work: Work, address: int) -> object | None:
        """Which of the two."""
        return await DAYS.at(work, address)


class AwaitedWhy(WaitedFor):
    """Another reason why something is not needed this time."""

    async def waiting(self, work: Work, address: int) -> object | None:
        """For which duty."""
        return await excusing_typed.waiting_at(work, address)


class AwaitedBirthday(WaitedFor):
    """A birthday in a child's family."""

    async def waiting(self, work: Work, address: int) -> object | None:
        """Whose."""
        return await birthdays.waiting_at(work, address)
