"""The next free moment for a message, among all processes on one PostgreSQL.

One row of `meta` holds it, in seconds of the database's clock, and behind it when that was written:
where this is still to come the clock was set back, and the moment is free. Who sends a message
moves it on; who is told to rest moves it to the end of the rest, so that one refusal stops all.
"""

from msgspec import Struct
from sqlalchemy import TextClause, text

from storage.store import Store

NAME = "next message"
_CLOCK = "extract(epoch FROM clock_timestamp())::float8"
_MOMENT, _WRITTEN = (
    f"CAST(nullif(split_part(meta.value, ' ', {part}), '') AS float8)" for part in (1, 2)
)
_THEN = f"CASE WHEN {_WRITTEN} > {_CLOCK} + 1 THEN 0 ELSE {_MOMENT} - {_CLOCK} END"


def _written(new: str, only: str = "") -> TextClause:
    """The moment, from now, that a message has got; nothing where it gets none."""
    return text(
        f"INSERT INTO meta (name, value) VALUES ('{NAME}', {_both(':more')})"  # noqa: S608 - no value in it
        f" ON CONFLICT (name) DO UPDATE SET value = {_both(new)} {only}"
        f" RETURNING {_THEN}"
    )


def _both(new: str) -> str:
    return f"CAST({_CLOCK} + {new} AS text) || ' ' || CAST({_CLOCK} AS text)"


_WITHIN = f"CASE WHEN {_THEN} < -1 THEN 0 ELSE greatest({_THEN}, -CAST(:late AS float8)) END"
"""What was left free for longer than a second is not made up for."""
_TAKE = _written(f"{_WITHIN} + :more", f"WHERE {_THEN} <= :ahead")
_REST = _written(f"greatest({_THEN}, :more)")
_GO_ON = _written("0")
_LOOK = text(f"SELECT {_THEN} FROM meta WHERE name = '{NAME}'")  # noqa: S608 - no value in it
_HASTE = text("SET LOCAL synchronous_commit = off")
"""Nobody has to know after a crash when the last message went."""


class Slot(Struct, frozen=True):
    """Whether a moment is ours; `wait` is how far off (seconds) it is, or the next one may be."""

    ours: bool
    wait: float = 0.0


class Slots:
    """Hands out moments. Raises as the store where that does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def take(self, between: float, ahead: float, late: float) -> Slot:
        """The next moment, with so many seconds to the one after it, if it is no more than `ahead`
        seconds off; `late` seconds at most are made up for.
        """
        values = {"more": between, "ahead": ahead, "late": late}
        async with self._store.write() as work:
            got = await work.leads.moment(_HASTE, _TAKE, values)
            if got is not None:
                return Slot(True, max(0.0, got - between))
            found = await work.leads.moment(_HASTE, _LOOK, {})
        return Slot(False, max(0.0, found or 0.0))

    async def rest(self, seconds: float) -> None:
        """No moment before so many seconds are over."""
        await self._moved(_REST, seconds)

    async def go_on(self) -> None:
        """A rest is over before its time."""
        await self._moved(_GO_ON, 0.0)

    async def _moved(self, statement: TextClause, seconds: float) -> None:
        async with self._store.write() as work:
            await work.leads.moment(_HASTE, statement, {"more": seconds})
