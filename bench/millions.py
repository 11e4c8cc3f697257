"""What one due duty costs the tick among ten thousand, a million and ten million stored duties.

As `bench.ticks`, with the others made inside the database: past and future duties of the same
children, the partial index over a third of them.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import text

from bench.databases import KINDS, POSTGRESQL, SQLITE, a_store
from bench.figures import Figure
from bench.school import DUE, School, a_school
from bench.ticks import Cost, cost_of, fill
from storage.store import Store
from tests.stores import Databases

_COLUMNS = (
    "id, key, rule_id, unit_id, child_id, holder_id, anchor, number, opens_on, due_on, closes_on,"
    " ladder_from, step, laters, gentle, state, next_at, previous_id, created_at, ended_at"
)
_COPIES = """
INSERT INTO duty ({columns})
SELECT :base + n, 'copy/' || n, 'letter', d.unit_id, d.child_id, NULL, 'copy', n, d.opens_on,
       d.due_on, d.closes_on, d.ladder_from, 0, 0, d.gentle,
       CASE WHEN n % 3 = 0 THEN 'open' ELSE 'done' END,
       CASE WHEN n % 3 = 0 THEN {later} END, NULL, d.created_at,
       CASE WHEN n % 3 = 0 THEN NULL ELSE d.created_at END
FROM ({numbers}) AS counted
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM duty
      WHERE key LIKE 'child:%') AS d
  ON d.place = n % :children
"""
_NUMBERS = MappingProxyType(
    {
        "postgresql": "SELECT n FROM generate_series(CAST(:first AS bigint), :last) AS n",
        "sqlite": (
            "WITH RECURSIVE up(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM up WHERE n < :last)"
            " SELECT n FROM up"
        ),
    }
)
_LATER = MappingProxyType(
    {
        "postgresql": "CAST(:due AS timestamptz) + (1 + n % 60) * interval '1 day'",
        "sqlite": "datetime(:due, '+' || (1 + n % 60) || ' days')",
    }
)
_BASE = 1 << 61
_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many are due, among how many stored ones in each kind of database."""

    due: int
    stored: Mapping[str, tuple[int, ...]]
    rounds: int


FULL = Size(
    500,
    MappingProxyType({SQLITE: (10_000, 1_000_000), POSTGRESQL: (10_000, 1_000_000, 10_000_000)}),
    5,
)
TOY = Size(5, MappingProxyType({SQLITE: (20, 60), POSTGRESQL: (20, 60)}), 1)


async def run(size: Size) -> AsyncIterator[Figure]:
    """Both databases, growing."""
    for kind, databases in KINDS.items():
        with databases() as made:
            costs = [cost async for cost in _growing(made, size, size.stored[kind])]
        for stored, cost in zip(size.stored[kind], costs, strict=True):
            yield _figure(kind, size, stored, cost, costs[0])


def _figure(kind: str, size: Size, stored: int, cost: Cost, least: Cost) -> Figure:
    each, first = (c.busy / size.due * 1e6 for c in (cost, least))
    said = f"{each:.0f} µs a due duty, idle {cost.idle * 1e3:.1f} ms"
    beside = f"{first:.0f} µs among {size.stored[kind][0]:,}"
    return Figure(f"{kind}: {size.due} due among {stored:,}", said, beside, cost.busy / least.busy)


async def _growing(made: Databases, size: Size, stored: tuple[int, ...]) -> AsyncIterator[Cost]:
    async with a_store(made) as store:
        school = await a_school(store, size.due)
        due = await fill(store, school, size.due, size.due)
        there = size.due
        for wanted in stored:
            await _grow(store, school, there, wanted)
            there = wanted
            yield await cost_of(store, due, size.rounds)


async def _grow(store: Store, school: School, there: int, wanted: int) -> None:
    """Copies of the due ones, ended long ago or due later, up to so many in all."""
    statement = text(
        _COPIES.format(
            columns=_COLUMNS, numbers=_NUMBERS[store.database], later=_LATER[store.database]
        )
    )
    moment = DUE if store.database == "postgresql" else DUE.strftime("%Y-%m-%d %H:%M:%S")
    for first in range(there, wanted, _AT_ONCE):
        last = min(first + _AT_ONCE, wanted) - 1
        values = {
            "base": _BASE, "due": moment, "first": first, "last": last,
            "children": len(school.children),
        }  # fmt: skip
        async with store.engine.begin() as connection:
            await connection.execute(statement, values)
    async with store.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
