"""A school of any size in a store: everybody invented, fathers far away and in the chat."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from care.habits import Habits
from care.words import DutyState, Post, Reach, Role, Status, UnitKind
from services.duties.programmes import use_plan
from services.duties.ticking import tick
from services.importing.roster import school_named
from services.plans import find
from storage.accounts import TELEGRAM
from storage.children import ChildFacts, TieFacts
from storage.people import NewPerson
from storage.room import chunks
from storage.store import Store
from storage.tables import Account, Duty, Notice, NoticeItem, new_id
from storage.work import Work

ZONE = "Asia/Shanghai"
SINCE = date(2025, 3, 3)
START = datetime(2025, 3, 3, 0, 0, tzinfo=UTC)
"""A Monday, eight in the morning in Shanghai."""

DUE = datetime(2025, 3, 17, 11, 0, tzinfo=UTC)
"""The evening on which every father's first call is due, at his own hour."""

IN_A_CLASS = 30
SIGNS = "禾穗谷苗麦粟稷黍菽蓝"


@dataclass(frozen=True, slots=True)
class School:
    """Ids, in the same order: child, father, and the address of the father's chat."""

    id: int
    classes: tuple[int, ...]
    children: tuple[int, ...]
    fathers: tuple[int, ...]
    addresses: tuple[int, ...]


def invented(number: int) -> str:
    """A name that nobody has."""
    return "禾" + "".join(SIGNS[int(digit)] for digit in f"{number:05}")


async def a_school(store: Store, size: int, first_address: int = 1_000_000) -> School:
    """Children, each with father and mother away and a grandmother at home; class teachers and a
    principal. All but the mothers have joined. The school follows the Linxia plan from START; for
    these children nothing is planned yet.
    """
    async with store.write() as work:
        school = await school_named(work, "青禾小学", ZONE, START)
        await use_plan(work, school.id, find("linxia"), (), SINCE, START)
        classes = await _classes(work, school.id, -(-size // IN_A_CLASS))
        await work.units.go_live([school.id, *classes], SINCE, None)
        homes = [classes[number // IN_A_CLASS] for number in range(size)]
        facts = [ChildFacts(home, invented(n)) for n, home in enumerate(homes)]
        children = await work.children.add(facts, SINCE, START)
        fathers = await _adults(work, size)
        mothers = await _adults(work, size)
        guardians = await _adults(work, size)
        ties: list[TieFacts] = []
        for child, father, mother, guardian in zip(
            children, fathers, mothers, guardians, strict=True
        ):
            ties.append(TieFacts(child, father, Role.father, Status.away))
            ties.append(TieFacts(child, mother, Role.mother, Status.away))
            ties.append(TieFacts(child, guardian, Role.guardian, Status.at_home))
        await work.children.tie(ties, SINCE)
        staff = await _staff(work, school.id, classes)
    everybody = [*fathers, *guardians, *staff]
    addresses = range(first_address, first_address + len(everybody))
    await _join(store, everybody, addresses)
    return School(school.id, classes, tuple(children), fathers, tuple(addresses[:size]))


async def _classes(work: Work, school_id: int, count: int) -> tuple[int, ...]:
    made = []
    for number in range(count):
        unit = await work.units.add(UnitKind.class_, f"第{number + 1}班", school_id, ZONE, START)
        made.append(unit.id)
    return tuple(made)


async def _adults(work: Work, count: int) -> tuple[int, ...]:
    people = [NewPerson(invented(number), ()) for number in range(count)]
    return tuple(await work.people.add(people, Habits(), START))


async def _staff(work: Work, school_id: int, classes: tuple[int, ...]) -> tuple[int, ...]:
    staff = await _adults(work, len(classes) + 1)
    posts = [(p, unit, Post.class_teacher) for p, unit in zip(staff, classes, strict=False)]
    await work.posts.give([*posts, (staff[-1], school_id, Post.principal)], SINCE)
    return staff


async def _join(store: Store, people: list[int], addresses: range) -> None:
    """Everybody at once: joining one by one is another story."""
    rows = [
        {
            "id": new_id(),
            "person_id": person,
            "channel": TELEGRAM,
            "address": address,
            "reach": Reach.joined,
            "joined_at": START,
            "consent_at": START,
            "withdrawn_at": None,
        }
        for person, address in zip(people, addresses, strict=True)
    ]
    await bulk(store, Account, rows)


async def bulk(store: Store, table: Any, rows: list[dict[str, Any]]) -> None:
    """Insert many rows in one transaction."""
    async with store.engine.begin() as connection:
        for part in chunks(rows):
            await connection.execute(insert(table), part)


async def remind(store: Store, school: School) -> list[tuple[int, int]]:
    """Plan a call for every child, tick on the evening it is due: one notice to each father.
    Returns duty and notice in the order of the children.
    """
    await bulk(store, Duty, [a_duty(school, position) for position in range(len(school.children))])
    while True:
        async with store.write() as work:
            if not await tick(work, DUE):
                break
    query = (
        select(Duty.child_id, Duty.id, Notice.id)
        .join(NoticeItem, NoticeItem.duty_id == Duty.id)
        .join(Notice, Notice.id == NoticeItem.notice_id)
    )
    async with store.engine.connect() as connection:
        rows = {row[0]: (row[1], row[2]) for row in await connection.execute(query)}
    return [rows[child] for child in school.children]


def a_duty(school: School, position: int, **changes: Any) -> dict[str, Any]:
    """A row about the child at a position: a call that is due at DUE, or what `changes` make of
    it.
    """
    return a_call(school.children[position], school.classes[position // IN_A_CLASS], **changes)


def a_call(child: int, unit_id: int, **changes: Any) -> dict[str, Any]:
    """A row about a child of a class: a call that is due at DUE, or what `changes` make of it."""
    row: dict[str, Any] = {
        "id": new_id(),
        "rule_id": "call",
        "unit_id": unit_id,
        "child_id": child,
        "holder_id": None,
        "anchor": SINCE.isoformat(),
        "number": 1,
        "opens_on": SINCE,
        "due_on": DUE.date(),
        "closes_on": date(2025, 3, 30),
        "ladder_from": DUE.date(),
        "step": 0,
        "laters": 0,
        "state": DutyState.open,
        "next_at": DUE,
        "previous_id": None,
        "created_at": START,
        "ended_at": None,
    } | changes
    row["key"] = f"child:{child}/{row['rule_id']}/any/{row['anchor']}#{row['number']}"
    return row


async def all_sent(store: Store) -> None:
    """As if every notice had gone out."""
    async with store.engine.begin() as connection:
        await connection.execute(update(Notice).values(state="sent", sent_at=DUE))
