"""The question whether a stay is still so, as it is written."""

from dataclasses import replace
from datetime import date, timedelta

from bot.keyboards.home import still_buttons
from bot.texts.home import still_text
from care.circumstances import SpanKind
from locales.catalog import texts
from services.calendar.still import StayLine, StaysView

T = texts("zh_Hans")
DAY = date(2025, 3, 5)
HOME = StayLine(7, SpanKind.parent_home, ("禾小满", "禾小寒"), "禾远舟", DAY, own=False)
OWN = replace(HOME, own=True)
AWAY = StayLine(8, SpanKind.child_away, ("禾小满",), None, DAY, own=True)


def labels(view: StaysView) -> list[list[str]]:
    return [[button.text for button in row] for row in still_buttons(view, T).inline_keyboard]


def test_a_parent_is_asked_about_themself_with_two_buttons() -> None:
    view = StaysView(1, (OWN,))

    assert "您3月5日起在家" in still_text(view, T)
    assert "请替家里点一下" not in still_text(view, T)
    assert labels(view) == [["✔ 还是这样", "🧳 已经不是了"]]


def test_the_teacher_reads_which_children_whose_parent_and_since_when() -> None:
    assert "禾小满、禾小寒：禾远舟3月5日起在家" in still_text(StaysView(1, (HOME,)), T)
    assert "请替家里点一下" in still_text(StaysView(1, (HOME,)), T)


def test_a_parent_who_is_not_in_the_circle_any_more_is_not_named() -> None:
    assert "禾小满、禾小寒：家长3月5日起在家" in still_text(
        StaysView(1, (replace(HOME, who=None),)), T
    )


def test_several_are_numbered_and_each_has_its_buttons() -> None:
    view = StaysView(1, (OWN, AWAY))

    assert "1. 您3月5日起在家\n2. 禾小满：3月5日起在爸妈身边" in still_text(view, T)
    assert labels(view) == [["1 ✔ 还是", "1 🧳 不是了"], ["2 ✔ 还是", "2 🧳 不是了"]]


def test_of_many_eight_are_shown_and_the_others_counted() -> None:
    lines = [replace(HOME, span_id=n, since=DAY + timedelta(days=n)) for n in range(11)]
    view = StaysView(1, tuple(lines))

    assert "8. " in still_text(view, T)
    assert "9. " not in still_text(view, T)
    assert "还有 3 件" in still_text(view, T)
    assert len(labels(view)) == 8
