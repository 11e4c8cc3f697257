"""What is kept of units and plans from one unit of work to the next is right in every process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest

from bench.databases import statements
from care.almanac import Term
from care.circumstances import SpanKind
from services.duties.followed import programmes
from services.duties.programmes import use_plan
from storage.lasting import SECONDS, Lasting
from storage.seal import Keyring
from storage.spans import NewSpan
from storage.store import Store
from storage.work import Work
from tests.services.plans import CALLS
from tests.stores import open_store
from tests.world import DUE, START, World, a_school

Change = Callable[[Work, World], Awaitable[object]]


async def _a_term(work: Work, world: World) -> None:
    await work.plans.add_term(world.school.id, Term("春", date(2025, 2, 17), date(2025, 7, 4)))


async def _closed(work: Work, world: World) -> None:
    unit, day = world.school.id, date(2025, 3, 20)
    await work.spans.add(NewSpan(SpanKind.closure, day, day, unit_id=unit, said_by_id=None), START)


async def _another_plan(work: Work, world: World) -> None:
    await use_plan(work, world.school.id, CALLS, (), DUE, START)
    await work.plans.begin(world.school.id, DUE, START)


async def _not_live(work: Work, world: World) -> None:
    await work.units.go_live([world.class_.id], None, None)


CHANGES: dict[str, Change] = {
    "a term": _a_term,
    "days off": _closed,
    "another plan": _another_plan,
    "a class that is not live any more": _not_live,
}


async def followed(work: Work, world: World) -> tuple[Any, ...]:
    """What the class follows on the day of the call."""
    programme = (await programmes(work, [world.class_.id], DUE))[world.class_.id]
    almanac = programme.almanac
    return programme.live_on, programme.since, almanac.terms, almanac.closures, [*programme.rules]


async def as_seen_by(store: Store, world: World) -> tuple[Any, ...]:
    async with store.read() as work:
        return await followed(work, world)


@pytest.fixture
async def other(store: Store, store_url: str, keyring: Keyring) -> AsyncIterator[Store]:
    """Another process on the same database."""
    opened = await open_store(store_url, keyring)
    yield opened
    await opened.close()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_one_process_changes_the_other_knows_at_once(
    change: Change, store: Store, other: Store
) -> None:
    world = await a_school(store)
    before = await as_seen_by(other, world)

    async with store.write() as work:
        await change(work, world)
        within = await followed(work, world)
        assert await as_seen_by(other, world) == before, "before the commit it is nobody else's"

    assert within != before
    assert await as_seen_by(store, world) == within
    assert await as_seen_by(other, world) == within


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_is_taken_back_was_never_there(change: Change, store: Store) -> None:
    world = await a_school(store)
    before = await as_seen_by(store, world)

    with suppress(ZeroDivisionError):
        async with store.write() as work:
            await change(work, world)
            assert await followed(work, world) != before
            raise ZeroDivisionError

    assert await as_seen_by(store, world) == before


async def test_what_was_heard_before_the_version_is_not_kept_under_it(
    store: Store, other: Store
) -> None:
    world = await a_school(store)
    async with other.read() as work:
        before = await work.plans.terms([world.school.id])
    async with other.read() as work:
        assert await work.plans.terms([world.school.id]) == before
        async with store.write() as elsewhere:
            await _a_term(elsewhere, world)
        await followed(work, world)

    assert await as_seen_by(other, world) == await as_seen_by(store, world)


async def test_who_is_at_home_changes_no_programme(store: Store) -> None:
    world = await a_school(store)
    first = await as_seen_by(store, world)
    async with store.write() as work:
        home = NewSpan(SpanKind.parent_home, DUE, None, child_id=world.child)
        await work.spans.add(home, START)

    with statements(store) as seen:
        assert await as_seen_by(store, world) == first
    assert len(seen) == 1


def test_nothing_is_kept_for_longer_than_a_minute() -> None:
    lasting = Lasting()
    made = lasting.under("a", 10.0)

    assert lasting.under("a", 10.0 + SECONDS - 1) is made
    assert lasting.under("a", 10.0 + SECONDS) is not made


async def test_what_has_not_changed_is_asked_for_once(store: Store) -> None:
    world = await a_school(store)
    first = await as_seen_by(store, world)

    with statements(store) as seen:
        second = await as_seen_by(store, world)

    assert second == first
    assert len(seen) == 1, "the version, and nothing else"


async def test_a_pause_is_known_in_the_next_unit_of_work(store: Store, other: Store) -> None:
    world = await a_school(store)
    async with other.read() as work:
        await work.units.chains([world.class_.id])

    async with store.write() as work:
        await work.units.pause(world.school.id, START)

    async with other.read() as work:
        chain = (await work.units.chains([world.class_.id]))[world.class_.id]
    assert [unit.paused_at for unit in chain] == [None, START]
