"""Nobody hears more than their ceiling on a day of theirs, and nothing is lost by it."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from care.ceilings import FAMILY, HELPER, LOWEST, STAFF, ceiling, fits
from care.delivery import NEWS_FRESH, REMINDER_FRESH, Kind, Outcome, Priority
from care.habits import Habits
from care.hours import local_date
from care.people import OUT_OF_THE_CIRCLE
from care.words import NewsCode, Post, Reach, Role, Status
from services.outbox.delivering import Attempt
from storage.children import TieFacts
from storage.notices import Item, NewNotice
from storage.seal import Keyring
from storage.store import Store
from tests.care.builders import BERLIN, KATHMANDU, MONDAY, SHANGHAI, at
from tests.hunting import lives
from tests.services.plans import CALLS
from tests.stores import Databases, open_store
from tests.world import DUE, DUE_EVENING, START, World, a_school

pytestmark = [pytest.mark.hypothesis, pytest.mark.in_memory_too]

KEYRING = Keyring.fresh()
ZONES = (SHANGHAI, BERLIN, KATHMANDU, "Pacific/Kiritimati", "America/Los_Angeles")
_numbers = count(1)


def test_the_highest_role_counts_and_who_has_none_gets_the_least() -> None:
    assert ceiling({Role.father, Post.class_teacher}) == STAFF
    assert ceiling({Role.helper}) == HELPER
    assert ceiling(()) == LOWEST


def test_news_never_take_the_last_place_of_a_day() -> None:
    assert not fits(Kind.news, FAMILY - 1, FAMILY)
    assert fits(Kind.care, FAMILY - 1, FAMILY)
    assert not fits(Kind.care, FAMILY, FAMILY)


def news(
    person: int,
    moment: datetime,
    priority: int = Priority.REMINDER,
    code: NewsCode = NewsCode.tasks,
) -> NewNotice:
    return NewNotice(
        group_key=f"news {next(_numbers)}",
        person_id=person,
        kind=Kind.news,
        priority=priority,
        send_at=moment,
        expires_at=moment + NEWS_FRESH,
        code=code,
        details={"n": next(_numbers)},
    )


def reminder(person: int, moment: datetime, duty: int) -> NewNotice:
    return NewNotice(
        group_key=f"reminder {next(_numbers)}",
        person_id=person,
        kind=Kind.care,
        priority=Priority.REMINDER,
        send_at=moment,
        expires_at=moment + REMINDER_FRESH,
        items=(Item(duty, "reminder"),),
    )


async def queued(world: World, *notices: NewNotice) -> None:
    async with world.store.write() as work:
        await work.outbox.put(notices, START)


async def everything_goes_out(world: World) -> Counter[tuple[int, datetime]]:
    """Sends from moment to moment until nothing waits; how many each heard at which moment."""
    heard: Counter[tuple[int, datetime]] = Counter()
    while True:
        async with world.store.read() as work:
            moment = await work.outbox.next_moment()
        if moment is None:
            return heard
        while sent := await world.deliver(moment):
            heard.update((each.notice.person_id, moment) for each in sent)


async def test_what_is_over_the_ceiling_comes_tomorrow_at_the_own_hour(store: Store) -> None:
    world = await a_school(store)
    await queued(world, *(news(world.father, DUE_EVENING) for _ in range(FAMILY + 1)))

    today = await world.deliver(DUE_EVENING)
    nothing_more = await world.deliver(DUE_EVENING + timedelta(hours=2))
    tomorrow = await world.deliver(DUE_EVENING + timedelta(days=1))

    assert [len(today), len(nothing_more), len(tomorrow)] == [FAMILY - 1, 0, 2]
    put_off = await world.journal("notice.put_off")
    assert len(put_off) == 2
    assert put_off[0].entry.details == {"until": (DUE_EVENING + timedelta(days=1)).isoformat()}


async def test_a_reminder_put_off_joins_the_next_days_digest(store: Store) -> None:
    world = await a_school(store)
    duty = (await world.duty()).id
    sister = await world.add_child("禾小寒", [world.father])
    await world.follow(CALLS)
    other = (await world.duty(child=sister)).id
    noons = [at(DUE, f"1{hour}:00") for hour in range(FAMILY)]
    await queued(world, *(reminder(world.father, noon, duty) for noon in noons))
    for noon in noons:
        await world.deliver(noon)
    late = at(DUE, "20:00")
    await queued(world, reminder(world.father, late, duty))
    tomorrow = DUE_EVENING + timedelta(days=1)
    digest = reminder(world.father, tomorrow, other)
    key = f"{world.father}/{tomorrow.isoformat()}/{Kind.care}"
    await queued(world, replace(digest, group_key=key))

    assert await world.deliver(late) == []
    (message,) = await world.deliver(tomorrow)

    assert [item.duty_id for item in message.items] == [other, duty]


async def test_an_emergency_is_never_held_back_and_never_counted(store: Store) -> None:
    world = await a_school(store)
    alarms = [news(world.father, DUE_EVENING, Priority.EMERGENCY) for _ in range(FAMILY + 3)]
    await queued(world, *alarms, news(world.father, DUE_EVENING))

    assert len(await world.deliver(DUE_EVENING)) == FAMILY + 3
    assert len(await world.deliver(DUE_EVENING)) == 1


async def test_what_may_have_arrived_counts(store: Store) -> None:
    world = await a_school(store)
    await queued(world, *(news(world.father, DUE_EVENING) for _ in range(FAMILY - 1)))
    for moment in (DUE_EVENING, DUE_EVENING + timedelta(seconds=5)):
        await world.send(moment, Attempt(Outcome.no_answer))
    await queued(world, news(world.father, DUE_EVENING))

    assert await world.deliver(DUE_EVENING + timedelta(minutes=1)) == []


async def test_what_is_held_because_it_may_have_arrived_counts(store: Store) -> None:
    world = await a_school(store)
    confided = [
        news(world.father, DUE_EVENING, code=NewsCode.child_left) for _ in range(FAMILY - 1)
    ]
    await queued(world, *confided)
    await world.send(DUE_EVENING, Attempt(Outcome.no_answer))
    assert len(await world.notices("held")) == FAMILY - 1
    await queued(world, news(world.father, DUE_EVENING))

    assert await world.deliver(DUE_EVENING + timedelta(minutes=1)) == []


async def test_what_may_have_arrived_counts_also_when_it_was_answered_before_its_repeat(
    store: Store,
) -> None:
    world = await a_school(store)
    duty = await world.duty()
    await queued(world, reminder(world.father, DUE_EVENING, duty.id))
    await world.send(DUE_EVENING, Attempt(Outcome.no_answer))
    await world.done(world.father, duty, DUE_EVENING + timedelta(seconds=2))
    await queued(world, *(news(world.father, DUE_EVENING) for _ in range(FAMILY - 1)))

    assert len(await world.deliver(DUE_EVENING + timedelta(minutes=1))) == FAMILY - 2
    assert len(await world.notices("cancelled")) == 1


async def test_what_is_to_be_repeated_counts_until_it_is(store: Store) -> None:
    world = await a_school(store)
    await queued(world, news(world.father, DUE_EVENING))
    await world.send(DUE_EVENING, Attempt(Outcome.no_answer))
    await queued(world, *(news(world.father, DUE_EVENING) for _ in range(FAMILY - 1)))

    soon = await world.deliver(DUE_EVENING + timedelta(seconds=1))
    again = await world.deliver(DUE_EVENING + timedelta(minutes=1))

    assert [len(soon), [each.notice.repeated for each in again]] == [FAMILY - 2, [True]]


async def test_a_full_batch_of_what_is_put_off_does_not_stop_the_pump(store: Store) -> None:
    world = await a_school(store)
    many = [news(world.father, DUE_EVENING) for _ in range(30)]
    await queued(world, *many, news(world.teacher, DUE_EVENING + timedelta(seconds=1)))

    heard = [each.notice.person_id for each in await world.deliver(at(DUE, "19:01"))]

    assert heard.count(world.teacher) in (0, 1)
    heard += [each.notice.person_id for each in await world.deliver(at(DUE, "19:02"))]
    assert Counter(heard) == {world.father: FAMILY - 1, world.teacher: 1}


async def test_after_days_of_outage_nobody_hears_more_than_on_any_day(store: Store) -> None:
    world = await a_school(store)
    for number in range(12):
        await world.add_child(f"苗{number}", [world.father])
    await world.follow(CALLS)
    back = at(date(2025, 3, 27), "20:00")

    await world.tick(back)
    heard = await world.deliver(back)

    assert [len(each.items) for each in heard] == [13]


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to be said: to the person of that number, hours after the start, about what."""

    who: int
    hours: float
    child: int | None


