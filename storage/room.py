"""What every room of queries is built on: the connection, the sealer, and bulk helpers."""

import asyncio
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Executable,
    and_,
    bindparam,
    insert,
    or_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Result
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from storage.lasting import TABLES, VERSION, Lasting, Made, fresh, new_version
from storage.prebuilt import Prebuilt
from storage.seal import Sealer
from storage.straight import Straight
from storage.tables import (
    Answer,
    Base,
    Closure,
    Confirmation,
    Duty,
    Incoming,
    Journal,
    Notice,
    NoticeItem,
    Record,
)

Item = TypeVar("Item")

NEAR = timedelta(days=1)
CHUNK = 500
"""How many ids go into one IN list, or rows into one INSERT: below SQLite's limits."""


class Room:
    """A connection inside a transaction, with the sealer of its store."""

    def __init__(self, connection: AsyncConnection, sealer: Sealer, lasting: Lasting) -> None:
        self.connection = connection
        self.sealer = sealer
        self._lasting = lasting
        self._of_units: Made | None = None
        self._new_version = False
        self.made: dict[Hashable, Any] = {}
        """What has been put together of circles as they were read."""
        self._heard: dict[tuple[Any, ...], list[Any]] = {}

    @property
    def one_writer(self) -> bool:
        """Whether the database lets one transaction write at a time: nothing needs to be locked."""
        return self.connection.dialect.name == "sqlite"

    @cached_property
    def straight(self) -> Straight:
        """The short way to the database."""
        return Straight(self.connection)

    async def run(
        self, statement: Executable, values: Any = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement that changes rows."""
        self.forget()
        self._note(getattr(getattr(statement, "table", None), "name", ""))
        return await self.connection.execute(statement, values)

    async def again(self, query: Prebuilt, ids: Collection[int], **values: Any) -> Sequence[Any]:
        """The rows of a query about the circle or the calendar of some ids; what this unit of work
        has asked already is answered from memory, until it changes or locks something of these.
        """
        asked = (query, frozenset(ids), *values.values())
        found = self._heard.get(asked)
        if found is None:
            rows = await self.straight.get(query, {"ids": ids, **values})
            found = self._heard[asked] = list(rows)
        return found

    def forget(self) -> None:
        """What was read before may be so no longer."""
        self._of_units = None
        self.made.clear()
        self._heard.clear()

    async def of_units(self) -> Made:
        """What has been made of units, plans, terms and spans as they stand; what this unit of work
        has changed of them is nobody else's yet.
        """
        if self._of_units is None:
            self._of_units = Made() if self._new_version else await self._lasting_ones()
        return self._of_units

    async def _lasting_ones(self) -> Made:
        version = (await self.straight.get(VERSION, {})).scalar_one_or_none()
        self._heard.clear()  # rows from before belong to no version
        return self._lasting.under(version, asyncio.get_running_loop().time())

    def changes_units(self) -> None:
        """What is made of units and their plans will be so no longer."""
        self._new_version = True

    async def finish(self) -> None:
        """What is written last, before the commit."""
        if self._new_version:
            await self.straight.change(new_version(self.connection.dialect.name), fresh())

    async def get(
        self, statement: Executable | Prebuilt, values: Any = None
    ) -> Result[*tuple[Any, ...]]:
        """Execute a query; `values` for one that was built beforehand."""
        query = statement.statement if isinstance(statement, Prebuilt) else statement
        if getattr(query, "_for_update_arg", None) is not None:
            self.forget()
        if isinstance(statement, Prebuilt):
            return await self.straight.get(statement, values)
        return await self.connection.execute(statement, values)

    async def change(
        self,
        table: type[Base],
        row_id: int,
        values: Mapping[str, Any],
        only: Mapping[str, Any] = MappingProxyType({}),
    ) -> bool:
        """Write values into the row with this id; False where it does not stand as in `only`."""
        self._changes(table)
        statement = _change(table, tuple(values), tuple(only))
        given = {"row_id": row_id, **_named("new", values), **_named("only", only)}
        return await self.straight.change(statement, given) == 1

    async def add(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows in bulk."""
        self._changes(table)
        for part in chunks(rows):
            await self.straight.change_all(_insert(table, tuple(part[0])), part)

    async def add_new(self, table: type[Base], rows: Sequence[dict[str, Any]], key: str) -> int:
        """Insert rows whose unique `key` is not there yet, nor comes from somebody faster; returns
        how many were new.
        """
        self._changes(table)
        database, added = self.connection.dialect.name, 0
        if len(rows) == 1:
            new = _insert_one_new(table, tuple(rows[0]), database)
            return await self.straight.change(new, rows[0])
        for part in chunks(rows):
            statement = _insert_new(table, key, database)
            added += len((await self.connection.execute(statement, part)).all())
        return added

    def _changes(self, table: type[Base]) -> None:
        if table not in _OF_A_PRESS:
            self.forget()
            self._note(table.__tablename__)

    def _note(self, table: str) -> None:
        if table in TABLES:
            self.changes_units()


_OF_A_PRESS = frozenset(
    (Answer, Closure, Confirmation, Duty, Incoming, Journal, Notice, NoticeItem, Record)
)
"""What an answer to a duty writes: no circle and no calendar changes with it."""


@cache
def _insert(table: type[Base], names: tuple[str, ...]) -> Prebuilt:
    return Prebuilt(insert(table), names)


@cache
def _insert_new(table: type[Base], key: str, database: str) -> ReturningInsert[Any]:
    statement: ReturningInsert[Any] = _or_nothing(table, database).returning(getattr(table, key))
    return statement


@cache
def _insert_one_new(table: type[Base], names: tuple[str, ...], database: str) -> Prebuilt:
    return Prebuilt(_or_nothing(table, database), names)


def _or_nothing(table: type[Base], database: str) -> Any:
    dialect = sqlite if database == "sqlite" else postgresql
    return dialect.insert(table).on_conflict_do_nothing()


@cache
def _change(table: type[Base], names: tuple[str, ...], only: tuple[str, ...]) -> Prebuilt:
    columns = table.__table__.c
    stands = [columns[name] == bindparam(f"only_{name}") for name in only]
    change = update(table).where(columns.id == bindparam("row_id"), *stands)
    return Prebuilt(change.values({name: bindparam(f"new_{name}") for name in names}))


def _named(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


def runs_around(since: Any, until: Any, today: date) -> ColumnElement[bool]:
    """Rows in force on `today` in any zone: a local date differs by a day around the world.

    The rules and permissions ask for the exact date once the zone is known.
    """
    return and_(since <= today + NEAR, or_(until.is_(None), until >= today - NEAR))


def runs_then(since: Any, until: Any) -> ColumnElement[bool]:
    """As `runs_around`, for a query built beforehand, which is given `days_around` the day."""
    still = or_(until.is_(None), until >= bindparam("day_before"))
    return and_(since <= bindparam("day_after"), still)


def days_around(today: date) -> dict[str, date]:
    """The values that `runs_then` asks for."""
    return {"day_before": today - NEAR, "day_after": today + NEAR}


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Split into lists of at most `size`."""
    rows = list(items)
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
