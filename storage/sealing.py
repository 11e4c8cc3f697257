"""Queries about which key has sealed what, and the same values sealed again with another."""

from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, LargeBinary, Table, bindparam, func, or_, select, text, update

from storage.migrations.run import steps
from storage.room import Room
from storage.seal import SealError
from storage.tables import Base, Meta

_REVISION = text("SELECT version_num FROM alembic_version")
CHECK = ("meta", 0, "key check")
"""The value that only the store's key opens, and its place."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The sealed cells of one row, by their columns."""

    row_id: int
    sealed: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Again:
    """How many cells have been sealed again, and how many do not open with any key."""

    done: int = 0
    shut: int = 0

    def __add__(self, other: "Again") -> "Again":
        return Again(self.done + other.done, self.shut + other.shut)


def is_sealed(column: Column[object]) -> bool:
    """Whether the values of a column are sealed: bytes of any length; a keyed hash has one."""
    return isinstance(column.type, LargeBinary) and column.type.length is None


def sealed_tables() -> Iterator[tuple[Table, list[Column[object]]]]:
    """Each table that holds sealed cells, with their columns."""
    for table in Base.metadata.sorted_tables:
        if columns := [column for column in table.columns if is_sealed(column)]:
            yield table, columns


class Sealing:
    """Everything sealed, without looking at what it says."""

    def __init__(self, room: Room) -> None:
        self._room = room

    async def in_newer_tables(self) -> bool:
        """Whether a newer version has made tables or columns here that this one does not know: what
        it finds sealed is not all there is then.
        """
        found = (await self._room.get(_REVISION)).scalar_one()
        return found not in steps()

    async def by_key(self) -> Counter[int]:
        """How many cells each key has sealed. Looks at all of them."""
        found: Counter[int] = Counter()
        for _, columns in sealed_tables():
            for column in columns:
                key = func.substr(column, 1, 1)
                query = select(key, func.count()).where(column.is_not(None)).group_by(key)
                for first, count in await self._room.get(query):
                    found[bytes(first)[0]] += count
        if (check := await self._check()) is not None:
            found[b64decode(check)[0]] += 1
        return found

    async def of_other_keys(
        self, table: Table, columns: Sequence[Column[object]], after: int, limit: int
    ) -> list[Cells]:
        """The next rows with cells that another key than the active one has sealed, by id."""
        active = bytes([self._room.sealer.active])
        other = or_(*(func.substr(column, 1, 1) != active for column in columns))
        query = select(table.c.id, *columns).where(table.c.id > after, other)
        rows = await self._room.get(query.order_by(table.c.id).limit(limit))
        return [
            Cells(row.id, {c.name: v for c, v in zip(columns, row[1:], strict=True) if v})
            for row in rows
        ]

    async def seal_again(self, table: Table, rows: Sequence[Cells]) -> Again:
        """Seal cells with the active key; one that somebody has changed meanwhile is let alone."""
        changes: dict[str, list[dict[str, object]]] = {}
        shut = 0
        for row in rows:
            for column, old in row.sealed.items():
                if old[0] == self._room.sealer.active:
                    continue
                try:
                    new = self._anew(table.name, row.row_id, column, old)
                except SealError:
                    shut += 1
                    continue
                values = {"of_row": row.row_id, "old": old, "new": new}
                changes.setdefault(column, []).append(values)
        done = 0
        for column, new_values in changes.items():
            done += await self._put(table, column, new_values)
        return Again(done, shut)

    async def seal_check_again(self) -> Again:
        """As above, for the value by which the key is known."""
        check = await self._check()
        if check is None or (old := b64decode(check))[0] == self._room.sealer.active:
            return Again()
        new = b64encode(self._anew(*CHECK, old)).decode()
        mine = update(Meta).where(Meta.name == CHECK[2], Meta.value == check)
        return Again((await self._room.run(mine.values(value=new))).rowcount)

    def _anew(self, table: str, row_id: int, column: str, old: bytes) -> bytes:
        sealer = self._room.sealer
        return sealer.seal(table, row_id, column, sealer.open(table, row_id, column, old))

    async def _put(self, table: Table, column: str, values: list[dict[str, object]]) -> int:
        as_it_was = (table.c.id == bindparam("of_row"), table.c[column] == bindparam("old"))
        change = update(table).where(*as_it_was).values({column: bindparam("new")})
        return (await self._room.run(change, values)).rowcount

    async def _check(self) -> str | None:
        query = select(Meta.value).where(Meta.name == CHECK[2])
        return (await self._room.get(query)).scalar_one_or_none()
