"""A database that restarts: updates come again, emergencies hear the numbers, nothing crashes."""

import asyncio
from typing import Any

import pytest
from aiogram import Dispatcher
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import scheduler.heart
from bot.first_aid import RAISE
from bot.turn import Turn
from handlers.routers import dispatcher
from locales.catalog import texts
from scheduler.beats import beat_until
from scheduler.heart import Heart
from scheduler.pump import Pump
from services.outbox.delivering import Attempt, Prepared
from storage.patience import is_passing
from storage.store import Store
from storage.turns import Turns
from tests.bot.test_intake import a_press
from tests.bot.test_webhook import a_door
from tests.bot.tiny import TinyTelegram, an_update
from tests.cluster.conftest import PATIENCE
from tests.world import DUE_EVENING

DIES = text("SELECT pg_terminate_backend(pg_backend_pid())")


def cut_off_once() -> Dispatcher:
    """The first message finds its connection ended in the middle of the transaction."""
    flow, cut = Dispatcher(disable_fsm=True), list[bool]()

    @flow.message()
    async def handle(_message: Any, turn: Turn) -> None:
        if not cut:
            cut.append(True)
            await turn.work._room.get(DIES)

    return flow


async def test_an_update_during_a_restart_is_not_apologised_for_but_comes_again(
    here: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    turns = Turns(here)
    async with a_door(here, api.url, unused_tcp_port, cut_off_once(), turns) as door:
        update = an_update(11, "你好")
        assert await door.gets(update) == 503
        assert await door.stored(11) == []

        assert await door.gets(update) == 200
        assert await door.stored(11) == [11]
        async with here.read() as work:
            assert await work.journal.of_event("update.failed") == []
    await turns.close()
    assert api.of("sendMessage") == []


async def said_while_the_database_is_away(
    here: Store, api: TinyTelegram, port: int, update: dict[str, Any]
) -> list[str]:
    """The update is refused, so that it comes again; what its sender reads meanwhile."""

    async def refused(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    turns = Turns(here)
    async with a_door(here, api.url, port, dispatcher(), turns) as door:
        with pytest.MonkeyPatch.context() as away:
            away.setattr(type(here.engine), "connect", refused)
            assert await door.gets(update) == 503
            await door.hook.rest()
    return [call["text"] for call in api.of("sendMessage")]


async def test_without_a_database_who_calls_for_help_has_the_numbers_and_knows_nobody_else_heard(
    here: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    call = an_update(21, "/sos")

    numbers, nobody_knows = await said_while_the_database_is_away(here, api, unused_tcp_port, call)

    assert "110" in numbers
    assert nobody_knows == texts("zh-Hans")("sos.not_raised")


async def test_without_a_database_who_presses_that_it_is_an_emergency_knows_nobody_else_heard(
    here: Store, api: TinyTelegram, unused_tcp_port: int
) -> None:
    """Telegram keeps a press for two and a half minutes only; it may never come again."""
    press = a_press(22, 8001, RAISE).model_dump(mode="json", by_alias=True)

    await said_while_the_database_is_away(here, api, unused_tcp_port, press)

    assert [(call["chat_id"], call["text"]) for call in api.of("sendMessage")] == [
        (8001, texts("zh-Hans")("sos.not_raised")),
    ]


async def test_a_heart_beats_on_when_the_database_is_back(
    here: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler.beats, "EVERY_SECONDS", 0.02)
    failed, beaten, stop = list[str](), asyncio.Event(), asyncio.Event()
    answered = asyncio.Event()

    async def nothing_goes_out(_prepared: Prepared) -> Attempt:
        raise AssertionError

    async def late_replies(_stop: asyncio.Event | None) -> int:
        if not failed:
            failed.append("once")
            async with here.write() as work:
                await work._room.get(DIES)
        answered.set()
        return 0

    pump = Pump(here, nothing_goes_out, lambda: DUE_EVENING)
    heart = Heart(here, pump, lambda: DUE_EVENING, late_replies, beaten.set)

    beating = asyncio.create_task(beat_until(stop, heart))
    await asyncio.wait_for(answered.wait(), PATIENCE)
    await asyncio.wait_for(beaten.wait(), PATIENCE)
    stop.set()
    await asyncio.wait_for(beating, PATIENCE)

    assert failed == ["once"]


async def test_what_a_database_refuses_for_good_is_no_passing_fault(here: Store) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with here.read() as work:
            await work._room.get(text("SELECT 1 / 0"))
    with pytest.raises(DBAPIError) as ended:
        async with here.read() as work:
            await work._room.get(DIES)

    assert (is_passing(refused.value), is_passing(ended.value)) == (False, True)


async def test_the_server_ends_what_takes_too_long(here: Store) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    async with here.read() as work:
        found = [(await work._room.get(text(f"SHOW {name}"))).scalar_one() for name in names]

    assert found == ["30s", "10s", "1min"]
