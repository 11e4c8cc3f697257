"""The answer to an offered child, and what is said when there is none for two weeks."""

from collections.abc import Sequence
from datetime import datetime

from care.hours import local_date
from care.words import MoveState, NewsCode, Post, Reach, UnitKind
from services.actor import Actor
from services.moving.making import make
from services.moving.telling import principals, teachers
from services.moving.waiting import entry
from services.news import News, spread
from storage.moves import MoveRow
from storage.tasks import TaskRow
from storage.work import Work


async def settle_transfer(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """The answer to an offer; False where it was taken back, or is no longer theirs to take."""
    await work.children.hold(task.child_id or 0)
    move = (await work.moves.by_id([task.data["move"]])).get(task.data["move"])
    if move is None or move.state is not MoveState.offered or move.to_id is None:
        return False
    if not await _still_there(work, actor.person_id, move.to_id, now):
        return False
    if answer == "no":
        await work.moves.settle([move.id], MoveState.declined, actor.person_id, now)
        await work.journal.write([entry(move, "move.declined", actor.person_id)], now)
        await _answered(work, move, actor, NewsCode.offer_declined, now)
        return True
    to_id = move.to_id if answer == "yes" else int(task.data["classes"][int(answer)])
    return await _accepted(work, move, to_id, actor, now)


async def _accepted(work: Work, move: MoveRow, to_id: int, actor: Actor, now: datetime) -> bool:
    here = await work.units.get(move.from_id)
    today = local_date(now, here.zone)
    on = max(move.moves_on, today)
    await work.moves.accept(move.id, to_id, on, actor.person_id, now)
    accepted = (await work.moves.by_id([move.id]))[move.id]
    await work.journal.write([entry(accepted, "move.accepted", actor.person_id)], now)
    await _answered(work, accepted, actor, NewsCode.offer_accepted, now)
    return on > today or await make(work, accepted, actor.person_id, now)


async def _still_there(work: Work, person_id: int, unit_id: int, now: datetime) -> bool:
    """Whether they still hold the post for which they were asked."""
    unit = await work.units.get(unit_id)
    wanted = Post.principal if unit.kind is UnitKind.school else Post.class_teacher
    today = local_date(now, unit.zone)
    posts = await work.posts.of_person(person_id, now.date())
    return any(p.unit_id == unit_id and p.kind is wanted and p.is_held(today) for p in posts)


async def _answered(work: Work, move: MoveRow, actor: Actor, code: NewsCode, now: datetime) -> None:
    """Who offered the child, and its class teacher, hear what the other school said."""
    units = await work.units.by_id([move.from_id, move.to_id or 0])
    to = units[move.to_id or 0]
    school = to if to.kind is UnitKind.school else await work.units.get(to.parent_id or 0)
    told = set((await teachers(work, [move.from_id], now))[move.from_id])
    if move.asked_by_id is not None and await _reached(work, move.asked_by_id):
        told.add(move.asked_by_id)
    details = {"to": school.name, "day": move.moves_on.isoformat()}
    news = [
        News(p, code, move.from_id, move.child_id, actor.person_id, details=details)
        for p in sorted(told)
    ]
    await spread(work, news, now)


async def _reached(work: Work, person_id: int) -> bool:
    account = await work.accounts.of(person_id)
    return account is not None and account.reach is Reach.joined


async def tell_unanswered(work: Work, offers: Sequence[MoveRow], now: datetime) -> None:
    """Both principals hear, once, of offers that nobody has answered; they stay offered."""
    places = {unit for move in offers for unit in (move.from_id, move.to_id) if unit is not None}
    circles = await work.circles.of_units(places, now.date())
    news = []
    for move in offers:
        here, there = circles[move.from_id], circles[move.to_id or move.from_id]
        about = move.offered_to_id
        news += [
            News(p, NewsCode.offer_waiting, move.from_id, move.child_id, about)
            for p in principals(here, now)
        ]
        news += [
            News(p, NewsCode.offer_waiting_here, move.from_id, about_id=about)
            for p in principals(there, now)
        ]
    await spread(work, news, now)
    await work.moves.told(move.id for move in offers)
    await work.journal.write([entry(move, "move.unanswered", None) for move in offers], now)
