"""What was erased stays erased, also when an older copy of the store comes back.

A tombstone says which row, when and by whom; never a name. It is kept in the store, and on a line
of a small file beside the key, which no restored store makes older.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from msgspec import Struct
from sqlalchemy import Connection, Insert, insert, inspect, select

from storage.erasing import Kind, erase_in
from storage.seal import Sealer, StoreError
from storage.tables import Tombstone as Row


class SidecarError(StoreError):
    """The list of what was erased cannot be read or written."""


class Tombstone(Struct, frozen=True):
    """A person or child that was erased at an instant (UTC); `by_id` None: by the command line."""

    kind: Kind
    row_id: int
    at: datetime
    by_id: int | None = None


class Sidecar:
    """The file beside the key. Lines of other stores, known by their fingerprint, are let alone."""

    def __init__(self, key_file: Path, fingerprint: str) -> None:
        self.file = key_file.with_name(f"{key_file.name}.erased")
        self._store = fingerprint

    def read(self) -> set[Tombstone]:
        """All of this store. A last line that was cut off is one whose erasure was never begun; one
        that only lacks its end, as an editor may leave it, counts.
        """
        try:
            text = self.file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return set()
        except (OSError, UnicodeDecodeError) as error:
            raise SidecarError("erased.broken", file=str(self.file)) from error
        try:
            raw = [json.loads(line) for line in _whole(text).splitlines() if line]
            return {_read(each) for each in raw if each["store"] == self._store}
        except (ValueError, KeyError, TypeError) as error:
            raise SidecarError("erased.broken", file=str(self.file)) from error

    def add(self, stones: Iterable[Tombstone]) -> None:
        """Write down those that are not there; on the disk before this returns."""
        try:
            with FileLock(f"{self.file}.lock"):
                known = {(stone.kind, stone.row_id) for stone in self.read()}
                new = [stone for stone in stones if (stone.kind, stone.row_id) not in known]
                if new:
                    self._append(sorted(new, key=lambda stone: stone.at))
        except OSError as error:
            raise SidecarError("erased.no_place", file=str(self.file)) from error

    def _append(self, stones: list[Tombstone]) -> None:
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "rb+") as file:
            text = file.read().decode()
            whole = _whole(text)
            file.truncate(min(len(text.encode()), len(whole.encode())))
            lines = [whole[len(text) :], *(f"{self._line(stone)}\n" for stone in stones)]
            file.write("".join(lines).encode())
            file.flush()
            os.fsync(file.fileno())

    def _line(self, stone: Tombstone) -> str:
        at = stone.at.isoformat()
        line = {"store": self._store, "kind": stone.kind, "id": stone.row_id, "at": at}
        return json.dumps(line | {"by": stone.by_id})


def _whole(text: str) -> str:
    """All lines, each with its end, but for a last one that was cut off."""
    whole = text[: text.rfind("\n") + 1]
    try:
        json.loads(text[len(whole) :])
    except ValueError:
        return whole
    return f"{text}\n"


def _read(raw: dict[str, object]) -> Tombstone:
    by = raw["by"]
    at = datetime.fromisoformat(str(raw["at"]))
    return Tombstone(
        Kind(str(raw["kind"])), int(str(raw["id"])), at, None if by is None else int(str(by))
    )


def tombstones_in(connection: Connection) -> set[Tombstone]:
    """Those in a store; none in one that is older than they are."""
    if not inspect(connection).has_table(Row.__tablename__):
        return set()
    rows = connection.execute(select(Row.kind, Row.row_id, Row.at, Row.by_id))
    return {Tombstone(Kind(row.kind), row.row_id, row.at, row.by_id) for row in rows}


def bury(connection: Connection, sealer: Sealer, stones: Iterable[Tombstone]) -> None:
    """Erase once more what was erased, and keep the tombstones."""
    known = {(stone.kind, stone.row_id) for stone in tombstones_in(connection)}
    first = {
        (stone.kind, stone.row_id): stone
        for stone in sorted(stones, key=lambda s: s.at, reverse=True)
    }
    for key, stone in first.items():
        erase_in(connection, stone.kind, stone.row_id, stone.at, sealer)
        if key not in known:
            connection.execute(row_of(stone))


def row_of(stone: Tombstone) -> Insert:
    """The statement that keeps a tombstone."""
    return insert(Row).values(kind=stone.kind, row_id=stone.row_id, at=stone.at, by_id=stone.by_id)
