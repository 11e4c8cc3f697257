"""The laws of the end: what is left when faults have stopped and a day has gone by in peace."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from bench.soak.virtual.people import People
from bench.soak.virtual.store import WatchedStore
from bench.soak.virtual.town import Town
from bench.soak.virtual.watch import ENDS, S, Watch, chain_of
from care.ceilings import ceiling
from care.delivery import REFUSED, Worth, worth
from care.words import DutyState
from storage.journal import JournalRow
from storage.memory.stored import StoredNotice

_RUNGS = ("duty.reminder", "duty.again", "duty.escalation", "duty.rung_passed")


class Ends:
    """See the module."""

    def __init__(self, town: Town, store: WatchedStore, people: People, watch: Watch) -> None:
        self._town = town
        self._store = store
        self._people = people
        self._watch = watch

    async def look(self) -> None:
        """Look at everything once."""
        for notice in self._store.notices.rows.values():
            self._came_to_an_end(notice)
            self._as_its_kind_has_it(notice)
        await self._nobody_was_flooded()
        self._one_open_duty()
        await self._silence_climbed()

    def _came_to_an_end(self, notice: StoredNotice) -> None:
        town, tries = self._town, self._watch.tries[notice.id]
        arrived = [t for t in tries if t.arrived is not None]
        if notice.state == S.queued and notice.send_at > town.now() - _BEAT:
            return
        if notice.state not in ENDS:
            town.wrong("a notice came to no end", notice.id, notice.state, notice.send_at)
        if notice.state == S.sent and not arrived:
            town.wrong("a notice is called sent and never arrived", notice.id)
        if notice.state == S.unknown and not (town.died or any(t.left for t in tries)):
            town.wrong("a notice is called unknown though nothing left", notice.id)
        if notice.state == S.failed and not any(t.outcome in REFUSED for t in tries):
            town.wrong("a notice was given up too soon", notice.id, notice.outcome)
        if notice.state == S.expired and worth(notice.priority, notice.code) is not Worth.urgent:
            self._expired_for_a_reason(notice)

    def _expired_for_a_reason(self, notice: StoredNotice) -> None:
        """Only an outage, a pause, a clock or a crowd of faults lets a routine notice grow old."""
        timeline = self._town.timeline
        if not (timeline.down or timeline.no_telegram or timeline.jumps or timeline.pauses):
            self._town.wrong("a notice grew old without a reason", notice.id)

    def _as_its_kind_has_it(self, notice: StoredNotice) -> None:
        left = [t for t in self._watch.tries[notice.id] if t.left]
        unsure = [t for t in left if t.outcome in (None, "no_answer")]
        kind = worth(notice.priority, notice.code)
        if len(unsure) > _AT_MOST.get(kind, len(unsure)):
            self._town.wrong("repeated too often for its kind", notice.id, kind, len(unsure))

    async def _nobody_was_flooded(self) -> None:
        """But on a day that a clock has shown twice."""
        if any(jump.by < 0 for jump in self._town.timeline.jumps):
            return
        names: dict[int, frozenset[str]] = {}
        async with self._store.read() as work:
            people = {person for person, _ in self._watch.days}
            names = await work.daily.names_of(people, self._town.now().date())
        for (person, day), heard in self._watch.days.items():
            if heard > ceiling(names.get(person, frozenset())):
                self._town.wrong("somebody heard too much in a day", person, day, heard)

    def _one_open_duty(self) -> None:
        duties = self._store.duties.values()
        for key, n in Counter(duty.key for duty in duties).items():
            if n > 1:
                self._town.wrong("two duties of one key", key)
        opened = Counter(chain_of(duty) for duty in duties if duty.state is DutyState.open)
        for chain, n in opened.items():
            if n > 1:
                self._town.wrong("two open duties of one chain", chain)
        for chain in {chain_of(duty) for duty in duties} - set(opened):
            self._town.wrong("a chain of duties has ended", chain)

    async def _silence_climbed(self) -> None:
        """Nothing that is due waits, and each rung that was taken was said, or passed by name."""
        now = self._town.now()
        async with self._store.read() as work:
            for duty in self._store.duties.values():
                if duty.state is DutyState.open and duty.next_at and duty.next_at < now - _BEAT:
                    self._town.wrong("a silent duty was forgotten", duty.key, duty.next_at)
                history = await work.journal.about_duty(duty.id)
                if len(_rungs(history)) < duty.step and not _moved(history):
                    self._town.wrong("a rung was neither told nor passed", duty.key, duty.step)


def _rungs(history: Iterable[JournalRow]) -> set[tuple[object, ...]]:
    """The rungs that the journal knows of: the holders of one hear of it together, two rungs of the
    staff go to two people.
    """
    found: set[tuple[object, ...]] = set()
    for row in history:
        if row.entry.event in _RUNGS:
            staff = row.entry.event == "duty.escalation"
            found.add((row.at, row.entry.event, row.entry.person_id if staff else None))
    return found


def _moved(history: Iterable[JournalRow]) -> bool:
    """Whether somebody put it off or could not: then the ladder goes on from another place."""
    return any(row.entry.event in ("duty.later", "duty.could_not") for row in history)


_BEAT = timedelta(minutes=10)
_AT_MOST = {Worth.routine: 2, Worth.sensitive: 1}
"""So often may something go out of which nobody knows whether it arrived."""
