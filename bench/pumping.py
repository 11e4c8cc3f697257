"""The pump at Telegram's limit: notices to as many chats, against the sandbox with its limits on,
which counts in each of the two ways that Telegram may count.

The peers are what others use (`bench/peers.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter, process_time
from typing import Any

import aiohttp
from aiogram import Bot

from bench.bots import TOKEN, a_bot
from bench.databases import KINDS, a_store
from bench.figures import Figure
from bench.peers import PEERS
from bench.processes import a_server
from bench.school import DUE, School, a_school, remind
from bot.sender import send
from scheduler.gate import Gate
from scheduler.pump import Pump
from storage.store import Store

LIMIT = 30.0
"""Messages a second, as FACTS has it for one bot; one a second for each chat."""

SENT = DUE + timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Size:
    """How many notices go out, each to a chat of its own, and how many of the peer's messages; the
    limit in messages a second.
    """

    notices: int = 3000
    peers: int = 600
    limit: float = LIMIT


FULL, TOY = Size(), Size(5, 5, 200.0)
LEARNED = 30.0
"""Seconds within which the limit has to be found."""

WINDOWS = ("bucket", "strict")


@dataclass(frozen=True, slots=True)
class _Sent:
    """When each message arrived (seconds from the first), how many were to, how long it all took,
    refusals, and seconds of our own processor.
    """

    arrived: Sequence[float]
    wanted: int
    seconds: float
    refused: int
    processor: float

    def share(self, limit: float) -> float:
        """Of the limit, from the beginning to the end."""
        return len(self.arrived) / self.seconds / limit

    def later_share(self, limit: float, since: float) -> float:
        """The same from so many seconds after the first that arrived, until the last."""
        late = sum(moment > since for moment in self.arrived)
        return late / max(self.arrived[-1] - since, 0.001) / limit

    def __str__(self) -> str:
        count = len(self.arrived)
        rate, cost = count / self.seconds, 1000 * self.processor / self.wanted
        lost = "" if count == self.wanted else f" ({self.wanted - count} lost)"
        return f"{count} at {rate:.1f}/s{lost}, {self.refused} times 429, {cost:.1f} ms CPU"


async def run(size: Size) -> AsyncIterator[Figure]:
    """The pump on both databases, then the peers; against either way of counting."""
    async with a_sandbox() as sandbox:
        chats = await sandbox.people(size.notices)
        for window in WINDOWS:
            limit = Limit(size.limit, window)
            said = f"{size.limit:.0f}/s, {window}"
            for kind, databases in KINDS.items():
                with databases() as made:
                    async with a_store(made) as store:
                        ours = await _pumped(store, sandbox, limit, chats)
                yield Figure(f"{kind}: the pump", str(ours), said, ours.share(size.limit))
                since = min(LEARNED, ours.arrived[-1] / 2)
                later = ours.later_share(size.limit, since)
                yield Figure(f"{kind}: after {since:.0f} s", "the same", said, later)
            some = chats[: size.peers]
            for name, peer in PEERS.items():
                sending = peer(sandbox.base, some, limit.per_second)
                theirs = await _measured(sandbox, limit, len(some), sending)
                yield Figure(name, str(theirs), said, theirs.share(size.limit))


@dataclass(frozen=True, slots=True)
class Limit:
    """Messages a second, counted with a bucket or strictly in every second."""

    per_second: float
    window: str


async def _pumped(store: Store, sandbox: "Sandbox", limit: Limit, chats: Sequence[int]) -> _Sent:
    school: School = await a_school(store, len(chats), chats[0])
    await remind(store, school)
    async with a_bot(sandbox.base) as bot:
        return await _measured(sandbox, limit, len(chats), _emptied(store, bot))


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


async def _measured(
    sandbox: "Sandbox", limit: Limit, wanted: int, sending: Awaitable[None]
) -> _Sent:
    await sandbox.limit(limit)
    before = await sandbox.calls()
    start, processor = perf_counter(), process_time()
    await sending
    seconds, processor = perf_counter() - start, process_time() - processor
    calls = await sandbox.calls(len(before))
    refused = sum(call["error_code"] == 429 for call in calls)
    moments = [datetime.fromisoformat(call["at"]) for call in calls if call["ok"]]
    arrived = [(moment - moments[0]).total_seconds() for moment in moments]
    return _Sent(arrived, wanted, seconds, refused, processor)


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

    async def pending(self) -> int:
        """How many updates the bot has not confirmed yet."""
        said = await self.post(f"/bot{TOKEN}/getWebhookInfo", {})
        return int(said["result"]["pending_update_count"])

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
