"""Rows of the store in memory that are more than what the SQL store's queries return."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct

from care.almanac import Term
from care.habits import Habits
from care.words import Reach
from storage.children import ChildFacts, TieFacts
from storage.journal import JournalRow
from storage.notices import Item, NewNotice, NoticeRow
from storage.records import NewAnswer
from storage.tables import new_id


class StoredPerson(Struct, frozen=True):
    """An adult with numbers and habits."""

    id: int
    name: str
    phones: tuple[str, ...]
    language: str | None
    habits: Habits


class StoredAccount(Struct, frozen=True):
    """A person's account, under the person's id: nobody has two."""

    id: int
    account_id: int
    address: int
    reach: Reach
    consent_at: datetime
    withdrawn_at: datetime | None = None


class StoredChild(Struct, frozen=True):
    """A child; `until` is its last local day on the lists."""

    id: int
    facts: ChildFacts
    since: date
    until: date | None = None


class StoredBirthday(Struct, frozen=True):
    """A birthday that somebody entered: of a person around a child, or (None) the child's own."""

    id: int
    child_id: int
    person_id: int | None
    born: str


class StoredTie(Struct, frozen=True):
    """A tie, from `since` to `until`, both local days included."""

    id: int
    facts: TieFacts
    since: date
    until: date | None = None


class StoredUse(Struct, frozen=True):
    """A school follows a plan since a local day; `until` is the first day without it."""

    id: int
    unit_id: int
    plan_hash: str
    options: frozenset[str]
    since: date
    until: date | None = None
    begun_at: datetime | None = None


class StoredTerm(Struct, frozen=True):
    """A term of a school."""

    id: int
    unit_id: int
    term: Term


class StoredNotice(NoticeRow, frozen=True):
    """A notice, with what only the outbox knows of it."""

    group_key: str = ""
    lease_until: datetime | None = None
    content: str | None = None


def with_new(there: tuple[Item, ...], items: Iterable[Item]) -> tuple[Item, ...]:
    """The items of a notice with new ones behind them, each duty once."""
    known = {item.duty_id: item for item in there}
    for item in items:
        known.setdefault(item.duty_id, item)
    return tuple(known.values())


def as_queued(notice: NewNotice, lane: int) -> StoredNotice:
    """A notice as it is queued, in its lane."""
    return StoredNotice(
        lane=lane,
        id=new_id(),
        person_id=notice.person_id,
        kind=notice.kind,
        priority=notice.priority,
        state="queued",
        send_at=notice.send_at,
        expires_at=notice.expires_at,
        attempts=0,
        repeated=notice.repeated,
        chat_id=None,
        message_id=None,
        sent_at=None,
        code=notice.code,
        unit_id=notice.unit_id,
        child_id=notice.child_id,
        about_id=notice.about_id,
        task_id=notice.task_id,
        record_id=notice.record_id,
        request_id=notice.request_id,
        details=notice.details,
        items=with_new((), notice.items),
        group_key=notice.group_key,
    )


class StoredPart(Struct, frozen=True):
    """Somebody's part in a request."""

    id: int
    request_id: int
    person_id: int
    part: str


class StoredAnswer(Struct, frozen=True):
    """One answer of a record."""

    id: int
    record_id: int
    answer: NewAnswer


class StoredEntry(Struct, frozen=True):
    """A line of the journal."""

    id: int
    row: JournalRow


class Setting(Struct, frozen=True):
    """A line of `meta`, by its name; the id is the name's own."""

    id: int
    name: str
    value: str
