"""Children on their way, and those who have left, in memory."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import asdict, replace

from care.people import OUT_OF_THE_CIRCLE
from care.words import MoveState
from storage.leavers import GoneRow, Leavers
from storage.memory.room import NoRoom, runs
from storage.memory.state import State
from storage.moves import ANSWER_WITHIN, MoveRow, Moves, NewMove
from storage.tables import new_id

_WAITING = (MoveState.planned, MoveState.offered)
_DAY = timedelta(days=1)


class MemoryMoves(Moves):
    """Planned, done, cancelled; what is offered becomes a task, and there are none."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def plan(self, moves: Sequence[NewMove], now: datetime) -> list[int]:
        """Store moves; returns their ids in the same order."""
        rows = [_row(move, now) for move in moves]
        for row in rows:
            self._state.moves.put(row)
        return [row.id for row in rows]

    async def due(self, now: datetime, limit: int) -> list[MoveRow]:
        """Moves whose day may have come somewhere in the world, earliest first."""
        found = [(m.look_on, m.id, m) for m in self._all() if m.look_on is not None]
        tomorrow = now.date() + _DAY
        return [move for day, _, move in sorted(found) if day <= tomorrow][:limit]

    async def next_days(self) -> list[tuple[date, str]]:
        """The next local day on which something is to be done, by zone (an IANA name)."""
        found: dict[str, date] = {}
        for move in self._all():
            if move.look_on is not None:
                zone = self._state.units.rows[move.from_id].zone
                found[zone] = min(found.get(zone, move.look_on), move.look_on)
        return [(day, zone) for zone, day in found.items()]

    def _all(self) -> Iterable[MoveRow]:
        return self._state.moves.rows.values()

    async def by_id(self, move_ids: Iterable[int]) -> dict[int, MoveRow]:
        """Many moves at once."""
        return {move.id: move for move in self._state.moves.get(set(move_ids))}

    async def of_children(self, child_ids: Iterable[int]) -> list[MoveRow]:
        """All moves of these children, oldest first."""
        ids = (i for child in set(child_ids) for i in self._state.moves_of.ids(child))
        return sorted(self._state.moves.get(ids), key=lambda move: (move.asked_at, move.id))

    async def waiting_for(self, child_ids: Iterable[int]) -> list[MoveRow]:
        """What is planned for these children."""
        return [m for m in await self.of_children(child_ids) if m.state in _WAITING]

    async def settle(
        self, move_ids: Iterable[int], state: MoveState, person_id: int | None, now: datetime
    ) -> None:
        """Write what has become of moves; `person_id` is None where the day itself came."""
        for move in list(self._state.moves.get(move_ids)):
            settled = replace(move, settled_by_id=person_id, settled_at=now, look_on=None)
            self._state.moves.put(replace(settled, state=state))

    async def started_from(self, child_ids: Iterable[int], unit_id: int) -> None:
        """Where children wait to go somewhere else from, now that they are in another class."""
        for move in await self.waiting_for(child_ids):
            self._state.moves.put(replace(move, from_id=unit_id))


class MemoryLeavers(Leavers):
    """Who is on no list any more."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def by_id(self, child_ids: Iterable[int]) -> dict[int, GoneRow]:
        """Those of the children who are on no list any more."""
        return {
            child.id: GoneRow(child.id, child.facts.unit_id, child.until)
            for child in self._state.children.get(set(child_ids))
            if child.until is not None
        }

    async def bring_back(self, child_id: int, unit_id: int) -> None:
        """A child who had left is on the list of a class again."""
        child = self._state.children.rows[child_id]
        facts = replace(child.facts, unit_id=unit_id)
        self._state.children.put(replace(child, facts=facts, until=None))

    async def without_a_place(self, person_ids: Iterable[int], today: date) -> set[int]:
        """Who of these people is tied to no child on the lists and has no post now or to come."""
        return {person for person in person_ids if not self._has_a_place(person, today)}

    def _has_a_place(self, person_id: int, today: date) -> bool:
        posts = self._state.posts.get(self._state.posts_of.ids(person_id))
        if any(runs(date.min, post.until, today) for post in posts):
            return True
        return any(
            runs(tie.since, tie.until, today)
            and tie.facts.status not in OUT_OF_THE_CIRCLE
            and self._state.children.rows[tie.facts.child_id].until is None
            for tie in self._state.ties.get(self._state.ties_to.ids(person_id))
        )


def _row(move: NewMove, now: datetime) -> MoveRow:
    days = {
        MoveState.planned: move.moves_on,
        MoveState.offered: now.date() + ANSWER_WITHIN,
    }
    done = move.state is MoveState.done
    values = asdict(move)
    return MoveRow(
        id=new_id(),
        asked_at=now,
        settled_by_id=move.asked_by_id if done else None,
        settled_at=now if done else None,
        look_on=days.get(move.state),
        **values,
    )
