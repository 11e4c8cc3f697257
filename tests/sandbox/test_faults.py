"""Faults on demand: out of reach, slow, replies lost, told to wait."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import AiogramError
from telegram.error import TelegramError

from tests.sandbox.conftest import Stopwatch
from tests.sandbox.people import REFUSED, TOKEN, Client, Person, Sandbox, refused
from tests.sandbox.reminder import Reminder


async def fault(sandbox: Sandbox, kind: str, **about: Any) -> Any:
    return await sandbox.post("/sandbox/faults", kind=kind, **about)


async def hits(sandbox: Sandbox) -> list[int]:
    return [each["hits"] for each in (await sandbox.get("/sandbox/faults"))["faults"]]


async def texts(person: Person) -> list[str]:
    return [each["text"] for each in await person.messages() if each["from"] == "bot"]


async def send(sandbox: Sandbox, person: Person, text: str = "hello") -> Any:
    return await sandbox.call("sendMessage", chat_id=person.id, text=text)


async def status(sandbox: Sandbox, method: str) -> tuple[int, str, str]:
    async with sandbox.client.post(f"/bot{TOKEN}/{method}") as response:
        return response.status, response.content_type, await response.text()


async def log(sandbox: Sandbox) -> Any:
    """The last call as the log has it."""
    return (await sandbox.get("/sandbox/calls"))["calls"][-1]


async def test_in_an_outage_no_call_is_answered_and_none_takes_effect(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await fault(sandbox, "outage")
    with pytest.raises(REFUSED):
        await client.bot.send_message(chat_id=father.id, text="lost")
    with pytest.raises(REFUSED):
        await client.bot.get_me()
    assert (await log(sandbox))["description"] == "no answer: an outage"
    assert (await log(sandbox))["ok"] is False
    assert await hits(sandbox) == [2]

    await sandbox.change("DELETE", "/sandbox/faults")
    await client.bot.send_message(chat_id=father.id, text="hello")
    assert await texts(father) == ["hello"]


@pytest.mark.parametrize(
    ("mode", "code", "words"),
    [("bad_gateway", 502, "Bad Gateway"), ("server_error", 500, "Internal Server Error")],
)
async def test_an_ill_server_says_so(
    sandbox: Sandbox, client: Client, mode: str, code: int, words: str
) -> None:
    await fault(sandbox, "outage", mode=mode)
    assert await sandbox.call("getMe") == {"ok": False, "error_code": code, "description": words}
    with refused(words):
        await client.bot.get_me()


async def test_the_server_in_front_answers_with_a_page(sandbox: Sandbox, client: Client) -> None:
    await fault(sandbox, "outage", mode="bad_gateway_page")
    code, kind, page = await status(sandbox, "getMe")
    assert (code, kind) == (502, "text/html")
    assert "<title>502 Bad Gateway</title>" in page
    with pytest.raises((AiogramError, TelegramError)):
        await client.bot.get_me()


async def a_long_poll(sandbox: Sandbox, stopwatch: Stopwatch) -> asyncio.Task[Any]:
    """A poll that has begun and waits."""
    stopwatch.now += 10  # so that no earlier poll counts
    poll = asyncio.create_task(sandbox.call("getUpdates", timeout=30))
    while not (await sandbox.get("/sandbox/state"))["bot"]["online"]:
        pass
    return poll


async def test_an_outage_cuts_the_long_poll_in_flight_and_the_updates_stay(
    sandbox: Sandbox, stopwatch: Stopwatch, father: Person
) -> None:
    for mode, code in (("bad_gateway", 502), ("unreachable", None)):
        poll = await a_long_poll(sandbox, stopwatch)
        await fault(sandbox, "outage", mode=mode)
        if code is None:
            with pytest.raises(aiohttp.ServerDisconnectedError):
                await poll
        else:
            assert (await poll)["error_code"] == code
        await father.says("hello")
        assert (await log(sandbox))["error_code"] == code
        assert await hits(sandbox) == [1]
        await sandbox.change("DELETE", "/sandbox/faults")
        assert (await sandbox.call("getUpdates"))["result"][0]["message"]["text"] == "hello"
        await sandbox.confirm_all()


async def test_an_outage_of_sending_leaves_the_long_poll_alone(
    sandbox: Sandbox, stopwatch: Stopwatch, father: Person
) -> None:
    poll = await a_long_poll(sandbox, stopwatch)
    await fault(sandbox, "outage", methods=["sendMessage"])
    await father.says("hello")
    assert (await poll)["ok"]


async def test_in_an_outage_time_goes_on_and_updates_wait_for_its_end(
    sandbox: Sandbox, father: Person
) -> None:
    async with Reminder(sandbox, father).at_work():
        await fault(sandbox, "outage", mode="bad_gateway", seconds=7200)
        await father.says("hello")
        assert await sandbox.get("/sandbox/idle", timeout=0.01) == {"idle": False}
        assert await sandbox.get("/sandbox/idle", held=1) == {"idle": True}
        forward = asyncio.create_task(sandbox.post("/sandbox/clock/forward", seconds=86400))
        while (await sandbox.get("/sandbox/clock"))["now"] != "2026-03-02T03:00:00Z":
            pass
        assert (await sandbox.get("/sandbox/faults"))["faults"][0]["over"]
        await sandbox.confirm_all()
        assert (await forward)["now"] == "2026-03-03T01:00:00Z"
    assert await texts(father) == []


async def test_a_lost_reply_leaves_the_effect(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await fault(sandbox, "lost", methods=["sendMessage"], times=1)
    with pytest.raises(REFUSED):
        await client.bot.send_message(chat_id=father.id, text="hello")
    assert (await log(sandbox))["ok"]
    await client.bot.send_message(chat_id=father.id, text="once more")
    assert await texts(father) == ["hello", "once more"]


async def test_a_refusal_can_be_lost_too(sandbox: Sandbox) -> None:
    await fault(sandbox, "lost")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await sandbox.call("sendMessage", chat_id=1, text="nobody")


async def test_a_slow_call_takes_effect_late_or_is_answered_late(
    sandbox: Sandbox, father: Person
) -> None:
    await fault(sandbox, "slow", after=30, times=1)
    late_answer = asyncio.create_task(send(sandbox, father, "there already"))
    while not await texts(father):
        pass
    await fault(sandbox, "slow", before=30, times=1)
    late_effect = asyncio.create_task(send(sandbox, father, "not yet"))
    while await hits(sandbox) != [1, 1]:
        pass
    assert await texts(father) == ["there already"]
    assert not late_answer.done()
    assert not late_effect.done()
    for task in (late_answer, late_effect):
        task.cancel()
    assert (await send(sandbox, father, "quick again"))["ok"]


async def test_a_short_delay_is_only_a_delay(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await fault(sandbox, "slow", before=0.01, after=0.01)
    await client.bot.send_message(chat_id=father.id, text="hello")
    assert await texts(father) == ["hello"]


async def test_the_bot_is_told_to_wait_once(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await fault(sandbox, "too_many", methods=["sendMessage"], retry_after=7, times=1)
    with refused("flood control") as error:
        await client.bot.send_message(chat_id=father.id, text="hello")
    wait: Any = getattr(error.value, "retry_after")  # noqa: B009 - either library's exception
    assert (wait if isinstance(wait, int) else wait.total_seconds()) == 7
    await client.bot.send_message(chat_id=father.id, text="hello")
    assert await texts(father) == ["hello"]


async def test_the_bot_is_told_to_wait_for_as_long_as_it_lasts(
    sandbox: Sandbox, father: Person
) -> None:
    await fault(sandbox, "too_many", seconds=60)
    assert (await send(sandbox, father))["parameters"] == {"retry_after": 60}
    await sandbox.post("/sandbox/clock", now="2026-03-02T01:00:59Z")
    assert (await send(sandbox, father))["description"] == "Too Many Requests: retry after 1"
    await sandbox.post("/sandbox/clock", now="2026-03-02T01:01:00Z")
    assert (await send(sandbox, father))["ok"]
