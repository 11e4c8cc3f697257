"""The Bot API over HTTP: /bot<TOKEN>/<method> and /file/bot<TOKEN>/<path>."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox import checks
from sandbox.clock import iso
from sandbox.errors import ApiError
from sandbox.keys import WORLD
from sandbox.methods import METHODS
from sandbox.requests import call_parameters, loggable
from sandbox.world import World

METHOD_NAMES = {name.lower(): name for name in METHODS}


async def call(request: web.Request) -> web.Response:
    """Answer one method call as Telegram does."""
    world = request.app[WORLD]
    try:
        world.bot.admit(request.match_info["token"])
        name = request.match_info["method"]
        result = await perform(world, name, await _raw(request))
    except ApiError as error:
        return refusal(error)
    return web.json_response({"ok": True, "result": result})


async def _raw(request: web.Request) -> dict[str, Any]:
    try:
        return await call_parameters(request)
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error


async def perform(world: World, name: str, raw: Mapping[str, Any]) -> Any:
    """Check and do one call, and note it in the log, whatever comes of it."""
    name = METHOD_NAMES.get(name.lower(), name)
    shown = {key: loggable(value) for key, value in raw.items()}
    try:
        params = checks.parameters(name, raw)
        shown = {key: loggable(value) for key, value in params.items()}
        result = await METHODS[name](world, params)
    except ApiError as error:
        world.calls.add(name, shown, iso(world.clock.now()), error)
        raise
    world.calls.add(name, shown, iso(world.clock.now()))
    return result


def refusal(error: ApiError) -> web.Response:
    """An error in Telegram's envelope; the HTTP status is the code."""
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    headers = {}
    if error.retry_after is not None:
        body["parameters"] = {"retry_after": error.retry_after}
        headers["Retry-After"] = str(error.retry_after)
    return web.json_response(body, status=error.code, headers=headers)


async def download(request: web.Request) -> web.Response:
    """Give the bot a file it asked for with getFile."""
    world = request.app[WORLD]
    try:
        world.bot.admit(request.match_info["token"])
        stored = world.files.at(request.match_info["path"])
        if stored is None:
            raise ApiError(404, "Not Found")
    except ApiError as error:
        return refusal(error)
    return web.Response(body=stored.data, content_type="application/octet-stream")


async def unknown(_request: web.Request) -> web.Response:
    """Whatever else is asked under /bot or /file."""
    return refusal(ApiError(404, "Not Found"))
