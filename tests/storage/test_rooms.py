"""The small rooms of the store: outbox, invitations, drafts, updates, plans, units."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from care.almanac import Term
from care.delivery import Priority
from care.habits import Habits
from care.words import UnitKind
from storage.invitations import NewInvitation
from storage.journal import Entry
from storage.keeping import Kept
from storage.notices import Item, NewNotice
from storage.seal import Keyring
from storage.store import Store
from tests.care.builders import SHANGHAI
from tests.stores import Databases
from tests.world import START, World, a_person, a_school

HOUR = timedelta(hours=1)
HALF_PAST_SEVEN = time(7, 30)


async def a_notice(world: World, group: str = "g", **changed: int | datetime) -> NewNotice:
    usual = {"person_id": world.father, "priority": Priority.REMINDER, "send_at": START}
    duty = await world.duty()
    return NewNotice(
        group_key=group,
        kind="care",
        expires_at=START + 20 * HOUR,
        items=(Item(duty.id, "reminder"),),
        **(usual | changed),  # type: ignore[arg-type]  # the usual ones are of the right types
    )


async def test_a_group_of_items_becomes_one_notice_and_names_each_duty_once(
    store: Store,
) -> None:
    world = await a_school(store)
    notice = await a_notice(world)
    async with store.write() as work:
        await work.outbox.put([notice, notice], START)
        await work.outbox.put([notice], START)

    (found,) = await world.notices()
    assert found.items == notice.items


async def test_the_most_urgent_goes_first_then_the_oldest(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        late = await a_notice(world, "late", send_at=START + HOUR)
        early = await a_notice(world, "early")
        urgent = await a_notice(
            world, "urgent", priority=Priority.EMERGENCY, send_at=START + 2 * HOUR
        )
        await work.outbox.put([late, early, urgent], START)
        claimed = await work.outbox.claim(START + 2 * HOUR, HOUR, 2)

    assert [(notice.priority, notice.send_at) for notice in claimed] == [
        (Priority.EMERGENCY, START + 2 * HOUR),
        (Priority.REMINDER, START),
    ]


async def test_while_a_tick_adds_to_a_notice_no_pump_claims_it(
    postgres_databases: Databases, keyring: Keyring
) -> None:
    """On PostgreSQL only: SQLite has one writer at a time."""
    url = postgres_databases.copy()
    store = await Store.open(url, keyring)
    world = await a_school(store)
    notice = await a_notice(world)
    async with store.write() as work:
        await work.outbox.put([notice], START)
    async with store.write() as ticking, store.write() as pumping:
        assert await ticking.outbox.queued_keys(["g"]) == {"g"}
        assert await pumping.outbox.claim(START, HOUR, 10) == []
    async with store.write() as pumping:
        assert len(await pumping.outbox.claim(START, HOUR, 10)) == 1
    await store.close()
    postgres_databases.drop(url)


async def test_two_writers_of_one_group_make_one_notice(store: Store) -> None:
    world = await a_school(store)
    notice = await a_notice(world)

    async def put() -> None:
        async with store.write() as work:
            await work.outbox.put([notice], START)

    await asyncio.gather(*(put() for _ in range(4)))

    assert len(await world.notices()) == 1


async def test_an_update_is_taken_in_once(store: Store) -> None:
    async def take_in() -> None:
        async with store.write() as work:
            await work.incoming.add(900, [{"text": "好"}], START)

    await take_in()
    with pytest.raises(IntegrityError):
        await take_in()


async def test_a_reply_is_kept_until_it_went_out_and_then_only_the_fact(store: Store) -> None:
    async with store.write() as work:
        await work.incoming.add(900, [{"text": "好"}], START)
        kept = await work.incoming.get(900)
        await work.incoming.replied([900], START + HOUR)
        gone = await work.incoming.get(900)
        unknown = await work.incoming.get(901)

    assert kept is not None
    assert (kept.reply, kept.replied_at) == ([{"text": "好"}], None)
    assert gone is not None
    assert (gone.reply, gone.replied_at) == ([], START + HOUR)
    assert unknown is None


async def test_old_updates_are_forgotten(store: Store) -> None:
    async with store.write() as work:
        await work.incoming.add(1, [], START)
        await work.incoming.add(2, [], START + 48 * HOUR)
        forgotten = await work.keeping.let_go(Kept.updates, START + 24 * HOUR, 10)
        left = [number for number in (1, 2) if await work.incoming.get(number)]

    assert (forgotten, left) == (1, [2])


async def test_a_draft_is_one_per_chat_and_conversation_and_counts_its_versions(
    store: Store,
) -> None:
    async with store.write() as work:
        for answer in ("甲", "乙"):
            await work.drafts.put(7, "talk", {"words": answer}, START)
        await work.drafts.put(7, "join", {"words": "丙"}, START)
        await work.drafts.put(8, "talk", {"words": "丁"}, START)
        draft = await work.drafts.get(7, "talk")
        await work.drafts.drop(7, "talk")
        left = [await work.drafts.get(*key) for key in ((7, "talk"), (7, "join"), (8, "talk"))]

    assert draft is not None
    assert (draft.version, draft.data) == (2, {"words": "乙"})
    assert [one is not None for one in left] == [False, True, True]


async def test_an_invitation_is_used_once(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        new = NewInvitation("token", world.mother, "mother", world.child, None)
        await work.invitations.add([new], START, START + HOUR)
        found = await work.invitations.by_token("token")
        assert found is not None
        uses = [await work.invitations.use(found.id, START) for _ in range(2)]

    assert uses == [True, False]


async def test_guesses_are_counted_per_chat_and_forgotten(store: Store) -> None:
    async with store.write() as work:
        for chat, hours in ((7, 0), (7, 1), (8, 1)):
            await work.invitations.note_guess(chat, START + hours * HOUR)
        counted = [await work.invitations.guesses(7, START + hours * HOUR) for hours in (0, 1, 2)]
        await work.keeping.let_go(Kept.guesses, START + HOUR, 10)
        left = await work.invitations.guesses(7, START)

    assert (counted, left) == ([2, 1, 0], 1)


async def test_a_class_knows_all_units_above_it(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        county = await work.units.add(UnitKind.county, "某县", None, SHANGHAI, START)
        school = await work.units.add(UnitKind.school, "溪口小学", county.id, SHANGHAI, START)
        class_ = await work.units.add(UnitKind.class_, "一班", school.id, SHANGHAI, START)
        chains = await work.units.chains([class_.id, world.class_.id])

    assert [unit.name for unit in chains[class_.id]] == ["一班", "溪口小学", "某县"]
    assert [unit.id for unit in chains[world.class_.id]] == [world.class_.id, world.school.id]


async def test_a_term_that_is_entered_again_is_corrected(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        for ends_on in (date(2025, 7, 1), date(2025, 7, 4)):
            await work.plans.add_term(world.school.id, Term("春", date(2025, 2, 17), ends_on))
        terms = await work.plans.terms([world.school.id])

    assert terms[world.school.id] == (Term("春", date(2025, 2, 17), date(2025, 7, 4)),)


async def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(store: Store) -> None:
    east = timezone(timedelta(hours=8))
    moment = datetime(2025, 3, 3, 20, 15, 30, 123456, tzinfo=east)
    async with store.write() as work:
        await work.journal.write([Entry("x")], moment)
    async with store.read() as work:
        (row,) = await work.journal.of_event("x")

    assert row.at == moment
    assert row.at.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    async with store.write() as work:
        with pytest.raises(StatementError):
            await work.journal.write([Entry("x")], datetime(2025, 3, 3))  # noqa: DTZ001


async def test_the_journal_keeps_every_entry_with_its_old_value(store: Store) -> None:
    entries = [Entry("x", child_id=number, old=f"旧{number}") for number in range(1200)]
    async with store.write() as work:
        await work.journal.write(entries, START)
    async with store.read() as work:
        rows = await work.journal.of_event("x")

    assert sorted(row.entry.child_id or 0 for row in rows) == list(range(1200))
    assert {row.entry.old for row in rows} == {f"旧{number}" for number in range(1200)}


async def test_thousands_of_people_fit_into_one_question(store: Store) -> None:
    async with store.write() as work:
        one = await a_person(work, "云见川", None)
        assert set(await work.people.by_id([one, *range(1, 3000)])) == {one}
        assert await work.accounts.of_people(range(1, 3000)) == {}


async def test_a_persons_habits_come_back_as_they_were_set(store: Store) -> None:
    world = await a_school(store)
    mine = Habits("Europe/Moscow", HALF_PAST_SEVEN, HALF_PAST_SEVEN, HALF_PAST_SEVEN)
    async with store.write() as work:
        await work.people.set_habits(world.father, mine)
        assert await work.people.habits(world.father) == mine
        assert await work.people.habits(world.mother) == Habits()
