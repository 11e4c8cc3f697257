"""One beat does all that is due, in small transactions, and leaves the rest for the next."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

import scheduler.heart
import scheduler.pump
import scheduler.steps
from care.delivery import Outcome
from care.sos import HEAD_START, STEP
from scheduler.beats import beat_until
from scheduler.gate import Gate
from scheduler.heart import LONGEST_LOOK, Heart
from scheduler.pace import Pace
from scheduler.pump import Pump
from services.importing.bringing import CONVERSATION as SHEET
from services.importing.bringing import WAITS
from services.importing.roster import school_named
from services.keeping.gaps import HOUR, HOURS
from services.outbox.delivering import Attempt, Prepared
from services.sos.raising import raise_alarm
from storage.store import Store
from storage.tables import Request
from tests.care.builders import SHANGHAI
from tests.services.plans import CALLS
from tests.world import DUE_EVENING, World, a_school


class Body:
    """A heart with a pump, over the school of `tests/world.py`; nothing leaves the house."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = DUE_EVENING
        self.sent: list[Prepared] = []
        self.attempts: list[Attempt] = []
        self.answered = 0
        self.signs = 0
        self.while_sending: Callable[[], None] | None = None
        self.gate = Gate(seconds=self.seconds)
        self.pump = Pump(world.store, self.send, self.clock, self.gate)
        self.heart = Heart(world.store, self.pump, self.clock, self.answer_again, self.sign)

    def clock(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp() + asyncio.get_running_loop().time()

    async def send(self, prepared: Prepared) -> Attempt:
        self.sent.append(prepared)
        if self.while_sending is not None:
            self.while_sending()
        return self.attempts.pop(0) if self.attempts else Attempt(Outcome.accepted, len(self.sent))

    async def answer_again(self, _stop: asyncio.Event | None = None) -> int:
        self.answered += 1
        return 0

    def sign(self) -> None:
        self.signs += 1


@pytest.fixture
async def body(store: Store) -> Body:
    return Body(await a_school(store))


async def test_a_beat_plans_sends_answers_and_shows_a_sign_of_life(body: Body) -> None:
    await body.heart.beat()

    assert [notice.items[0].subject for notice in body.sent] == ["禾小满"]
    assert (body.answered, body.signs) == (1, 1)
    assert [notice.state for notice in await body.world.notices()] == ["sent"]


async def test_a_bot_that_has_not_been_able_to_send_for_a_minute_does_not_look_alive(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> int:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(body.pump, "drain", breaks)
        for seconds in (0, 60, 1):
            body.now += timedelta(seconds=seconds)
            with pytest.raises(OSError, match="full"):
                await body.heart.send()
            await body.heart.look()
    assert body.signs == 2

    await body.heart.send()
    await body.heart.look()
    assert body.signs == 3


async def test_a_bot_whose_every_message_comes_to_nothing_does_not_look_alive(body: Body) -> None:
    body.attempts = [Attempt(Outcome.not_sent)] * 3
    await body.heart.look()
    for signs in (2, 3, 3):
        await body.heart.send()
        await body.pump.rest()
        await body.heart.look()
        body.now += timedelta(minutes=9)
        assert body.signs == signs

    await body.heart.send()
    await body.pump.rest()
    await body.heart.look()
    assert body.signs == 4


async def test_emergencies_that_nobody_can_look_at_are_no_sign_of_life(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> None:
        raise OSError("the disk is full")

    await calls_for_help(body, body.world.grandmother)
    with monkeypatch.context() as patch:
        patch.setattr("scheduler.heart.look_at", breaks)
        for seconds in (0, 61):
            body.now += timedelta(seconds=seconds)
            with pytest.raises(OSError, match="full"):
                await body.heart.alarms()
            await body.heart.look()
    assert body.signs == 1

    await body.heart.alarms()
    await body.heart.look()
    await body.pump.rest()
    assert body.signs == 2


class LongTick:
    """A tick in so many parts, each of which takes a while."""

    def __init__(self, body: Body, parts: int, each: timedelta) -> None:
        self.body, self.parts, self.each = body, parts, each
        self.signs: list[int] = []
        """How many signs of life there had been when each part was begun."""

    async def __call__(self, *_: object) -> int:
        self.signs.append(self.body.signs)
        self.body.now += self.each
        return 1 if len(self.signs) <= self.parts else 0


async def test_a_long_tick_that_comes_forward_is_alive(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = LongTick(body, 20, timedelta(seconds=50))
    monkeypatch.setattr(scheduler.steps, "tick", tick)

    await body.heart.look()

    begun = tick.signs[0]
    assert tick.signs == [begun + part for part in range(21)]


async def test_a_tick_that_goes_on_for_ever_is_not_alive(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = LongTick(body, 60, timedelta(minutes=1))
    monkeypatch.setattr(scheduler.steps, "tick", tick)

    await body.heart.look()

    half_an_hour = LONGEST_LOOK // timedelta(minutes=1)
    assert tick.signs[half_an_hour] == tick.signs[0] + half_an_hour
    assert set(tick.signs[half_an_hour:]) == {tick.signs[half_an_hour]}


async def test_a_tick_that_is_stuck_gives_no_sign(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, never = asyncio.Event(), asyncio.Event()

    async def hangs(*_: object) -> int:
        stuck.set()
        await never.wait()
        return 0

    monkeypatch.setattr(scheduler.steps, "tick", hangs)
    looking = asyncio.create_task(body.heart.look())
    await asyncio.wait_for(stuck.wait(), 10)
    signs = body.signs
    body.now += timedelta(minutes=5)
    await body.heart.answer()

    assert body.signs == signs
    never.set()
    await looking


async def test_a_long_tick_of_a_bot_that_cannot_send_does_not_look_alive(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(*_: object) -> int:
        raise OSError("the disk is full")

    monkeypatch.setattr(body.pump, "drain", breaks)
    with pytest.raises(OSError, match="full"):
        await body.heart.send()
    tick = LongTick(body, 20, timedelta(seconds=50))
    monkeypatch.setattr(scheduler.steps, "tick", tick)

    await body.heart.look()

    assert max(tick.signs) - tick.signs[0] == 1


async def test_a_second_beat_at_the_same_moment_does_nothing(body: Body) -> None:
    await body.heart.beat()
    await body.heart.beat()

    assert len(body.sent) == 1


async def test_two_beats_at_once_come_one_after_the_other(body: Body) -> None:
    await asyncio.gather(body.heart.beat(), body.heart.beat())

    assert len(body.sent) == 1
    assert body.signs == 2


async def test_everything_that_is_due_is_sent_however_much_it_is(body: Body) -> None:
    for number in range(45):
        await body.world.add_child(f"苗{number}", [body.world.father])
    await body.world.follow(CALLS)
    body.now += timedelta(days=14)

    await body.heart.beat()

    assert sum(len(notice.items) for notice in body.sent) == 46
    assert await body.world.notices("queued") == []


async def test_a_stop_ends_a_beat_before_the_next_message(body: Body) -> None:
    stop = asyncio.Event()
    stop.set()

    await body.heart.beat(stop)

    assert body.sent == []
    assert len(await body.world.duties()) == 1


async def test_who_is_told_to_slow_down_makes_the_pace_slower(body: Body) -> None:
    body.attempts = [Attempt(Outcome.slow_down, wait=timedelta(seconds=9))]

    await body.heart.beat()
    body.now += timedelta(seconds=8)
    await body.heart.beat()
    assert len(body.sent) == 1
    body.now += timedelta(seconds=1)
    await body.heart.beat()

    assert len(body.sent) == 2
    assert [notice.state for notice in await body.world.notices()] == ["sent"]


async def test_the_next_moment_is_known_after_a_beat(body: Body) -> None:
    body.now -= timedelta(hours=1)
    await body.heart.beat()

    assert await body.heart.next_moment() == DUE_EVENING


async def test_what_was_sent_by_a_pump_that_died_is_repeated_and_marked(body: Body) -> None:
    def dies() -> None:
        raise ProcessKilled

    body.while_sending = dies
    with pytest.raises(ProcessKilled):
        await body.heart.beat()
    assert [notice.state for notice in await body.world.notices()] == ["sending"]

    body.while_sending = None
    body.now += timedelta(minutes=3)
    for _ in range(2):
        await body.heart.beat()
        body.now += timedelta(seconds=5)

    assert len(body.sent) == 2
    assert body.sent[-1].notice.repeated


async def calls_for_help(body: Body, person: int) -> int:
    async with body.world.store.write() as work:
        request = await raise_alarm(work, body.world.actor(person), body.now)
    assert request is not None
    body.now += HEAD_START
    return request


def alarmed(body: Body) -> list[int]:
    return [it.notice.person_id for it in body.sent if it.notice.code == "alarm"]


async def test_an_emergency_goes_out_before_everything_else(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.pump, "AHEAD", 1)  # what is claimed together goes side by side
    await calls_for_help(body, body.world.grandmother)

    await body.heart.beat()

    kinds = [notice.notice.kind for notice in body.sent]
    assert kinds == ["sos", "sos", "care"]


async def test_an_emergency_does_not_wait_for_a_beat_that_is_busy(body: Body) -> None:
    stuck, called, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
    send = body.send

    async def slow(prepared: Prepared) -> Attempt:
        if prepared.notice.kind == "care":
            stuck.set()
            await go_on.wait()
        attempt = await send(prepared)
        if prepared.notice.code == "alarm":
            called.set()
        return attempt

    gate = Gate(Pace(fastest=0.01), body.seconds)
    body.pump = Pump(body.world.store, slow, body.clock, gate)
    body.heart = Heart(body.world.store, body.pump, body.clock, body.answer_again, body.sign)
    beating = asyncio.create_task(body.heart.beat())
    await asyncio.wait_for(stuck.wait(), 10)
    await calls_for_help(body, body.world.grandmother)

    await asyncio.wait_for(body.heart.alarms(), 10)
    await asyncio.wait_for(called.wait(), 10)

    assert alarmed(body) == [body.world.teacher]
    go_on.set()
    await asyncio.wait_for(beating, 10)


async def test_an_emergency_goes_out_while_two_refused_chats_have_everything_else_rest(
    body: Body,
) -> None:
    for chat in (1, 2):
        body.gate.refused(chat, 600, body.gate.now())
    await body.heart.beat()
    assert body.sent == []
    await calls_for_help(body, body.world.grandmother)

    await body.heart.alarms()
    await body.pump.rest()

    assert alarmed(body) == [body.world.teacher]
    await body.heart.beat()
    assert [notice.notice.kind for notice in body.sent].count("care") == 1


async def test_a_stop_does_not_put_back_an_emergency_that_was_claimed(body: Body) -> None:
    stop = asyncio.Event()
    await body.heart.send(stop)
    await calls_for_help(body, body.world.grandmother)
    stop.set()

    await body.heart.alarms()
    await body.pump.rest()

    assert alarmed(body) == [body.world.teacher]


async def test_an_emergency_that_cannot_be_handled_does_not_stop_the_next(body: Body) -> None:
    broken = await calls_for_help(body, body.world.father)
    async with body.world.store.write() as work:
        unreadable = update(Request).where(Request.id == broken).values(words=b"of another key")
        await work._room.run(unreadable)
    await calls_for_help(body, body.world.grandmother)

    await body.heart.beat()

    assert alarmed(body) == [body.world.teacher]


async def test_the_next_step_of_an_emergency_is_a_moment_of_the_clock(body: Body) -> None:
    await body.heart.beat()
    await calls_for_help(body, body.world.grandmother)
    await body.heart.beat()

    assert await body.heart.next_moment() == body.now + STEP


class ProcessKilled(BaseException):
    """What `kill -9` looks like from inside."""


async def test_keeping_house_forgets_what_is_old(body: Body) -> None:
    async with body.world.store.write() as work:
        await work.incoming.add(1, [{"method": "SendMessage", "data": {}}], body.now)
        await work.invitations.note_guess(4242, body.now)
    body.now += timedelta(days=8)

    await body.heart.keep_house()

    async with body.world.store.read() as work:
        assert await work.incoming.get(1) is None
        assert await work.invitations.guesses(4242, body.now - timedelta(days=30)) == 0


async def test_a_sheet_that_nobody_accepts_is_forgotten_after_a_day_and_what_is_typed_is_not(
    body: Body,
) -> None:
    async with body.world.store.write() as work:
        await work.drafts.put(1, SHEET, {"name": "名册.xlsx", "content": "6bm/"}, body.now)
        await work.drafts.put(1, "typed", {"what": "name"}, body.now)

    async def waiting() -> set[str]:
        async with body.world.store.read() as work:
            return {each for each in (SHEET, "typed") if await work.drafts.get(1, each)}

    body.now += WAITS
    await body.heart.keep_house()
    assert await waiting() == {SHEET, "typed"}

    body.now += timedelta(seconds=1)
    await body.heart.keep_house()
    assert await waiting() == {"typed"}


async def test_once_a_week_a_school_is_looked_over_for_a_child_that_nobody_is_asked_about(
    body: Body,
) -> None:
    forgotten = await body.world.duty()
    async with body.world.store.write() as work:
        await work.duties.withdraw([forgotten.id])

    weeks: list[int] = []
    for _ in range(2 * HOURS):
        body.now += HOUR
        await body.heart.keep_house()
        async with body.world.store.read() as work:
            weeks.append(len(await work.journal.of_event("duties.mended")))

    assert (await body.world.duty()).rule_id == forgotten.rule_id
    assert weeks[HOURS - 1 :] == [1] * (HOURS + 1)


async def test_a_school_that_cannot_be_looked_over_does_not_stop_the_next(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_over = list[int]()

    async def mend(_store: Store, school_id: int, _now: datetime) -> int:
        looked_over.append(school_id)
        raise ValueError

    async with body.world.store.write() as work:
        await school_named(work, "白杨小学", SHANGHAI, body.now)
    monkeypatch.setattr(scheduler.heart, "mend", mend)
    body.heart._looked_over = body.now - HOURS * HOUR

    await body.heart.keep_house()

    assert len(set(looked_over)) == 2


async def test_it_beats_until_it_is_stopped_and_finishes_the_last_beat(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.beats, "EVERY_SECONDS", 0.02)
    stop, beaten = asyncio.Event(), asyncio.Event()
    body.while_sending = beaten.set

    beating = asyncio.create_task(beat_until(stop, body.heart))
    await asyncio.wait_for(beaten.wait(), 10)
    stop.set()
    await asyncio.wait_for(beating, 10)

    assert [notice.state for notice in await body.world.notices()] == ["sent"]


async def test_replies_that_nobody_takes_hold_up_no_beat(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.beats, "EVERY_SECONDS", 0.02)
    stop, beaten, go_on, sent = (asyncio.Event() for _ in range(4))
    body.while_sending = sent.set

    async def hangs(_stop: asyncio.Event | None) -> int:
        await go_on.wait()
        return 0

    def signs() -> None:
        body.sign()
        if body.signs == 2:
            beaten.set()

    body.heart = Heart(body.world.store, body.pump, body.clock, hangs, signs)
    beating = asyncio.create_task(beat_until(stop, body.heart))
    await asyncio.wait_for(beaten.wait(), 10)
    await asyncio.wait_for(sent.wait(), 10)
    stop.set()
    go_on.set()
    await asyncio.wait_for(beating, 10)

    assert len(body.sent) == 1


async def test_a_message_that_went_wrong_long_ago_does_not_break_the_end(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.beats, "EVERY_SECONDS", 0.02)
    stop, begun = asyncio.Event(), asyncio.Event()

    def breaks() -> None:
        begun.set()
        raise RuntimeError

    body.while_sending = breaks

    beating = asyncio.create_task(beat_until(stop, body.heart))
    await asyncio.wait_for(begun.wait(), 10)
    stop.set()
    await asyncio.wait_for(beating, 10)

    assert [notice.state for notice in await body.world.notices()] == ["sending"]
