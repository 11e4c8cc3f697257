"""Two processes take updates: each has one effect and one reply, in the order of its chat."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.prebuilt import Prebuilt
from storage.store import Store
from storage.turn_session import TurnSession
from storage.turns import _HERE, ChatBusyError, Turns
from tests.bot.test_webhook import Door
from tests.bot.tiny import Gate, TinyTelegram, an_update
from tests.cluster.conftest import PATIENCE, end_sessions_with_locks
from tests.world import DUE_EVENING


@pytest.fixture
def gate(api: TinyTelegram) -> Gate:
    """Where a reply is held up on its way."""
    gate = Gate(api)
    api.answers("sendMessage", gate)
    return gate


async def is_answering(door: Door, gate: Gate, number: int) -> None:
    """The update is stored, and its reply is on its way."""
    assert await door.gets(an_update(number, "/help")) == 200
    await asyncio.wait_for(gate.reached.wait(), PATIENCE)


async def test_one_update_at_two_doors_has_one_reply(
    doors: tuple[Door, Door], api: TinyTelegram
) -> None:
    update = an_update(11, "/help")

    assert await asyncio.gather(*(door.gets(update) for door in doors)) == [200, 200]
    for door in doors:
        await door.hook.rest()

    assert len(api.of("sendMessage")) == 1
    async with doors[0].store.read() as work:
        assert len(await work.journal.of_event("update.message")) == 1


async def test_the_next_update_of_a_chat_waits_at_another_door_until_the_reply_is_out(
    doors: tuple[Door, Door], api: TinyTelegram, gate: Gate
) -> None:
    one, other = doors
    await is_answering(one, gate, 21)

    next_one = asyncio.create_task(other.gets(an_update(22, "/help")))
    someone_else = an_update(23, "/help", user_id=8002)
    assert await asyncio.wait_for(other.gets(someone_else), PATIENCE) == 200
    assert not next_one.done()
    assert await other.stored(22) == []
    gate.open.set()

    assert await asyncio.wait_for(next_one, PATIENCE) == 200
    await other.hook.rest()
    assert [call["chat_id"] for call in api.of("sendMessage")] == [8001, 8002, 8001]


@pytest.mark.parametrize("which", [0, 1], ids=["the same door", "another door"])
async def test_a_call_for_help_does_not_wait_for_a_reply_to_its_own_chat(
    doors: tuple[Door, Door], api: TinyTelegram, gate: Gate, which: int
) -> None:
    await is_answering(doors[0], gate, 25)

    cried = doors[which].gets(an_update(26, "🆘"))
    assert await asyncio.wait_for(cried, PATIENCE) == 200

    assert not gate.open.is_set()
    assert await doors[which].stored(26) == [26]
    gate.open.set()
    for door in doors:
        await door.hook.rest()
    assert "110" in api.of("sendMessage")[1]["text"]


async def test_a_reply_that_another_process_is_sending_is_not_sent_again(
    doors: tuple[Door, Door], api: TinyTelegram, gate: Gate
) -> None:
    one, other = doors
    await is_answering(one, gate, 31)
    other.intake._clock = lambda: DUE_EVENING + timedelta(minutes=1)

    assert await other.intake.answer_again() == 0
    gate.open.set()
    await one.hook.rest()
    assert await other.intake.answer_again() == 0

    assert len(api.of("sendMessage")) == 1


async def test_what_a_process_that_died_has_not_sent_another_one_sends(
    doors: tuple[Door, Door], gate: Gate, there: Store
) -> None:
    one, other = doors
    await is_answering(one, gate, 41)
    other.intake._clock = lambda: DUE_EVENING + timedelta(minutes=1)

    assert await end_sessions_with_locks(there) >= 1

    assert await other.intake.answer_again() == 1
    gate.open.set()


async def test_a_chat_that_stays_busy_is_put_off(
    here: Store, there: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.turns.PATIENCE_SECONDS", 0.0)
    first, second = Turns(here), Turns(there)

    async with first.turn(8001):
        with pytest.raises(ChatBusyError):
            async with second.turn(8001):
                pass
        async with second.turn(-8001), second.if_free(8001) as free:
            assert not free
    async with second.turn(8001):
        pass

    await first.close()
    await second.close()


async def test_a_session_that_was_ended_is_replaced(here: Store, there: Store) -> None:
    turns, others = Turns(here), Turns(there)
    async with turns.turn(8001):
        await end_sessions_with_locks(there)

    async with turns.turn(8001), others.if_free(8001) as free:
        assert not free

    await turns.close()
    await others.close()


class HeldUp(Turns):
    """Turns whose questions do not get to the database while the line is held up."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        session = self._session = HeldUpSession(store.engine)
        self.line, self.lived = session.line, session.lived
        self.line.set()


