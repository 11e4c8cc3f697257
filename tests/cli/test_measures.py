"""Each number counts what its name says, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendMessage

import bot.poller
from bot.measures import REGISTRY
from bot.telegram import connect
from care.delivery import Outcome
from cli.metrics import Metrics
from services.outbox.delivering import Attempt
from storage.gauges import ALARM_LATE
from storage.store import Store
from tests.bot.test_intake import Desk, RecordingBot, a_text
from tests.bot.test_poller import Handling, failing_once
from tests.bot.test_webhook import a_door
from tests.bot.tiny import TOKEN, an_update, tiny_telegram
from tests.cli.test_watching import value
from tests.scheduler.test_heart import Body
from tests.services.alarms import the_alarms
from tests.world import a_school

NAMES = ("hongyan_slow_downs_total", "hongyan_replies_lost_total", "hongyan_updates_refused_total")
CALL = SendMessage(chat_id=1, text="")


@dataclass(slots=True)
class Counted:
    """By how much each number has grown."""

    sends: dict[str, float]
    others: dict[str, float]
    replies: dict[tuple[str, str], float] = field(default_factory=dict)
    """By method and outcome."""

    @property
    def grown(self) -> dict[str, float]:
        """The others that have grown at all."""
        return {name: by for name, by in self.others.items() if by}


def _sends() -> dict[str, float]:
    found = {}
    for outcome in Outcome:
        labels = {"outcome": outcome.value}
        found[outcome.value] = REGISTRY.get_sample_value("hongyan_sends_total", labels) or 0
    return found


def _replies() -> dict[tuple[str, str], float]:
    samples = [sample for metric in REGISTRY.collect() for sample in metric.samples]
    return {
        (sample.labels["method"], sample.labels["outcome"]): sample.value
        for sample in samples
        if sample.name == "hongyan_replies_total"
    }


def _others() -> dict[str, float]:
    names = (*NAMES, "hongyan_update_seconds_count")
    return {name: REGISTRY.get_sample_value(name) or 0 for name in names}


@contextmanager
def counting() -> Iterator[Counted]:
    """Counts what happens inside."""
    sends, others, counted = _sends(), _others(), Counted({}, {})
    replies = _replies()
    yield counted
    counted.sends = {n: by for n, was in sends.items() if (by := _sends()[n] - was)}
    counted.replies = {
        what: by for what, now in _replies().items() if (by := now - replies.get(what, 0))
    }
    counted.others = {name: _others()[name] - was for name, was in others.items()}


@pytest.mark.parametrize(
    "outcome", [each for each in Outcome if each not in (Outcome.slow_down, Outcome.moved)]
)
async def test_an_attempt_is_counted_by_what_became_of_it(store: Store, outcome: Outcome) -> None:
    body = Body(await a_school(store))
    body.attempts = [Attempt(outcome)]

    with counting() as counted:
        await body.heart.beat()

    assert counted.sends == {outcome: 1}
    assert counted.grown == {}


async def test_a_chat_that_has_moved_is_written_to_at_its_new_place(store: Store) -> None:
    body = Body(await a_school(store))
    body.attempts = [Attempt(Outcome.moved)]

    with counting() as counted:
        await body.heart.beat()
        await body.pump.rest()  # it may be queued again when this beat has looked its last
        await body.heart.beat()

    assert counted.sends == {Outcome.moved: 1, Outcome.accepted: 1}


async def test_a_429_is_an_attempt_and_a_slow_down(store: Store) -> None:
    body = Body(await a_school(store))
    body.attempts = [Attempt(Outcome.slow_down, wait=timedelta(seconds=7))]

    with counting() as counted:
        await body.heart.beat()

    assert counted.sends == {Outcome.slow_down: 1}
    assert counted.grown == {"hongyan_slow_downs_total": 1}


@pytest.mark.parametrize(
    ("trouble", "grown"),
    [
        (TelegramNetworkError(CALL, "the line broke"), {"hongyan_replies_lost_total": 1}),
        (
            TelegramRetryAfter(CALL, "too many", 3),
            {"hongyan_slow_downs_total": 1},
        ),
    ],
    ids=["no answer", "429"],
)
async def test_a_reply_that_does_not_get_through_is_lost_and_one_that_has_to_wait_is_not(
    store: Store, trouble: Exception, grown: dict[str, float]
) -> None:
    desk = Desk(await a_school(store), RecordingBot())
    desk.bot.trouble = [trouble]

    with counting() as counted:
        await desk.intake.take(a_text(11, 1, "/help"))

    assert counted.grown == grown
    assert counted.sends == {}


BLOCKED = TelegramForbiddenError(CALL, "Forbidden: bot was blocked by the user")
WRITTEN_WRONG = TelegramBadRequest(CALL, "Bad Request: can't parse entities")


@pytest.mark.parametrize(
    ("trouble", "outcomes"),
    [
        ([], {Outcome.accepted: 1}),
        ([WRITTEN_WRONG], {Outcome.refused: 1}),
        ([BLOCKED], {Outcome.blocked: 1}),
        ([TelegramBadRequest(CALL, "Bad Request: chat not found")], {Outcome.not_found: 1}),
        ([TelegramUnauthorizedError(CALL, "Unauthorized")], {Outcome.unauthorized: 1}),
        ([TelegramServerError(CALL, "502")], {Outcome.server_error: 1}),
        ([TelegramNetworkError(CALL, "the line broke")], {Outcome.no_answer: 1}),
        ([TelegramRetryAfter(CALL, "too many", 3)], {Outcome.slow_down: 1, Outcome.accepted: 1}),
    ],
    ids=["accepted", "400", "403", "no chat", "401", "5xx", "no answer", "429"],
)
async def test_a_reply_is_counted_by_what_became_of_it(
    store: Store, trouble: list[BaseException], outcomes: dict[Outcome, int]
) -> None:
    desk = Desk(await a_school(store), RecordingBot())
    desk.bot.trouble = list(trouble)

    with counting() as counted:
        await desk.intake.take(a_text(11, 1, "/help"))

    assert counted.replies == {("SendMessage", what): n for what, n in outcomes.items()}


async def test_an_update_is_timed_once_and_one_that_is_not_stored_is_refused(
    store: Store, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with tiny_telegram() as api, a_door(store, api.url, unused_tcp_port) as door:
        with counting() as counted:
            assert await door.gets(an_update(12, "/help")) == 200
            await door.hook.rest()
        assert counted.grown == {"hongyan_update_seconds_count": 1}

        async def away(*_: Any) -> None:
            raise ConnectionRefusedError

        monkeypatch.setattr(type(door.intake), "accept", away)
        with counting() as counted:
            assert await door.gets(an_update(13, "/help")) == 503
            await door.hook.rest()
        assert counted.grown == {"hongyan_updates_refused_total": 1}


async def test_when_polling_too_what_is_not_stored_and_what_waits_behind_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bot.poller, "PAUSE_AFTER_ERROR", 0.01)
    async with tiny_telegram() as api:
        client = connect(TOKEN, api.url)
        api.says(an_update(45, "一"), an_update(46, "二", user_id=8002), an_update(47, "三"))
        with counting() as counted:
            await Handling(client, until=3, taking=failing_once(45)).run()
        await client.session.close()

    refused, timed = "hongyan_updates_refused_total", "hongyan_update_seconds_count"
    assert counted.grown == {refused: 2, timed: 3}


async def test_a_call_for_help_that_nobody_looks_at_is_overdue(store: Store) -> None:
    chain = await the_alarms(store)
    request = await chain.one(chain.world.grandmother)
    assert await chain.sends_now(chain.world.grandmother, request)
    due = await chain.next_moment()
    assert due is not None

    async def overdue(late: timedelta) -> float:
        metrics = Metrics(store, lambda: due + late, lambda: True, lambda: None)
        return value(await metrics.text(), "hongyan_sos_overdue")

    assert await overdue(ALARM_LATE - timedelta(seconds=1)) == 0
    assert await overdue(ALARM_LATE) == 1
