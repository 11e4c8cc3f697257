"""`python -m bench.same_town`: schools live through days on SQLite and on PostgreSQL as in memory.

1. A seed draws the people of a few schools in one store, and what they do: the simulation's.
2. They live through the same days in memory and on each kind of database, as safe as in life.
3. Every duty, record, notice and line of the journal is compared with the one in memory.

Ids of people, children and units are the same everywhere; a duty goes by its key, since how many
ids a store makes for itself is its own affair. The same seed is the same town, on any machine.
"""

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from msgspec import Struct
from rich.console import Console
from rich.table import Table

from bench.databases import KINDS, a_store
from care.almanac import Term
from care.hours import at_wall_clock
from services.plans import find
from simulation.life import Life
from simulation.school import Plan, found
from simulation.who import ZONE, School
from storage.duties import DutyRow
from storage.memory.store import MemoryStore
from storage.notices import NoticeRow
from storage.records import RecordRow
from storage.store import Store
from storage.tables import begin_ids_at
from storage.work import Work
from tests.seen import all_duties, all_entries, all_notices, all_records

MEMORY = "memory"
SINCE = date(2026, 9, 1)
PLAN = Plan(find("linxia"), (), (Term("2026秋", SINCE, date(2027, 1, 20)),))
_FIRST_ID = 1 << 40
_OWN = frozenset({"id", "previous_id", "group_key", "lease_until", "outcome", "key"})
"""Ids that a store makes for itself, and what only the one in memory shows."""


@dataclass(frozen=True, slots=True)
class Town:
    """Which town: so many children in so many schools, for so many days."""

    children: int
    schools: int
    days: int
    seed: int


@dataclass(frozen=True, slots=True)
class Lived:
    """All there is in a store at the end, each row as a line, sorted; and the figures."""

    rows: dict[str, list[str]]
    figures: dict[str, Any]
    tallies: dict[str, Counter[str]]
    """How many of what, by the day (UTC), the kind and the state."""
    processor: float = 0.0
    """Seconds of this process."""

    def digest(self, of: str) -> str:
        """The rows of one table in eight letters, to be compared between two machines."""
        return sha256("\n".join(self.rows[of]).encode()).hexdigest()[:8]

    def differs(self, other: "Lived") -> Iterator[str]:
        """What is in one of both and not in the other."""
        for table in self.rows:
            mine, theirs = Counter(self.rows[table]), Counter(other.rows[table])
            yield from (f"{table}, only in the first: {row}" for row in mine - theirs)
            yield from (f"{table}, only in the second: {row}" for row in theirs - mine)
            if self.tallies[table] != other.tallies[table]:
                yield f"{table}: the tallies differ"
        if self.figures != other.figures:
            yield "the figures differ"


async def lived(town: Town, store: Store) -> Lived:
    """The town's days in an empty store, and what is there at their end."""
    begin_ids_at(_FIRST_ID)
    began, chance = time.process_time(), random.Random(f"town/{town.seed}")
    begin, end = _midnight(SINCE), _midnight(SINCE + timedelta(days=town.days))
    schools = [await _school(store, town, number, begin, chance) for number in range(town.schools)]
    life = Life(store, _together(schools), PLAN, chance)
    await life.live(begin, end)
    processor = time.process_time() - began
    async with store.read() as work:
        rows, tallies = await _everything(work)
    return Lived(rows, asdict(life.figures), tallies, processor)


async def _school(
    store: Store, town: Town, number: int, begin: datetime, chance: random.Random
) -> School:
    size = town.children // town.schools + (number < town.children % town.schools)
    async with store.write() as work:
        return await found(work, f"{number + 1}号学校", size, PLAN, SINCE, begin, chance)


def _together(schools: list[School]) -> School:
    """One life for all of them: a tick of theirs is about them all."""
    whole = School(schools[0].unit_id)
    for school in schools:
        whole.take_in(school)
    return whole


def _midnight(day: date) -> datetime:
    return at_wall_clock(day, datetime.min.time(), ZONE)


