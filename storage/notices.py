"""Notices as values: one to be queued, one in the store, and the items that both speak of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

NO_LANE = 0
"""The lane of what is about no unit."""

BEFORE_ALL = -1


class Item(Struct, frozen=True):
    """A duty that a notice speaks of; `purpose` is reminder, again or escalation."""

    duty_id: int
    purpose: str


class NewNotice(Struct, frozen=True):
    """One message for one person at one moment; the same `group_key` is one message."""

    group_key: str
    person_id: int
    kind: str
    priority: int
    send_at: datetime
    expires_at: datetime
    items: tuple[Item, ...] = ()
    code: str | None = None
    """For news: which, and about what; see `services.news`."""
    unit_id: int | None = None
    child_id: int | None = None
    about_id: int | None = None
    task_id: int | None = None
    record_id: int | None = None
    request_id: int | None = None
    details: dict[str, Any] | None = None
    repeated: bool = False
    """Whether its reader may have heard it already, in another message."""


class Said(Struct, frozen=True):
    """What somebody was told, and what became of the message."""

    person_id: int
    state: str
    details: dict[str, Any]


class NoticeRow(Struct, frozen=True):
    """A notice in the store."""

    id: int
    person_id: int
    kind: str
    priority: int
    state: str
    send_at: datetime
    expires_at: datetime
    attempts: int
    repeated: bool
    chat_id: int | None
    message_id: int | None
    sent_at: datetime | None
    code: str | None = None
    unit_id: int | None = None
    child_id: int | None = None
    about_id: int | None = None
    task_id: int | None = None
    record_id: int | None = None
    request_id: int | None = None
    details: dict[str, Any] | None = None
    outcome: str | None = None
    """What became of the last attempt, as a short code."""
    lane: int = NO_LANE
    """Whose turn it is sent in: its school, or the unit that it is about."""
    tried_at: datetime | None = None
    """When (UTC) it first did not get through, or Telegram wanted nothing yet; `send_at` goes on
    with every try. None again where it is put off to another moment.
    """
    items: tuple[Item, ...] = ()


@dataclass(slots=True)
class Turns:
    """Whose turn was the last, by priority: units take turns, and a claim goes on after it."""

    last: dict[int, int] = field(default_factory=dict)

    def after(self, priority: int) -> int:
        """The lane after which the next claim begins."""
        return self.last.get(priority, BEFORE_ALL)


def row_of(notice_id: int, notice: NewNotice, now: datetime) -> dict[str, Any]:
    """A notice as it is queued, column by column."""
    return {
        "id": notice_id,
        "group_key": notice.group_key,
        "person_id": notice.person_id,
        "kind": notice.kind,
        "priority": notice.priority,
        "state": "queued",
        "send_at": notice.send_at,
        "expires_at": notice.expires_at,
        "lease_until": None,
        "attempts": 0,
        "repeated": notice.repeated,
        "outcome": None,
        "lane": NO_LANE,
        "content": None,
        "chat_id": None,
        "message_id": None,
        "created_at": now,
        "sent_at": None,
        "tried_at": None,
        **{name: getattr(notice, name) for name in _ABOUT},
    }


_ABOUT = (
    *("code", "unit_id", "child_id", "about_id", "task_id", "record_id", "request_id", "details"),
)


def with_items(rows: Iterable[Any]) -> list[NoticeRow]:
    """Notices from rows that name an item each, or none."""
    found: dict[int, NoticeRow] = {}
    for row in rows:
        values = row._asdict()
        duty_id, purpose = values.pop("duty_id"), values.pop("purpose")
        known = found.setdefault(row.id, NoticeRow(**values))
        if duty_id is not None:
            items = (*known.items, Item(duty_id, purpose))
            found[row.id] = replace(known, items=items)
    return list(found.values())


def most_urgent(notice: NoticeRow) -> tuple[Any, ...]:
    """The order in which notices go out."""
    return (notice.priority, notice.send_at, notice.id)
