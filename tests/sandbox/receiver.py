"""A bot's own web server, to which the sandbox delivers."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Receiver:
    """Keeps what it gets and answers as it is told: a status, JSON, or a whole response."""

    url: str = ""
    answers: list[Any] = field(default_factory=list)
    closed: dict[int, asyncio.Event] = field(default_factory=dict)
    """Chats whose updates are not answered until the event is set."""
    got: asyncio.Queue[tuple[Any, str | None]] = field(default_factory=asyncio.Queue)
    texts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    most_at_once: int = 0
    _at_once: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        self.got.put_nowait((update, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        chat = update["message"]["chat"]["id"] if "message" in update else 0
        self.texts[chat].append(update.get("message", {}).get("text"))
        if chat in self.closed:
            await self.closed[chat].wait()
        self._at_once -= 1
        return self._answer()

    def _answer(self) -> web.StreamResponse:
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, web.Response):
            return answer
        return web.Response(status=answer) if isinstance(answer, int) else web.json_response(answer)

    async def next(self) -> tuple[Any, str | None]:
        return await asyncio.wait_for(self.got.get(), 30)

    async def text(self) -> str:
        """What the next message says."""
        update, _ = await self.next()
        words: str = update["message"]["text"]
        return words


@asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiver]:
    it = Receiver()
    app = web.Application()
    app.router.add_post("/hook", it.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    it.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield it
    await runner.cleanup()
