"""What sending and answering cost beside the notices and the journal of years.

The same fathers are reminded, and press "called"; only what has been sent, done and written down
before grows: for each old duty a notice with its item, and a line of the journal.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from types import MappingProxyType

from sqlalchemy import text

from bench.bots import a_bot
from bench.databases import KINDS, a_store
from bench.fake_api import an_api
from bench.figures import Figure
from bench.presses import Raw, presses
from bench.school import DUE
from bot.intake import Intake
from bot.updates import read
from handlers.routers import dispatcher
from services.outbox.delivering import claim
from storage.store import Store
from tests.stores import Databases

AT_ONCE = 24
"""So many notices the pump claims at once."""
SOON = DUE + timedelta(minutes=5)
_NUMBERS = MappingProxyType(
    {
        "postgresql": "SELECT n FROM generate_series(CAST(1 AS bigint), :old) AS n",
        "sqlite": (
            "WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < :old)"
            " SELECT n FROM up"
        ),
    }
)
_DUTY = (
    "rule_id, unit_id, child_id, anchor, number, opens_on, due_on, closes_on, ladder_from, step,"
    " laters, gentle, created_at"
)
_NOTICE = "person_id, kind, priority, send_at, expires_at, attempts, repeated, lane, created_at"
_COPIES = f"""
INSERT INTO duty (id, key, state, ended_at, {_DUTY})
SELECT n, 'old/' || n, 'done', d.created_at, {_DUTY} FROM ({{numbers}}) AS counted
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM duty) AS d
  ON d.place = n % :children;
INSERT INTO notice (id, group_key, state, sent_at, {_NOTICE})
SELECT n, 'old/' || n, 'sent', (SELECT min(created_at) FROM duty), {_NOTICE}
FROM ({{numbers}}) AS counted
JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM notice) AS d
  ON d.place = n % :children;
INSERT INTO notice_item (notice_id, position, duty_id, purpose)
SELECT id, 0, id, 'reminder' FROM notice WHERE id <= :old;
INSERT INTO journal (id, at, seq, event, child_id, unit_id, duty_id, details)
SELECT id, ended_at, id, 'duty.done', child_id, unit_id, id, 'null' FROM duty WHERE id <= :old
"""  # noqa: S608 - columns only
"""What is old has small ids, which no store makes."""
_AGAIN = "UPDATE notice SET state = 'queued', sent_at = NULL WHERE id > :old"


@dataclass(frozen=True, slots=True)
class Size:
    """Among how many old duties of all children together; how often a claim is tried, and how many
    taps are measured.
    """

    old: tuple[int, ...] = (5_000, 300_000)
    children: int = 5_000
    rounds: int = 8
    taps: int = 400
    warm_up: int = 100


FULL, TOY = Size(), Size((30, 60), 30, 1, 20, 5)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for one claim (the quickest of all rounds) and for one tap (the mean)."""

    claim: float
    tap: float


async def run(size: Size) -> AsyncIterator[Figure]:
    """Both databases, few and many."""
    for kind, databases in KINDS.items():
        with databases() as made:
            costs = [await _among(made, old, size) for old in size.old]
        for old, cost in zip(size.old[1:], costs[1:], strict=True):
            for what in ("claim", "tap"):
                mine, first = getattr(cost, what), getattr(costs[0], what)
                said, beside = f"{mine * 1e3:.1f} ms", f"{first * 1e3:.1f} ms among {size.old[0]:,}"
                yield Figure(
                    f"{kind}: a {what} beside {old:,} old duties", said, beside, mine / first
                )


async def _among(databases: Databases, old: int, size: Size) -> Cost:
    async with a_store(databases) as store:
        updates = await presses(store, size.children)
        await _grow(store, old, size.children)
        tap = await _taps(store, updates, size)
        return Cost(await _claims(store, old, size.rounds), tap)


async def _grow(store: Store, old: int, children: int) -> None:
    async with store.engine.begin() as connection:
        for statement in _COPIES.format(numbers=_NUMBERS[store.database]).split(";"):
            await connection.execute(text(statement), {"old": old, "children": children})
    if store.database == "postgresql":  # as its own housekeeping does within a minute
        async with store.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM ANALYZE"))
            await connection.execute(text("CHECKPOINT"))


async def _taps(store: Store, updates: Sequence[Raw], size: Size) -> float:
    async with an_api() as api, a_bot(api.base) as bot:
        intake = Intake(store, bot, dispatcher(), lambda: SOON, ("110",))
        for update in updates[: size.warm_up]:
            await intake.take(read(bot, update))
        start = perf_counter()
        for update in updates[size.warm_up : size.warm_up + size.taps]:
            await intake.take(read(bot, update))
        return (perf_counter() - start) / size.taps


async def _claims(store: Store, old: int, rounds: int) -> float:
    """All that were sent wait again."""
    async with store.engine.begin() as connection:
        await connection.execute(text(_AGAIN), {"old": old})
    took = []
    for _ in range(rounds):
        async with store.write() as work:
            start = perf_counter()
            if len(await claim(work, SOON, AT_ONCE)) < AT_ONCE:
                raise RuntimeError("too few to claim")
            took.append(perf_counter() - start)
    return min(took)
