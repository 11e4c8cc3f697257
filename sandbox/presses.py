"""Pressed inline buttons that wait for answerCallbackQuery."""

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import bad_request
from sandbox.updates import BUTTON_LIFE

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Press:
    """One press; `answer` is what the user sees once the bot has answered."""

    query_id: str
    pressed_at: datetime
    answered: bool = False
    answer: dict[str, Any] | None = None


class Presses:
    """Presses by the id of their callback query."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._presses: dict[str, Press] = {}
        self._ids = itertools.count(4_382_110_000_000_000_001, 7_919)
        self._answered = clock.changed

    def open(self) -> Press:
        """Begin a press."""
        press = Press(str(next(self._ids)), self._clock.now())
        self._presses[press.query_id] = press
        return press

    def answer(self, query_id: str, shown: dict[str, Any] | None) -> None:
        """The bot answers; 400 if the press is unknown, too old or answered before."""
        press = self._presses.pop(query_id, None)
        if press is None or press.pressed_at + BUTTON_LIFE <= self._clock.now():
            raise bad_request(TOO_OLD)
        press.answered = True
        press.answer = shown
        self._answered.fire()

    async def wait(self, press: Press, at_most: float) -> dict[str, Any] | None:
        """What the user sees, or None if nothing, or not within `at_most` real seconds."""
        await self._answered.until(lambda: press.answered, at_most)
        return press.answer

    def clear(self) -> None:
        """Forget all presses; answers to them will be too late."""
        self._presses.clear()
