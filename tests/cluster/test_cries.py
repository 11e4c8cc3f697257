"""A call for help in one of two processes: heard at once, and answered by one of them, once."""

import asyncio
from datetime import timedelta

import pytest

from storage.store import Store
from tests.bot.test_webhook import Door
from tests.bot.tiny import Gate, TinyTelegram, an_update, bad_gateway, let_by
from tests.cluster.conftest import PATIENCE, end_sessions_with_locks
from tests.world import DUE_EVENING

CRY = "🆘"
A_MINUTE_LATER = DUE_EVENING + timedelta(minutes=1)


@pytest.fixture
def gate(api: TinyTelegram) -> Gate:
    """Where the reply to a first call for help is held up; the numbers before it are not."""
    gate = Gate(api)
    api.answers("sendMessage", let_by(api), gate)
    return gate


async def is_answering(door: Door, gate: Gate, number: int) -> None:
    """The call is stored, the numbers are out, and the reply is on its way."""
    assert await door.gets(an_update(number, CRY)) == 200
    await asyncio.wait_for(gate.reached.wait(), PATIENCE)


async def test_a_reply_to_a_call_for_help_that_another_process_is_sending_is_not_sent_again(
    doors: tuple[Door, Door], api: TinyTelegram, gate: Gate
) -> None:
    one, other = doors
    await is_answering(one, gate, 61)
    other.intake._clock = lambda: A_MINUTE_LATER

    assert await other.intake.answer_again() == 0
    gate.open.set()
    await one.hook.rest()
    assert await other.intake.answer_again() == 0

    assert len(api.of("sendMessage")) == 2, "the numbers and the reply"


async def test_what_a_process_that_died_has_not_said_to_a_call_for_help_another_one_says(
    doors: tuple[Door, Door], gate: Gate, there: Store
) -> None:
    one, other = doors
    await is_answering(one, gate, 62)
    other.intake._clock = lambda: A_MINUTE_LATER

    assert await end_sessions_with_locks(there) >= 1

    assert await other.intake.answer_again() == 1
    gate.open.set()


async def test_a_call_that_comes_to_another_door_too_is_answered_by_the_first(
    doors: tuple[Door, Door], api: TinyTelegram, gate: Gate
) -> None:
    one, other = doors
    await is_answering(one, gate, 63)

    assert await asyncio.wait_for(other.gets(an_update(63, CRY)), PATIENCE) == 200
    await other.hook.rest()
    gate.open.set()
    await one.hook.rest()

    said = [call["text"] for call in api.of("sendMessage")]
    assert len(said) == 3
    assert said[0] == said[2] != said[1], "the numbers once more, the reply not"


@pytest.mark.parametrize("which", [0, 1], ids=["the same door", "another door"])
async def test_a_second_call_is_heard_while_the_reply_to_the_first_is_on_its_way(
    doors: tuple[Door, Door], gate: Gate, which: int
) -> None:
    await is_answering(doors[0], gate, 64)

    cried = doors[which].gets(an_update(65, CRY))
    assert await asyncio.wait_for(cried, PATIENCE) == 200

    assert not gate.open.is_set()
    assert await doors[which].stored(65) == [65]
    gate.open.set()


async def test_a_second_call_is_heard_while_the_lost_reply_to_the_first_goes_out_again(
    doors: tuple[Door, Door], api: TinyTelegram
) -> None:
    one, other = doors
    api.answers("sendMessage", let_by(api), bad_gateway())
    assert await one.gets(an_update(66, CRY)) == 200
    await one.hook.rest()
    gate = Gate(api)
    api.answers("sendMessage", gate)
    one.intake._clock = lambda: A_MINUTE_LATER
    again = asyncio.create_task(one.intake.answer_again())
    await asyncio.wait_for(gate.reached.wait(), PATIENCE)

    assert await asyncio.wait_for(other.gets(an_update(67, CRY)), PATIENCE) == 200

    assert not gate.open.is_set()
    gate.open.set()
    assert await asyncio.wait_for(again, PATIENCE) == 1
