"""All tables of the store in memory, each with the indexes by which it is asked."""

from datetime import datetime
from operator import attrgetter

from care.circumstances import SpanKind
from care.delivery import Priority
from care.words import DutyState
from storage.confirmations import ConfirmationRow
from storage.duties import DutyRow
from storage.memory.agenda import Agenda
from storage.memory.last_days import LastDays
from storage.memory.stored import (
    Setting,
    StoredAccount,
    StoredAnswer,
    StoredBirthday,
    StoredChild,
    StoredEntry,
    StoredNotice,
    StoredPart,
    StoredPerson,
    StoredTerm,
    StoredTie,
    StoredUse,
)
from storage.memory.table import Index, Listener, ManyIndex, Only, Table, Undo, Unique
from storage.moves import MoveRow
from storage.posts import PostRow
from storage.records import ClosureRow, RecordRow
from storage.requests import RequestRow
from storage.spans import SpanRow
from storage.units import UnitRow

WAITING = frozenset({"queued", "claimed", "sending"})
_OPEN, _DONE = DutyState.open, DutyState.done


_OfOnePerson = StoredPerson | StoredAccount
"""Rows under a person's id."""


class Changes:
    """Counts changes of anything that something is put together of."""

    def __init__(self) -> None:
        self.count = 0

    def changed(self, old: object, new: object) -> None:
        """Something has changed."""
        self.count += 1


class Whoever:
    """The people of whom anything has changed since somebody last looked."""

    def __init__(self) -> None:
        self.changed_people: set[int] = set()

    def changed(self, old: _OfOnePerson | None, new: _OfOnePerson | None) -> None:
        """A row of somebody's has changed."""
        self.changed_people.update(row.id for row in (old, new) if row is not None)


def next_look(notice: StoredNotice) -> datetime | None:
    """When (UTC) the pump has to look at a notice: at its moment, or when a lease is over."""
    if notice.state not in WAITING:
        return None
    return notice.send_at if notice.state == "queued" else notice.lease_until


def _grows_old(notice: StoredNotice) -> datetime | None:
    return notice.expires_at if notice.state in ("queued", "claimed") else None


def _kind_while_running(span: SpanRow) -> SpanKind | None:
    return span.facts.kind if span.facts.ends_on is None else None


