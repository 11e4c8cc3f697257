"""Names under which the web application keeps what its handlers need."""

from aiohttp import web

from sandbox.world import World

WORLD = web.AppKey("world", World)
