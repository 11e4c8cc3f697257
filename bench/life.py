"""Lives of a real `hongyan run`: started, watched through its log, killed or stopped."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.bots import TOKEN
from bench.processes import HONGYAN

RUNNING = '"event": "running"'
LOOK_EVERY = 0.05
PATIENCE = 60.0
"""Seconds within which a life must be up, and within which it must end when asked to."""


@dataclass(slots=True)
class Home:
    """Where one bot keeps its things, and the server it speaks to."""

    folder: Path
    base: str
    lives: int = 0

    @property
    def database(self) -> str:
        """The store of every life."""
        return f"sqlite:///{self.folder / 'soak.db'}"

    @property
    def key_file(self) -> Path:
        """The key of that store."""
        return self.folder / "soak.key"

    def env(self) -> dict[str, str]:
        """The settings of a life: nothing of the user's own."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("HONGYAN_")}
        return own | {
            "HONGYAN_DATABASE": self.database,
            "HONGYAN_KEY_FILE": str(self.key_file),
            "HONGYAN_TOKEN": TOKEN,
            "HONGYAN_API": self.base,
            "HONGYAN_CLOCK_URL": f"{self.base}/sandbox/clock",
            "HONGYAN_HEARTBEAT_FILE": str(self.folder / "heartbeat"),
        }


class Life:
    """One process of the bot, from its start to its end."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    @classmethod
    @asynccontextmanager
    async def begin(cls, home: Home) -> AsyncIterator["Life"]:
        """Start the bot; its log goes to a file of its own. It does not outlive the block."""
        home.lives += 1
        log = home.folder / f"life-{home.lives}.log"
        with log.open("wb") as stream:
            process = await asyncio.create_subprocess_exec(
                *(HONGYAN, "run"), cwd=home.folder, env=home.env(), stderr=stream
            )
        life = cls(process, log)
        try:
            yield life
        finally:
            await life.kill()

    async def up(self) -> None:
        """Wait until it runs; RuntimeError when it does not come up."""
        waited = 0.0
        while RUNNING not in self.log.read_text(encoding="utf-8"):
            if self._process.returncode is not None or waited > PATIENCE:
                raise RuntimeError(f"the bot did not come up:\n{self._last_words()}")
            await asyncio.sleep(LOOK_EVERY)
            waited += LOOK_EVERY

    async def kill(self) -> bool:
        """`kill -9`; False when it had ended by itself."""
        if self._process.returncode is not None:
            return False
        self._process.send_signal(signal.SIGKILL)
        return await self._process.wait() == -signal.SIGKILL

    async def stop(self) -> int:
        """SIGTERM; its exit code, or that of the kill that must follow when it does not obey."""
        if self._process.returncode is None:
            self._process.terminate()
        try:
            return await asyncio.wait_for(self._process.wait(), PATIENCE)
        except TimeoutError:
            self._process.kill()
            return await self._process.wait()

    def complaints(self) -> list[str]:
        """What it logged as an error."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if '"level": "error"' in line or "Traceback" in line]

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-10:])
