"""The poller: nothing is confirmed before it is done, and a chat's updates keep their order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from aiogram import Bot
from aiogram.types import Update
from aiohttp import web
from structlog.testing import capture_logs

import bot.in_hand
import bot.poller
from bot.poller import Poller
from bot.reply import Reply, say
from bot.telegram import connect
from tests.bot.tiny import (
    TOKEN,
    Call,
    Gate,
    TinyTelegram,
    an_update,
    bad_gateway,
    let_by,
    ok,
    refused,
)


@pytest.fixture
async def client(api: TinyTelegram) -> AsyncIterator[Bot]:
    connected = connect(TOKEN, api.url)
    yield connected
    await connected.session.close()


Meanwhile = Callable[[int], Awaitable[None]]


async def nothing(_update_id: int) -> None:
    await asyncio.sleep(0)


def held_up(which: int) -> tuple[asyncio.Event, Meanwhile]:
    """One update waits until the event is set."""
    held = asyncio.Event()

    async def waits(update_id: int) -> None:
        if update_id == which:
            await held.wait()

    return held, waits


def failing_once(which: int) -> Meanwhile:
    """One update cannot be stored at first."""
    troubles = [OSError("the disk is full")]

    async def fails(update_id: int) -> None:
        if update_id == which and troubles:
            raise troubles.pop()

    return fails


class Handling:
    """What the poller hands over to; stops it once `until` updates are done, or `answered`.
    `taking` and `saying` happen to an update while it is taken, and while its reply goes out.
    """

    reply = Reply()

    def __init__(
        self,
        client: Bot,
        until: int,
        *,
        taking: Meanwhile = nothing,
        saying: Meanwhile = nothing,
        answered: bool = False,
    ) -> None:
        self.done: list[int] = []
        self.said: list[int] = []
        self.took, self.stop = asyncio.Event(), asyncio.Event()
        self._until, self._taking, self._saying = until, taking, saying
        self._answered = answered
        self.poller = Poller(client, self)

    def first_aid(self, update: Update) -> None:
        """Nobody calls for help here."""

    async def accept(self, update: Update) -> Reply:
        await self._taking(update.update_id)
        self.done.append(update.update_id)
        if len(self.done) == self._until:
            self.took.set()
            if not self._answered:
                self.stop.set()
        return self.reply

    async def answer(self, update_id: int, reply: Reply) -> None:
        await self._saying(update_id)
        self.said.append(update_id)
        assert reply == self.reply
        if len(self.said) == self._until:
            self.stop.set()

    def leave(self, update_id: int) -> None:
        assert update_id not in self.said

    async def not_taken(self, update: Update) -> None:
        """Nobody has to hear of it."""

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
    held = asyncio.Event()

    async def one_waits(update_id: int) -> None:
        if update_id == 31:
            await held.wait()
        if update_id == 33:
            held.set()

    handling = Handling(client, until=3, taking=one_waits)
    api.says(an_update(31, "慢"), an_update(32, "快", 8002), an_update(33, "快", 8002))
    await handling.run()

    assert handling.done == [32, 33, 31]


async def test_what_could_not_be_stored_is_asked_for_again(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    handling = Handling(client, until=2, taking=failing_once(41))
    api.says(an_update(41, "一"), an_update(42, "二", 8002))
    await handling.run()

    assert handling.done == [42, 41]
    assert offsets(api) == [0, 0, 43]


async def test_what_failed_and_has_left_the_server_since_holds_nobody_up(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A press waits there for two and a half minutes only."""
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)

    async def press_is_gone(update_id: int) -> None:
        if update_id == 41:
            api.updates[:] = [each for each in api.updates if each["update_id"] != 41]
            raise OSError("the disk is full")

    handling = Handling(client, until=2, taking=press_is_gone)
    api.says(an_update(41, "一"), an_update(42, "二", 8002))
    running = asyncio.create_task(handling.run())
    while handling.done != [42]:
        await api.comes("getUpdates")
    api.says(an_update(43, "三", 8002))
    await running

    assert handling.done == [42, 43]
    assert offsets(api)[-1] == 44