class State:
    """What the store holds."""

    def __init__(self) -> None:
        self.undo = undo = Undo()
        self.around = Changes()
        self._units(undo)
        self._people(undo)
        self._moves(undo)
        self._duties(undo)
        self._records(undo)
        self._requests(undo)
        self._notices(undo)
        self.settings_called = Index[Setting](attrgetter("name"))
        self.settings: Table[Setting] = Table(undo, fixed=(self.settings_called,))
        self.entries: Table[StoredEntry] = Table(undo)

    def _units(self, undo: Undo) -> None:
        self.units_below = Index[UnitRow](attrgetter("parent_id"))
        self.resting = Index[UnitRow](lambda unit: unit.paused_at and True)
        self.units: Table[UnitRow] = Table(undo, self.units_below, self.resting, self.around)
        self.plan_texts: dict[str, str] = {}
        self.uses_of = Index[StoredUse](attrgetter("unit_id"))
        self.uses_waiting = Index[StoredUse](lambda use: use.begun_at is None or None)
        self.planned = Changes()
        self.uses: Table[StoredUse] = Table(undo, self.uses_of, self.uses_waiting, self.planned)
        self.terms_of = Index[StoredTerm](attrgetter("unit_id"))
        self.terms: Table[StoredTerm] = Table(undo, self.terms_of, self.planned)
        self.spans_of = Index[SpanRow](attrgetter("facts.child_id"))
        self.spans_in = Index[SpanRow](attrgetter("facts.unit_id"))
        self.spans_running = Index[SpanRow](_kind_while_running)
        self.spanned = Changes()
        self.spans: Table[SpanRow] = Table(
            undo, self.spans_of, self.spans_in, self.spans_running, self.spanned
        )

    def _people(self, undo: Undo) -> None:
        self.whoever = Whoever()
        self.people: Table[StoredPerson] = Table(undo, self.whoever)
        self.at_address = Index[StoredAccount](attrgetter("address"))
        self.accounts: Table[StoredAccount] = Table(undo, self.at_address, self.whoever)
        self.children_in = Index[StoredChild](lambda c: None if c.until else c.facts.unit_id)
        self.children: Table[StoredChild] = Table(undo, self.children_in, self.around)
        self.birthdays_of = Index[StoredBirthday](attrgetter("child_id"))
        self.birthdays: Table[StoredBirthday] = Table(undo, fixed=(self.birthdays_of,))
        self.ties_of = Index[StoredTie](attrgetter("facts.child_id"))
        self.ties_to = Index[StoredTie](attrgetter("facts.person_id"))
        self.ties: Table[StoredTie] = Table(undo, self.ties_of, self.ties_to, self.around)
        self.posts_in = Index[PostRow](attrgetter("unit_id"))
        self.posts_of = Index[PostRow](attrgetter("person_id"))
        self.posts_to_come = Index[PostRow](lambda post: post.look_on and True)
        self.posts: Table[PostRow] = Table(
            undo, self.posts_in, self.posts_of, self.posts_to_come, self.around
        )

    def _moves(self, undo: Undo) -> None:
        self.moves_of = Index[MoveRow](attrgetter("child_id"))
        self.moves: Table[MoveRow] = Table(undo, fixed=(self.moves_of,))

    def _duties(self, undo: Undo) -> None:
        self.duty_keys = Unique[DutyRow](attrgetter("key"))
        self.duties_open_about = Index[DutyRow](lambda d: d.child_id if d.state is _OPEN else None)
        self.duties_open_in = Index[DutyRow](lambda d: d.unit_id if d.state is _OPEN else None)
        self.duties_about = Index[DutyRow](attrgetter("child_id"))
        self.duties_owed_by = Index[DutyRow](lambda d: d.unit_id if d.child_id is None else None)
        self.duties_after = Index[DutyRow](attrgetter("previous_id"))
        self.duties_done = Index[DutyRow](
            lambda d: (d.child_id, d.rule_id) if d.state is _DONE else None
        )
        self.duties_due_on = Index[DutyRow](lambda d: d.due_on if d.child_id else None)
        self.agenda = Agenda[DutyRow](attrgetter("next_at"))
        fixed: tuple[Listener[DutyRow], ...] = (
            *(self.duty_keys, self.duties_about, self.duties_owed_by, self.duties_after),
        )
        standing = Only[DutyRow](
            ("state", "child_id", "unit_id", "due_on"),
            *(self.duties_open_about, self.duties_open_in, self.duties_done, self.duties_due_on),
        )
        self.duties: Table[DutyRow] = Table(undo, standing, self.agenda, fixed=fixed)

    def _records(self, undo: Undo) -> None:
        self.form_texts: dict[str, str] = {}
        self.last_days = LastDays()
        self.records_about = Index[RecordRow](attrgetter("duty_id"))
        self.records_on = Index[RecordRow](attrgetter("child_id"))
        self.records: Table[RecordRow] = Table(
            undo, self.last_days, fixed=(self.records_about, self.records_on)
        )
        self.answers_in = Index[StoredAnswer](attrgetter("record_id"))
        self.answers: Table[StoredAnswer] = Table(undo, fixed=(self.answers_in,))
        self.closures_of = Index[ClosureRow](attrgetter("duty_id"))
        self.closures_by = Index[ClosureRow](attrgetter("record_id"))
        self.closures: Table[ClosureRow] = Table(undo, self.closures_by, fixed=(self.closures_of,))
        self.asked_about = Index[ConfirmationRow](attrgetter("record_id"))
        self.confirmations: Table[ConfirmationRow] = Table(undo, self.asked_about)

    def _requests(self, undo: Undo) -> None:
        self.requests_of_record = Index[RequestRow](attrgetter("record_id"))
        self.requests_due = Agenda[RequestRow](attrgetter("next_at"))
        self.requests: Table[RequestRow] = Table(undo, self.requests_of_record, self.requests_due)
        self.parts_in = Index[StoredPart](attrgetter("request_id"))
        self.parts_of = Index[StoredPart](attrgetter("person_id"))
        self.parts: Table[StoredPart] = Table(undo, fixed=(self.parts_in, self.parts_of))

    def _notices(self, undo: Undo) -> None:
        self.notice_keys = Unique[StoredNotice](attrgetter("group_key"))
        self.notices_to = Index[StoredNotice](attrgetter("person_id"))
        self.notices_about = ManyIndex[StoredNotice](lambda n: [i.duty_id for i in n.items])
        self.alarms = Index[StoredNotice](lambda n: n.priority == Priority.EMERGENCY or None)
        self.going_out = Agenda[StoredNotice](next_look)
        self.growing_old = Agenda[StoredNotice](_grows_old)
        fixed: tuple[Listener[StoredNotice], ...] = (
            *(self.notice_keys, self.notices_to, self.alarms),
        )
        speaking = Only[StoredNotice](("items",), self.notices_about)
        moving = (speaking, self.going_out, self.growing_old)
        self.notices: Table[StoredNotice] = Table(undo, *moving, fixed=fixed)
