"""Rows of the store in memory that are more than what the SQL store's queries return."""

from dataclasses import dataclass
from datetime import date, datetime

from care.almanac import Term
from care.habits import Habits
from care.words import Reach
from storage.children import ChildFacts, TieFacts
from storage.journal import JournalRow
from storage.notices import NewNotice, NoticeRow
from storage.records import NewAnswer
from storage.tables import new_id


@dataclass(frozen=True, slots=True)
class StoredPerson:
    """An adult with numbers and habits."""

    id: int
    name: str
    phones: tuple[str, ...]
    language: str | None
    habits: Habits


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """A person's account, under the person's id: nobody has two."""

    id: int
    account_id: int
    address: int
    reach: Reach
    consent_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredChild:
    """A child; `until` is its last local day on the lists."""

    id: int
    facts: ChildFacts
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class StoredBirthday:
    """A birthday that somebody entered: of a person around a child, or (None) the child's own."""

    id: int
    child_id: int
    person_id: int | None
    born: str


@dataclass(frozen=True, slots=True)
class StoredTie:
    """A tie, from `since` to `until`, both local days included."""

    id: int
    facts: TieFacts
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class StoredUse:
    """A school follows a plan since a local day; `until` is the first day without it."""

    id: int
    unit_id: int
    plan_hash: str
    options: frozenset[str]
    since: date
    until: date | None = None
    begun_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredTerm:
    """A term of a school."""

    id: int
    unit_id: int
    term: Term


@dataclass(frozen=True, slots=True)
class StoredNotice(NoticeRow):
    """A notice, with what only the outbox knows of it."""

    group_key: str = ""
    lease_until: datetime | None = None
    content: str | None = None


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
        repeated=False,
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
        group_key=notice.group_key,
    )


@dataclass(frozen=True, slots=True)
class StoredPart:
    """Somebody's part in a request."""

    id: int
    request_id: int
    person_id: int
    part: str


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One answer of a record."""

    id: int
    record_id: int
    answer: NewAnswer


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A line of the journal."""

    id: int
    row: JournalRow


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of `meta`, by its name; the id is the name's own."""

    id: int
    name: str
    value: str