async def test_behind_one_that_could_not_be_stored_its_chat_waits_and_keeps_its_order(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    troubles = [OSError("the disk is full")]

    async def fails_once(update_id: int) -> None:
        if update_id == 45 and troubles:
            raise troubles.pop()

    handling = Handling(client, until=3, taking=fails_once)
    api.says(an_update(45, "一"), an_update(46, "二", 8002), an_update(47, "三"))
    with capture_logs() as lines:
        await handling.run()

    assert handling.done == [46, 45, 47]
    assert [(line["event"], line["update_id"]) for line in lines] == [
        ("update not taken", 45),
        ("update put off", 47),
    ]


async def test_a_server_that_is_ill_is_asked_again(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    api.answers("getUpdates", bad_gateway(), bad_gateway())
    api.says(an_update(51, "一"))

    handling = Handling(client, until=1)
    await handling.run()

    assert handling.done == [51]


async def test_how_long_it_has_been_deaf_is_known_until_it_hears_again(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody has set a webhook for its token: it is told so, and hears nobody."""
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    conflict = refused(409, "Conflict: can't use getUpdates method while webhook is active")
    api.answers("getUpdates", *[conflict] * 3, bad_gateway(), (gate := Gate(api)))
    handling = Handling(client, until=99)
    assert handling.poller.silence == 0

    running = asyncio.create_task(handling.run())
    await gate.reached.wait()
    assert handling.poller.silence > 0
    gate.open.set()
    api.says(an_update(53, "一"))
    await api.comes("getUpdates")
    assert handling.poller.silence == 0

    handling.stop.set()
    await running


async def test_to_stop_does_not_wait_for_the_long_poll(api: TinyTelegram, client: Bot) -> None:
    handling = Handling(client, until=1)
    running = asyncio.create_task(handling.run())
    await api.comes("getUpdates")

    handling.stop.set()
    await asyncio.wait_for(running, 5)

    assert offsets(api) == [0]


async def test_to_stop_waits_for_what_is_in_flight(api: TinyTelegram, client: Bot) -> None:
    reached, held = asyncio.Event(), asyncio.Event()

    async def is_held(_update_id: int) -> None:
        reached.set()
        await held.wait()

    handling = Handling(client, until=1, taking=is_held)
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


async def test_to_stop_begins_nothing_more_and_the_next_start_does_it_once(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An update waits behind one of its chat that takes long; somebody calls for help twice."""
    monkeypatch.setattr(bot.in_hand, "PATIENCE", 0.01)
    held, is_held = asyncio.Event(), list[int]()

    async def first_ones(update_id: int) -> None:
        if update_id in (61, 63):
            is_held.append(update_id)
            await held.wait()

    handling = Handling(client, until=99, taking=first_ones)
    cries = an_update(63, "救命", 8002), an_update(64, "救命", 8002)
    api.says(an_update(61, "一"), an_update(62, "二"), *cries, an_update(65, "旁", 8003))
    running = asyncio.create_task(handling.run())
    while len(offsets(api)) < 2:
        await api.comes("getUpdates")
    handling.stop.set()
    with capture_logs() as lines:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(running), 0.05)
        held.set()
        await running

    assert sorted(handling.done) == [61, 63, 64, 65]
    assert [line["update_id"] for line in lines if line["event"] == "update left"] == [62]
    assert offsets(api)[-1] == 62
    started = Handling(client, until=4)
    await started.run()
    assert started.done[0] == 62, "and of those that come once more the store knows"
    assert api.updates == []


async def test_a_reply_that_has_not_been_begun_at_a_stop_is_left_and_its_update_comes_again(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.in_hand, "PATIENCE", 0.01)
    held, first_hangs = held_up(71)
    handling = Handling(client, until=2, saying=first_hangs)
    handling.reply = say(8001, "好")
    api.says(an_update(71, "一"), an_update(72, "二"))
    running = asyncio.create_task(handling.run())
    await handling.took.wait()
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(running), 0.05)

    held.set()
    await running

    assert (handling.done, handling.said) == ([71, 72], [71])
    assert offsets(api)[-1] == 72


async def test_a_reply_that_hangs_keeps_nobody_from_being_heard(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.in_hand, "PATIENCE", 0.01)
    held, first_hangs = held_up(81)
    handling = Handling(client, until=3, saying=first_hangs, answered=True)
    api.says(an_update(81, "打了"))
    running = asyncio.create_task(handling.run())
    while 82 not in offsets(api):
        await api.comes("getUpdates")
    api.says(an_update(82, "救命", 8002), an_update(83, "在吗"))
    await handling.took.wait()

    assert handling.done == [81, 82, 83]
    assert 81 not in handling.said
    held.set()
    await running
    assert handling.said == [82, 81, 83], "and its own chat has its answers in their order"


async def test_nothing_more_is_asked_for_while_too_many_replies_hang(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.in_hand, "PATIENCE", 0.01)
    monkeypatch.setattr(bot.in_hand, "MOST_UNSAID", 1)
    held = asyncio.Event()

    async def hangs(_update_id: int) -> None:
        await held.wait()

    handling = Handling(client, until=3, saying=hangs)
    api.says(an_update(81, "一"), an_update(82, "二", 8002))
    running = asyncio.create_task(handling.run())
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(running), 0.2)
    assert handling.done == [81, 82]

    api.says(an_update(83, "三", 8003))
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(running), 0.2)

    assert handling.done == [81, 82]
    assert offsets(api) == [0]
    held.set()
    await running
    assert handling.done == [81, 82, 83]