async def _everything(work: Work) -> tuple[dict[str, list[str]], dict[str, Counter[str]]]:
    duties, records = await all_duties(work), await all_records(work)
    notices, entries = await all_notices(work), await all_entries(work)
    withdrawn = (row.entry.duty_id for row in entries if row.entry.event == "duty.withdrawn")
    names = {duty_id: "a duty withdrawn" for duty_id in withdrawn if duty_id is not None}
    names |= {duty.id: duty.key for duty in duties}
    names |= {record.id: _record(record, names) for record in records}
    names |= {notice.id: f"to {notice.person_id} at {notice.send_at}" for notice in notices}
    rows = {
        "duties": [f"{duty.key} {_line(duty, DutyRow, names)}" for duty in duties],
        "records": [_line(record, RecordRow, names) for record in records],
        "notices": [_line(notice, NoticeRow, names) for notice in notices],
        "journal": [f"{row.at} {_line(row.entry, type(row.entry), names)}" for row in entries],
    }
    tallies = {
        "duties": Counter(f"{duty.due_on} {duty.rule_id} {duty.state}" for duty in duties),
        "records": Counter(f"{record.about_on} {record.kind}" for record in records),
        "notices": Counter(f"{_day(n.send_at)} {n.code or n.kind} {n.state}" for n in notices),
        "journal": Counter(f"{_day(row.at)} {row.entry.event}" for row in entries),
    }
    return {table: sorted(found) for table, found in rows.items()}, tallies


def _record(record: RecordRow, names: Mapping[int, str]) -> str:
    about = names.get(record.duty_id or 0, "nothing")
    return f"{record.kind} of {about} at {record.made_at} by {record.author_id}"


def _line(row: Any, kind: type[Struct], names: Mapping[int, str]) -> str:
    values = ((name, getattr(row, name)) for name in kind.__struct_fields__)
    return " ".join(f"{name}={_said(v, names)}" for name, v in values if name not in _OWN)


def _said(value: Any, names: Mapping[int, str]) -> str:
    """A value as every store has it: rows by name, moments in UTC, in any order what has none."""
    match value:
        case bool() | None:
            return str(value)
        case int():
            return names.get(value, str(value))
        case datetime():
            return value.astimezone(UTC).isoformat()
        case dict():
            return str(sorted((key, _said(each, names)) for key, each in value.items()))
        case list() | tuple():
            return str(sorted(_item(each, names) for each in value))
        case _:
            return str(value)


def _item(value: Any, names: Mapping[int, str]) -> str:
    about = getattr(value, "duty_id", None)
    return _said(value, names) if about is None else f"{names[about]} {value.purpose}"


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()


async def everywhere(town: Town, kinds: Iterable[str]) -> AsyncIterator[tuple[str, Lived]]:
    """The town in memory first, then on each of these kinds of database."""
    yield MEMORY, await lived(town, MemoryStore())
    for kind in kinds:
        with KINDS[kind]() as made:
            async with a_store(made) as store:
                there = await lived(town, store)
        yield kind, there


async def compared(town: Town, kinds: Iterable[str]) -> tuple[dict[str, Lived], bool]:
    """All that were lived, and whether each was as the one in memory; each is said at once."""
    there: dict[str, Lived] = {}
    same = True
    async for kind, each in everywhere(town, kinds):
        there[kind] = each
        differences = list(islice(there[MEMORY].differs(each), 20))
        for difference in differences:
            _say(f"BROKEN: {kind} (--seed {town.seed} replays it): {difference}")
        same = same and not differences
        _say(f"{kind}: {each.processor:.0f} s, {'not the same' if differences else 'the same'}")
    return there, same


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def show(console: Console, town: Town, there: dict[str, Lived]) -> None:
    """How many rows of what, with the digest of them, for each store."""
    title = f"{town.children:,} children, {town.schools} schools, {town.days} days"
    table = Table("", *there, title=f"{title}, seed {town.seed}")
    for name in there[MEMORY].rows:
        cells = (f"{len(each.rows[name]):,} ({each.digest(name)})" for each in there.values())
        table.add_row(name, *cells)
    table.add_row("seconds of this process", *(f"{each.processor:.1f}" for each in there.values()))
    console.print(table)


def main() -> int:
    """Read the arguments, let the town live on every store; 1 where two of them differ."""
    parser = argparse.ArgumentParser(prog="python -m bench.same_town", description=__doc__)
    parser.add_argument("--children", type=int, default=2000)
    parser.add_argument("--schools", type=int, default=5)
    parser.add_argument("--days", type=int, default=16)
    parser.add_argument("--seed", type=int, default=None, help="default: a new one, printed")
    parser.add_argument("--on", choices=list(KINDS), help="one kind of database; default both")
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    town = Town(given.children, given.schools, given.days, seed)
    _say(f"seed {seed}")
    there, same = asyncio.run(compared(town, [given.on] if given.on else KINDS))
    show(Console(), town, there)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
