"""`python -m bench.soak`: the long fault tests; 1 when an invariant does not hold."""

import argparse
import asyncio
import logging
import os
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from bench.databases import KINDS, postgresql
from bench.soak import beats, kills, lost, several, thrice, urgent
from bench.soak.kills import Where
from bench.soak.lives import a_nursery
from bench.soak.virtual.run import tell_all
from storage.seal import Keyring
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for. `scale` makes every part smaller or larger."""

    seed: int
    seeds: int
    scale: float

    def size(self, full: int) -> int:
        """A part of the full size, at least one."""
        return max(1, round(full * self.scale))


@dataclass(frozen=True, slots=True)
class Row:
    """One part's outcome in a line, and the invariants that it broke."""

    part: str
    told: str
    broken: list[str]


Part = Callable[[Asked], AsyncIterator[Row]]


async def _virtual(asked: Asked) -> AsyncIterator[Row]:
    """Three days in virtual time for each of many seeds."""
    deaths = tries = repeats = count = 0
    longest = 0.0
    for told in tell_all(range(asked.seed, asked.seed + asked.seeds), os.cpu_count() or 1):
        count, deaths, tries = count + 1, deaths + told.deaths, tries + told.tries
        repeats, longest = repeats + told.repeats, max(longest, told.longest_alarm)
        if told.broken:
            again = f"--only virtual --seed {told.seed} --seeds 1"
            yield Row("virtual", f"seed {told.seed}: {again}", list(told.broken))
    said = f"{count} seeds × 72 h: {deaths} deaths, {tries} sent, {repeats} again"
    yield Row("virtual", f"{said}; longest wait of an emergency {longest:.1f} s", [])


async def _in_processes(
    asked: Asked, name: str, run: Callable[[Where], Awaitable[kills.Result]]
) -> AsyncIterator[Row]:
    async with a_nursery() as nursery:
        for kind, databases in KINDS.items():
            with databases() as made, tempfile.TemporaryDirectory(prefix="hongyan-soak-") as folder:
                url = made.copy()
                result = await run(Where(nursery, url, Path(folder)))
                yield Row(f"{name}, {kind}", f"{_shown(result)}; seed {asked.seed}", result.broken)
                made.drop(url)


def _shown(result: kills.Result) -> str:
    ledger = result.ledger
    states = ", ".join(f"{n} {state}" for state, n in sorted(ledger.counts().items()))
    return (
        f"{result.killed.total()} killed; {states}; {len(ledger.lost)} lost, "
        f"{ledger.repeats} again, {ledger.unflagged} unmarked; "
        f"{result.written} updates, {result.answered} answered"
    )


def _points(asked: Asked) -> AsyncIterator[Row]:
    """Once at each named point."""
    return _in_processes(asked, "points", lambda at: kills.at_every_point(at, notices=40))


def _kills(asked: Asked) -> AsyncIterator[Row]:
    """`kill -9` at random moments while notices go out."""
    size = kills.Size(asked.size(10_000), asked.size(200))
    return _in_processes(asked, "kills", lambda at: kills.at_random(at, size, asked.seed))


def _beats(asked: Asked) -> AsyncIterator[Row]:
    """The loop that beats dies while duties come due: in the tick, and around each message."""
    size = kills.Size(asked.size(2_000), asked.size(100), longest=4.0)
    return _in_processes(asked, "beats", lambda at: beats.while_beating(at, size, asked.seed))


def _lost(asked: Asked) -> AsyncIterator[Row]:
    """Of one message in twenty the reply is lost after it was taken, whatever it is worth."""
    notices = asked.size(5_000)
    return _in_processes(
        asked, "lost", lambda at: lost.with_lost_replies(at, notices, 0.05, asked.seed)
    )


def _updates(asked: Asked) -> AsyncIterator[Row]:
    """People write while bots die around the commit and the reply."""
    size = kills.Size(asked.size(1_000), asked.size(100))
    return _in_processes(asked, "updates", lambda at: kills.around_the_commit(at, size, asked.seed))


async def _thrice(asked: Asked) -> AsyncIterator[Row]:
    """A webhook brings each update three times, shuffled, to bots that die around the commit."""
    people, deaths = asked.size(300), asked.size(60)
    async with a_nursery() as nursery:
        for kind, databases in KINDS.items():
            with databases() as made, tempfile.TemporaryDirectory(prefix="hongyan-soak-") as folder:
                url = made.copy()
                at = Where(nursery, url, Path(folder))
                found = await thrice.each_update_three_times(at, people, deaths, asked.seed)
                made.drop(url)
            said = (
                f"{found.killed.total()} killed; {found.written} updates, taken {found.taken} times"
            )
            yield Row(f"updates thrice, {kind}", f"{said}; seed {asked.seed}", found.broken)


