"""A cell as JSON and back, by the type of its column: the same on every database."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, Time

from storage.tables.base import UtcDateTime

Change = Callable[[Any], Any]


def writers(table: Table) -> list[Change | None]:
    """For each column what makes a value fit for JSON; None where it is so already."""
    return [_writer(column.type) for column in table.columns]


def readers(table: Table, columns: list[str]) -> list[Change | None]:
    """For each of the columns what makes a value of its JSON."""
    return [_reader(table.columns[name].type) for name in columns]


def changed(row: Any, changes: list[Change | None]) -> list[Any]:
    """A row, each cell changed where it needs to be."""
    return [
        value if change is None or value is None else change(value)
        for value, change in zip(row, changes, strict=True)
    ]


def _writer(kind: Any) -> Change | None:
    if isinstance(kind, LargeBinary):
        return lambda value: b64encode(value).decode()
    if isinstance(kind, UtcDateTime | Date | Time):
        return lambda value: value.isoformat()
    return None


def _reader(kind: Any) -> Change | None:
    if isinstance(kind, LargeBinary):
        return b64decode
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat
    if isinstance(kind, Date):
        return date.fromisoformat
    if isinstance(kind, Time):
        return time.fromisoformat
    return None
