"""The virtual clock, and fast-forward from one moment the bot cares about to the next."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.conftest import Stopwatch
from tests.sandbox.people import Person, RefusedError, Sandbox
from tests.sandbox.reminder import Reminder


async def test_the_clock_runs_at_its_rate_and_stands_at_zero(
    sandbox: Sandbox, stopwatch: Stopwatch
) -> None:
    stopwatch.now += 60
    assert (await sandbox.get("/sandbox/clock"))["now"] == "2026-03-02T01:00:00Z"
    await sandbox.post("/sandbox/clock", rate=60)
    stopwatch.now += 60
    assert (await sandbox.get("/sandbox/clock"))["now"] == "2026-03-02T02:00:00Z"
    await sandbox.post("/sandbox/clock", now="2026-03-09T09:00:00+08:00", rate=0)
    stopwatch.now += 60
    assert (await sandbox.get("/sandbox/clock"))["now"] == "2026-03-09T01:00:00Z"


async def test_a_follower_hears_of_another_step_at_once(sandbox: Sandbox) -> None:
    clock = await sandbox.get("/sandbox/clock")
    same = await sandbox.get("/sandbox/clock", seen=clock["step"], timeout=0)
    assert same["step"] == clock["step"]
    waiting = asyncio.create_task(sandbox.get("/sandbox/clock", seen=clock["step"], timeout=20))
    await sandbox.post("/sandbox/clock", now="2026-03-05T00:00:00Z")
    assert await asyncio.wait_for(waiting, 15) == {
        "now": "2026-03-05T00:00:00Z",
        "rate": 0,
        "step": clock["step"] + 1,
        "forwarding": False,
        "next_at": None,
    }


async def test_three_days_pass_from_reminder_to_reminder(sandbox: Sandbox, father: Person) -> None:
    bot = Reminder(sandbox, father)
    async with bot.at_work():
        arrived = await sandbox.post("/sandbox/clock/forward", seconds=3 * 86400)
    assert arrived == {"now": "2026-03-05T01:00:00Z", "hops": 4}
    dates = [message["date"] for message in await father.messages()][1:]
    assert dates == [f"2026-03-0{day}T02:00:00Z" for day in (2, 3, 4)]
    assert (await sandbox.get("/sandbox/clock"))["rate"] == 0


async def test_forward_can_stop_at_the_next_message(sandbox: Sandbox, father: Person) -> None:
    bot = Reminder(sandbox, father)
    async with bot.at_work():
        arrived = await sandbox.post(
            "/sandbox/clock/forward", until="2026-05-01T00:00:00Z", stop_on_message=True
        )
    assert arrived == {"now": "2026-03-02T02:00:00Z", "hops": 1}


async def test_without_a_bot_the_clock_jumps_straight_to_the_target(impatient: Sandbox) -> None:
    arrived = await impatient.post("/sandbox/clock/forward", seconds=86400)
    assert arrived == {"now": "2026-03-03T01:00:00Z", "hops": 1}


async def test_a_target_that_passed_while_it_was_sent_counts_as_now(
    impatient: Sandbox, stopwatch: Stopwatch
) -> None:
    await impatient.post("/sandbox/clock", rate=60)
    stopwatch.now += 1
    arrived = await impatient.post("/sandbox/clock/forward", until="2026-03-02T01:00:30Z")
    assert arrived["now"] == "2026-03-02T01:01:00Z"
    stopwatch.now += 10
    with pytest.raises(RefusedError, match="has passed"):
        await impatient.post("/sandbox/clock/forward", until="2026-03-02T01:00:30Z")


async def test_forward_waits_for_updates_the_bot_has_not_confirmed(
    sandbox: Sandbox, father: Person
) -> None:
    bot = Reminder(sandbox, father)
    async with bot.at_work():
        await father.says("wait for me")
        forward = asyncio.create_task(sandbox.post("/sandbox/clock/forward", seconds=60))
        while not (await sandbox.get("/sandbox/clock"))["forwarding"]:
            pass
        assert (await sandbox.get("/sandbox/clock"))["now"] == "2026-03-02T01:00:00Z"
        await sandbox.confirm_all()
        assert (await forward)["now"] == "2026-03-02T01:01:00Z"


async def test_a_bot_that_stopped_settling_is_an_error_and_not_a_silent_jump(
    impatient: Sandbox,
) -> None:
    await impatient.post("/sandbox/clock/settled", step=1)
    with pytest.raises(RefusedError, match="did not settle") as error:
        await impatient.post("/sandbox/clock/forward", seconds=60)
    assert error.value.status == 504
    clock = await impatient.get("/sandbox/clock")
    assert (clock["now"], clock["forwarding"]) == ("2026-03-02T01:00:00Z", False)


async def test_two_cannot_move_the_clock_at_once(sandbox: Sandbox, father: Person) -> None:
    bot = Reminder(sandbox, father)
    async with bot.at_work():
        await father.says("hold")
        first = asyncio.create_task(sandbox.post("/sandbox/clock/forward", seconds=60))
        while not (await sandbox.get("/sandbox/clock"))["forwarding"]:
            pass
        with pytest.raises(RefusedError, match="already moving"):
            await sandbox.post("/sandbox/clock/forward", seconds=60)
        with pytest.raises(RefusedError, match="the clock is moving"):
            await sandbox.post("/sandbox/clock", now="2026-03-02T05:00:00Z")
        await sandbox.confirm_all()
        await first


async def test_idle_means_settled_and_nothing_unconfirmed(sandbox: Sandbox, father: Person) -> None:
    assert await sandbox.get("/sandbox/idle", timeout=0) == {"idle": False}
    async with Reminder(sandbox, father).at_work():
        assert await sandbox.get("/sandbox/idle") == {"idle": True}
        await father.says("hello")
        assert await sandbox.get("/sandbox/idle", timeout=0.01) == {"idle": False}
        await sandbox.confirm_all()
        assert await sandbox.get("/sandbox/idle") == {"idle": True}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("clock", {"now": "tomorrow"}),
        ("clock", {"now": "2026-03-02T00:00:00"}),
        ("clock", {"rate": -1}),
        ("clock/forward", {}),
        ("clock/forward", {"seconds": 1, "until": "2026-03-03T00:00:00Z"}),
        ("clock/forward", {"until": "2020-01-01T00:00:00Z"}),
        ("clock/forward", {"seconds": "long"}),
        ("clock/settled", {"step": 99}),
        ("clock/settled", {}),
    ],
)
async def test_a_time_that_makes_no_sense_is_refused(
    sandbox: Sandbox, path: str, body: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError) as error:
        await sandbox.post(f"/sandbox/{path}", **body)
    assert error.value.status == 400
