"""One memory of compiled statements for all stores of a run.

SQLAlchemy keeps what it has compiled for each engine apart, and every test opens an engine of its
own: a fifth of the time of a test with a store went into compiling again what the one before it
had compiled. The tests' engines of one kind of database are all alike, so they share.
"""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Engine, event


class _Shared(dict[Any, Any]):
    """Compiled statements by what they say, whichever engine of one kind asked for them first."""

    def get(self, key: tuple[Hashable, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Hashable, ...], compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


_SHARED = {"sqlite": _Shared(), "postgresql": _Shared()}


def share() -> None:
    """For all engines from now on."""
    event.listen(Engine, "engine_connect", _take_the_shared_one)


def _take_the_shared_one(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_SHARED[connection.dialect.name])
