"""Suspected harm in random hands: whoever presses whatever, it ends in one of two ways only."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from care.requests import PLAIN_ENDINGS, Ending, ReportedTo
from care.words import Post, RequestKind, RequestState
from services.actor import Actor
from services.requests import closing, handling
from services.requests.following import follow_up
from services.requests.handling import Did
from services.requests.raising import Wish, raise_request
from services.requests.showing import request_view
from storage.requests import CONCERNED, RequestRow
from storage.seal import Keyring
from storage.store import Store
from tests.care.builders import MONDAY
from tests.hunting import lives
from tests.stores import Databases
from tests.world import START, World, a_person, a_school, address_of

pytestmark = pytest.mark.hypothesis

T = TypeVar("T")
KEYRING = Keyring.fresh()
ROLES = ("father", "grandmother", "teacher", "deputy", "principal", "stranger")
people = st.sampled_from(ROLES)


class Harm(RuleBasedStateMachine):
    """A father suspects that his child is coming to harm, and everybody presses something."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.url = self.databases.copy()
        self.now = START
        self.run(self.begin())

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(story)

    async def begin(self) -> None:
        store = await Store.open(self.url, KEYRING)
        self.world: World = await a_school(store)
        world = self.world
        async with store.write() as work:
            deputy, stranger = [await a_person(work, name, None) for name in ("副校长", "路人")]
            await work.posts.give([(deputy, world.school.id, Post.deputy)], MONDAY)
            for person in (deputy, stranger):
                await work.accounts.join(person, address_of(person), START)
            wish = Wish(RequestKind.worry, world.child, harm=True)
            _, request_id = await raise_request(work, world.father, wish, START)
        ids = (world.father, world.grandmother, world.teacher, deputy, world.principal, stranger)
        self.ids = dict(zip(ROLES, ids, strict=True))
        self.request = request_id or 0

    def teardown(self) -> None:
        self.run(self.world.store.close())
        self.runner.close()
        self.databases.drop(self.url)

    def actor(self, who: str) -> Actor:
        return self.world.actor(self.ids[who])

    async def row(self) -> tuple[RequestRow, set[int]]:
        async with self.world.store.read() as work:
            row = (await work.requests.by_id([self.request]))[self.request]
            parts = (await work.request_parts.of([self.request]))[self.request]
        return row, set(parts.get(CONCERNED, ()))

    async def does(self, who: str, act: str, *values: Any, **named: Any) -> Did:
        acts = vars(handling) | vars(closing)
        async with self.world.store.write() as work:
            done: Did = await acts[act](
                work, self.actor(who), self.request, *values, self.now, **named
            )
        return done

    def concerned_can_do_nothing(self, who: str, did: Did) -> None:
        _, concerned = self.run(self.row())
        assert self.ids[who] not in concerned or did is Did.not_yours

    @rule(who=people, act=st.sampled_from(["take", "postpone", "mark_harm", "withdraw"]))
    def somebody_presses(self, who: str, act: str) -> None:
        did = self.run(self.does(who, act))
        self.concerned_can_do_nothing(who, did)
        assert act != "withdraw" or did is not Did.done
        assert act != "postpone" or did is not Did.done
        assert act != "take" or did is not Did.done or who in ("teacher", "deputy", "principal")

    @rule(who=people, to=people)
    def somebody_hands_it_over(self, who: str, to: str) -> None:
        did = self.run(self.does(who, "hand_over", self.ids[to]))
        self.concerned_can_do_nothing(who, did)
        assert did is not Did.done or to in ("teacher", "deputy", "principal")

    @rule(who=people, whom=people)
    def somebody_says_whom_it_concerns(self, who: str, whom: str) -> None:
        did = self.run(self.does(who, "name_concerned", [self.ids[whom]]))
        assert did is not Did.done or who == "father"

    @rule(who=people, ending=st.sampled_from(PLAIN_ENDINGS))
    def somebody_closes_it_as_if_it_were_nothing(self, who: str, ending: Ending) -> None:
        assert self.run(self.does(who, "end", ending)) is not Did.done

    @rule(who=people)
    def somebody_reports_it(self, who: str) -> None:
        before, _ = self.run(self.row())
        did = self.run(self.does(who, "report", ReportedTo.hospital, MONDAY))
        self.concerned_can_do_nothing(who, did)
        assert did is not Did.done or before.owner_id == self.ids[who]

    @rule(who=people)
    def somebody_gives_a_reason(self, who: str) -> None:
        did = self.run(self.does(who, "give_reason", "误会"))
        self.concerned_can_do_nothing(who, did)

    @rule(who=people, agrees=st.booleans())
    def somebody_signs(self, who: str, agrees: bool) -> None:
        did = self.run(self.does(who, "sign", agrees=agrees))
        self.concerned_can_do_nothing(who, did)
        assert did is not Did.done or who in ("deputy", "principal")

    @rule(days=st.integers(0, 2))
    def time_passes(self, days: int) -> None:
        async def passes() -> None:
            async with self.world.store.write() as work:
                await follow_up(work, self.now)

        self.now += timedelta(days=days, hours=1)
        self.run(passes())

    @invariant()
    def it_ends_with_a_report_or_on_a_second_hand_and_by_nobody_whom_it_concerns(self) -> None:
        row, concerned = self.run(self.row())
        assert row.harm
        assert row.owner_id not in concerned or not row.runs
        if row.runs:
            assert row.next_at is not None, "somebody further up is always going to be told"
            return
        assert row.state is RequestState.closed
        if row.outcome == Ending.reported:
            assert {"reported_to", "reported_on"} <= row.words.keys()
        else:
            assert row.outcome == Ending.unfounded
            assert row.signed_by_id not in (None, row.ended_by_id, self.ids["father"])
            assert row.words["reason"]

    @invariant()
    def whom_it_concerns_never_sees_it(self) -> None:
        async def seen() -> list[str]:
            _, concerned = await self.row()
            found = []
            async with self.world.store.write() as work:
                for who in ROLES:
                    view = await request_view(work, self.actor(who), self.request, self.now)
                    if view is not None and self.ids[who] in (concerned | {self.ids["stranger"]}):
                        found.append(who)
            return found

        assert self.run(seen()) == []


def test_suspected_harm_in_any_hands(sqlite_databases: Databases) -> None:
    Harm.databases = sqlite_databases
    run_state_machine_as_test(Harm, settings=lives(5, 30))
