"""Hundreds of emergencies in a world that goes wrong: people out of reach, messages that do not
arrive, transactions that are abandoned in the middle, minutes without a beat.

Each reaches a human other than the asker, or climbs and repeats; and at no moment does one wait for
a rung that cannot answer.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from care.delivery import Outcome
from care.sos import STEP, Code
from care.words import Post, Reach, RequestState, Role, Status, UnitKind
from services.actor import Actor
from services.outbox import delivering
from services.outbox.delivering import Attempt
from services.sos import answering, climbing, raising
from services.sos.answering import Answer
from services.sos.raising import Without
from storage.children import ChildFacts, TieFacts
from storage.notices import NoticeRow
from storage.requests import LEFT_OUT
from storage.store import Store
from storage.tables import Account, Notice, Request, RequestPart
from storage.work import Work
from tests import hunting
from tests.care.builders import MONDAY, SHANGHAI
from tests.services.alarms import NIGHT
from tests.world import START, a_person, address_of

EMERGENCIES = {"sqlite": 1000 if hunting.TIMES else 300, "postgresql": 100}
"""How many in one night, by database; `tests/care/test_sos_lives.py` plays a thousand at every run,
by the rules alone.
"""

CLASSES = 20
BEAT = timedelta(seconds=30)
LASTS = timedelta(minutes=25)
OUTCOMES = (
    *([Outcome.accepted] * 16),
    *(Outcome.blocked, Outcome.refused, Outcome.no_answer, Outcome.server_error),
)
WAITING = ("queued", "claimed", "sending", "sent", "unknown")


class CrashedError(Exception):
    """The process dies in the middle of a transaction."""


@dataclass(slots=True)
class Night:
    """One bad night in one county."""

    store: Store
    emergencies: int
    dice: random.Random
    now: datetime = NIGHT
    askers: list[int] = field(default_factory=list)
    staff: list[int] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)

    async def begins(self) -> None:
        async with self.store.write() as work:
            county = await work.units.add(UnitKind.county, "清河县", None, SHANGHAI, START)
            await self.posts(work, county.id, Post.officer)
            for number in range(0, CLASSES, 4):
                name = f"第{number}小学"
                school = await work.units.add(UnitKind.school, name, county.id, SHANGHAI, START)
                await self.posts(work, school.id, Post.principal, Post.deputy)
                for n in range(number, number + 4):
                    unit = await work.units.add(
                        UnitKind.class_, f"{n}班", school.id, SHANGHAI, START
                    )
                    await self.posts(work, unit.id, Post.class_teacher, Post.deputy)
                    await self.families(work, unit.id, self.emergencies // CLASSES)

    async def posts(self, work: Work, unit_id: int, *posts: Post) -> None:
        for post in posts:
            if self.dice.random() < 0.15:
                continue  # the post is empty
            person = await a_person(work, f"老师{len(self.staff)}", "+8616700000001")
            await work.posts.give([(person, unit_id, post)], MONDAY)
            self.staff.append(person)
            if self.dice.random() < 0.8:
                await work.accounts.join(person, address_of(person), START)

    async def families(self, work: Work, unit_id: int, number: int) -> None:
        facts = [ChildFacts(unit_id, f"孩子{n}") for n in range(number)]
        children = await work.children.add(facts, MONDAY, START)
        ties = []
        for child in children:
            asker = await a_person(work, f"奶奶{len(self.askers)}", "+8616700000002")
            await work.accounts.join(asker, address_of(asker), START)
            self.askers.append(asker)
            ties.append(TieFacts(child, asker, Role.guardian, Status.at_home))
        await work.children.tie(ties, MONDAY)

    async def does(self, act: Callable[[Work], Awaitable[object]]) -> None:
        """One transaction; now and then the process dies in it, and it is tried again later."""
        try:
            async with self.store.write() as work:
                await act(work)
                if self.dice.random() < 0.05:
                    raise CrashedError
        except CrashedError:
            self.happened["crashed"] += 1

    async def some_call_for_help(self) -> None:
        async with self.store.write() as work:
            for _ in range(min(self.emergencies // 20, len(self.askers))):
                asker = self.askers.pop()
                actor = Actor(asker, address_of(asker), None)
                request = await raising.raise_alarm(work, actor, self.now)
                assert request is not None
                if self.dice.random() < 0.2:
                    without = self.dice.choice(list(Without))
                    await raising.leave_out(work, actor, request, without, self.now)

    async def beats(self) -> None:
        async with self.store.read() as work:
            due = await climbing.due_alarms(work, self.now)
        for request in due:
            await self.does(partial(climbing.look_at, request_id=request, now=self.now))
        async with self.store.write() as work:
            await delivering.recover(work, self.now)
            claimed = await delivering.claim_alarms(work, self.now, 500)
        for notice in claimed:
            await self.does(partial(self.sends, notice=notice))

    async def sends(self, work: Work, notice: NoticeRow) -> None:
        """Only what becomes of the message: how it reads is seen in `test_sos.py`."""
        if not await work.outbox.start(notice.id, self.now + timedelta(seconds=120)):
            return
        attempt = Attempt(self.dice.choice(OUTCOMES))
        self.happened[attempt.outcome] += 1
        await delivering.settle(work, notice, attempt, self.now)

    async def staff_comes_and_goes(self) -> None:
        async with self.store.write() as work:
            for person in self.dice.sample(self.staff, 5):
                await work.accounts.set_reach(person, Reach.joined)

    async def some_answer(self) -> None:
        heard = select(Notice.person_id, Notice.request_id)
        heard = heard.join(Request, Request.id == Notice.request_id)
        heard = heard.where(Notice.code == Code.alarm, Notice.state == "sent")
        heard = heard.order_by(Notice.id)  # the same draws for the same seed
        async with self.store.read() as work:
            rows = (await work._room.get(heard.where(Request.state == "open"))).all()
        for person, request in rows:
            if self.dice.random() < 0.06:
                await self.does(partial(self.takes, person=person, request=request))

    async def takes(self, work: Work, person: int, request: int) -> None:
        answer = await answering.take(work, Actor(person, 1, None), request, self.now)
        assert answer in (Answer.taken, Answer.yours, Answer.others, Answer.not_yours)
        self.happened[answer] += 1

    async def nobody_waits_in_vain(self) -> None:
        """For every open emergency that is waiting, somebody told last can still answer."""
        async with self.store.read() as work:
            open_ = select(Request.id, Request.step, Request.rounds, Request.next_at)
            rows = await work._room.get(open_.where(Request.state == "open", Request.step > 0))
            waiting = {(row.id, row.rounds, row.step) for row in rows if row.next_at > self.now}
            told = (
                select(Notice.request_id, Notice.details)
                .join(Account, Account.person_id == Notice.person_id)
                .where(Notice.code == Code.alarm, Notice.state.in_(WAITING))
                .where(Account.reach == Reach.joined)
            )
            can = {
                (row.request_id, row.details["round"], row.details["step"])
                for row in await work._room.get(told)
            }
        assert waiting <= can


@pytest.fixture
async def night(store: Store) -> Night:
    dice = random.Random(hunting.TIMES * 7919 + 5)  # noqa: S311 - no secret
    return Night(store, EMERGENCIES[store.database], dice)


async def test_every_emergency_reaches_a_human_or_climbs_and_repeats(night: Night) -> None:
    await night.begins()
    end = night.now + LASTS
    while night.now < end:
        if night.askers:
            await night.some_call_for_help()
        if night.dice.random() < 0.06:
            night.now += timedelta(minutes=night.dice.randint(2, 12))
            night.happened["outage"] += 1
        for _ in range(3):  # what a crash or a lost message left is due again at once
            await night.beats()
        await night.nobody_waits_in_vain()
        await night.some_answer()
        await night.staff_comes_and_goes()
        night.now += BEAT

    await the_books_are_right(night)


async def the_books_are_right(night: Night) -> None:
    async with night.store.read() as work:
        rows = (await work._room.get(select(*Request.__table__.columns))).all()
        alarms = select(Notice.request_id, Notice.person_id).where(Notice.code == Code.alarm)
        told = set((await work._room.get(alarms)).all())
        parts = select(RequestPart.request_id, RequestPart.person_id)
        left = set((await work._room.get(parts.where(RequestPart.part == LEFT_OUT))).all())
    assert len(rows) == night.emergencies
    taken = [row for row in rows if row.state == RequestState.taken]
    climbing_ = [row for row in rows if row.state == RequestState.open]
    assert {"crashed", "outage", Answer.taken, *OUTCOMES} <= set(night.happened)
    assert len(taken) + len(climbing_) == night.emergencies
    assert all(row.owner_id in night.staff for row in taken)
    assert all(row.next_at is not None for row in rows)
    assert all(row.next_at <= night.now + STEP * 6 for row in climbing_)
    assert all(row.rounds or row.step for row in climbing_)
    assert told.isdisjoint({(row.id, row.asker_id) for row in rows})
    assert {(row.id, row.owner_id) for row in taken}.isdisjoint(left)
