"""The poller: nothing is confirmed before it is done, and a chat's updates keep their order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiogram import Bot
from aiogram.types import Update

import bot.poller
from bot.poller import Poller
from bot.telegram import connect
from tests.bot.tiny import (
    TOKEN,
    Call,
    TinyTelegram,
    an_update,
    bad_gateway,
    refused,
    tiny_telegram,
)


@pytest.fixture
async def api(at_once: None) -> AsyncIterator[TinyTelegram]:
    async with tiny_telegram() as server:
        yield server


@pytest.fixture
async def client(api: TinyTelegram) -> AsyncIterator[Bot]:
    connected = connect(TOKEN, api.url)
    yield connected
    await connected.session.close()


class Handling:
    """What the poller hands over to; stops it once `until` updates are done."""

    def __init__(self, client: Bot, until: int) -> None:
        self.begun: list[int] = []
        self.done: list[int] = []
        self.stop = asyncio.Event()
        self._until = until
        self.poller = Poller(client, self.take)

    async def take(self, update: Update) -> None:
        self.begun.append(update.update_id)
        await asyncio.sleep(0)
        self.done.append(update.update_id)
        if len(self.done) == self._until:
            self.stop.set()

    async def run(self) -> None:
        await asyncio.wait_for(self.poller.run(self.stop), 10)


def offsets(api: TinyTelegram) -> list[int]:
    return [int(call.get("offset", 0)) for call in api.of("getUpdates")]


async def test_what_was_handled_is_confirmed_even_at_the_end(
    api: TinyTelegram, client: Bot
) -> None:
    api.says(an_update(11, "一"), an_update(12, "二"))

    handling = Handling(client, until=2)
    await handling.run()

    assert handling.done == [11, 12]
    assert offsets(api) == [0, 13]
    assert api.updates == []


async def test_it_asks_only_for_what_is_handled(api: TinyTelegram, client: Bot) -> None:
    api.says(an_update(11, "一"))

    await Handling(client, until=1).run()

    assert api.of("getUpdates")[0]["allowed_updates"] == '["message", "callback_query"]'


async def test_updates_of_one_chat_are_handled_in_their_order(
    api: TinyTelegram, client: Bot
) -> None:
    api.says(*(an_update(20 + n, "…", user_id=8001 + n % 2) for n in range(8)))

    handling = Handling(client, until=8)
    await handling.run()

    assert [n for n in handling.done if n % 2 == 0] == [20, 22, 24, 26]
    assert [n for n in handling.done if n % 2 == 1] == [21, 23, 25, 27]


async def test_a_chat_does_not_wait_for_another(api: TinyTelegram, client: Bot) -> None:
    held, handling = asyncio.Event(), Handling(client, until=3)

    async def take(update: Update) -> None:
        if update.update_id == 31:
            await held.wait()
        await handling.take(update)
        if update.update_id == 33:
            held.set()

    handling.poller = Poller(client, take)
    api.says(an_update(31, "慢"), an_update(32, "快", 8002), an_update(33, "快", 8002))
    await handling.run()

    assert handling.done == [32, 33, 31]


async def test_what_could_not_be_stored_is_asked_for_again(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    handling, troubles = Handling(client, until=3), [OSError("the disk is full")]

    async def take(update: Update) -> None:
        if update.update_id == 41 and troubles:
            raise troubles.pop()
        await handling.take(update)

    handling.poller = Poller(client, take)
    api.says(an_update(41, "一"), an_update(42, "二", 8002))
    await handling.run()

    assert handling.done == [42, 41, 42]
    assert offsets(api) == [0, 0, 43]


async def test_a_server_that_is_ill_is_asked_again(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    api.answers("getUpdates", bad_gateway(), bad_gateway())
    api.says(an_update(51, "一"))

    handling = Handling(client, until=1)
    await handling.run()

    assert handling.done == [51]


async def test_to_stop_does_not_wait_for_the_long_poll(api: TinyTelegram, client: Bot) -> None:
    handling = Handling(client, until=1)
    running = asyncio.create_task(handling.run())
    await api.comes("getUpdates")

    handling.stop.set()
    await asyncio.wait_for(running, 5)

    assert offsets(api) == [0]


async def test_to_stop_waits_for_what_is_in_flight(api: TinyTelegram, client: Bot) -> None:
    reached, held = asyncio.Event(), asyncio.Event()
    handling = Handling(client, until=1)

    async def take(update: Update) -> None:
        reached.set()
        await held.wait()
        await handling.take(update)

    handling.poller = Poller(client, take)
    api.says(an_update(61, "一"))
    running = asyncio.create_task(handling.run())
    await reached.wait()
    handling.stop.set()
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(running), 0.05)
    assert not running.done()
    held.set()
    await running

    assert handling.done == [61]
    assert offsets(api)[-1] == 62


async def test_an_update_that_cannot_be_read_does_not_stop_the_others(
    api: TinyTelegram, client: Bot
) -> None:
    odd: Call = {"update_id": 71, "message": {"message_id": "of another age"}}
    api.says(odd, an_update(72, "二"))

    handling = Handling(client, until=2)
    await handling.run()

    assert sorted(handling.done) == [71, 72]
    assert offsets(api)[-1] == 73


async def test_a_token_that_is_refused_ends_the_polling_and_says_so(
    api: TinyTelegram, client: Bot
) -> None:
    api.answers("getUpdates", refused(401, "Unauthorized"))
    told = asyncio.Event()
    poller = Poller(client, Handling(client, until=1).take, refused=told)

    await asyncio.wait_for(poller.run(asyncio.Event()), 10)

    assert told.is_set()
    assert len(api.of("getUpdates")) == 1


async def test_another_bot_with_the_same_token_is_waited_for(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    api.answers("getUpdates", refused(409, "Conflict: terminated by other getUpdates request"))
    api.says(an_update(11, "一"))
    handling = Handling(client, until=1)

    await handling.run()

    assert handling.done == [11]
