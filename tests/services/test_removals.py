"""Removal at any moment: nothing about the child goes out after it, and no press works."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from care.delivery import Outcome as Sent
from care.words import Post, Status
from services.duties.case import Answered
from services.lists.values import Outcome
from services.lists.wishes import Asked, wish_end, wish_post, wish_status
from services.outbox.delivering import Attempt, claim
from services.overview import child_view
from services.tasks.settling import Settled, settle
from storage.duties import DutyRow
from storage.notices import NoticeRow
from storage.seal import Keyring
from storage.store import Store
from storage.work import Work
from tests.hunting import lives
from tests.services.plans import CALL, HOTLINE, TALK, a_plan_of
from tests.stores import Databases
from tests.world import START, World, a_school

pytestmark = pytest.mark.hypothesis

T = TypeVar("T")
KEYRING = Keyring.fresh()
RULES = ("call", "talk", "hotline")
PLAN = a_plan_of(CALL, TALK, HOTLINE)
FAMILY = ("father", "mother", "grandmother")


class Removals(RuleBasedStateMachine):
    """A father with two children in one class, their teacher, and a colleague who may take over."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.url = self.databases.copy()
        self.now = START
        self.claimed: list[NoticeRow] = []
        self.gone: set[tuple[int, int]] = set()
        """Who (person) has been removed from whom (child)."""
        self.run(self.begin())

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(story)

    async def begin(self) -> None:
        store = await Store.open(self.url, KEYRING)
        self.world: World = await a_school(store, PLAN)
        await self.world.join(self.world.mother)
        _, self.colleague = await self.world.add_class("三年级2班")
        self.sister = await self.world.add_child("禾小星", [self.world.father])
        await self.world.follow(PLAN)

    def teardown(self) -> None:
        self.run(self.world.store.close())
        self.runner.close()
        self.databases.drop(self.url)

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_clock_ticks(self) -> None:
        self.run(self.world.tick(self.now))

    @rule()
    def messages_are_claimed(self) -> None:
        self.claimed += self.run(self.claims())

    async def claims(self) -> list[NoticeRow]:
        async with self.world.store.write() as work:
            return await claim(work, self.now, 20)

    @rule()
    def messages_go_out(self) -> None:
        self.run(self.sends())

    async def sends(self) -> None:
        claimed, self.claimed = self.claimed, []
        for notice in claimed:
            prepared = await self.world.prepare(notice, self.now)
            if prepared is None:
                continue
            about = {
                child for item in prepared.items if (child := await self.child_of(item.duty_id))
            }
            if prepared.news is not None and prepared.news.child_id is not None:
                about.add(prepared.news.child_id)
            assert not {(notice.person_id, child) for child in about} & self.gone
            await self.world.settle(prepared, Attempt(Sent.accepted), self.now)

    async def child_of(self, duty_id: int) -> int | None:
        async with self.world.store.read() as work:
            return (await work.duties.by_id([duty_id]))[duty_id].child_id

    @rule(
        who=st.sampled_from((*FAMILY, "teacher", "teacher")),
        how=st.sampled_from(("end", "barred", "no_contact", "dead")),
    )
    def somebody_is_removed(self, who: str, how: str) -> None:
        """Or the class teacher loses the class."""
        if who == "teacher":
            self.run(self.hands_over())
        else:
            self.run(self.removes(getattr(self.world, who), how))

    async def removes(self, person: int, how: str) -> None:
        world, child = self.world, self.world.child
        principal = world.actor(world.principal)
        async with world.store.write() as work:
            if how == "end":
                asked = await wish_end(work, principal, child, person, "ended", self.now)
            else:
                status = Status(how)
                asked = await wish_status(work, principal, child, person, status, self.now)
            await self.confirms(work, asked)
            ties = await work.children.ties_of_person(person, self.now.date())
        assert all(
            tie.until or tie.facts.status in ("dead", "barred", "no_contact")
            for tie in ties
            if tie.facts.child_id == child
        )
        self.gone.add((person, child))
        if how == "dead" and asked[0] is Outcome.done:
            self.gone.add((person, self.sister))
        await self.presses(0)

    async def confirms(self, work: Work, asked: Asked) -> None:
        if asked[0] is Outcome.confirm and asked[1] is not None:
            principal = self.world.actor(self.world.principal)
            settled = await settle(work, principal, asked[1].id, "yes", self.now)
            assert settled is Settled.done

    async def hands_over(self) -> None:
        world = self.world
        async with world.store.write() as work:
            principal = world.actor(world.principal)
            unit = world.class_.id
            asked = await wish_post(
                work, principal, unit, Post.class_teacher, self.colleague, None, self.now
            )
            if (world.teacher, world.child) not in self.gone:
                await self.confirms(work, asked)
        self.gone |= {(world.teacher, world.child), (world.teacher, self.sister)}
        await self.presses(1)

    @rule(number=st.integers(0, 99))
    def who_was_removed_presses(self, number: int) -> None:
        self.run(self.presses(number))

    async def presses(self, number: int) -> None:
        duties: list[DutyRow] = [d for name in RULES for d in await self.world.duties(name)]
        for person, child in self.gone:
            about = [duty for duty in duties if duty.child_id == child]
            if about:
                duty = about[number % len(about)]
                result = await self.world.done(person, duty, self.now)
                assert result.result is Answered.not_yours
            async with self.world.store.write() as work:
                assert await child_view(work, self.world.actor(person), child, self.now) is None

    @rule()
    def the_father_answers_what_is_his(self) -> None:
        self.run(self.answers())

    async def answers(self) -> None:
        for duty in await self.world.duties("call"):
            await self.world.done(self.world.father, duty, self.now)


def test_removal_at_any_moment_stops_everything(databases: Databases) -> None:
    machine = type("Machine", (Removals,), {"databases": databases})
    run_state_machine_as_test(machine, settings=lives(6, 25))
