"""A clock change neither loses nor doubles a day: every cadence, every zone that turns its clocks.

A chain is lived through by its moments, as the tick does it: a duty ends at the moment its ladder
says, and what follows is planned on the day that the school's calendar shows then.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from care.almanac import Rests
from care.cadence import after, first
from care.cadences import Cadence
from care.habits import Habits
from care.hours import at_own_hour, local_date
from care.people import Circle
from care.rule import Rule
from care.rungs import next_moment
from care.slots import Slot
from care.ties import Person
from care.words import DutyState, Post, Reach
from tests.care.builders import a_circle, a_duty, a_holding, a_ladder, a_rule, a_tie
from tests.care.runs import chain, climbed, closed
from tests.care.test_cadence_laws import ALMANAC, cadences, starts

DAY = timedelta(days=1)
ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland"),
    # where midnight itself is skipped or comes twice
    *("America/Havana", "Asia/Beirut", "America/Santiago", "Africa/Cairo", "America/Asuncion"),
)
zones = st.sampled_from(ZONES)
hours = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30, 59]))
LADDER = a_ladder("holder 0", "principal 2")


def around(zone: str, hour: time) -> Circle:
    """A school and its people in one zone, who may be written to at any hour."""
    habits = Habits(zone, hour, time(0), time(0))
    father, principal = (Person(number, Reach.joined, habits) for number in (1, 4))
    return a_circle([a_tie(father)], [a_holding(principal, Post.principal)], zone)


def lived(rule: Rule, start: date, circle: Circle, count: int) -> list[Slot]:
    """The chain as ticks see it, with the last moment of each duty."""
    slots: list[Slot] = []
    slot = first(rule, start, ALMANAC)
    while slot is not None and len(slots) < count:
        slots.append(slot)
        end = end_of(slot, circle)
        slot = after(rule, closed(slot), local_date(end, circle.zone), ALMANAC)
    return slots


def end_of(slot: Slot, circle: Circle) -> datetime:
    """When (UTC) the last day of a duty is over."""
    rule = a_rule(ladder=LADDER)
    return next_moment(a_duty(slot.due_on, slot.closes_on, step=len(LADDER)), rule, circle)


@given(cadences, st.sampled_from(get_args(Rests)), starts, zones, hours)
def test_a_chain_lived_by_the_clock_is_the_chain_of_the_calendar(
    cadence: Cadence, rests: Rests, start: date, zone: str, hour: time
) -> None:
    rule, circle = a_rule(cadence, ladder=LADDER, rests=rests), around(zone, hour)
    slots = list(islice(chain(rule, start, ALMANAC, lambda _: None), 12))

    assert lived(rule, start, circle, 12) == slots
    ends = [end_of(slot, circle) for slot in slots]
    for slot, end in zip(slots, ends, strict=True):
        assert local_date(end, zone) == slot.closes_on + DAY
        assert local_date(end - timedelta(microseconds=1), zone) == slot.closes_on
    assert all(one < two for one, two in pairwise(ends))


@given(cadences, starts, zones, hours)
def test_each_rung_is_said_once_and_on_its_own_day(
    cadence: Cadence, start: date, zone: str, hour: time
) -> None:
    rule, circle = a_rule(cadence, ladder=LADDER), around(zone, hour)
    for slot in islice(chain(rule, start, ALMANAC, lambda _: None), 6):
        says, passed, state = climbed(a_duty(slot.due_on, slot.closes_on), rule, circle)
        days = [slot.due_on + rung.after * DAY for rung in LADDER]
        wanted = [day for day in days if day <= slot.closes_on]
        assert [local_date(say.send_at, zone) for say in says] == wanted
        assert passed == []
        assert state is DutyState.missed


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), zones, hours)
def test_every_day_has_its_hour_once(day: date, zone: str, hour: time) -> None:
    """The own hour of one day never falls on another, and the days keep their order."""
    habits = Habits(zone, hour, time(0), time(0))
    moments = [at_own_hour(day + n * DAY, habits) for n in range(3)]
    assert [local_date(moment, zone) for moment in moments] == [day + n * DAY for n in range(3)]
    assert moments == sorted(moment.astimezone(UTC) for moment in moments)
