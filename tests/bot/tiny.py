"""A tiny Bot API server of nobody's making: it answers as it is told, or passes calls on.

    async with tiny_telegram() as api:
        api.answers("sendMessage", slow_down(7))      # the next one; after that it is well again
        bot = connect(TOKEN, api.url)

With `behind` it stands before another server and lets everything through that is not told
otherwise: faults on the wire, for a bot that works.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

TOKEN = "700002:an-invented-token-of-a-tiny-server"
PATIENCE = 10
Answer = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]
Call = dict[str, Any]


@dataclass(slots=True)
class TinyTelegram:
    """See the module. `calls` holds what came in, in order."""

    http: aiohttp.ClientSession
    behind: str | None = None
    url: str = ""
    webhook: str = ""
    """Where updates are to be delivered; nothing is, tests do that themselves."""
    updates: list[Call] = field(default_factory=list)
    calls: list[tuple[str, Call]] = field(default_factory=list)
    silence: asyncio.Event = field(default_factory=asyncio.Event)
    """Never set: what waits for it answers nothing."""
    _told: defaultdict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    _awaited: defaultdict[str, list[asyncio.Event]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _agreed: Call = field(default_factory=dict)
    _messages: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def answers(self, method: str, *answers: Answer) -> None:
        """What the next calls of a method get."""
        self._told[method].extend(answers)

    def says(self, *updates: Call) -> None:
        """Somebody writes to the bot."""
        self.updates.extend(updates)
        self._news.set()

    async def comes(self, method: str) -> None:
        """Wait until a method is called."""
        called = asyncio.Event()
        self._awaited[method].append(called)
        await asyncio.wait_for(called.wait(), PATIENCE)

    def of(self, method: str) -> list[Call]:
        """The parameters of all calls of a method so far."""
        return [params for name, params in self.calls if name == method]

    async def take(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await request.read()
        self.calls.append((method, await _params(request)))
        for waiting in self._awaited.pop(method, []):
            waiting.set()
        if self._told[method]:
            return await self._told[method].popleft()(request, body)
        if self.behind is not None:
            return await self.pass_on(request, body)
        return ok(await self._result(method, self.calls[-1][1]))

    async def pass_on(self, request: web.Request, body: bytes) -> web.Response:
        """Ask the server behind."""
        head = {"Content-Type": request.headers.get("Content-Type", "application/json")}
        url = f"{self.behind}{request.path}"
        async with self.http.request(request.method, url, data=body, headers=head) as answer:
            content = await answer.read()
            return web.Response(body=content, status=answer.status, content_type="application/json")

    async def _result(self, method: str, params: Call) -> Any:
        match method:
            case "getMe":
                return {"id": 700002, "is_bot": True, "first_name": "Tiny", "username": "tiny_bot"}
            case "getWebhookInfo":
                info = {"url": self.webhook, "pending_update_count": len(self.updates)}
                return info | {"has_custom_certificate": False} | self._agreed
            case "setWebhook" | "deleteWebhook":
                self.webhook = params.get("url", "")
                self._agreed = _agreed(params) if self.webhook else {}
            case "getUpdates":
                return await self._pending(int(params.get("offset", 0)), params)
            case "sendMessage":
                self._messages += 1
                chat = {"id": int(params["chat_id"]), "type": "private", "first_name": "?"}
                return {"message_id": self._messages, "date": 1_790_000_000, "chat": chat}
        return True

    async def _pending(self, offset: int, params: Call) -> list[Call]:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates and params.get("timeout", "0") != "0":
            self._news.clear()
            await self._news.wait()
        return self.updates[: int(params.get("limit", 100))]


def _agreed(params: Call) -> Call:
    """What a server remembers of a webhook beside its address."""
    return {
        "max_connections": int(params["max_connections"]),
        "allowed_updates": json.loads(params["allowed_updates"]),
    }


async def _params(request: web.Request) -> Call:
    if request.content_type == "application/json":
        given: Call = await request.json()
        return given
    return dict(await request.post()) if request.body_exists else dict(request.query)


def ok(result: Any) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def refused(code: int, description: str, **parameters: Any) -> Answer:
    """An error as Telegram words it."""

    async def answer(_request: web.Request, _body: bytes) -> web.Response:
        told = {"ok": False, "error_code": code, "description": description}
        return web.json_response(told | {"parameters": parameters}, status=code)

    return answer


def slow_down(seconds: int) -> Answer:
    words = f"Too Many Requests: retry after {seconds}"
    return refused(429, words, retry_after=seconds)


def bad_gateway() -> Answer:
    """What a proxy says when the server behind it is ill; no JSON."""

    async def answer(_request: web.Request, _body: bytes) -> web.Response:
        return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")

    return answer


def hangs_up(api: TinyTelegram) -> Answer:
    """The call arrives and does its work, but its answer is lost on the way."""

    async def answer(request: web.Request, body: bytes) -> web.Response:
        if api.behind is not None:
            await api.pass_on(request, body)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    return answer


@dataclass(slots=True)
class Gate:
    """Holds one call until it is opened; `reached` says that the call has come."""

    api: TinyTelegram
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, request: web.Request, body: bytes) -> web.StreamResponse:
        self.reached.set()
        await self.open.wait()
        if self.api.behind is not None:
            return await self.api.pass_on(request, body)
        return ok(await self.api._result(request.match_info["method"], self.api.calls[-1][1]))


def let_by(api: TinyTelegram) -> Gate:
    """What is answered as ever, before one that is not."""
    gate = Gate(api)
    gate.open.set()
    return gate


@asynccontextmanager
async def tiny_telegram(behind: str | None = None) -> AsyncIterator[TinyTelegram]:
    """A server on a free port, below a path of its own as some installations have it."""
    async with aiohttp.ClientSession() as http:
        api = TinyTelegram(http, behind)
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", api.take)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield api
        finally:
            await runner.cleanup()


def an_update(number: int, text: str, user_id: int = 8001, language: str = "zh-hans") -> Call:
    """A private message, as Telegram delivers it."""
    user = {"id": user_id, "is_bot": False, "first_name": "某人", "language_code": language}
    chat = {"id": user_id, "type": "private", "first_name": "某人"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    message = {"message_id": number, "date": 1_790_000_000, "from": user, "chat": chat}
    message |= {"text": text} | ({"entities": entities} if text.startswith("/") else {})
    return {"update_id": number, "message": message}
