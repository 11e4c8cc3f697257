"""Random lives: whoever does whatever whenever, some things always hold (on both databases)."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from care.hours import Later
from care.words import DutyState, Reach
from services.duties.answering import Reason
from services.duties.case import Answered
from services.joining.leaving import come_back, stop
from storage.duties import DutyRow
from storage.seal import Keyring
from tests.hunting import lives
from tests.seen import all_closures, all_duties, length_of_the_journal
from tests.services.plans import CALL, HOTLINE, TALK, a_plan_of
from tests.stores import Databases, open_store
from tests.world import START, World, a_person, a_school, address_of

pytestmark = [pytest.mark.hypothesis, pytest.mark.in_memory_too]

T = TypeVar("T")
KEYRING = Keyring.fresh()
RULES = ("call", "talk", "hotline")
ROLES = ("father", "mother", "grandmother", "teacher", "principal", "stranger")
MAY_ANSWER = {
    "call": {"father", "mother", "teacher", "principal"},
    "talk": {"teacher", "principal"},
    "hotline": {"teacher", "principal"},
}
OWES = {"call": {"father", "mother"}, "talk": {"teacher"}, "hotline": {"teacher"}}
PLAN = a_plan_of(CALL, TALK, HOTLINE)

people = st.sampled_from(ROLES)
some_duty = st.integers(0, 99)
"""Which of the duties there are: counted from the newest, round and round."""


class Lives(RuleBasedStateMachine):
    """One school; time only goes on. Who has stopped presses nothing (`services.actor`)."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.url = self.databases.copy()
        self.now = START
        self.entries = 0
        self.gone: set[str] = set()
        self.run(self.begin())

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(story)

    async def begin(self) -> None:
        store = await open_store(self.url, KEYRING)
        self.world: World = await a_school(store, PLAN)
        await self.world.join(self.world.mother)
        async with store.write() as work:
            stranger = await a_person(work, "路人", None)
            await work.accounts.join(stranger, address_of(stranger), START)
        world = self.world
        ids = (world.father, world.mother, world.grandmother, world.teacher, world.principal)
        self.ids = dict(zip(ROLES, (*ids, stranger), strict=True))

    def teardown(self) -> None:
        self.run(self.world.store.close())
        self.runner.close()
        self.databases.drop(self.url)

    async def duties(self) -> list[DutyRow]:
        found = [duty for name in RULES for duty in await self.world.duties(name)]
        return sorted(found, key=lambda duty: (duty.number, duty.rule_id), reverse=True)

    async def chosen(self, number: int) -> DutyRow:
        found = await self.duties()
        return found[number % len(found)]

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes_and_the_scheduler_works(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.run(self.world.live(self.now))

    @rule(hours=st.integers(1, 24 * 40))
    def the_scheduler_was_down_and_comes_back(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.run(self.world.tick(self.now))
        self.run(self.world.deliver(self.now))

    @rule(who=people, number=some_duty)
    def somebody_says_done(self, who: str, number: int) -> None:
        if who in self.gone:
            return
        duty = self.run(self.chosen(number))
        reply = self.run(self.world.done(self.ids[who], duty, self.now))
        after = self.run(self.world.again(duty))

        if who not in MAY_ANSWER[duty.rule_id]:
            assert reply.result is Answered.not_yours
        if reply.result is Answered.done:
            assert (duty.state, after.state) == (DutyState.open, DutyState.done)
        else:
            assert after == duty

    @rule(who=people, number=some_duty, choice=st.sampled_from(Later))
    def somebody_says_later(self, who: str, number: int, choice: Later) -> None:
        if who in self.gone:
            return
        duty = self.run(self.chosen(number))
        reply = self.run(self.world.later(self.ids[who], duty, self.now, choice))

        assert (reply.result is Answered.not_yours) == (who not in OWES[duty.rule_id])
        assert reply.moment is None or reply.moment > self.now

    @rule(who=people, number=some_duty, reason=st.sampled_from(Reason))
    def somebody_could_not(self, who: str, number: int, reason: Reason) -> None:
        if who in self.gone:
            return
        duty = self.run(self.chosen(number))
        self.run(self.world.could_not(self.ids[who], duty, self.now, reason))

        assert self.run(self.world.again(duty)).state is duty.state

    @rule(who=people, number=some_duty)
    def somebody_takes_it_back(self, who: str, number: int) -> None:
        if who in self.gone:
            return
        duty = self.run(self.chosen(number))
        closure = self.run(self.world.closure(duty))
        reply = self.run(self.world.undo(self.ids[who], duty, self.now))

        if reply.result is Answered.undone:
            assert closure is not None
            assert closure.person_id == self.ids[who]
            assert self.run(self.world.again(duty)).state is DutyState.open
        else:
            assert self.run(self.world.again(duty)) == duty

    @rule(who=st.sampled_from(["father", "mother", "teacher"]))
    def somebody_stops(self, who: str) -> None:
        async def stopped() -> None:
            async with self.world.store.write() as work:
                await stop(work, self.world.actor(self.ids[who]), self.now)

        self.run(stopped())
        self.gone.add(who)

    @rule(who=st.sampled_from(["father", "mother", "teacher"]))
    def somebody_comes_back(self, who: str) -> None:
        async def back() -> None:
            async with self.world.store.write() as work:
                await come_back(work, address_of(self.ids[who]), self.now)

        self.run(back())
        self.gone.discard(who)

    @invariant()
    def every_chain_has_exactly_one_open_end(self) -> None:
        duties = self.run(self.duties())
        chains = Counter((d.rule_id, d.holder_id) for d in duties if d.state is DutyState.open)

        assert chains == Counter({(rule_id, None): 1 for rule_id in RULES})
        followed = Counter(duty.previous_id for duty in duties if duty.previous_id is not None)
        assert set(followed.values()) <= {1}

    @invariant()
    def what_is_done_has_one_closure_and_what_is_not_has_none(self) -> None:
        async def counted() -> list[tuple[DutyState, int]]:
            async with self.world.store.read() as work:
                closures = Counter(each.duty_id for each in await all_closures(work))
                return [(duty.state, closures[duty.id]) for duty in await all_duties(work)]

        for state, closures in self.run(counted()):
            assert closures == (1 if state is DutyState.done else 0)

    @invariant()
    def an_ended_duty_knows_when_and_an_open_one_has_a_next_moment(self) -> None:
        for duty in self.run(self.duties()):
            is_open = duty.state is DutyState.open
            assert (duty.ended_at is None) == is_open
            assert (duty.next_at is not None) == is_open

    @invariant()
    def nobody_outside_the_circle_hears_of_the_child(self) -> None:
        notices = self.run(self.world.notices())

        told = {notice.person_id for notice in notices}
        assert told <= {self.ids[who] for who in ("father", "mother", "teacher", "principal")}

    @invariant()
    def who_stopped_has_nothing_waiting(self) -> None:
        async def waiting() -> set[int]:
            async with self.world.store.read() as work:
                accounts = await work.accounts.of_people(self.ids.values())
            queued = {notice.person_id for notice in await self.world.notices("queued")}
            return {p for p in queued if accounts[p].reach is not Reach.joined}

        assert self.run(waiting()) == set()

    @invariant()
    def the_journal_only_grows(self) -> None:
        async def length() -> int:
            async with self.world.store.read() as work:
                return await length_of_the_journal(work)

        before, self.entries = self.entries, self.run(length())
        assert self.entries >= before


def test_whoever_does_whatever_whenever(databases: Databases) -> None:
    class Here(Lives):
        pass

    Here.databases = databases
    run_state_machine_as_test(Here, settings=lives(5, 15))