WISHES = st.tuples(
    *(
        st.builds(
            Wish,
            st.just(number % 4),
            st.floats(0, 20, allow_nan=False),
            st.sampled_from([None, None, 0, 1, 2]),
        )
        for number in range(28)
    )
)
"""Seven for each of four people, within a day: more than anybody may hear, less than a week's."""

HABITS = st.builds(
    Habits,
    st.sampled_from(ZONES),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.just(time(22)),
    st.just(time(7)),
)
RARELY = lives(4)


def test_whatever_is_queued_in_whatever_zone_no_day_has_too_much_and_nothing_is_lost(
    databases: Databases,
) -> None:
    @RARELY
    @given(WISHES, st.lists(HABITS, min_size=4, max_size=4))
    def holds(wishes: Sequence[Wish], habits: Sequence[Habits]) -> None:
        asyncio.run(_a_busy_time(databases, wishes, habits))

    holds()


async def _a_busy_time(
    databases: Databases, wishes: Sequence[Wish], habits: Sequence[Habits]
) -> None:
    url = databases.copy()
    store = await open_store(url, KEYRING)
    world = await a_school(store)
    children = [await world.add_child(f"苗{number}", [world.father]) for number in range(3)]
    await world.follow(CALLS.replace('"parent"', '["parent", "guardian"]'))
    duties = [(await world.duty(child=child)).id for child in children]
    async with store.write() as work:
        near = [TieFacts(c, world.grandmother, Role.guardian, Status.at_home) for c in children]
        await work.children.tie(near, MONDAY)
    people = (world.father, world.grandmother, world.teacher, world.principal)
    async with store.write() as work:
        for person, theirs in zip(people, habits, strict=True):
            await work.people.set_habits(person, theirs)
    await queued(world, *(_notice(wish, people, duties) for wish in wishes))

    heard = await everything_goes_out(world)

    zones = dict(zip(people, (theirs.zone for theirs in habits), strict=True))
    most = dict(zip(people, (FAMILY, FAMILY, STAFF, STAFF), strict=True))
    days: Counter[tuple[int, date]] = Counter()
    for (person, moment), n in heard.items():
        days[person, local_date(moment, zones[person])] += n
    assert all(n <= most[person] for (person, _), n in days.items())
    sent = await world.notices("sent")
    said = {(notice.person_id, item.duty_id) for notice in sent for item in notice.items}
    assert said == {(people[w.who], duties[w.child]) for w in wishes if w.child is not None}
    wanted = Counter(people[wish.who] for wish in wishes if wish.child is None)
    assert Counter(notice.person_id for notice in sent if notice.code) == wanted
    await store.close()
    databases.drop(url)


