"""A large roster is read in seconds of the processor, however busy the machine is otherwise."""

from pathlib import Path
from time import process_time

import xlsxwriter

from services.sheets.workbook import open_grids
from tests.rosters.builders import HEADINGS, a_row, reading

CHILDREN = 5000


def test_five_thousand_children_are_understood_in_well_under_five_seconds(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADINGS)
        for n in range(CHILDREN):
            name = "马" + "".join(chr(0x4E00 + int(digit)) for digit in f"{n:04}")
            sheet.write_row(n + 1, 0, a_row(序号=n + 1, 姓名=name))
    start = process_time()
    found = reading(*open_grids(path)).roster
    seconds = process_time() - start
    assert found is not None
    assert (len(found.children), found.faults) == (CHILDREN, ())
    assert seconds < 5
