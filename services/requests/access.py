"""Who may see a need or a worry: asked of the store at every press and before every notice.

Whoever it concerns never sees it, whatever their post. The asker sees where it stands; the staff
of the child's class and school see it whole, others only when they were told of it or own it.
Towards their own family the family role wins: staff of the child's own family see, take and sign
nothing that they have not asked for themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from care.hours import local_date
from care.people import HOME, Circle
from care.requests import Asked, What
from care.roles import Act, may
from care.words import Post, RequestKind
from services.actor import names_in
from storage.request_parts import Parts
from storage.requests import CONCERNED, LEFT_OUT, TOLD, RequestRow
from storage.work import Work

KINDS = (RequestKind.need, RequestKind.worry, RequestKind.whereabouts)


@dataclass(frozen=True, slots=True)
class Matter:
    """A need or worry before one person. `today` is local to the child's school."""

    row: RequestRow
    circle: Circle
    today: date
    parts: Parts
    person_id: int
    names: frozenset[str]
    holds_a_post: bool

    @property
    def asked(self) -> Asked:
        """What its way up depends on."""
        return asked_of(self.row, self.parts)

    @property
    def barred(self) -> bool:
        """It concerns this person, or they are left out of it on wish."""
        kept_from = (*self.parts.get(CONCERNED, ()), *self.parts.get(LEFT_OUT, ()))
        return self.person_id in kept_from

    @property
    def as_asker(self) -> bool:
        """They have asked for it themselves and are around the child still."""
        return not self.barred and self.row.asker_id == self.person_id and bool(self.names)

    @property
    def as_staff(self) -> bool:
        """They may read it whole and, where nobody does yet, see to it."""
        if self.barred or self.names & HOME:
            return False
        if self.row.owner_id == self.person_id and self.holds_a_post:
            return True
        told = self.person_id in self.parts.get(TOLD, ()) and bool(self.names & set(Post))
        return told or may(self.names, Act.see_requests)

    @property
    def visible(self) -> bool:
        """Whether they may open it at all."""
        return self.as_asker or self.as_staff

    @property
    def owned(self) -> bool:
        """Whether it is theirs to see to."""
        return self.row.runs and self.row.owner_id == self.person_id and self.as_staff

    @property
    def may_note(self) -> bool:
        """Whether they may write down steps. What a counsellor hears of a child's feelings stays
        with them: of that only asked for, taken and closed is kept (SYSTEMS.md row 83).
        """
        confidential = self.asked.what is What.mind and Post.counsellor in self.names
        return self.owned and not confidential


def asked_of(row: RequestRow, parts: Parts) -> Asked:
    """What the way up of a request depends on."""
    what = What(row.words.get("what", What.other))
    concerned = frozenset(parts.get(CONCERNED, ()))
    return Asked(row.kind, what, row.harm, row.asker_id, concerned, row.owner_id)


def only_asked(row: RequestRow) -> bool:
    """Whoever said that the child is not here is still being asked where it is: nobody has been
    told.
    """
    return row.kind is RequestKind.whereabouts and row.runs and row.step == 0


async def matters(
    work: Work, rows: Sequence[RequestRow], person_id: int, now: datetime
) -> list[Matter]:
    """Needs and worries as one person stands to them; a constant number of queries. Those of a
    child who has left stay with the staff that it left behind.
    """
    rows = [row for row in rows if row.kind in KINDS and row.child_id is not None]
    rows = [row for row in rows if not only_asked(row)]
    children = {row.child_id for row in rows if row.child_id is not None}
    circles = await work.circles.around(children, now.date(), also_gone=True)
    parts = await work.request_parts.of(row.id for row in rows)
    holds = bool(await work.posts.of_person(person_id, now.date()))
    found = []
    for row in rows:
        circle = circles[row.child_id or 0]
        names = names_in(circle, person_id, now)
        today = local_date(now, circle.zone)
        found.append(Matter(row, circle, today, parts[row.id], person_id, names, holds))
    return found


async def matter(
    work: Work, request_id: int, person_id: int, now: datetime, *, hold: bool = False
) -> Matter | None:
    """One need or worry as a person stands to it, if they may see it; with `hold` nobody else
    changes it until the transaction ends.
    """
    if hold:
        row = await work.requests.hold(request_id)
    else:
        row = (await work.requests.by_id([request_id])).get(request_id)
    found = await matters(work, [] if row is None else [row], person_id, now)
    return found[0] if found and found[0].visible else None
