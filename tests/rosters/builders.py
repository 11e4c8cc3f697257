"""Sheets for the tests: a plain roster whose rows a test changes where it matters."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl

from care.rosters.grid import Cell, Grid, Span
from care.rosters.model import Adult, ChildRow, Reading, Roster, StaffSheet
from care.rosters.read import read

TODAY = date(2026, 11, 21)

HEADINGS = (
    *("序号", "姓名", "性别", "民族", "出生年月", "年级", "班级"),
    *("父亲姓名", "父亲务工地点", "父亲电话", "母亲姓名", "母亲务工地点", "母亲电话"),
    *("监护人", "与学生关系", "监护人电话", "留守类型", "备注"),
)
CHILD: dict[str, Cell] = {
    "序号": 1,
    "姓名": "马小满",
    "性别": "女",
    "民族": "回",
    "出生年月": "2017.5.21",
    "年级": "三年级",
    "班级": "(1)班",
    "父亲姓名": "马建国",
    "父亲务工地点": "广东东莞",
    "父亲电话": 16700000101.0,
    "母亲姓名": "马兰",
    "母亲务工地点": "浙江义乌",
    "母亲电话": "167 0000 0102",
    "监护人": "冯桂英",
    "与学生关系": "奶奶",
    "监护人电话": "16700000103",
    "留守类型": "双亲外出",
    "备注": None,
}


def a_row(**changes: Cell) -> tuple[Cell, ...]:
    """The demo family's row, in the order of `HEADINGS`."""
    return tuple({**CHILD, **changes}[heading] for heading in HEADINGS)


def a_grid(
    *rows: Sequence[Cell],
    sheet: str = "花名册",
    merged: tuple[Span, ...] = (),
    formulas: Sequence[tuple[int, int]] = (),
) -> Grid:
    return Grid(sheet, tuple(map(tuple, rows)), merged, frozenset(formulas))


def reading(*grids: Grid) -> Reading:
    return read(grids, TODAY)


def roster(*rows: Sequence[Cell], headings: Sequence[Cell] = HEADINGS) -> Roster:
    """A sheet with one row of headings, read."""
    found = reading(a_grid(headings, *rows)).roster
    assert found is not None
    return found


def staff(*rows: Sequence[Cell], headings: Sequence[Cell]) -> StaffSheet:
    found = reading(a_grid(headings, *rows)).staff
    assert found is not None
    return found


def child(**changes: Cell) -> ChildRow:
    """The only child of a roster with one row that has nothing wrong in it."""
    found = roster(a_row(**changes))
    assert not found.faults
    return found.children[0]


def adults(*rows: Sequence[Cell], headings: Sequence[Cell] = HEADINGS) -> tuple[Adult, ...]:
    return roster(*rows, headings=headings).children[0].adults


def faults(*rows: Sequence[Cell], headings: Sequence[Cell] = HEADINGS) -> list[tuple[str, str]]:
    return [(fault.cell, fault.code) for fault in roster(*rows, headings=headings).faults]


def questions(*rows: Sequence[Cell], headings: Sequence[Cell] = HEADINGS) -> list[tuple[str, str]]:
    return [(asked.cell, asked.code) for asked in roster(*rows, headings=headings).questions]


def a_workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """A real .xlsx file, written by another library than the product's."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
