"""Classes change hands on any day: what is open is the present teacher's, and said to nobody else.

The one before hears nothing more of the class, the new one is introduced once, nothing fires twice.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.habits import Habits
from care.hours import local_date
from care.words import ChangeCode, DutyState, NewsCode, Post
from services.duties.outlook import look_around
from services.lists.values import Change
from services.outbox.delivering import Prepared
from services.posts.giving import give_post
from services.posts.taking import take_due_posts
from storage.memory.store import MemoryStore
from storage.notices import NoticeRow
from tests.care.builders import BERLIN, MONDAY, SHANGHAI
from tests.hunting import law
from tests.seen import all_duties
from tests.services.plans import CALL, TALK, a_plan_of, a_rule_text
from tests.world import START, World, a_person, a_school, address_of

pytestmark = pytest.mark.hypothesis

WEEKLY = a_rule_text(
    "weekly",
    '"class_teacher"',
    'weekday = "wednesday"',
    '{ to = "holder", after = 0 }, { to = "holder", after = 1 }, { to = "principal", after = 3 }',
)
EACH = a_rule_text(
    "each", '"class_teacher"', 'per = "month"', '{ to = "holder", after = 0 }'
).replace('needs = "any"', 'needs = "each"')
PLAN = a_plan_of(CALL, TALK, WEEKLY, EACH)
COLLEAGUES = 3

HandedTo = tuple[int, int, int]
"""After so many hours, to that one of the colleagues, at once or from so many days later on."""
handovers = st.lists(
    st.tuples(st.integers(1, 24 * 12), st.integers(0, COLLEAGUES), st.integers(0, 5)),
    min_size=1,
    max_size=6,
)
answering = st.integers(0, 4)


@dataclass
class Class:
    """A class with its teacher of the moment, and all that was said while each of them had it."""

    world: World
    staff: list[int]
    teacher: int
    now: datetime = START
    sent: list[tuple[int, int, NoticeRow]] = field(default_factory=list)
    """In the how manieth teacher's time, who that was, what."""
    planned: tuple[date, int] | None = None
    """On which day somebody else has it, and who."""
    taken: Counter[int] = field(default_factory=Counter)
    given: Counter[int] = field(default_factory=Counter)

    async def passes(self, hours: int, answered: int) -> None:
        until = self.now + timedelta(hours=hours)
        while (moment := await self.world.next_moment()) is not None and moment <= until:
            self.now = max(self.now, moment)
            await self.the_day_comes()
            await self.world.tick(self.now)
            for prepared in await self.world.deliver(self.now):
                self.sent.append((self.taken.total(), self.teacher, prepared.notice))
                if answered and len(self.sent) % answered == 0:
                    await self._answers(prepared)
            await self.what_is_open_is_the_present_teachers()
        self.now = until

    async def _answers(self, prepared: Prepared) -> None:
        for item in prepared.items:
            if item.mine:
                async with self.world.store.read() as work:
                    duty = (await work.duties.by_id([item.duty_id]))[item.duty_id]
                await self.world.done(prepared.notice.person_id, duty, self.now)

    async def goes_to(self, person: int, later: int) -> None:
        on = local_date(self.now, SHANGHAI) + timedelta(days=later)
        data = {"on": on.isoformat()}
        async with self.world.store.write() as work:
            change = Change(ChangeCode.class_, self.world.class_.id, person_id=person, data=data)
            handed = await give_post(work, self.world.principal, change, self.now)
        assert handed == (person != self.teacher or self.planned is not None)
        self.planned = None
        if person != self.teacher and later:
            self.planned = on, person
        elif person != self.teacher:
            self.is_taken_by(person)
        await self.what_is_open_is_the_present_teachers()

    async def the_day_comes(self) -> None:
        """Nothing that was planned happens before its day, nor later."""
        today = local_date(self.now, SHANGHAI)
        async with self.world.store.write() as work:
            await take_due_posts(work, self.now)
        if self.planned is not None and self.planned[0] <= today:
            self.is_taken_by(self.planned[1])
            self.planned = None

    def is_taken_by(self, person: int) -> None:
        self.taken[person] += 1
        self.given[self.teacher] += 1
        self.teacher = person

    async def what_is_open_is_the_present_teachers(self) -> None:
        """What names one before is nobody's: it ends, unsaid, when its moment comes."""
        async with self.world.store.read() as work:
            duties = [d for d in await all_duties(work) if d.state is DutyState.open]
            outlook = await look_around(work, duties, self.now)
            own = [duty for duty in duties if duty.rule_id != "call"]
            for duty in own:
                owing = [p for p in self.staff if outlook.owes(duty, p, self.now)]
                assert owing == ([self.teacher] if duty.holder_id in (None, self.teacher) else [])
        anybodys = Counter(duty.rule_id for duty in own if duty.holder_id is None)
        assert anybodys == {"talk": 1, "weekly": 1}
        mine = [duty for duty in own if duty.holder_id == self.teacher]
        assert len(mine) == 1


async def a_class() -> Class:
    """Its teacher and three colleagues, one of them in Berlin, who are all on the line's duty."""
    world = await a_school(MemoryStore(), None)
    staff = [world.teacher]
    async with world.store.write() as work:
        for number in range(COLLEAGUES):
            person = await a_person(work, f"同事{number}", None)
            zone = BERLIN if number == 0 else SHANGHAI
            await work.people.set_habits(person, Habits(zone))
            await work.accounts.join(person, address_of(person), START)
            staff.append(person)
        await work.posts.give([(p, world.school.id, Post.counsellor) for p in staff], MONDAY)
    await world.follow(PLAN)
    return Class(world, staff, world.teacher)


def who_hears_of_the_class_has_it(it: Class) -> None:
    for _, teacher, notice in it.sent:
        if notice.person_id in it.staff and notice.items:
            assert notice.person_id == teacher


def everybody_is_introduced_once(it: Class) -> None:
    """Each time that somebody takes the class, and told once each time that it is taken over."""
    for code, times in ((NewsCode.class_taken, it.taken), (NewsCode.class_given, it.given)):
        assert times == Counter(n.person_id for _, _, n in it.sent if n.code == code)


async def nothing_fires_twice(it: Class) -> None:
    """Not to one person about one duty; a new teacher begins at the foot of the ladder of what is
    theirs, and for them it may climb as far as it did before.
    """
    async with it.world.store.read() as work:
        calls = {duty.id for duty in await all_duties(work) if duty.rule_id == "call"}
    told = Counter(
        (0 if item.duty_id in calls else tenure, notice.person_id, item.duty_id, item.purpose)
        for tenure, _, notice in it.sent
        for item in notice.items
    )
    assert set(told.values()) <= {1}


async def nothing_is_lost(it: Class) -> None:
    async with it.world.store.read() as work:
        duties = await all_duties(work)
    assert len({duty.key for duty in duties}) == len(duties)
    followed = Counter(duty.previous_id for duty in duties if duty.previous_id is not None)
    assert set(followed.values()) <= {1}


@given(handovers, answering)
@law(12)
def test_a_class_may_change_hands_on_any_day(story: list[HandedTo], answered: int) -> None:
    async def told() -> None:
        it = await a_class()
        await it.passes(24 * 10, answered)
        for hours, to, later in story:
            await it.passes(hours, answered)
            await it.goes_to(it.staff[to], later)
        await it.passes(24 * 14, answered)
        who_hears_of_the_class_has_it(it)
        everybody_is_introduced_once(it)
        await nothing_fires_twice(it)
        await nothing_is_lost(it)

    asyncio.run(told())
