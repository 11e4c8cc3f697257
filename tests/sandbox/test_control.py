"""The control API: phones, the log of calls, forgetting."""

from typing import Any

import pytest

from tests.sandbox.people import Person, RefusedError, Sandbox


async def test_a_phone_is_described_as_the_page_needs_it(sandbox: Sandbox) -> None:
    body = {
        "first_name": "Wei",
        "last_name": "Shan",
        "phone": "16700000009",
        "language_code": "zh-hans",
        "label": "Father",
        "subtitle": "Shenzhen",
        "avatar": "👨",
        "link": "https://t.me/sandbox_bot?start=abc",
        "zone": "Asia/Tokyo",
    }
    made = await sandbox.post("/sandbox/phones", **body)
    user = made.pop("user")
    assert user == {
        "id": user["id"],
        "first_name": "Wei",
        "last_name": "Shan",
        "language_code": "zh-hans",
    }
    assert made == {
        "phone": "16700000009",
        "label": "Father",
        "subtitle": "Shenzhen",
        "avatar": "👨",
        "link": "https://t.me/sandbox_bot?start=abc",
        "zone": "Asia/Tokyo",
        "joined": False,
        "blocked": False,
        "unread": 0,
        "messages": [],
        "keyboard": None,
        "force_reply": None,
        "commands": [],
    }
    state = await sandbox.get("/sandbox/state")
    assert [phone["user"]["id"] for phone in state["phones"]] == [user["id"]]


async def test_a_phone_can_be_changed_and_opens_its_own_invitation(sandbox: Sandbox) -> None:
    mother = await sandbox.person("Mei", joined=False)
    link = "https://t.me/sandbox_bot?start=xyz"
    await sandbox.change("PATCH", f"/sandbox/phones/{mother.id}", link=link, label="Mother")
    opened = await mother.does("open")
    assert opened["message"]["text"] == "/start xyz"
    view = await mother.view()
    assert (view["label"], view["joined"], view["user"]["first_name"]) == ("Mother", True, "Mei")


async def test_a_phone_can_travel_to_another_zone_and_home_again(sandbox: Sandbox) -> None:
    father = await sandbox.person()
    assert (await father.view())["zone"] is None
    for zone in ("Europe/Lisbon", None):
        await sandbox.change("PATCH", f"/sandbox/phones/{father.id}", zone=zone)
        assert (await father.view())["zone"] == zone
    for wrong in ("Mars/Olympus", "../Asia/Tokyo", "Asia"):
        with pytest.raises(RefusedError, match="IANA"):
            await sandbox.change("PATCH", f"/sandbox/phones/{father.id}", zone=wrong)


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/?start=x",
        "https://t.me/another_bot?start=x",
        "https://t.me/sandbox_bot?start=" + "x" * 65,
        "https://t.me/sandbox_bot?start=a.b",
    ],
)
async def test_a_link_that_is_not_the_bots_does_not_open(sandbox: Sandbox, link: str) -> None:
    stranger = await sandbox.person(joined=False)
    with pytest.raises(RefusedError):
        await stranger.does("open", link=link)
    assert not await stranger.messages()


async def test_a_link_of_the_app_itself_opens_too(sandbox: Sandbox) -> None:
    stranger = await sandbox.person(joined=False)
    opened = await stranger.does("open", link="tg://resolve?domain=sandbox_bot&start=abc")
    assert opened["message"]["text"] == "/start abc"


async def test_a_phone_that_blocked_the_bot_says_nothing_until_it_unblocks(
    father: Person,
) -> None:
    await father.does("block")
    with pytest.raises(RefusedError, match="blocked"):
        await father.says("hello")
    await father.does("unblock")
    await father.says("hello")


async def test_phones_and_their_acts_are_checked(sandbox: Sandbox, father: Person) -> None:
    with pytest.raises(RefusedError, match="no phone 42"):
        await sandbox.get("/sandbox/phones/42")
    with pytest.raises(RefusedError, match="first_name and phone"):
        await sandbox.post("/sandbox/phones", first_name="An")
    with pytest.raises(RefusedError, match="unknown: colour"):
        await sandbox.post("/sandbox/phones", first_name="An", phone="1", colour="red")
    with pytest.raises(RefusedError, match="already"):
        await sandbox.post("/sandbox/phones", first_name="An", phone="1", id=father.id)
    with pytest.raises(RefusedError, match="1 to 4096 whole characters"):
        await father.says("  ")
    with pytest.raises(RefusedError, match="no message 99"):
        await father.does("press", message_id=99, data="x")
    with pytest.raises(RefusedError, match="no link"):
        await father.does("open")
    async with sandbox.client.post(f"/sandbox/phones/{father.id}/photo", data={}) as response:
        assert response.status == 400


async def test_the_log_tells_what_the_bot_really_said(sandbox: Sandbox, father: Person) -> None:
    before = (await sandbox.get("/sandbox/calls"))["calls"][-1]["n"]
    await sandbox.call("sendMessage", chat_id=father.id, text="hello")
    await sandbox.call("sendMessage", chat_id=1, text="nobody")
    said, refused = (await sandbox.get("/sandbox/calls", after=before))["calls"]
    assert said == {
        "n": before + 1,
        "method": "sendMessage",
        "params": {"chat_id": father.id, "text": "hello"},
        "ok": True,
        "error_code": None,
        "description": None,
        "at": "2026-03-02T01:00:00Z",
    }
    assert (refused["ok"], refused["error_code"]) == (False, 400)
    assert refused["description"] == "Bad Request: chat not found"


async def test_forgetting_leaves_clock_bot_and_numbers_going_on(
    sandbox: Sandbox, father: Person
) -> None:
    await father.says("soon forgotten")
    sent = await sandbox.call("sendMessage", chat_id=father.id, text="too")
    await sandbox.post("/sandbox/clock", now="2026-03-09T00:00:00Z")
    await sandbox.change("DELETE", "/sandbox")
    state = await sandbox.get("/sandbox/state")
    assert state["phones"] == []
    assert state["clock"]["now"] == "2026-03-09T00:00:00Z"
    assert state["bot"]["id"] == 700000
    assert (await sandbox.call("getUpdates"))["result"] == []
    assert len((await sandbox.get("/sandbox/calls"))["calls"]) == 1
    again = await sandbox.person("Bo")
    assert again.id > father.id
    new = await sandbox.call("sendMessage", chat_id=again.id, text="hello")
    assert new["result"]["message_id"] > sent["result"]["message_id"]


async def test_the_bot_counts_as_online_for_five_seconds_after_a_poll(
    sandbox: Sandbox, stopwatch: Any
) -> None:
    assert not (await sandbox.get("/sandbox/state"))["bot"]["online"]
    await sandbox.call("getUpdates")
    stopwatch.now += 4.9
    assert (await sandbox.get("/sandbox/state"))["bot"]["online"]
    stopwatch.now += 0.2
    assert not (await sandbox.get("/sandbox/state"))["bot"]["online"]


async def test_the_page_is_served_and_nothing_outside_its_folder(sandbox: Sandbox) -> None:
    async with sandbox.client.get("/") as response:
        assert response.content_type == "text/html"
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/none.js"):
        async with sandbox.client.get(path) as response:
            assert response.status == 404
