"""Rows by id, with indexes, and the way back when a transaction fails."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_HasId)
Row_contra = TypeVar("Row_contra", contravariant=True)
_Step = tuple["Table[Any]", int, Any]


class Listener(Protocol[Row_contra]):
    """Hears of every row that changes: `old` is None for a new one, `new` for one that goes."""

    def changed(self, old: Row_contra | None, new: Row_contra | None) -> None: ...


class Undo:
    """What has to be put back if the transaction under way fails."""

    def __init__(self) -> None:
        self.steps: list[_Step] = []
        """What the transaction under way has changed: table, row, and what stood there, None where
        there was nothing.
        """

    @property
    def point(self) -> int:
        """A place to come back to."""
        return len(self.steps)

    def back_to(self, point: int) -> None:
        """Put back everything since a point, the latest first."""
        while len(self.steps) > point:
            table, row_id, old = self.steps.pop()
            table.restore(row_id, old)

    def forget(self) -> None:
        """The transaction has been committed."""
        self.steps.clear()


class Only(Generic[Row]):
    """Tells listeners of another version of a row only where one of these values is another one."""

    def __init__(self, names: Sequence[str], *listeners: Listener[Row]) -> None:
        self._values = attrgetter(*names)
        self._listeners = listeners

    def changed(self, old: Row | None, new: Row | None) -> None:
        """Hand it on."""
        if old is not None and new is not None and self._values(old) == self._values(new):
            return
        for listener in self._listeners:
            listener.changed(old, new)


class Table(Generic[Row]):
    """Frozen rows by id. Whoever listens hears of every change, and of its being taken back.
    `fixed` hears only of rows that come and go: what it keeps of a row never changes.
    """

    def __init__(
        self, undo: Undo, *listeners: Listener[Row], fixed: Sequence[Listener[Row]] = ()
    ) -> None:
        self.rows: dict[int, Row] = {}
        self._undo = undo
        self._listeners = listeners
        self._of_all = (*fixed, *listeners)

    def put(self, row: Row) -> None:
        """A new row, or a new version of one."""
        old = self.rows.get(row.id)
        self._undo.steps.append((self, row.id, old))
        self.rows[row.id] = row
        for listener in self._of_all if old is None else self._listeners:
            listener.changed(old, row)

    def drop(self, row_id: int) -> None:
        """A row goes."""
        old = self.rows.pop(row_id)
        self._undo.steps.append((self, row_id, old))
        for listener in self._of_all:
            listener.changed(old, None)

    def restore(self, row_id: int, old: Row | None) -> None:
        """As it was; the way back is not remembered itself."""
        now = self.rows.pop(row_id, None)
        if old is not None:
            self.rows[row_id] = old
        for listener in self._of_all:
            listener.changed(now, old)

    def get(self, row_ids: Iterable[int]) -> Iterator[Row]:
        """Those of these rows that there are, each once, in the order asked for."""
        rows = self.rows
        return iter([rows[row_id] for row_id in dict.fromkeys(row_ids) if row_id in rows])


Key = TypeVar("Key", bound=Hashable)


class Index(Generic[Row]):
    """The ids of rows by a key of theirs, in the order they came; a row without key is left out.
    Most keys have one row: its id stands there alone, as a set for each would fill the memory.
    """

    def __init__(self, key: Callable[[Row], Hashable | None]) -> None:
        self._key = key
        self._ids: dict[Hashable, int | dict[int, None]] = {}

    def changed(self, old: Row | None, new: Row | None) -> None:
        """Keep step with a row."""
        after = None if new is None else self._key(new)
        if old is not None:
            before = self._key(old)
            if before == after:
                return
            if before is not None:
                self._leave(before, old.id)
        if new is not None and after is not None:
            there = self._ids.setdefault(after, new.id)
            if there != new.id:
                self._join(after, there, new.id)

    def _join(self, key: Hashable, there: int | dict[int, None], row_id: int) -> None:
        if isinstance(there, int):
            self._ids[key] = {there: None, row_id: None}
        else:
            there[row_id] = None

    def _leave(self, key: Hashable, row_id: int) -> None:
        there = self._ids.get(key)
        if isinstance(there, dict):
            there.pop(row_id, None)
        if there == row_id or not there:
            del self._ids[key]

    def ids(self, key: Hashable) -> tuple[int, ...]:
        """The rows with this key."""
        there = self._ids.get(key)
        if there is None:
            return ()
        return (there,) if isinstance(there, int) else tuple(there)

    def known(self, keys: Iterable[Key]) -> set[Key]:
        """Those of the keys that any row has."""
        ids = self._ids
        return {key for key in keys if key in ids} if ids else set()

    def newest_first(self, key: Hashable) -> Iterator[int]:
        """The rows with this key, from the one that came last; looked up as they are taken."""
        there = self._ids.get(key, {})
        return iter((there,)) if isinstance(there, int) else reversed(there)

    def count(self, key: Hashable) -> int:
        """How many rows have this key."""
        there = self._ids.get(key)
        if there is None:
            return 0
        return 1 if isinstance(there, int) else len(there)


class Unique(Generic[Row]):
    """The id of the one row with a key that never changes."""

    def __init__(self, key: Callable[[Row], Hashable]) -> None:
        self._key = key
        self._ids: dict[Hashable, int] = {}

    def changed(self, old: Row | None, new: Row | None) -> None:
        """Keep step with a row that comes or goes."""
        if old is not None:
            self._ids.pop(self._key(old), None)
        if new is not None:
            self._ids[self._key(new)] = new.id

    def id(self, key: Hashable) -> int | None:
        """The row with this key."""
        return self._ids.get(key)


class ManyIndex(Generic[Row]):
    """As `Index`, for rows that have several keys."""

    def __init__(self, keys: Callable[[Row], Sequence[Hashable]]) -> None:
        self._keys = keys
        self._ids: dict[Hashable, dict[int, None]] = {}

    def changed(self, old: Row | None, new: Row | None) -> None:
        """Keep step with a row."""
        if old is not None and new is not None and self._keys(old) == self._keys(new):
            return
        before = set() if old is None else set(self._keys(old))
        after = {} if new is None else dict.fromkeys(self._keys(new))
        if old is not None:
            for key in before - after.keys():
                self._ids[key].pop(old.id, None)
        if new is not None:
            for key in after:
                if key not in before:
                    self._ids.setdefault(key, {})[new.id] = None

    def ids(self, key: Hashable) -> tuple[int, ...]:
        """The rows that have this key among theirs."""
        return tuple(self._ids.get(key, ()))
