"""A sheet meets the lists: what is taken from it, what is kept, what is asked about.

Three values of every field: what the last sheet said (base), what this one says, what the lists
say now (ours). A blank cell says nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from care.rosters.model import Birth

Fields = Mapping[str, Any]
"""Values by field: text, numbers, yes or no, or several texts (phones). None or () is blank."""

_SHORTEST = 2


class Verdict(StrEnum):
    """What becomes of a field."""

    keep = "keep"
    take = "take"
    ask = "ask"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the sheet changes, or would: ours as it was, and the sheet's value."""

    field: str
    ours: Any
    sheet: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome for all fields: the values in force, what was replaced, what must be asked.

    `base` is what the next sheet is compared with: a value that was asked about is in it, so that
    the same sheet does not ask again.
    """

    values: dict[str, Any]
    taken: tuple[Difference, ...]
    asked: tuple[Difference, ...]
    base: dict[str, Any]


def judge(base: Any, sheet: Any, ours: Any) -> Verdict:
    """The rule for one field: what was changed last counts; changed on both sides is asked."""
    base, sheet, ours = _plain(base), _plain(sheet), _plain(ours)
    if sheet is None or sheet in (base, ours):
        return Verdict.keep
    return Verdict.take if ours == base else Verdict.ask


def merge(base: Fields, sheet: Fields, ours: Fields) -> Merged:
    """The rule for all fields of a sheet; fields that it does not name stay as they are."""
    values, after = dict(ours), dict(base)
    found: dict[Verdict, list[Difference]] = {verdict: [] for verdict in Verdict}
    for field, said in sheet.items():
        verdict = judge(base.get(field), said, ours.get(field))
        found[verdict].append(Difference(field, ours.get(field), said))
        if _plain(said) is not None:
            after[field] = said
        if verdict is Verdict.take:
            values[field] = said
    return Merged(values, tuple(found[Verdict.take]), tuple(found[Verdict.ask]), after)


def _plain(value: Any) -> Any:
    """Comparable: the order of several numbers does not matter, and none of them is blank."""
    if isinstance(value, list | tuple):
        return frozenset(value) or None
    return value


def alike(one: str, other: str) -> bool:
    """Whether two names differ in one character at most: one exchanged, left out or added."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1:
        return False
    same = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    rest = short[same:] if len(long) > len(short) else short[same + 1 :]
    return long[same + 1 :] == rest


def slipped(one: Birth | None, other: Birth | None) -> bool:
    """Whether two full dates differ in one part only: the year, the month or the day."""
    if one is None or other is None:
        return False
    pairs = list(zip(_parts(one), _parts(other), strict=True))
    return all(a and b for a, b in pairs) and sum(a != b for a, b in pairs) == 1


def fits(one: Birth | None, other: Birth | None) -> bool:
    """Whether two births can be the same day: what both of them say is equal."""
    if one is None or other is None:
        return True
    return all(
        a == b for a, b in zip(_parts(one), _parts(other), strict=True) if None not in (a, b)
    )


def is_full(birth: Birth | None) -> bool:
    """Whether a birth is known to the day."""
    return birth is not None and None not in _parts(birth)


def _parts(birth: Birth) -> tuple[int | None, ...]:
    return (birth.year, birth.month, birth.day)
