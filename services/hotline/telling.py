"""Word of sessions: who hears what, and the reminders before one, each in the reader's own zone.

What has become pointless by its moment is dropped then (`services.requests.of_use`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from care.delivery import Priority
from care.hours import at_own_hour, local_date
from care.openings import Means, Slot
from care.words import NewsCode
from services.hotline.place import Spot
from services.news import News, appoint, spread
from storage.requests import RequestRow
from storage.sessions import SessionRow
from storage.work import Work

SOON = timedelta(minutes=30)
"""How long before a session both sides are reminded."""


async def tell(
    work: Work,
    row: RequestRow,
    people: Iterable[int],
    code: NewsCode,
    now: datetime,
    **details: str | int,
) -> None:
    """Tell people about a session; details are moments, codes and ids. `about_id` is the asker,
    who is answered: no daily ceiling holds that back.
    """
    news = [_news(person_id, code, row, details) for person_id in dict.fromkeys(people)]
    answers = [each for each in news if each.person_id == row.asker_id]
    others = [each for each in news if each.person_id != row.asker_id]
    await spread(work, answers, now, priority=Priority.REPLY)
    await spread(work, others, now)


async def tell_family(  # noqa: PLR0913 - the parts of one message
    work: Work,
    row: RequestRow,
    spot: Spot,
    keeper_id: int,
    code: NewsCode,
    now: datetime,
    details: dict[str, str | int] | None = None,
) -> None:
    """As `tell`, to the family's side; the asker's own message lets them change it."""
    family = [i for i in spot.family_side(row.asker_id) if i != keeper_id]
    if row.asker_id not in (None, keeper_id, *family):
        family.append(row.asker_id or 0)
    for person_id in family:
        own = {"yours": 1} if person_id == row.asker_id else {}
        await tell(work, row, [person_id], code, now, **((details or {}) | own))


def _news(person_id: int, code: NewsCode, row: RequestRow, details: dict[str, str | int]) -> News:
    return News(
        person_id,
        code,
        child_id=row.child_id,
        about_id=row.asker_id,
        request_id=row.id,
        details=details,
    )


def when(slot: Slot, means: Means) -> dict[str, str | int]:
    """A time and a way to speak, as details."""
    return {"at": slot.starts_at.isoformat(), "means": means.value}


async def remind(
    work: Work, row: RequestRow, session: SessionRow, spot: Spot, now: datetime
) -> None:
    """Both sides hear of a booked session on its eve, at their own hour, and half an hour before;
    where that has passed already, not.
    """
    people = (*spot.family_side(row.asker_id), *_keeper(session))
    habits = await work.people.habits_of(people)
    details = when(session.slot, session.means) | {"session": session.id}
    told: list[tuple[News, datetime]] = []
    for person_id in dict.fromkeys(people):
        own = habits[person_id]
        eve = local_date(session.starts_at, own.zone) - timedelta(days=1)
        moments = {
            NewsCode.call_tomorrow: at_own_hour(eve, own),
            NewsCode.call_soon: session.starts_at - SOON,
        }
        told += [
            (_news(person_id, code, row, details), moment)
            for code, moment in moments.items()
            if moment > now
        ]
    await appoint(work, told, now)


def _keeper(session: SessionRow) -> tuple[int, ...]:
    return () if session.keeper_id is None else (session.keeper_id,)
