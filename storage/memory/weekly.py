"""Families out of reach, weeks, and what people have heard lately, in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from care.delivery import NEWS_FRESH, Priority
from care.people import OUT_OF_THE_CIRCLE
from care.words import DutyState, Reach, UnitKind
from storage.daily import Daily, Heard
from storage.duties import DutyRow
from storage.memory.room import NoRoom, runs
from storage.memory.settings import Settings
from storage.memory.state import State
from storage.memory.stored import StoredNotice, StoredTie
from storage.units import UnitRow
from storage.weekly import SWEPT, InCircle, Weekly

_DAY = timedelta(days=1)


class MemoryWeekly(Weekly):
    """Who cannot be reached by the bot, class by class."""

    def __init__(self, state: State, settings: Settings) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._settings = settings

    async def zones(self) -> list[str]:
        """The zones of the live classes."""
        return sorted({unit.zone for unit in self._classes() if unit.live_on is not None})

    def _classes(self) -> Iterator[UnitRow]:
        units = self._state.units.rows.values()
        return (unit for unit in units if unit.kind is UnitKind.class_)

    async def swept(self) -> dict[str, date]:
        """Up to which Monday the classes of each zone have had their lists."""
        values = self._settings.all().items()
        swept = ((name.removeprefix(SWEPT), value) for name, value in values if SWEPT in name)
        return {zone: date.fromisoformat(value) for zone, value in swept}

    async def mark_swept(self, zone: str, monday: date) -> None:
        """Remember the Monday whose lists are planned."""
        self._settings.put(f"{SWEPT}{zone}", monday.isoformat())

    async def classes(self, zone: str, today: date, until: date) -> list[int]:
        """The live classes of a zone in which a duty about a child is due by then, around whom
        somebody cannot be reached.
        """
        live = (unit.id for unit in self._live(zone, today))
        return sorted(unit_id for unit_id in live if self._asks_somebody(unit_id, until))

    def _live(self, zone: str, today: date) -> Iterator[UnitRow]:
        return (u for u in self._classes() if u.zone == zone and u.is_live(today))

    def _asks_somebody(self, unit_id: int, until: date) -> bool:
        duties = self._state.duties.get(self._state.duties_open_in.ids(unit_id))
        due = {duty.child_id for duty in duties if duty.due_on <= until}
        return any(not self._joined(tie) for child in due for tie in self._ties(child))

    def _ties(self, child_id: int | None) -> Iterator[StoredTie]:
        ties = self._state.ties.get(self._state.ties_of.ids(child_id))
        return (tie for tie in ties if tie.facts.status not in OUT_OF_THE_CIRCLE)

    def _joined(self, tie: StoredTie) -> bool:
        account = self._state.accounts.rows.get(tie.facts.person_id)
        return account is not None and account.reach is Reach.joined

    async def attempts(self, duty_ids: Iterable[int], choice: str) -> dict[int, date]:
        """The last local day on which a record with this choice was made about each duty."""
        found: dict[int, date] = {}
        for duty_id in set(duty_ids):
            for record in self._state.records.get(self._state.records_about.ids(duty_id)):
                if record.withdrawn_at is None and self._chose(record.id, choice):
                    found[duty_id] = max(found.get(duty_id, record.about_on), record.about_on)
        return found

    def _chose(self, record_id: int, choice: str) -> bool:
        rows = self._state.answers.get(self._state.answers_in.ids(record_id))
        return any(row.answer.choice == choice for row in rows)

    async def standing(
        self, child_ids: Iterable[int], since: date, until: date
    ) -> dict[int, Counter[str]]:
        """The duties due between two local dates, both included, counted by child and state."""
        found: dict[int, Counter[str]] = defaultdict(Counter)
        children = set(child_ids)
        for duty in self._due(since, until):
            if duty.child_id in children:
                found[duty.child_id or 0][duty.state] += 1
        return found

    def _due(self, since: date, until: date) -> Iterator[DutyRow]:
        days = (since + n * _DAY for n in range((until - since).days + 1))
        ids = (i for day in days for i in self._state.duties_due_on.ids(day))
        return self._state.duties.get(ids)

    def _of_classes(
        self, class_ids: Iterable[int], since: date, until: date
    ) -> Iterator[tuple[int, DutyRow]]:
        """What was due about the present children of classes, with the class of each."""
        classes, children = set(class_ids), self._state.children.rows
        for duty in self._due(since, until):
            child = children[duty.child_id or 0]
            here = child.until is None and child.facts.unit_id in classes
            if here and duty.state is not DutyState.excused:
                yield child.facts.unit_id, duty

    async def by_class(
        self, class_ids: Iterable[int], since: date, until: date
    ) -> dict[int, Counter[str]]:
        """The duties about the present children of classes that were due between two local dates,
        both included, counted by class and state.
        """
        found: dict[int, Counter[str]] = defaultdict(Counter)
        for class_id, duty in self._of_classes(class_ids, since, until):
            found[class_id][duty.state] += 1
        return found

    async def due_in(self, class_ids: Iterable[int], since: date, until: date) -> list[int]:
        """The duties that `by_class` counts, the earliest due first."""
        found = list(self._of_classes(class_ids, since, until))
        found.sort(key=lambda each: (each[0], each[1].due_on, each[1].rule_id, each[1].id))
        return [duty.id for _, duty in found]

    async def classes_due(self, zone: str, today: date, since: date, until: date) -> list[int]:
        """The live classes of a zone with a duty about a child that was due between two dates."""
        live = {unit.id for unit in self._live(zone, today)}
        return sorted(live & {duty.unit_id for duty in self._due(since, until)})

    async def in_circles(self, class_ids: Iterable[int], today: date) -> list[InCircle]:
        """The adults of the families and the helpers around the present children of classes."""
        return [
            InCircle(unit_id, child_id, tie.facts.person_id, self._joined(tie))
            for unit_id in set(class_ids)
            for child_id in self._state.children_in.ids(unit_id)
            for tie in self._ties(child_id)
            if runs(tie.since, tie.until, today) and (tie.until is None or tie.until >= today)
        ]


class MemoryDaily(Daily):
    """Questions about one day of many people."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def heard(self, person_ids: Iterable[int], since: datetime, now: datetime) -> list[Heard]:
        """What these people were sent since then, or may have been, and what is on its way to them.
        Emergencies and replies are left out.
        """
        found = []
        for person in self._state.people.get(person_ids):
            for notice in self._lately(person.id, since):
                routine, going = notice.priority > Priority.REPLY, _on_its_way(notice, now)
                if routine and (going or notice.sent_at is not None):
                    zone, sent_at = person.habits.zone, notice.sent_at
                    found.append(Heard(notice.id, person.id, zone, sent_at, going))
        return found

    def _lately(self, person_id: int, since: datetime) -> Iterator[StoredNotice]:
        """From the newest back to those that were stale by then."""
        notices = self._state.notices.rows
        for notice_id in self._state.notices_to.newest_first(person_id):
            notice = notices[notice_id]
            if notice.expires_at < since - NEWS_FRESH:
                return
            if notice.sent_at is None or notice.sent_at >= since:
                yield notice

    async def names_of(self, person_ids: Iterable[int], today: date) -> dict[int, frozenset[str]]:
        """The names of all roles and posts that these people have anywhere."""
        found = {}
        for person_id in set(person_ids):
            ties = self._state.ties.get(self._state.ties_to.ids(person_id))
            roles = (
                tie.facts.role
                for tie in ties
                if tie.facts.status not in OUT_OF_THE_CIRCLE and runs(tie.since, tie.until, today)
            )
            posts = self._state.posts.get(self._state.posts_of.ids(person_id))
            held = (post.kind for post in posts if runs(post.since, post.until, today))
            if names := frozenset[str]((*roles, *held)):
                found[person_id] = names
        return found


def _on_its_way(notice: StoredNotice, now: datetime) -> bool:
    state, lease = notice.state, notice.lease_until
    return state == "sending" or (state == "claimed" and lease is not None and lease > now)
