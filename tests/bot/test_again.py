"""Lost replies go out again: rarer and rarer while Telegram is ill, calls for help first."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from aiogram.exceptions import TelegramRetryAfter, TelegramServerError
from aiogram.methods import AnswerCallbackQuery, SendMessage, TelegramMethod
from sqlalchemy import update

from bot.first_aid import lane_of
from bot.reply import Reply
from storage.store import Store
from storage.tables import Incoming
from tests.bot.test_intake import Desk, RecordingBot, a_text
from tests.world import DUE_EVENING, a_school

AN_HOUR = 3600


class Ill(RecordingBot):
    """Telegram answers everything with a 502, or as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: list[str] = []
        self.ill = True

    async def __call__(
        self, method: TelegramMethod[Any], request_timeout: int | None = None
    ) -> Any:
        self.tried.append(getattr(method, "text", None) or "")
        if self.ill:
            raise TelegramServerError(method, "Bad Gateway")
        return await super().__call__(method, request_timeout)


@pytest.fixture
async def desk(store: Store) -> Desk:
    return Desk(await a_school(store), Ill())


async def waits(desk: Desk, number: int, chat: int, text: str = "好") -> None:
    """A reply to this chat (below 0: to a call for help from it) did not get through."""
    async with desk.world.store.write() as work:
        stored = Reply((SendMessage(chat_id=abs(chat), text=text),)).stored()
        await work.incoming.add(number, stored, desk.clock.now, chat)


async def rounds(desk: Desk, seconds: int) -> list[int]:
    """A round every two seconds; when something was tried."""
    moments = []
    for second in range(0, seconds, 2):
        desk.clock.now = DUE_EVENING + timedelta(seconds=second)
        if await desk.intake.answer_again():
            moments.append(second)
    return moments


def ill(desk: Desk) -> Ill:
    assert isinstance(desk.bot, Ill)
    return desk.bot


async def test_a_reply_waits_longer_after_each_try_and_two_minutes_at_most(desk: Desk) -> None:
    await waits(desk, 5, 7)

    moments = await rounds(desk, AN_HOUR + 300)

    pauses = [later - before for before, later in pairwise(moments)]
    assert moments[0] == 30
    assert pauses[:5] == [6, 10, 20, 40, 80]
    assert set(pauses[5:]) == {120}
    assert moments[-1] <= AN_HOUR


async def test_the_answer_to_a_call_for_help_waits_twenty_seconds_at_most(desk: Desk) -> None:
    await waits(desk, 5, lane_of(a_text(5, 7, "救命")))

    moments = await rounds(desk, 300)

    assert {later - before for before, later in pairwise(moments[2:])} == {20}


async def test_a_server_that_is_ill_gets_one_reply_in_a_round_and_a_call_for_help_is_first(
    desk: Desk,
) -> None:
    for number in range(3):
        await waits(desk, number, 7 + number)
    await waits(desk, 9, -8, "救命")
    desk.clock.now += timedelta(seconds=30)

    assert await desk.intake.answer_again() == 1

    assert ill(desk).tried == ["救命"]


async def test_once_the_server_is_well_all_that_is_due_goes_out_in_one_round(desk: Desk) -> None:
    for number in range(3):
        await waits(desk, number, 7 + number)
    desk.clock.now += timedelta(seconds=30)
    await desk.intake.answer_again()

    ill(desk).ill = False
    assert await desk.intake.answer_again() == 2
    desk.clock.now += timedelta(seconds=5)

    assert await desk.intake.answer_again() == 1
    assert await desk.intake.answer_again() == 0


async def test_a_reply_that_nothing_but_429_answers_waits_as_long_as_it_says(
    desk: Desk,
) -> None:
    ill(desk).ill = False
    press = AnswerCallbackQuery(callback_query_id="q")
    ill(desk).trouble = [TelegramRetryAfter(press, "Too Many Requests", 60)]
    async with desk.world.store.write() as work:
        await work.incoming.add(5, Reply((press,)).stored(), desk.clock.now, 7)

    assert await rounds(desk, 120) == [30, 90]


async def test_a_reply_that_cannot_be_read_stops_no_other(desk: Desk) -> None:
    ill(desk).ill = False
    await waits(desk, 5, 7)
    await waits(desk, 6, 8, "好的")
    async with desk.world.store.write() as work:
        unreadable = update(Incoming).where(Incoming.id == 5).values(reply=b"of another key")
        await work._room.run(unreadable)
    desk.clock.now += timedelta(seconds=30)

    await desk.intake.answer_again()
    await desk.intake.answer_again()

    assert ill(desk).tried == ["好的"]
