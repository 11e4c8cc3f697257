"""How long what is kept, and letting go of what is due: the oldest first, a little at a time.

Records of care, duties, words on cards and the journal's lines have no end here: one child, one
file (SYSTEMS, row 7). What ends are the traces of messages, and what was kept for a purpose that
is over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.importing.bringing import WAITS
from storage.keeping import Held, Kept
from storage.store import Store

BATCH = 500
"""Rows that go in one transaction: some milliseconds."""
USUAL: Mapping[Kept, timedelta | None] = {
    Kept.updates: timedelta(days=2),
    Kept.guesses: timedelta(days=7),
    Kept.codes: timedelta(days=1),
    Kept.drafts: timedelta(days=14),
    Kept.sheets: WAITS,
    Kept.invitations: timedelta(days=400),
    Kept.notices: timedelta(days=400),
    Kept.media: timedelta(days=400),
    Kept.old_values: timedelta(days=1100),
    Kept.tasks: timedelta(days=400),
}
"""How long each kind is kept; None: without end. A year of school and a month, or three years."""

Kinds = Mapping[Kept, timedelta | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One kind: how much there is, and how long it is kept."""

    kind: Kept
    held: Held
    kept: timedelta | None


async def let_go(
    store: Store, kept: Kinds, now: datetime, goes_on: Callable[[], bool] = lambda: True
) -> dict[Kept, int]:
    """Let go of everything that is due at `now` (UTC); returns how many of each kind went. No
    transaction is begun once `goes_on` says no: what is left is due the next time.
    """
    gone: dict[Kept, int] = {}
    for kind, span in kept.items():
        while span is not None and goes_on():
            async with store.write() as work:
                went = await work.keeping.let_go(kind, now - span, BATCH)
            if went:
                gone[kind] = gone.get(kind, 0) + went
            if went < BATCH:
                break
    return gone


async def report(store: Store, kept: Kinds) -> tuple[list[Line], Mapping[str, int]]:
    """How much there is of each kind, and of what stays."""
    async with store.read() as work:
        lines = [Line(kind, await work.keeping.held(kind), span) for kind, span in kept.items()]
        return lines, await work.keeping.stays()
