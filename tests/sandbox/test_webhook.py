"""Delivery by webhook."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.people import Client, Person, Sandbox, refused
from tests.sandbox.receiver import Receiver


async def nothing_pending(sandbox: Sandbox) -> None:
    while (await sandbox.call("getWebhookInfo"))["result"]["pending_update_count"]:
        pass


async def test_updates_are_posted_with_the_secret(
    sandbox: Sandbox, client: Client, father: Person, receiver: Receiver
) -> None:
    await client.bot.set_webhook(url=receiver.url, secret_token="a-shared_secret")
    await father.says("hello")
    update, secret = await receiver.next()
    assert (update["message"]["text"], secret) == ("hello", "a-shared_secret")
    await nothing_pending(sandbox)
    info = await client.bot.get_webhook_info()
    assert info.url == receiver.url
    assert (await sandbox.get("/sandbox/state"))["bot"]["online"]
    await client.bot.delete_webhook()
    await father.says("polled again")
    assert len(await client.bot.get_updates()) == 1


async def test_a_failed_delivery_comes_again_and_shows_in_the_info(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [500]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("again, please")
    first, _ = await receiver.next()
    while not (info := (await sandbox.call("getWebhookInfo"))["result"]).get("last_error_message"):
        pass
    assert "500" in info["last_error_message"]
    assert info["pending_update_count"] == 1
    second, _ = await receiver.next()
    assert first == second


async def test_a_call_in_the_answer_is_done(
    sandbox: Sandbox, father: Person, receiver: Receiver
) -> None:
    receiver.answers = [{"method": "sendMessage", "chat_id": father.id, "text": "at once"}]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await receiver.next()
    await nothing_pending(sandbox)
    while (await father.messages())[-1]["text"] != "at once":
        pass


@pytest.mark.parametrize(
    "answer",
    [{"method": "sendMessage", "chat_id": 1, "text": "nobody"}, {"status": "done"}, [], "text"],
)
async def test_an_answer_that_is_no_sound_call_changes_nothing(
    sandbox: Sandbox, father: Person, receiver: Receiver, answer: Any
) -> None:
    receiver.answers = [answer]
    await sandbox.call("setWebhook", url=receiver.url)
    await father.says("hello")
    await receiver.next()
    await nothing_pending(sandbox)
    await father.says("and on")
    update, _ = await receiver.next()
    assert update["message"]["text"] == "and on"
    assert [message["from"] for message in await father.messages()] == ["me"] * 3


async def test_nobody_at_the_address_shows_in_the_info(
    sandbox: Sandbox, father: Person, unused_tcp_port: int
) -> None:
    await sandbox.call("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/hook")
    await father.says("anybody there?")
    while not (info := (await sandbox.call("getWebhookInfo"))["result"]).get("last_error_message"):
        pass
    assert info["last_error_message"].startswith("Connection failed")
    assert info["last_error_date"] == 1772413200


async def test_setting_a_webhook_ends_an_open_poll(sandbox: Sandbox) -> None:
    poll = asyncio.create_task(sandbox.call("getUpdates", timeout=30))
    while not (await sandbox.get("/sandbox/state"))["bot"]["online"]:
        pass
    await sandbox.call("setWebhook", url="http://127.0.0.1:9/hook")
    assert (await poll)["description"] == "Conflict: terminated by setWebhook request"


async def test_old_updates_can_be_dropped(client: Client, father: Person) -> None:
    await father.says("forget this")
    await client.bot.delete_webhook(drop_pending_updates=True)
    assert not await client.bot.get_updates()


async def test_a_bad_address_or_secret_is_refused(client: Client) -> None:
    with refused("bad webhook"):
        await client.bot.set_webhook(url="ftp://example.org")
    with refused("secret token contains unallowed characters"):
        await client.bot.set_webhook(url="https://example.org/h", secret_token="雁")
