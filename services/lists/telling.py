"""Telling those whom a change concerns, if they read our messages at all."""

from collections.abc import Iterable
from datetime import datetime

from care.words import Reach
from services.news import News, spread
from storage.work import Work


async def tell_joined(work: Work, news: Iterable[News], now: datetime) -> None:
    """Queue news for those who have joined: nobody hears of it when they join later."""
    news = list(news)
    accounts = await work.accounts.of_people(each.person_id for each in news)
    reached = {i for i, account in accounts.items() if account.reach is Reach.joined}
    await spread(work, [each for each in news if each.person_id in reached], now)
