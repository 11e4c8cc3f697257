"""The pace: never a burst, a rest where one is asked for, and a limit learned from refusals.

The servers of these tests count in virtual seconds, as the sandbox does: with a bucket, or strictly
in every second; one message too many has the whole bot refused for three seconds.
"""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.delivery import Priority
from sandbox.errors import ApiError
from sandbox.limits import Limits, LimitSettings, Window
from scheduler.pace import CALM, FASTEST, PER_GROUP, REMEMBERED, SLOWEST, TRY, Pace

REMINDER, BULK, EMERGENCY = Priority.REMINDER, Priority.BULK, Priority.EMERGENCY


@dataclass
class Road:
    """A pace on its way to a server; `slow` are the seconds by which each message comes late."""

    limits: LimitSettings
    pace: Pace = field(default_factory=Pace)
    now: float = 100.0
    sent: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = Limits(lambda: self.now, self.limits)

    def send(self, chats: range, late: "list[float] | None" = None) -> None:
        """One message to each chat; what is refused goes again."""
        waiting = list(chats)
        while waiting:
            self.now += self.pace.wait(self.now, REMINDER)
            chat = waiting.pop(0)
            if late:
                self.now += late[len(self.sent) % len(late)]
            self.pace.spend(self.now, REMINDER)
            try:
                self.server.spend(chat)
            except ApiError as error:
                self.refused.append(self.now)
                self.pace.refused(chat, error.retry_after or 1, self.now, self.now + 0.01)
                waiting.append(chat)
            else:
                self.sent.append(self.now)
                self.pace.accepted(self.now, self.now)

    def rate(self, since: float = 0.0) -> float:
        """Messages a second, from so many seconds after the beginning."""
        counted = [at for at in self.sent if at - self.sent[0] >= since]
        return (len(counted) - 1) / (counted[-1] - counted[0])


def a_server(window: Window, per_second: float = 30.0) -> LimitSettings:
    return LimitSettings(enabled=True, window=window, per_second=per_second)


def test_a_server_with_a_bucket_is_used_up_and_never_refuses() -> None:
    road = Road(a_server("bucket"))

    road.send(range(3000))

    assert road.refused == []
    assert road.rate() >= 0.98 * 30


def test_a_server_with_a_bucket_is_used_up_also_by_a_machine_that_stumbles() -> None:
    road = Road(a_server("bucket"))

    road.send(range(3000), late=[0, 0, 0, 0.002, 0, 0, 0.12])

    assert road.refused == []
    assert road.rate() >= 0.98 * 30


def test_a_strict_server_is_learned_from_its_first_refusals() -> None:
    road = Road(a_server("strict"))

    road.send(range(3000), late=[0.001, 0, 0.003, 0, 0.002])

    assert road.rate() >= 0.85 * 30
    assert road.rate(since=30) >= 0.90 * 30
    assert len(road.refused) <= 4


@given(st.sampled_from(["bucket", "strict"]), st.integers(4, 40), st.integers(0, 3))
def test_any_limit_is_learned_within_a_minute_and_kept(
    window: Window, limit: int, late: int
) -> None:
    road = Road(a_server(window, limit))

    road.send(range(limit * 150), late=[0, 0.001 * late, 0])

    assert road.rate(since=60) >= 0.70 * min(limit, FASTEST)
    last_minute = [at for at in road.refused if at > road.now - 60]
    assert len(last_minute) <= 4


def test_one_chat_that_is_refused_stalls_no_other() -> None:
    pace = Pace()

    everything = pace.refused(7, 300, 10, 10.1)

    assert not everything
    assert pace.chat_wait(7, 10.1) == pytest.approx(300)
    assert pace.wait(10.1, REMINDER) == 0
    assert pace.rate == FASTEST


def test_two_chats_refused_with_others_accepted_between_them_stall_nobody() -> None:
    pace = Pace()

    pace.refused(7, 300, 10, 10.1)
    pace.accepted(10.05, 10.1)
    assert not pace.refused(8, 300, 11, 11.1)

    assert pace.rests(11.1) == 0


def test_a_message_begun_before_a_refusal_says_nothing_about_it() -> None:
    pace = Pace()

    pace.refused(7, 3, 10, 10.1)
    pace.accepted(9.9, 10.1)

    assert pace.refused(8, 3, 10.03, 10.13)
    assert pace.rests(10.13) == pytest.approx(3)


def test_the_same_chat_refused_twice_is_no_sign_of_an_overall_limit() -> None:
    pace = Pace()

    pace.refused(7, 3, 10, 10.1)

    assert not pace.refused(7, 3, 14, 14.1)


