"""Answers of the store in memory that stay as they are until something changes."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from storage.memory.state import Changes

Asked = TypeVar("Asked", bound=Hashable)
Answer = TypeVar("Answer")


class Known(Generic[Asked, Answer]):
    """Remembers answers; all of them are forgotten at the next change of what they are made of."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._answers: dict[Asked, Answer] = {}
        self._as_of = changes.count

    def get(self, asked: Asked, find: Callable[[Asked], Answer]) -> Answer:
        """What is known, or what is found now."""
        if self._as_of != self._changes.count:
            self._answers, self._as_of = {}, self._changes.count
        if asked not in self._answers:
            self._answers[asked] = find(asked)
        return self._answers[asked]
