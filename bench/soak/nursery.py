"""`python -m bench.soak.nursery`: lives of the bot, forked from a parent that has imported it all.

A fresh `hongyan run` takes seconds to start, a child of this one a tenth of a second: what is
killed so often is not to spend its life on imports. One line of JSON in, the settings of a life;
one out, its process id. The parent has neither threads nor an event loop, so that forking is sound.
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any

import cli.body
import cli.run
from bench.soak.points import arm
from scheduler.follow import read_clock


def main() -> None:
    """Bear lives until standard input ends; then none of them stays."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    born: list[int] = []
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _live(json.loads(line))
        born.append(pid)
        print(pid, flush=True)
    for pid in born:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _live(told: dict[str, Any]) -> None:
    """The child: `hongyan run` with these settings, and nothing of its parent's."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        log = os.open(told["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for source, target in ((nothing, 0), (nothing, 1), (log, 2)):
            os.dup2(source, target)
        os.environ.update(told["env"])
        os.chdir(told["folder"])
        if told["point"] is not None:
            arm(told["point"], told["times"])
        if told["clock"] is not None:
            vars(cli.body)["system_clock"] = asyncio.run(read_clock(told["clock"]))
        cli.run.run()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0) if isinstance(end.code, int | None) else 1
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
