"""Several processes send, and together they keep one pace; who is told to rest stops all."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from care.delivery import Priority
from cli.body import _gate
from cli.parts import Part
from scheduler.share import AmongAll
from storage.slots import NAME, Slots
from storage.store import Store
from storage.turns import Turns

REMINDER, REPLY, EMERGENCY = Priority.REMINDER, Priority.REPLY, Priority.EMERGENCY
FAR = 1000.0
"""Seconds; so long no test takes."""


class Process:
    """What one of them sends through."""

    def __init__(self, store: Store) -> None:
        part = Part(takes=True, beats=True, turns=Turns(store), candidate=None, led=store)
        self.gate = _gate(store, part, None)
        assert isinstance(self.gate._share, AmongAll)
        self.share = self.gate._share
        self.slots = Slots(store)


@pytest.fixture
async def worker(here: Store) -> AsyncIterator[Process]:
    process = Process(here)
    yield process
    await process.share.close()


@pytest.fixture
async def pump(there: Store) -> AsyncIterator[Process]:
    process = Process(there)
    yield process
    await process.share.close()


async def everything_is_refused(process: Process) -> None:
    """Telegram tells two chats to wait a minute."""
    for chat in (1, 2):
        process.gate.refused(chat, 60, process.gate.now())
    await process.share.close()


async def test_all_of_them_together_keep_the_pace_of_one(worker: Process, pump: Process) -> None:
    asked = [each.slots.take(10.0, FAR, 0.0) for each in (worker, pump) * 3]

    waits = sorted([slot.wait for slot in await asyncio.gather(*asked)])

    assert [round(wait, -1) for wait in waits] == [0, 10, 20, 30, 40, 50]


async def test_what_somebody_waits_for_goes_before_the_reminders_of_another_process(
    worker: Process, pump: Process
) -> None:
    for wait in (0, 10, 20):
        reply = await worker.share.moment(REPLY, 10.0, FAR, 0.0)
        assert (reply.ours, round(reply.wait, -1)) == (True, wait)

    reminder = await pump.share.moment(REMINDER, 10.0, FAR, 0.0)
    alarm = await pump.share.moment(EMERGENCY, 10.0, FAR, 0.0)

    assert (reminder.ours, round(reminder.wait, -1)) == (False, 30)
    assert (alarm.ours, alarm.wait) == (True, 0)


async def test_a_rest_that_one_is_told_is_kept_by_all_and_an_emergency_tries(
    worker: Process, pump: Process
) -> None:
    await everything_is_refused(worker)

    assert not await pump.gate.turn(REMINDER)
    assert await pump.gate.reply(9) is None
    assert 50 < pump.gate.rests() <= 60
    assert await pump.gate.turn(EMERGENCY)


async def test_where_an_emergency_arrives_the_rest_is_over_for_all(
    worker: Process, pump: Process, here: Store
) -> None:
    await everything_is_refused(worker)
    began = worker.gate.now()
    assert await worker.gate.turn(EMERGENCY)

    worker.gate.accepted(began)
    await worker.share.close()

    assert await pump.gate.turn(REMINDER)
    assert await worker.gate.reply(9) is not None


async def test_what_was_left_free_is_made_up_for_a_little_and_never_after_a_pause(
    worker: Process, pump: Process
) -> None:
    await worker.slots.rest(-0.5)
    made_up = [await pump.slots.take(0.1, 0.0, 0.2) for _ in range(2)]
    assert [slot.ours for slot in made_up] == [True, True]

    await worker.slots.go_on()
    await worker.slots.rest(10)
    assert not (await pump.slots.take(0.1, 0.0, 5.0)).ours


async def test_a_clock_that_is_set_back_stops_nobody(pump: Process, here: Store) -> None:
    """As after a database's machine had run eight hours ahead of the world."""
    later = "extract(epoch FROM clock_timestamp() + interval '8 hours')"
    written = f"INSERT INTO meta (name, value) SELECT :name, {later} || ' ' || {later}"
    async with here.engine.begin() as connection:
        await connection.execute(text(written), {"name": NAME})

    assert await pump.gate.turn(REMINDER)
    assert pump.gate.rests() == 0


async def test_what_an_earlier_version_has_written_is_understood(
    pump: Process, here: Store
) -> None:
    soon = "extract(epoch FROM clock_timestamp() + interval '1 hour')"
    written = f"INSERT INTO meta (name, value) SELECT :name, {soon}"
    async with here.engine.begin() as connection:
        await connection.execute(text(written), {"name": NAME})

    slot = await pump.slots.take(0.1, 0.0, 0.0)

    assert (slot.ours, round(slot.wait, -2)) == (False, 3600)


async def test_without_an_answer_each_goes_on_at_its_own_pace(
    pump: Process, there: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_store: Store) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(Store, "write", away)

    assert await pump.gate.turn(REMINDER)
    assert await pump.gate.reply(9) is not None
