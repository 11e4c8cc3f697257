"""Every update once: its effect, its reply, and what a crash between the two leads to."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    SendMessage,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import BotCommandScopeChat, Update

from bot.callbacks.basic import Press, long, short
from bot.in_hand import InHand
from bot.intake import Intake
from bot.reply import Reply, remove, rewrite_sent, say, send_file, send_media
from handlers.routers import dispatcher
from storage.store import Store
from tests.care.builders import MONDAY
from tests.world import DUE_EVENING, World, a_school, address_of

NUMBERS = ("110",)


class ProcessKilled(BaseException):
    """What `kill -9` looks like from inside: nothing after it happens."""


class RecordingBot(Bot):
    """A bot whose calls go nowhere; `trouble` is raised instead of the next call."""

    def __init__(self) -> None:
        super().__init__("700003:an-invented-token")
        self.sent: list[TelegramMethod[Any]] = []
        self.trouble: list[BaseException] = []
        self.line = asyncio.Event()
        """Calls wait while it is not set."""
        self.line.set()
        self.called = asyncio.Event()

    async def __call__(
        self,
        method: TelegramMethod[Any],
        request_timeout: int | None = None,  # noqa: ARG002 - aiogram's signature
    ) -> Any:
        self.called.set()
        await self.line.wait()
        if self.trouble:
            raise self.trouble.pop()
        self.sent.append(method)
        return True


class Fixed:
    """A clock for the test to set."""

    def __init__(self) -> None:
        self.now = DUE_EVENING

    def __call__(self) -> Any:
        return self.now


class Desk:
    """An intake over a real store with the school of `tests/world.py`."""

    def __init__(self, world: World, bot: RecordingBot) -> None:
        self.world, self.bot, self.clock = world, bot, Fixed()
        self.intake = self.after_a_restart()

    def after_a_restart(self, routes: Dispatcher | None = None) -> Intake:
        flow = routes or dispatcher()
        self.intake = Intake(self.world.store, self.bot, flow, self.clock, NUMBERS)
        return self.intake

    async def taps_done(self) -> Update:
        """The father's tap on the reminder of the call that is due."""
        duty = await self.world.duty()
        press = Press(act="done", duty=short(duty.id), place="t")
        return a_press(1, address_of(self.world.father), press.pack())

    async def taps(self, number: int, act: str) -> Update:
        """The father's tap below the reminder of the call that is due."""
        (notice,) = await self.world.notices("sent")
        duty = await self.world.duty()
        data = {"act": act, "duty": short(duty.id), "place": short(notice.id)}
        return a_press(number, address_of(self.world.father), Press.model_validate(data).pack())

    def said(self) -> list[str | None]:
        return [call.text for call in self.bot.sent if isinstance(call, AnswerCallbackQuery)]


@pytest.fixture
async def desk(store: Store) -> Desk:
    return Desk(await a_school(store), RecordingBot())


def a_user(address: int, language: str = "zh-hans") -> dict[str, Any]:
    return {"id": address, "is_bot": False, "first_name": "某人", "language_code": language}


def a_press(number: int, address: int, data: str) -> Update:
    chat = {"id": address, "type": "private", "first_name": "某人"}
    message = {"message_id": 7, "date": 1_740_000_000, "chat": chat, "text": "…"}
    query = {"id": f"q{number}", "from": a_user(address), "chat_instance": "c", "data": data}
    return Update.model_validate(
        {"update_id": number, "callback_query": query | {"message": message}}
    )


