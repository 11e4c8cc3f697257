"""Phone numbers in every shape that the forms show."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.rosters.cells import CellError
from care.rosters.grid import Cell
from care.rosters.phones import read_phones

MOBILES = st.from_regex(r"1(?:67|70|71)0000[0-9]{4}", fullmatch=True)
FATHER, MOTHER = "+8616700000101", "+8617000000102"


@pytest.mark.parametrize(
    "cell",
    [
        "16700000101",
        16700000101,
        16700000101.0,
        "167 0000 0101",
        "167-0000-0101",
        "+8616700000101",
        "+86 167 0000 0101",
        "86 16700000101",
        "008616700000101",
        "16700000101(微信同号)",
        "16700000101（微信同号）",
        "16700000101 微信",
        "电话16700000101",
        "'16700000101",
        "\uff11\uff16\uff1700000101",
        "16700000101、无",
        "16700000101、16700000101",
        "16700000101(已换号)",
        "16700000101\n",
    ],
    ids=repr,
)
def test_a_mobile_number_is_read_in_any_shape(cell: Cell) -> None:
    assert read_phones(cell) == (FATHER,)


@pytest.mark.parametrize(
    "cell",
    [
        "16700000101、17000000102",
        "16700000101/17000000102",
        "16700000101,17000000102",
        "16700000101；17000000102",
        "16700000101 17000000102",
        "167 0000 0101 170 0000 0102",
        "16700000101\n17000000102",
        "1670000010117000000102",
        "父:16700000101 母:17000000102",
        "16700000101(父)17000000102(母)",
    ],
    ids=repr,
)
def test_two_numbers_in_a_cell_keep_their_order(cell: str) -> None:
    assert read_phones(cell) == (FATHER, MOTHER)


@pytest.mark.parametrize(
    "cell",
    [None, "", " ", "无", "没有", "空号", "停机", "/", "—", "-", "无电话", "暂无", "已故", "失联"],
    ids=repr,
)
def test_no_number_is_no_fault(cell: Cell) -> None:
    assert read_phones(cell) == ()


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0930-6211234", "+869306211234"),
        ("(0930)6211234", "+869306211234"),
        ("09306211234", "+869306211234"),
        ("010 6234 5678", "+861062345678"),
        ("+49 30 901820", "+4930901820"),
        ("0049 30 901820", "+4930901820"),
    ],
    ids=repr,
)
def test_landlines_with_area_code_and_numbers_abroad_are_read(cell: str, number: str) -> None:
    assert read_phones(cell) == (number,)


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("170000012345", "12"),
        ("1670000010", "10"),
        ("1670000O101", "7"),
        ("167****0101", "7"),
        ("1.67E+10", "5"),
        ("见班主任", "0"),
        ("16700000101、1700000", "7"),
        (12345.0, "5"),
        ("12700000101", "11"),
    ],
    ids=repr,
)
def test_a_wrong_number_is_a_fault_that_counts_its_digits(cell: Cell, digits: str) -> None:
    with pytest.raises(CellError) as wrong:
        read_phones(cell)
    assert (wrong.value.code, wrong.value.params["digits"]) == ("phone", digits)


def test_a_landline_without_its_area_code_asks_for_it() -> None:
    with pytest.raises(CellError) as wrong:
        read_phones("6211234")
    assert wrong.value.code == "phone_area"


@given(MOBILES, st.sampled_from(["{}", "+86{}", "{}(微信同号)", " {} ", "{}、无", "86{}"]))
def test_every_mobile_number_comes_back(number: str, shape: str) -> None:
    assert read_phones(shape.format(number)) == (f"+86{number}",)
    assert read_phones(float(number)) == (f"+86{number}",)


@given(
    st.lists(MOBILES, min_size=1, max_size=4, unique=True),
    st.sampled_from(["、", "/", ",", " ", "；", "\n"]),
)
def test_every_list_of_numbers_comes_back_in_order(numbers: list[str], between: str) -> None:
    assert read_phones(between.join(numbers)) == tuple(f"+86{number}" for number in numbers)


@given(
    st.one_of(
        st.none(),
        st.text(),
        st.text("0123456789+-() 、/微"),
        st.integers(),
        st.floats(),
        st.booleans(),
    )
)
def test_no_cell_breaks_the_reading(cell: Cell) -> None:
    with suppress(CellError):
        assert all(number.startswith("+") for number in read_phones(cell))
