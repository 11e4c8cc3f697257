"""The books of a soak: what the store says of every notice, and what the server saw of it."""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.callbacks.basic import long
from care.delivery import Kind, Worth, worth
from locales.catalog import LANGUAGES, texts
from storage.store import Store
from storage.tables import Account, Notice

ENDS = frozenset({"sent", "failed", "unknown", "expired", "cancelled", "held"})
WAITING = frozenset({"queued", "claimed", "sending"})
PLACE = re.compile(r"d:done:[0-9a-z]+:([0-9a-z]+):")
MOST = {Worth.urgent: math.inf, Worth.routine: 2, Worth.sensitive: 1}
"""So often a notice may arrive where the answers are lost."""
NEVER = {
    Worth.urgent: frozenset({"unknown", "held"}),
    Worth.routine: frozenset({"held"}),
    Worth.sensitive: frozenset({"unknown"}),
}
"""Where silence does not lead: an emergency goes until somebody says that it arrived, a routine one
is given up, and a sensitive one waits for a human.
"""
MARKS = tuple(texts(language)("notice.repeated") for language in LANGUAGES)


@dataclass(slots=True)
class Ledger:
    """Notices by state, and for each the messages that arrived: True where marked as a repeat."""

    states: dict[int, str]
    arrived: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))
    worths: dict[int, Worth] = field(default_factory=dict)
    """What each notice is worth; routine where it is not said."""
    news: dict[int, int] = field(default_factory=dict)
    """By chat, the notice whose message names no duty."""

    def note(self, calls: Iterable[dict[str, Any]]) -> None:
        """Enter the messages that the server took."""
        for call in calls:
            place = PLACE.search(json.dumps(call["params"]))
            found = self.news.get(int(call["params"].get("chat_id", 0)))
            notice = found if place is None else long(place[1])
            if call["ok"] and notice is not None:
                marked = str(call["params"]["text"]).startswith(MARKS)
                self.arrived[notice].append(marked)

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
        """Notices that arrived more often than their policy has it."""
        return sum(len(marks) > MOST[self.worth(n)] for n, marks in self.arrived.items())

    @property
    def ended_wrongly(self) -> list[int]:
        """Notices in a state to which silence does not lead by their policy."""
        return [n for n, state in self.states.items() if state in NEVER[self.worth(n)]]

    def worth(self, notice: int) -> Worth:
        """What a notice is worth."""
        return self.worths.get(notice, Worth.routine)

    def of(self, worth: Worth) -> Counter[str]:
        """How many notices of a worth are in which state."""
        return Counter(s for n, s in self.states.items() if self.worth(n) is worth)

    def again(self, worth: Worth) -> int:
        """How many notices of a worth arrived more than once."""
        return sum(len(m) > 1 for n, m in self.arrived.items() if self.worth(n) is worth)

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


async def ledger_of(store: Store) -> Ledger:
    """The store's word on every notice; nothing has arrived yet."""
    query = select(Notice.id, Notice.state, Notice.priority, Notice.code, Notice.kind)
    of_chats = query.add_columns(Account.address).outerjoin(
        Account, Account.person_id == Notice.person_id
    )
    async with store.engine.connect() as connection:
        rows = (await connection.execute(of_chats)).all()
    return Ledger(
        {row.id: row.state for row in rows},
        worths={row.id: worth(row.priority, row.code) for row in rows},
        news={row.address: row.id for row in rows if row.kind == Kind.news},
    )