def a_text(
    number: int, address: int, text: str, kind: str = "private", language: str = "zh"
) -> Update:
    chat = {"id": address, "type": kind, "first_name": "某人", "title": "群"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    message: dict[str, Any] = {"message_id": 7, "date": 1_740_000_000, "chat": chat, "text": text}
    message |= {"from": a_user(address, language)}
    message |= {"entities": entities} if text.startswith("/") else {}
    return Update.model_validate({"update_id": number, "message": message})


async def test_an_update_that_comes_twice_is_answered_once(desk: Desk) -> None:
    tap = await desk.taps_done()

    await desk.intake.take(tap)
    await desk.intake.take(tap)

    assert desk.said() == ["记下了，谢谢您！"]
    assert len(await desk.world.records()) == 1


async def test_after_a_crash_between_commit_and_reply_the_reply_comes_once(desk: Desk) -> None:
    tap = await desk.taps_done()
    desk.bot.trouble = [ProcessKilled()]
    with pytest.raises(ProcessKilled):
        await desk.intake.take(tap)
    assert desk.said() == []

    await desk.after_a_restart().take(tap)
    await desk.after_a_restart().take(tap)

    assert desk.said() == ["记下了，谢谢您！"]
    assert len(await desk.world.records()) == 1


async def test_after_a_crash_before_the_commit_everything_is_done_anew(desk: Desk) -> None:
    tap = await desk.taps_done()
    killed = Dispatcher(disable_fsm=True)

    @killed.callback_query()
    async def dies(_event: Any) -> None:
        raise ProcessKilled

    with pytest.raises(ProcessKilled):
        await desk.after_a_restart(killed).take(tap)
    assert await desk.world.records() == []

    await desk.after_a_restart().take(tap)

    assert desk.said() == ["记下了，谢谢您！"]


async def test_a_fault_of_ours_keeps_nothing_and_says_sorry_once(desk: Desk) -> None:
    faulty = Dispatcher(disable_fsm=True)

    @faulty.message()
    async def breaks(_event: Any, turn: Any) -> None:
        await turn.work.people.set_language(desk.world.father, "en")
        raise ZeroDivisionError

    update = a_text(5, address_of(desk.world.father), "你好")
    await desk.after_a_restart(faulty).take(update)
    await desk.intake.take(update)

    (sorry,) = desk.bot.sent
    assert isinstance(sorry, SendMessage)
    assert "再试一次" in sorry.text
    assert len(await desk.world.journal("update.failed")) == 1
    async with desk.world.store.read() as work:
        account = await work.accounts.of(desk.world.father)
    assert account is not None
    assert account.language != "en"


async def test_a_reply_that_was_lost_goes_out_again_by_itself(desk: Desk) -> None:
    tap = await desk.taps_done()
    lost = TelegramNetworkError(method=EditMessageText(text="…"), message="no line")
    desk.bot.trouble = [lost]
    await desk.intake.take(tap)
    assert await desk.intake.answer_again() == 0

    desk.clock.now += timedelta(seconds=30)
    assert await desk.intake.answer_again() == 1
    assert await desk.intake.answer_again() == 0

    assert desk.said() == ["记下了，谢谢您！"]


async def test_who_is_to_stop_begins_no_lost_reply_and_the_next_start_sends_it(desk: Desk) -> None:
    lost = TelegramNetworkError(method=EditMessageText(text="…"), message="no line")
    desk.bot.trouble = [lost]
    await desk.intake.take(await desk.taps_done())
    desk.clock.now += timedelta(seconds=30)
    stop = asyncio.Event()
    stop.set()

    assert await desk.intake.answer_again(stop) == 0
    assert await desk.after_a_restart().answer_again() == 1


async def test_a_menu_that_was_lost_goes_out_again_too(desk: Desk) -> None:
    """/help of somebody of the staff brings their menu of commands up to date."""
    lost = TelegramNetworkError(method=EditMessageText(text="…"), message="no line")
    desk.bot.trouble = [lost]
    await desk.intake.take(a_text(5, address_of(desk.world.teacher), "/help"))

    desk.clock.now += timedelta(seconds=30)
    assert await desk.after_a_restart().answer_again() == 1

    menu = desk.bot.sent[-1]
    assert isinstance(menu, SetMyCommands)
    assert isinstance(menu.scope, BotCommandScopeChat)
    assert menu.scope.chat_id == address_of(desk.world.teacher)
    assert isinstance(desk.bot.sent[0], SendMessage)


async def test_a_reply_older_than_an_hour_is_not_sent_any_more(desk: Desk) -> None:
    lost = TelegramNetworkError(method=EditMessageText(text="…"), message="no line")
    desk.bot.trouble = [lost]
    await desk.intake.take(await desk.taps_done())

    desk.clock.now += timedelta(minutes=61)

    assert await desk.intake.answer_again() == 0
    assert desk.said() == []


async def test_a_slow_reply_is_not_sent_beside_itself(desk: Desk) -> None:
    desk.bot.line.clear()
    slow = asyncio.create_task(desk.intake.take(await desk.taps_done()))
    await desk.bot.called.wait()
    desk.clock.now += timedelta(seconds=35)

    again = asyncio.create_task(desk.intake.answer_again())
    desk.bot.line.set()

    await slow
    assert await again == 0
    assert desk.said() == ["记下了，谢谢您！"]


async def test_a_reply_that_waits_behind_another_is_not_overtaken_by_itself(desk: Desk) -> None:
    tap = await desk.taps_done()
    reply = await desk.intake.accept(tap)
    desk.clock.now += timedelta(seconds=35)
    assert await desk.intake.answer_again() == 0

    await desk.intake.answer(tap.update_id, reply)

    assert desk.said() == ["记下了，谢谢您！"]
    assert await desk.intake.answer_again() == 0


async def test_a_reply_left_by_a_poller_that_lost_its_lead_is_said_when_it_polls_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.in_hand.PATIENCE", 0.01)
    first, second = (a_text(n, address_of(desk.world.father), "/help") for n in (21, 22))
    desk.bot.line.clear()
    before = InHand(desk.intake)
    before.take([first, second])
    while not await is_stored(desk, 22):
        await before.settle()
    before.begin_no_more()
    desk.bot.line.set()
    await before.rest()
    assert len(desk.bot.sent) == 1

    after = InHand(desk.intake)
    after.take([second])
    await after.rest()

    assert len(desk.bot.sent) == 2


async def is_stored(desk: Desk, number: int) -> bool:
    async with desk.world.store.read() as work:
        return await work.incoming.get(number) is not None


async def test_a_reply_that_comes_late_does_not_take_back_what_a_later_press_shows(
    desk: Desk,
) -> None:
    await desk.world.live(DUE_EVENING)
    lost = TelegramNetworkError(method=EditMessageText(text="…"), message="no line")
    opens_the_menu, done = await desk.taps(1, "later"), await desk.taps(2, "done")
    desk.bot.trouble = [lost]
    await desk.intake.take(opens_the_menu)
    await desk.intake.take(done)
    shown = desk.bot.sent[-1]

    desk.clock.now += timedelta(seconds=31)
    assert await desk.intake.answer_again() == 1
    assert await desk.intake.answer_again() == 0

    assert desk.said() == ["记下了，谢谢您！", None]
    assert [call for call in desk.bot.sent if not isinstance(call, AnswerCallbackQuery)] == [shown]


async def test_who_is_no_longer_around_the_child_hears_nothing_of_an_answer(desk: Desk) -> None:
    world = desk.world
    await world.join(world.mother)
    await world.live(DUE_EVENING)
    (notice,) = (n for n in await world.notices("sent") if n.person_id == world.father)
    async with world.store.write() as work:
        ties = await work.children.ties([world.child], MONDAY)
        ended = [tie.id for tie in ties if tie.facts.person_id == world.mother]
        await work.children.end_ties(ended, MONDAY)
    press = Press(act="done", duty=short((await world.duty()).id), place=short(notice.id))

    await desk.intake.take(a_press(1, address_of(world.father), press.pack()))

    rewritten = [call.chat_id for call in desk.bot.sent if isinstance(call, EditMessageText)]
    assert rewritten == [address_of(world.father)]


async def test_what_is_said_in_a_group_is_not_answered(desk: Desk) -> None:
    await desk.intake.take(a_text(6, -100, "/today", kind="group"))

    assert desk.bot.sent == []


async def test_every_update_is_journaled_with_who_sent_it(desk: Desk) -> None:
    await desk.intake.take(a_text(8, address_of(desk.world.father), "/today"))
    await desk.intake.take(a_text(9, 4242, "/today"))

    entries = [row.entry for row in await desk.world.journal("update.message")]
    assert [(entry.update_id, entry.person_id) for entry in sorted(entries, key=_number)] == [
        (8, desk.world.father),
        (9, None),
    ]


def _number(entry: Any) -> int:
    return int(entry.update_id)


async def test_an_update_without_an_answer_may_come_twice(desk: Desk) -> None:
    for update in (Update(update_id=11), a_text(12, -100, "/today", kind="group")):
        await desk.intake.take(update)
        await desk.after_a_restart().take(update)

    assert desk.bot.sent == []
    assert await desk.world.journal("update.failed") == []


async def test_an_update_that_cannot_be_read_is_only_noted(desk: Desk) -> None:
    await desk.intake.take(Update(update_id=11))

    assert desk.bot.sent == []
    assert await desk.world.journal("update.failed") == []


async def test_emergency_numbers_without_a_name_stand_alone(desk: Desk) -> None:
    desk.intake = Intake(desk.world.store, desk.bot, dispatcher(), desk.clock, ("110", "999"))

    await desk.intake.take(a_text(10, 4242, "/help", language="en"))

    (help_,) = desk.bot.sent
    assert isinstance(help_, SendMessage)
    assert help_.text.endswith("110 police\n999")


@pytest.mark.parametrize("digit", "1cez")
async def test_the_message_shows_what_was_pressed_whatever_number_it_has(
    desk: Desk, digit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = long(f"{digit}0123456789a")
    monkeypatch.setattr("storage.outbox.new_id", lambda: number)
    await desk.world.live(DUE_EVENING)
    duty = await desk.world.duty()
    press = Press(act="done", duty=short(duty.id), place=short(number))

    await desk.intake.take(a_press(1, address_of(desk.world.father), press.pack()))

    (shown,) = (call for call in desk.bot.sent if isinstance(call, EditMessageText))
    assert "您记的" in (shown.text or "")


async def test_a_number_that_no_column_holds_is_nobodys_button(desk: Desk) -> None:
    press = Press(act="done", duty="z" * 20, place="z" * 20)

    await desk.intake.take(a_press(1, address_of(desk.world.father), press.pack()))

    assert desk.said() == ["这个按钮不是给您的。/today 可以看到您的事。"]


class Toll:
    """A road on which one chat rests: `closed` says for whom nothing goes."""

    def __init__(self) -> None:
        self.closed: set[int] = set()
        self.asked: list[int] = []
        self.rests: list[tuple[int, float]] = []

    def now(self) -> float:
        return 1.0

    def chat_rests(self, chat: int) -> float:
        return 60.0 if chat in self.closed else 0.0

    async def reply(self, chat: int) -> float | None:
        self.asked.append(chat)
        return None if chat in self.closed else 1.0

    def accepted(self, began: float) -> None:
        assert began == 1.0

    def refused(self, chat: int, seconds: float, began: float) -> bool:
        assert began == 1.0
        self.rests.append((chat, seconds))
        return False


def too_many(seconds: int) -> TelegramRetryAfter:
    return TelegramRetryAfter(SendMessage(chat_id=1, text="?"), "Too Many Requests", seconds)


async def test_a_reply_refused_with_429_goes_again_when_its_chat_has_rested(desk: Desk) -> None:
    toll = desk.intake._traffic = Toll()
    desk.bot.trouble = [too_many(2)]
    await desk.intake.answer(5, Reply((SendMessage(chat_id=7, text="好"),)))

    assert toll.rests == [(7, 2)]
    assert toll.asked == [7, 7]
    assert len(desk.bot.sent) == 1


async def test_every_new_message_takes_its_place_in_the_pace_and_nothing_else_does(
    desk: Desk,
) -> None:
    toll = desk.intake._traffic = Toll()
    photo, voice = ({"kind": kind, "file_id": "f"} for kind in ("photo", "voice"))
    new = say(7, "好") + send_file(7, "a.xlsx", b"", "表") + send_media(7, photo, "一")
    new += send_media(7, voice, "二")

    await desk.intake.answer(5, new + rewrite_sent(7, 1, "改", None) + remove(7, [1]))

    assert toll.asked == [7] * len(new.calls)
    assert len(desk.bot.sent) == len(new.calls) + 2


async def test_a_rewrite_refused_with_429_lets_its_chat_rest_and_is_not_tried_meanwhile(
    desk: Desk,
) -> None:
    toll = desk.intake._traffic = Toll()
    desk.bot.trouble = [too_many(60)]
    rewrite = rewrite_sent(7, 1, "改", None)
    async with desk.world.store.write() as work:
        await work.incoming.add(5, rewrite.stored(), desk.clock.now - timedelta(minutes=1), 7)
    await desk.intake.answer(5, rewrite)
    assert toll.rests == [(7, 60)]

    toll.closed = {7}
    await desk.intake.answer_again()
    assert desk.bot.sent == []

    desk.clock.now += timedelta(seconds=60)
    toll.closed = set()
    assert await desk.intake.answer_again() == 1
    assert len(desk.bot.sent) == 1


async def test_a_waiting_reply_is_not_tried_while_its_chat_rests(desk: Desk) -> None:
    toll = desk.intake._traffic = Toll()
    toll.closed = {7}
    async with desk.world.store.write() as work:
        stored = Reply((SendMessage(chat_id=7, text="好"),)).stored()
        await work.incoming.add(5, stored, desk.clock.now - timedelta(minutes=1))

    await desk.intake.answer_again()
    assert desk.bot.sent == []
    toll.closed.clear()
    await desk.intake.answer_again()

    assert len(desk.bot.sent) == 1
    assert await desk.intake.answer_again() == 0
