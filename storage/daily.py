"""What people have heard lately and what they are to anybody: what their daily ceiling asks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import case, or_, select, union

from care.delivery import Priority
from care.people import OUT_OF_THE_CIRCLE
from storage.prebuilt import in_state
from storage.room import Room, chunks, runs_around
from storage.tables import Notice, Person, Post, Tie


class Heard(Struct, frozen=True):
    """A message that reached somebody, or may have (`sent_at`, UTC), or is on its way."""

    notice_id: int
    person_id: int
    zone: str
    """The reader's."""
    sent_at: datetime | None
    going: bool


class Daily:
    """Questions about one day of many people."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def heard(self, person_ids: Iterable[int], since: datetime, now: datetime) -> list[Heard]:
        """What these people were sent since then, or may have been, and what is on its way to them.
        Emergencies and replies are left out.
        """
        on_its_way = or_(
            in_state(Notice, "sending"), in_state(Notice, "claimed") & (Notice.lease_until > now)
        )
        going = case((on_its_way, True), else_=False)
        columns = (Notice.id, Notice.person_id, Person.zone, Notice.sent_at, going)
        query = (
            select(*columns)
            .join(Person, Person.id == Notice.person_id)
            .where(Notice.priority > Priority.REPLY)
        )
        found: list[Heard] = []
        for part in chunks(set(person_ids)):
            theirs = query.where(Notice.person_id.in_(part))
            leased = theirs.where(in_state(Notice, "claimed", "sending"), on_its_way)
            both = union(theirs.where(Notice.sent_at >= since), leased)
            found.extend(Heard(*row) for row in await self._room.get(both))
        return found

    async def names_of(self, person_ids: Iterable[int], today: date) -> dict[int, frozenset[str]]:
        """The names of all roles and posts that these people have anywhere."""
        found: dict[int, set[str]] = defaultdict(set)
        for part in chunks(set(person_ids)):
            ties = select(Tie.person_id, Tie.role.label("name")).where(
                Tie.person_id.in_(part),
                Tie.status.not_in(OUT_OF_THE_CIRCLE),
                runs_around(Tie.since, Tie.until, today),
            )
            posts = select(Post.person_id, Post.kind.label("name")).where(
                Post.person_id.in_(part), runs_around(Post.since, Post.until, today)
            )
            for row in await self._room.get(union(ties, posts)):
                found[row.person_id].add(row.name)
        return {person_id: frozenset(names) for person_id, names in found.items()}
