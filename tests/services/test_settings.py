"""Settings: everybody's own, journaled, and what waits goes out at the new moment."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import event

from care.habits import Habits
from care.hours import Later
from care.words import NewsCode
from services import settings
from services.news import News, spread
from services.settings import settings_of
from storage.store import Store
from tests.care.builders import at
from tests.services.plans import TWO_TASKS
from tests.world import DUE, DUE_EVENING, START, World, a_school

NOON = at(DUE, "12:00")
BEFORE = at(date(2025, 3, 14), "12:00")


async def sets_hour(world: World, person: int, hour: str, now: datetime = BEFORE) -> None:
    async with world.store.write() as work:
        await settings.set_hour(work, world.actor(person), time.fromisoformat(hour), now)


async def habits(world: World, person: int) -> Habits:
    async with world.store.read() as work:
        return await work.people.habits(person)


async def test_who_chooses_another_hour_is_reminded_at_it(store: Store) -> None:
    world = await a_school(store)

    await sets_hour(world, world.father, "07:00")

    assert (await world.duty()).next_at == at(DUE, "07:00")
    await world.tick(at(DUE, "07:00"))
    (message,) = await world.deliver(at(DUE, "07:00"))
    assert message.notice.person_id == world.father


async def test_a_later_hour_lets_the_tick_wait(store: Store) -> None:
    world = await a_school(store)

    await sets_hour(world, world.father, "21:00")

    assert await world.tick(DUE_EVENING) == 0
    assert await world.next_moment() == at(DUE, "21:00")


async def test_another_zone_moves_the_evening_along(store: Store) -> None:
    world = await a_school(store)

    async with store.write() as work:
        assert await settings.set_zone(work, world.actor(world.father), "Asia/Tokyo", BEFORE)

    assert (await world.duty()).next_at == at(DUE, "19:00", "Asia/Tokyo")


async def test_a_zone_that_does_not_exist_is_refused(store: Store) -> None:
    world = await a_school(store)

    async with store.write() as work:
        assert not await settings.set_zone(work, world.actor(world.father), "Asia/Nowhere", BEFORE)

    assert (await habits(world, world.father)).zone == "Asia/Shanghai"
    assert await world.journal("settings.changed") == []


async def test_a_reminder_put_off_to_tomorrow_comes_at_tomorrows_new_hour(store: Store) -> None:
    world = await a_school(store, TWO_TASKS)
    await world.tick(DUE_EVENING)
    await world.deliver(DUE_EVENING)
    for rule in ("call", "letter"):
        await world.later(world.father, await world.duty(rule), DUE_EVENING, Later.tomorrow)

    await sets_hour(world, world.father, "08:00", DUE_EVENING)

    (notice,) = await world.notices("queued")
    assert notice.send_at == at(DUE + timedelta(days=1), "08:00")
    assert len(notice.items) == 2
    assert len(await world.journal("notice.moved")) == 1
    assert [m.notice.id for m in await world.deliver(notice.send_at)] == [notice.id]


async def test_after_my_shift_stays_after_the_shift(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    await world.deliver(DUE_EVENING)
    await world.later(world.father, await world.duty(), DUE_EVENING, Later.after_shift)

    await sets_hour(world, world.father, "08:00", DUE_EVENING)

    (notice,) = await world.notices("queued")
    assert notice.send_at == at(DUE, "21:00")


async def test_new_quiet_hours_move_what_would_have_come_in_them(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)
    await world.deliver(DUE_EVENING)
    await world.later(world.father, await world.duty(), DUE_EVENING, Later.after_shift)

    async with store.write() as work:
        father = world.actor(world.father)
        assert await settings.set_quiet(work, father, time(20), time(6), DUE_EVENING)

    (notice,) = await world.notices("queued")
    assert notice.send_at == at(DUE + timedelta(days=1), "06:00")


async def test_news_wait_for_the_end_of_new_quiet_hours_and_stay_fresh_as_long(
    store: Store,
) -> None:
    world = await a_school(store)
    async with store.write() as work:
        news = [News(world.teacher, NewsCode.child_came, world.class_.id, world.child)]
        await spread(work, news, START, send_at=NOON)
    (before,) = await world.notices("queued")

    async with store.write() as work:
        teacher = world.actor(world.teacher)
        assert await settings.set_quiet(work, teacher, time(8), time(16), START)

    (notice,) = await world.notices("queued")
    assert notice.id == before.id
    assert notice.send_at == at(DUE, "16:00")
    assert notice.expires_at - notice.send_at == before.expires_at - before.send_at


async def test_what_is_due_already_waits_only_for_the_end_of_the_quiet_hours(store: Store) -> None:
    world = await a_school(store)
    await world.tick(DUE_EVENING)

    await sets_hour(world, world.father, "08:00", DUE_EVENING)

    assert len(await world.deliver(DUE_EVENING)) == 1


async def test_the_teachers_hour_moves_the_rung_at_which_she_hears(store: Store) -> None:
    world = await a_school(store)
    for days in (0, 2):
        await world.tick(DUE_EVENING + timedelta(days=days))
    assert (await world.duty()).next_at == at(DUE + timedelta(days=4), "19:00")

    await sets_hour(world, world.teacher, "12:00", DUE_EVENING + timedelta(days=2))

    assert (await world.duty()).next_at == at(DUE + timedelta(days=4), "12:00")


async def test_the_weeks_of_a_shift_worker_alternate(store: Store) -> None:
    world = await a_school(store)  # due in week 12, asked in week 11
    async with store.write() as work:
        father = world.actor(world.father)
        await settings.set_other_hour(work, father, time(9), BEFORE)
        view = await settings_of(work, father, BEFORE)

    assert (view.hour, view.other_hour) == (time(19), time(9))
    assert (await world.duty()).next_at == at(DUE, "09:00")
    async with store.write() as work:
        await settings.stop_alternating(work, father, BEFORE)
    assert (await world.duty()).next_at == DUE_EVENING
    assert await habits(world, world.father) == Habits()


async def test_quiet_hours_of_nearly_the_whole_day_are_refused(store: Store) -> None:
    world = await a_school(store)

    async with store.write() as work:
        father = world.actor(world.father)
        assert not await settings.set_quiet(work, father, time(7), time(6), BEFORE)

    assert await habits(world, world.father) == Habits()


async def test_the_journal_says_what_changed_and_seals_what_it_was(store: Store) -> None:
    world = await a_school(store)

    await sets_hour(world, world.father, "08:00")
    await sets_hour(world, world.father, "08:00")

    (row,) = await world.journal("settings.changed")
    assert row.entry.person_id == world.father
    assert row.entry.details == {"what": "hour"}
    assert row.entry.old == "19:00"


async def test_an_hour_in_the_quiet_hours_is_named_with_their_end(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        father = world.actor(world.father)
        await settings.set_quiet(work, father, time(18), time(20), BEFORE)
        view = await settings_of(work, father, BEFORE)

    assert view.heard_at == at(BEFORE.date(), "20:00")


async def test_a_change_takes_as_many_statements_for_forty_children_as_for_one(
    store: Store,
) -> None:
    world = await a_school(store)

    async def statements() -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        engine = store.engine.sync_engine
        event.listen(engine, "before_cursor_execute", counted)
        hour = (await habits(world, world.teacher)).hour
        async with store.write() as work:
            new = hour.replace(hour=(hour.hour + 1) % 24)
            await settings.set_hour(work, world.actor(world.teacher), new, BEFORE)
        event.remove(engine, "before_cursor_execute", counted)
        return count

    few = await statements()
    for number in range(40):
        await world.add_child(f"禾小{number}", [world.father])
    await world.follow(TWO_TASKS)

    assert await statements() <= few + 1
