"""Server-sent events: the page hears everything in order, or the whole state anew."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.events import QUEUE_SIZE, Events, Listener
from tests.sandbox.people import Person, Sandbox


class Page:
    """What the page hears."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def next(self) -> Any:
        """The next event, keep-alives left out."""
        while True:
            line = (await self.response.content.readline()).decode()
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))


@pytest.fixture
async def page(sandbox: Sandbox, father: Person) -> AsyncIterator[Page]:
    """A page opened after the father has joined."""
    async with sandbox.client.get("/sandbox/events") as response:
        assert response.content_type == "text/event-stream"
        yield Page(response)


async def test_the_state_comes_first_and_then_every_change(
    sandbox: Sandbox, father: Person, page: Page
) -> None:
    first = await page.next()
    assert first["type"] == "state"
    assert first["state"]["phones"][0]["messages"][0]["text"] == "/start"
    await sandbox.call("sendMessage", chat_id=father.id, text="news")
    changed = await page.next()
    assert changed["type"] == "phone"
    assert "messages" not in changed["phone"]
    assert changed["phone"]["unread"] == 1
    assert [message["text"] for message in changed["messages"]] == ["news"]
    await sandbox.post("/sandbox/clock", now="2026-03-09T00:00:00Z")
    moved = await page.next()
    assert (moved["type"], moved["clock"]["now"]) == ("clock", "2026-03-09T00:00:00Z")
    await sandbox.change("DELETE", f"/sandbox/phones/{father.id}")
    assert (await page.next())["state"]["phones"] == []


async def test_faults_are_told_as_they_begin_strike_and_end(
    sandbox: Sandbox, father: Person, page: Page
) -> None:
    assert (await page.next())["state"]["faults"] == []
    await sandbox.post("/sandbox/faults", kind="outage", mode="bad_gateway")
    await sandbox.call("sendMessage", chat_id=father.id, text="lost")
    await sandbox.change("DELETE", "/sandbox/faults")
    told = [await page.next() for _ in range(3)]
    assert [event["type"] for event in told] == ["faults"] * 3
    assert [[each["hits"] for each in event["faults"]] for event in told] == [[0], [1], []]


async def test_a_change_to_a_message_comes_with_that_message_alone(
    sandbox: Sandbox, father: Person, page: Page
) -> None:
    await page.next()
    sent = (await sandbox.call("sendMessage", chat_id=father.id, text="one"))["result"]
    await page.next()
    place = {"chat_id": father.id, "message_id": sent["message_id"]}
    await sandbox.call("editMessageText", text="two", **place)
    edited = (await page.next())["messages"]
    assert [(message["text"], message["edited"]) for message in edited] == [("two", True)]
    await sandbox.call("deleteMessage", **place)
    assert (await page.next())["messages"][0]["deleted"]


async def test_a_bot_that_goes_away_is_noticed(
    sandbox: Sandbox, page: Page, stopwatch: Any
) -> None:
    assert (await page.next())["state"]["bot"]["online"]
    stopwatch.now += 6
    await sandbox.post("/sandbox/clock", rate=0)
    assert (await page.next())["type"] == "clock"
    gone = await page.next()
    assert (gone["type"], gone["bot"]["online"]) == ("bot", False)


def lags(listener: Listener) -> bool:
    return listener.lagging


async def test_a_page_that_cannot_follow_is_told_to_begin_anew() -> None:
    events = Events()
    listener = events.join()
    for number in range(QUEUE_SIZE):
        events.emit({"n": number})
    assert not lags(listener)
    events.emit({"n": "one too many"})
    assert lags(listener)
    listener.restart()
    events.emit({"n": "new"})
    assert not lags(listener)
    assert await listener.next(1) == {"n": "new"}
    events.leave(listener)
    assert not events.listened
