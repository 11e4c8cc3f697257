"""The pump at Telegram's limit: notices to as many chats, against the sandbox with its limits on,
which counts in each of the two ways that Telegram may count.

The peer does what is written first: send everything at once with `asyncio.gather`, and on a 429
wait as told and try again.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter

from bench.databases import KINDS, a_store
from bench.figures import Figure
from bench.processes import a_server
from bench.school import DUE, School, a_school, remind
from bot.sender import send
from bot.telegram import connect
from scheduler.gate import Gate
from scheduler.pump import Pump
from storage.store import Store

TOKEN = "424242:bench-bench-bench-bench-bench-bench"  # noqa: S105 - of the sandbox
LIMIT = 30.0
"""Messages a second, as FACTS has it for one bot; one a second for each chat."""

SENT = DUE + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Size:
    """How many notices go out, each to a chat of its own, and how many of the peer's messages; the
    limit in messages a second.
    """

    notices: int = 3000
    peers: int = 300
    limit: float = LIMIT


FULL, TOY = Size(), Size(5, 5, 200.0)
WINDOWS = ("bucket", "strict")


@dataclass(frozen=True, slots=True)
class _Sent:
    """Messages that arrived, seconds from the first to the last of them, and refusals."""

    arrived: int
    seconds: float
    refused: int

    def share(self, limit: float) -> float:
        return self.arrived / self.seconds / limit

    def __str__(self) -> str:
        rate = self.arrived / self.seconds
        return f"{self.arrived} at {rate:.1f}/s, {self.refused} times 429"


async def run(size: Size) -> AsyncIterator[Figure]:
    """The naive sender, then the pump on both databases; against either way of counting."""
    async with a_sandbox() as sandbox:
        chats = await sandbox.people(size.notices)
        async with a_bot(sandbox.base) as bot:
            for window in WINDOWS:
                limit = Limit(size.limit, window)
                said = f"{size.limit:.0f}/s, {window}"
                naive = await _measured(sandbox, limit, _gather(bot, chats[: size.peers]))
                yield Figure("aiogram, gather", str(naive), said, naive.share(size.limit))
                for kind, databases in KINDS.items():
                    with databases() as made:
                        async with a_store(made) as store:
                            ours = await _pumped(store, sandbox, bot, limit, chats)
                    yield Figure(f"{kind}: the pump", str(ours), said, ours.share(size.limit))


@dataclass(frozen=True, slots=True)
class Limit:
    """Messages a second, counted with a bucket or strictly in every second."""

    per_second: float
    window: str


async def _pumped(
    store: Store, sandbox: "Sandbox", bot: Bot, limit: Limit, chats: Sequence[int]
) -> _Sent:
    school: School = await a_school(store, len(chats), chats[0])
    await remind(store, school)
    return await _measured(sandbox, limit, _emptied(store, bot))


async def _emptied(store: Store, bot: Bot) -> None:
    """Send until nothing waits any more, at the pace that the pump finds."""
    begun, gate = perf_counter(), Gate()

    def clock() -> datetime:
        return SENT + timedelta(seconds=perf_counter() - begun)

    pump = Pump(store, lambda prepared: send(bot, prepared), clock, gate)
    while True:
        await pump.drain()
        await pump.rest()
        async with store.read() as work:
            moment = await work.outbox.next_moment()
        if moment is None:
            return
        await asyncio.sleep(max(gate.rests(), (moment - clock()).total_seconds(), 0))


async def _gather(bot: Bot, chats: Iterable[int]) -> None:
    async def one(chat: int) -> None:
        while True:
            try:
                await bot.send_message(chat, "该给孩子打个电话啦", parse_mode=None)
            except TelegramRetryAfter as refusal:
                await asyncio.sleep(refusal.retry_after)
            else:
                return

    await asyncio.gather(*(one(chat) for chat in chats))


async def _measured(sandbox: "Sandbox", limit: Limit, sending: Any) -> _Sent:
    await sandbox.limit(limit)
    before = await sandbox.calls()
    start = perf_counter()
    await sending
    seconds = perf_counter() - start
    outcomes = Counter(call["error_code"] for call in await sandbox.calls(len(before)))
    return _Sent(outcomes[None], seconds, outcomes[429])


@asynccontextmanager
async def a_bot(base: str) -> AsyncIterator[Bot]:
    """A bot of the product's own making at a server."""
    bot = connect(TOKEN, base)
    yield bot
    await bot.session.close()


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The sandbox in a process of its own, by its control API."""

    base: str
    http: aiohttp.ClientSession

    async def people(self, count: int, first: int = 1_000_000) -> list[int]:
        """Chats with ids in a row, opened; the updates of opening them are taken away."""
        chats = list(range(first, first + count))
        for chat in chats:
            phone = {"id": chat, "first_name": "禾", "phone": f"1670000{chat % 10_000:04}"}
            await self.post("/sandbox/phones", phone)
            await self.post(f"/sandbox/phones/{chat}/text", {"text": "好"})
        await self._take_updates()
        return chats

    async def _take_updates(self) -> None:
        offset = 0
        while updates := (await self._updates(offset))["result"]:
            offset = updates[-1]["update_id"] + 1

    async def _updates(self, offset: int) -> Any:
        return await self.post(f"/bot{TOKEN}/getUpdates", {"offset": offset})

    async def limit(self, limit: Limit) -> None:
        """Limits on, counted anew."""
        told = {"enabled": True, "per_second": limit.per_second, "window": limit.window}
        await self.post("/sandbox/limits", told)

    async def calls(self, after: int = 0) -> list[dict[str, Any]]:
        """Every attempt to send a message after the first so many of them."""
        async with self.http.get("/sandbox/calls", params={"after": 0}) as answer:
            all_ = (await answer.json())["calls"]
        return [call for call in all_ if call["method"] == "sendMessage"][after:]

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """One call of the control or the Bot API."""
        async with self.http.post(path, json=body) as answer:
            answer.raise_for_status()
            return await answer.json()


@asynccontextmanager
async def a_sandbox(*arguments: str) -> AsyncIterator[Sandbox]:
    """A sandbox that ends with the block."""
    async with (
        a_server("sandbox", *arguments) as base,
        aiohttp.ClientSession(base) as http,
    ):
        yield Sandbox(base, http)
