"""What a short command costs before it does anything: the interpreter, imports, settings."""

import os
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure, median
from bench.processes import HONGYAN, Ran, measured

COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "python -c 'import aiogram'": (sys.executable, "-c", "import aiogram"),
    "hongyan plan list": (HONGYAN, "plan", "list"),
    "hongyan --help": (HONGYAN, "--help"),
    "hongyan health": (HONGYAN, "health"),
    "python -c 'import cli.run'": (sys.executable, "-c", "import cli.run"),
}


@dataclass(frozen=True, slots=True)
class Size:
    """How often each command is started, one after the other in turn."""

    rounds: int = 7
    commands: tuple[str, ...] = tuple(COMMANDS)


FULL, TOY = Size(), Size(1, ("python -c pass", "hongyan plan list"))


async def run(size: Size) -> AsyncIterator[Figure]:
    """Each command beside a bare interpreter."""
    ran: dict[str, list[Ran]] = {name: [] for name in size.commands}
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as name:
        heartbeat = Path(name) / "heartbeat"
        heartbeat.touch()
        env = dict(os.environ) | {"HONGYAN_HEARTBEAT_FILE": str(heartbeat)}
        for _ in range(size.rounds):
            for command, found in ran.items():
                heartbeat.touch()
                found.append(await measured(*COMMANDS[command], env=env, cwd=Path(name)))
    seconds = {name: median([one.seconds for one in found]) for name, found in ran.items()}
    bare = seconds[size.commands[0]]
    for name, found in ran.items():
        peak = max(one.peak for one in found)
        said = f"{seconds[name] * 1e3:.0f} ms, {peak:.0f} MB"
        beside = f"{bare * 1e3:.0f} ms, bare interpreter"
        yield Figure(name, said, beside, seconds[name] / bare)
