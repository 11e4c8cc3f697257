"""Units take turns in the outbox: the ten thousand of one school do not keep the twenty of another
waiting, and a claim reads no more when more is waiting.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from care.delivery import LEASE, NEWS_FRESH, ONE_DAY, Kind, Priority
from care.words import NewsCode, UnitKind
from services.duties.programmes import use_plan
from services.outbox import delivering, pausing
from storage.claims import LANES
from storage.notices import NewNotice, Turns
from storage.store import Store
from tests.care.builders import SHANGHAI
from tests.services.plans import CALLS
from tests.world import DUE_EVENING, LONG_LIVE, START, World, a_school

pytestmark = pytest.mark.in_memory_too


def news(
    world: World, unit: int | None, number: int, priority: int = Priority.REMINDER
) -> NewNotice:
    return NewNotice(
        group_key=f"{unit}/{priority}/{number}",
        person_id=world.teacher,
        kind=Kind.news,
        priority=priority,
        send_at=START + timedelta(seconds=number),
        expires_at=START + NEWS_FRESH,
        code=NewsCode.tasks,
        unit_id=unit,
    )


async def school(world: World, name: str) -> int:
    async with world.store.write() as work:
        unit = await work.units.add(UnitKind.school, name, None, SHANGHAI, START)
    return unit.id


async def put(world: World, *notices: NewNotice) -> None:
    async with world.store.write() as work:
        await work.outbox.put(notices, START)


async def claims(world: World, turns: Turns, times: int, limit: int = 10) -> list[list[int]]:
    """The lanes of so many claims, an hour after all was queued."""
    taken = []
    for _ in range(times):
        async with world.store.write() as work:
            now = START + timedelta(hours=1)
            batch = await work.outbox.claim(now, LEASE, limit, Priority.BULK, turns)
        taken.append([notice.lane for notice in batch])
    return taken


async def test_a_school_with_few_messages_does_not_wait_for_one_with_many(store: Store) -> None:
    world = await a_school(store, None)
    large, small = await school(world, "大校"), await school(world, "小校")
    await put(world, *(news(world, large, number) for number in range(100)))
    await put(world, *(news(world, small, 1000 + number) for number in range(8)))

    first, second, *_ = await claims(world, Turns(), 4)

    assert Counter(first) == {large: 5, small: 5}
    assert Counter(second) == {large: 7, small: 3}


async def test_of_more_schools_than_a_claim_takes_each_has_its_turn(store: Store) -> None:
    world = await a_school(store, None)
    schools = [await school(world, f"第{number}小学") for number in range(7)]
    await put(world, *(news(world, unit, number) for unit in schools for number in range(6)))

    taken = await claims(world, Turns(), 7, limit=3)

    assert Counter(lane for batch in taken for lane in batch) == dict.fromkeys(schools, 3)


async def test_the_oldest_of_a_school_goes_first(store: Store) -> None:
    world = await a_school(store, None)
    unit = await school(world, "小校")
    await put(world, *(news(world, unit, number) for number in (3, 1, 2)))

    async with world.store.write() as work:
        batch = await work.outbox.claim(START + timedelta(hours=1), LEASE, 2)

    assert [n.send_at for n in batch] == [START + timedelta(seconds=s) for s in (1, 2)]


async def test_a_more_urgent_message_goes_before_the_turns_of_all_units(store: Store) -> None:
    world = await a_school(store, None)
    unit, other = await school(world, "大校"), await school(world, "小校")
    await put(world, *(news(world, unit, number) for number in range(5)))
    priorities = (Priority.BULK, Priority.REPLY, Priority.EMERGENCY)
    await put(world, *(news(world, other, 50, priority) for priority in priorities))

    async with world.store.write() as work:
        batch = await work.outbox.claim(START + timedelta(hours=1), LEASE, 7)

    assert [notice.priority for notice in batch] == [0, 1, *[2] * 5]


async def test_a_message_takes_the_turn_of_its_school(store: Store) -> None:
    """A class's is its school's; a duty's is the school of its child; others' is nobody's."""
    world = await a_school(store)
    await world.tick(START + timedelta(days=14, hours=12))
    await put(world, news(world, world.class_.id, 1), news(world, None, 2))
    about_child = news(world, None, 3)
    await put(
        world,
        NewNotice(
            **{
                name: getattr(about_child, name) for name in NewNotice.__struct_fields__
            }  # a copy about a child
            | {"child_id": world.child}
        ),
    )

    lanes = Counter(notice.lane for notice in await world.notices())

    assert lanes == {world.school.id: 3, 0: 1}


async def test_many_lanes_with_nothing_due_are_leaped_over(store: Store) -> None:
    world = await a_school(store, None)
    schools = [await school(world, f"第{number}小学") for number in range(LANES + 5)]
    later = 10**6
    await put(world, *(news(world, unit, later) for unit in schools))
    await put(world, news(world, max(schools), 1), news(world, min(schools), 1))

    (taken,) = await claims(world, Turns(), 1)

    assert sorted(taken) == [min(schools), max(schools)]


async def pause(world: World, unit_id: int | None) -> None:
    async with world.store.write() as work:
        unit = None if unit_id is None else await work.units.get(unit_id)
        assert await pausing.pause(work, unit, START)


