"""Cells as text, and the error that one wrong cell raises."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from care.rosters.grid import Cell

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_NOTHING = re.compile(
    r"[/\\\-—–_~.。、,*×x?()]*|无|没有|暂无|空|不详|未知|none|n/?a|nil", re.IGNORECASE
)


class CellError(ValueError):
    """A cell that cannot be what its column says; `code` and `params` as in `Fault`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def clean(cell: Cell) -> str:
    """The cell as one line: half-width, single blanks, whole numbers without their ".0"."""
    if isinstance(cell, str):
        return _line(cell)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        cell = cell.isoformat()
    return _line(str(cell))


@lru_cache(maxsize=8192)
def _line(text: str) -> str:
    """Kept for a while: a row's cells are looked at several times, and columns repeat values."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def squash(cell: Cell) -> str:
    """The cell's text without any blank, in small letters: for comparing, not for keeping."""
    return clean(cell).replace(" ", "").lower()


@lru_cache(maxsize=4096)
def says_nothing(text: str) -> bool:
    """Whether a filled-in cell only says that there is nothing: 无, /, —, none."""
    return _NOTHING.fullmatch(text.strip()) is not None


def shown(cell: Cell) -> str:
    """The cell's text as a fault quotes it: whole if short, else its beginning."""
    text = clean(cell)
    return text if len(text) <= 40 else f"{text[:39]}…"


def a_name(text: str) -> str:
    """A person's name: 张 三 becomes 张三, names in Latin letters keep their blanks."""
    return text if re.search("[A-Za-z]", text) else text.replace(" ", "")
