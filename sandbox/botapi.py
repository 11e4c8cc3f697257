"""The Bot API over HTTP: /bot<TOKEN>/<method> and /file/bot<TOKEN>/<path>."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from sandbox import checks
from sandbox.clock import iso
from sandbox.errors import ApiError, FrontPage, HangUp
from sandbox.faults import DOWNLOAD, Blow
from sandbox.keys import WORLD
from sandbox.methods import METHODS
from sandbox.requests import call_parameters, loggable
from sandbox.world import World

PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
"""What the server in front of the Bot API says when there is nothing behind it."""
METHOD_NAMES = {name.lower(): name for name in METHODS}


async def call(request: web.Request) -> web.Response:
    """Answer one method call as Telegram does, or as the faults want it."""
    world = request.app[WORLD]
    name = _canonical(request.match_info["method"])
    try:
        world.bot.admit(request.match_info["token"])
        raw = await _raw(request)
    except ApiError as error:
        return refusal(error)
    blow = world.strike(name, _chat(raw))
    if blow.refusal is not None:
        _note(world, name, raw, blow.refusal)
    return await _under(blow, request, lambda: _answered(world, name, raw))


def _canonical(name: str) -> str:
    return METHOD_NAMES.get(name.lower(), name)


def _chat(raw: Mapping[str, Any]) -> int | None:
    """Which chat a call is about; None if it does not say."""
    text = str(raw.get("chat_id", ""))
    return int(text) if re.fullmatch(r"-?[0-9]{1,19}", text) else None


async def _answered(world: World, name: str, raw: Mapping[str, Any]) -> web.Response:
    try:
        result = await perform(world, name, raw)
    except ApiError as error:
        return refusal(error)
    return web.json_response({"ok": True, "result": result})


async def _under(
    blow: Blow, request: web.Request, act: Callable[[], Awaitable[web.Response]]
) -> web.Response:
    """Do what is asked, between what a fault does before and after it."""
    try:
        await blow.begin()
        response = await act()
        await blow.end()
    except ApiError as error:
        return refusal(error)
    except HangUp:
        if request.transport is not None:
            request.transport.close()
        return web.Response()
    return response


async def _raw(request: web.Request) -> dict[str, Any]:
    try:
        return await call_parameters(request)
    except web.HTTPRequestEntityTooLarge as error:
        raise ApiError(413, "Request Entity Too Large") from error


async def perform(world: World, name: str, raw: Mapping[str, Any]) -> Any:
    """Check and do one call, and note it in the log, whatever comes of it."""
    name = _canonical(name)
    params = raw
    try:
        params = checks.parameters(name, raw)
        result = await METHODS[name](world, params)
    except (ApiError, HangUp) as error:
        _note(world, name, params, error)
        raise
    _note(world, name, params)
    return result


def _note(
    world: World, name: str, params: Mapping[str, Any], error: Exception | None = None
) -> None:
    shown = {key: loggable(value) for key, value in params.items()}
    world.calls.add(name, shown, iso(world.clock.now()), error)


def refusal(error: ApiError) -> web.Response:
    """An error in Telegram's envelope; the HTTP status is the code."""
    if isinstance(error, FrontPage):
        page = PAGE.format(title=f"{error.code} {error.description}")
        return web.Response(text=page, status=error.code, content_type="text/html")
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
    return await _under(world.strike(DOWNLOAD, None), request, lambda: _file(world, request))


async def _file(world: World, request: web.Request) -> web.Response:
    world.bot.admit(request.match_info["token"])
    stored = world.files.at(request.match_info["path"])
    if stored is None:
        raise ApiError(404, "Not Found")
    return web.Response(body=stored.data, content_type="application/octet-stream")


async def unknown(_request: web.Request) -> web.Response:
    """Whatever else is asked under /bot or /file."""
    return refusal(ApiError(404, "Not Found"))
