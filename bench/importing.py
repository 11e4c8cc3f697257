"""A prefecture's roster of 135,308 children, 271 schools: read, checked, written school by school.

Each part runs in a process of its own (`bench.importing_child`), so that its memory is its own.
The limits are those of `DESIGN.md`: a running bot waits less than a second for any school, and the
whole import stays below 1 GiB.
"""

import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import xlsxwriter

from bench.figures import Figure
from bench.processes import ROOT, Ran, measured
from bench.school import invented
from bench.ticks import LIMIT as MESSAGES_A_SECOND

HEADINGS = (
    *("学校", "姓名", "性别", "出生年月", "班级", "父亲姓名", "父亲务工地点", "父亲电话"),
    *("母亲姓名", "母亲务工地点", "母亲电话", "监护人", "与学生关系", "监护人电话", "留守类型"),
)
SCHOOLS = (200, 300, 400, 500, 600, 1_000)
"""How many children the schools have, one after the other."""

IN_A_CLASS = 45
CALAMINE = """
import sys, python_calamine
with python_calamine.CalamineWorkbook.from_path(sys.argv[1]) as book:
    for name in book.sheet_names:
        print(sum(len(row) for row in book.get_sheet_by_name(name).iter_rows()))
"""
MAX_TRANSACTION = 1.0
"""Seconds."""

MAX_MEMORY = 1024.0
"""MB."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many children there are, in schools of which sizes, and how many duties are due."""

    rows: int = 135_308
    schools: tuple[int, ...] = SCHOOLS
    due: int = 10_000


FULL, TOY = Size(), Size(60, (20, 30), 10)


async def run(size: Size) -> AsyncIterator[Figure]:
    """Reading, checking, writing, writing again, and a tick over the store that has come of it."""
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as name:
        folder = Path(name)
        roster = folder / "prefecture.xlsx"
        write_roster(roster, size)
        bare = await measured(sys.executable, "-c", CALAMINE, roster, env=_env(), cwd=ROOT)
        yield _memory("calamine, cells only", bare)
        checked = await _child("read", folder, roster)
        beside = f"{bare.seconds:.1f} s, calamine"
        yield Figure("read and checked", _said(checked), beside, checked.seconds / bare.seconds)
        for what in ("written school by school", "the same file again"):
            ran = await _child("write", folder, roster)
            told = json.loads(ran.said)
            if told["children"] != size.rows:
                raise RuntimeError(f"not the whole roster was written: {ran.said}")
            yield _memory(what, ran)
            yield _transaction(f"{what}: longest of {told['schools']}", told)
        ticked = json.loads((await _child("tick", folder, str(size.due))).said)
        yield _transaction(f"{ticked['duties']:,} duties due in that store: longest tick", ticked)
        rate = ticked["duties"] / ticked["seconds"]
        beside = f"{MESSAGES_A_SECOND} messages/s that Telegram takes"
        yield Figure("all ticks", f"{rate:.0f} duties/s", beside, rate / MESSAGES_A_SECOND)


async def _child(what: str, folder: Path, *more: str | Path) -> Ran:
    module = "bench.importing_child"
    return await measured(sys.executable, "-m", module, what, folder, *more, env=_env(), cwd=ROOT)


def _env() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("HONGYAN_")}
    return own | {"PYTHONPATH": str(ROOT)}


def _said(ran: Ran) -> str:
    return f"{ran.seconds:.1f} s, {ran.peak:.0f} MB"


def _memory(what: str, ran: Ran) -> Figure:
    return Figure(what, _said(ran), f"{MAX_MEMORY:.0f} MB", ran.peak / MAX_MEMORY)


def _transaction(what: str, told: dict[str, Any]) -> Figure:
    said = f"{told['longest']:.2f} s (mean {told['mean']:.2f} s)"
    return Figure(what, said, f"{MAX_TRANSACTION:.0f} s", told["longest"] / MAX_TRANSACTION)


def write_roster(path: Path, size: Size) -> None:
    """Invented families, sorted by school and class; written row by row."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADINGS)
        for number, (school, place) in enumerate(_places(size)):
            sheet.write_row(number + 1, 0, _row(number, school, place))


def _places(size: Size) -> Iterator[tuple[int, int]]:
    """The school of each row, and its place in it."""
    left = size.rows
    for school, children in enumerate(cycle(size.schools)):
        for place in range(min(left, children)):
            yield school, place
        left -= children
        if left <= 0:
            return


def _row(number: int, school: int, place: int) -> tuple[str, ...]:
    name, tail = invented(number % 100_000), f"{number % 10_000:04}"
    grade, class_ = divmod(place // IN_A_CLASS, 5)
    return (
        *(f"第{school + 1}号小学", name, "女" if number % 2 else "男"),
        *(f"201{6 + number % 3}.{1 + number % 12}.{1 + number % 28}",),
        f"{'一二三四五六'[grade]}年级{class_ + 1}班",
        *(f"{name}远", "广东东莞", f"1670000{tail}", f"{name}安", "浙江义乌", f"1700000{tail}"),
        *(f"{name}秋", "奶奶", f"1710000{tail}", "双亲外出"),
    )
