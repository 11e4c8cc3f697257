"""An emergency as its reader may see it at the moment of writing: names and numbers are looked up
only now. SYSTEMS.md row 79.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.people import Circle
from care.sos import Code, Ending, rungs_of
from care.words import RequestKind, RequestState, Role
from services.actor import Actor, names_in
from services.sos.answering import FAMILY
from services.sos.places import (
    Parts,
    around_asker,
    circles_around,
    family_in,
    may_answer,
    never_told,
    places_of,
    teachers_in,
)
from storage.notices import NoticeRow
from storage.requests import LEFT_OUT, RequestRow
from storage.work import Work

SHOWN = 3
"""No more people than this are named in one message."""

_OPEN = frozenset({Code.alarm, Code.calling, Code.nobody, Code.let_go})
_TAKEN = frozenset({Code.answered, Code.taken, Code.again, Code.still, Code.family})
_FOR_ASKER = frozenset({Code.calling, Code.nobody, Code.answered, Code.let_go, Code.done})


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody named in an emergency. `role` is a role or post; numbers are E.164."""

    name: str
    role: str | None
    phones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SosView:
    """What a message about an emergency says now. `raised_at` is UTC, `zone` the reader's."""

    code: Code
    request_id: int
    raised_at: datetime
    zone: str
    child: str | None
    place: str | None
    asker: Adult
    people: tuple[Adult, ...]
    """Who was told, who has accepted, or who ended it."""
    repeats: bool
    ending: Ending | None


async def sos_view(work: Work, notice: NoticeRow, now: datetime) -> SosView | None:
    """What a notice still has to say to its reader; None where it has become pointless, or they may
    not know of it any more.
    """
    rows = await work.requests.by_id([notice.request_id] if notice.request_id else [])
    request = next(iter(rows.values()), None)
    if request is None or request.kind is not RequestKind.sos or notice.code is None:
        return None
    code, details = Code(notice.code), notice.details or {}
    if not await _may_read(work, request, code, notice.person_id, now):
        return None
    named = details.get("told") or [details.get("owner", request.owner_id)]
    if code in (Code.done, Code.over):
        named = [request.ended_by_id]
    if code in (Code.answered, Code.taken) and request.owner_id not in named:
        return None
    repeats = code is Code.alarm and details.get("round", 0) > 0
    return await _view(work, request, code, (notice.person_id, named), repeats=repeats, now=now)


async def alarm_view(work: Work, actor: Actor, request_id: int, now: datetime) -> SosView | None:
    """The emergency itself, for one of the staff who was told of it."""
    request = (await work.requests.by_id([request_id])).get(request_id)
    if request is None or not await _may_read(work, request, Code.child, actor.person_id, now):
        return None
    people = (actor.person_id, [request.owner_id])
    return await _view(work, request, Code.alarm, people, repeats=False, now=now)


async def _may_read(
    work: Work, request: RequestRow, code: Code, person_id: int, now: datetime
) -> bool:
    if code in _OPEN and request.state is not RequestState.open:
        return False
    if code in _TAKEN and request.state is not RequestState.taken:
        return False
    if code in _FOR_ASKER:
        return person_id == request.asker_id
    parts = (await work.request_parts.of([request.id]))[request.id]
    if person_id in parts.get(FAMILY, ()) and code in (Code.family, Code.over):
        return person_id not in never_told(request, parts)
    circles = await around_asker(work, request, now)
    return may_answer(request, parts, circles, person_id, now)


async def _view(
    work: Work,
    request: RequestRow,
    code: Code,
    people: tuple[int, Sequence[int | None]],
    *,
    repeats: bool,
    now: datetime,
) -> SosView:
    reader, named = people
    ids = [each for each in named if each is not None][:SHOWN]
    circles = list(await around_asker(work, request, now))
    asker = request.asker_id or 0
    adults = await _adults(work, [asker, *ids], circles, now)
    children = await work.children.names([request.child_id] if request.child_id else [])
    return SosView(
        code=code,
        request_id=request.id,
        raised_at=request.created_at,
        zone=(await work.people.habits(reader)).zone,
        child=children.get(request.child_id or 0),
        place=await _place(work, request),
        asker=adults[asker],
        people=tuple(adults[each] for each in ids if each in adults),
        repeats=repeats,
        ending=None if request.outcome is None else Ending(request.outcome),
    )


async def _adults(
    work: Work, ids: Iterable[int], circles: Sequence[Circle], now: datetime
) -> dict[int, Adult]:
    rows = await work.people.by_id(ids)
    return {
        person_id: Adult(row.name, _role(circles, person_id, now), row.phones)
        for person_id, row in rows.items()
    }


def _role(circles: Sequence[Circle], person_id: int, now: datetime) -> str | None:
    """What somebody is to the child, else their post on the chain, else any post of theirs."""
    names = {name for circle in circles for name in names_in(circle, person_id, now)}
    rungs = [rung.value for rung in rungs_of(circles, person_id, now) if rung.value in names]
    return next(iter([*sorted(names & set(Role)), *rungs, *sorted(names)]), None)


async def _place(work: Work, request: RequestRow) -> str | None:
    """The class with its school, or the unit."""
    if request.unit_id is None:
        return None
    chain = (await work.units.chains([request.unit_id]))[request.unit_id]
    return " ".join(unit.name for unit in reversed(chain[:2]))


@dataclass(frozen=True, slots=True)
class Choice:
    """What the emergency may be about, for the asker to choose."""

    child_id: int | None
    unit_id: int
    name: str


@dataclass(frozen=True, slots=True)
class AskerView:
    """Where an emergency stands, for who has raised it."""

    request_id: int
    waits: bool
    """The head start is still running."""
    owner: Adult | None
    family: bool
    """Whether there is somebody of the family to be left out."""
    teacher: bool
    choices: tuple[Choice, ...]
    about: str | None


async def asker_view(work: Work, actor: Actor, request_id: int, now: datetime) -> AskerView | None:
    """What the asker of a running emergency sees; None for everybody else."""
    request = (await work.requests.by_id([request_id])).get(request_id)
    if request is None or request.asker_id != actor.person_id or not request.runs:
        return None
    if request.kind is not RequestKind.sos:
        return None
    parts: Parts = (await work.request_parts.of([request.id]))[request.id]
    circles = await circles_around(work, request, now)
    left = set(parts.get(LEFT_OUT, ()))
    owners = [] if request.owner_id is None else [request.owner_id]
    adults = await _adults(work, owners, circles, now)
    return AskerView(
        request_id=request.id,
        waits=request.state is RequestState.open and request.step == request.rounds == 0,
        owner=adults.get(request.owner_id or 0),
        family=bool(family_in(circles, request.asker_id, now) - left),
        teacher=bool(teachers_in(circles, request.asker_id, now) - left),
        choices=await _choices(work, request, now),
        about=await _about(work, request),
    )


async def _about(work: Work, request: RequestRow) -> str | None:
    if request.child_id is None:
        return await _place(work, request)
    return (await work.children.names([request.child_id])).get(request.child_id)


async def _choices(work: Work, request: RequestRow, now: datetime) -> tuple[Choice, ...]:
    """The children and units of the asker while it is not known which."""
    if request.unit_id is not None:
        return ()
    places = await places_of(work, request.asker_id or 0, now)
    children = await work.children.names(p.child_id for p in places if p.child_id is not None)
    units = await work.units.by_id([place.unit_id for place in places])
    return tuple(
        Choice(p.child_id, p.unit_id, children.get(p.child_id or 0) or units[p.unit_id].name)
        for p in places
    )
