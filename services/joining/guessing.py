"""Limits on guessing: per chat account, and for the short codes over the whole bot."""

from datetime import datetime, timedelta

from care.words import NewsCode
from services.news import News, spread
from storage.journal import Entry
from storage.work import Work

GUESSES = 5
GUESS_WINDOW = timedelta(hours=1)
MOST_IN_ALL = 50
BRAKE_WINDOW = timedelta(minutes=10)
"""A code of six digits is valid as long; after so many failures in all no code is looked at."""


async def guessed_too_often(work: Work, address: int, now: datetime) -> bool:
    """Whether this chat account has to wait before it may try again."""
    return await work.invitations.guesses(address, now - GUESS_WINDOW) >= GUESSES


async def codes_rest(work: Work, now: datetime) -> bool:
    """Whether so many attempts failed lately, wherever they came from, that codes are refused."""
    return await work.invitations.all_guesses(now - BRAKE_WINDOW) >= MOST_IN_ALL


async def note_guess(work: Work, address: int, now: datetime) -> None:
    """Count a failed attempt; with the last that is borne, whoever shows a code is told."""
    rested = await codes_rest(work, now)
    await work.invitations.note_guess(address, now)
    if rested or not await codes_rest(work, now):
        return
    await work.journal.write([Entry("code.braked")], now)
    makers = {code.made_by_id for code in await work.invitations.open_codes(now)}
    news = [News(maker, NewsCode.codes_rest) for maker in makers if maker is not None]
    await spread(work, news, now)
