"""Needs and worries as their reader sees them. Opening one is journaled.

The asker sees where it stands; what is noted along the way is for whoever sees to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from care.requests import What, may_take
from care.roles import Act, may
from care.words import RequestKind, RequestState, UnitKind
from services.actor import Actor
from services.forms.around import reads
from services.requests.access import KINDS, Matter, matter, matters
from services.requests.closing import may_sign
from services.requests.entries import about
from services.requests.searching import SEARCH
from storage.requests import TOLD
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Step:
    """Something done about it, written down by whom."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """One need or worry. Moments are UTC, to be shown in `zone`, the reader's."""

    request_id: int
    kind: RequestKind
    what: What
    child_id: int
    child: str
    unit: str
    asker: str | None
    owner: str | None
    state: RequestState
    harm: bool
    created_at: datetime
    due_at: datetime | None
    text: str
    steps: tuple[Step, ...]
    outcome: str | None
    reported_to: str | None
    reported_on: str | None
    reason: str | None
    search: Mapping[str, str]
    """Of a search: where, by whom and when the child was seen, or when the police were told."""
    zone: str
    acts: frozenset[str]
    """What this reader may do with it."""
    record_id: int | None = None
    """The record in which it was said, for staff who read such."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One of a list."""

    request_id: int
    kind: RequestKind
    what: What
    child: str
    harm: bool
    state: RequestState
    mine: bool
    """The reader has asked for it."""


async def request_view(
    work: Work, actor: Actor, request_id: int, now: datetime
) -> RequestView | None:
    """A need or worry, or None where this person may not see it. The look is journaled."""
    seen = await matter(work, request_id, actor.person_id, now)
    if seen is None:
        row = (await work.requests.by_id([request_id])).get(request_id)
        if row is not None:
            await work.journal.write([about(row, "refused", actor.person_id, act="read")], now)
        return None
    await work.journal.write([about(seen.row, "read", actor.person_id)], now)
    return await _view(work, seen)


async def _view(work: Work, seen: Matter) -> RequestView:
    row, words = seen.row, seen.row.words
    steps = words.get("steps", ()) if seen.as_staff else ()
    ids = {row.asker_id, row.owner_id, *(step["by"] for step in steps)} - {None}
    people = await work.people.by_id(i for i in ids if i is not None)
    names = {person.id: person.name for person in people.values()}
    children = await work.children.names([row.child_id or 0])
    unit = await work.units.get(row.unit_id or 0)
    return RequestView(
        request_id=row.id,
        kind=row.kind,
        what=seen.asked.what,
        child_id=row.child_id or 0,
        child=children[row.child_id or 0],
        unit=unit.name,
        asker=names.get(row.asker_id or 0),
        owner=names.get(row.owner_id or 0),
        state=row.state,
        harm=row.harm,
        created_at=row.created_at,
        due_at=row.due_at,
        text=words.get("text", ""),
        steps=tuple(
            Step(datetime.fromisoformat(s["at"]), names.get(s["by"], ""), s["text"]) for s in steps
        ),
        outcome=row.outcome,
        reported_to=words.get("reported_to"),
        reported_on=words.get("reported_on"),
        reason=words.get("reason") if seen.as_staff else None,
        search={name: words[name] for name in SEARCH if name in words},
        zone=(await work.people.habits(seen.person_id)).zone,
        acts=_acts(seen),
        record_id=row.record_id if seen.as_staff and reads(seen.names) else None,
    )


def _acts(seen: Matter) -> frozenset[str]:
    row = seen.row
    if not row.runs:
        return frozenset()
    urgent = row.harm or seen.asked.searched
    takes = row.owner_id is None and seen.as_staff and may_take(seen.asked, seen.person_id)
    may_do = {
        "take": takes,
        "note": seen.may_note,
        "give": seen.owned,
        "later": seen.owned and not urgent and not row.words.get("postponed"),
        "end": seen.owned,
        "sign": may_sign(seen),
        "keep": may_sign(seen),
        "harm": not urgent,
        "whom": seen.as_asker,
        "undo": seen.as_asker and not urgent,
        "back": seen.as_asker and seen.asked.searched and "back_at" not in row.words,
    }
    return frozenset(act for act, allowed in may_do.items() if allowed)


async def open_requests(work: Work, actor: Actor, now: datetime) -> list[RequestLine]:
    """What this person has asked for, owns, was told of, and for staff what waits in their classes
    and schools; suspected harm and searches first, then the oldest.
    """
    me = actor.person_id
    units = await _units(work, me, now)
    rows = await work.requests.running_in(units)
    rows += await work.requests.running_of(me) + await work.requests.running_with(me)
    told = await work.request_parts.running_with(me, TOLD)
    rows += (await work.requests.by_id(told)).values()
    distinct = {row.id: row for row in rows if row.kind in KINDS}
    seen = [each for each in await matters(work, list(distinct.values()), me, now) if each.visible]
    return await _lines(work, seen)


async def _units(work: Work, person_id: int, now: datetime) -> set[int]:
    """The classes and schools whose needs and worries this person may see."""
    posts = await work.posts.of_person(person_id, now.date())
    held = {post.unit_id for post in posts if may([post.kind], Act.see_requests)}
    units = (await work.units.by_id(list(held))).values()
    schools = [unit.id for unit in units if unit.kind is UnitKind.school]
    return held | {unit.id for unit in await work.units.below_all(schools)}


async def _lines(work: Work, seen: Sequence[Matter]) -> list[RequestLine]:
    names = await work.children.names(each.row.child_id or 0 for each in seen)
    lines = [
        (
            not (each.row.harm or each.asked.searched),
            each.row.created_at,
            RequestLine(
                each.row.id,
                each.row.kind,
                each.asked.what,
                names[each.row.child_id or 0],
                each.row.harm,
                each.row.state,
                each.as_asker,
            ),
        )
        for each in seen
    ]
    return [line for _, _, line in sorted(lines, key=lambda each: each[:2])]
