"""The children of one sheet."""

import re
from dataclasses import dataclass, field
from datetime import date

from care.rosters.cells import CellError, a_name, clean, says_nothing, shown, squash
from care.rosters.classes import ClassName, class_in, read_class
from care.rosters.dates import UnsureMonth, read_birth, read_by_moon, read_month
from care.rosters.family import read_family
from care.rosters.grid import Cell
from care.rosters.headings import What, Who
from care.rosters.model import Birth, ChildRow, Sex
from care.rosters.names import read_name
from care.rosters.row import Notes, Row
from care.rosters.rows import class_line, people
from care.rosters.school import class_teacher_in, school_in
from care.rosters.table import Table

_SEX: dict[str, Sex] = {
    **dict.fromkeys(("男", "男孩", "男性", "男生", "m", "male", "boy"), "male"),
    **dict.fromkeys(("女", "女孩", "女性", "女生", "f", "female", "girl"), "female"),
}
_BOARDS = re.compile(r"是|寄宿生?|住[宿校]生?|√|✓|✔|yes|y|true|1")
_DOES_NOT = re.compile(r"否|走读生?|通校生?|[不非未].*|×|no|n|false|0")


@dataclass
class _Sheet:
    """What holds for the rows below, until a line between them says otherwise."""

    table: Table
    today: date
    school: str | None
    class_teacher: str | None
    under: ClassName
    children: list[ChildRow] = field(default_factory=list)


def read_children(table: Table, today: date, notes: Notes) -> tuple[ChildRow, ...]:
    """The sheet's children; wrong and unclear cells go into `notes`."""
    titles = table.titles()
    school, teacher = school_in(titles), class_teacher_in(titles)
    sheet = _Sheet(table, today, school, teacher, class_of_sheet(table))
    for row in people(table, Who.own, notes):
        line = class_line(row)
        if line:
            sheet.under = class_in(line)
        else:
            sheet.children.append(_child(sheet, row))
    return tuple(sheet.children)


def class_of_sheet(table: Table) -> ClassName:
    """The class of a whole sheet, by its name (七年级1班) or a title that names one class."""
    titles = [found for found in map(class_in, table.titles()) if found.number]
    return next((c for c in (class_in(table.grid.sheet), *titles) if c.name), ClassName())


def _child(sheet: _Sheet, row: Row) -> ChildRow:
    own, under = Who.own, class_of_row(row, sheet.under)
    adults, left_behind = read_family(row)
    remark = row.text(own, What.remark)
    return ChildRow(
        sheet=row.table.grid.sheet,
        row=row.index + 1,
        name=_name(row),
        sex=row.read(own, What.sex, read_sex, None),
        birth=_birth(row, sheet.today),
        ethnicity=_ethnicity(row.text(own, What.ethnicity)),
        grade=under.grade,
        class_no=under.number,
        class_name=under.name,
        address=row.text(own, What.address),
        left_behind=left_behind,
        away_since=_since(row, sheet.today),
        adults=adults,
        class_teacher=_staff_name(row.text(Who.class_teacher, What.name)) or sheet.class_teacher,
        helper=_staff_name(row.text(Who.helper, What.name)),
        remark=remark,
        boarding=_boarding(row, remark),
        school=row.text(own, What.school) or sheet.school,
        birthday=_birthday(row),
    )


def _name(row: Row) -> str:
    return row.read(Who.own, What.name, read_name, None) or ""


def class_of_row(row: Row, under: ClassName) -> ClassName:
    """The row's class by its cells, completed by the sheet's; a fault if unknown."""
    grade, class_ = row.cell(Who.own, What.grade), row.cell(Who.own, What.class_)
    found = read_class(grade, class_)
    if found and found.number and not found.grade and under.grade:
        found = read_class(under.name if not under.number else f"{under.grade}年级", class_)
    where = What.class_ if (Who.own, What.class_) in row.table.columns else What.grade
    if found is None:
        row.fault(Who.own, where, "class_conflict", grade=clean(grade), value=clean(class_))
        return ClassName()
    if not found.name:
        found = under
    named = (Who.own, where) in row.table.columns and not row.has_formula(Who.own, where)
    if named and (not found.name or (found.number and not found.grade)):
        row.fault(Who.own, where, "class_missing", value=clean(class_))
    return found


def read_sex(cell: Cell) -> Sex | None:
    """男 or 女 in any spelling, None for an empty cell; `CellError` for anything else."""
    text = squash(cell)
    if text and text not in _SEX:
        raise CellError("sex", value=shown(cell))
    return _SEX.get(text)


def _birth(row: Row, today: date) -> Birth | None:
    def reader(cell: Cell) -> Birth | None:
        try:
            return read_birth(cell, today)
        except UnsureMonth as unsure:
            row.ask(Who.own, What.birth, unsure.code, **unsure.params)
            return Birth(unsure.year)

    return row.read(Who.own, What.birth, reader, None)


def _birthday(row: Row) -> str | None:
    """The birthday by the moon; what is wrong with the cell is said where the birth is read."""
    try:
        found = read_by_moon(row.cell(Who.own, What.birth))
    except CellError:
        return None
    return None if found is None else found[1]


def _ethnicity(text: str | None) -> str | None:
    """汉 and 汉族 are the same."""
    joined = text.replace(" ", "") if text else None
    if joined and re.fullmatch(r"[一-鿿]+(?<![族人])", joined):
        return f"{joined}族"
    return text if joined and re.search("[A-Za-z]", joined) else joined


def _since(row: Row, today: date) -> tuple[int, int | None] | None:
    since = row.read(Who.own, What.since, read_month, None)
    if since and (since[0], since[1] or 1) > (today.year, today.month):
        row.ask(Who.own, What.since, "since_future", value=row.quoted(Who.own, What.since))
    return since


def _staff_name(text: str | None) -> str | None:
    """A teacher's name without the number that some sheets write behind it."""
    name = a_name(re.sub(r"[(]?\+?\d[\d -]{6,}[)]?", "", text).strip()) if text else ""
    return name or None


def _boarding(row: Row, remark: str | None) -> bool | None:
    text = squash(row.cell(Who.own, What.boarding))
    if text and not says_nothing(text):
        return True if _BOARDS.fullmatch(text) else False if _DOES_NOT.fullmatch(text) else None
    return True if remark and re.search(r"^寄宿|[,、; ]寄宿", remark) else None
