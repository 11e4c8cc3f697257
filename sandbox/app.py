"""The web application: routes to the Bot API, the control API and the page."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from sandbox import botapi, control, control_faults, control_phones, stream, users
from sandbox.errors import ApiError, ControlError
from sandbox.keys import WORLD
from sandbox.world import World

PAGE = Path(__file__).with_name("page")
BODY_LIMIT = 52 * 1024 * 1024
"""Bytes of a request: one file of the largest size and its parameters."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(world: World) -> web.Application:
    """Everything that is served."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[errors])
    app[WORLD] = world
    app.add_routes([*_bot_routes(), *_control_routes(), *_phone_routes(), *_page_routes()])
    return app


def _bot_routes() -> list[web.RouteDef]:
    return [
        web.route("*", r"/bot{token:[^/]+}/{method:\w+}", botapi.call),
        web.get(r"/file/bot{token:[^/]+}/{path:.+}", botapi.download),
        web.route("*", r"/{any:bot.*}", botapi.unknown),
        web.route("*", r"/{any:file/.*}", botapi.unknown),
    ]


def _control_routes() -> list[web.RouteDef]:
    return [
        web.get("/sandbox/state", control.state),
        web.delete("/sandbox", control.forget),
        web.get("/sandbox/events", stream.events),
        web.get("/sandbox/calls", control.calls),
        web.post("/sandbox/limits", control.limits),
        web.post("/sandbox/faults", control_faults.begin),
        web.get("/sandbox/faults", control_faults.show),
        web.delete("/sandbox/faults", control_faults.clear),
        web.delete(r"/sandbox/faults/{id:\d+}", control_faults.end),
        web.get("/sandbox/clock", control.clock),
        web.post("/sandbox/clock", control.set_clock),
        web.post("/sandbox/clock/settled", control.settled),
        web.post("/sandbox/clock/forward", control.fast_forward),
        web.get("/sandbox/idle", control.idle),
        web.get("/sandbox/files/{file_id}", control_phones.file),
    ]


def _phone_routes() -> list[web.RouteDef]:
    one = r"/sandbox/phones/{id:\d+}"
    return [
        web.post("/sandbox/phones", control_phones.add),
        web.get(one, control_phones.show),
        web.patch(one, control_phones.change),
        web.delete(one, control_phones.remove),
        web.post(f"{one}/text", control_phones.text),
        web.post(f"{one}/open", control_phones.open_link),
        web.post(f"{one}/press", control_phones.press),
        web.post(f"{one}/contact", control_phones.contact),
        web.post(f"{one}/photo", control_phones.sender("photo")),
        web.post(f"{one}/voice", control_phones.sender("voice")),
        web.post(f"{one}/document", control_phones.sender("document")),
        web.post(f"{one}/block", control_phones.simple(users.block)),
        web.post(f"{one}/unblock", control_phones.simple(users.unblock)),
        web.post(f"{one}/read", control_phones.simple(users.read)),
    ]


def _page_routes() -> list[web.RouteDef]:
    return [web.get("/", page), web.get(r"/static/{path:.+}", static)]


async def page(_request: web.Request) -> web.StreamResponse:
    """The page with everybody's phones."""
    return _served(PAGE / "index.html")


async def static(request: web.Request) -> web.StreamResponse:
    """The page's other files, never anything outside their folder."""
    return _served(PAGE / request.match_info["path"])


def _served(path: Path) -> web.StreamResponse:
    inside = path.resolve().is_relative_to(PAGE.resolve())
    if not inside or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "no-cache"})


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Control errors as JSON; an ApiError outside the Bot API is a control error too."""
    try:
        return await handler(request)
    except ControlError as error:
        return web.json_response({"error": error.reason}, status=error.status)
    except ApiError as error:
        return web.json_response({"error": error.description}, status=error.code)
