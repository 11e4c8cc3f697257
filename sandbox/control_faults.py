"""The control API under /sandbox/faults: begin a fault, see them, end them."""

from typing import Any

from aiohttp import web

from sandbox.control import number, whole
from sandbox.errors import ControlError
from sandbox.faults import DELIVERY, DOWNLOAD, GET_UPDATES, KINDS, MODES, Fault, FaultSettings
from sandbox.keys import WORLD
from sandbox.methods import METHODS
from sandbox.requests import json_body
from sandbox.world import World

NAMES = frozenset({*METHODS, DELIVERY, DOWNLOAD})
OWN = {"outage": {"mode"}, "slow": {"before", "after"}, "lost": set(), "too_many": {"retry_after"}}
"""What only one kind of fault takes."""
COMMON = {"kind", "methods", "chat_id", "share", "seed", "times", "seconds"}


async def begin(request: web.Request) -> web.Response:
    """One more fault, from now on."""
    world = request.app[WORLD]
    fault = world.faults.begin(_settings(await json_body(request)))
    _cut_poll(world, fault)
    world.show_faults()
    return web.json_response(fault.view(world.clock.now()))


def _cut_poll(world: World, fault: Fault) -> None:
    """A long poll in flight does not outlive the beginning of an outage."""
    outage = fault.settings.kind == "outage"
    if outage and world.updates.polling and fault.strikes(GET_UPDATES, None):
        world.updates.oust(fault.refusal(world.clock.now()))


async def show(request: web.Request) -> web.Response:
    """All faults, those that ended by themselves too, with the calls they struck."""
    return web.json_response({"faults": request.app[WORLD].faults.view()})


async def clear(request: web.Request) -> web.Response:
    """End all."""
    world = request.app[WORLD]
    world.faults.clear()
    world.show_faults()
    return web.json_response({})


async def end(request: web.Request) -> web.Response:
    """End one."""
    world = request.app[WORLD]
    if not world.faults.end(int(request.match_info["id"])):
        raise ControlError(404, "no such fault")
    world.show_faults()
    return web.json_response({})


def _settings(body: dict[str, Any]) -> FaultSettings:
    kind = body.get("kind")
    if kind not in KINDS:
        raise ControlError(400, f"kind is one of {', '.join(KINDS)}")
    if unknown := set(body) - COMMON - OWN[kind]:
        raise ControlError(400, f"unknown for {kind}: {', '.join(sorted(unknown))}")
    given = {name: READERS[name](value) for name, value in body.items() if value is not None}
    settings = FaultSettings(**given)
    if kind == "slow" and not settings.before + settings.after:
        raise ControlError(400, "slow needs seconds before or after")
    return settings


def _mode(value: Any) -> str:
    if value not in MODES:
        raise ControlError(400, f"mode is one of {', '.join(MODES)}")
    return str(value)


def _methods(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or (unknown := {str(name) for name in value} - NAMES):
        which = f", not {', '.join(sorted(unknown))}" if isinstance(value, list) else ""
        raise ControlError(400, f"methods are names of methods the sandbox plays{which}")
    return tuple(value)


def _share(value: Any) -> float:
    share = number(value, "share")
    if share > 1:
        raise ControlError(400, "share is from 0 to 1")
    return share


def _at_least_one(name: str) -> Any:
    def read(value: Any) -> int:
        if (count := whole(value, name)) < 1:
            raise ControlError(400, f"{name} is at least 1")
        return count

    return read


READERS = {
    "kind": str,
    "mode": _mode,
    "before": lambda value: number(value, "before"),
    "after": lambda value: number(value, "after"),
    "retry_after": _at_least_one("retry_after"),
    "methods": _methods,
    "chat_id": lambda value: whole(value, "chat_id"),
    "share": _share,
    "seed": lambda value: whole(value, "seed"),
    "times": _at_least_one("times"),
    "seconds": lambda value: number(value, "seconds"),
}
