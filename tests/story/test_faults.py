"""What the wire does to messages, and what the bot makes of it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from care.words import DutyState
from storage.tables import Notice
from tests.bot.tiny import (
    TinyTelegram,
    bad_gateway,
    hangs_up,
    refused,
    slow_down,
)
from tests.stores import Databases
from tests.story.people import Person
from tests.story.town import Seed, Town, a_town

REPEATED = "（这条消息您可能已经收到过。）"
SECOND = 1 / 24 / 60 / 60


@dataclass(slots=True)
class Evening:
    """The minute before the father's reminder, with a wire that can be told to fail."""

    town: Town
    wire: TinyTelegram
    father: Person

    async def seven_o_clock(self) -> None:
        await self.town.until("2026-10-05 19:00")

    async def seconds_pass(self, seconds: float) -> None:
        await self.town.days_pass(seconds * SECOND)

    async def outcomes(self) -> list[tuple[str, str | None, int]]:
        """State, last outcome and attempts of every notice."""
        query = select(Notice.state, Notice.outcome, Notice.attempts).order_by(Notice.send_at)
        async with self.town.store() as store, store.read() as work:
            return [(r.state, r.outcome, r.attempts) for r in await work._room.get(query)]


@pytest.fixture
async def evening(
    databases: Databases, seed: Seed, at_once: None, tmp_path: Path
) -> AsyncIterator[Evening]:
    url = databases.copy(seed.store_url)
    async with a_town(seed, url, tmp_path, faulty=True) as town:
        assert town.wire is not None
        (father,) = await town.everybody_joins("马建国")
        await town.until("2026-10-05 18:59")
        yield Evening(town, town.wire, father)
    databases.drop(url)


async def test_who_is_told_to_slow_down_waits_as_long_as_told(evening: Evening) -> None:
    evening.wire.answers("sendMessage", slow_down(7))

    await evening.seven_o_clock()
    await evening.seconds_pass(6)
    assert evening.father.news() == []
    await evening.seconds_pass(1)

    assert len(evening.father.news("📞")) == 1
    ((state, _, _),) = await evening.outcomes()
    assert state == "sent"


async def test_a_chat_that_must_wait_does_not_hold_up_the_others(evening: Evening) -> None:
    (mother,) = await evening.town.everybody_joins("马兰")
    evening.wire.answers("sendMessage", slow_down(30))

    await evening.seven_o_clock()

    heard = [len(person.news("📞")) for person in (evening.father, mother)]
    assert sorted(heard) == [0, 1]


async def test_an_ill_server_is_asked_again_after_growing_pauses(evening: Evening) -> None:
    evening.wire.answers("sendMessage", bad_gateway(), bad_gateway(), bad_gateway())

    await evening.seven_o_clock()
    await evening.seconds_pass(5 + 10 + 19)
    assert evening.father.news() == []
    await evening.seconds_pass(1)

    assert len(evening.father.news("📞")) == 1


async def test_six_failures_are_no_reason_to_give_a_message_up(evening: Evening) -> None:
    evening.wire.answers("sendMessage", *[bad_gateway() for _ in range(6)])

    await evening.seven_o_clock()
    await evening.town.until("2026-10-05 20:00")

    assert len(evening.father.news("📞")) == 1
    ((state, _, attempts),) = await evening.outcomes()
    assert (state, attempts) == ("sent", 7)


async def test_a_message_whose_fate_nobody_knows_is_repeated_once_and_says_so(
    evening: Evening,
) -> None:
    evening.wire.answers("sendMessage", hangs_up(evening.wire))

    await evening.seven_o_clock()
    await evening.seconds_pass(60)

    first, second = evening.father.news("📞")
    assert REPEATED not in first
    assert second.text.startswith(REPEATED)
    assert len(await evening.town.journal("notice.retry")) == 1


async def test_when_nobody_knows_twice_it_stays_unknown(evening: Evening) -> None:
    evening.wire.answers("sendMessage", hangs_up(evening.wire), hangs_up(evening.wire))

    await evening.seven_o_clock()
    await evening.town.until("2026-10-05 21:00")

    assert len(evening.father.news("📞")) == 2
    ((state, _, attempts),) = await evening.outcomes()
    assert (state, attempts) == ("unknown", 2)


async def test_what_telegram_refuses_is_not_tried_again(evening: Evening) -> None:
    evening.wire.answers("sendMessage", refused(400, "Bad Request: chat not found"))

    await evening.seven_o_clock()
    await evening.town.until("2026-10-05 21:00")

    assert evening.father.news() == []
    assert await evening.outcomes() == [("failed", "400 chat not found", 1)]


async def test_a_reply_that_did_not_get_through_comes_a_little_later(evening: Evening) -> None:
    evening.wire.answers("sendMessage", bad_gateway())

    await evening.father.says("/help")
    assert evening.father.news() == []
    await evening.seconds_pass(31)

    assert len(evening.father.news("110")) == 1


async def test_of_a_reply_in_parts_only_what_was_missing_comes_again(evening: Evening) -> None:
    father = evening.father
    evening.wire.answers("sendMessage", evening.wire.pass_on, slow_down(20))

    await father.says("/privacy")
    assert len(father.news()) == 1
    await evening.seconds_pass(31)

    (rest,) = father.news()
    assert "是的，收回" in rest.labels


async def test_done_counts_although_nothing_could_be_said(evening: Evening) -> None:
    await evening.seven_o_clock()
    evening.wire.answers("answerCallbackQuery", bad_gateway())

    press = asyncio.create_task(evening.father.begins_to_press("✔ 打了电话"))
    await evening.wire.comes("answerCallbackQuery")
    await evening.town.comes_to_rest()
    await evening.seconds_pass(31)
    shown = await press
    await evening.town.comes_to_rest()

    assert shown["answer"]["text"] == "记下了，谢谢您！"
    assert (await evening.town.duties("马小满", "call"))[0].state is DutyState.done
    assert "您记的" in evening.father.last_message
