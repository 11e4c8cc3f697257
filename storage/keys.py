"""Changing the key file: a new key in, an old one in again, one that nothing needs out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock

from storage.seal import KEY_BYTES, Keyring, StoreError

MOST = 255
"""A cell has one byte for the number of its key."""
RESTS = timedelta(minutes=10)
"""So long after it has sealed for the last time a key may go: no unit of work lasts longer."""


class KeyChangeError(StoreError):
    """The key file cannot be changed so."""


def add_new(path: Path, now: datetime) -> Keyring:
    """A new key, which seals from now on (UTC); all others stay for what they have sealed.

    Raises KeyFileError or KeyChangeError.
    """
    with _changing(path) as ring:
        number = max(ring.keys) + 1
        if number > MOST:
            raise KeyChangeError("key.no_number")
        keys = {**ring.keys, number: os.urandom(KEY_BYTES)}
        changed = replace(ring, active=number, keys=keys, since=now)
        _put(changed, path)
    return changed


def take_in(path: Path, older: Path) -> list[int]:
    """Take the keys of an older copy of the file in again; returns the numbers that were not there.

    Raises KeyChangeError where it is no copy of this file.
    """
    other = Keyring.read(older)
    with _changing(path) as ring:
        clash = any(ring.keys.get(n, key) != key for n, key in other.keys.items())
        if other.finding != ring.finding or clash:
            raise KeyChangeError("key.no_copy", file=str(older))
        new = sorted(set(other.keys) - set(ring.keys))
        if any(number > ring.active for number in new):
            raise KeyChangeError("key.newer_copy", file=str(older))
        if new:
            _put(replace(ring, keys=other.keys | ring.keys), path)
    return new


def take_out(path: Path, number: int) -> None:
    """Take a key out of the file. Whether anything still needs it was asked before."""
    with _changing(path) as ring:
        keys = {n: key for n, key in ring.keys.items() if n != number}
        _put(replace(ring, keys=keys), path)


def check_rested(ring: Keyring, number: int, now: datetime) -> None:
    """Raises KeyChangeError unless the key is there and has not sealed for a while."""
    if number not in ring.keys:
        known = ", ".join(map(str, sorted(ring.keys)))
        raise KeyChangeError("key.unknown", number=str(number), known=known)
    if number == ring.active:
        raise KeyChangeError("key.active", number=str(number))
    left = RESTS if ring.since is None else ring.since + RESTS - now
    if left > timedelta():
        minutes = str(-(-left // timedelta(minutes=1)))
        raise KeyChangeError("key.fresh", number=str(number), minutes=minutes)


@contextmanager
def _changing(path: Path) -> Iterator[Keyring]:
    """One at a time."""
    try:
        lock = FileLock(f"{path}.lock")
        lock.acquire()
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        yield Keyring.read(path)
    finally:
        lock.release()


def _put(ring: Keyring, path: Path) -> None:
    try:
        ring.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> KeyChangeError:
    return KeyChangeError("key.unwritable", file=str(path), why=error.strerror or "")
