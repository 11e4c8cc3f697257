"""Two questions that anybody who looks after processes asks over HTTP."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.address import HEALTH, READY


def add_health(
    app: web.Application, alive: Callable[[], bool], ready: Callable[[], Awaitable[bool]]
) -> None:
    """`/healthz`: whether the process lives, else it is to be started anew. `/readyz`: whether
    updates are to be given to it now; 200 is yes, 503 no.
    """

    async def health(_request: web.Request) -> web.Response:
        return _said(alive())

    async def readiness(_request: web.Request) -> web.Response:
        return _said(await ready())

    app.router.add_get(HEALTH, health)
    app.router.add_get(READY, readiness)


def _said(well: bool) -> web.Response:
    return web.json_response({"ok": well}, status=200 if well else 503)
