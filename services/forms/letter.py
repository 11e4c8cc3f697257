"""A card that is told to the family: who reads it, and what they read (SYSTEMS.md rows 34 and 35).

It is told to parents who are away or at home and in the circle; where a child has none, to whoever
looks after it. What is told is what the card says, and nothing else that was ever written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care.forms.form import Form
from care.forms.given import Value
from care.people import PARENTS, Circle
from care.ties import Person
from care.words import Reach, Role, Status
from services.actor import Actor
from services.forms.around import Around
from services.forms.library import opened
from services.forms.stored import answers_of
from storage.work import Work

_PRESENT = frozenset({Status.away, Status.at_home})


class Heard(StrEnum):
    """How somebody of the family came to know what a card says: they read it, or were told."""

    read = "read"
    told = "told"


@dataclass(frozen=True, slots=True)
class Readers:
    """Who gets the message, by name, in which languages; and who has to be told otherwise."""

    reached: Mapping[int, str]
    others: Mapping[int, str]
    languages: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What one reader of the family sees. `read`: they have said so; `corrected`: it has taken the
    place of an earlier one.
    """

    record_id: int
    form: Form
    child: str
    answers: Mapping[str, Value]
    read: bool = False
    corrected: bool = False


def told_people(form: Form, circle: Circle, today: date) -> tuple[Person, ...]:
    """Who of the family is told, on a local day."""
    wanted = set(form.told) | (PARENTS if Role.parent in form.told else set())
    return _at_hand(circle, wanted, today) or circle.holders([Role.guardian], today)


def _at_hand(circle: Circle, roles: Iterable[str], today: date) -> tuple[Person, ...]:
    wanted = set(roles)
    people = (
        tie.person
        for tie in circle.ties
        if tie.role in wanted and tie.status in _PRESENT and tie.runs(today)
    )
    return tuple({person.id: person for person in people}.values())


async def readers(work: Work, actor: Actor, form: Form, about: Around) -> Readers:
    """Whom a card about a child is told to, but for its author."""
    people = told_people(form, about.circle, about.today)
    people = tuple(person for person in people if person.id != actor.person_id)
    rows = await work.people.by_id([person.id for person in people])
    accounts = await work.accounts.of_people(person.id for person in people)
    reached = {p.id: rows[p.id].name for p in people if p.reach is Reach.joined}
    others = {p.id: rows[p.id].name for p in people if p.id not in reached}
    languages = dict.fromkeys(accounts[i].language for i in reached if i in accounts)
    return Readers(reached, others, tuple(languages))


async def letter_for(work: Work, record_id: int | None, person_id: int) -> Letter | None:
    """What this person is told by a record, or by the one that has taken its place; None where it
    was taken back or they are not told.
    """
    record = None if record_id is None else await work.written.standing(record_id)
    if record is None or record.form_hash is None or record.child_id is None:
        return None
    rows = await work.confirmations.of([record.id])
    mine = next((row for row in rows if row.person_id == person_id), None)
    form = opened((await work.forms.sources([record.form_hash]))[record.form_hash]).form
    if mine is None or not form.told:
        return None
    names = await work.children.names([record.child_id])
    answers = answers_of(form, await work.records.answers(record.id))
    read, corrected = mine.answer == Heard.read, record.corrects_id is not None
    return Letter(record.id, form, names[record.child_id], answers, read, corrected)