def test_when_everything_is_refused_everything_rests_as_long_as_it_was_told() -> None:
    pace = Pace()
    pace.refused(7, 60, 10, 10.1)
    pace.refused(8, 50, 10, 10.1)

    assert pace.wait(10.1, REMINDER) == pytest.approx(50)
    assert pace.wait(60.2, REMINDER) == 0


def resting(until: float) -> Pace:
    """A pace for which two chats in a row were refused at the tenth second."""
    pace = Pace()
    for chat in (7, 8):
        pace.refused(chat, until - 10, 10, 10)
    return pace


def test_while_everything_rests_an_emergency_tries_at_once_and_then_now_and_then() -> None:
    pace = resting(until=60)

    assert pace.wait(10, EMERGENCY) == 0
    pace.spend(10, EMERGENCY)
    assert pace.wait(11, EMERGENCY) == pytest.approx(TRY - 1)
    assert pace.wait(11, REMINDER) == pytest.approx(49, abs=0.1)
    assert pace.wait(59, EMERGENCY) == 0
    pace.spend(59, EMERGENCY)
    assert pace.wait(59, EMERGENCY) == pytest.approx(1)


def test_an_emergency_that_arrives_ends_the_rest_for_everybody() -> None:
    pace = resting(until=60)
    pace.spend(12, EMERGENCY)

    pace.accepted(12, 12.1)

    assert pace.wait(12.1, EMERGENCY) == 0
    assert pace.wait(12.1, REMINDER) == pytest.approx(1 / pace.rate, abs=0.1)
    assert pace.rate < FASTEST


def test_what_was_on_its_way_before_the_rest_does_not_end_it() -> None:
    pace = resting(until=60)

    pace.accepted(9.9, 10.1)

    assert pace.wait(12, REMINDER) == pytest.approx(48)


def test_many_refusals_never_stop_everything_for_good() -> None:
    pace = Pace()
    for number in range(100):
        pace.refused(number, 1, number * 2, number * 2 + 0.1)

    assert pace.rate == SLOWEST


def test_after_a_long_calm_it_goes_a_little_faster_but_not_as_fast_as_was_refused() -> None:
    pace = Pace()
    pace.refused(1, 3, 0, 0)
    pace.refused(2, 3, 0, 0)
    slow = pace.rate
    pace.spend(CALM, REMINDER)
    assert pace.rate == slow

    for number in range(2, 11):
        pace.spend(3 + number * CALM, REMINDER)
    creeping = pace.rate
    for number in range(100):
        pace.spend(REMEMBERED + number * CALM, REMINDER)

    assert slow < creeping < FASTEST * 0.97
    assert pace.rate == pytest.approx(FASTEST, rel=0.01)


def test_bulk_leaves_room_for_replies() -> None:
    pace, now, bulk = Pace(10), 0.0, 0
    while now < 60:
        now += max(pace.wait(now, BULK), 1e-9)
        pace.spend(now, BULK)
        bulk += 1

    assert bulk == pytest.approx(60 * 10 * 0.8, abs=3)


def test_an_emergency_waits_for_nobody_else_and_the_others_for_it() -> None:
    pace = Pace(1)
    for _ in range(3):
        pace.spend(0, REMINDER)
    waiting = pace.wait(0, REMINDER)

    assert pace.wait(0, EMERGENCY) == 0
    pace.spend(0, EMERGENCY)
    assert pace.wait(0, REMINDER) == waiting + 1


def test_one_chat_gets_one_message_a_second_and_a_group_twenty_a_minute() -> None:
    pace = Pace()
    waits: dict[int, list[float]] = {7: [], -7: []}
    for chat, found in waits.items():
        for _ in range(3):
            found.append(pace.chat_wait(chat, 50))
            pace.book(chat, 50 + found[-1])

    assert waits == {7: [0, 1, 2], -7: [0, PER_GROUP, 2 * PER_GROUP]}


def test_a_clock_that_is_set_back_makes_nobody_wait() -> None:
    pace = Pace()
    pace.refused(7, 1000, 5000, 5000)
    pace.refused(8, 1000, 5000, 5000)
    pace.wait(5000, REMINDER)

    assert pace.wait(100, REMINDER) == 0
    assert pace.chat_wait(7, 100) == 0


def test_chats_of_long_ago_are_forgotten() -> None:
    pace = Pace()
    for chat in range(5000):
        pace.book(chat, chat * 10.0)

    assert len(pace._free) <= 1001
