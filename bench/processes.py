"""Processes beside ours: servers that end with us, commands whose time and memory are measured."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent
HONGYAN = Path(sys.executable).with_name("hongyan")
LOOK_EVERY = 0.01


@asynccontextmanager
async def a_server(module: str, *arguments: str) -> AsyncIterator[str]:
    """`python -m module`, which prints its address in one line; yields the address."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, "--port", "0", "--with-parent", *arguments),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        line = b"" if process.stdout is None else await process.stdout.readline()
        words = line.decode().split()
        if not words:
            raise RuntimeError(f"{module} did not start")
        yield words[-1]
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished command: seconds from start to end, and the most memory it held (MB)."""

    seconds: float
    peak: float
    said: str


async def measured(*command: str | Path, env: Mapping[str, str], cwd: Path) -> Ran:
    """Run a command to its end; raises RuntimeError with its last words when it fails."""
    start = perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    ending = asyncio.create_task(process.communicate())
    peak = 0.0
    while not ending.done():
        peak = max(peak, held(process.pid))
        await asyncio.wait({ending}, timeout=LOOK_EVERY)
    said, complaint = await ending
    seconds = perf_counter() - start
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {complaint.decode()}")
    return Ran(seconds, peak, said.decode())


def held(pid: int, name: str = "VmHWM") -> float:
    """The memory of a process (MB), at most so far or, as `VmRSS`, now, or, as `Pss`, now with its
    share of what it has in common with others; 0 where the system does not say (not Linux).

    The kernel's `ru_maxrss` would count what the parent held before the program was loaded.
    """
    try:
        where = "smaps_rollup" if name == "Pss" else "status"
        status = Path(f"/proc/{pid}/{where}").read_text(encoding="ascii")
    except (OSError, ProcessLookupError):
        return 0.0
    for line in status.splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def used(pid: int) -> float:
    """Seconds of processor that a process has used so far; 0 where the system does not say."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (OSError, ProcessLookupError):
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
