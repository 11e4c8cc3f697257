"""Names in a cell: one or two people, with what is written behind them in brackets."""

import re
from dataclasses import dataclass

from care.rosters.cells import CellError, a_name, clean, says_nothing, shown
from care.rosters.grid import Cell
from care.rosters.wording import DEAD, LOST, OPEN
from care.words import Role

_BETWEEN = re.compile(r"[、,/;|&\\]+")
_BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
_WORD = re.compile(r"(?:[父母爸妈]亲?[::])?[\u4e00-\u9fff]{2,}")
_LABEL = re.compile(r"^(父亲?|母亲?|爸爸?|妈妈?)[::]\s*|^(父亲|母亲)(?=.{2,4}$)")
_WRONG = re.compile(r"[\d=?#@<>{}*+]")
_LONGEST = 40
_ROLES = {"父": Role.father, "爸": Role.father, "母": Role.mother, "妈": Role.mother}
# Not a name: what is written in its place.
_NOT_HERE = re.compile(
    rf"(已?经?({DEAD})|已?故|已?亡|{LOST}|{OPEN}|孤儿|同上|不在|不知道|外出|务工|打工)"
    r"(中|了|家庭|人员)?$"
)
_BEHIND = re.compile(rf"(?<=..)(已?({DEAD})|{LOST}|{OPEN})$")


@dataclass(frozen=True)
class Named:
    """A name with its remark ("已故") and, if the cell says it, whether father or mother."""

    name: str
    remark: str = ""
    role: Role | None = None


def read_name(cell: Cell) -> str | None:
    """One person's name as it is written; None if the cell is empty. `CellError` if it is none."""
    text = clean(cell)
    if not text:
        return None
    name = a_name(text)
    if says_nothing(text) or _WRONG.search(name) or len(name) > _LONGEST:
        raise CellError("name", value=shown(cell))
    return name


def read_names(cell: Cell) -> tuple[Named, ...]:
    """The people named in one cell of a family's columns, none for 无. Raises `CellError`."""
    text = clean(cell)
    found = [_one(piece, cell) for piece in _pieces(text) if piece and not says_nothing(piece)]
    return tuple(named for named in found if named is not None)


def remark_in(cell: Cell) -> str:
    """What stands in a name's cell beside the name: 已故."""
    text = clean(cell)
    if _NOT_HERE.match(text):
        return text
    behind = _BEHIND.search(text)
    return " ".join([*_BRACKETS.findall(text), *([behind[0]] if behind else [])])


def _pieces(text: str) -> list[str]:
    """Splits at 、 and the like; at blanks only between whole names (韩 宇 is one)."""
    pieces = [piece.strip() for piece in _BETWEEN.split(text)]
    if len(pieces) > 1:
        return pieces
    words = text.split()
    whole = len(words) == 2 and all(
        re.match(r"(?:[父母爸妈]亲?[::])?[一-鿿]{2,}", w) for w in words
    )
    return words if whole else pieces


def _one(piece: str, cell: Cell) -> Named | None:
    if _NOT_HERE.match(a_name(piece)):
        return None
    remark = remark_in(piece)
    bare = _BEHIND.sub("", _BRACKETS.sub("", piece).strip())
    label = _LABEL.match(bare)
    name = a_name(bare[label.end() :].strip() if label else bare)
    if not name or _NOT_HERE.match(name):
        return None
    if _WRONG.search(name) or len(name) > _LONGEST:
        raise CellError("name_adult", value=shown(cell))
    return Named(name, remark, _ROLES[label[0][0]] if label else None)
