"""`python -m sandbox`: a Telegram of our own on this machine."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
import threading

from sandbox.clock import instant
from sandbox.errors import ControlError
from sandbox.server import DEFAULTS, running
from sandbox.settings import Settings

STDIN = 0


def main() -> int:
    """Serve until SIGTERM or SIGINT; with --with-parent also until standard input ends."""
    arguments = _parser().parse_args()
    try:
        asyncio.run(serve(arguments))
    except (ControlError, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)  # noqa: T201 - the command line's own voice
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8642, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--now", help="where the clock begins, ISO 8601 with a zone")
    parser.add_argument("--rate", type=float, default=1, help="virtual seconds per real second")
    parser.add_argument("--bot-name", default=DEFAULTS.bot_name)
    parser.add_argument("--bot-username", default=DEFAULTS.bot_username)
    parser.add_argument("--with-parent", action="store_true", help="end with standard input")
    return parser


async def serve(arguments: argparse.Namespace) -> None:
    """Start, say so in one line, wait for the end."""
    stop = asyncio.Event()
    _stop_on_signals(stop)
    if arguments.with_parent:
        _stop_with_parent(stop)
    async with running(
        now=instant(arguments.now) if arguments.now else None,
        rate=arguments.rate,
        host=arguments.host,
        port=arguments.port,
        settings=Settings(arguments.bot_name, arguments.bot_username),
    ) as base_url:
        print(f"sandbox ready on {base_url}", flush=True)  # noqa: T201
        await stop.wait()


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows has none; Ctrl-C still raises KeyboardInterrupt
            return


def _stop_with_parent(stop: asyncio.Event) -> None:
    """Set `stop` when standard input ends, which it does when the parent dies."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        # os.read, because a thread inside sys.stdin would disturb the interpreter's own end
        while os.read(STDIN, 1024):
            pass
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
