"""The people around children and units, in memory: put together once, until somebody changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from care.people import Circle
from care.ties import Holding, Person, Tie
from care.words import Reach, Status
from storage.circles import Circles
from storage.memory.room import NoRoom, runs
from storage.memory.state import State
from storage.memory.units import MemoryUnits
from storage.units import UnitRow

_DAY = timedelta(days=1)
_Asked = tuple[bool, int, bool]


class _Kept:
    """A circle with the local days between which it stays as it is."""

    __slots__ = ("circle", "since", "until")

    def __init__(self, circle: Circle, days: list[date], today: date) -> None:
        self.circle = circle
        before = [day for day in days if day <= today]
        later = [day for day in days if day > today]
        self.since = max(before, default=date.min)
        self.until = min(later, default=date.max)

    def holds_on(self, today: date) -> bool:
        """Whether nothing has begun or ended since it was put together."""
        return self.since <= today < self.until


class MemoryCircles(Circles):
    """Circles of children, and the staff of units."""

    def __init__(self, state: State, units: MemoryUnits) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._units = units
        self._kept: dict[_Asked, _Kept] = {}
        self._kept_of = -1
        self._around: defaultdict[int, set[_Asked]] = defaultdict(set)

    async def around(
        self, child_ids: Iterable[int], today: date, *, also_gone: bool = False
    ) -> dict[int, Circle]:
        """The circle of each child, by its id: family ties, and staff of its class and all units
        above.
        """
        self._forget_what_has_changed()
        children, found = self._state.children.rows, {}
        for child_id in sorted(set(child_ids)):
            asked = (True, child_id, also_gone)
            kept = self._kept.get(asked)
            if kept is not None and kept.since <= today < kept.until:
                found[child_id] = kept.circle
            elif child_id in children:
                found[child_id] = await self._circle(asked, today)
        return found

    async def of_units(self, unit_ids: Iterable[int], today: date) -> dict[int, Circle]:
        """The staff of units and all above, for duties that a unit itself owes."""
        self._forget_what_has_changed()
        return {i: await self._circle((False, i, False), today) for i in set(unit_ids)}

    async def barred(self, child_ids: Iterable[int]) -> set[tuple[int, int]]:
        """Who is or was barred when the tie ended, as (child, person)."""
        ids = (i for child in set(child_ids) for i in self._state.ties_of.ids(child))
        facts = (tie.facts for tie in self._state.ties.get(ids))
        return {(f.child_id, f.person_id) for f in facts if f.status is Status.barred}

    def _forget_what_has_changed(self) -> None:
        changed = self._state.whoever.changed_people
        if self._kept_of != self._state.around.count:
            self._kept_of = self._state.around.count
            self._kept.clear()
            self._around.clear()
        for person_id in changed:
            for asked in self._around.pop(person_id, ()):
                self._kept.pop(asked, None)
        changed.clear()

    async def _circle(self, asked: _Asked, today: date) -> Circle:
        kept = self._kept.get(asked)
        if kept is None or not kept.holds_on(today):
            kept = self._kept[asked] = await self._put_together(asked, today)
        return kept.circle

    async def _put_together(self, asked: _Asked, today: date) -> _Kept:
        of_child, which, also_gone = asked
        child = self._state.children.rows[which] if of_child else None
        unit_id = which if child is None else child.facts.unit_id
        chain = (await self._units.chains([unit_id]))[unit_id]
        present = child is None or child.until is None or also_gone
        ties = self._family(which) if of_child and present else []
        staff = [held for unit in chain for held in self._held(unit)] if present else []
        circle = Circle(
            which if of_child else None,
            chain[0].zone,
            tuple(tie for tie in ties if runs(tie.since, tie.until, today)),
            tuple(held for held in staff if runs(held.since, held.until, today)),
        )
        dated: list[Tie | Holding] = [*ties, *staff]
        for each in dated:
            self._around[each.person.id].add(asked)
        return _Kept(circle, [day for each in dated for day in _changes(each)], today)

    def _family(self, child_id: int) -> list[Tie]:
        rows = self._state.ties.get(self._state.ties_of.ids(child_id))
        return [
            Tie(self._person(t.facts.person_id), t.facts.role, t.facts.status, t.since, t.until)
            for t in sorted(rows, key=lambda tie: tie.id)
        ]

    def _held(self, unit: UnitRow) -> list[Holding]:
        rows = self._state.posts.get(self._state.posts_in.ids(unit.id))
        return [
            Holding(self._person(p.person_id), p.kind, unit.kind, p.since, p.until)
            for p in sorted(rows, key=lambda post: (post.since, post.id))
        ]

    def _person(self, person_id: int) -> Person:
        account = self._state.accounts.rows.get(person_id)
        reach = Reach.not_joined if account is None else account.reach
        return Person(person_id, reach, self._state.people.rows[person_id].habits)


def _changes(dated: Tie | Holding) -> Iterator[date]:
    """The days on which something begins to be seen, or is seen no longer."""
    yield dated.since - _DAY
    if dated.until is not None:
        yield dated.until + 2 * _DAY
