"""The log of Bot API calls, for tests that ask what the bot really said."""

from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.errors import ApiError

KEPT = 50_000


@dataclass(frozen=True)
class Call:
    """One call and its outcome; `at` is virtual time, ISO 8601."""

    n: int
    method: str
    params: dict[str, Any]
    ok: bool
    error_code: int | None
    description: str | None
    at: str


class Calls:
    """The latest calls, numbered from 1 in the order they were answered."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT)
        self._count = 0

    def add(
        self, method: str, params: dict[str, Any], at: str, error: Exception | None = None
    ) -> None:
        """Note one call and the error it ended with, if any; without an answer there is no code."""
        self._count += 1
        code = error.code if isinstance(error, ApiError) else None
        description = str(error) if error else None
        self._calls.append(Call(self._count, method, params, error is None, code, description, at))

    def after(self, number: int) -> list[dict[str, Any]]:
        """The calls with a higher number."""
        return [asdict(call) for call in self._calls if call.n > number]

    def clear(self) -> None:
        """Forget the calls; the numbers go on."""
        self._calls.clear()
