"""Who hears of a move: the teachers of both classes, the family. Names are looked up when it is
read; who is in neither class nor circle by then reads nothing.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE, Circle
from care.words import MoveState, NewsCode, Post, Reach
from services.news import News, spread
from storage.moves import MoveRow
from storage.work import Work


async def teachers(work: Work, unit_ids: Collection[int], now: datetime) -> dict[int, list[int]]:
    """Who answers for each class and can be reached: its teacher, or who stands in."""
    circles = await work.circles.of_units(unit_ids, now.date())
    return {unit: _reached(circle, (Post.class_teacher,), now) for unit, circle in circles.items()}


def _reached(circle: Circle, posts: tuple[str, ...], now: datetime) -> list[int]:
    people = circle.holders(posts, local_date(now, circle.zone))
    return [person.id for person in circle.reachable(people)]


def principals(circle: Circle, now: datetime) -> list[int]:
    """The principals around a class or school who can be reached."""
    return _reached(circle, (Post.principal,), now)


def family(circle: Circle) -> list[int]:
    """The adults of a child's family whom a message can reach."""
    present = (tie for tie in circle.ties if tie.status not in OUT_OF_THE_CIRCLE)
    return list({t.person.id: t for t in present if t.person.reach is Reach.joined})


async def told_of_move(
    work: Work, move: MoveRow, by: int | None, now: datetime, *, new_school: bool
) -> None:
    """A child is in another class since today: both teachers and the family are told."""
    to_id = move.to_id or 0
    units = await work.units.by_id([move.from_id, to_id])
    there = units[to_id].name
    if new_school:
        school = await work.units.get(units[to_id].parent_id or 0)
        there = f"{school.name} {there}"
    who = await teachers(work, [move.from_id, to_id], now)
    circle = (await work.circles.around([move.child_id], now.date()))[move.child_id]
    code = NewsCode.school_changed if new_school else NewsCode.class_changed
    child = move.child_id
    news = [_went(p, move.from_id, child, there) for p in who[move.from_id] if p != by]
    arrived = (p for p in who[to_id] if p != by and (new_school or p not in who[move.from_id]))
    news += [News(p, NewsCode.child_came, unit_id=to_id, child_id=child) for p in arrived]
    news += [News(p, code, child_id=child, details={"to": there}) for p in family(circle)]
    await spread(work, news, now)


def _went(person_id: int, unit_id: int, child_id: int, there: str) -> News:
    details = {"to": there}
    return News(person_id, NewsCode.child_went, unit_id, child_id, details=details)


async def told_to(
    work: Work, people: Iterable[int], code: NewsCode, child_id: int, now: datetime
) -> None:
    """The same news about one child to several people."""
    await spread(work, [News(person, code, child_id=child_id) for person in people], now)


async def told_of_withdrawal(
    work: Work, moves: Iterable[MoveRow], by: int | None, now: datetime
) -> None:
    """Who had accepted a child that does not come after all hears it; whom it was only offered to
    finds the question gone.
    """
    accepted = {move.settled_by_id: move for move in moves if move.state is MoveState.planned}
    accounts = await work.accounts.of_people(p for p in accepted if p is not None and p != by)
    news = [
        News(p, NewsCode.offer_withdrawn, accepted[p].to_id, accepted[p].child_id)
        for p, account in accounts.items()
        if account.reach is Reach.joined
    ]
    await spread(work, news, now)
