"""`python -m sandbox`."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process

import aiohttp
import pytest


async def start(*arguments: str) -> tuple[Process, str]:
    """A sandbox of its own process and its address, read from the line it prints."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", "0", *arguments, stdin=PIPE, stdout=PIPE
    )
    assert process.stdout
    line = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    assert line.startswith("sandbox ready on http://127.0.0.1:")
    return process, line.split()[-1]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
async def test_it_says_when_it_is_ready_and_ends_cleanly(ending: signal.Signals) -> None:
    process, base = await start("--now", "2026-03-02T01:00:00Z", "--rate", "0")
    async with aiohttp.ClientSession(base) as client, client.get("/sandbox/clock") as response:
        assert (await response.json())["now"] == "2026-03-02T01:00:00Z"
    process.send_signal(ending)
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_it_ends_with_its_parent_when_asked_to() -> None:
    process, _ = await start("--with-parent")
    assert process.stdin
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_an_open_page_does_not_keep_it_from_ending() -> None:
    process, base = await start()
    async with aiohttp.ClientSession(base) as client, client.get("/sandbox/events") as page:
        await page.content.readline()
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_a_bad_time_is_one_clear_line() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--now", "yesterday", stderr=PIPE
    )
    assert process.stderr
    complaint = (await process.stderr.read()).decode()
    assert await process.wait() == 1
    assert complaint == "sandbox: not an ISO 8601 time: 'yesterday'\n"
