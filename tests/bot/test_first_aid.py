"""A call for help as it comes in: known by its words, answered with the numbers in any case."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from aiogram import Dispatcher
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import EditMessageText, SendMessage

import bot.poller
from bot.callbacks.sos import Sos
from bot.first_aid import Cry, cry_in
from bot.intake import Intake
from bot.poller import Poller
from bot.telegram import connect
from care.words import ChangeCode
from handlers.routers import dispatcher
from services.lists.typed import Waiting, begin
from storage.store import Store
from storage.work import Work
from tests.bot.test_intake import Desk, RecordingBot, a_press, a_text
from tests.bot.tiny import TOKEN, TinyTelegram, an_update, tiny_telegram
from tests.world import DUE_EVENING, a_school, address_of

NUMBERS = ("110", "120")
STRANGER = 4242


class DownStore:
    """A store that does not answer."""

    up = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        if not self.up:
            raise OSError("the disk is gone")
        yield cast(Work, None)

    read = write


@pytest.fixture
async def desk(store: Store) -> Desk:
    """The school of `tests/world.py`, in an installation with a chain."""
    made = Desk(await a_school(store), RecordingBot())
    made.intake = an_intake(made, chain=True)
    return made


def an_intake(desk: Desk, *, chain: bool, store: Any = None) -> Intake:
    where = store or desk.world.store
    return Intake(where, desk.bot, dispatcher(), desk.clock, NUMBERS, chain=chain)


def said(desk: Desk) -> list[str]:
    """What was said since the last look."""
    texts = [call.text for call in desk.bot.sent if isinstance(call, SendMessage)]
    desk.bot.sent.clear()
    return texts


async def alarms(desk: Desk) -> int:
    return len(await desk.world.journal("sos.raised"))


@pytest.mark.parametrize(
    ("text", "cry"),
    [
        *(("🆘", Cry.key), (" 🆘 ", Cry.key), ("🆘 求救", Cry.key), ("🆘 SOS", Cry.key)),
        *(("/sos", Cry.key), ("/SOS@hongyan_bot", Cry.key)),
        *(("救命！", Cry.word), ("救救孩子", Cry.word), ("求救", Cry.word), ("快救救我", Cry.word)),
        *(("SOS", Cry.word), ("sos 孩子不见了", Cry.word), ("\uff33\uff2f\uff33！", Cry.word)),
        *(("Help!", Cry.word), ("HELP!! my child", Cry.word), ("🆘 快来", Cry.word)),
        *(("help me with homework", None), ("/help", None), ("💬 帮助", None), ("sosial", None)),
        *(("他喊救命了吗", None), ("/sosial", None), ("", None), ("你好", None)),
    ],
)
def test_it_is_known_by_its_words_whatever_the_language(text: str, cry: Cry | None) -> None:
    assert cry_in(a_text(1, STRANGER, text).message) is cry


def test_what_is_said_in_a_group_is_no_call_to_us() -> None:
    assert cry_in(a_text(1, -100, "救命", kind="group").message) is None


@pytest.mark.parametrize("chain", [True, False])
async def test_a_stranger_gets_the_numbers_and_hears_that_nobody_is_alerted(
    desk: Desk, chain: bool
) -> None:
    desk.intake = an_intake(desk, chain=chain)

    await desk.intake.take(a_text(1, STRANGER, "救命"))

    numbers, nobody = said(desk)
    assert "110 报警\n120 急救" in numbers
    assert ("不知道该替您叫谁" if chain else "只能给您号码") in nobody
    assert await alarms(desk) == 0


async def test_one_touch_raises_the_alarm_and_shows_how_to_sharpen_it(desk: Desk) -> None:
    await desk.intake.take(a_text(1, address_of(desk.world.grandmother), "🆘"))

    raised = desk.bot.sent[-1]
    assert isinstance(raised, SendMessage)
    buttons = raised.model_dump()["reply_markup"]["inline_keyboard"]
    assert [row[0]["text"] for row in buttons] == [
        *("🆘 马上叫人", "不要告诉家里人", "不要告诉这位老师"),
    ]
    assert "110 报警" in said(desk)[0]
    assert await alarms(desk) == 1


async def test_who_has_stopped_the_messages_can_still_call_for_help(desk: Desk) -> None:
    father = address_of(desk.world.father)
    await desk.intake.take(a_text(1, father, "/stop"))
    said(desk)

    await desk.intake.take(a_text(2, father, "救命"))

    assert "20秒后" in said(desk)[-1]
    assert await alarms(desk) == 1


async def test_who_has_withdrawn_consent_is_a_stranger(desk: Desk) -> None:
    father = desk.world.father
    async with desk.world.store.write() as work:
        await work.accounts.withdraw(father, desk.clock())

    await desk.intake.take(a_text(2, address_of(father), "救命"))

    assert "不知道该替您叫谁" in said(desk)[-1]
    assert await alarms(desk) == 0


async def test_an_installation_without_a_chain_only_shows_numbers_and_says_so(desk: Desk) -> None:
    desk.intake = an_intake(desk, chain=False)

    await desk.intake.take(a_text(1, address_of(desk.world.grandmother), "🆘"))

    assert "不会去叫人" in said(desk)[-1]
    assert await alarms(desk) == 0


async def test_words_in_a_draft_are_asked_about_and_the_key_is_not(desk: Desk) -> None:
    """The principal is typing a name; the word must neither be swallowed nor raise by itself."""
    principal = address_of(desk.world.principal)
    async with desk.world.store.write() as work:
        await begin(work, principal, Waiting(ChangeCode.name, 1, 1), desk.clock())

    await desk.intake.take(a_text(1, principal, "救命"))
    numbers, ask = said(desk)
    assert "110" in numbers
    assert "您是在求救吗" in ask
    assert await alarms(desk) == 0

    await desk.intake.take(a_press(2, principal, Sos(act="raise").pack()))
    assert await alarms(desk) == 1
    await desk.intake.take(a_text(3, principal, "🆘"))
    assert "您是在求救吗" not in " ".join(said(desk))


async def test_the_numbers_come_once_however_often_the_update_does(desk: Desk) -> None:
    update = a_text(1, STRANGER, "救命")

    for _ in range(3):
        desk.intake.first_aid(update)
        await desk.intake.take(update)

    assert len(said(desk)) == 2


async def test_the_alarm_is_raised_also_where_the_numbers_do_not_get_through(desk: Desk) -> None:
    lost = TelegramNetworkError(method=EditMessageText(text="…"), message="no line")
    desk.bot.trouble = [lost, lost]
    update = a_text(1, address_of(desk.world.grandmother), "🆘")

    await desk.intake.take(update)
    assert await alarms(desk) == 1
    await desk.intake.take(update)
    assert [text for text in said(desk) if "110" in text]


async def test_with_the_store_down_the_numbers_come_and_nobody_is_promised(desk: Desk) -> None:
    desk.intake = an_intake(desk, chain=True, store=DownStore())
    update = a_text(1, address_of(desk.world.grandmother), "🆘")

    for _ in range(3):  # as the poller does, until the store is back
        with pytest.raises(OSError, match="disk"):
            await desk.intake.take(update)
    numbers, nobody = said(desk)
    assert "110 报警" in numbers
    assert "没能叫到任何人" in nobody

    desk.intake = an_intake(desk, chain=True)
    await desk.intake.take(update)
    assert await alarms(desk) == 1


async def test_a_fault_of_ours_promises_nobody_either(desk: Desk) -> None:
    faulty = Dispatcher(disable_fsm=True)

    @faulty.message()
    async def breaks(_event: Any) -> None:
        raise ZeroDivisionError

    await desk.after_a_restart(faulty).take(a_text(1, STRANGER, "救命"))

    assert "没能叫到任何人" in said(desk)[-1]


async def test_over_the_wire_help_does_not_wait_for_an_update_that_cannot_be_stored(
    at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody wrote something, which the store could not take; then they call for help, and hear
    the numbers, and that nobody knows.
    """
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    async with tiny_telegram() as api:
        client = connect(TOKEN, api.url)
        down = cast(Store, DownStore())
        intake = Intake(down, client, dispatcher(), lambda: DUE_EVENING, NUMBERS)
        stop = asyncio.Event()
        api.says(an_update(1, "你好"), an_update(2, "🆘"))
        running = asyncio.create_task(Poller(client, intake).run(stop))
        await comes(api, 2)
        stop.set()
        await asyncio.wait_for(running, 10)
        await client.session.close()

    numbers, nobody = (call["text"] for call in api.of("sendMessage"))
    assert "110" in numbers
    assert "没能叫到任何人" in nobody


async def comes(api: TinyTelegram, messages: int) -> None:
    while len(api.of("sendMessage")) < messages:
        await asyncio.wait_for(api.comes("sendMessage"), 10)
