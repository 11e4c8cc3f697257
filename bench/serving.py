"""A bot that serves: from its start to its first answer, what it holds, how much it takes.

Real processes behind webhooks, as `hongyan run` is in life. The peer is a bare aiogram bot that
makes the same calls without a store, rules or texts. With several workers each update goes to the
next of them, as nginx gives it out.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bench.bots import TOKEN
from bench.databases import KINDS, POSTGRESQL
from bench.figures import Figure
from bench.processes import HONGYAN, ROOT, a_server, held
from bench.soak.doorman import HEADER, PATH, SECRET, free_ports
from bench.taps import presses, presses_of
from storage.seal import Keyring
from storage.store import Store
from tests.stores import Databases

AT_ONCE = 20
SOON = 60.0
"""Seconds within which a bot must serve."""
LOOK_EVERY = 0.005
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Size:
    """How many taps, and how many workers beside one."""

    taps: int = 1_000
    workers: int = 2


FULL, TOY = Size(), Size(20, 2)


@dataclass(frozen=True, slots=True)
class _Serving:
    """Bots of one kind at their doors."""

    doors: Sequence[str]
    pids: Sequence[int]
    ready: float
    """Seconds from the start of the first to its first answer."""

    def memory(self, name: str) -> float:
        """What the larger of them holds (MB): `VmRSS` now, `VmHWM` at most."""
        return max(held(pid, name) for pid in self.pids)


async def run(size: Size) -> AsyncIterator[Figure]:
    """The echo, then the product on both databases, then more of it on PostgreSQL."""
    async with a_server("bench.fake_api") as base:
        async with _echo(base) as serving:
            rest = serving.memory("VmRSS")
            rate = await _rate(serving, base, _made_up(size.taps))
            peer = (serving.ready, rest, serving.memory("VmHWM"), rate)
        for kind, databases in KINDS.items():
            with databases() as made:
                alone = await _measured(made, base, size.taps, 1)
                for figure in _beside(kind, alone, peer):
                    yield figure
                if kind == POSTGRESQL:
                    more = await _measured(made, base, size.taps, size.workers)
                    what = f"{kind}: taps with {size.workers} workers"
                    yield Figure(what, f"{more[3]:.0f}/s", f"{alone[3]:.0f}/s", more[3] / alone[3])


_Found = tuple[float, float, float, float]


def _beside(kind: str, ours: _Found, peer: _Found) -> Iterable[Figure]:
    names = ("from start to first answer", "memory at rest", "memory under load", "taps")
    units = ("{:.1f} s", "{:.0f} MB", "{:.0f} MB", "{:.0f}/s")
    for name, unit, mine, its in zip(names, units, ours, peer, strict=True):
        yield Figure(f"{kind}: {name}", unit.format(mine), unit.format(its), mine / its)


async def _measured(databases: Databases, base: str, taps: int, workers: int) -> _Found:
    """Start to first answer, memory at rest and at most, taps a second."""
    url = databases.copy()
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as name:
        keyring = Keyring.fresh()
        keyring.write(Path(name) / "bench.key")
        store = await Store.open(url, keyring)
        updates = list(await presses(store, taps))
        await store.close()
        async with _ours(url, Path(name), base, workers) as serving:
            rest = serving.memory("VmRSS")
            rate = await _rate(serving, base, updates)
            found = (serving.ready, rest, serving.memory("VmHWM"), rate)
    databases.drop(url)
    return found


@asynccontextmanager
async def _echo(base: str) -> AsyncIterator[_Serving]:
    (port,) = free_ports(1)
    arguments = ("-m", "bench.echo_hook", "--port", str(port), "--api", base)
    async with _bots(base, [((sys.executable, *arguments), {}, port)]) as serving:
        yield serving


@asynccontextmanager
async def _ours(url: str, folder: Path, base: str, workers: int) -> AsyncIterator[_Serving]:
    """One bot for everything on SQLite, as many workers as there may be on PostgreSQL."""
    bots = []
    for number, port in enumerate(free_ports(workers)):
        env = {
            "HONGYAN_DATABASE": url,
            "HONGYAN_KEY_FILE": str(folder / "bench.key"),
            "HONGYAN_TOKEN": TOKEN,
            "HONGYAN_API": base,
            "HONGYAN_HEARTBEAT_FILE": str(folder / f"heartbeat-{number}"),
            "HONGYAN_WEBHOOK_URL": f"{base}{PATH}",
            "HONGYAN_WEBHOOK_SECRET": SECRET,
            "HONGYAN_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        }
        if url.startswith("postgresql"):
            env["HONGYAN_PART"] = "worker"
        else:
            env["HONGYAN_CLOCK_URL"] = f"{base}/clock"
        bots.append(((str(HONGYAN), "run"), env, port))
    async with _bots(base, bots) as serving:
        yield serving


_Started = tuple[Sequence[str], dict[str, str], int]


@asynccontextmanager
async def _bots(base: str, bots: Sequence[_Started]) -> AsyncIterator[_Serving]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("HONGYAN_")}
    async with AsyncExitStack() as stack:
        begun, pids = perf_counter(), []
        for command, env, _ in bots:
            process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=own | env, stdout=asyncio.subprocess.DEVNULL
            )
            stack.push_async_callback(_ended, process)
            pids.append(process.pid)
        doors = [f"http://127.0.0.1:{port}{PATH}" for _, _, port in bots]
        async with aiohttp.ClientSession() as http:
            before = await _said(http, base)
            for number, door in enumerate(doors):
                await _taken(http, door, _hello(number))
            await _until_said(http, base, before + 1)
        yield _Serving(doors, pids, perf_counter() - begun)


async def _ended(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    await process.wait()


async def _taken(http: aiohttp.ClientSession, door: str, update: Raw) -> None:
    """Bring one update until a bot takes it; RuntimeError where none ever does."""
    for _ in range(int(SOON / LOOK_EVERY)):
        try:
            async with http.post(door, json=update, headers={HEADER: SECRET}) as answer:
                if answer.ok:
                    return
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(LOOK_EVERY)
    raise RuntimeError(f"nobody serves at {door}")


async def _rate(serving: _Serving, base: str, updates: Sequence[Raw]) -> float:
    """Taps a second until the last of them is answered."""
    waiting = iter(zip(cycle(serving.doors), updates))
    async with aiohttp.ClientSession() as http:
        before, start = await _said(http, base), perf_counter()

        async def bring() -> None:
            for door, update in waiting:
                await _taken(http, door, update)

        await asyncio.gather(*(bring() for _ in range(AT_ONCE)))
        await _until_said(http, base, before + len(updates))
        return len(updates) / (perf_counter() - start)


async def _until_said(http: aiohttp.ClientSession, base: str, messages: int) -> None:
    for _ in range(int(SOON / LOOK_EVERY)):
        if await _said(http, base) >= messages:
            return
        await asyncio.sleep(LOOK_EVERY)
    raise RuntimeError("not everybody was answered")


async def _said(http: aiohttp.ClientSession, base: str) -> int:
    """How many messages have been written or rewritten so far."""
    async with http.get(f"{base}/said") as answer:
        return int(await answer.text())


def _hello(number: int) -> Raw:
    sender = {"id": 7 + number, "is_bot": False, "first_name": "禾", "language_code": "zh-hans"}
    chat = {"id": 7 + number, "type": "private", "first_name": "禾"}
    message = {"message_id": 1, "date": 1_742_209_200, "chat": chat, "from": sender}
    return {"update_id": 900_000_000 + number, "message": message | {"text": "/help"}}


def _made_up(taps: int) -> list[Raw]:
    return list(presses_of((number, number, number) for number in range(1, taps + 1)))
