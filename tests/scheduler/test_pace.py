"""The pace: never a burst, a rest where one is asked for, and no waiting for a clock that jumps."""

import asyncio
from collections.abc import Callable
from itertools import pairwise

import pytest

from scheduler.pace import CREEP, Pace


class Virtual:
    """Seconds that pass only while somebody waits; `waits` are the waits asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.waits: list[float] = []
        monkeypatch.setattr(asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Virtual:
    return Virtual(monkeypatch)


async def waits(pace: Pace, seconds: Virtual, *chats: int) -> list[float]:
    """How long each of these messages, asked for at once, has to wait."""
    seconds.waits.clear()
    for chat in chats:
        await pace.turn(chat)
    return list(seconds.waits)


async def test_messages_to_different_chats_follow_each_other_evenly(seconds: Virtual) -> None:
    pace = Pace(fastest=10, seconds=seconds)

    assert await waits(pace, seconds, 1, 2, 3) == [0, 0.1, 0.2]


async def test_one_chat_gets_one_message_a_second(seconds: Virtual) -> None:
    pace = Pace(seconds=seconds)

    assert await waits(pace, seconds, 1, 1, 1) == [0, 1, 2]


async def test_an_emergency_waits_for_nobody_else_and_the_others_for_it(seconds: Virtual) -> None:
    pace = Pace(fastest=1, seconds=seconds)
    for chat in (1, 2, 3):
        await pace.turn(chat)
    seconds.waits.clear()

    await pace.turn(9, urgent=True)
    await pace.turn(4)

    assert seconds.waits == [0, 4]


async def test_between_two_moments_of_a_clock_that_jumps_nobody_waits(seconds: Virtual) -> None:
    pace = Pace(seconds=seconds)
    await pace.turn(1)

    seconds.now += 86_400

    assert await waits(pace, seconds, 1) == [0]


async def test_a_clock_that_is_set_back_makes_nobody_wait(seconds: Virtual) -> None:
    pace = Pace(seconds=seconds)
    await pace.turn(1)

    seconds.now -= 86_400

    assert await waits(pace, seconds, 1) == [0]


async def test_a_chat_rests_as_long_as_it_was_told_and_the_others_do_not(seconds: Virtual) -> None:
    pace = Pace(fastest=10, seconds=seconds)

    pace.refused(1, 35)

    assert await waits(pace, seconds, 1, 2) == [35, 0.2]


async def test_after_a_refusal_the_pace_is_halved_and_creeps_up_again(seconds: Virtual) -> None:
    pace = Pace(fastest=10, seconds=seconds)
    pace.refused(1, 1)

    gaps = await gaps_of(pace, seconds, 200)

    assert gaps[0] == pytest.approx(1 / 5, abs=0.01)
    assert gaps[1] == pytest.approx(1 / (5 * CREEP), abs=0.01)
    assert gaps[-1] == pytest.approx(1 / 10, abs=0.01)


async def gaps_of(pace: Pace, seconds: Virtual, count: int) -> list[float]:
    moments = await waits(pace, seconds, *range(2, count + 2))
    return [later - earlier for earlier, later in pairwise(moments)]


async def test_many_refusals_never_stop_everything(seconds: Virtual) -> None:
    pace = Pace(fastest=28, seconds=seconds)
    for chat in range(20):
        pace.refused(chat, 1)

    assert max(await gaps_of(pace, seconds, 20)) <= 1


async def test_chats_of_long_ago_are_forgotten(seconds: Virtual) -> None:
    pace = Pace(fastest=1, seconds=seconds)
    for chat in range(1000):
        seconds.now += 10
        await pace.turn(chat)

    assert len(pace._chats) <= 11


async def test_without_a_clock_the_seconds_are_real() -> None:
    pace = Pace()
    running: Callable[[], float] = asyncio.get_running_loop().time
    begun = running()

    await pace.turn(1)

    assert running() - begun < 0.5
