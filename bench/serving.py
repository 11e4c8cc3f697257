"""A bot that serves: from its start to its first answer, what it holds, how much it takes.

Real processes behind webhooks beside a bare aiogram bot that makes the same calls. With several
workers each update goes to the next of them, as nginx gives it out.
"""

import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bench.bots import a_bot
from bench.databases import KINDS, POSTGRESQL, statements
from bench.fake_api import Api, an_api
from bench.figures import Figure
from bench.hooks import Serving, echo, ours
from bench.presses import Raw, all_done, made_up, presses
from bench.school import DUE
from bench.taps import AT_ONCE, Speed, speed
from bot.intake import Intake
from bot.updates import read
from handlers.routers import dispatcher
from storage.seal import Keyring
from storage.store import Store
from tests.stores import Databases


@dataclass(frozen=True, slots=True)
class Size:
    """How many taps are measured, after how many to warm up; how many workers beside one."""

    taps: int = 1_000
    warm_up: int = 200
    workers: int = 2

    @property
    def all(self) -> int:
        """All taps at one bot."""
        return self.taps + self.warm_up


FULL, TOY = Size(), Size(20, 5, 2)
COUNTED = 10
"""Taps whose statements are counted."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Seconds to the first answer, MB at rest and at most, and the taps."""

    ready: float
    rest: float
    load: float
    taps: Speed
    statements: float = 0
    """Asked for one tap."""


async def run(size: Size) -> AsyncIterator[Figure]:
    """The bare bot, then the product on both databases, then more of it on PostgreSQL."""
    async with an_api() as api:
        async with echo(api) as serving:
            peer = await _found(serving, made_up(size.all), size)
        async with echo(api, "--two-calls") as serving:
            yield _two_calls(peer, await _found(serving, made_up(size.all), size))
        for kind, databases in KINDS.items():
            with databases() as made:
                alone = await _ours(made, api, size, 1)
                for figure in _beside(kind, alone, peer):
                    yield figure
                if kind == POSTGRESQL:
                    more = (await _ours(made, api, size, size.workers)).taps
                    yield _more_workers(alone.taps, more, size.workers)


def _two_calls(peer: _Found, other: _Found) -> Figure:
    what = f"the bare bot with a call for the toast: taps, {AT_ONCE} at once"
    return Figure(what, str(other.taps), str(peer.taps), other.taps.rate / peer.taps.rate)


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


def _more_workers(alone: Speed, more: Speed, workers: int) -> Figure:
    what = f"{POSTGRESQL}: taps with {workers} workers"
    return Figure(what, str(more), str(alone), more.rate / alone.rate)


async def _found(serving: Serving, updates: Sequence[Raw], size: Size) -> _Found:
    rest = serving.memory("VmRSS")
    taps = await speed(serving, updates[: size.warm_up], updates[size.warm_up : size.all])
    return _Found(serving.ready, rest, serving.memory("VmHWM"), taps)


async def _ours(databases: Databases, api: Api, size: Size, workers: int) -> _Found:
    """As in life: a new store, a school of children, and bots at it."""
    url = databases.copy()
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as name:
        keyring = Keyring.fresh()
        keyring.write(Path(name) / "bench.key")
        store = await Store.open(url, keyring)
        updates = await presses(store, size.all + COUNTED)
        async with ours(url, Path(name), api, workers) as serving:
            found = await _found(serving, updates, size)
        asked = await _statements(store, api, updates[size.all :])
        await all_done(store, len(updates))
        await store.close()
    databases.drop(url)
    return replace(found, statements=asked)


async def _statements(store: Store, api: Api, updates: Sequence[Raw]) -> float:
    """How many of them one tap costs."""
    async with a_bot(api.base) as bot:
        intake = Intake(store, bot, dispatcher(), lambda: DUE + timedelta(minutes=5), ("110",))
        with statements(store) as seen:
            for update in updates:
                await intake.take(read(bot, update))
    return len(seen) / len(updates)
