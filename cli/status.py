"""A small place for whoever watches: `/healthz`, `/readyz` and `/metrics`, off unless it is set."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.health import add_health
from cli.metrics import Metrics


@asynccontextmanager
async def status_at(
    place: tuple[str, int] | None,
    metrics: Metrics,
    alive: Callable[[], bool],
    ready: Callable[[], Awaitable[bool]],
) -> AsyncIterator[None]:
    """Answer at this host and port for as long as the block runs; raises OSError where the place is
    taken.
    """
    if place is None:
        yield
        return

    async def shown(_request: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_LATEST}
        return web.Response(body=await metrics.text(), headers=headers)

    app = web.Application()
    add_health(app, alive, ready)
    app.router.add_get("/metrics", shown)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, auto_decompress=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, *place).start()
        yield
    finally:
        await runner.cleanup()
