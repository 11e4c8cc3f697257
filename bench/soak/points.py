"""Named moments at which a bot can die: before and after each commit, each request, each answer.

Production code knows nothing of them. A process that is to die wraps its store and its session from
outside (`arm`), and ends itself by `kill -9` when it comes to the point for the so manieth time.
"""

import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from aiogram.methods import SendMessage

import scheduler.pump
import scheduler.steps
from bot.intake import Intake
from bot.telegram import Session
from storage.incoming import IncomingUpdates
from storage.store import Store
from storage.work import Work

Call = Callable[..., Awaitable[Any]]

_doing: ContextVar[str] = ContextVar("doing", default="else")
"""What the transaction under way is about."""

_TRANSACTIONS = ("tick", "claim", "start", "settle", "intake", "mark")
POINTS = (
    *(f"{what}: {when} commit" for what in _TRANSACTIONS for when in ("before", "after")),
    *("notice: before it leaves", "notice: after it was taken"),
    *("reply: before it leaves", "reply: after it was taken"),
)
"""All of them, in the order in which they are tried."""
DIED = "killed at its point"
"""A life's last words there: whoever ends without them has ended in another way."""


NAMED: tuple[tuple[Any, str, str], ...] = (
    (scheduler.steps, "tick", "tick"),
    (scheduler.pump, "claim", "claim"),
    (scheduler.pump, "prepare", "start"),
    (scheduler.pump, "settle", "settle"),
    (Intake, "_handled", "intake"),
    (IncomingUpdates, "replied", "mark"),
)
"""Where the calls are looked up that tell what a transaction is about."""


class _Fuse:
    """Counts how often a point was reached."""

    def __init__(self, point: str, times: int) -> None:
        self._point = point
        self._left = times

    def at(self, point: str) -> None:
        """Die, if this is the point and its time has come."""
        if point == self._point:
            self._left -= 1
            if self._left == 0:
                os.write(sys.stderr.fileno(), f"{DIED}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str, times: int = 1) -> None:
    """This process dies when it comes to a point for the so manieth time."""
    fuse = _Fuse(point, times)
    _wrap_store(fuse)
    _wrap_session(fuse)
    for home, name, what in NAMED:
        setattr(home, name, _says(getattr(home, name), what))


def _says(call: Call, what: str) -> Call:
    """The call, which says of its transaction what it is about once it has done something."""

    @wraps(call)
    async def said(*args: Any, **options: Any) -> Any:
        result = await call(*args, **options)
        if result or what in ("settle", "intake", "mark"):
            _doing.set(what)
        return result

    return said


def _wrap_store(fuse: _Fuse) -> None:
    write = Store.write

    @asynccontextmanager
    async def mortal(store: Store) -> AsyncIterator[Work]:
        _doing.set("else")
        async with write(store) as work:
            yield work
            fuse.at(f"{_doing.get()}: before commit")
        fuse.at(f"{_doing.get()}: after commit")

    Store.write = mortal  # type: ignore[assignment, method-assign]  # the class itself, so that every store dies


def _wrap_session(fuse: _Fuse) -> None:
    request = Session.make_request

    async def mortal(session: Session, bot: Any, method: Any, timeout: Any = None) -> Any:
        if not isinstance(method, SendMessage):
            return await request(session, bot, method, timeout)
        what = "notice" if "d:done:" in str(method.reply_markup) else "reply"
        fuse.at(f"{what}: before it leaves")
        answer = await request(session, bot, method, timeout)
        fuse.at(f"{what}: after it was taken")
        return answer

    Session.make_request = mortal  # type: ignore[assignment, method-assign]  # the class itself, so that every bot dies
