"""Who may hear of a child, said a second time and without the product's own rules.

Read from the bare tables at the moment of sending.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text

from care.words import Status
from services.news import GOODBYES, TO_THE_CLASS
from services.outbox.delivering import Prepared
from storage.requests import CONCERNED, LEFT_OUT, TOLD
from storage.store import Store
from tests.chaos.cast import CHILDREN

OUT = (Status.dead, Status.no_contact, Status.barred)
WORRIES = ("担心", "擔心", "worr", "困难", "困難", "伤害", "傷害", "harm")
NAMELESS = ("request_", "said")
"""Word of a need or a worry, and of what was said: without any name."""


@dataclass
class Town:
    """Who stands where, as the tables say."""

    ties: defaultdict[tuple[int, int], list[Any]] = field(default_factory=lambda: defaultdict(list))
    posts: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The units in which somebody holds a post today."""
    homes: dict[int, int] = field(default_factory=dict)
    above: dict[int, int | None] = field(default_factory=dict)
    parts: defaultdict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    requests: dict[int, Any] = field(default_factory=dict)

    def chain(self, unit: int | None) -> Iterable[int]:
        while unit is not None:
            yield unit
            unit = self.above[unit]

    def is_staff(self, person: int, unit: int | None) -> bool:
        return not self.posts[person].isdisjoint(self.chain(unit))

    def is_family(self, person: int, child: int) -> bool:
        return any(status not in OUT for status in self.ties[person, child])

    def is_around(self, person: int, child: int) -> bool:
        return self.is_family(person, child) or self.is_staff(person, self.homes.get(child))


async def look(store: Store, today: date) -> Town:
    """The town today (local)."""
    town = Town()
    day = {"day": today}
    async with store.read() as work:
        get = work._room.get
        held = "since <= :day AND (until IS NULL OR until >= :day)"
        for row in await get(text(f"SELECT * FROM tie WHERE {held}").bindparams(**day)):  # noqa: S608
            town.ties[row.person_id, row.child_id].append(row.status)
        for row in await get(text(f"SELECT * FROM post WHERE {held}").bindparams(**day)):  # noqa: S608
            town.posts[row.person_id].add(row.unit_id)
        for row in await get(text("SELECT id, unit_id FROM child")):
            town.homes[row.id] = row.unit_id
        for row in await get(text("SELECT id, parent_id FROM unit")):
            town.above[row.id] = row.parent_id
        for row in await get(text("SELECT * FROM request_part")):
            town.parts[row.request_id, row.part].add(row.person_id)
        for row in await get(text("SELECT id, child_id, asker_id, owner_id, kind FROM request")):
            town.requests[row.id] = row
    return town


def complaint(town: Town, prepared: Prepared, words: str) -> str | None:
    """What is wrong with a notice that is about to be sent; None where nothing is."""
    notice = prepared.notice
    who, code = notice.person_id, notice.code or ""
    named = any(name in words for name in CHILDREN)
    if named and (code.startswith(NAMELESS) or any(word in words for word in WORRIES)):
        return f"a name and a worry in one notice: {words}"
    wrong = _about_duties(town, prepared) or _about_child(town, prepared)
    if wrong is None and notice.request_id is not None:
        urgent = prepared.sos is not None
        wrong = _about_request(town, notice.request_id, who, urgent=urgent)
    return None if wrong is None else f"{wrong}: {words}"


def _about_duties(town: Town, prepared: Prepared) -> str | None:
    who = prepared.notice.person_id
    for item in prepared.items:
        if item.child_id and not town.is_around(who, item.child_id):
            return "a duty of a child that is not theirs"
        if not item.child_id and not town.posts[who]:
            return "a duty of a school that is not theirs"
    return None


def _about_child(town: Town, prepared: Prepared) -> str | None:
    notice = prepared.notice
    who, code = notice.person_id, notice.code
    if code in TO_THE_CLASS:
        return None if town.is_staff(who, notice.unit_id) else "not of that class"
    if notice.child_id is None or town.is_around(who, notice.child_id):
        return None
    former = code in GOODBYES and bool(town.ties[who, notice.child_id])
    return None if former else "news of a child that is not theirs"


def _about_request(town: Town, number: int, who: int, *, urgent: bool) -> str | None:
    row = town.requests[number]
    if who in town.parts[number, LEFT_OUT] | town.parts[number, CONCERNED]:
        return "to whom it concerns, or who is left out"
    mine = who in (row.asker_id, row.owner_id) or who in town.parts[number, TOLD]
    around = row.child_id is not None and town.is_around(who, row.child_id)
    told = who in town.parts[number, "family"] or (urgent and bool(town.posts[who]))
    return None if mine or around or told else "of a request that is not theirs"
