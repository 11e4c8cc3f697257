"""Starts and stops the sandbox: inside a test, or for `python -m sandbox`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from sandbox.app import application
from sandbox.clock import Clock, real_now
from sandbox.delivery import deliver
from sandbox.settings import Settings
from sandbox.world import World

DEFAULTS = Settings()


@asynccontextmanager
async def running(
    *,
    now: datetime | None = None,
    rate: float = 0,
    host: str = "127.0.0.1",
    port: int = 0,
    settings: Settings = DEFAULTS,
) -> AsyncIterator[str]:
    """A running sandbox; gives its base URL, like http://127.0.0.1:8642.

    `now` is where the virtual clock begins (UTC; default the machine's time), `rate` how many
    virtual seconds pass in a real one, `port` 0 takes a free one.
    """
    seconds = settings.seconds or asyncio.get_running_loop().time
    world = World(Clock(now or real_now(), rate, seconds), settings)
    runner = web.AppRunner(
        application(world), handler_cancellation=True, access_log=None, shutdown_timeout=1
    )
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    delivery = asyncio.create_task(deliver(world))
    try:
        yield f"http://{host}:{_port(runner)}"
    finally:
        world.close()
        delivery.cancel()
        await asyncio.gather(delivery, return_exceptions=True)
        await runner.cleanup()


def _port(runner: web.AppRunner) -> int:
    port: int = runner.addresses[0][1]
    return port
