"""How long the staff are busy with what a programme asks of them: assumptions, in minutes."""

from collections import Counter
from collections.abc import Mapping

from care.people import PAIRED
from care.words import Post, Role

MINUTES = {
    # with a child
    "talk": 20,
    "visit": 75,
    "hotline": 25,
    "counselling": 40,
    "festival": 120,
    "guest": 120,
    "stage-art": 15,
    "pair-feedback": 10,
    # with those at home, or about a child
    "guardian-talk": 15,
    "teacher-call": 15,
    "how-is-it": 10,
    "feedback": 10,
    "month-word": 10,
    "term-report": 15,
    "intake": 10,
    "measure": 20,
    "education-plan": 30,
    "education-review": 15,
    "study-plan": 30,
    "study-review": 15,
    "study-helper": 15,
    "study-check": 10,
    # of a class
    "attendance": 10,
    "noon": 40,
    "roster": 30,
    "parents-meeting": 120,
    "birthday-party": 45,
    "own-look": 30,
    # of a school, or of an officer
    "meeting": 120,
    "lecture": 90,
    "activity": 120,
    "outing": 240,
    "launch": 180,
    "after-school": 20,
    "health-check": 120,
    "census": 480,
    "survey": 240,
    "files": 60,
    "pairs": 60,
    "stage": 15,
    "inspection": 120,
    "assessment": 120,
    "year-end": 120,
    "summary": 120,
    "report": 120,
    "town-report": 120,
    "key-unit-report": 60,
    "key-list": 30,
    "review": 60,
}
"""By kind of record: each one that a programme of ours asks for, but those in `TOUCHES`."""

TOUCHES = frozenset(
    {"call", "letter", "guardian-check-in", "teacher-check-in", "birthday", "good"},
)
"""What the family does, or what is no more than a line: noted for them it takes the phone call to
ask."""

OTHERWISE = 5
"""For a touch, and for what no programme asks for."""


OF_THE_SCHOOL = frozenset[str](
    {*Post, Role.mentor} - {Post.officer, Post.child_protection},
)
"""Whose work a programme costs a school; officers and helpers are not its own."""
WORKERS = frozenset[str]((*Post, *PAIRED))


def work(acts: Mapping[str, int]) -> Counter[str]:
    """Minutes of work by post or role, from records counted by `role/kind`; the family's time is
    not counted.
    """
    minutes: Counter[str] = Counter()
    for name, n in acts.items():
        role, _, kind = name.partition("/")
        if role in WORKERS:
            minutes[role] += MINUTES.get(kind, OTHERWISE) * n
    return minutes


def of_the_school(minutes: Mapping[str, int]) -> int:
    """How many of these minutes are the school's own."""
    return sum(n for role, n in minutes.items() if role in OF_THE_SCHOOL)
