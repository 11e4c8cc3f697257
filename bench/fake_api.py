"""A Bot API server that says yes to everything at once: the cheapest possible Telegram.

Nothing is checked and nothing kept, so that what is measured beside it is the bot. It runs in the
process of whoever measures, and tells it when a chat was answered.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from time import perf_counter

from aiohttp import web

MESSAGE = '{"ok":true,"result":{"message_id":%d,"date":0,"chat":{"id":1,"type":"private"}}}'
ME = '{"ok":true,"result":{"id":424242,"is_bot":true,"first_name":"bench","username":"bench"}}'
NOW = "2025-03-17T11:05:00+00:00"
"""The time stands still at the evening of `bench.school`; a bot that follows it beats so often:"""
BEAT = 2.0
TRUE = '{"ok":true,"result":true}'
_YES = ("answerCallbackQuery", "setWebhook", "deleteWebhook", "setMyCommands", "deleteMyCommands")
SHORT = dict.fromkeys(_YES, TRUE) | {"getMe": ME}
"""What writes no message."""
_CHAT = re.compile(rb'chat_id"?[=:]\s*(\d+)')
"""In a form or in JSON."""


class Api:
    """The server. `base` is its address while it is open."""

    def __init__(self) -> None:
        self.base = ""
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[float]] = {}

    def answered(self, chat: int) -> asyncio.Future[float]:
        """The moment (`perf_counter`, seconds) at which a message in this chat is next written or
        rewritten.
        """
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[chat] = waiting
        return waiting

    async def call(self, request: web.Request) -> web.Response:
        """Every method answers: those that write a message with a message, the others with true."""
        body = await request.read()
        said = SHORT.get(request.match_info["method"])
        if said is None:
            said = MESSAGE % next(self._numbers)
            self._note(body)
        return web.Response(text=said, content_type="application/json")

    def _note(self, body: bytes) -> None:
        found = _CHAT.search(body)
        waiting = self._waiting.pop(int(found[1]), None) if found else None
        if waiting is not None:
            waiting.set_result(perf_counter())


async def _clock(request: web.Request) -> web.Response:
    if "seen" in request.query:
        await asyncio.sleep(BEAT)
    return web.json_response({"now": NOW, "rate": 0, "step": 0})


async def _settled(_: web.Request) -> web.Response:
    return web.Response()


@asynccontextmanager
async def an_api() -> AsyncIterator[Api]:
    """Open on a free port of this machine."""
    api = Api()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api.call)
    app.router.add_get("/clock", _clock)
    app.router.add_post("/clock/settled", _settled)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield api
    finally:
        await runner.cleanup()
