"""Who comes into a circle and who leaves it. Both take effect at once."""

from datetime import datetime, timedelta

from care.changes import status_at_first
from care.habits import Habits
from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE, PAIRED, PARENTS
from care.words import ChangeCode, NewsCode, Role
from services.duties.planning import plan_children
from services.duties.restarting import restart_ladders
from services.lists.pairs import tell_paired, tell_unpaired
from services.lists.statuses import ask_status, leave_child, ties_between
from services.lists.telling import tell_joined
from services.lists.values import Change
from services.news import News
from storage.children import TieFacts
from storage.journal import Entry
from storage.people import NewPerson
from storage.units import UnitRow
from storage.work import Work

MOVED = "moved"
"""Why a pairing ends of which the new school need not hear."""


async def end_person(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """Somebody no longer looks after a child, or is no longer paired with it, which ends nothing
    else that they are to it; False where it is so already.

    They are told, unless they were out of the circle already: the barred hear nothing.
    """
    child_id, person_id = change.child_id or 0, change.person_id or 0
    ties = await ties_between(work, child_id, person_id, now)
    if change.code is ChangeCode.unpair:
        ties = [tie for tie in ties if tie.facts.role in PAIRED]
    if not ties:
        return False
    unit = await _class_of(work, child_id)
    yesterday = local_date(now, unit.zone) - timedelta(days=1)
    await work.children.end_ties([tie.id for tie in ties], yesterday)
    details = {"by": by, "why": change.data.get("why")}
    entries = [
        Entry(
            "tie.ended",
            person_id=person_id,
            child_id=child_id,
            details=details | {"role": tie.facts.role},
        )
        for tie in ties
    ]
    await work.journal.write(entries, now)
    await leave_child(work, child_id, person_id, now)
    await plan_children(work, {child_id: unit.id}, now)
    if any(tie.facts.status not in OUT_OF_THE_CIRCLE for tie in ties):
        await tell_joined(work, [News(person_id, NewsCode.ended, unit_id=change.unit_id)], now)
    paired = any(tie.facts.role in PAIRED for tie in ties)
    if paired and change.data.get("why") != MOVED:
        await tell_unpaired(work, by, child_id, person_id, now)
    return True


async def add_person(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """Somebody new around a child; False where one of that name stands in the circle already.

    A parent comes in with an unclear status, and the class teacher is asked.
    """
    child_id, role = change.child_id or 0, Role(change.data["role"])
    if await name_is_there(work, child_id, change.data["name"], now):
        return False
    unit = await _class_of(work, child_id)
    phone: str | None = change.data.get("phone")
    person_id = await find_or_add(work, change.data["name"], phone, unit.zone, now)
    status, today = status_at_first(role), local_date(now, unit.zone)
    await work.children.tie([TieFacts(child_id, person_id, role, status)], today)
    entry = Entry(
        "tie.added", person_id=person_id, child_id=child_id, details={"by": by, "role": role}
    )
    await work.journal.write([entry], now)
    await plan_children(work, {child_id: unit.id}, now)
    await restart_ladders(work, person_id, now)
    if role in PARENTS:
        await ask_status(work, unit.id, child_id, person_id, now)
    if role in PAIRED:
        await tell_paired(work, by, child_id, person_id, role, now)
    else:
        news = News(person_id, NewsCode.added, child_id=child_id, details={"role": role})
        await tell_joined(work, [news], now)
    return True


async def name_is_there(work: Work, child_id: int, name: str, now: datetime) -> bool:
    """Whether somebody of this name is in the circle already, shown or not."""
    circle = (await work.circles.around([child_id], now.date()))[child_id]
    today = local_date(now, circle.zone)
    ties = await work.children.ties([child_id], now.date())
    people = await work.people.by_id(t.facts.person_id for t in ties if t.runs(today))
    return any(person.name == name for person in people.values())


async def find_or_add(work: Work, name: str, phone: str | None, zone: str, now: datetime) -> int:
    """The person of this name and number (E.164), or somebody new."""
    if phone is not None:
        for person in await work.people.named([name]):
            if phone in person.phones:
                return person.id
    phones = () if phone is None else (phone,)
    (person_id,) = await work.people.add([NewPerson(name, phones)], Habits(zone=zone), now)
    return person_id


async def _class_of(work: Work, child_id: int) -> UnitRow:
    child = (await work.children.by_id([child_id]))[child_id]
    return await work.units.get(child.facts.unit_id)
