"""A backup and a restore of 200,000 rows, beside SQLite's own copy of the file.

Each part runs in a process of its own, so that its memory is its own; processor time, since a busy
machine stretches the wall clock. On PostgreSQL what the server spends is not in it.
"""

import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from bench.databases import KINDS, POSTGRESQL
from bench.figures import Figure
from bench.processes import ROOT, Ran, measured
from bench.school import START
from care.habits import Habits
from storage.backup.plain import BATCH
from storage.journal import Entry
from storage.people import NewPerson
from storage.seal import Keyring
from storage.store import Store

MAX_MEMORY = 256.0
"""MB, whatever the size of the store."""
FULL, TOY = 200_000, 200


async def run(rows: int) -> AsyncIterator[Figure]:
    """A store on SQLite, its backup, back again, and the same backup on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as name:
        folder = Path(name)
        url, key = f"sqlite:///{folder / 'store.db'}", folder / "key"
        Keyring.fresh().write(key)
        await _fill(url, Keyring.read(key), rows)
        copied = await _child("copy", url, key, folder / "copy.db")
        taken = await _child("take", url, key, folder / "backup")
        yield _beside("backup on SQLite", taken, copied)
        yield _memory("backup on SQLite", taken)
        yield _size(folder / "backup", folder / "copy.db")
        brought = await _child("bring", url, key, folder / "backup")
        yield _beside("restore on SQLite", brought, copied)
        yield _memory("restore on SQLite", brought)
        if POSTGRESQL not in KINDS:
            return
        with KINDS[POSTGRESQL]() as databases:
            there = databases.empty()
            brought = await _child("bring", there, key, folder / "backup")
            yield _beside("restore on PostgreSQL", brought, copied)
            yield _memory("restore on PostgreSQL", brought)
            taken = await _child("take", there, key, folder / "again")
            yield _beside("backup on PostgreSQL", taken, copied)
            databases.drop(there)


async def _fill(url: str, ring: Keyring, rows: int) -> None:
    """A quarter people, a quarter numbers, half journal, every second line with an old value."""
    store = await Store.open(url, ring)
    for first in range(0, rows // 4, BATCH):
        some = range(first, min(first + BATCH, rows // 4))
        async with store.write() as work:
            people = [NewPerson(f"人{n}", (f"+86167{n:08}",)) for n in some]
            await work.people.add(people, Habits(), START)
            lines = [Entry("x", person_id=n, details={"n": n}, old=f"旧{n}") for n in some]
            lines += [Entry("y", person_id=n, details={"n": n}) for n in some]
            await work.journal.write(lines, START)
    await store.close()


async def _child(what: str, url: str, key: Path, file: Path) -> Ran:
    own = {name: value for name, value in os.environ.items() if not name.startswith("HONGYAN_")}
    env = own | {"PYTHONPATH": str(ROOT)}
    module = "bench.backups_child"
    return await measured(sys.executable, "-m", module, what, url, key, file, env=env, cwd=ROOT)


def _beside(what: str, ran: Ran, copied: Ran) -> Figure:
    told, copy = json.loads(ran.said), json.loads(copied.said)["seconds"]
    took = told["seconds"]
    said = f"{took:.1f} s, {told['rows'] / took:,.0f} rows/s"
    return Figure(what, said, f"{copy:.2f} s, sqlite3 .backup", took / copy)


def _memory(what: str, ran: Ran) -> Figure:
    beside = f"{MAX_MEMORY:.0f} MB"
    return Figure(f"{what}: peak", f"{ran.peak:.0f} MB", beside, ran.peak / MAX_MEMORY)


def _size(backup: Path, copy: Path) -> Figure:
    ours, whole = backup.stat().st_size, copy.stat().st_size
    said, beside = f"{ours / 1e6:.1f} MB", f"{whole / 1e6:.1f} MB, the copy"
    return Figure("size of the file", said, beside, ours / whole)
