"""Statements built once, and compiled once for each kind of database.

SQLAlchemy builds, looks up and wraps a statement anew each time it is executed, which costs many
times what a small one costs the database. What is asked at every press is written in SQLAlchemy
too, but from then on it is a text with processors for the values that go in and the rows that
come out; `storage.straight` gives it to the driver.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    Text,
    TypeDecorator,
    bindparam,
    literal_column,
)
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.types import TypeEngine

Rows = IteratorResult[*tuple[Any, ...]]
_Process = Callable[[Any], Any] | None


class Prebuilt:
    """A statement; its values are named by `bindparam`, or by `columns` for an insert."""

    __slots__ = ("_columns", "_many", "_one", "statement")

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self.statement = statement
        self._columns = columns
        self._many: dict[str, Ready] = {}
        self._one: dict[str, Ready] = {}

    def ready(self, dialect: Dialect) -> "Ready":
        """The statement for one kind of database, however many ids its lists have."""
        found = self._many.get(dialect.name)
        if found is None:
            found = self._many[dialect.name] = Ready(self.statement, dialect, self._columns)
        return found

    def ready_for(self, dialect: Dialect, values: Mapping[str, Any]) -> "Ready":
        """The same, about one id where there is only one: a plan for a list is made anew each time,
        since it hangs on how many there are, but a plan for one stays.
        """
        many = self.ready(dialect)
        if not many.lists or any(len(values[name]) != 1 for name in many.lists):
            return many
        found = self._one.get(dialect.name)
        if found is None:
            ready = Ready(self.statement, dialect, self._columns, one=True)
            found = self._one[dialect.name] = ready
        return found


class Ready:
    """A statement as the driver takes it, with the processors of its values and its rows."""

    __slots__ = ("_columns", "_given", "_known", "_order", "_processors", "lists", "text")

    def __init__(
        self,
        statement: ClauseElement,
        dialect: Dialect,
        columns: Sequence[str] | None,
        *,
        one: bool = False,
    ) -> None:
        compiled: Any = statement.compile(
            dialect=dialect, column_keys=columns, compile_kwargs={_ONE: one}
        )
        self.text: str = compiled.string
        self._order: list[str] | None = compiled.positiontup
        processors = {n: _bind(b.type, dialect) for b, n in compiled.bind_names.items()}
        known = {n: b.value for b, n in compiled.bind_names.items() if not b.required}
        self._known = {n: _through(processors[n], value) for n, value in known.items()}
        self._given = [(n, process) for n, process in processors.items() if n not in known]
        self.lists = [n for b, n in compiled.bind_names.items() if isinstance(b.type, _Ids)]
        results = compiled._result_columns  # noqa: SLF001 - what SQLAlchemy itself reads rows with
        self._columns = SimpleResultMetaData([column.keyname for column in results])
        processing = [(at, _result(column.type, dialect)) for at, column in enumerate(results)]
        self._processors = [(at, process) for at, process in processing if process is not None]

    def values(self, given: Mapping[str, Any]) -> Any:
        """What the driver is given for the placeholders."""
        named = dict(self._known)
        for name, process in self._given:
            value = given[name]
            named[name] = value if process is None else process(value)
        return named if self._order is None else [named[name] for name in self._order]

    def rows(self, found: Iterable[Sequence[Any]]) -> Rows:
        """What the driver brought, as SQLAlchemy's rows."""
        if self._processors:
            found = map(self._processed, found)
        return IteratorResult(self._columns, iter(found))

    def _processed(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, process in self._processors:
            values[place] = process(values[place])
        return tuple(values)


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> _Process:
    return kind._cached_bind_processor(dialect)  # noqa: SLF001 - as the compiler asks for it


def _result(kind: TypeEngine[Any], dialect: Dialect) -> _Process:
    return kind._cached_result_processor(dialect, None)  # noqa: SLF001 - as above


def _through(process: _Process, value: Any) -> Any:
    return value if process is None else process(value)


def in_state(row: Any, *names: str) -> ColumnElement[bool]:
    """A duty or notice in one of these states, spelt out in the text: a database knows its partial
    indexes by it, and SQLite plans a statement anew for each value that an index may hang on, which
    takes longer than to find a row.
    """
    states: list[ColumnElement[str]] = [literal_column(f"'{name}'") for name in names]
    one: ColumnElement[bool] = row.state == states[0]
    return row.state.in_(states) if len(states) > 1 else one


class _Ids(TypeDecorator[Collection[int]]):
    """Many ids as one text: an array's in PostgreSQL, JSON in SQLite."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> str:
        ids = ",".join(map(str, value or ()))
        return f"[{ids}]" if dialect.name == "sqlite" else f"{{{ids}}}"


class _Id(TypeDecorator[Collection[int]]):
    """The only one of a list."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(
        self,
        value: Collection[int] | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy gives it to every type
    ) -> int:
        (only,) = value or ()
        return only


_ONE = "one_id"
"""Tells the compiler that each list has one id."""


class among(ColumnElement[bool]):  # noqa: N801 - reads as the functions of SQLAlchemy do
    """`column` is one of the ids given as `name`: one text, however many they are."""

    inherit_cache = False

    def __init__(self, column: Any, name: str = "ids") -> None:
        self.column = (
            column.__clause_element__() if hasattr(column, "__clause_element__") else column
        )
        self.given = bindparam(name, type_=_Ids)
        self.only = bindparam(name, type_=_Id)


@compiles(among, "postgresql")
def _among_array(element: among, compiler: Any, **more: Any) -> str:
    if more.get(_ONE):
        return _is_one(element, compiler, **more)
    column, given = compiler.process(element.column, **more), compiler.process(element.given)
    return f"{column} = ANY (CAST({given} AS BIGINT[]))"


@compiles(among, "sqlite")
def _among_json(element: among, compiler: Any, **more: Any) -> str:
    if more.get(_ONE):
        return _is_one(element, compiler, **more)
    column, given = compiler.process(element.column, **more), compiler.process(element.given)
    return f"{column} IN (SELECT value FROM json_each({given}))"  # noqa: S608 - names, no values


def _is_one(element: among, compiler: Any, **more: Any) -> str:
    return f"{compiler.process(element.column, **more)} = {compiler.process(element.only)}"
