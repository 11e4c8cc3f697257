"""The tick: duties whose moment has come get their next state, their successors and their notices.

1. One query on the partial index finds at most `BATCH` duties that are due.
2. Circles, plans and terms around them come in a constant number of queries.
3. The pure rules in `care` decide for each what happens next.
4. New states, successors, notices and journal entries are written in the same transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from care.ladder import Decision, decide
from care.rungs import Say
from care.words import DutyState
from services.duties.case import move
from services.duties.chains import successor
from services.duties.outlook import Outlook, look_around
from services.duties.planning import add_planned
from services.entries import about
from services.outbox.digests import Told, put_together
from storage.duties import DutyRow, Move
from storage.journal import Entry
from storage.notices import Item
from storage.work import Work

BATCH = 500
LATER = timedelta(hours=1)


@dataclass(slots=True)
class _Changes:
    moves: list[Move] = field(default_factory=list)
    planned: list[DutyRow] = field(default_factory=list)
    told: list[tuple[Say, DutyRow]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


async def tick(work: Work, now: datetime, limit: int = BATCH) -> int:
    """Handle the duties that are due at `now` (UTC); returns how many, 0 when there is nothing."""
    duties = await work.duties.due(now, limit)
    if not duties:
        return 0
    outlook = await look_around(work, duties, now)
    changes = _Changes()
    for duty in duties:
        _take(duty, decision(duty, outlook, now), outlook, now, changes)
    await work.duties.move(changes.moves)
    await add_planned(work, changes.planned, now)
    told = sorted(changes.told, key=lambda said: said[1].in_order)
    await tell(work, told, now)
    await work.journal.write(changes.entries, now)
    return len(duties)


async def put_off(work: Work, now: datetime) -> DutyRow | None:
    """The duty that waits longest cannot be handled: it is looked at again in an hour, so that the
    others are looked at now. Returns it; None where nothing is due.
    """
    for duty in await work.duties.due(now, 1):
        later = move(duty, DutyState.open, now + LATER, None)
        await work.duties.move([later])
        await work.journal.write([about(duty, "duty.put_off")], now)
        return duty
    return None


def decision(duty: DutyRow, outlook: Outlook, now: datetime) -> Decision:
    """What happens to a duty now. One whose rule the school's plan no longer has is excused, one
    that names somebody who holds it no longer, and one of a class that is live no more.
    """
    rule = outlook.rule(duty)
    if rule is None or outlook.let_go(duty, now) or outlook.is_of_an_ended_class(duty, rule):
        return Decision(DutyState.excused, duty.step, duty.ladder_from, None)
    return decide(duty, rule, outlook.climbing(duty), now)


def _take(
    duty: DutyRow, decision: Decision, outlook: Outlook, now: datetime, changes: _Changes
) -> None:
    ended = decision.state is not DutyState.open
    changes.moves.append(
        Move(
            duty.id,
            decision.state,
            decision.step,
            decision.ladder_from,
            decision.next_at,
            now if ended else None,
        )
    )
    changes.told.extend((say, duty) for say in decision.says)
    changes.entries.extend(_entries(duty, decision))
    if ended and (following := successor(duty, None, outlook, now)):
        changes.planned.append(following)


def _entries(duty: DutyRow, decision: Decision) -> Iterable[Entry]:
    for say in decision.says:
        yield about(duty, f"duty.{say.purpose}", say.person_id)
    for rung in decision.passed:
        yield about(duty, "duty.rung_passed", rung=rung)
    if decision.state is not DutyState.open:
        details: dict[str, Any] = {} if decision.why is None else {"why": decision.why}
        yield about(duty, f"duty.{decision.state}", **details)


async def tell(work: Work, told: Sequence[tuple[Say, DutyRow]], now: datetime) -> None:
    """Queue what people are to hear: one message per person and moment."""
    said = (Told(say.person_id, say.send_at, Item(duty.id, say.purpose)) for say, duty in told)
    await put_together(work, said, now)
