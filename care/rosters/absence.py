"""Which parents are away, from all that a row says about it; what stays unclear is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from care.rosters.cells import squash
from care.rosters.grid import Cell
from care.rosters.model import LeftBehind
from care.words import Role, Status

_BOTH = re.compile(r"双亲|双方|双留守|^父母(均|都|皆)?外出|^两|^both")
_ONE = re.compile(r"单亲外出|[一单]方|单留守|^[父母]亲?(一方)?(外出|务工)|^one|^(father|mother)")


@dataclass(frozen=True)
class Absence:
    """What a row's 留守类型 says; `who` is the parent it names, `unknown` if it cannot be read."""

    kind: LeftBehind | None = None
    who: Role | None = None
    unknown: bool = False


@dataclass(frozen=True)
class Signs:
    """What a row says about one parent: a status written in words, or an own place of work."""

    role: Role
    said: Status | None = None
    works_away: bool = False


@lru_cache(maxsize=512, typed=True)
def read_absence(cell: Cell) -> Absence:
    """双亲外出, 单亲外出, 父亲外出 and their like; a bare 单亲 is a family's state."""
    text = squash(cell)
    if not text:
        return Absence()
    if _BOTH.search(text):
        return Absence("both")
    if _ONE.search(text):
        father, mother = re.match("父|father", text), re.match("母|mother", text)
        who = Role.father if father else Role.mother if mother else None
        return Absence("one", who)
    return Absence(unknown=True)


def settle(absence: Absence, signs: Sequence[Signs]) -> tuple[tuple[Status, ...], str | None]:
    """Every parent's status, and the code of a question if the row leaves it open.

    Words count most, then the type with the places of work; what contradicts is unclear.
    """
    statuses = [_of(absence, sign) for sign in signs]
    open_ones = [n for n, sign in enumerate(signs) if sign.said is None]
    away = [n for n in open_ones if signs[n].works_away]
    if absence.kind == "one" and absence.who is None and len(signs) > 1:
        code = _one_of_two(statuses, open_ones, away)
    elif absence.kind == "both" and any(sign.said is Status.at_home for sign in signs):
        code = "both_away_one_home"
    else:
        code = "away_unknown" if Status.unclear in [statuses[n] for n in open_ones] else None
    return tuple(statuses), code


def _of(absence: Absence, sign: Signs) -> Status:
    if sign.said is not None:
        return sign.said
    if absence.who is not None and sign.role in {Role.father, Role.mother}:
        return Status.away if sign.role is absence.who else Status.at_home
    return Status.away if absence.kind or sign.works_away else Status.unclear


def _one_of_two(statuses: list[Status], open_ones: list[int], away: list[int]) -> str | None:
    """单亲外出 with two parents named: the one whose place of work tells, else nobody guesses."""
    if len(open_ones) < 2:
        return None
    for n in open_ones:
        statuses[n] = Status.unclear
    if len(away) == 1:
        for n in open_ones:
            statuses[n] = Status.away if n in away else Status.at_home
        return None
    return "which_away"
