"""An event loop in which waiting takes no time: when everybody waits, it is the next moment."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
Began = Callable[["asyncio.Task[Any]"], None]

began: ContextVar[Began | None] = ContextVar("began", default=None)
"""Hears of every task that is begun from here on."""


class _Nobody(selectors.DefaultSelector):
    """Nobody knocks from outside, so that waiting for it means letting time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        """Let the time pass until which there is nothing to do."""
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else: nothing will ever happen")
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """See the module. Its time begins at 0 and is counted in seconds."""

    def __init__(self) -> None:
        self._nobody = _Nobody()
        super().__init__(self._nobody)
        self._clock_resolution = 1e-6
        self.set_task_factory(_begin)

    def time(self) -> float:
        """Virtual seconds since the beginning."""
        return self._nobody.now


def _begin(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> "asyncio.Task[Any]":
    task: asyncio.Task[Any] = asyncio.Task(coro, loop=loop, **options)
    hears = began.get()
    if hears is not None:
        hears(task)
    return task


def live(story: Coroutine[Any, Any, T]) -> T:
    """Run a story to its end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)
