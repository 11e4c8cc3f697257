"""Grades and classes as schools write them: 三年级(2)班, 3.2, 三(2), 初一1班, 七年级."""

import re
from dataclasses import dataclass
from functools import lru_cache

from care.rosters.cells import squash
from care.rosters.grid import Cell

_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")}
_N = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_STAGES = {"初": 6, "初中": 6, "高": 9, "高中": 9, "小": 0, "小学": 0}
_GRADE = rf"(?:(?P<stage>初中?|高中?|小学?)?(?P<grade>{_N})(?:年级|年)?)"
_GRADE_ONLY = re.compile(rf"(?:{_GRADE}|grade(?P<english>\d{{1,2}}))")
_CLASS_ONLY = re.compile(rf"第?[(\[]?(?:class)?(?P<no>{_N})[)\]]?班?")
_BOTH = re.compile(
    rf"{_GRADE}(?:[(\[](?P<bracket>{_N})[)\]]班?|(?<=[级年])第?(?P<plain>{_N})班?|"
    rf"[.\-·_—/](?P<dotted>{_N})班?|(?<=[初高]\w)(?P<stage_no>{_N})班)"
)
_SOLID = re.compile(r"(?P<grade>[1-9])0(?P<solid>[1-9])班?")
_IN_A_TITLE = re.compile(
    rf"(?<![\d\-~—、至到])(?:(?:初中?|高中?|小学?)[一二三四五六1-6]|{_N}年级)(?:第?[(\[]?{_N}[)\]]?班)?"
    rf"|[一二三四五六七八九][(\[]{_N}[)\]]班?"
)


@dataclass(frozen=True)
class ClassName:
    """A class as far as it is known; `name` is the unit's, empty if nothing is known."""

    grade: int | None = None
    number: int | None = None
    name: str = ""


@lru_cache(maxsize=512, typed=True)
def read_class(grade: Cell, class_: Cell) -> ClassName | None:
    """The class that a row's two cells name together; None if they contradict each other.

    A name of its own (向阳班) stays as it is written.
    """
    upper, lower = _one(squash(grade), _GRADE_ONLY), _one(squash(class_), _CLASS_ONLY, _GRADE_ONLY)
    if upper.grade and lower.grade and upper.grade != lower.grade:
        return None
    if upper.number and lower.number and upper.number != lower.number:
        return None
    found = _named(upper.grade or lower.grade, lower.number or upper.number)
    if lower.name and not lower.number:
        return ClassName(found.grade, None, f"{upper.name}{lower.name}")
    return found if found.name else upper


def class_in(title: str) -> ClassName:
    """The class that a sheet's name or a title speaks of, if any: "七年级1班花名册"."""
    found = _IN_A_TITLE.search(squash(title))
    return _one(found[0], _GRADE_ONLY) if found else ClassName()


@lru_cache(maxsize=512)
def is_class(text: str) -> bool:
    """Whether the whole text names a class: a line between two classes in one table."""
    return _IN_A_TITLE.fullmatch(squash(text)) is not None


def _one(text: str, *alone: re.Pattern[str]) -> ClassName:
    if not text:
        return ClassName()
    for pattern in (_SOLID, _BOTH, *alone):
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            numbers = (parts.get(key) for key in ("no", "solid", "bracket", "plain", "dotted"))
            number = next((n for n in numbers if n), parts.get("stage_no"))
            return _named(_grade(parts), _count(number) if number else None)
    return ClassName(name=text)


def _grade(parts: dict[str, str | None]) -> int | None:
    written = parts.get("grade") or parts.get("english")
    if not written:
        return None
    grade = _count(written) + _STAGES.get(parts.get("stage") or "小", 0)
    return grade if 1 <= grade <= 12 else None


def _count(written: str) -> int:
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS[tens or "一"] * 10 if ten else 0) + (_DIGITS[ones] if ones else 0)


def _named(grade: int | None, number: int | None) -> ClassName:
    return ClassName(grade, number, f"{_grade_name(grade)}{f'({number})班' if number else ''}")


def _grade_name(grade: int | None) -> str:
    if grade is None:
        return ""
    return f"高{'一二三'[grade - 10]}" if grade >= 10 else f"{'零一二三四五六七八九'[grade]}年级"
