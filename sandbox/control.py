"""The control API under /sandbox: state, clock, limits, calls, events."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from aiohttp import web

from sandbox.clock import instant, iso
from sandbox.errors import ControlError
from sandbox.forward import forward, left, quiet
from sandbox.keys import WORLD
from sandbox.limits import LimitSettings
from sandbox.requests import json_body

RATES = ("per_second", "per_chat_per_second", "burst", "per_chat_burst", "penalty")


async def state(request: web.Request) -> web.Response:
    """Everything."""
    return web.json_response(request.app[WORLD].state())


async def forget(request: web.Request) -> web.Response:
    """Forget everything but the clock and the bot."""
    request.app[WORLD].forget()
    return web.json_response({})


async def calls(request: web.Request) -> web.Response:
    """The log of Bot API calls after number `after`."""
    after = whole(request.query.get("after", "0"), "after")
    return web.json_response({"calls": request.app[WORLD].calls.after(after)})


async def limits(request: web.Request) -> web.Response:
    """Set the sending limits."""
    body = await json_body(request)
    known = {field.name for field in fields(LimitSettings)}
    if unknown := set(body) - known:
        raise ControlError(400, f"unknown: {', '.join(sorted(unknown))}")
    if body.get("window", "bucket") not in ("bucket", "strict"):
        raise ControlError(400, 'window is "bucket" or "strict"')
    rates = {key: number(value, key) for key, value in body.items() if key in RATES}
    if any(rate == 0 for rate in rates.values()):
        raise ControlError(400, "rates and bursts must be above zero")
    request.app[WORLD].limits.set(LimitSettings(**{**body, **rates}))
    return web.json_response({})


async def clock(request: web.Request) -> web.Response:
    """The time; with `seen`, wait up to `timeout` real seconds for another step."""
    virtual = request.app[WORLD].clock
    seen = request.query.get("seen")
    if seen is not None:
        step = whole(seen, "seen")
        timeout = number(request.query.get("timeout", "0"), "timeout")
        await virtual.changed.until(lambda: virtual.step != step, timeout)
    return web.json_response(virtual.view())


async def set_clock(request: web.Request) -> web.Response:
    """Set the time, the rate, or both."""
    world = request.app[WORLD]
    body = await json_body(request)
    if world.clock.forwarding:
        raise ControlError(409, "the clock is moving")
    now = instant(body["now"]) if body.get("now") is not None else None
    rate = number(body["rate"], "rate") if body.get("rate") is not None else None
    world.clock.set(now, rate)
    world.show_clock()
    return web.json_response(world.clock.view())


async def settled(request: web.Request) -> web.Response:
    """The bot reports a step as done, and its next moment."""
    body = await json_body(request)
    next_at = instant(body["next_at"]) if body.get("next_at") is not None else None
    request.app[WORLD].clock.settle(whole(body.get("step"), "step"), next_at)
    return web.json_response({})


async def fast_forward(request: web.Request) -> web.Response:
    """Move the clock by `seconds` or to `until`, or until the bot sends with `stop_on_message`."""
    world = request.app[WORLD]
    body = await json_body(request)
    if ("seconds" in body) == ("until" in body):
        raise ControlError(400, "give seconds or until")
    if "until" in body:
        target = instant(body["until"])
    else:
        target = world.clock.now() + timedelta(seconds=number(body["seconds"], "seconds"))
    hops = await forward(world, target, bool(body.get("stop_on_message")))
    return web.json_response({"now": iso(world.clock.now()), "hops": hops})


async def idle(request: web.Request) -> web.Response:
    """Wait until the bot has left no update and has settled a step begun after the last of them.

    With `held=1`, it may leave those that cannot reach it now.
    """
    world = request.app[WORLD]
    timeout = number(request.query.get("timeout", "10"), "timeout")
    held = request.query.get("held", "0") not in ("0", "")
    if not world.clock.forwarding and not left(world, held):
        world.clock.set()
    return web.json_response({"idle": await quiet(world, timeout, held)})


def whole(value: Any, name: str) -> int:
    """A whole number from JSON or a query; 400 otherwise."""
    return int(number(value, name))


def number(value: Any, name: str) -> float:
    """A number of at least zero from JSON or a query; 400 otherwise."""
    try:
        result = float(value)
    except (TypeError, ValueError) as error:
        raise ControlError(400, f"{name} must be a number, not {value!r}") from error
    if not 0 <= result < 1e12:
        raise ControlError(400, f"{name} is out of range: {value!r}")
    return result
