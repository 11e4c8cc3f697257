"""The file of a backup: a zip of one member for each table and, last, what was put into it.

Each member is lines of JSON, one for a row. The manifest names them with their columns, rows and
checksums; its own checksum is keyed with the store's finding key, so that neither a damaged nor a
foreign nor an altered file is taken for a whole one. The key itself is never in it.
"""

import hashlib
import hmac
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from tempfile import mkstemp
from types import TracebackType
from typing import Any

from storage.seal import Keyring, StoreError

FORMAT = 1
MANIFEST, MAC = "manifest.json", "manifest.mac"
SMALL = 64 * 1024 * 1024
"""A manifest is a page; nobody needs one of this many bytes."""
LEVEL = 3
"""Sealed bytes cannot be pressed; what can be shrinks as well at this level as at the slowest."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, RuntimeError)
"""What reading a damaged file raises; RuntimeError where a bit stands for a cipher or another way
of pressing.
"""
TOGETHER = 200
"""Lines that are written at once."""
PIECE = 256 * 1024
"""Bytes that are read at once."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class BackupError(StoreError):
    """A backup that cannot be made, or cannot be brought back."""


@dataclass(frozen=True, slots=True)
class TablePart:
    """One table in a backup."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `made_at` is an instant in ISO form, UTC; `keys` says how many cells
    each sealing key has sealed.
    """

    format: int
    made_at: str
    database: str
    revision: str
    fingerprint: str
    keys: dict[int, int]
    tables: tuple[TablePart, ...]

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(part.rows for part in self.tables)


class Writer:
    """Writes a backup under a passing name, readable by its owner only, and names it at the end.

    Raises BackupError where the file is there already, or there is no place for it.
    """

    def __init__(self, path: Path, ring: Keyring) -> None:
        self._path, self._ring = path, ring

    def __enter__(self) -> "Writer":
        if self._path.exists():
            raise BackupError("backup.exists", file=str(self._path))
        try:
            handle, name = mkstemp(".part", f"{self._path.name}.", self._path.parent)
        except OSError as error:
            raise BackupError("backup.no_place", file=str(self._path), why=_why(error)) from error
        self._passing = Path(name)
        self._file = os.fdopen(handle, "wb")
        kind = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": LEVEL}
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True, **kind)  # type: ignore[call-overload]  # as a table it is shorter
        return self

    def put(self, table: str, columns: Iterable[str], rows: Iterable[list[Any]]) -> TablePart:
        """Write all rows of a table, one after the other."""
        digest, count = hashlib.sha256(), 0
        with self._zip.open(f"{table}.jsonl", "w", force_zip64=True) as member:
            lines = map(_line, rows)
            while some := list(islice(lines, TOGETHER)):
                text = "".join(some).encode()
                digest.update(text)
                member.write(text)
                count += len(some)
        return TablePart(table, tuple(columns), count, digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        """Say what is in it. Without this the file is none."""
        text = json.dumps(asdict(manifest), indent=1).encode()
        self._zip.writestr(MANIFEST, text)
        self._zip.writestr(MAC, _mac(self._ring, text))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if self._path.exists():
            raise BackupError("backup.exists", file=str(self._path))
        self._passing.replace(self._path)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError, ValueError):
            self._zip.close()
        with suppress(OSError):
            self._file.close()
        self._passing.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise BackupError("backup.no_place", file=str(self._path), why=_why(error)) from error


class Reader:
    """Reads a backup; raises BackupError where it is none, damaged, or of another key."""

    def __init__(self, path: Path, ring: Keyring) -> None:
        self._path, self._ring = path, ring

    def __enter__(self) -> "Reader":
        try:
            self._zip = zipfile.ZipFile(self._path)
        except FileNotFoundError as error:
            raise BackupError("restore.no_file", file=str(self._path)) from error
        except BROKEN as error:
            raise self._damaged() from error
        try:
            self.manifest = self._manifest()
        except BaseException:
            self._zip.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def rows(self, part: TablePart) -> Iterator[list[Any]]:
        """The rows of a table; the last step of the loop raises where they are not what was put."""
        digest, count = hashlib.sha256(), 0
        try:
            with io.BufferedReader(self._zip.open(f"{part.name}.jsonl"), PIECE) as member:  # type: ignore[type-var]  # typed as any bytes
                for line in member:
                    digest.update(line)
                    count += 1
                    yield json.loads(line)
        except BROKEN as error:
            raise self._damaged() from error
        if (digest.hexdigest(), count) != (part.sha256, part.rows):
            raise self._damaged()

    def _manifest(self) -> Manifest:
        try:
            text = self._small(MANIFEST)
            raw = json.loads(text)
            made_for = str(raw["fingerprint"])
            if int(raw["format"]) > FORMAT:
                raise BackupError("restore.newer", file=str(self._path))
            if made_for != self._ring.fingerprint:
                codes = {"expected": made_for, "found": self._ring.fingerprint}
                raise BackupError("restore.foreign", file=str(self._path), **codes)
            if not hmac.compare_digest(self._small(MAC), _mac(self._ring, text)):
                raise self._damaged()
            return _manifest(raw)
        except (*BROKEN, TypeError) as error:
            raise self._damaged() from error

    def _small(self, name: str) -> bytes:
        if self._zip.getinfo(name).file_size > SMALL:
            raise self._damaged()
        return self._zip.read(name)

    def _damaged(self) -> BackupError:
        return BackupError("restore.damaged", file=str(self._path))


def _line(row: list[Any]) -> str:
    return f"{_encode(row)}\n"


def _manifest(raw: dict[str, Any]) -> Manifest:
    parts = tuple(
        TablePart(part["name"], tuple(part["columns"]), part["rows"], part["sha256"])
        for part in raw.pop("tables")
    )
    keys = {int(number): int(cells) for number, cells in raw.pop("keys").items()}
    return Manifest(**raw, keys=keys, tables=parts)


def _mac(ring: Keyring, text: bytes) -> bytes:
    return hmac.digest(ring.finding, b"hongyan backup\n" + text, "sha256")


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__
