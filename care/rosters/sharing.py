"""Numbers that stand for several people: reported, because each of them is invited apart.

Husband and wife on one number are nothing to report. A number of a colleague, or of many people
of different families, was probably written for want of a better one.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from care.rosters.cells import CellError
from care.rosters.grid import a1
from care.rosters.headings import What, Who
from care.rosters.model import Adult, ChildRow, Remark, StaffRow
from care.rosters.phones import read_phones
from care.rosters.repeats import Tables
from care.rosters.table import Table

_COUPLE = 2
_MANY = 4  # people of different families on one number: more are no household
_SHOWN = 6
_COLLEAGUES = (Who.class_teacher, Who.helper)


@dataclass(frozen=True)
class _Use:
    """One adult of one child on a number."""

    child: ChildRow
    adult: Adult


def shared_phones(
    children: Sequence[ChildRow],
    staff: Iterable[StaffRow],
    known_staff: Mapping[str, str],
    tables: Tables,
) -> list[Remark]:
    """A remark for each number that stands for several people, at the first cell that has it.

    `known_staff` are numbers (E.164) of staff known from elsewhere, with their names.
    """
    uses: dict[str, list[_Use]] = {}
    for child in children:
        for adult in child.adults:
            for phone in adult.phones:
                uses.setdefault(phone, []).append(_Use(child, adult))
    owners = {**known_staff, **{phone: s.name for s in staff for phone in s.phones}}
    owners = {**_named_in_rows(children, tables), **owners}
    return [
        _remark(phone, found, code, params, tables)
        for phone, found in uses.items()
        if (told := _tell(phone, found, owners)) is not None
        for code, params in [told]
    ]


def _tell(
    phone: str, found: Sequence[_Use], owners: Mapping[str, str]
) -> tuple[str, dict[str, str]] | None:
    """The code and the values of what there is to say about a number, if anything."""
    names = list(dict.fromkeys(use.adult.name for use in found))
    owner = owners.get(phone)
    params = {"phone": phone, "people": str(len(names)), "names": _listed(names)}
    if owner is not None and any(name != owner for name in names):
        others = [name for name in names if name != owner]
        return _told("phone_of_staff", params, names=_listed(others), owner=owner)
    if len(names) < _COUPLE:
        return None
    families = _families(found)
    if len(names) > _MANY and families > 1:
        return _told("phone_placeholder", params, families=str(families))
    if len(names) > _COUPLE or families > 1:
        return _told("phone_shared", params)
    return None


def _told(code: str, params: dict[str, str], **more: str) -> tuple[str, dict[str, str]]:
    return code, params | more


def _families(found: Iterable[_Use]) -> int:
    """How many families share a number: children with a name in common are of one."""
    families: list[set[str]] = []
    names: dict[tuple[str, int], set[str]] = {}
    for use in found:
        place = (use.child.sheet, use.child.row)
        names.setdefault(place, {adult.name for adult in use.child.adults})
    for of_child in names.values():
        related = [family for family in families if family & of_child]
        families = [family for family in families if not family & of_child]
        families.append(of_child.union(*related))
    return len(families)


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("…" if len(names) > _SHOWN else "")


def _remark(
    phone: str, found: Sequence[_Use], code: str, params: Mapping[str, str], tables: Tables
) -> Remark:
    rows = dict.fromkeys((use.child.sheet, use.child.row) for use in found)
    cells = [(sheet, cell) for sheet, row in rows for cell in _cells(tables[sheet], row - 1, phone)]
    first, *also = cells or [(found[0].child.sheet, a1(found[0].child.row - 1, 0))]
    row = found[0].child.row
    return Remark(*first, code, params, row, tuple(also))


def _cells(table: Table, row: int, phone: str) -> list[str]:
    """Where in a row the number stands."""
    columns = {
        column
        for (who, what), found in table.columns.items()
        if what is What.phone and who not in _COLLEAGUES
        for column in found
    }
    return [a1(row, column) for column in sorted(columns) if phone in _phones(table, row, column)]


def _phones(table: Table, row: int, column: int) -> tuple[str, ...]:
    with suppress(CellError):
        return read_phones(table.at(row, column))
    return ()


def _named_in_rows(children: Iterable[ChildRow], tables: Tables) -> dict[str, str]:
    """The numbers of class teachers and helpers, where a roster has columns for them."""
    found: dict[str, str] = {}
    for child in children:
        table = tables[child.sheet]
        for who, name in zip(_COLLEAGUES, (child.class_teacher, child.helper), strict=True):
            columns = table.columns.get((who, What.phone), ())
            for column in columns if name else ():
                phones = _phones(table, child.row - 1, column)
                found.update(dict.fromkeys(phones, name or ""))
    return found
