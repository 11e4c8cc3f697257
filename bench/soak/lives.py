"""Lives of the bot in processes of their own: born of the nursery, killed or ended."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.bots import TOKEN
from bench.processes import ROOT
from bench.soak.points import DIED

RUNNING = '"event": "running"'
LOOK_EVERY = 0.02
PATIENCE = 90.0
"""Seconds within which a life must be up, and within which it must end when asked to."""


@dataclass(slots=True)
class Home:
    """Where one bot keeps its things, the store it works on and the server it speaks to."""

    folder: Path
    base: str
    database: str
    lives: int = 0
    own: Mapping[str, str] = field(default_factory=dict)
    """Settings beside the usual ones."""

    @property
    def key_file(self) -> Path:
        """The key of that store."""
        return self.folder / "soak.key"

    def env(self) -> dict[str, str]:
        """The settings of a life."""
        return {
            "HONGYAN_DATABASE": self.database,
            "HONGYAN_KEY_FILE": str(self.key_file),
            "HONGYAN_TOKEN": TOKEN,
            "HONGYAN_API": self.base,
            "HONGYAN_CLOCK_URL": f"{self.base}/sandbox/clock",
            "HONGYAN_HEARTBEAT_FILE": str(self.folder / "heartbeat"),
            "HONGYAN_SOS": "chain",
        }


class Life:
    """One process of the bot, from its start to its end."""

    def __init__(self, pid: int, log: Path) -> None:
        self.pid = pid
        self.log = log

    @property
    def alive(self) -> bool:
        """Whether it still runs. The nursery waits for nobody: who has ended is gone."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def up(self) -> None:
        """Wait until it runs; RuntimeError when it does not come up."""
        await self._until(lambda: RUNNING in self._said() or not self.alive)
        if RUNNING not in self._said():
            raise RuntimeError(f"the bot did not come up:\n{self._said()[-2000:]}")

    async def ended(self, seconds: float = PATIENCE) -> bool:
        """Wait until it has ended; False where it does not."""
        return await self._until(lambda: not self.alive, seconds)

    async def died(self, seconds: float) -> bool:
        """Wait until it has died at its point; False where it does not come there. Raises
        RuntimeError where it ends by itself.
        """
        ended = await self.ended(seconds)
        if ended and self.last_words() != DIED:
            raise RuntimeError(f"the bot ended by itself:\n{self._said()[-2000:]}")
        return ended

    async def kill(self) -> bool:
        """`kill -9`; False when it had ended by itself."""
        if not self.alive:
            return False
        os.kill(self.pid, signal.SIGKILL)
        return await self.ended()

    async def stop(self) -> bool:
        """SIGTERM; whether it obeyed."""
        if self.alive:
            os.kill(self.pid, signal.SIGTERM)
        return await self.ended()

    async def _until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        for _ in range(int(seconds / LOOK_EVERY)):
            if holds():
                return True
            await asyncio.sleep(LOOK_EVERY)
        return holds()

    def complaints(self) -> list[str]:
        """What it logged as an error."""
        lines = self._said().splitlines()
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]

    def last_words(self) -> str:
        """The last line that it wrote."""
        return (self._said().splitlines() or [""])[-1]

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""


class Nursery:
    """Begins lives; see `bench.soak.nursery`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @asynccontextmanager
    async def life(
        self, home: Home, point: str | None = None, times: int = 1
    ) -> AsyncIterator[Life]:
        """A bot, which dies at a point where one is named. It does not outlive the block."""
        life = await self.bear(home, home.own, point, times)
        try:
            yield life
        finally:
            await life.kill()

    async def bear(
        self,
        home: Home,
        own: Mapping[str, str],
        point: str | None = None,
        times: int = 1,
        *,
        follow: bool = False,
    ) -> Life:
        """As `life`, with settings of its own, and to be ended by who asked for it. It asks the
        server for the time all the while; where it is to `follow`, once: such a one stands beside
        others, which one that asks never does.
        """
        home.lives += 1
        log = home.folder / f"life-{home.lives}.log"
        env = home.env() | dict(own)
        told = {
            "env": env,
            "log": str(log),
            "folder": str(home.folder),
            "point": point,
            "times": times,
            "clock": env.pop("HONGYAN_CLOCK_URL") if follow else None,
        }
        return Life(int(await self._asked(json.dumps(told))), log)

    async def _asked(self, line: str) -> str:
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the nursery is closed")
        process.stdin.write(f"{line}\n".encode())
        await process.stdin.drain()
        return (await process.stdout.readline()).decode()


@asynccontextmanager
async def a_nursery() -> AsyncIterator[Nursery]:
    """A nursery that ends with the block, and all its lives with it."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HONGYAN_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.soak.nursery"),
        cwd=ROOT,
        env=own,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        if process.stdout is None or await process.stdout.readline() != b"ready\n":
            raise RuntimeError("the nursery did not open")
        yield Nursery(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
