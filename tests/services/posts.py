"""Posts of the staff in the school of `tests/world.py`: given, given up, looked at."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from care.hours import at_wall_clock
from care.words import ChangeCode, Post
from services.lists.values import Change
from services.posts.giving import end_post, give_post
from storage.posts import PostRow
from tests.care.builders import MONDAY
from tests.world import DUE_EVENING, World, a_person, address_of

TODAY = date(2025, 3, 24)
FIRST = TODAY + timedelta(days=10)


async def a_colleague(world: World, name: str = "苗望舒") -> int:
    async with world.store.write() as work:
        person = await a_person(work, name, "+8616700000077")
        await work.posts.give([(person, world.school.id, Post.counsellor)], MONDAY)
        await work.accounts.join(person, address_of(person), DUE_EVENING)
    return person


async def gets(
    world: World,
    person: int,
    on: date | None,
    post: Post = Post.class_teacher,
    now: datetime = DUE_EVENING,
) -> bool:
    unit = world.class_ if post is Post.class_teacher else world.school
    data = {"post": post} | ({} if on is None else {"on": on.isoformat()})
    async with world.store.write() as work:
        change = Change(ChangeCode.post, unit.id, person_id=person, data=data)
        return await give_post(work, world.principal, change, now)


async def gives_up(world: World, person: int, on: date | None, post: Post) -> bool:
    unit = world.class_ if post is Post.class_teacher else world.school
    data = {"post": post} | ({} if on is None else {"on": on.isoformat()})
    async with world.store.write() as work:
        change = Change(ChangeCode.post_end, unit.id, person_id=person, data=data)
        return await end_post(work, world.principal, change, DUE_EVENING)


async def holders(world: World, day: date, post: Post = Post.class_teacher) -> list[int]:
    """Who has it on a day, by what is planned today."""
    unit = world.class_ if post is Post.class_teacher else world.school
    async with world.store.read() as work:
        rows: Sequence[PostRow] = await work.posts.not_over([unit.id], DUE_EVENING.date())
    return [row.person_id for row in rows if row.kind is post and row.is_held(day)]


async def news(world: World, person: int) -> Sequence[str | None]:
    return [n.code for n in await world.notices() if n.person_id == person and n.code]


def noon(world: World, day: date) -> datetime:
    return at_wall_clock(day, datetime.min.time().replace(hour=12), world.school.zone)
