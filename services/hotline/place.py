"""A child's place on its school's line, and who may ask, keep and be told."""

from dataclasses import dataclass
from datetime import date, datetime

from care.hours import local_date
from care.openings import Means
from care.people import OUT_OF_THE_CIRCLE, PARENTS, Circle
from care.roles import Act, may
from care.ties import Person
from care.words import Post, RequestKind, Role, Status
from services.actor import Actor, names_in
from services.hotline.line import school_of
from services.requests.entries import about
from storage.requests import RequestRow
from storage.sessions import SessionRow
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Spot:
    """A child's circle with the school whose line it is. `today` is local to the school."""

    child_id: int
    child: str
    class_id: int
    school: UnitRow
    circle: Circle
    today: date
    names: frozenset[str]
    """The role and post names of the one who looks."""

    @property
    def may_ask(self) -> bool:
        """Whether they may ask for a session."""
        return may(self.names, Act.ask_call)

    @property
    def may_keep(self) -> bool:
        """Whether they may sit by the line, and say what became of a session."""
        return may(self.names, Act.keep_line)

    def keepers(self) -> tuple[Person, ...]:
        """Who is asked to keep the line: whoever has that duty, else the class teacher or who
        stands in, else who decides for the school; only who gets messages.
        """
        circle, today = self.circle, self.today
        for people in (
            circle.at_post((Post.hotline_duty,), today),
            circle.told(Post.class_teacher, today),
            circle.deciders(today),
        ):
            if reached := circle.reachable(people):
                return reached
        return ()

    def family_side(self, asker_id: int | None) -> tuple[int, ...]:
        """Who of the family keeps the time: the guardians, and a parent who asked, else the parents
        away. Only who gets messages.
        """
        ties = [
            tie
            for tie in self.circle.ties
            if tie.runs(self.today) and tie.status not in OUT_OF_THE_CIRCLE
        ]
        asks = any(tie.person.id == asker_id and tie.role in PARENTS for tie in ties)
        wanted = {asker_id} | {tie.person.id for tie in ties if tie.role is Role.guardian}
        if not asks:
            away = (t for t in ties if t.role in PARENTS and t.status is Status.away)
            wanted |= {tie.person.id for tie in away}
        people = {tie.person.id: tie.person for tie in ties if tie.person.id in wanted}
        return tuple(person.id for person in self.circle.reachable(people.values()))


async def spot(work: Work, child_id: int, person_id: int, now: datetime) -> Spot | None:
    """A present child's place on the line as somebody stands to it; None for a stranger."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    child = (await work.children.by_id([child_id])).get(child_id)
    if circle is None or child is None:
        return None
    school = await school_of(work, child.facts.unit_id)
    names = names_in(circle, person_id, now)
    if school is None or not names:
        return None
    today = local_date(now, circle.zone)
    return Spot(child_id, child.facts.name, child.facts.unit_id, school, circle, today, names)


@dataclass(frozen=True, slots=True)
class Call:
    """A session asked for, before one person; nobody else changes it meanwhile."""

    row: RequestRow
    session: SessionRow | None
    spot: Spot
    person_id: int

    @property
    def mine(self) -> bool:
        """Whether they asked for it."""
        return self.row.asker_id == self.person_id

    @property
    def means(self) -> Means:
        """How they would like to speak."""
        return Means(self.row.words.get("means", Means.phone))


async def call(work: Work, actor: Actor, request_id: int, now: datetime) -> Call | None:
    """A session asked for, if it is this person's to ask for or to keep; a refusal is journaled."""
    row = await work.requests.hold(request_id)
    if row is None or row.kind is not RequestKind.hotline or row.child_id is None:
        return None
    place = await spot(work, row.child_id, actor.person_id, now)
    asks = row.asker_id == actor.person_id
    if place is None or not (place.may_keep or (asks and place.may_ask)):
        await work.journal.write([about(row, "refused", actor.person_id)], now)
        return None
    session = (await work.sessions.current([request_id])).get(request_id)
    return Call(row, session, place, actor.person_id)
