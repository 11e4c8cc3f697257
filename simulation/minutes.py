"""How long the staff are busy with what a programme asks of them: assumptions, in minutes."""

from collections import Counter
from collections.abc import Mapping

from care.people import PAIRED
from care.words import Post, Role

MINUTES = {
    "talk": 20,
    "visit": 75,
    "hotline": 25,
    "meeting": 120,
    "guardian-talk": 15,
    "teacher-call": 15,
    "how-is-it": 10,
}
"""By kind of record. What is noted for a family (a call, a letter) takes the phone call to ask."""

OTHERWISE = 5


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