class HeldUpSession(TurnSession):
    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self.line, self.lived = asyncio.Event(), asyncio.Event()

    async def scalar(self, statement: Prebuilt, kind: int, number: int) -> object:
        await self.line.wait()
        answer = await super().scalar(statement, kind, number)
        if statement is _HERE:
            self.lived.set()
        return answer


@pytest.fixture
async def held_up(here: Store) -> AsyncIterator[HeldUp]:
    turns = HeldUp(here)
    yield turns
    await turns.close()


@pytest.fixture
async def others(there: Store) -> AsyncIterator[Turns]:
    turns = Turns(there)
    yield turns
    await turns.close()


async def is_free(turns: Turns, chat: int) -> bool:
    async with turns.if_free(chat) as free:
        return free


async def test_a_question_that_is_stalled_loses_no_other_turn(
    held_up: HeldUp, others: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.turns.ANSWER_SECONDS", 0.02)
    async with held_up.turn(8001):
        held_up.line.clear()
        with pytest.raises(TimeoutError):
            async with held_up.turn(8002):
                pass
        with pytest.raises(ConnectionError):
            async with held_up.turn(8003):
                pass

        assert not await is_free(others, 8001)
        monkeypatch.undo()
        held_up.line.set()

    assert await is_free(others, 8001)
    assert await is_free(others, 8002), "what came too late was given back"
    assert await is_free(held_up, 8003)


async def test_a_turn_that_cannot_be_given_back_now_is_given_back_once_the_database_answers(
    held_up: HeldUp, others: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.turns.ANSWER_SECONDS", 0.02)
    async with held_up.turn(8001):
        held_up.line.clear()

    assert not await is_free(others, 8001)
    monkeypatch.undo()
    held_up.line.set()

    async with held_up.turn(8002):
        assert await is_free(others, 8001)


async def test_who_does_not_want_a_turn_any_more_leaves_it_and_all_others_untouched(
    held_up: HeldUp, others: Turns
) -> None:
    async with held_up.turn(8001):
        held_up.line.clear()
        waiting = asyncio.create_task(is_free(held_up, 8002))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        held_up.line.set()

        async with held_up.turn(8003):
            assert await is_free(others, 8002)
            assert not await is_free(others, 8001)


async def test_a_session_that_says_nothing_for_too_long_is_replaced(
    held_up: HeldUp, others: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with held_up.turn(8001):
        monkeypatch.setattr("storage.turns.SILENT_SECONDS", 0.02)
        held_up.line.clear()
        assert not await is_free(held_up, 8002)
        monkeypatch.undo()
        held_up.line.set()

        async with held_up.turn(8002), others.turn(8001):
            assert not await is_free(others, 8002), "and only the old one's turns went with it"


async def test_a_process_that_hangs_keeps_no_chat_from_the_others(
    held_up: HeldUp, others: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped, or paused with its machine, it is there and says nothing."""
    monkeypatch.setattr("storage.turn_session.HUNG_SECONDS", 0.3)
    monkeypatch.setattr("storage.turns.SIGN_SECONDS", 0.02)
    async with held_up.turn(8001):
        held_up.line.clear()
        async with others.turn(8001):
            held_up.line.set()

    async with held_up.turn(8001):
        assert not await is_free(others, 8001), "and afterwards it takes turns as before"


async def test_a_process_whose_reply_takes_long_says_meanwhile_that_it_lives(
    held_up: HeldUp, others: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.turns.SIGN_SECONDS", 0.01)
    async with held_up.turn(8001):
        for _ in range(3):
            held_up.lived.clear()
            await asyncio.wait_for(held_up.lived.wait(), PATIENCE)
        assert not await is_free(others, 8001)
