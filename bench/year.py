"""A prefecture's year under a programme, lived twice from one seed: time, memory, and every byte.

`hongyan simulate` is run as anybody runs it; its memory is that of all its processes together, what
they share counted once.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from bench.figures import Figure
from bench.processes import ROOT, Ran, held

MINUTE = 60.0
LOOK_EVERY = 1.0
IN_TIME = 30 * MINUTE
IN_MEMORY = 1536.0
"""What the year of a whole prefecture may take: seconds, and MB."""
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Size:
    """So many children, for so many days."""

    children: int
    days: int


FULL = Size(135_308, 365)
TOY = Size(90, 16)


async def run(size: Size) -> AsyncIterator[Figure]:
    """Raises RuntimeError where the second result is another one."""
    digests = []
    for name in ("a year", "the same again"):
        ran = await _lived(size)
        digests.append(sha256(ran.said.encode()).hexdigest()[:SHOWN])
        took = f"{ran.seconds / MINUTE:.1f} min"
        limit = f"limit {IN_TIME / MINUTE:.0f} min for a prefecture"
        what = f"{name}: {size.children:,} children, {size.days} days"
        yield Figure(what, took, limit, ran.seconds / IN_TIME)
        most = f"limit {IN_MEMORY:,.0f} MB for a prefecture"
        yield Figure(
            "memory of all its processes", f"{ran.peak:,.0f} MB", most, ran.peak / IN_MEMORY
        )
    first, second = digests
    if first != second:
        raise RuntimeError(f"one seed, two results: {first} and {second}")
    yield Figure("digest of the result", first, f"the second time {second}", 1.0)


async def _lived(size: Size) -> Ran:
    start, peak = perf_counter(), 0.0
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli", "simulate", "--json"),
        *("--children", str(size.children), "--days", str(size.days)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    ending = asyncio.create_task(process.communicate())
    while not ending.done():
        peak = max(peak, sum(held(pid, "Pss") for pid in _family(process.pid)))
        await asyncio.wait({ending}, timeout=LOOK_EVERY)
    said, complaint = await ending
    if process.returncode != 0:
        raise RuntimeError(f"simulate ended with {process.returncode}: {complaint.decode()}")
    return Ran(perf_counter() - start, peak, said.decode())


def _family(pid: int) -> Iterator[int]:
    """A process and all below it, as long as they live."""
    yield pid
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (OSError, ProcessLookupError):
        return
    for child in below:
        yield from _family(int(child))
