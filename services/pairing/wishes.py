"""Pairing a teacher with a child, and ending it, by whoever cares for the lists of the class."""

from datetime import datetime

from care.people import PAIRED
from care.words import ChangeCode, Role
from services.actor import Actor
from services.lists.access import child_place
from services.lists.approvals import propose
from services.lists.statuses import ties_between
from services.lists.values import Change, Outcome
from services.lists.wishes import Asked
from services.pairing.showing import is_teacher
from storage.work import Work


async def wish_pair(
    work: Work, actor: Actor, child_id: int, person_id: int, now: datetime
) -> Asked:
    """A teacher of the school is paired with a child; whoever is not on the school's staff comes in
    by the second tap only (`services.lists.wishes.wish_adult`).
    """
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return Outcome.not_yours, None
    if not await is_teacher(work, actor, child_id, person_id, now):
        return Outcome.impossible, None
    name = (await work.people.by_id([person_id]))[person_id].name
    data = {"name": name, "role": Role.mentor}
    change = Change(ChangeCode.pair, place.unit.id, child_id, person_id, data)
    return await propose(work, actor, change, now)


async def wish_unpair(
    work: Work, actor: Actor, child_id: int, person_id: int, now: datetime
) -> Asked:
    """A pairing ends, with today's date and at once; what else they are to the child stays."""
    place = await child_place(work, actor, child_id, now)
    if place is None:
        return Outcome.not_yours, None
    ties = await ties_between(work, child_id, person_id, now)
    if not any(tie.facts.role in PAIRED for tie in ties):
        return Outcome.impossible, None
    change = Change(ChangeCode.unpair, place.unit.id, child_id, person_id, {"why": "ended"})
    return await propose(work, actor, change, now)
