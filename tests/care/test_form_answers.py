"""What somebody gives as an answer, and what is made of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from care.forms.dates import day_meant
from care.forms.given import Given, Value, Wrong, check
from tests.care.forms import a_question

TODAY = date(2026, 3, 15)
VOICE = {"kind": "voice", "file_id": "v", "unique_id": "u", "seconds": 3}
PHOTO = {"kind": "photo", "file_id": "p", "unique_id": "u", "seconds": None}


def said(words: str) -> Given:
    return Given(words=words)


def wide(text: str) -> str:
    """As a Chinese keyboard in its wide mode types it."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


def pressed(option: str) -> Given:
    return Given(option=option)


def result(type_: str, given: Given, **more: Any) -> Value:
    """The value, or the code of what is wrong with it."""
    options = ("study", "life") if type_.startswith("choice") else ()
    found = check(a_question("q", type_, *options, **more), given, TODAY)
    return found.code if isinstance(found, Wrong) else found


@pytest.mark.parametrize("type_", ["choice", "choices"])
@pytest.mark.parametrize(
    ("given", "value"),
    [
        (pressed("life"), "life"),
        (said("The life"), "life"),
        (said(" the LIFE "), "life"),
        (said("中life"), "life"),
        (said(wide("the") + " " + wide("life")), "life"),
        (pressed("music"), "choose"),
        (said("music"), "choose"),
        (said(""), "choose"),
        (Given(media=VOICE), "choose"),
    ],
)
def test_a_choice_is_pressed_or_typed_in_any_language(
    type_: str, given: Given, value: Value
) -> None:
    assert result(type_, given) == value


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (pressed("4"), 4),
        (said("5"), 5),
        (said(wide("3")), 3),
        (said("😄"), 5),
        (said("☹️"), 2),
        (said("6"), "faces"),
        (said("0"), "faces"),
        (said("-1"), "faces"),
        (said("good"), "faces"),
        (said("😄😄"), "faces"),
        (Given(media=PHOTO), "faces"),
    ],
)
def test_a_face_is_pressed_or_sent(given: Given, value: Value) -> None:
    assert result("faces", given) == value


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (said("3"), 3),
        (said(" 10 "), 10),
        (said(wide("10")), 10),
        (said("2"), "number"),
        (said("11"), "number"),
        (said("3.5"), "number"),
        (said("three"), "number"),
        (said("²"), "number"),
    ],
)
def test_a_number_lies_between_its_bounds(given: Given, value: Value) -> None:
    assert result("number", given, lowest=3, highest=10) == value


def test_what_is_wrong_says_what_would_be_right() -> None:
    found = check(a_question("q", "number", lowest=3, highest=10), said("11"), TODAY)

    assert found == Wrong("number", {"lowest": "3", "highest": "10"})


@pytest.mark.parametrize(
    ("words", "days", "value"),
    [
        ("今天", "past", "2026-03-15"),
        ("昨天", "past", "2026-03-14"),
        ("明天", "past", "date_ahead"),
        ("明天", "future", "2026-03-16"),
        ("昨天", "future", "date_behind"),
        ("3-14", "any", "2026-03-14"),
        ("2026-02-30", "any", "date"),
        ("soon", "any", "date"),
        ("", "any", "date"),
    ],
)
def test_a_day_lies_on_the_side_that_is_asked_about(words: str, days: str, value: Value) -> None:
    assert result("date", said(words), days=days) == value


@pytest.mark.parametrize(
    ("type_", "given", "value"),
    [
        ("text", said(" 数学进步了 "), {"words": "数学进步了"}),
        ("text", Given(media=VOICE), {"media": VOICE}),
        ("voice", Given(media=PHOTO), {"media": PHOTO}),
        ("voice", said("typed"), {"words": "typed"}),
        ("photo", Given(media=PHOTO), {"media": PHOTO}),
        ("photo", Given(media=VOICE), "photo"),
        ("photo", said("here"), "photo"),
        ("text", said("  "), "words"),
        ("text", said("字" * 2000), {"words": "字" * 2000}),
        ("text", said("字" * 2001), "long"),
    ],
)
def test_words_are_typed_spoken_or_photographed(type_: str, given: Given, value: Value) -> None:
    assert result(type_, given) == value


@pytest.mark.parametrize(
    ("text", "past", "ahead"),
    [
        ("today", date(2026, 3, 15), date(2026, 3, 15)),
        ("前天", date(2026, 3, 13), date(2026, 3, 13)),
        ("后天", date(2026, 3, 17), date(2026, 3, 17)),
        ("3-14", date(2026, 3, 14), date(2027, 3, 14)),
        ("3/15", date(2026, 3, 15), date(2026, 3, 15)),
        ("3月16日", date(2025, 3, 16), date(2026, 3, 16)),
        ("12.31", date(2025, 12, 31), date(2026, 12, 31)),
        (wide("2025") + ".3.14", date(2025, 3, 14), date(2025, 3, 14)),
        ("2025年3月14日", date(2025, 3, 14), date(2025, 3, 14)),
        ("14", date(2026, 3, 14), date(2026, 4, 14)),
        ("16号", date(2026, 2, 16), date(2026, 3, 16)),
        ("31日", date(2026, 3, 31), date(2026, 3, 31)),
        ("2-29", None, None),
        ("13-13", None, None),
        ("0", None, None),
        ("32", None, None),
        ("0000-01-01", None, None),
    ],
)
def test_a_day_without_its_year_is_the_nearest_one(
    text: str, past: date | None, ahead: date | None
) -> None:
    assert day_meant(text, TODAY, ahead=False) == past
    assert day_meant(text, TODAY, ahead=True) == ahead


@drawn(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 360), st.booleans())
def test_month_and_day_always_find_a_day_less_than_a_year_away(
    today: date, days: int, ahead: bool
) -> None:
    day = today + timedelta(days=days if ahead else -days)
    typed = f"{day.month}-{day.day}"
    if (day.month, day.day) != (2, 29):
        assert day_meant(typed, today, ahead=ahead) == day


@drawn(st.text(max_size=20), st.booleans())
def test_whatever_is_typed_is_a_day_or_none(text: str, ahead: bool) -> None:
    assert isinstance(day_meant(text, TODAY, ahead=ahead), date | None)
