"""A record closes duties: which ones, and what follows."""

from collections.abc import Iterable
from datetime import date, datetime

from care.words import DutyState
from services.duties.case import move
from services.duties.chains import successor
from services.duties.outlook import Outlook
from services.duties.planning import add_planned
from services.entries import about
from storage.duties import DutyRow
from storage.work import Work


async def close(  # noqa: PLR0913 - the parts of one fact
    work: Work,
    record_id: int,
    closed: Iterable[DutyRow],
    outlook: Outlook,
    person_id: int,
    done_on: date,
    now: datetime,
) -> None:
    """These duties are done by a record: closures, successors, journal. `done_on` is local."""
    closed = list(closed)
    await work.records.close(record_id, [duty.id for duty in closed], person_id, now)
    await work.duties.move([move(duty, DutyState.done, None, now) for duty in closed])
    following = (successor(duty, done_on, outlook, now) for duty in closed)
    await add_planned(work, [duty for duty in following if duty is not None], now)
    entries = [about(duty, "duty.done", person_id, record_id) for duty in closed]
    await work.journal.write(entries, now)


def also_closed(
    duty: DutyRow, others: Iterable[DutyRow], outlook: Outlook, person_id: int, today: date
) -> list[DutyRow]:
    """Other open duties about the same child that this kind of record closes (SYSTEMS.md C4)."""
    kind = outlook.programmes[duty.unit_id].rules[duty.rule_id].kind
    rest = (other for other in others if other.id != duty.id)
    return closed_by_kind(kind, rest, outlook, person_id, today)


def closed_by_kind(
    kind: str, duties: Iterable[DutyRow], outlook: Outlook, person_id: int, today: date
) -> list[DutyRow]:
    """Of open duties about one child those that a record of a kind closes, done by a person."""
    return [
        duty
        for duty in duties
        if duty.opens_on <= today
        and (rule := outlook.rule(duty)) is not None
        and kind in rule.closed_by
        and duty.holder_id in (None, person_id)
    ]
