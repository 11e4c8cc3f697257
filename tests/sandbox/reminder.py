"""A bot that does nothing but follow the clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.sandbox.people import Person, Sandbox


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass
class Reminder:
    """A bot that follows the clock and writes to one person every day at two (UTC)."""

    sandbox: Sandbox
    person: Person
    started: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self) -> None:
        step, due = 0, moment("2026-03-02T02:00:00Z")
        while True:
            clock = await self.sandbox.get("/sandbox/clock", seen=step, timeout=20)
            step, now = clock["step"], moment(clock["now"])
            while due <= now:
                await self.sandbox.call("sendMessage", chat_id=self.person.id, text="Call?")
                due += timedelta(days=1)
            await self.sandbox.post("/sandbox/clock/settled", step=step, next_at=due.isoformat())
            self.started.set()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.follow())
        await self.started.wait()
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