async def test_what_takes_long_keeps_nobody_else_from_being_heard(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet from the staff is being fetched, and Telegram does not bring it."""
    monkeypatch.setattr(bot.in_hand, "PATIENCE", 0.01)
    held, first_hangs = held_up(81)
    handling = Handling(client, until=4, taking=first_hangs, answered=True)
    api.says(an_update(81, "sheet"))
    running = asyncio.create_task(handling.run())
    while len(offsets(api)) < 2:
        await api.comes("getUpdates")
    api.says(an_update(82, "打了"), an_update(83, "打了", 8002), an_update(84, "救命"))
    while len(handling.done) < 2:
        await api.comes("getUpdates")

    assert set(handling.done) == {83, 84}, "another chat's, and a call for help from the same one"
    assert set(offsets(api)) == {0}
    held.set()
    await running
    assert handling.done[2:] == [81, 82]
    assert offsets(api)[-1] == 85
    assert sorted(handling.said) == [81, 82, 83, 84], "each once"


async def test_a_reply_that_fails_is_told_of_and_stops_nothing(
    api: TinyTelegram, client: Bot
) -> None:
    async def fails(update_id: int) -> None:
        if update_id == 91:
            raise OSError("the disk is full")

    api.says(an_update(91, "一"), an_update(92, "二"))
    handling = Handling(client, until=2, saying=fails)

    with capture_logs() as lines:
        await handling.run()

    assert handling.said == [92]
    assert [line["update_id"] for line in lines if line["event"] == "reply failed"] == [91]
    assert offsets(api)[-1] == 93


async def test_an_update_that_cannot_be_read_does_not_stop_the_others(
    api: TinyTelegram, client: Bot
) -> None:
    odd: Call = {"update_id": 71, "message": {"message_id": "of another age"}}
    api.says(odd, an_update(72, "二"))

    handling = Handling(client, until=2)
    await handling.run()

    assert sorted(handling.done) == [71, 72]
    assert offsets(api)[-1] == 73


async def test_after_a_week_of_silence_the_numbers_may_begin_lower(
    api: TinyTelegram, client: Bot
) -> None:
    """With the old offset, the first words after a holiday would be confirmed unread."""
    handling = Handling(client, until=2)
    api.says(an_update(1071, "一"))

    async def nothing_new(_request: web.Request, _body: bytes) -> web.StreamResponse:
        api.updates.clear()
        return ok([])

    api.answers("getUpdates", let_by(api), nothing_new)
    running = asyncio.create_task(handling.run())
    while len(offsets(api)) < 3:
        await api.comes("getUpdates")
    api.says(an_update(72, "二"))
    await running

    assert handling.done == [1071, 72]
    assert offsets(api) == [0, 1072, 0, 73]


@pytest.mark.parametrize("refusal", [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_token_that_is_refused_ends_the_polling_and_says_so(
    api: TinyTelegram, client: Bot, refusal: tuple[int, str]
) -> None:
    api.answers("getUpdates", refused(*refusal))
    told = asyncio.Event()
    poller = Poller(client, Handling(client, until=1), refused=told)

    with capture_logs() as lines:
        await asyncio.wait_for(poller.run(asyncio.Event()), 10)

    assert told.is_set()
    assert [line["event"] for line in lines] == ["token refused"]
    assert TOKEN not in str(lines)
    assert len(api.of("getUpdates")) == 1


async def test_a_token_that_is_refused_leaves_nothing_half_done(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.in_hand, "PATIENCE", 0.01)
    held, is_held = held_up(12)
    handling = Handling(client, until=1, saying=is_held)
    api.says(an_update(12, "一"))
    running = asyncio.create_task(handling.poller.run(asyncio.Event()))
    await handling.stop.wait()
    api.answers("getUpdates", *(refused(401, "Unauthorized") for _ in range(2)))
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(running), 0.2)

    assert not running.done()
    held.set()
    await asyncio.wait_for(running, 10)
    assert handling.said == [12]


async def test_another_bot_with_the_same_token_is_waited_for(
    api: TinyTelegram, client: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    api.answers("getUpdates", refused(409, "Conflict: terminated by other getUpdates request"))
    api.says(an_update(11, "一"))
    handling = Handling(client, until=1)

    await handling.run()

    assert handling.done == [11]
