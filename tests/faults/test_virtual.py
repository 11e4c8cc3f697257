"""Three days of a school whose bot dies and whose Telegram is unkind, for each of fifty seeds.

`make soak ARGS="--only virtual"` tells a thousand; one seed is told again with
`python -m bench.soak --only virtual --seed SEED --seeds 1`.
"""

from dataclasses import replace
from datetime import datetime

import pytest

from bench.soak.virtual.run import tell
from care import delivery
from care.delivery import Next, Outcome
from services.outbox import delivering
from storage.notices import NoticeRow
from storage.work import Work

SEEDS = 50
AT_A_TIME = 10


@pytest.mark.parametrize("first", range(0, SEEDS, AT_A_TIME))
def test_whatever_goes_wrong_no_promise_of_delivery_is_broken(first: int) -> None:
    told = [tell(seed) for seed in range(first, first + AT_A_TIME)]

    assert {each.seed: each.broken for each in told if each.broken} == {}
    assert sum(each.deaths for each in told) > AT_A_TIME
    assert sum(each.repeats for each in told) > 0


def test_a_seed_is_told_the_same_way_twice() -> None:
    assert tell(6, hours=24) == tell(6, hours=24)


def broken_laws(seed: int) -> set[str]:
    return {each.partition(":")[0] for each in tell(seed).broken}


def test_a_bot_that_forgets_to_mark_a_repeat_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(*args: object, **more: object) -> Next:
        return replace(delivery.after_attempt(*args, **more), repeated=False)  # type: ignore[arg-type]  # the arguments are handed on

    monkeypatch.setattr(delivering, "after_attempt", forgetful)

    assert "a repeat without a mark" in broken_laws(6)


def test_a_bot_that_gives_up_at_once_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = delivery.REFUSED | {Outcome.server_error}
    monkeypatch.setattr(delivery, "REFUSED", impatient)

    assert any("a notice was given up too soon" in broken_laws(seed) for seed in range(7, 20))


def test_a_bot_that_asks_nobody_for_quiet_hours_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def all_of_them(work: Work, claimed: list[NoticeRow], now: datetime) -> list[NoticeRow]:
        return claimed

    monkeypatch.setattr(delivering, "outside_quiet_hours", all_of_them)

    assert any("a message in quiet hours" in broken_laws(seed) for seed in range(12))