async def _updates_both(asked: Asked) -> AsyncIterator[Row]:
    """People write while bots die around the commit and the reply, polling and by webhook."""
    for way in (_updates, _thrice):
        async for row in way(asked):
            yield row


async def _several(asked: Asked) -> AsyncIterator[Row]:
    """Three workers and two that would beat are killed; the database restarts."""
    size = several.Size(asked.size(3_000), asked.size(100))
    with postgresql() as made, tempfile.TemporaryDirectory(prefix="hongyan-soak-") as folder:
        url = made.copy()
        async with a_nursery() as nursery:
            at = Where(nursery, url, Path(folder))
            restart = partial(asyncio.to_thread, made.restart)
            result = await several.through_deaths(at, size, asked.seed, restart)
        made.drop(url)
    yield Row("several, PostgreSQL", f"{_of_several(result)}; seed {asked.seed}", result.broken)


def _of_several(result: several.Result) -> str:
    ledger = result.ledger
    killed = ", ".join(f"{n} {what}" for what, n in sorted(result.killed.items()))
    states = ", ".join(f"{n} {state}" for state, n in sorted(ledger.counts().items()))
    return (
        f"killed: {killed}; {result.restarts} restart; {result.led.times} leads; {states}; "
        f"{len(ledger.lost)} lost, {ledger.repeats} again, {ledger.unflagged} unmarked; "
        f"{result.written} updates; ended by themselves: {result.ended or 'none'}"
    )


async def _backlog(asked: Asked) -> AsyncIterator[Row]:
    """Calls for help while ten thousand reminders wait."""
    for kind, databases in KINDS.items():
        with databases() as made:
            store = await Store.open(made.copy(), Keyring.fresh())
            found = await urgent.behind_a_backlog(store, asked.size(10_000), asked.size(100))
            await store.close()
        said = f"{found.asked} calls, {found.sent} sent meanwhile: 99 % within {found.p99:.2f} s"
        yield Row(f"backlog, {kind}", said, found.broken)


async def _outage(asked: Asked) -> AsyncIterator[Row]:
    """Telegram is away for an hour, and people write for help."""
    async with a_nursery() as nursery:
        for kind, databases in KINDS.items():
            with databases() as made, tempfile.TemporaryDirectory(prefix="hongyan-soak-") as folder:
                url = made.copy()
                at = Where(nursery, url, Path(folder))
                found = await urgent.through_an_outage(at, asked.size(20))
                made.drop(url)
            said = f"{found.written} written, {found.raised} raised, of {found.told} staff was told"
            yield Row(f"outage, {kind}", said, found.broken)


PARTS: dict[str, Part] = {
    "virtual": _virtual,
    "points": _points,
    "kills": _kills,
    "beats": _beats,
    "lost": _lost,
    "updates": _updates_both,
    "several": _several,
    "backlog": _backlog,
    "outage": _outage,
}


async def _run(names: list[str], asked: Asked) -> list[Row]:
    rows = []
    for name in names:
        print(f"{name}: {(PARTS[name].__doc__ or '').strip()}", file=sys.stderr, flush=True)
        async for row in PARTS[name](asked):
            print(f"  {row.part}: {row.told} {row.broken or ''}", file=sys.stderr, flush=True)
            rows.append(row)
    return rows


def main() -> int:
    """Read the arguments, run, show; 1 when an invariant does not hold."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART")
    parser.add_argument("--seed", type=int, help="default: a new one, printed")
    parser.add_argument("--seeds", type=int, default=1000, help="scenarios in virtual time")
    parser.add_argument("--scale", type=float, default=1.0, help="of the full size of every part")
    given = parser.parse_args()
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a beat skipped is no trouble
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    print(f"seed {seed}", file=sys.stderr, flush=True)
    rows = asyncio.run(_run(given.only, Asked(seed, given.seeds, given.scale)))
    _show(rows)
    return 1 if any(row.broken for row in rows) else 0


def _show(rows: list[Row]) -> None:
    table = Table(title="Soak", title_justify="left", show_edge=False)
    for heading in ("part", "what came of it", "broken"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(row.part, row.told, "\n".join(row.broken) or "nothing")
    Console(width=140).print(table)


if __name__ == "__main__":
    sys.exit(main())
