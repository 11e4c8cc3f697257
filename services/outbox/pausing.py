"""Pausing: all sending, or one unit with all below it, until somebody resumes it.

What rests: the ticks of its duties, so that nothing escalates in silence, and the messages about
it. Presses and answers still work, and an emergency goes out whatever is paused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from care.delivery import Priority
from services.places import Place, places
from storage.journal import Entry
from storage.notices import Item, NewNotice, NoticeRow
from storage.tables import new_id
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Paused:
    """What is paused now, since when (UTC); units below a paused one are not named."""

    everything_since: datetime | None
    units: tuple[tuple[Place, datetime], ...]


async def paused(work: Work) -> Paused:
    """What is paused."""
    rows = await work.units.paused()
    found = {place.unit.id: place for place in await places(work, rows)}
    since = [(found[row.id], row.paused_at) for row in rows if row.paused_at is not None]
    return Paused(await work.pauses.everything_since(), tuple(since))


async def pause(work: Work, unit: UnitRow | None, now: datetime) -> bool:
    """Pause a unit with all below it, or everything; False where it is paused already."""
    if unit is None:
        if await work.pauses.everything_since() is not None:
            return False
        await work.pauses.pause_everything(now)
    elif unit.paused_at is not None:
        return False
    else:
        await work.units.pause(unit.id, now)
    await work.journal.write([Entry("sending.paused", unit_id=unit.id if unit else None)], now)
    return True


async def resume(work: Work, unit: UnitRow | None, now: datetime) -> bool:
    """Go on; False where it was not paused. What is late is asked one rung at a time, and each
    person hears of it in one message, within their daily ceiling.
    """
    if unit is None:
        if await work.pauses.everything_since() is None:
            return False
        await work.pauses.resume_everything()
    elif unit.paused_at is None:
        return False
    else:
        await work.units.pause(unit.id, None)
    await work.journal.write([Entry("sending.resumed", unit_id=unit.id if unit else None)], now)
    return True


async def without_resting(
    work: Work, claimed: Sequence[NoticeRow], now: datetime
) -> list[NoticeRow]:
    """The claimed notices without the items that rest: those wait in a message of their own."""
    resting = await work.pauses.resting_items(notice.id for notice in claimed)
    return [
        await _split(work, notice, resting[notice.id], now)
        if notice.id in resting and notice.priority != Priority.EMERGENCY
        else notice
        for notice in claimed
    ]


async def _split(work: Work, notice: NoticeRow, resting: set[int], now: datetime) -> NoticeRow:
    staying = tuple(item for item in notice.items if item.duty_id in resting)
    going = tuple(item for item in notice.items if item.duty_id not in resting)
    await work.outbox.put([_copy(notice, staying)], now)
    await work.outbox_office.keep_items(notice.id, going)
    await work.journal.write(_entries("notice.rests", notice, staying), now)
    return replace(notice, items=going)


def _copy(notice: NoticeRow, items: tuple[Item, ...]) -> NewNotice:
    return NewNotice(
        group_key=f"{notice.person_id}/{notice.send_at.isoformat()}/{notice.kind}/{new_id()}",
        person_id=notice.person_id,
        kind=notice.kind,
        priority=notice.priority,
        send_at=notice.send_at,
        expires_at=notice.expires_at,
        items=items,
        repeated=notice.repeated,
    )


def _entries(event: str, notice: NoticeRow, items: Iterable[Item]) -> list[Entry]:
    return [
        Entry(event, person_id=notice.person_id, duty_id=item.duty_id, notice_id=notice.id)
        for item in items
    ]
