"""The pump keeps the pipe full: a slow chat, a chat that rests or a refused token lose nothing and
hold up nobody else.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from care.delivery import OFTEN, Outcome, Priority
from care.words import NewsCode
from scheduler.gate import Gate
from scheduler.pace import Pace
from scheduler.pump import AHEAD, READY, Pump
from services.news import News, appoint
from services.outbox.delivering import Attempt, Prepared
from storage.store import Store
from tests.world import DUE_EVENING, World, a_person, a_school, address_of

SOON = 10


class Post:
    """A pump over a store, and a channel that takes everything but what it is told otherwise."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = DUE_EVENING
        self.sent: list[int] = []
        self.begun = asyncio.Event()
        self.told: dict[int, Attempt] = {}
        self.slow: dict[int, asyncio.Event] = {}
        self.gate = Gate(Pace(1000), self.seconds)
        self.pump = Pump(world.store, self.send, self.clock, self.gate)

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp() + asyncio.get_running_loop().time()

    async def send(self, prepared: Prepared) -> Attempt:
        person = prepared.notice.person_id
        self.sent.append(person)
        self.begun.set()
        if person in self.slow:
            await self.slow[person].wait()
        return self.told.get(person) or Attempt(Outcome.accepted, len(self.sent))

    async def people(self, count: int) -> list[int]:
        """So many who have joined."""
        async with self.world.store.write() as work:
            found = [await a_person(work, f"人{number}", None) for number in range(count)]
            for person in found:
                await work.accounts.join(person, address_of(person), DUE_EVENING)
        return found

    async def news(self, people: Sequence[int], code: NewsCode = NewsCode.tasks) -> None:
        """Everybody is to hear something now."""
        told = [(News(person, code, details={"n": 1}), self.now) for person in people]
        async with self.world.store.write() as work:
            await appoint(work, told, self.now)

    async def goes_out(self) -> None:
        """Everything, a few seconds later."""
        self.now += timedelta(seconds=5)
        await asyncio.wait_for(self.pump.drain(), SOON)
        await self.pump.rest()

    async def states(self) -> dict[int, str]:
        return {notice.person_id: notice.state for notice in await self.world.notices()}


@pytest.fixture
async def post(store: Store) -> Post:
    return Post(await a_school(store, None))


async def test_a_chat_that_never_answers_holds_up_nobody(post: Post) -> None:
    slow, *others = await post.people(AHEAD + 3)
    post.slow[slow] = asyncio.Event()
    await post.news([slow])
    await post.news(others)

    await asyncio.wait_for(post.pump.drain(), SOON)

    assert sorted(post.sent) == sorted([slow, *others])
    assert (await post.states())[slow] == "sending"
    post.slow[slow].set()
    await asyncio.wait_for(post.pump.rest(), SOON)
    assert set((await post.states()).values()) == {"sent"}


async def test_a_chat_that_must_rest_long_is_given_back_and_the_others_go_on(post: Post) -> None:
    resting, other = await post.people(2)
    post.gate.refused(address_of(resting), 300, post.gate.now())
    await post.news([resting, other])

    await post.pump.drain()
    await post.pump.rest()

    assert post.sent == [other]
    (waits,) = await post.world.notices("queued")
    assert timedelta(seconds=290) < waits.send_at - post.now <= timedelta(seconds=300)
    assert waits.attempts == 0


async def test_when_everything_is_refused_the_pump_rests_and_loses_nothing(post: Post) -> None:
    people = await post.people(30)
    too_many = Attempt(Outcome.slow_down, wait=timedelta(seconds=60), detail="429")
    post.told = dict.fromkeys(people, too_many)
    await post.news(people)

    await post.pump.drain()
    await post.pump.rest()

    assert 2 <= len(post.sent) <= AHEAD
    assert set((await post.states()).values()) == {"queued"}
    tried = len(post.sent)
    await post.pump.drain()
    assert len(post.sent) == tried
    post.told.clear()
    post.now += timedelta(seconds=61)
    await post.pump.drain()
    await post.pump.rest()
    assert set((await post.states()).values()) == {"sent"}
    assert len(post.sent) - tried == 30


async def test_a_refused_token_stops_the_pump_and_nothing_is_lost(post: Post) -> None:
    people = await post.people(30)
    post.told = dict.fromkeys(people, Attempt(Outcome.unauthorized, detail="401"))
    await post.news(people)

    await post.pump.drain()
    await post.pump.rest()

    assert post.pump.refused.is_set()
    assert set((await post.states()).values()) == {"queued"}
    tried = len(post.sent)
    assert await post.pump.drain() == await post.pump.alarm() == 0
    assert len(post.sent) == tried


async def test_what_is_more_urgent_overtakes_what_is_claimed_already(post: Post) -> None:
    people = await post.people(3)
    post.gate.pace = Pace(2)
    await post.news(people)
    draining = asyncio.create_task(post.pump.drain())
    await asyncio.wait_for(post.begun.wait(), SOON)

    assert await post.gate.turn(Priority.EMERGENCY)

    assert len(post.sent) < 3
    await asyncio.wait_for(draining, SOON)
    await post.pump.rest()
    assert len(post.sent) == 3


async def test_what_goes_wrong_with_one_message_is_said_and_stops_no_other(post: Post) -> None:
    broken, *others = await post.people(4)
    send = post.send

    async def breaks(prepared: Prepared) -> Attempt:
        if prepared.notice.person_id == broken:
            raise RuntimeError
        return await send(prepared)

    post.pump = Pump(post.world.store, breaks, post.clock, post.gate)
    await post.news([broken, *others])

    await post.pump.drain()
    with pytest.raises(RuntimeError):
        await post.pump.rest()

    assert sorted(post.sent) == sorted(others)
    assert (await post.states())[broken] == "sending"


async def test_a_message_held_as_a_loop_is_logged_as_what_it_is(post: Post) -> None:
    (person,) = await post.people(1)
    for _ in range(OFTEN):
        await post.news([person])
        await post.goes_out()
    await post.news([person])

    with capture_logs() as logs:
        await post.goes_out()

    (line,) = [line for line in logs if line["event"] == "notice"]
    assert (line["state"], line["why"], line["log_level"]) == ("held", "loop", "warning")
    assert len(post.sent) == OFTEN


async def test_a_stop_in_a_backlog_finishes_what_is_begun_and_puts_the_rest_back(
    post: Post,
) -> None:
    """A slow pace: what is claimed would take half a minute."""
    people = await post.people(AHEAD + 10)
    post.gate.pace = Pace(1)
    await post.news(people)
    stop = asyncio.Event()
    draining = asyncio.create_task(post.pump.drain(stop))
    await asyncio.wait_for(post.begun.wait(), SOON)

    post.gate.pace = Pace(1000)
    stop.set()
    await asyncio.wait_for(draining, SOON)
    await asyncio.wait_for(post.pump.rest(), SOON)

    sent = len(post.sent)
    assert sent <= 1 + READY
    states = list((await post.states()).values())
    assert (states.count("sent"), states.count("queued")) == (sent, len(people) - sent)

    await post.pump.drain(asyncio.Event())
    await post.pump.rest()
    assert sorted(post.sent) == sorted(people), "after the start each of them once"
