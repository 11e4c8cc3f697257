"""How many messages one person gets on one of their own days, whatever waits for them.

Replies and emergencies are neither counted nor held back. Everything else is: what is over the
ceiling waits for the next day's own hour, where reminders join that day's digest. Urgent tasks
count and wait too; they stand under /tasks all the time. The last place of a day is kept for what
is owed to a child: news never take it, or three pieces of news in the morning would silence the
reminder of the evening.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from care.delivery import Kind
from care.words import Post, Role

FAMILY = 3
"""The day's digest, what they asked to hear again the same evening (Later), and one piece of news:
phones of grandparents and night-shift workers are not to ring more often."""

HELPER = 2
"""Helpers come from outside (SYSTEMS.md C10) and owe little: the digest and one piece of news."""

STAFF = 6
"""The digest of the own hour, word of families that stay silent at two other hours, the weekly
list, the tasks of the lists, one urgent question: a working day's worth, not a stream."""

ON_DUTY = 4
"""Counsellors and hotline staff hear of their own duties, and rarely of lists."""

OFFICER = 2
"""Officers see counts: a question to decide and one summary are a day's worth."""

_FAMILY = (Role.father, Role.mother, Role.parent, Role.guardian)
_STAFF = (Post.class_teacher, Post.deputy, Post.principal, Post.file_manager)
_CEILINGS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(_FAMILY, FAMILY),
        **dict.fromkeys(_STAFF, STAFF),
        Role.helper: HELPER,
        Role.mentor: ON_DUTY,
        Post.counsellor: ON_DUTY,
        Post.hotline_duty: ON_DUTY,
        Post.officer: OFFICER,
        Post.child_protection: OFFICER,
    }
)
LOWEST = min(_CEILINGS.values())
"""Below it nobody's roles need be asked for; who has no role any more gets no more than this."""


def ceiling(names: Collection[str]) -> int:
    """The messages a day of somebody with these roles and posts: the highest of them counts."""
    return max((_CEILINGS.get(name, LOWEST) for name in names), default=LOWEST)


def fits(kind: str, heard: int, most: int) -> bool:
    """Whether one more message of a kind may go out to somebody who heard so many today."""
    return heard < (most if kind == Kind.care else most - 1)
