"""The books of a soak: what the store says of every notice, and what the server saw of it."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.callbacks.basic import long
from locales.catalog import LANGUAGES, texts
from storage.store import Store
from storage.tables import Notice

ENDS = frozenset({"sent", "failed", "unknown", "expired", "cancelled", "held"})
WAITING = frozenset({"queued", "claimed", "sending"})
PLACE = re.compile(r"d:done:[0-9a-z]+:([0-9a-z]+):")
MARKS = tuple(texts(language)("notice.repeated") for language in LANGUAGES)


@dataclass(slots=True)
class Ledger:
    """Notices by state, and for each the messages that arrived: True where marked as a repeat."""

    states: dict[int, str]
    arrived: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def note(self, calls: Iterable[dict[str, Any]]) -> None:
        """Enter the messages that the server took."""
        for call in calls:
            place = PLACE.search(json.dumps(call["params"]))
            if call["ok"] and place is not None:
                marked = str(call["params"]["text"]).startswith(MARKS)
                self.arrived[long(place[1])].append(marked)

    @property
    def lost(self) -> list[int]:
        """Notices that came to no end, or that are called sent and never arrived."""
        return [
            notice
            for notice, state in self.states.items()
            if state not in ENDS or (state == "sent" and not self.arrived.get(notice))
        ]

    @property
    def unflagged(self) -> int:
        """Messages that arrived again without a word that they may have."""
        return sum(marks[1:].count(False) for marks in self.arrived.values())

    @property
    def too_often(self) -> int:
        """Notices that arrived more than twice: a routine one is repeated once."""
        return sum(len(marks) > 2 for marks in self.arrived.values())

    @property
    def repeats(self) -> int:
        """Messages that arrived again."""
        return sum(len(marks) - 1 for marks in self.arrived.values())

    @property
    def false_marks(self) -> int:
        """First messages that say they may be a repeat: no harm, but not true."""
        return sum(marks[0] for marks in self.arrived.values())

    @property
    def given_up_unseen(self) -> int:
        """Notices that ended as unknown though nothing of them ever arrived."""
        return sum(
            state == "unknown" and not self.arrived.get(notice)
            for notice, state in self.states.items()
        )

    def broken(self, in_flight: Collection[int]) -> dict[str, bool]:
        """Whether each promise about notices is broken; `in_flight` are those that were being sent
        at a death.
        """
        again = {notice for notice, marks in self.arrived.items() if len(marks) > 1}
        return {
            "a notice was lost": bool(self.lost),
            "a repeat was not marked": self.unflagged > 0,
            "a notice was repeated that was not in flight at a death": bool(again - set(in_flight)),
        }

    def counts(self) -> Counter[str]:
        """How many notices are in which state."""
        return Counter(self.states.values())


async def states(store: Store) -> dict[int, str]:
    """Every notice of the store with its state."""
    async with store.engine.connect() as connection:
        rows = await connection.execute(select(Notice.id, Notice.state))
        return {row[0]: row[1] for row in rows}
