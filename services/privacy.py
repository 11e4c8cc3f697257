"""What is stored about somebody: a summary, and a copy to take along.

The copy holds their own data only: who they are, to which children they belong and which posts they
hold, their settings, the records they wrote, the messages they were sent, the lines of the journal
that name them. What others wrote is not in it. What somebody wrote as staff belongs to the child's
file: the copy says that there was a record and when, not about whom, and not its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from care.people import HOME
from care.words import Role
from services.actor import Actor, names_in
from storage.children import TieRow
from storage.journal import Entry
from storage.records import NewAnswer, RecordRow
from storage.work import Work

MOST = 5000
"""So many lines of each kind, the newest; the counts say how many there are."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is."""

    children: int
    posts: int
    records: int
    messages: int
    entries: int


async def summary(work: Work, actor: Actor, now: datetime) -> Summary:
    """What is stored about somebody, in numbers."""
    ties = (await _family(work, actor, now)).ties
    posts = await work.posts.of_person(actor.person_id, now.date())
    children = {tie.facts.child_id for tie in ties}
    return Summary(len(children), len(posts), *await work.own.counts(actor.person_id))


async def export(work: Work, actor: Actor, now: datetime) -> dict[str, Any]:
    """A copy of somebody's own data, ready for JSON; that it was made is journaled. A constant
    number of queries.
    """
    person_id, family = actor.person_id, await _family(work, actor, now)
    names = await work.children.names(tie.facts.child_id for tie in family.ties)
    plain = {i: name for i, name in names.items() if i in family.plain}
    counts = await work.own.counts(person_id)
    copy = {
        "made_at": now.isoformat(),
        "person": await _person(work, person_id),
        "children": [_tie(tie, names) for tie in family.ties],
        "posts": await _posts(work, person_id, now),
        "counts": dict(zip(("records", "messages", "journal"), counts, strict=True)),
        "records": await _records(work, person_id, plain),
        "messages": [
            {
                "kind": each.kind,
                "code": each.code,
                "state": each.state,
                "made_at": each.created_at.isoformat(),
                "sent_at": each.sent_at and each.sent_at.isoformat(),
            }
            for each in await work.own.notices(person_id, MOST)
        ],
        "journal": [
            {"at": each.at.isoformat(), "event": each.event}
            for each in await work.own.entries(person_id, MOST)
        ],
    }
    await work.journal.write([Entry("privacy.exported", person_id=person_id)], now)
    return copy


@dataclass(frozen=True, slots=True)
class _Family:
    """Their ties to children in whose circle they are today; `plain` are the children to whom they
    are family and nothing else.
    """

    ties: tuple[TieRow, ...]
    plain: frozenset[int]


async def _family(work: Work, actor: Actor, now: datetime) -> _Family:
    ties = await work.children.ties_of_person(actor.person_id, now.date())
    circles = await work.circles.around({tie.facts.child_id for tie in ties}, now.date())
    names = {i: names_in(circle, actor.person_id, now) for i, circle in circles.items()}
    mine = [tie for tie in ties if names[tie.facts.child_id] & frozenset[str](Role)]
    plain = {i for i, held in names.items() if held and held <= HOME}
    return _Family(tuple(mine), frozenset(plain))


async def _person(work: Work, person_id: int) -> dict[str, Any]:
    person = (await work.people.by_id([person_id]))[person_id]
    habits = await work.people.habits(person_id)
    consent = await work.own.consent(person_id)
    return {
        "name": person.name,
        "phones": list(person.phones),
        "language": person.language,
        "zone": habits.zone,
        "hour": habits.hour.isoformat("minutes"),
        "other_hour": habits.other_hour and habits.other_hour.isoformat("minutes"),
        "quiet_from": habits.quiet_from.isoformat("minutes"),
        "quiet_to": habits.quiet_to.isoformat("minutes"),
        "telegram": consent and consent.address,
        "joined_at": consent and consent.joined_at and consent.joined_at.isoformat(),
        "consent_at": consent and consent.consent_at and consent.consent_at.isoformat(),
    }


def _tie(tie: TieRow, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "child": names[tie.facts.child_id],
        "role": tie.facts.role,
        "status": tie.facts.status,
        "since": tie.since.isoformat(),
    }


async def _posts(work: Work, person_id: int, now: datetime) -> list[dict[str, Any]]:
    posts = await work.posts.of_person(person_id, now.date())
    units = await work.units.by_id([post.unit_id for post in posts])
    return [
        {"unit": units[p.unit_id].name, "post": p.kind, "since": p.since.isoformat()} for p in posts
    ]


async def _records(work: Work, person_id: int, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What they wrote; of their own family's children with the words."""
    rows = await work.records.by_id(await work.own.records(person_id, MOST))
    family = {row.id for row in rows.values() if row.child_id in names}
    answers = await work.records.answers_of(family)
    ordered = sorted(rows.values(), key=lambda row: row.made_at, reverse=True)
    return [_record(row, names, answers.get(row.id, ())) for row in ordered]


def _record(
    row: RecordRow, names: Mapping[int, str], answers: Sequence[NewAnswer]
) -> dict[str, Any]:
    known = {
        "kind": row.kind,
        "about_on": row.about_on.isoformat(),
        "made_at": row.made_at.isoformat(),
        "withdrawn": row.withdrawn_at is not None,
    }
    if row.child_id not in names:
        return known
    said = [_answer(answer) for answer in answers]
    return {**known, "child": names[row.child_id or 0], "answers": said}


def _answer(answer: NewAnswer) -> dict[str, Any]:
    day = answer.day and answer.day.isoformat()
    said = {"choice": answer.choice, "number": answer.number, "day": day, "words": answer.words}
    media = {"media": answer.media["kind"]} if answer.media else {}
    given = {name: value for name, value in said.items() if value is not None}
    return {"question": answer.question, **given, **media}
