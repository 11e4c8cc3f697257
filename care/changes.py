"""Changes to the lists: which of them take effect only with the decider's second tap."""

from care.people import PAIRED, PARENTS
from care.words import ChangeCode, Role, Status

ADDED = (Role.father, Role.mother, Role.guardian, *PAIRED)
"""The roles in which somebody can be added to a circle in the chat."""

OF_POSTS = frozenset({ChangeCode.class_, ChangeCode.post, ChangeCode.post_end})
"""Who has a post of the staff."""

_ALWAYS = frozenset({ChangeCode.bar, ChangeCode.unbar}) | OF_POSTS
_OF_PARENTS = frozenset({ChangeCode.end, ChangeCode.add})
_AT_ONCE = frozenset({ChangeCode.pair, ChangeCode.unpair})


def status_at_first(role: Role) -> Status:
    """How somebody new stands to the child: where a parent is has to be asked."""
    return Status.unclear if role in PARENTS else Status.at_home


def needs_second_tap(code: ChangeCode, roles: frozenset[Role], *, entrusted: bool) -> bool:
    """Whether a change waits for the decider. `roles` are those it gives or takes; somebody is
    `entrusted` who has joined or holds a post: their number and name guard their access.

    A colleague is paired with a child at once; who is new to the school or comes from outside it
    waits (SYSTEMS.md C10).
    """
    if code in _ALWAYS:
        return True
    if code in _AT_ONCE:
        return False
    if code in _OF_PARENTS:
        sensitive = PARENTS | {Role.guardian}
        return bool(roles & (sensitive.union(PAIRED) if code is ChangeCode.add else sensitive))
    return entrusted
