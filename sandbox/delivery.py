"""Delivers updates by webhook: in order in each chat, several chats beside each other."""

import asyncio
import json
from collections.abc import Iterator

import aiohttp

from sandbox.botapi import perform
from sandbox.errors import ApiError, HangUp
from sandbox.faults import DELIVERY
from sandbox.updates import Pending
from sandbox.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
TIMEOUT = aiohttp.ClientTimeout(total=60)
FOR_LONG = 3600.0
"""Real seconds to sleep when only a change can bring work."""


async def deliver(world: World) -> None:
    """Run until cancelled; sleeps while there is no webhook or nothing to deliver."""
    connector = aiohttp.TCPConnector(limit=0)  # the webhook's max_connections counts
    async with aiohttp.ClientSession(timeout=TIMEOUT, connector=connector) as client:
        await Postman(world, client).run()


class _FailedError(Exception):
    """The bot did not take an update; `retry_after` seconds if it said when to come again."""

    def __init__(self, reason: str, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Postman:
    """Takes every update that may go now to the bot, and notes what came of it."""

    def __init__(self, world: World, client: aiohttp.ClientSession) -> None:
        self._world = world
        self._client = client
        self._busy: set[int] = set()
        """Chats with a delivery under way."""

    async def run(self) -> None:
        """Until cancelled or the server stops."""
        async with asyncio.TaskGroup() as under_way:
            while not self._world.closing:
                for update in list(self._ready()):
                    self._busy.add(update.chat_id)
                    under_way.create_task(self._take(update))
                await self._world.changed.until(lambda: any(self._ready()), self._nap())

    def _ready(self) -> Iterator[Pending]:
        """What may go now, as many as there are free connections."""
        free = self._world.webhook.max_connections - len(self._busy)
        if free <= 0 or not self._world.webhook.url:
            return
        for update in self._world.deliverable():
            if update.chat_id not in self._busy:
                yield update
                free -= 1
            if not free:
                return

    def _nap(self) -> float:
        """Real seconds until something that is held up may go, if the clock runs."""
        clock, at = self._world.clock, self._world.next_release()
        if at is None or not clock.rate:
            return FOR_LONG
        return max(0.001, (at - clock.now()).total_seconds() / clock.rate)

    async def _take(self, update: Pending) -> None:
        world, webhook = self._world, self._world.webhook
        setting = webhook.setting
        try:
            await _answer(world, await self._post(update))
        except _FailedError as failure:
            if webhook.setting == setting:
                webhook.failed(str(failure), world.clock.now())
                world.retries.failed(update, failure.retry_after)
        else:
            webhook.succeeded()
            world.retries.done(update.chat_id)
            world.updates.confirm([update.update_id])
        finally:
            self._busy.discard(update.chat_id)
            world.changed.fire()

    async def _post(self, update: Pending) -> bytes:
        """The body of the bot's answer, if that is a success. Redirections are none."""
        webhook = self._world.webhook
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        blow = self._world.strike(DELIVERY, update.chat_id)
        try:
            await blow.begin()
            async with self._client.post(
                webhook.url, json=update.payload, headers=headers, allow_redirects=False
            ) as response:
                _check(response)
                body = await response.read()
            await blow.end()
        except (aiohttp.ClientError, TimeoutError, ApiError, HangUp) as error:
            raise _FailedError(f"Connection failed: {type(error).__name__}") from error
        return body


def _check(response: aiohttp.ClientResponse) -> None:
    if 200 <= response.status < 300:
        return
    asked = response.headers.get("Retry-After", "")
    raise _FailedError(
        f"Wrong response from the webhook: {response.status} {response.reason}",
        int(asked) if asked.isascii() and asked.isdigit() else None,
    )


async def _answer(world: World, body: bytes) -> None:
    """A method call in the webhook's answer is done; its result goes nowhere, only to the log."""
    try:
        call = json.loads(body)
        method = call.pop("method")
    except (ValueError, TypeError, AttributeError, KeyError):
        return
    try:
        await perform(world, str(method), call)
    except (ApiError, HangUp):
        return
