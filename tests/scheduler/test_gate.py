"""The gate: one message after the other, the urgent first, and nobody waits for a long rest."""

import asyncio

import pytest

from care.delivery import Priority
from scheduler.gate import PATIENCE, Gate
from scheduler.pace import Pace

REMINDER, REPLY, EMERGENCY = Priority.REMINDER, Priority.REPLY, Priority.EMERGENCY


class Seconds:
    """Real ones, and those that are leaped over."""

    def __init__(self) -> None:
        self.leaped = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.leaped


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


async def test_who_is_more_urgent_goes_first_and_equals_in_their_order(seconds: Seconds) -> None:
    gate, gone = Gate(Pace(100), seconds), []
    await gate.turn(REMINDER)

    async def goes(name: str, rank: int) -> None:
        assert await gate.turn(rank)
        gone.append(name)

    async with asyncio.TaskGroup() as tasks:
        for name, rank in (("a", REMINDER), ("b", REMINDER), ("c", REPLY), ("d", EMERGENCY)):
            tasks.create_task(goes(name, rank))

    assert gone == ["d", "c", "a", "b"]


async def test_nobody_waits_for_a_server_that_wants_nothing_for_long(seconds: Seconds) -> None:
    gate = Gate(Pace(), seconds)
    for chat in (1, 2):
        gate.refused(chat, 60, gate.now())

    assert not await gate.turn(REMINDER)
    assert await gate.reply(9) is None
    seconds.leaped += 61
    assert await gate.turn(REMINDER)


async def test_one_emergency_tries_for_all_while_everything_rests(seconds: Seconds) -> None:
    gate = Gate(Pace(), seconds)
    for chat in (1, 2):
        gate.refused(chat, 60, gate.now())
    assert await gate.turn(EMERGENCY)
    began = gate.now()
    others = [asyncio.create_task(gate.turn(EMERGENCY)) for _ in range(2)]
    await asyncio.sleep(0)
    assert not any(other.done() for other in others)

    gate.accepted(began)

    assert await asyncio.wait_for(asyncio.gather(*others), 2) == [True, True]
    assert await asyncio.wait_for(gate.turn(REMINDER), 2)


async def test_who_waits_already_leaves_when_everything_is_refused(seconds: Seconds) -> None:
    gate = Gate(Pace(0.01), seconds)
    await gate.turn(REMINDER)
    waiting = asyncio.create_task(gate.turn(REMINDER))
    await asyncio.sleep(0)

    for chat in (1, 2):
        gate.refused(chat, 60, gate.now())

    assert not await asyncio.wait_for(waiting, 5)


async def test_who_is_cancelled_holds_up_nobody(seconds: Seconds) -> None:
    gate = Gate(Pace(50), seconds)
    await gate.turn(REMINDER)
    first, second = (asyncio.create_task(gate.turn(REMINDER)) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()

    assert await asyncio.wait_for(second, 5)


async def test_a_chat_that_rests_long_has_no_place_and_one_that_rests_shortly_has(
    seconds: Seconds,
) -> None:
    gate = Gate(Pace(), seconds)
    gate.refused(1, PATIENCE + 1, gate.now())

    assert gate.book(1) is None
    assert gate.book(2) == 0
    assert gate.book(2) == pytest.approx(1, abs=0.1)
    assert gate.book(1, Priority.EMERGENCY) is None
    assert gate.book(2, Priority.EMERGENCY) == 0, "an emergency waits for no other message"


async def test_a_reply_takes_a_place_in_the_pace_and_its_chat_has_had_its_second(
    seconds: Seconds,
) -> None:
    gate = Gate(Pace(1), seconds)

    assert await gate.reply(7) is not None

    assert gate.pace.wait(gate.now(), REMINDER) == pytest.approx(1, abs=0.1)
    assert gate.chat_wait(7) == pytest.approx(1, abs=0.1)


async def test_who_is_woken_an_instant_too_early_goes_and_does_not_ask_again() -> None:
    clock = [72 * 3600.0]
    gate = Gate(Pace(10), lambda: clock[0])
    await gate.turn(REMINDER)
    clock[0] += gate.pace.wait(clock[0], REMINDER) - 1e-9

    assert await asyncio.wait_for(gate.turn(REMINDER), 5)
