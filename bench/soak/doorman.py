"""A small proxy before the workers: each update to the next of them, as nginx gives it out, and to
another one where that fails. Where it is told so, it brings each update three times: twice at once
to two doors, and once more among later updates of other chats.
"""

import asyncio
import json
import random
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import aiohttp
from aiohttp import web

PATH = "/updates"
SECRET = "soak-soak-soak"  # noqa: S105 - of the sandbox
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE = aiohttp.ClientTimeout(total=50, connect=2)
OK, NOBODY = 200, 502
REST = 0.1
"""Seconds before a copy that nobody took is brought again."""


@dataclass(slots=True)
class Doorman:
    """What came by, and the copies that are still to be brought."""

    places: Sequence[str]
    thrice: bool
    dice: random.Random
    http: aiohttp.ClientSession
    failed: set[int] = field(default_factory=set)
    """Updates that a worker did not take, or of which it died."""
    taken: int = 0
    """How often a worker said 200."""
    _turn: "count[int]" = field(default_factory=count)
    _later: list[bytes] = field(default_factory=list)
    _running: set["asyncio.Task[None]"] = field(default_factory=set)

    async def take(self, request: web.Request) -> web.Response:
        """One update from the server: 200 only where a worker said so."""
        body = await request.read()
        number = int(json.loads(body)["update_id"])
        if not self.thrice:
            return _passed_on(*await self._brought(body, number))
        both = await asyncio.gather(self._brought(body, number), self._brought(body, number))
        statuses = [status for status, _ in both]
        if OK in statuses:
            self._keep(body, 3 - statuses.count(OK))
        return _passed_on(min(statuses), max(said for _, said in both))

    def _keep(self, body: bytes, copies: int) -> None:
        """Keep copies of this one for later, and bring one of all that are kept."""
        self._later.extend([body] * copies)
        self.dice.shuffle(self._later)
        if self.dice.random() < 0.5:
            self._bring(self._later.pop())

    def _bring(self, body: bytes) -> None:
        task = asyncio.create_task(self._insist(body))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def bring_the_rest(self) -> None:
        """All copies that are left, and wait for them."""
        while self._later:
            self._bring(self._later.pop())
        while self._running:
            await asyncio.wait(set(self._running))

    def go_home(self) -> None:
        """Bring nothing more."""
        for task in self._running:
            task.cancel()

    async def _insist(self, body: bytes) -> None:
        number = int(json.loads(body)["update_id"])
        for _ in count():
            if (await self._brought(body, number))[0] == OK:
                return
            await asyncio.sleep(REST)

    async def _brought(self, body: bytes, number: int) -> tuple[int, bytes]:
        first = next(self._turn)
        for step in range(len(self.places)):
            place = self.places[(first + step) % len(self.places)]
            status, said = await self._given(place, body, number)
            if status == OK:
                return OK, said
        return NOBODY, b""

    async def _given(self, place: str, body: bytes, number: int) -> tuple[int, bytes]:
        """The status, and what the worker says in its answer."""
        said = b""
        headers = {HEADER: SECRET, "Content-Type": "application/json"}
        try:
            async with self.http.post(f"{place}{PATH}", data=body, headers=headers) as answer:
                status, said = answer.status, await answer.read()
        except aiohttp.ClientConnectorError:
            return NOBODY, said  # nobody was there
        except (aiohttp.ClientError, TimeoutError):
            status = NOBODY
        if status == OK:
            self.taken += 1
        else:
            self.failed.add(number)
        return status, said


def _passed_on(status: int, said: bytes) -> web.Response:
    return web.Response(status=status, body=said, content_type="application/json")


def free_ports(many: int) -> list[int]:
    """Ports of this machine where nobody listens now."""
    sockets = [socket.socket() for _ in range(many)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


@asynccontextmanager
async def a_doorman(
    ports: Sequence[int], seed: int = 0, *, thrice: bool = False
) -> AsyncIterator[tuple[Doorman, str]]:
    """A doorman before workers at these ports, and the address for the Bot API server."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(timeout=PATIENCE, connector=connector) as http:
        places = [f"http://127.0.0.1:{port}" for port in ports]
        doorman = Doorman(places, thrice, random.Random(seed), http)
        app = web.Application()
        app.router.add_post(PATH, doorman.take)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        (port,) = free_ports(1)
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield doorman, f"http://127.0.0.1:{port}{PATH}"
        finally:
            doorman.go_home()
            await runner.cleanup()
