"""What is counted while a school lives, and how the counts of many schools become one."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

SCHOOL = "school"
_MINUTE = "%Y-%m-%dT%H:%M"


@dataclass(slots=True)
class Figures:
    """Counts of one school, or of many. All but `heaviest` add up; nothing here is an average."""

    schools: int = 0
    children: int = 0
    duties: Counter[str] = field(default_factory=Counter)
    """By `rule/state`."""
    on_time: Counter[str] = field(default_factory=Counter)
    """Done on the day it was due or before, by rule."""
    minutes: Counter[str] = field(default_factory=Counter)
    """Messages sent, by the minute (UTC) in which they were due to go out."""
    kinds: Counter[str] = field(default_factory=Counter)
    """Messages sent, by what they said: reminder, again, escalation, a code of news."""
    told: Counter[str] = field(default_factory=Counter)
    """Messages sent, by the role of their reader."""
    people: Counter[str] = field(default_factory=Counter)
    """People in the chat at the beginning, by role."""
    weeks: Counter[str] = field(default_factory=Counter)
    """Person-weeks by `role/messages`: how many weeks somebody of a role heard so much."""
    acts: Counter[str] = field(default_factory=Counter)
    """What was done, by `role/kind of record`."""
    heaviest: Counter[str] = field(default_factory=Counter)
    """Minutes of work in the school that has most of it: by post, and (`SCHOOL`) all its own."""
    happened: Counter[str] = field(default_factory=Counter)
    """What came to people and what they said of their own accord: blocked, phone_lost, returned,
    home, with_parents, key_child, card.
    """
    ticked: int = 0
    """Families asked by phone or paper from a weekly list."""

    def sent(self, at: datetime) -> None:
        """A message went out at that moment (UTC)."""
        self.minutes[_minute(at)] += 1

    def add(self, other: "Figures") -> None:
        """The counts of another school come in."""
        self.schools += other.schools
        self.children += other.children
        self.ticked += other.ticked
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.heaviest |= other.heaviest


@lru_cache(maxsize=1)
def _minute(at: datetime) -> str:
    """What goes out together is counted one by one, and written once."""
    return at.strftime(_MINUTE)


_COUNTERS = ("duties", "on_time", "minutes", "kinds", "told", "people", "weeks", "acts", "happened")
