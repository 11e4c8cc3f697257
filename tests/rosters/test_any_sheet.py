"""Whatever stands in a sheet: it is read, or named as wrong, or asked about."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from care.rosters.grid import Cell
from care.rosters.read import NoTable, read
from tests.rosters.builders import CHILD, HEADINGS, TODAY, a_grid, a_row, roster

WORDS = st.sampled_from(
    [
        *HEADINGS,
        *(str(value) for value in CHILD.values()),
        "无",
        "已故",
        "单亲外出",
        "(2)班",
        "父亲情况",
        "注:",
        "合计",
        "职务",
        "校长",
    ]
)
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    WORDS,
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
)
ROWS = st.lists(st.lists(CELLS, max_size=20), max_size=12)


@given(ROWS)
@settings(deadline=None)
def test_no_sheet_breaks_the_reading(rows: list[list[Cell]]) -> None:
    with suppress(NoTable):
        read([a_grid(*rows, merged=((0, 0, 1, 3),), formulas=[(1, 1)])], TODAY)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(HEADINGS, CELLS)), max_size=6))
@settings(deadline=None)
def test_no_row_breaks_the_reading_and_every_address_is_in_the_sheet(
    rows: list[dict[str, Cell]],
) -> None:
    found = roster(*(a_row(**row) for row in rows))
    assert len(found.children) <= len(rows)
    for cell in [note.cell for note in found.faults] + [note.cell for note in found.questions]:
        assert 1 <= int(cell.lstrip("ABCDEFGHIJKLMNOPQR")) <= len(rows) + 1


@given(st.permutations(HEADINGS))
@settings(deadline=None, max_examples=25)
def test_the_child_is_the_same_in_any_order_of_the_columns(order: list[str]) -> None:
    plain = roster(a_row()).children[0]
    named = {"与学生关系": "与监护人关系"}
    found = roster(
        tuple(CHILD[heading] for heading in order),
        headings=[named.get(heading, heading) for heading in order],
    )
    assert found.children[0] == plain
