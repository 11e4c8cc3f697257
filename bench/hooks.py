"""Bots behind webhooks, as processes of their own: ours, as `hongyan run` is in life, and a bare
aiogram bot that makes the same calls without a store, rules or texts.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import aiohttp

from bench.bots import TOKEN
from bench.fake_api import Api
from bench.presses import Raw, chat_of, hello
from bench.processes import HONGYAN, ROOT, held, used
from bench.soak.doorman import HEADER, PATH, SECRET, free_ports

SOON = 60.0
"""Seconds within which a bot must serve."""
LOOK_EVERY = 0.005


@dataclass(frozen=True, slots=True)
class Serving:
    """Bots of one kind at their doors."""

    api: Api
    doors: Sequence[str]
    pids: Sequence[int]
    ready: float
    """Seconds from the start of the first to its first answer."""

    def memory(self, name: str) -> float:
        """What the larger of them holds (MB): `VmRSS` now, `VmHWM` at most."""
        return max(held(pid, name) for pid in self.pids)

    def processor(self) -> float:
        """Seconds of processor that they have used so far."""
        return sum(used(pid) for pid in self.pids)


@asynccontextmanager
async def echo(api: Api, *more: str) -> AsyncIterator[Serving]:
    """The bare bot; `more` of its arguments."""
    (port,) = free_ports(1)
    arguments = ("-m", "bench.echo_hook", "--port", str(port), "--api", api.base, *more)
    async with _bots(api, [((sys.executable, *arguments), {}, port)]) as serving:
        yield serving


@asynccontextmanager
async def ours(url: str, folder: Path, api: Api, workers: int) -> AsyncIterator[Serving]:
    """One bot for everything on SQLite, as many workers as there may be on PostgreSQL."""
    bots = []
    for number, port in enumerate(free_ports(workers)):
        env = {
            "HONGYAN_DATABASE": url,
            "HONGYAN_KEY_FILE": str(folder / "bench.key"),
            "HONGYAN_TOKEN": TOKEN,
            "HONGYAN_API": api.base,
            "HONGYAN_HEARTBEAT_FILE": str(folder / f"heartbeat-{number}"),
            "HONGYAN_WEBHOOK_URL": f"{api.base}{PATH}",
            "HONGYAN_WEBHOOK_SECRET": SECRET,
            "HONGYAN_WEBHOOK_LISTEN": f"127.0.0.1:{port}",
        }
        if url.startswith("postgresql"):
            env["HONGYAN_PART"] = "worker"
        else:
            env["HONGYAN_CLOCK_URL"] = f"{api.base}/clock"
        bots.append(((str(HONGYAN), "run"), env, port))
    async with _bots(api, bots) as serving:
        yield serving


async def answered(http: aiohttp.ClientSession, serving: Serving, door: str, update: Raw) -> float:
    """Bring one update until a bot takes it and has answered; returns the moment of the answer
    (`perf_counter`). RuntimeError where none ever does.
    """
    said = serving.api.answered(chat_of(update))
    await _taken(http, door, update)
    return await asyncio.wait_for(said, SOON)


_Started = tuple[Sequence[str], dict[str, str], int]


@asynccontextmanager
async def _bots(api: Api, bots: Sequence[_Started]) -> AsyncIterator[Serving]:
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
        first = await _all_ready(Serving(api, doors, pids, 0.0))
        yield Serving(api, doors, pids, first - begun)


async def _all_ready(serving: Serving) -> float:
    """Every bot has answered; returns when the first did."""
    async with aiohttp.ClientSession() as http:
        moments = [
            await answered(http, serving, door, hello(number))
            for number, door in enumerate(serving.doors)
        ]
    return moments[0]


async def _ended(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    await process.wait()


async def _taken(http: aiohttp.ClientSession, door: str, update: Raw) -> None:
    for _ in range(int(SOON / LOOK_EVERY)):
        try:
            async with http.post(door, json=update, headers={HEADER: SECRET}) as answer:
                if answer.ok:
                    return
        except aiohttp.ClientConnectionError:
            pass
        await asyncio.sleep(LOOK_EVERY)
    raise RuntimeError(f"nobody serves at {door}")
