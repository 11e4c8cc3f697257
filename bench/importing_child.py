"""The parts of `bench.importing` that run in a process of their own and tell in JSON what they saw.

`read ROSTER`, `write ROSTER`, `tick HOW_MANY`, each with the folder of the store before it.
"""

import asyncio
import gc
import json
import sys
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import select

from bench.school import DUE, SINCE, START, ZONE, a_call, bulk
from care.plan import digest, load
from care.rosters.model import Reading, SchoolPart
from care.rosters.read import read
from care.words import Role
from services.duties.ticking import tick
from services.importing.roster import school_named
from services.importing.schools import import_school
from services.plans import find
from services.sheets.workbook import open_grids
from storage.accounts import TELEGRAM
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Account, Child, Duty, Tie, Unit, new_id

TODAY = date(2025, 3, 3)


def _read(roster: str) -> Reading:
    reading = read(open_grids(Path(roster)), TODAY)
    if reading.roster is None or reading.roster.faults:
        raise RuntimeError("the roster of the benchmark has faults")
    return reading


async def _check(_folder: Path, roster: str) -> dict[str, float]:
    reading = _read(roster)
    return {"schools": len(reading.schools)}


async def _write(folder: Path, roster: str) -> dict[str, float]:
    """Every school in a transaction of its own; what is written is let go."""
    parts = list(reversed(_read(roster).schools))
    gc.freeze()  # as `hongyan import` does
    store, took, children = await _store(folder), [], 0
    while parts:
        start = perf_counter()
        children += await _one(store, parts.pop())
        took.append(perf_counter() - start)
    await store.close()
    return {"children": children, "schools": len(took), **_times(took)}


async def _one(store: Store, part: SchoolPart) -> int:
    async with store.write() as work:
        school = await school_named(work, part.name or "", ZONE, START)
        done = await import_school(work, part, school, START)
    return sum(each.children for each in done)


async def _tick(folder: Path, due: str) -> dict[str, float]:
    """Calls of so many children are due at once; ticks until there is none."""
    store = await _store(folder)
    duties = await _make_due(store, int(due))
    took, handled = [], -1
    while handled != 0:
        start = perf_counter()
        async with store.write() as work:
            handled = await tick(work, DUE)
        took.append(perf_counter() - start)
    await store.close()
    return {"duties": duties, "seconds": sum(took), **_times(took)}


async def _make_due(store: Store, due: int) -> int:
    """The first children of the store: their fathers have joined, their schools follow a plan."""
    query = (
        select(Child.id, Child.unit_id, Tie.person_id)
        .join(Tie, Tie.child_id == Child.id)
        .where(Tie.role == Role.father)
        .limit(due)
    )
    async with store.engine.connect() as connection:
        rows = list(await connection.execute(query))
        schools = list((await connection.execute(select(Unit.id, Unit.kind))).all())
    async with store.write() as work:
        source = find("linxia")
        await work.plans.keep(digest(source), load(source).id, source, START)
        for unit_id in (unit.id for unit in schools if unit.kind == "school"):
            await work.plans.use(unit_id, digest(source), (), SINCE)
        await work.units.go_live([unit.id for unit in schools], SINCE, None)
    await bulk(store, Account, [_account(row.person_id, n) for n, row in enumerate(rows)])
    await bulk(store, Duty, [a_call(row.id, row.unit_id) for row in rows])
    return len(rows)


def _account(person_id: int, number: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "person_id": person_id,
        "channel": TELEGRAM,
        "address": 1_000_000 + number,
        "reach": "joined",
        "joined_at": START,
        "consent_at": START,
        "withdrawn_at": None,
    }


async def _store(folder: Path) -> Store:
    key = folder / "bench.key"
    if not key.exists():
        Keyring.fresh().write(key)
    return await Store.open(f"sqlite:///{folder / 'prefecture.db'}", Keyring.read(key))


def _times(took: list[float]) -> dict[str, float]:
    return {"longest": max(took), "mean": sum(took) / len(took)}


PARTS: dict[str, Callable[[Path, str], Coroutine[Any, Any, dict[str, float]]]] = {
    "read": _check,
    "write": _write,
    "tick": _tick,
}

if __name__ == "__main__":
    what, folder, argument = sys.argv[1:]
    told = asyncio.run(PARTS[what](Path(folder), argument))
    print(json.dumps(told))
