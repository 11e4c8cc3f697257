"""Telegram's sending limits, in real time that the test moves by hand."""

from typing import Any

import pytest

from tests.sandbox.conftest import Stopwatch
from tests.sandbox.people import Client, Person, Sandbox, refused


async def send(sandbox: Sandbox, person: Person) -> Any:
    return await sandbox.call("sendMessage", chat_id=person.id, text="hello")


async def outcomes(sandbox: Sandbox, people: list[Person]) -> list[bool]:
    return [(await send(sandbox, person))["ok"] for person in people]


async def test_there_are_no_limits_unless_asked_for(sandbox: Sandbox, father: Person) -> None:
    assert all(await outcomes(sandbox, [father] * 40))


async def test_one_message_a_second_to_one_chat(
    sandbox: Sandbox, stopwatch: Stopwatch, father: Person
) -> None:
    await sandbox.post("/sandbox/limits", enabled=True)
    mother = await sandbox.person("Mei")
    assert (await send(sandbox, father))["ok"]
    refused = await send(sandbox, father)
    assert refused == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert (await send(sandbox, mother))["ok"]
    stopwatch.now += 1
    assert (await send(sandbox, father))["ok"]


async def test_both_libraries_read_how_long_to_wait(
    sandbox: Sandbox, client: Client, father: Person
) -> None:
    await sandbox.post("/sandbox/limits", enabled=True, per_chat_per_second=0.1)
    await client.bot.send_message(chat_id=father.id, text="one")
    with refused("flood control") as error:
        await client.bot.send_message(chat_id=father.id, text="two")
    wait: Any = getattr(error.value, "retry_after")  # noqa: B009 - either library's exception
    assert (wait if isinstance(wait, int) else wait.total_seconds()) == 10


async def test_a_bucket_takes_a_burst_and_fills_again(
    sandbox: Sandbox, stopwatch: Stopwatch
) -> None:
    people = [await sandbox.person(name) for name in "abcdefgh"]
    await sandbox.post("/sandbox/limits", enabled=True, per_second=2, burst=4)
    assert await outcomes(sandbox, people[:5]) == [True] * 4 + [False]
    assert (await send(sandbox, people[6]))["parameters"] == {"retry_after": 3}
    stopwatch.now += 3
    assert await outcomes(sandbox, people) == [True] * 4 + [False] * 4


async def test_a_strict_window_counts_any_one_second(
    sandbox: Sandbox, stopwatch: Stopwatch
) -> None:
    people = [await sandbox.person(name) for name in "abcde"]
    await sandbox.post("/sandbox/limits", enabled=True, per_second=2, window="strict", penalty=1)
    assert await outcomes(sandbox, people[:1]) == [True]
    stopwatch.now += 0.6
    assert await outcomes(sandbox, people[1:2]) == [True]
    stopwatch.now += 0.5
    assert await outcomes(sandbox, people[2:4]) == [True, False]
    stopwatch.now += 1
    assert await outcomes(sandbox, people[3:5]) == [True, True]


async def test_limits_that_make_no_sense_are_refused(sandbox: Sandbox) -> None:
    for wrong in ({"per_second": 0}, {"window": "sliding"}, {"per_minute": 20}, {"burst": "x"}):
        with pytest.raises(Exception, match=r"rates|window|unknown|number"):
            await sandbox.post("/sandbox/limits", enabled=True, **wrong)
