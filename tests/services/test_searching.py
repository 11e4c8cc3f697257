"""A child is not here: asked about, looked for where nobody knows, never buried."""

from datetime import datetime, timedelta

import pytest

from care.requests import Ending
from care.whereabouts import Found, Sighting, Spoke
from care.words import NewsCode, RequestKind, RequestState
from services.forms import away
from services.forms.saving import Saved, Unsaved
from services.requests import closing, handling, searching
from services.requests.following import follow_up
from services.requests.handling import Did
from services.requests.showing import open_requests, request_view
from storage.requests import RequestRow
from storage.store import Store
from tests.services.cards import CARE, card, somebody
from tests.world import START, World, a_school

HOUR = timedelta(hours=1)
JUST_BEFORE = timedelta(minutes=59)
NIGHT = START.replace(hour=18)
"""Two in the morning in China."""


@pytest.fixture
async def world(store: Store) -> World:
    return await a_school(store, CARE)


async def not_here(world: World, person: int, now: datetime = START) -> None:
    async with world.store.write() as work:
        assert await searching.not_here(work, world.actor(person), world.child, now) is not None


async def says(world: World, person: int, place: str, now: datetime = START) -> Saved | Unsaved:
    async with world.store.write() as work:
        return await away.save(work, world.actor(person), card("away"), world.child, place, now)


async def search(world: World) -> RequestRow:
    """The one request about the child that runs."""
    async with world.store.read() as work:
        (row,) = [
            each
            for each in await work.requests.running_about([world.child])
            if each.kind is RequestKind.whereabouts
        ]
    return row


async def hear(
    world: World, code: NewsCode = NewsCode.request_urgent
) -> list[tuple[int, datetime]]:
    """Who is told, and when."""
    notices = await world.notices("queued")
    return [(each.person_id, each.send_at) for each in notices if each.code == code]


async def follow(world: World, now: datetime) -> int:
    async with world.store.write() as work:
        return await follow_up(work, now)


async def seen_by(world: World, person: int) -> list[RequestKind]:
    async with world.store.write() as work:
        lines = await open_requests(work, world.actor(person), START)
    return [line.kind for line in lines]


async def test_until_the_hour_is_over_nobody_hears_of_it_and_then_the_teacher_looks(
    world: World,
) -> None:
    await not_here(world, world.grandmother)
    await not_here(world, world.grandmother, START + JUST_BEFORE / 2)
    assert await seen_by(world, world.teacher) == []
    assert await follow(world, START + JUST_BEFORE) == 0

    assert await follow(world, START + HOUR) == 1

    assert await seen_by(world, world.teacher) == [RequestKind.whereabouts]
    assert await hear(world) == [(world.teacher, START + HOUR)]
    silent = await hear(world, NewsCode.request_silent)
    assert silent == [(world.grandmother, START + HOUR)]
    assert (await search(world)).next_at == START + 2 * HOUR


async def test_who_says_where_the_child_is_opens_nothing(world: World) -> None:
    await not_here(world, world.grandmother)

    saved = await says(world, world.grandmother, "relatives")

    assert isinstance(saved, Saved)
    assert (saved.raised, saved.unheard) == ((), True)
    assert await follow(world, START + 3 * HOUR) == 0
    assert await seen_by(world, world.principal) == []


async def test_here_after_all_is_said_before_somebody_was_told_and_not_afterwards(
    world: World,
) -> None:
    await not_here(world, world.grandmother)
    async with world.store.write() as work:
        actor = world.actor(world.grandmother)
        assert await searching.here_after_all(work, actor, world.child, START)

    await not_here(world, world.grandmother)
    await follow(world, START + HOUR)

    async with world.store.write() as work:
        actor = world.actor(world.grandmother)
        assert not await searching.here_after_all(work, actor, world.child, START + HOUR)
    assert (await search(world)).runs


async def test_what_nobody_knows_is_opened_once_however_often_it_is_said(world: World) -> None:
    await not_here(world, world.grandmother)
    saved = await says(world, world.grandmother, "unknown")

    assert isinstance(saved, Saved)
    assert saved.raised == (RequestKind.whereabouts,)
    row = await search(world)
    assert (row.step, row.record_id) == (1, saved.records[0])
    async with world.store.read() as work:
        assert await searching.unanswered(work, world.actor(world.grandmother), world.child) is None


async def test_it_ends_only_when_the_child_was_found_or_the_police_told(world: World) -> None:
    await not_here(world, world.grandmother)
    await says(world, world.grandmother, "unknown")
    i = (await search(world)).id
    at = START - HOUR
    sighting = Sighting(Found.relatives, Spoke.spoken, at)
    async with world.store.write() as work:
        teacher, grandmother = world.actor(world.teacher), world.actor(world.grandmother)
        assert await searching.found(work, teacher, i, sighting, START) is Did.not_yours
        assert await handling.take(work, grandmother, i, START) is Did.not_yours
        assert await handling.take(work, teacher, i, START) is Did.done
        assert await closing.end(work, teacher, i, Ending.solved, START) is Did.needs_more
        assert await handling.postpone(work, teacher, i, START) is Did.not_yours
        assert await closing.withdraw(work, grandmother, i, START) is Did.not_yours
        assert await searching.say_back(work, grandmother, i, START) is Did.done
        later = Sighting(Found.home, Spoke.seen, START + HOUR)
        assert await searching.found(work, teacher, i, later, START) is Did.not_yours
        assert await searching.found(work, teacher, i, sighting, START) is Did.done

    async with world.store.write() as work:
        view = await request_view(work, world.actor(world.grandmother), i, START)
    assert view is not None
    assert (view.state, view.outcome) == (RequestState.closed, Ending.found)
    assert (view.search["found"], view.search["seen_at"]) == ("relatives", at.isoformat())


async def test_taken_or_not_it_climbs_every_hour_past_whom_it_concerns(world: World) -> None:
    await not_here(world, world.grandmother, NIGHT)
    await says(world, world.grandmother, "unknown", NIGHT)
    i = (await search(world)).id
    async with world.store.write() as work:
        grandmother = world.actor(world.grandmother)
        named = await handling.name_concerned(work, grandmother, i, [world.teacher], NIGHT)
    assert named is Did.done

    assert await seen_by(world, world.teacher) == []
    assert await seen_by(world, world.principal) == [RequestKind.whereabouts]
    async with world.store.write() as work:
        assert await handling.take(work, world.actor(world.principal), i, NIGHT) is Did.done
    assert await follow(world, NIGHT + HOUR) == 1
    told = await hear(world)
    assert (world.principal, NIGHT) in told
    assert (world.principal, NIGHT + HOUR) in told
    assert (await search(world)).next_at is not None


async def test_an_answer_after_the_hour_reaches_whoever_looks_and_ends_nothing(
    world: World,
) -> None:
    await not_here(world, world.grandmother)
    await follow(world, START + HOUR)
    late = START + HOUR + JUST_BEFORE

    await says(world, world.grandmother, "relatives", late)

    assert await hear(world, NewsCode.request_back) == [(world.teacher, late)]
    row = await search(world)
    assert (row.runs, row.words["told_at"]) == (True, late.isoformat())


async def test_a_neighbour_can_say_nothing_about_the_child(world: World) -> None:
    stranger = await somebody(world, "石永泉")

    async with world.store.write() as work:
        assert await searching.not_here(work, world.actor(stranger), world.child, START) is None
    assert await says(world, stranger, "unknown") is Unsaved.not_yours
