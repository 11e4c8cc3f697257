"""A thousand emergencies by the rules alone, in a world that goes wrong: people out of reach, steps
that are lost with the process that took them, hours without a beat.

The same with the store and everything around it is `tests/services/test_sos_lives.py`.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from care.people import Circle
from care.sos import HEAD_START, RUNGS, STEP, Climb, climb, pause_after
from care.ties import Person
from care.words import Post, Reach, UnitKind
from tests import hunting
from tests.care.builders import a_circle, a_holding, a_person
from tests.care.test_sos import NOW

EMERGENCIES = 1000
ASKER = 1
POSTS = (
    *((Post.class_teacher, UnitKind.class_), (Post.deputy, UnitKind.class_)),
    *((Post.principal, UnitKind.school), (Post.deputy, UnitKind.school)),
    *((Post.officer, UnitKind.township), (Post.officer, UnitKind.county)),
)


@dataclass(slots=True)
class Emergency:
    """As the store keeps it."""

    next_at: datetime
    step: int = 0
    rounds: int = 0
    heard: set[int] = field(default_factory=set)
    told: list[int] = field(default_factory=list)
    owner: int | None = None


class Luck:
    """What the dice say about this one."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - no secret
        self.posts = [post for post in POSTS if self.dice.random() < 0.8]
        self.asker_works_here = self.dice.random() < 0.2
        self.left_out = {n for n in range(2, 8) if self.dice.random() < 0.1}
        self.often = self.dice.choice((0.0, 0.3, 0.9))
        """How likely somebody of the staff is to be in reach."""

    def circle(self) -> Circle:
        """Who is there and in reach at this moment."""
        held = [a_holding(self.somebody(n), *post) for n, post in enumerate(self.posts, 2)]
        if self.asker_works_here:
            held.append(a_holding(a_person(ASKER), *POSTS[0]))
        return a_circle(staff=held)

    def somebody(self, number: int) -> Person:
        joined = self.dice.random() < self.often
        return a_person(number, Reach.joined if joined else Reach.blocked)

    def crashes(self) -> bool:
        return self.dice.random() < 0.1


def lives_through(luck: Luck) -> Emergency:
    """Three hours at most, a beat every minute; a step that crashes is as if it had not been."""
    now = NOW
    alarm = Emergency(now + HEAD_START)
    while alarm.owner is None and now < NOW + timedelta(hours=3):
        now += timedelta(minutes=1 if luck.dice.random() < 0.95 else luck.dice.randint(5, 60))
        circle = luck.circle()
        never = luck.left_out | {ASKER}
        if alarm.next_at <= now and not luck.crashes():
            found = climb([circle], never, alarm.heard, alarm.step, now)
            can = {it.person.id for it in circle.staff if it.person.reach is Reach.joined}
            assert set(found.tell) <= can - never, "never a wait on who cannot answer"
            takes(alarm, found, now)
        if alarm.told and luck.dice.random() < 0.05 and not luck.crashes():
            alarm.owner = luck.dice.choice(alarm.told)
    return alarm


def takes(alarm: Emergency, found: Climb, now: datetime) -> None:
    if found.tell:
        assert found.step > alarm.step
        alarm.step, alarm.next_at = found.step, now + STEP
        alarm.heard |= set(found.tell)
        alarm.told += found.tell
        return
    assert found.step == len(RUNGS)
    alarm.next_at = now + pause_after(alarm.rounds)
    alarm.step, alarm.rounds, alarm.heard = 0, alarm.rounds + 1, set()


def test_a_thousand_emergencies_reach_a_human_or_climb_and_repeat() -> None:
    ended = []
    for seed in range(EMERGENCIES):
        luck = Luck(seed + hunting.TIMES * EMERGENCIES)
        alarm = lives_through(luck)
        ended.append(alarm)
        assert alarm.owner is not None or alarm.rounds > 0
        assert alarm.owner not in luck.left_out | {ASKER}

    assert sum(alarm.owner is None for alarm in ended) > 100
    assert sum(alarm.owner is not None for alarm in ended) > 300
