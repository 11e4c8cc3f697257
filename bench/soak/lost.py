"""Nobody dies, and of some messages that were taken the bot never hears: a routine one comes again
once, an emergency until somebody says that it arrived, a sensitive one never.

Fathers are reminded; of the guardians one half gets news that are sensitive, the other half news
that are as urgent as an emergency.
"""

from collections.abc import Sequence

from sqlalchemy import select

from bench.soak.kills import SENT, Ground, Result, Where, a_ground
from care.delivery import NEWS_FRESH, Kind, Priority
from care.words import NewsCode
from storage.notices import NewNotice
from storage.store import Store
from storage.tables import Account

FATHERS = 1_000_000
"""Their chats begin here; those of the guardians follow."""


async def with_lost_replies(at: Where, notices: int, share: float, seed: int) -> Result:
    """Of so many reminders and as many news this share is taken and never answered."""
    async with a_ground(at, notices) as ground:
        await _news(ground, notices)
        lost = {"kind": "lost", "methods": ["sendMessage"], "share": share, "seed": seed}
        await ground.sandbox.post("/sandbox/faults", lost)
        result = await ground.finish(60 + notices / 5)
        result.in_flight |= set(result.ledger.states)
        return result


async def _news(ground: Ground, many: int) -> None:
    """Somebody has read what each guardian said: nobody is to hear that twice."""
    guardians = await ground.sandbox.people(many, FATHERS + many)
    people = await _people(ground.store, guardians)
    halves = ((Priority.REPLY, people[::2]), (Priority.EMERGENCY, people[1::2]))
    news = [_one(person, priority) for priority, half in halves for person in half]
    async with ground.store.write() as work:
        await work.outbox.put(news, SENT)


def _one(person_id: int, priority: int) -> NewNotice:
    return NewNotice(
        group_key=f"soak:{person_id}",
        person_id=person_id,
        kind=Kind.news,
        priority=priority,
        send_at=SENT,
        expires_at=SENT + NEWS_FRESH,
        code=NewsCode.heard,
        about_id=person_id,
    )


async def _people(store: Store, chats: Sequence[int]) -> list[int]:
    query = select(Account.person_id).where(Account.address.in_(chats)).order_by(Account.address)
    async with store.engine.connect() as connection:
        return list((await connection.execute(query)).scalars())