async def test_the_lane_of_a_paused_school_is_leaped_over_but_for_emergencies(store: Store) -> None:
    world = await a_school(store, None)
    resting, awake = await school(world, "歇着的小学"), await school(world, "小校")
    await put(world, *(news(world, resting, number) for number in range(8)))
    await put(world, news(world, resting, 9, Priority.EMERGENCY), news(world, awake, 1000))
    await pause(world, resting)

    taken = await claims(world, Turns(), 2)

    assert taken == [[resting, awake], []]


async def test_a_message_of_a_paused_school_that_speaks_of_another_too_goes_on(
    store: Store,
) -> None:
    world = await a_school(store, None)
    other = await school(world, "另一所小学")
    async with world.store.write() as work:
        class_ = await work.units.add(UnitKind.class_, "一班", other, SHANGHAI, START)
        await work.units.go_live([other, class_.id], LONG_LIVE, None)
    await world.add_child("禾小寒", [world.father], class_)
    async with world.store.write() as work:
        await use_plan(work, other, CALLS, (), START.date(), START)
    await world.follow(CALLS)
    await world.tick(DUE_EVENING)
    (notice,) = await world.notices("queued")
    assert len(notice.items) == 2
    await pause(world, notice.lane)

    async with world.store.write() as work:
        await delivering.recover(work, DUE_EVENING)
    (sent,) = await world.deliver(DUE_EVENING)

    assert len(sent.items) == 1
    (rests,) = await world.notices("queued")
    assert (rests.lane, len(rests.items)) == (notice.lane, 1)


async def steps(world: World) -> int:
    """How much SQLite works for one claim that finds nothing."""
    async with world.store.write() as work:
        connection = await work._room.connection.get_raw_connection()
        driver: Any = connection.driver_connection
        done = [0]
        now = START + timedelta(hours=1)
        await driver.set_progress_handler(lambda: done.__setitem__(0, done[0] + 1), 1)
        assert await work.outbox.claim(now, LEASE, 10) == []
        await driver.set_progress_handler(None, 0)
    return done[0]


@pytest.mark.only_on("sqlite")  # which counts its steps
@pytest.mark.parametrize("everything", [False, True])
async def test_a_claim_works_no_more_when_more_waits_in_a_paused_school(
    store: Store, *, everything: bool
) -> None:
    world = await a_school(store, None)
    resting = await school(world, "歇着的小学")
    await put(world, *(news(world, resting, number) for number in range(10)))
    await pause(world, None if everything else resting)
    few = await steps(world)

    await put(world, *(news(world, resting, number) for number in range(10, 300)))

    assert await steps(world) <= few * 1.1


@pytest.mark.sql_only
async def test_what_waits_in_a_paused_school_is_not_counted_as_late(store: Store) -> None:
    world = await a_school(store, None)
    resting = await school(world, "歇着的小学")
    await put(world, *(news(world, resting, number) for number in range(3)))
    later = START + ONE_DAY
    async with store.read() as work:
        assert [queue.due for queue in (await work.tally.levels(later)).queues.values()] == [3]

    await pause(world, resting)

    async with store.read() as work:
        assert (await work.tally.levels(later)).queues == {}


Asked = tuple[str, Any]


@contextmanager
def asked(store: Store) -> Iterator[list[Asked]]:
    """Every statement that goes to the database inside the block, with its values."""
    seen = list[Asked]()

    def note(_c: object, _cursor: object, text: str, values: Any, *_rest: object) -> None:
        seen.append((text, values))

    event.listen(store.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.engine.sync_engine, "before_cursor_execute", note)


@pytest.mark.only_on("sqlite")  # which tells its plan in words that do not depend on statistics
async def test_nothing_that_a_beat_asks_wades_through_what_was_sent_long_ago(store: Store) -> None:
    world = await a_school(store, None)
    await put(world, news(world, await school(world, "小校"), 1))

    with asked(store) as statements:
        async with store.write() as work:
            await delivering.recover(work, START)
            assert await delivering.claim(work, START + ONE_DAY, 10)
            await work.outbox.next_moment()
            await work.tally.levels(START)

    plans = list[str]()
    async with store.engine.connect() as connection:
        for text, values in statements:
            told = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", tuple(values))
            plans += [str(row[-1]) for row in told]
    assert any("ix_notice_in_flight" in plan for plan in plans)
    assert any("ix_notice_growing_old" in plan for plan in plans)
    assert any("ix_notice_turns" in plan for plan in plans)
    assert [plan for plan in plans if plan.startswith("SCAN notice") and "INDEX" not in plan] == []


@pytest.mark.only_on("sqlite")  # which tells its plan in words that do not depend on statistics
async def test_a_claim_reads_the_index_of_turns_and_sorts_nothing(store: Store) -> None:
    world = await a_school(store, None)
    await put(world, news(world, await school(world, "小校"), 1))
    query = """
        EXPLAIN QUERY PLAN SELECT id FROM notice WHERE state IN ('queued', 'claimed', 'sending')
        AND priority = 2 AND lane = 5 AND send_at <= '2030-01-01' ORDER BY send_at, id LIMIT 3
    """

    async with store.engine.connect() as connection:
        plan = (await connection.exec_driver_sql(query)).all()

    said = " ".join(str(row[-1]) for row in plan)
    assert "ix_notice_turns" in said
    assert "TEMP B-TREE" not in said