_OF_THE_FAMILY = 2
"""The father and the grandmother owe the calls; the staff hear of them."""


def _notice(wish: Wish, people: Sequence[int], duties: Sequence[int]) -> NewNotice:
    moment = START + timedelta(hours=wish.hours)
    if wish.child is None:
        return news(people[wish.who], moment)
    said = reminder(people[wish.who], moment, duties[wish.child])
    if people.index(said.person_id) < _OF_THE_FAMILY:
        return said
    return replace(said, items=(Item(duties[wish.child], "escalation"),))


CHANGES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([*Reach, "no_contact", "dead", "barred", "away"])),
    max_size=6,
)
"""Which of four people becomes what, between queueing and sending."""


def test_nobody_whose_reach_or_status_forbids_it_gets_anything(databases: Databases) -> None:
    @RARELY
    @given(CHANGES)
    def holds(changes: Sequence[tuple[int, str]]) -> None:
        asyncio.run(_changes_before_sending(databases, changes))

    holds()


async def _changes_before_sending(databases: Databases, changes: Sequence[tuple[int, str]]) -> None:
    url = databases.copy()
    store = await open_store(url, KEYRING)
    world = await a_school(store)
    await world.join(world.mother)
    family = (world.father, world.mother, world.grandmother)
    people = (*family, world.teacher)
    duty = (await world.duty()).id
    await queued(world, *(reminder(person, DUE_EVENING, duty) for person in people))
    await queued(world, *(_about(person, world.child) for person in people))
    for who, what in changes:
        await _becomes(world, people[who], what)

    told = {each.notice.person_id for each in await world.deliver(DUE_EVENING)}

    async with store.read() as work:
        accounts = await work.accounts.of_people(people)
        ties = await work.children.ties([world.child], MONDAY)
    out = {tie.facts.person_id for tie in ties if tie.facts.status in OUT_OF_THE_CIRCLE}
    assert told == {p for p in people if accounts[p].reach is Reach.joined} - out
    await store.close()
    databases.drop(url)


def _about(person: int, child: int) -> NewNotice:
    return replace(news(person, DUE_EVENING), child_id=child)


async def _becomes(world: World, person: int, what: str) -> None:
    """A reach of their account, or a status in the child's circle."""
    async with world.store.write() as work:
        if what in set(Reach):
            await work.accounts.set_reach(person, Reach(what))
            return
        for tie in await work.children.ties([world.child], MONDAY):
            if tie.facts.person_id == person:
                changed = replace(tie.facts, status=Status(what))
                await work.children.change_tie(tie.id, changed)
