"""What one due duty costs the tick, among few and among many stored duties.

The same five hundred children have a call due at the same moment; only what is stored beside them
grows. Flat means: the partial index finds what is due, and nothing else is read.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any

from sqlalchemy import delete, text, update

from bench.databases import KINDS, a_store, statements
from bench.figures import Figure
from bench.school import DUE, START, School, a_duty, a_school, bulk
from care.words import DutyState
from services.duties.ticking import tick
from storage.store import Store
from storage.tables import Duty, Journal, Notice, NoticeItem
from tests.stores import Databases

LIMIT = 30
"""Messages a second that Telegram takes from one bot."""

RULES = ("teacher-check-in", "guardian-check-in", "letter", "talk", "hotline")
DUTIES_OF_A_CHILD = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How many duties are due, among how many stored ones, measured how often."""

    due: int = 500
    stored: tuple[int, ...] = (1_000, 20_000, 100_000)
    rounds: int = 7


FULL, TOY = Size(), Size(10, (20, 40), 1)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for a tick over everything due, for one with nothing due (the quickest of all rounds,
    which the machine disturbed least), and its statements.
    """

    busy: float
    idle: float
    statements: int


async def run(size: Size) -> AsyncIterator[Figure]:
    """Both databases, each number of stored duties."""
    for kind, databases in KINDS.items():
        with databases() as made:
            costs = [await _among(made, stored, size) for stored in size.stored]
        for stored, cost in zip(size.stored, costs, strict=True):
            yield _figure(kind, size, stored, cost, costs[0].busy)
        yield _beside_telegram(kind, size, costs[-1])


async def _among(databases: Databases, stored: int, size: Size) -> Cost:
    async with a_store(databases) as store:
        school = await a_school(store, max(size.due, stored // DUTIES_OF_A_CHILD))
        due = await fill(store, school, size.due, stored)
        return await cost_of(store, due, size.rounds)


def _figure(kind: str, size: Size, stored: int, cost: Cost, least: float) -> Figure:
    each = cost.busy / size.due * 1e6
    said = f"{each:.0f} µs a due duty, {cost.statements} statements, idle {cost.idle * 1e3:.1f} ms"
    beside = f"{least / size.due * 1e6:.0f} µs among {size.stored[0]:,}"
    return Figure(f"{kind}: {size.due} due among {stored:,}", said, beside, cost.busy / least)


def _beside_telegram(kind: str, size: Size, cost: Cost) -> Figure:
    rate = size.due / cost.busy
    beside = f"{LIMIT} messages/s that Telegram takes"
    return Figure(f"{kind}: the tick beside Telegram", f"{rate:.0f} duties/s", beside, rate / LIMIT)


async def fill(store: Store, school: School, due: int, stored: int) -> list[dict[str, Any]]:
    """The duties that are due, and the others: a third still open, the rest ended."""
    first = [a_duty(school, position) for position in range(due)]
    rows = [*first, *(_another(school, number) for number in range(stored - due))]
    await bulk(store, Duty, rows)
    if store.database == "postgresql":  # as its own housekeeping does within a minute
        async with store.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))
    return first


def _another(school: School, number: int) -> dict[str, Any]:
    round_, position = divmod(number, len(school.children))
    since = {"anchor": f"x{round_}", "rule_id": RULES[number % len(RULES)]}
    if number % 3 == 0:
        return a_duty(school, position, **since, next_at=DUE + timedelta(days=1 + number % 60))
    state = DutyState.missed if number % 7 == 0 else DutyState.done
    return a_duty(school, position, **since, state=state, next_at=None, ended_at=START)


async def cost_of(store: Store, due: list[dict[str, Any]], rounds: int) -> Cost:
    """The quickest of so many ticks over everything due, with everything put back in between."""
    with statements(store) as seen:
        await _timed(store)  # the first one also compiles statements
    busy, idle = [], []
    for _ in range(rounds):
        await rewind(store, due)
        busy.append(await _timed(store))
        idle.append(await _timed(store))
    return Cost(min(busy), min(idle), len(seen))


async def _timed(store: Store) -> float:
    start = perf_counter()
    async with store.write() as work:
        await tick(work, DUE)
    return perf_counter() - start


async def rewind(store: Store, due: list[dict[str, Any]]) -> None:
    """Everything as it was before the tick."""
    async with store.engine.begin() as connection:
        for table in (NoticeItem, Notice, Journal):
            await connection.execute(delete(table))
        names = ("step", "ladder_from", "next_at", "state", "ended_at")
        ids = [row["id"] for row in due]
        first = {name: due[0][name] for name in names}
        await connection.execute(update(Duty).where(Duty.id.in_(ids)).values(first))
