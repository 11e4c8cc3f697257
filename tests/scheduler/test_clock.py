"""The machine's clock, and one that is followed."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.clock import FollowedClock, system_clock

NOON = datetime(2026, 9, 21, 12, tzinfo=UTC)


def test_the_machines_clock_knows_its_zone() -> None:
    assert system_clock().utcoffset() == timedelta(0)


def test_a_standing_clock_stands() -> None:
    clock = FollowedClock(NOON)

    assert clock() == clock() == NOON


def test_a_running_clock_goes_on_at_its_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([100.0, 101.0, 103.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))

    clock = FollowedClock(NOON, rate=60)

    assert clock() == NOON + timedelta(minutes=1)
    assert clock() == NOON + timedelta(minutes=3)


def test_a_clock_that_is_set_goes_on_from_there() -> None:
    clock = FollowedClock(NOON, rate=60)

    clock.set(NOON + timedelta(days=1), 0)

    assert clock() == NOON + timedelta(days=1)
