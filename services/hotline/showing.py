"""A session as its reader sees it: the asker, or who may keep the line."""

from dataclasses import dataclass
from datetime import datetime

from care.openings import Means, SessionState
from care.words import RequestKind, RequestState
from services.actor import Actor
from services.hotline.place import Call, call
from storage.work import Work

CALL_ACTS = (
    *("accept", "times", "no", "pick", "unsuited", "stop"),
    *("held", "missed", "moved"),
)
"""Everything that can be done with a session."""


@dataclass(frozen=True, slots=True)
class CallView:
    """One session asked for. `at` is UTC, to be shown in `zone`, the reader's."""

    request_id: int
    child_id: int
    child: str
    asker: str
    means: Means
    at: datetime | None
    booked: bool
    runs: bool
    outcome: str | None
    zone: str
    acts: tuple[str, ...]
    """What this reader may do with it, in the order of the buttons."""


async def call_view(work: Work, actor: Actor, request_id: int, now: datetime) -> CallView | None:
    """A session, or None where it is not this person's to ask for or to keep."""
    found = await call(work, actor, request_id, now)
    if found is None:
        return None
    people = await work.people.by_id([found.row.asker_id or 0])
    asker = people.get(found.row.asker_id or 0)
    session = found.session
    return CallView(
        request_id=request_id,
        child_id=found.spot.child_id,
        child=found.spot.child,
        asker="" if asker is None else asker.name,
        means=found.means,
        at=None if session is None else session.starts_at,
        booked=session is not None and session.state is SessionState.booked,
        runs=found.row.runs,
        outcome=found.row.outcome,
        zone=(await work.people.habits(actor.person_id)).zone,
        acts=_acts(found, now),
    )


async def running_call(work: Work, actor: Actor, child_id: int, now: datetime) -> CallView | None:
    """What this person has asked for about a child and what has not ended."""
    for row in await work.requests.running_of(actor.person_id):
        if row.kind is RequestKind.hotline and row.child_id == child_id:
            return await call_view(work, actor, row.id, now)
    return None


def _acts(found: Call, now: datetime) -> tuple[str, ...]:
    """Keeping the line goes before asking, for somebody who does both."""
    row, session = found.row, found.session
    if not row.runs:
        return ()
    ahead = session is not None and now < session.starts_at
    stop = ("stop",) if found.mine else ()
    if row.state is RequestState.open:
        accept = ("accept",) if ahead else ()
        return (*accept, "times", "no") if found.spot.may_keep else ("pick", *stop)
    if ahead:
        return ("moved", *stop) if found.spot.may_keep else ("unsuited", *stop)
    return ("held", "missed", "moved") if found.spot.may_keep else stop
