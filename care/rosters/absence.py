"""Which parents are away, from all that a row says about it; what stays unclear is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from care.rosters.cells import squash
from care.rosters.grid import Cell
from care.rosters.model import LeftBehind
from care.words import Role, Status

_DEAD = re.compile(r"去世|已故|病故|过世|身故|亡故|死亡|遇难|^[已双]?亡$|^故$|deceased|^dead$")
_NO_CONTACT = re.compile(r"失联|失踪|联系不上|无法联系|无联系|下落不明|无音[讯信]|出走|nocontact")
_BARRED = re.compile(r"剥夺|撤销监护|禁止(接触|联系|探视)|人身安全保护令|barred")
_UNCLEAR = re.compile(r"服刑|监狱|在押|戒毒|离异|离婚|改嫁|再婚|分居|本[村地乡镇县]")
_AT_HOME = re.compile(
    r"(一直)?(现?在家|家[中里]|留守|未外出|没外出|在村|athome).*|(在家)?务农|home"
)
_WHOSE = {Role.father: "父亲?|爸爸?", Role.mother: "母亲?|妈妈?", Role.parent: "[父母]亲?|双亲"}
_GONE = r"(已?去世|已?故|双?亡|病故|过世)"
_LOST = r"(失联|失踪|出走|联系不上)"
_ASKED = re.compile(r"单亲|离异|离婚|孤儿|再婚|改嫁|重组|服刑|监狱|戒毒|父母?亡|母亡|去世|已故")

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


def said_of(*texts: str | None) -> Status | None:
    """The status that a parent's own cells put in words: 已故, 失联, 在家."""
    joined = [squash(text) for text in texts if text]
    for pattern, status in (
        (_DEAD, Status.dead),
        (_BARRED, Status.barred),
        (_NO_CONTACT, Status.no_contact),
        (_UNCLEAR, Status.unclear),
    ):
        if any(pattern.search(text) for text in joined):
            return status
    return Status.at_home if any(_AT_HOME.fullmatch(text) for text in joined) else None


def said_in_remark(remark: str | None, role: Role) -> Status | None:
    """What the row's remark says of a parent: 父亲去世, 母亲失联.

    Of somebody who is only called a parent it cannot be told whether it is they.
    """
    text, whose = squash(remark), _WHOSE[role]
    if re.search(rf"({whose}|父母){_GONE}", text):
        return Status.unclear if role is Role.parent else Status.dead
    if re.search(rf"({whose}|父母){_LOST}", text):
        return Status.unclear if role is Role.parent else Status.no_contact
    return None


def needs_asking(remark: str | None) -> bool:
    """Whether a remark may change who is to be spoken to, without saying how."""
    return remark is not None and _ASKED.search(squash(remark)) is not None


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
