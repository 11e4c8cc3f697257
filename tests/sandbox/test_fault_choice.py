"""Which calls a fault strikes, how the faults are listed, and what is no fault at all."""

from typing import Any

import aiohttp
import pytest

from tests.sandbox.people import TOKEN, Person, RefusedError, Sandbox
from tests.sandbox.test_faults import fault, hits, send


async def outcomes(sandbox: Sandbox, person: Person, count: int) -> list[bool]:
    return [(await send(sandbox, person))["ok"] for _ in range(count)]


async def test_a_fault_strikes_only_the_methods_and_the_chat_it_is_for(
    sandbox: Sandbox, father: Person
) -> None:
    mother = await sandbox.person("Mei")
    await fault(sandbox, "outage", mode="server_error", methods=["sendMessage"], chat_id=father.id)
    assert await outcomes(sandbox, father, 2) == [False, False]
    assert await outcomes(sandbox, mother, 1) == [True]
    assert (await sandbox.call("getChat", chat_id=father.id))["ok"]
    async with sandbox.client.post(
        f"/bot{TOKEN}/SENDmessage", data={"chat_id": str(father.id), "text": "in a form"}
    ) as response:
        assert response.status == 500
    assert await hits(sandbox) == [3]


async def test_a_share_of_the_calls_is_the_same_for_the_same_seed(
    sandbox: Sandbox, father: Person
) -> None:
    runs = []
    for seed in (1, 1, 2):
        await sandbox.change("DELETE", "/sandbox/faults")
        await fault(sandbox, "outage", mode="server_error", share=0.5, seed=seed)
        for _ in range(seed):
            await sandbox.call("getUpdates")  # what else is called changes nothing
        runs.append(await outcomes(sandbox, father, 30))
    assert runs[0] == runs[1] != runs[2]
    assert 5 < sum(runs[0]) < 25


async def test_a_share_of_nothing_strikes_nothing(sandbox: Sandbox, father: Person) -> None:
    await fault(sandbox, "outage", share=0)
    assert await outcomes(sandbox, father, 5) == [True] * 5
    assert await hits(sandbox) == [0]


async def test_several_faults_strike_together_and_a_refusal_spares_the_rest(
    sandbox: Sandbox, father: Person
) -> None:
    await fault(sandbox, "lost", methods=["sendMessage"])
    await fault(sandbox, "slow", methods=["sendMessage"], before=0.001)
    await fault(sandbox, "too_many", methods=["sendMessage"], times=1)
    assert (await send(sandbox, father))["error_code"] == 429
    assert await hits(sandbox) == [0, 0, 1]
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await send(sandbox, father)
    assert await hits(sandbox) == [1, 1, 1]


async def test_a_download_can_fail_too(sandbox: Sandbox, father: Person) -> None:
    await father.sends("document", b"name,phone", "roster.csv")
    update = (await sandbox.call("getUpdates"))["result"][-1]
    file_id = update["message"]["document"]["file_id"]
    path = (await sandbox.call("getFile", file_id=file_id))["result"]["file_path"]
    await fault(sandbox, "lost", methods=["download"], times=2)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await sandbox.client.get(f"/file/bot{TOKEN}/{path}")  # which aiohttp tries twice
    async with sandbox.client.get(f"/file/bot{TOKEN}/{path}") as response:
        assert await response.read() == b"name,phone"


async def test_faults_are_listed_with_what_they_struck_until_they_are_cleared(
    sandbox: Sandbox, father: Person
) -> None:
    begun = await fault(sandbox, "too_many", times=1, retry_after=3, seconds=60)
    assert begun == {
        "id": begun["id"],
        "kind": "too_many",
        "mode": "unreachable",
        "before": 0,
        "after": 0,
        "retry_after": 3,
        "methods": [],
        "chat_id": None,
        "share": 1,
        "seed": 0,
        "times": 1,
        "seconds": 60,
        "hits": 0,
        "over": False,
        "ends_at": "2026-03-02T01:01:00Z",
    }
    await send(sandbox, father)
    (listed,) = (await sandbox.get("/sandbox/faults"))["faults"]
    assert (listed["hits"], listed["over"]) == (1, True)
    assert (await sandbox.get("/sandbox/state"))["faults"] == [listed]
    await fault(sandbox, "lost")
    await sandbox.change("DELETE", f"/sandbox/faults/{begun['id']}")
    assert [each["kind"] for each in (await sandbox.get("/sandbox/faults"))["faults"]] == ["lost"]
    with pytest.raises(RefusedError, match="no such fault"):
        await sandbox.change("DELETE", f"/sandbox/faults/{begun['id']}")
    await sandbox.change("DELETE", "/sandbox")
    assert (await sandbox.get("/sandbox/faults"))["faults"] == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "kind is one of"),
        ({"kind": "storm"}, "kind is one of"),
        ({"kind": "outage", "mode": "odd"}, "mode is one of"),
        ({"kind": "outage", "after": 1}, "unknown for outage: after"),
        ({"kind": "slow"}, "seconds before or after"),
        ({"kind": "slow", "before": -1}, "out of range"),
        ({"kind": "lost", "share": 1.5}, "from 0 to 1"),
        ({"kind": "lost", "times": 0}, "at least 1"),
        ({"kind": "lost", "methods": "sendMessage"}, "names of methods"),
        ({"kind": "lost", "methods": ["sendMesage"]}, "not sendMesage"),
        ({"kind": "lost", "colour": "red"}, "unknown for lost: colour"),
        ({"kind": "too_many", "retry_after": 0}, "at least 1"),
        ({"kind": ["lost"]}, "kind is one of"),
    ],
)
async def test_what_is_no_fault_is_refused(
    sandbox: Sandbox, body: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RefusedError, match=reason):
        await sandbox.post("/sandbox/faults", **body)
    assert (await sandbox.get("/sandbox/faults"))["faults"] == []
