"""A server that counts strictly, and says so only by refusing everything: its limit is found within
half a minute and then used, on a way that is even or not. Virtual seconds (`crossings`).
"""

import pytest

from scheduler.places import UNANSWERED, Places
from tests.scheduler.crossings import (
    CALM,
    FAR_AWAY,
    UNRULY,
    Counting,
    Crossing,
    FixedSeconds,
    Weather,
    bucket,
    sliding,
)

FOUND = 30
"""Seconds within which the limit has to be found."""

STRICT = (sliding, FixedSeconds)


@pytest.mark.parametrize("weather", [CALM, UNRULY])
@pytest.mark.parametrize("counting", STRICT)
@pytest.mark.parametrize("seed", range(3))
def test_a_strict_limit_that_is_known_is_used_and_not_gone_over_again(
    counting: Counting, weather: Weather, seed: int
) -> None:
    crossing = Crossing(counting, weather=weather, seed=seed)

    crossing.send(3000)

    assert crossing.share() >= 0.90
    assert crossing.share(since=FOUND) >= 0.94
    assert crossing.refusals(since=FOUND) == 0


@pytest.mark.parametrize("counting", STRICT)
@pytest.mark.parametrize("seed", range(3))
def test_so_it_is_where_the_server_is_far_away_and_the_way_uneven(
    counting: Counting, seed: int
) -> None:
    crossing = Crossing(counting, weather=FAR_AWAY, seed=seed)

    crossing.send(3000)

    assert crossing.share(since=FOUND) >= 0.90
    assert crossing.refusals(since=FOUND) == 0


@pytest.mark.parametrize("weather", [CALM, UNRULY, FAR_AWAY])
def test_a_bucket_is_used_up_and_never_refuses(weather: Weather) -> None:
    crossing = Crossing(bucket, weather=weather)

    crossing.send(3000)

    assert crossing.refused == []
    assert crossing.share() >= 0.98


@pytest.mark.parametrize("counting", [*STRICT, bucket])
@pytest.mark.parametrize("limit", [28, 25, 20, 10, 5])
def test_a_smaller_limit_is_kept_after_a_few_refusals(counting: Counting, limit: int) -> None:
    crossing = Crossing(counting, limit)

    crossing.send(100 * limit)

    assert crossing.share(since=FOUND) >= 0.90
    assert len(crossing.refused) <= 10
    assert crossing.refusals(since=FOUND) <= 2


def test_a_place_is_free_a_second_after_the_answer_less_the_quickest_way() -> None:
    places = Places()
    places.begin(10.0)
    places.begin(10.1)
    assert places.wait(10.2, most=3) == 0

    places.answered(10.0, 10.3)

    assert places.wait(10.3, most=2) == pytest.approx(0.71)
    assert places.wait(10.3 + 0.71, most=2) == 0


def test_messages_that_are_never_answered_give_their_places_back() -> None:
    places = Places()
    places.begin(10.0)

    assert places.wait(10.5, most=1) == pytest.approx(UNANSWERED - 0.5)
    assert 0 < places.wait(10.0 + UNANSWERED, most=1) <= 1.02
    assert places.wait(10.0 + UNANSWERED + 1.02, most=1) == 0
