"""The parts of `bench.backups` that run in a process of their own: `take`, `bring`, `copy`, each
with the store's address, the key file and the backup. Tells its own processor seconds.
"""

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import process_time

from bench.school import START
from storage.backup.bring import bring
from storage.backup.plain import file_of
from storage.backup.take import take
from storage.seal import Keyring
from storage.tombstones import Sidecar


def _quietly(_done: int, _total: int) -> None:
    """Nobody looks on."""


def _take(url: str, key: Path, file: Path) -> int:
    return take(url, Keyring.read(key), file, START, _quietly).rows


def _bring(url: str, key: Path, file: Path) -> int:
    ring = Keyring.read(key)
    sidecar = Sidecar(key, ring.fingerprint)
    return bring(url, ring, file, sidecar, _quietly, replace=True).manifest.rows


def _copy(url: str, _key: Path, file: Path) -> int:
    """What `sqlite3 .backup` does."""
    with (
        closing(sqlite3.connect(file_of(url) or "")) as here,
        closing(sqlite3.connect(file)) as there,
    ):
        here.backup(there)
    return 0


PARTS: dict[str, Callable[[str, Path, Path], int]] = {"take": _take, "bring": _bring, "copy": _copy}

if __name__ == "__main__":
    what, url, key, file = sys.argv[1:]
    begun = process_time()
    rows = PARTS[what](url, Path(key), Path(file))
    print(json.dumps({"rows": rows, "seconds": process_time() - begun}))
