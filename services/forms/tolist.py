"""Whose family has had this month's word, and whose has not (SYSTEMS.md row 34)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from care.forms.form import Form
from care.hours import local_date
from care.modes.counted import period_of
from care.people import Circle
from care.ties import Person
from services.actor import Actor
from services.forms.choosing import children_for
from services.forms.letter import Heard, told_people
from services.forms.library import Card
from storage.confirmations import ConfirmationRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class ChildToTell:
    """A child of the list. `record_id`: this month's word, where there is one; `heard` of `people`
    have read it or were told. `by_phone`: nobody of them gets messages.
    """

    child_id: int
    name: str
    class_name: str | None
    record_id: int | None
    heard: int
    people: int
    by_phone: bool

    @property
    def order(self) -> tuple[str, int]:
        """By name."""
        return (self.name, self.child_id)


@dataclass(frozen=True, slots=True)
class ToldList:
    """The children of whoever may fill in such a card: those to be told of, and those told of."""

    card: Card
    todo: tuple[ChildToTell, ...]
    done: tuple[ChildToTell, ...]

    def behind(self, child_id: int) -> int | None:
        """The child to be told of next after one: by name, from the top again at the end; None when
        no other is left.
        """
        here = next((each for each in (*self.todo, *self.done) if each.child_id == child_id), None)
        left = [each for each in self.todo if each.child_id != child_id]
        later = [each for each in left if here is not None and each.order > here.order]
        return next((each.child_id for each in later or left), None)


async def told_list(work: Work, actor: Actor, card: Card, now: datetime) -> ToldList:
    """The list for somebody, by name; children with nobody to be told are left out. A constant
    number of queries.
    """
    children = await children_for(work, actor, card.form, now)
    ids = [child.child_id for child in children]
    circles = await work.circles.around(ids, now.date())
    today = {i: local_date(now, circle.zone) for i, circle in circles.items()}
    since = min((period_of("month", day)[0] for day in today.values()), default=now.date())
    records = await work.written.of_kind(ids, card.form.kind, since)
    words = await work.confirmations.of([row.id for row in records])
    found = {row.child_id: row for row in records if _this_month(row.about_on, today, row.child_id)}
    lines = []
    for child in children:
        record = found.get(child.child_id)
        people = _people(card.form, circles[child.child_id], today[child.child_id], actor)
        if people:
            record_id = None if record is None else record.id
            heard = _heard(words, record_id)
            phone = not circles[child.child_id].reachable(people)
            about = (child.child_id, child.name, child.class_name, record_id)
            lines.append(ChildToTell(*about, heard, len(people), phone))
    lines.sort(key=lambda line: line.order)
    todo = tuple(line for line in lines if line.record_id is None)
    return ToldList(card, todo, tuple(line for line in lines if line.record_id is not None))


def _people(form: Form, circle: Circle, today: date, actor: Actor) -> list[Person]:
    return [p for p in told_people(form, circle, today) if p.id != actor.person_id]


def _this_month(day: date, today: dict[int, date], child_id: int | None) -> bool:
    return child_id is not None and day >= period_of("month", today[child_id])[0]


def _heard(words: Sequence[ConfirmationRow], record_id: int | None) -> int:
    return sum(row.record_id == record_id and row.answer in set(Heard) for row in words)
