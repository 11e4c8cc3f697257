"""Any order of sheets, chat and answers: the newer value is in force, and none is lost."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.merge import Difference, Verdict, alike, fits, judge, merge, slipped
from care.rosters.model import Birth

VALUES = st.sampled_from(["广东", "浙江", "福建", "家里"])
EVENTS = st.one_of(
    st.tuples(st.just("sheet"), st.none() | VALUES),
    st.tuples(st.just("chat"), VALUES),
    st.tuples(st.just("answer"), st.sampled_from(["sheet", "ours"])),
)


@dataclass
class Life:
    """One field through its life: in force, in the history, asked about, answered."""

    base: dict[str, str] = field(default_factory=dict)
    ours: dict[str, str] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Everything ever given, the newest last."""

    def happen(self, what: str, value: str | None) -> None:
        if what == "sheet":
            self._sheet(value)
        elif what == "chat" and value is not None:
            self._write(value)
        elif self.asked:
            asked = self.asked.pop()
            if value == "sheet":
                self._write(asked)
            else:
                self.declined.append(asked)

    def _sheet(self, value: str | None) -> None:
        merged = merge(self.base, {"place": value}, self.ours)
        self.base = merged.base
        if value is not None:
            self.said.append(value)
        for each in merged.taken:
            self._write(each.sheet)
        self.asked.extend(each.sheet for each in merged.asked)

    def _write(self, value: str) -> None:
        before = self.ours.get("place")
        if before is not None and before != value:
            self.replaced.append(before)
        self.ours["place"] = value
        self.said.append(value)


def lived(events: list[tuple[str, str | None]]) -> Life:
    life = Life()
    for what, value in events:
        life.happen(what, value)
    return life


@given(st.lists(EVENTS, max_size=25))
def test_every_value_is_in_force_or_in_the_history_or_asked_about_or_declined(
    events: list[tuple[str, str | None]],
) -> None:
    life = lived(events)

    kept = {*life.ours.values(), *life.replaced, *life.asked, *life.declined}
    assert set(life.said) <= kept


@given(st.lists(EVENTS, max_size=15), VALUES, st.none() | VALUES)
def test_what_the_chat_said_last_is_never_overwritten_without_an_answer(
    events: list[tuple[str, str | None]], chat: str, sheet: str | None
) -> None:
    life = lived(events)
    changed = life.ours.get("place") != chat and life.base.get("place") != chat
    life.happen("chat", chat)

    life.happen("sheet", sheet)

    if changed:
        assert life.ours["place"] == chat


@given(st.lists(EVENTS, max_size=15), st.none() | VALUES)
def test_the_same_sheet_again_takes_nothing_and_asks_nothing(
    events: list[tuple[str, str | None]], value: str | None
) -> None:
    life = lived(events)
    life.happen("sheet", value)
    force, asked = dict(life.ours), list(life.asked)

    life.happen("sheet", value)

    assert (life.ours, life.asked) == (force, asked)


@given(st.lists(EVENTS, max_size=15), VALUES)
def test_a_new_value_of_the_sheet_counts_where_nobody_changed_anything_in_chat(
    events: list[tuple[str, str | None]], value: str
) -> None:
    life = lived([event for event in events if event[0] == "sheet"])

    life.happen("sheet", value)

    assert life.ours["place"] == value
    assert life.asked == []


@given(VALUES, VALUES)
def test_a_blank_cell_takes_nothing_away(base: str, ours: str) -> None:
    merged = merge({"place": base}, {"place": None}, {"place": ours})

    assert (merged.values, merged.base) == ({"place": ours}, {"place": base})


def test_without_an_earlier_sheet_what_is_empty_is_filled_and_what_differs_is_asked() -> None:
    merged = merge({}, {"sex": "female", "place": "广东"}, {"place": "浙江", "remark": "住校"})

    assert merged.taken == (Difference("sex", None, "female"),)
    assert merged.asked == (Difference("place", "浙江", "广东"),)
    assert merged.values == {"sex": "female", "place": "浙江", "remark": "住校"}


def test_the_same_numbers_in_another_order_are_no_news() -> None:
    assert judge(["1", "2"], ("2", "1"), ("3",)) is Verdict.keep
    assert judge((), ("1",), ()) is Verdict.take
    assert judge(("1",), (), ("1",)) is Verdict.keep


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("鹿小禾", "鹿小荷", True),
        ("鹿小禾", "鹿禾", True),
        ("鹿小禾", "鹿小小禾", True),
        ("鹿小禾", "鹿小禾", True),
        ("鹿小禾", "路小荷", False),
        ("鹿小禾", "小禾鹿", False),
        ("鹿", "禾", False),
        ("鹿小禾", "鹿", False),
    ],
)
def test_names_are_alike_that_differ_in_one_character(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
    assert alike(other, one) is same


@given(st.text("禾穗谷", min_size=2, max_size=4), st.data())
def test_one_slip_of_the_pen_leaves_a_name_alike(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))

    assert alike(name, name[:place] + "苗" + name[place + 1 :])
    assert alike(name, name[:place] + "苗" + name[place:])


def test_births_slip_in_one_part_or_fit_where_less_is_known() -> None:
    day = Birth(2016, 5, 9)

    assert slipped(day, Birth(2016, 6, 9))
    assert not slipped(day, Birth(2016, 6, 8))
    assert not slipped(day, Birth(2016, 5))
    assert fits(day, Birth(2016, 5))
    assert fits(day, None)
    assert not fits(day, Birth(2016, 6))
