"""What people have heard lately and what they are to anybody: what their daily ceiling asks."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import and_, or_, select, union

from care.delivery import Priority
from care.people import OUT_OF_THE_CIRCLE
from storage.room import Room, chunks, runs_around
from storage.tables import Notice, Person, Post, Tie


class Heard(Struct, frozen=True):
    """A message that reached somebody, or may have, or is on its way (`sent_at` None)."""

    person_id: int
    zone: str
    """The reader's."""
    kind: str
    sent_at: datetime | None


class Daily:
    """Questions about one day of many people."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def heard(
        self, person_ids: Iterable[int], since: datetime, now: datetime, without: Collection[int]
    ) -> list[Heard]:
        """What these people were sent since then, and what is on its way to them, except the
        notices `without`. Emergencies and replies are left out.
        """
        on_its_way = or_(
            Notice.state == "sending",
            and_(Notice.state == "claimed", Notice.lease_until > now),
            and_(Notice.state == "queued", Notice.repeated),
        )
        arrived = and_(Notice.state.in_(("sent", "unknown", "held")), Notice.sent_at >= since)
        columns = (Notice.id, Notice.person_id, Person.zone, Notice.kind, Notice.sent_at)
        found: list[Heard] = []
        for part in chunks(set(person_ids)):
            query = (
                select(*columns)
                .join(Person, Person.id == Notice.person_id)
                .where(Notice.person_id.in_(part), Notice.priority > Priority.REPLY)
                .where(or_(on_its_way, arrived))
            )
            rows = (row for row in await self._room.get(query) if row.id not in without)
            found.extend(Heard(row.person_id, row.zone, row.kind, row.sent_at) for row in rows)
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
