"""Asking for a change, and doing it: at once, or after the decider's second tap.

For the decider themself the second tap is the confirmation of what they have asked for.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from care.changes import OF_POSTS, needs_second_tap
from care.posts import HELD_BY_ONE
from care.words import ChangeCode, NewsCode, Post, Reach, Role, Status, TaskKind
from services.actor import Actor
from services.lists.access import Place, child_place, class_place, is_entrusted
from services.lists.numbers import change_name, change_number
from services.lists.pairs import pair_person
from services.lists.statuses import set_statuses, ties_between
from services.lists.telling import tell_joined
from services.lists.ties import add_person, end_person
from services.lists.values import Change, Outcome
from services.news import News
from services.posts.giving import end_post, give_post, post_of
from services.tasks.asking import ask
from storage.tables import new_id
from storage.tasks import WITHOUT, NewTask, TaskRow
from storage.work import Work

Do = Callable[[Work, int | None, Change, datetime], Awaitable[bool]]
"""Does a change in the name of a person, or of nobody on the command line; False where it has
become impossible.
"""


async def _set_status(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    actor = None if by is None else Actor(by, 0, None)
    status = Status(change.data["status"])
    child_id, person_id = change.child_id or 0, change.person_id or 0
    return await set_statuses(work, actor, child_id, person_id, status, now)


_DO: Mapping[ChangeCode, Do] = MappingProxyType(
    {
        ChangeCode.status: _set_status,
        ChangeCode.bar: _set_status,
        ChangeCode.unbar: _set_status,
        ChangeCode.end: end_person,
        ChangeCode.number: change_number,
        ChangeCode.name: change_name,
        ChangeCode.add: add_person,
        ChangeCode.pair: pair_person,
        ChangeCode.unpair: end_person,
        ChangeCode.class_: give_post,
        ChangeCode.post: give_post,
        ChangeCode.post_end: end_post,
    }
)


async def propose(
    work: Work, actor: Actor, change: Change, now: datetime
) -> tuple[Outcome, TaskRow | None]:
    """Ask for a change. What is not sensitive is done at once; else a task is stored and its
    deciders are told, or, where the one who asks decides, it is theirs to confirm.
    """
    place = await _place(work, actor, change, now)
    if place is None:
        return Outcome.not_yours, None
    roles, entrusted = await _roles(work, change, now), await _trusted(work, change, now)
    at_once = not needs_second_tap(change.code, roles, entrusted=entrusted)
    if at_once and not place.of_own_family(actor.person_id):
        done = await _DO[change.code](work, actor.person_id, change, now)
        return (Outcome.done if done else Outcome.impossible), None
    own, task = place.decides(actor.person_id), _task(actor, change, place)
    waiting = await _waiting(work, task)
    if waiting is None:
        await _take_back(work, change, now)
        asked = await ask(work, [task], now, told=not own)
        if not asked:  # somebody else asked for the same at this very moment
            return Outcome.impossible, None
        waiting = asked[0]
    if own:
        return Outcome.confirm, waiting
    deciders = place.circle.deciders(place.today, place.circle.staff_of_the_family())
    reached = any(person.reach is Reach.joined for person in deciders)
    return (Outcome.asked if reached else Outcome.nobody), waiting


async def propose_by_answer(work: Work, actor: Actor, change: Change, now: datetime) -> bool:
    """As `propose`, for a change that follows from the answer to a question: the decider's own
    answer was their second tap. False where nothing can come of it.
    """
    outcome, task = await propose(work, actor, change, now)
    if outcome is Outcome.confirm and task is not None:
        await work.tasks.settle(task.id, "yes", actor.person_id, now)
        return await decide(work, actor.person_id, task, "yes", now)
    return outcome not in (Outcome.not_yours, Outcome.impossible)


async def _place(work: Work, actor: Actor, change: Change, now: datetime) -> Place | None:
    if change.child_id is not None:
        return await child_place(work, actor, change.child_id, now)
    return await class_place(work, actor, change.unit_id, now)


async def _roles(work: Work, change: Change, now: datetime) -> frozenset[Role]:
    if change.code is ChangeCode.add:
        return frozenset({Role(change.data["role"])})
    ties = await ties_between(work, change.child_id or 0, change.person_id or 0, now)
    return frozenset(tie.facts.role for tie in ties)


async def _trusted(work: Work, change: Change, now: datetime) -> bool:
    return change.person_id is not None and await is_entrusted(work, change.person_id, now)


def _key(change: Change) -> str:
    """The same for the same question; two people may be added one after the other."""
    about = new_id() if change.code is ChangeCode.add else change.person_id
    if change.code in OF_POSTS:
        return f"approval:{_what(change)}:{change.unit_id}:None"
    return f"approval:{change.code}:{change.child_id or change.unit_id}:{about}"


def _what(change: Change) -> str:
    """A post that one person holds is one question, whoever is to have it; any other is one for
    each person.
    """
    post = post_of(change)
    if post is Post.class_teacher:
        return ChangeCode.class_
    return post if post in HELD_BY_ONE else f"{post}:{change.person_id or new_id()}"


async def _waiting(work: Work, wish: NewTask) -> TaskRow | None:
    """The very same, asked for by the same person and not decided yet: a second tap tells nobody
    twice.
    """
    for task in await work.tasks.open_in_units([wish.unit_id]):
        same = (task.key, task.asked_by_id, task.data) == (wish.key, wish.asked_by_id, wish.data)
        if same:
            return task
    return None


async def _take_back(work: Work, change: Change, now: datetime) -> None:
    """The same was asked for before and is open still: the newer wish counts."""
    key = _key(change)
    for task in await work.tasks.open_in_units([change.unit_id]):
        if task.key == key:
            await work.tasks.settle(task.id, "pointless", None, now)


def _task(actor: Actor, change: Change, place: Place) -> NewTask:
    without = sorted(place.circle.staff_of_the_family())
    return NewTask(
        _key(change),
        TaskKind.approval,
        change.unit_id,
        change.child_id,
        change.person_id,
        asked_by_id=actor.person_id,
        data={**change.data, "change": change.code} | ({WITHOUT: without} if without else {}),
    )


async def settle_approval(
    work: Work, actor: Actor, task: TaskRow, answer: str, now: datetime
) -> bool:
    """The decider's tap; False where the change has become impossible."""
    return await decide(work, actor.person_id, task, answer, now)


async def decide(work: Work, by: int | None, task: TaskRow, answer: str, now: datetime) -> bool:
    """Do what was asked for, or leave it; whoever asked is told. `by` None: the command line."""
    change = Change.of(task)
    agreed = answer == "yes"
    done = agreed and await _DO[change.code](work, by, change, now)
    if task.asked_by_id is not None and task.asked_by_id != by:
        code = NewsCode.approved if done else NewsCode.overtaken if agreed else NewsCode.declined
        await tell_joined(work, [_news(task, code, change)], now)
    return done or not agreed


def _news(task: TaskRow, code: NewsCode, change: Change) -> News:
    return News(
        task.asked_by_id or 0,
        code,
        unit_id=task.unit_id,
        child_id=task.child_id,
        about_id=task.person_id,
        details={"change": change.code},
    )
