"""The children with whom somebody is paired, as they themselves see them: a mentor's own list, and
one child with what the mentor owes and has written. Of the child's file there is nothing in it.
"""

from dataclasses import dataclass
from datetime import datetime

from care.order import by_sound
from care.roles import Act, may
from services.actor import Actor, names_in
from services.duties.outlook import look_around
from services.duties.showing import REMINDER, ItemView, show
from services.forms.reading import RecordLine, written_about
from storage.journal import Entry
from storage.notices import Item
from storage.work import Work


@dataclass(frozen=True, slots=True)
class PairedChild:
    """A child of one's own list, and how many of the reader's duties about it are open."""

    child_id: int
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class PairedView:
    """One child: what the reader owes, and what they themselves have written about it."""

    child_id: int
    name: str
    items: tuple[ItemView, ...]
    written: tuple[RecordLine, ...]


async def paired_children(work: Work, actor: Actor, now: datetime) -> tuple[PairedChild, ...]:
    """The children somebody is paired with today, who waits first. A constant number of queries."""
    ties = await work.children.ties_of_person(actor.person_id, now.date())
    near = {tie.facts.child_id for tie in ties if may([tie.facts.role], Act.see_paired)}
    circles = await work.circles.around(near, now.date())
    mine = [
        child_id
        for child_id, circle in circles.items()
        if may(names_in(circle, actor.person_id, now), Act.see_paired)
    ]
    names, owed = await work.children.names(mine), await _owed(work, actor, mine, now)
    found = [PairedChild(i, name, len(owed.get(i, ()))) for i, name in names.items()]
    return tuple(
        sorted(found, key=lambda each: (-each.waiting, by_sound(each.name), each.child_id))
    )


async def paired_view(work: Work, actor: Actor, child_id: int, now: datetime) -> PairedView | None:
    """One of these children; None for any other. The look is journaled."""
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    if circle is None or not may(names_in(circle, actor.person_id, now), Act.see_paired):
        return None
    name = (await work.children.names([child_id]))[child_id]
    owed = (await _owed(work, actor, [child_id], now)).get(child_id, [])
    items = await show(work, actor.person_id, [Item(i, REMINDER) for i in owed], now)
    entry = Entry("pair.seen", person_id=actor.person_id, child_id=child_id)
    await work.journal.write([entry], now)
    written = await written_about(work, actor, child_id, now)
    return PairedView(child_id, name, tuple(items), written)


async def _owed(
    work: Work, actor: Actor, child_ids: list[int], now: datetime
) -> dict[int, list[int]]:
    """The open duties of theirs by child."""
    duties = await work.duties.open_of_children(child_ids)
    outlook, found = await look_around(work, duties, now), dict[int, list[int]]()
    for duty in duties:
        opened = duty.opens_on <= outlook.today(duty, now)
        if opened and outlook.owes(duty, actor.person_id, now):
            found.setdefault(duty.child_id or 0, []).append(duty.id)
    return found
