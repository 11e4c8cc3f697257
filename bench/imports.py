"""A roster of five thousand children through `hongyan import`: seconds and peak memory.

The peer only reads the same file, cell by cell, with openpyxl, and understands nothing of it.
"""

import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from bench.figures import Figure
from bench.processes import HONGYAN, Ran, measured
from bench.school import invented

HEADINGS = (
    *("序号", "姓名", "性别", "出生年月", "年级", "班级"),
    *("父亲姓名", "父亲务工地点", "父亲电话", "母亲姓名", "母亲务工地点", "母亲电话"),
    *("监护人", "与学生关系", "监护人电话", "留守类型"),
)
READ = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only={streaming}, data_only=True)
print(sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row))
"""


IMPORTS: dict[str, tuple[str, ...]] = {
    "import, dry run": ("--dry-run",),
    "import, no plan": ("--no-plan",),
    "import and first duties planned": (),
    "the same file again": (),
}
"""Ways to import, in this order; the last two meet in one store."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows the roster has, and which imports are measured."""

    rows: int = 5_000
    imports: tuple[str, ...] = tuple(IMPORTS)


FULL, TOY = Size(), Size(40, ("import and first duties planned",))


async def run(size: Size) -> AsyncIterator[Figure]:
    """Reading with openpyxl both ways, then our import without and with planning."""
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as name:
        folder = Path(name)
        roster = folder / "roster.xlsx"
        write_roster(roster, size.rows)
        streamed = await _read(roster, folder, streaming=True)
        whole = await _read(roster, folder, streaming=False)
        yield _figure("openpyxl, whole", whole, streamed)
        for what in size.imports:
            ran = await _imported(roster, folder, *IMPORTS[what])
            counts = json.loads(ran.said)
            if counts["children"] != size.rows or counts["errors"]:
                raise RuntimeError(f"not the whole roster was read: {ran.said}")
            yield _figure(what, ran, streamed)


def _figure(what: str, ran: Ran, peer: Ran) -> Figure:
    beside = f"{_said(peer)}, openpyxl read-only"
    return Figure(what, _said(ran), beside, ran.seconds / peer.seconds)


def _said(ran: Ran) -> str:
    return f"{ran.seconds:.1f} s, {ran.peak:.0f} MB"


async def _read(roster: Path, folder: Path, *, streaming: bool) -> Ran:
    code = READ.format(streaming=streaming)
    return await measured(sys.executable, "-c", code, roster, env=dict(os.environ), cwd=folder)


async def _imported(roster: Path, folder: Path, *more: str) -> Ran:
    database = "-".join(("store", *more))
    env = dict(os.environ) | {
        "HONGYAN_DATABASE": f"sqlite:///{folder / database}.db",
        "HONGYAN_KEY_FILE": str(folder / "bench.key"),
    }
    words = ("--school", "青禾小学", "--json", *more)
    return await measured(HONGYAN, "import", roster, *words, env=env, cwd=folder)


def write_roster(path: Path, rows: int) -> None:
    """A plain roster of invented families, one row for each."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(rows):
            sheet.write_row(number + 1, 0, _row(number))


def _row(number: int) -> tuple[str | int, ...]:
    name, tail = invented(number), f"{number % 10_000:04}"
    return (
        *(number + 1, name, "女" if number % 2 else "男", f"201{6 + number % 3}.{1 + number % 12}"),
        *(f"{'三四五六'[number // 1_500 % 4]}年级", f"({1 + number // 30 % 50})班"),
        *(f"{name}远", "广东东莞", f"1670000{tail}"),
        *(f"{name}安", "浙江义乌", f"1700000{tail}"),
        *(f"{name}秋", "奶奶", f"1710000{tail}", "双亲外出"),
    )
