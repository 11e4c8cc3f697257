"""Sealing at rest: AES-GCM bound to table, row and column, and keyed hashes to find values by."""

import hashlib
import hmac
import json
import os
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from stat import S_IMODE
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class StoreError(Exception):
    """Base of all trouble with the key file; `code` is a message key, `params` fill it."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class KeyFileError(StoreError):
    """The key file exists but cannot be read as one."""


class SealError(Exception):
    """A sealed value does not open: wrong key, moved from another row, or damaged."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one store: numbered sealing keys (one active) and the key for finding."""

    active: int
    keys: dict[int, bytes]
    finding: bytes
    since: datetime | None = None
    """From when the active key is it (UTC); None where it has been from the beginning."""
    file: Path | None = field(default=None, compare=False)
    """Where the keys were read: a running bot looks there for newer ones."""

    @classmethod
    def fresh(cls) -> "Keyring":
        """Make new random keys."""
        return cls(active=1, keys={1: os.urandom(KEY_BYTES)}, finding=os.urandom(KEY_BYTES))

    @classmethod
    def read(cls, path: Path) -> "Keyring":
        """Read a key file; raises KeyFileError."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            keys = {int(number): b64decode(key) for number, key in raw["keys"].items()}
            since = None if "since" not in raw else datetime.fromisoformat(raw["since"])
            ring = cls(int(raw["active"]), keys, b64decode(raw["finding"]), since, path)
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise KeyFileError("key.unreadable", file=str(path), why=why) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileError("key.broken", file=str(path)) from error
        lengths = {len(key) for key in [*ring.keys.values(), ring.finding]}
        if lengths != {KEY_BYTES} or ring.active not in ring.keys:
            raise KeyFileError("key.broken", file=str(path))
        return ring

    def write(self, path: Path) -> None:
        """Write the key file once, readable by its owner only; never over an existing file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = {
            "active": self.active,
            "keys": {str(number): b64encode(key).decode() for number, key in self.keys.items()},
            "finding": b64encode(self.finding).decode(),
        }
        if self.since is not None:
            text["since"] = self.since.isoformat()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(text, file, indent=1)
            file.flush()
            os.fsync(file.fileno())

    def replace(self, path: Path) -> None:
        """Put these keys where others were: whoever reads meanwhile finds the one or the other.

        A link stays one, and the file stays its owner's: a bot that could read it still can.
        """
        place = path.resolve()
        passing = place.with_name(f"{place.name}.new")
        passing.unlink(missing_ok=True)
        try:
            self.write(passing)
            _like(place, passing)
            passing.replace(place)
        except OSError:
            passing.unlink(missing_ok=True)
            raise
        if os.name == "posix":
            folder = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    @property
    def fingerprint(self) -> str:
        """A short hash of the finding key, kept in the store to refuse a foreign key."""
        return hashlib.sha256(b"hongyan fingerprint" + self.finding).hexdigest()[:16]


class Sealer:
    """Seals and opens values of one store. A key that it has known it knows to its end."""

    def __init__(self, ring: Keyring) -> None:
        self._ring = ring
        self._ciphers = {number: AESGCM(key) for number, key in ring.keys.items()}
        self._seen: tuple[int, int, int] | None = None
        """The file as it was when it was last read; at first unknown: between the reading of the
        ring and this moment it may have changed.
        """

    @property
    def active(self) -> int:
        """The number of the key that seals."""
        return self._ring.active

    def up_to_date(self) -> "Sealer":
        """Itself, with the keys that are in the file now: a changed one costs a look, an unchanged
        one some microseconds. A file that cannot be read, or is another store's, changes nothing.
        """
        file = self._ring.file
        if file is None or (mark := _mark(file)) == self._seen:
            return self
        try:
            ring = Keyring.read(file)
        except KeyFileError:
            return self
        if ring.finding == self._ring.finding:
            self._seen, self._ring = mark, ring
            self._ciphers |= {number: AESGCM(key) for number, key in ring.keys.items()}
        return self

    def seal(self, table: str, row: int, column: str, value: str) -> bytes:
        """Encrypt one cell; it opens only for the same table, row and column."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers[self._ring.active]
        body = cipher.encrypt(nonce, value.encode(), f"{table}/{row}/{column}".encode())
        return bytes([self._ring.active]) + nonce + body

    def open(self, table: str, row: int, column: str, sealed: bytes) -> str:
        """Decrypt one cell; raises SealError."""
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            if sealed[0] not in self._ciphers:
                self.up_to_date()
            cipher = self._ciphers[sealed[0]]
            return cipher.decrypt(nonce, body, f"{table}/{row}/{column}".encode()).decode()
        except (InvalidTag, IndexError, KeyError, ValueError) as error:
            raise SealError(f"{table}/{row}/{column}") from error

    def seal_json(self, table: str, row: int, column: str, value: Any) -> bytes:
        """Seal a JSON value."""
        return self.seal(table, row, column, msgspec.json.encode(value, order="sorted").decode())

    def open_json(self, table: str, row: int, column: str, sealed: bytes | None) -> Any:
        """Open a JSON value; None stays None."""
        return None if sealed is None else json.loads(self.open(table, row, column, sealed))

    def find(self, kind: str, value: str) -> bytes:
        """The keyed hash under which a name or phone is found again."""
        return hmac.digest(self._ring.finding, f"{kind}/{value}".encode(), "sha256")


def _like(model: Path, file: Path) -> None:
    """Give a file the owner and the rights of another; where that is not allowed it stays the
    caller's alone.
    """
    if os.name == "posix":
        as_it_is = model.stat()
        with suppress(PermissionError):
            os.chown(file, as_it_is.st_uid, as_it_is.st_gid)
            file.chmod(S_IMODE(as_it_is.st_mode))


def _mark(file: Path | None) -> tuple[int, int, int] | None:
    """What changes with every new version of a file."""
    try:
        found = None if file is None else file.stat()
    except OSError:
        return None
    return found and (found.st_mtime_ns, found.st_ino, found.st_size)
