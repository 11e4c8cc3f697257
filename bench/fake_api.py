"""A Bot API server that says yes to everything at once: the cheapest possible Telegram.

`python -m bench.fake_api --port 0 --with-parent` prints its address. Nothing is checked and nothing
kept, so that what is measured beside it is the bot.
"""

import argparse
import asyncio
import os
import sys
import threading
from copy import copy
from itertools import count

from aiohttp import web

MESSAGE = '{"ok":true,"result":{"message_id":%d,"date":0,"chat":{"id":1,"type":"private"}}}'
ME = '{"ok":true,"result":{"id":424242,"is_bot":true,"first_name":"bench","username":"bench"}}'
NOW = "2025-03-17T11:05:00+00:00"
"""The time stands still at the evening of `bench.school`; a bot that follows it beats so often:"""
BEAT = 2.0
TRUE = '{"ok":true,"result":true}'
_YES = ("answerCallbackQuery", "setWebhook", "deleteWebhook", "setMyCommands", "deleteMyCommands")
SHORT = dict.fromkeys(_YES, TRUE) | {"getMe": ME}
"""What writes no message."""


def application() -> web.Application:
    """Every method answers: those that write a message with a message, the others with true.
    `/said` is how many messages that were.
    """
    numbers = count(1)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        method = request.match_info["method"]
        said = SHORT.get(method) or MESSAGE % next(numbers)
        return web.Response(text=said, content_type="application/json")

    async def said(_: web.Request) -> web.Response:
        return web.Response(text=str(next(copy(numbers)) - 1))

    async def clock(request: web.Request) -> web.Response:
        if "seen" in request.query:
            await asyncio.sleep(BEAT)
        return web.json_response({"now": NOW, "rate": 0, "step": 0})

    async def settled(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", answer)
    app.router.add_get("/said", said)
    app.router.add_get("/clock", clock)
    app.router.add_post("/clock/settled", settled)
    return app


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    runner = web.AppRunner(application(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    print(f"fake Bot API on http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m bench.fake_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--with-parent", action="store_true", help="end with standard input")
    arguments = parser.parse_args()
    if arguments.with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    asyncio.run(serve(arguments.port))


if __name__ == "__main__":
    main()
