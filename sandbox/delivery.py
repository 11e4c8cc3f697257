"""Delivers updates by webhook, one after the other, and tries again after a failure."""

import json
from collections.abc import Callable

import aiohttp

from sandbox.botapi import perform
from sandbox.errors import ApiError
from sandbox.updates import Pending
from sandbox.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
TIMEOUT = aiohttp.ClientTimeout(total=60)
WAITS = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
"""Real seconds before the next try after each failure in a row; the last one stays."""


async def deliver(world: World) -> None:
    """Run until cancelled; sleeps while there is no webhook or nothing to deliver."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as client:
        failures = 0
        while True:
            await _something_to_do(world)
            if await _attempt(world, client, world.updates.pending()[0]):
                failures = 0
                continue
            wait = WAITS[min(failures, len(WAITS) - 1)]
            failures += 1
            await world.changed.until(_moved(world), wait)


def _moved(world: World) -> Callable[[], bool]:
    """Whether the bot has set another webhook since now."""
    address = world.webhook.url
    return lambda: world.webhook.url != address


async def _something_to_do(world: World) -> None:
    def met() -> bool:
        return bool(world.webhook.url and world.updates.pending())

    while not await world.changed.until(met, 3600):
        pass


async def _attempt(world: World, client: aiohttp.ClientSession, update: Pending) -> bool:
    """Deliver one update; a success takes it out of the queue and does what the answer says."""
    webhook = world.webhook
    headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
    try:
        async with client.post(webhook.url, json=update.payload, headers=headers) as response:
            if not response.ok:
                webhook.failed(
                    f"Wrong response from the webhook: {response.status} {response.reason}",
                    world.clock.now(),
                )
                return False
            body = await response.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        webhook.failed(f"Connection failed: {type(error).__name__}", world.clock.now())
        return False
    webhook.succeeded()
    world.updates.confirm([update.update_id])
    await _answer(world, body)
    return True


async def _answer(world: World, body: bytes) -> None:
    """A method call in the webhook's answer is done; its result goes nowhere, only to the log."""
    try:
        call = json.loads(body)
        method = call.pop("method")
    except (ValueError, TypeError, AttributeError, KeyError):
        return
    try:
        await perform(world, str(method), call)
    except ApiError:
        return
