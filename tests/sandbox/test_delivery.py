"""Delivery by webhook: the order of a chat, connections, tries after a failure, and the clock."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.people import Person, Sandbox
from tests.sandbox.receiver import Receiver
from tests.sandbox.reminder import Reminder


async def info(sandbox: Sandbox) -> Any:
    return (await sandbox.call("getWebhookInfo"))["result"]


async def left(sandbox: Sandbox, count: int) -> None:
    """Wait until so many updates wait for the bot."""
    while (await info(sandbox))["pending_update_count"] != count:
        pass


async def failed(sandbox: Sandbox, receiver: Receiver, tries: int) -> None:
    """Wait for so many deliveries, and until the last has been noted as a failure."""
    for _ in range(tries):
        await receiver.next()
    await rests(sandbox)


async def rests(sandbox: Sandbox) -> None:
    """Wait until nothing is on its way to the bot."""
    assert (await sandbox.get("/sandbox/idle", timeout=30, held=1))["idle"]


async def seconds_pass(sandbox: Sandbox, now: str) -> None:
    await sandbox.post("/sandbox/clock", now=f"2026-03-02T{now}Z")


@pytest.fixture(autouse=True)
async def follower(sandbox: Sandbox, father: Person) -> AsyncIterator[None]:
    """Somebody follows the clock, as the bot does."""
    async with Reminder(sandbox, father).at_work():
        yield


@pytest.fixture
async def mother(sandbox: Sandbox) -> Person:
    return await sandbox.person("Mei")


async def test_a_chat_keeps_its_order_and_does_not_hold_up_others(
    sandbox: Sandbox, father: Person, mother: Person, receiver: Receiver
) -> None:
    receiver.closed[father.id] = door = asyncio.Event()
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("one")
    assert await receiver.text() == "one"
    await father.says("two")
    await mother.says("hello")
    assert await receiver.text() == "hello"
    await left(sandbox, 2)
    assert receiver.texts[father.id] == ["one"]

    door.set()
    await left(sandbox, 0)
    assert receiver.texts[father.id] == ["one", "two"]


@pytest.mark.parametrize(("asked", "most"), [(1, 1), (3, 3), (0, 1)])
async def test_no_more_connections_than_the_bot_asked_for(
    sandbox: Sandbox, receiver: Receiver, asked: int, most: int
) -> None:
    people = [await sandbox.person(name) for name in "abcde"]
    door = asyncio.Event()
    receiver.closed = {person.id: door for person in people}
    await sandbox.call("setWebhook", url=receiver.url, max_connections=asked)
    assert (await info(sandbox))["max_connections"] == most
    for person in people:
        await person.says("hello")
    for _ in range(most):
        await receiver.next()
    assert receiver.got.empty()

    door.set()
    await left(sandbox, 0)
    assert receiver.most_at_once == most


async def test_a_failure_is_tried_again_at_once_and_then_after_growing_waits(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [500] * 4
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await failed(sandbox, receiver, 2)

    await seconds_pass(sandbox, "01:00:01")
    await rests(sandbox)
    assert receiver.got.empty()
    await seconds_pass(sandbox, "01:00:02")
    await failed(sandbox, receiver, 1)
    await seconds_pass(sandbox, "01:00:05")
    await rests(sandbox)
    assert receiver.got.empty()
    await seconds_pass(sandbox, "01:00:06")
    await failed(sandbox, receiver, 1)
    assert (await info(sandbox))["pending_update_count"] == 1
    await seconds_pass(sandbox, "01:00:14")
    await left(sandbox, 0)


async def test_a_failing_update_holds_up_its_chat_and_nobody_else(
    sandbox: Sandbox, father: Person, mother: Person, receiver: Receiver
) -> None:
    receiver.answers = [500, 500]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("one")
    await failed(sandbox, receiver, 2)
    await father.says("two")
    await mother.says("hello")
    await left(sandbox, 2)
    assert receiver.texts[mother.id] == ["hello"]

    await seconds_pass(sandbox, "01:00:02")
    await left(sandbox, 0)
    assert receiver.texts[father.id] == ["one", "one", "one", "two"]


@pytest.mark.parametrize(
    ("asked", "too_early", "in_time"),
    [("90", "01:01:29", "01:01:30"), ("86400", "01:59:59", "02:00:00")],
)
async def test_the_bot_may_say_when_to_come_again_up_to_an_hour(
    sandbox: Sandbox, father: Person, receiver: Receiver, asked: str, too_early: str, in_time: str
) -> None:
    receiver.answers = [web.Response(status=503, headers={"Retry-After": asked})]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await failed(sandbox, receiver, 1)
    await seconds_pass(sandbox, too_early)
    await rests(sandbox)
    assert receiver.got.empty()
    await seconds_pass(sandbox, in_time)
    await left(sandbox, 0)


async def test_a_redirection_is_a_failure(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    elsewhere = web.Response(status=302, headers={"Location": receiver.url})
    receiver.answers = [elsewhere]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await left(sandbox, 0)
    assert receiver.texts[father.id] == ["hello", "hello"]
    assert (await info(sandbox))["last_error_message"].endswith("302 Found")


async def test_a_bot_that_sets_its_webhook_anew_gets_what_had_failed_at_once(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [502, 502]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await failed(sandbox, receiver, 2)
    assert (await info(sandbox))["last_error_message"].endswith("502 Bad Gateway")
    await sandbox.call("setWebhook", url=receiver.url)
    await left(sandbox, 0)
    assert "last_error_message" not in await info(sandbox)


async def test_forward_stops_at_each_try_and_does_not_wait_between_them(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [500] * 4
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    arrived = await sandbox.post("/sandbox/clock/forward", seconds=60)
    assert arrived == {"now": "2026-03-02T01:01:00Z", "hops": 4}
    assert receiver.texts[father.id] == ["hello"] * 5
    assert (await info(sandbox))["pending_update_count"] == 0


async def test_forward_ends_although_nobody_takes_the_update_which_dies_after_a_day(
    sandbox: Sandbox, father: Person, unused_tcp_port: int
) -> None:
    await sandbox.call("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/hook")
    await father.says("hello")
    await sandbox.post("/sandbox/clock/forward", seconds=3600)
    assert (await info(sandbox))["pending_update_count"] == 1
    await sandbox.post("/sandbox/clock", now="2026-03-03T01:00:00Z")
    assert (await info(sandbox))["pending_update_count"] == 0


async def test_idle_means_that_every_delivery_was_taken(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [500, 500]
    receiver.closed[father.id] = door = asyncio.Event()
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    assert await sandbox.get("/sandbox/idle", timeout=0.01, held=1) == {"idle": False}
    door.set()
    assert await sandbox.get("/sandbox/idle", held=1) == {"idle": True}
    assert await sandbox.get("/sandbox/idle", timeout=0.01) == {"idle": False}
    await seconds_pass(sandbox, "01:00:02")
    assert await sandbox.get("/sandbox/idle") == {"idle": True}


async def test_a_running_clock_brings_the_next_try_by_itself(
    sandbox: Sandbox, stopwatch: Any, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [500, 500]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await failed(sandbox, receiver, 2)
    await sandbox.post("/sandbox/clock", rate=100)
    stopwatch.now += 0.02
    await left(sandbox, 0)


async def test_in_an_outage_nothing_is_delivered_and_afterwards_everything(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    await sandbox.call("setWebhook", url=receiver.url)
    outage = await sandbox.post("/sandbox/faults", kind="outage", mode="bad_gateway")
    await father.says("hello")
    assert await sandbox.get("/sandbox/idle", held=1) == {"idle": True}
    await sandbox.post("/sandbox/clock/forward", seconds=7200)
    assert receiver.texts[father.id] == []
    await sandbox.change("DELETE", f"/sandbox/faults/{outage['id']}")
    assert await sandbox.get("/sandbox/idle") == {"idle": True}
    assert receiver.texts[father.id] == ["hello"]


async def test_an_answer_to_a_delivery_can_be_lost_so_that_the_update_comes_twice(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [{"method": "sendMessage", "chat_id": father.id, "text": "lost"}]
    await sandbox.post("/sandbox/faults", kind="lost", methods=["webhook"], times=1)
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await left(sandbox, 0)
    assert receiver.texts[father.id] == ["hello", "hello"]
    assert [each["from"] for each in await father.messages()] == ["me", "me"]
