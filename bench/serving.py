"""A bot that serves: from its start to its first answer, what it holds, how much it takes.

Real processes behind webhooks beside a bare aiogram bot that makes the same calls. With several
workers each update goes to the next of them, as nginx gives it out. All are there at once, and are
pressed in turns (`bench.taps`).
"""

import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bench.bots import a_bot
from bench.databases import KINDS, POSTGRESQL, statements
from bench.fake_api import Api, an_api
from bench.figures import Figure
from bench.hooks import Serving, echo, ours
from bench.presses import Raw, all_done, made_up, presses
from bench.school import DUE
from bench.taps import AT_ONCE, Contender, Speed, side_by_side
from bot.intake import Intake
from bot.updates import read
from handlers.routers import dispatcher
from storage.seal import Keyring
from storage.store import Store
from tests.stores import Databases


@dataclass(frozen=True, slots=True)
class Size:
    """How many taps are measured, in how many rounds, after how many to warm up; how many workers
    beside one.
    """

    taps: int = 2_000
    rounds: int = 10
    warm_up: int = 200
    workers: int = 2

    @property
    def all(self) -> int:
        """All taps at one bot."""
        return self.taps + self.warm_up


FULL, TOY = Size(), Size(20, 2, 5, 2)
COUNTED = 10
"""Taps whose statements are counted."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Who is measured: the bots, what is pressed, and MB held at rest."""

    name: str
    serving: Serving
    taps: Sequence[Raw]
    rest: float
    store: Store | None = None
    left: Sequence[Raw] = ()
    """Taps that are pressed when all is measured, for their statements to be counted."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Seconds to the first answer, MB at rest and at most, and the taps."""

    ready: float
    rest: float
    load: float
    taps: Speed
    statements: float
    """Asked for one tap."""


PEER, TWO_CALLS = "the bare bot", "the bare bot with a call for the toast"


async def run(size: Size) -> AsyncIterator[Figure]:
    """The bare bot, the product on both databases, and more of it on PostgreSQL."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(an_api())
        entries = [
            _bare(PEER, await stack.enter_async_context(echo(api)), size),
            _bare(TWO_CALLS, await stack.enter_async_context(echo(api, "--two-calls")), size),
        ]
        for kind, databases in KINDS.items():
            made = stack.enter_context(databases())
            for workers in (1, size.workers) if kind == POSTGRESQL else (1,):
                mine = _ours(_name(kind, workers), made, api, size, workers)
                entries.append(await stack.enter_async_context(mine))
        found = await _measured(entries, api, size)
    for figure in _figures(found, size):
        yield figure


def _figures(found: dict[str, _Found], size: Size) -> Iterable[Figure]:
    peer = found[PEER]
    yield _taps(f"{TWO_CALLS}: taps", found[TWO_CALLS].taps, peer.taps)
    for kind in KINDS:
        alone = found[kind]
        yield from _beside(kind, alone, peer)
        if kind == POSTGRESQL:
            more = found[_name(kind, size.workers)].taps
            yield _taps(f"{kind}: taps with {size.workers} workers", more, alone.taps)


def _beside(kind: str, mine: _Found, its: _Found) -> Iterable[Figure]:
    said = f"{mine.taps}, {mine.statements:.0f} statements"
    ratio = mine.taps.rate / its.taps.rate
    yield Figure(f"{kind}: taps, {AT_ONCE} at once", said, str(its.taps), ratio)
    for name, unit in (("ready", "s"), ("rest", "MB"), ("load", "MB")):
        what = f"{kind}: {_NAMES[name]}"
        ours_, theirs = getattr(mine, name), getattr(its, name)
        yield Figure(what, f"{ours_:.1f} {unit}", f"{theirs:.1f} {unit}", ours_ / theirs)


_NAMES = {
    "ready": "from start to first answer",
    "rest": "memory at rest",
    "load": "memory under load",
}


def _taps(what: str, one: Speed, other: Speed) -> Figure:
    return Figure(what, str(one), str(other), one.rate / other.rate)


def _name(kind: str, workers: int) -> str:
    return kind if workers == 1 else f"{kind}, {workers} workers"


def _bare(name: str, serving: Serving, size: Size) -> _Entry:
    return _Entry(name, serving, made_up(size.all), serving.memory("VmRSS"))


@asynccontextmanager
async def _ours(
    name: str, databases: Databases, api: Api, size: Size, workers: int
) -> AsyncIterator[_Entry]:
    """As in life: a new store, a school of children, and bots at it. At the end every tap has done
    what it says.
    """
    url = databases.copy()
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as folder:
        keyring = Keyring.fresh()
        keyring.write(Path(folder) / "bench.key")
        store = await Store.open(url, keyring)
        updates = await presses(store, size.all + COUNTED)
        async with ours(url, Path(folder), api, workers) as serving:
            taps, left = updates[: size.all], updates[size.all :]
            yield _Entry(name, serving, taps, serving.memory("VmRSS"), store, left)
        await all_done(store, len(updates))
        await store.close()
    databases.drop(url)


async def _measured(entries: Sequence[_Entry], api: Api, size: Size) -> dict[str, _Found]:
    contenders = [
        Contender(each.serving, each.taps[: size.warm_up], each.taps[size.warm_up :])
        for each in entries
    ]
    speeds = await side_by_side(contenders, size.rounds)
    return {
        each.name: _Found(
            each.serving.ready,
            each.rest,
            each.serving.memory("VmHWM"),
            taps,
            await _statements(each.store, api, each.left) if each.store else 0,
        )
        for each, taps in zip(entries, speeds, strict=True)
    }


async def _statements(store: Store, api: Api, updates: Sequence[Raw]) -> float:
    """How many of them one tap costs."""
    async with a_bot(api.base) as bot:
        intake = Intake(store, bot, dispatcher(), lambda: DUE + timedelta(minutes=5), ("110",))
        with statements(store) as seen:
            for update in updates:
                await intake.take(read(bot, update))
    return len(seen) / len(updates)
