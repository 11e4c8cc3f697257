"""GET /sandbox/events: the page listens here, and gets the whole state first."""

import asyncio

from aiohttp import web

from sandbox.events import Listener, encoded
from sandbox.keys import WORLD
from sandbox.world import World

BEAT = 1.0
"""Real seconds between looks at whether the bot is still there."""
KEEP_ALIVE = b": still here\n\n"


async def events(request: web.Request) -> web.StreamResponse:
    """Send events until the page goes or the server stops."""
    world = request.app[WORLD]
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    listener = world.events.join()
    try:
        await _follow(world, listener, response)
    except (ConnectionError, asyncio.CancelledError):
        return response
    finally:
        world.events.leave(listener)
    return response


async def _follow(world: World, listener: Listener, response: web.StreamResponse) -> None:
    await response.write(encoded({"type": "state", "state": world.state()}))
    online = world.online()
    while not world.closing:
        event = await listener.next(BEAT)
        if listener.lagging:
            listener.restart()
            event = {"type": "state", "state": world.state()}
        if event is not None:
            await response.write(encoded(event))
        if online != world.online():
            online = world.online()
            await response.write(encoded({"type": "bot", "bot": world.bot_view()}))
        elif event is None:
            await response.write(KEEP_ALIVE)
