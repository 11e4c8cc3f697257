"""One process beats. When it is lost another one does, and the first writes and sends nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from care.delivery import Outcome, Priority
from scheduler.beats import beat_until
from scheduler.gate import Gate
from scheduler.heart import Heart
from scheduler.pump import Pump
from scheduler.standby import beat_when_leading
from services.outbox.delivering import Attempt, Prepared
from storage.leading import Candidate, LedStore, NoLongerLeadingError
from storage.lock import BusyError, only_bot
from storage.store import Store
from tests.cluster.conftest import PATIENCE, end_sessions_with_locks
from tests.world import DUE_EVENING, World, a_school


@pytest.fixture
async def one(here: Store) -> AsyncIterator[Candidate]:
    candidate = Candidate(here)
    yield candidate
    await candidate.withdraw()


@pytest.fixture
async def other(there: Store) -> AsyncIterator[Candidate]:
    candidate = Candidate(there)
    yield candidate
    await candidate.withdraw()


class WatchedGate(Gate):
    """Says when a first message has its place."""

    def __init__(self) -> None:
        super().__init__()
        self.booked = asyncio.Event()

    def book(self, chat: int, rank: int = Priority.REMINDER) -> float | None:
        self.booked.set()
        return super().book(chat, rank)


class SignsOfLife:
    """Of one that has not beaten; `waited` is set when it stands by."""

    def __init__(self, waited: asyncio.Event) -> None:
        self.beaten: datetime | None = None
        self._waited = waited

    def live(self) -> None:
        self._waited.set()


class Process:
    """A heart with a pump of its own; what it sends is kept."""

    def __init__(self, store: Store, candidate: Candidate) -> None:
        self.sent: list[Prepared] = []
        self.candidate = candidate
        self.beaten, self.spoken = asyncio.Event(), asyncio.Event()
        self.gate = WatchedGate()
        led = LedStore(store, candidate)
        pump = Pump(store, self.send, lambda: DUE_EVENING, self.gate, led=led)
        self.heart = Heart(led, pump, lambda: DUE_EVENING, self.nothing_late, self.beaten.set)

    async def send(self, prepared: Prepared) -> Attempt:
        self.sent.append(prepared)
        self.spoken.set()
        return Attempt(Outcome.accepted, len(self.sent))

    async def beat(self, stop: asyncio.Event) -> None:
        await beat_until(stop, self.heart)

    async def nothing_late(self, _stop: asyncio.Event | None) -> int:
        return 0


@pytest.fixture
async def world(here: Store) -> World:
    return await a_school(here)


@pytest.fixture
async def old(here: Store, one: Candidate) -> Process:
    """The one that leads to begin with."""
    await one.stand()
    return Process(here, one)


@pytest.fixture
def new(there: Store, other: Candidate) -> Process:
    """The one that leads from then on."""
    return Process(there, other)


async def the_lead_changes_to(new: Process, there: Store) -> None:
    """The old one loses its session, and does not hear of it."""
    await end_sessions_with_locks(there)
    assert await new.candidate.stand()


async def test_one_of_two_leads_and_the_other_as_soon_as_the_first_gives_it_back(
    one: Candidate, other: Candidate
) -> None:
    assert await one.stand()
    assert not await other.stand()
    assert await one.confirm()

    await one.withdraw()

    assert await other.stand()
    assert not await one.stand()


async def test_who_leads_notes_when_it_has_beaten(one: Candidate, there: Store) -> None:
    await one.stand()

    await one.confirm(DUE_EVENING)
    await one.confirm(DUE_EVENING + timedelta(seconds=2))

    async with there.read() as work:
        assert await work.leads.last_beat() == DUE_EVENING + timedelta(seconds=2)


async def test_who_has_lost_its_session_knows_at_the_next_question(
    one: Candidate, other: Candidate, there: Store
) -> None:
    await one.stand()
    assert await end_sessions_with_locks(there) == 1

    assert not await one.confirm()
    assert one.epoch is None
    assert await other.stand()


async def test_who_hears_nothing_leads_no_more_however_long_the_question_takes_to_break_off(
    one: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_off, over = asyncio.Event(), asyncio.Event()

    async def hangs(*_: object) -> bool:
        try:
            await over.wait()
        except asyncio.CancelledError:
            broken_off.set()
            await over.wait()
            raise
        return True

    assert await one.stand()
    monkeypatch.setattr("storage.leading.ANSWER_SECONDS", 0.01)
    monkeypatch.setattr(one, "_confirm", hangs)
    asked = asyncio.create_task(one.confirm())
    await asyncio.wait_for(broken_off.wait(), PATIENCE)

    assert one.epoch is None
    assert not asked.done()

    over.set()
    assert not await asked


async def test_who_has_not_heard_yet_that_another_leads_writes_and_sends_nothing(
    world: World, old: Process, new: Process, there: Store
) -> None:
    await the_lead_changes_to(new, there)

    assert old.candidate.epoch is not None
    with pytest.raises(NoLongerLeadingError):
        await old.heart.beat()
    with pytest.raises(NoLongerLeadingError):
        await old.heart.keep_house()
    assert old.sent == []
    assert await world.notices() == []

    await new.heart.beat()
    assert len(new.sent) == 1


async def test_what_was_claimed_before_the_lead_was_lost_is_not_sent_by_the_old_one(
    world: World, old: Process, new: Process, there: Store
) -> None:
    pump, gate = old.heart._pump, old.gate
    pump._ready = asyncio.Semaphore(0)  # the message waits
    beat = asyncio.create_task(old.heart.beat())
    await gate.booked.wait()
    await the_lead_changes_to(new, there)
    pump._ready.release()
    with pytest.raises(NoLongerLeadingError):
        await beat

    assert old.sent == new.sent == []
    assert [notice.state for notice in await world.notices()] == ["claimed"]


async def test_what_was_on_its_way_when_the_lead_was_lost_is_written_down(
    world: World, old: Process, new: Process, there: Store
) -> None:
    async def send(prepared: Prepared) -> Attempt:
        await the_lead_changes_to(new, there)
        return await Process.send(old, prepared)

    old.heart._pump._send = send
    with suppress(NoLongerLeadingError):  # told of where the beat had something left to write
        await old.heart.beat()
    await new.heart.beat()

    assert (len(old.sent), len(new.sent)) == (1, 0)
    assert [notice.state for notice in await world.notices()] == ["sent"]


async def test_a_standby_beats_once_the_leader_is_told_to_stop(
    one: Candidate, other: Candidate, here: Store, there: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.beats.EVERY_SECONDS", 0.05)
    monkeypatch.setattr("scheduler.standby.STAND_EVERY_SECONDS", 0.05)
    await a_school(here)
    first, second = Process(here, one), Process(there, other)
    stops = asyncio.Event(), asyncio.Event()
    waited = asyncio.Event()

    def runs(process: Process, stop: asyncio.Event) -> asyncio.Task[None]:
        beating = beat_when_leading(stop, process.candidate, process.beat, SignsOfLife(waited))
        return asyncio.create_task(beating)

    leading = runs(first, stops[0])
    await asyncio.wait_for(first.spoken.wait(), 60)
    waiting = runs(second, stops[1])
    await asyncio.wait_for(waited.wait(), 60)
    assert not second.beaten.is_set()

    stops[0].set()
    await asyncio.wait_for(leading, 60)
    await asyncio.wait_for(second.beaten.wait(), 60)

    stops[1].set()
    await asyncio.wait_for(waiting, 60)
    assert (len(first.sent), len(second.sent)) == (1, 0)


async def test_a_bot_that_has_to_be_alone_is_refused_beside_a_leader(
    one: Candidate, other: Candidate, there: Store
) -> None:
    await one.stand()

    with pytest.raises(BusyError):
        await other.stand_alone()
    with pytest.raises(BusyError):
        async with only_bot(there):
            pass
