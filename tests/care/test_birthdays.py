"""A birthday: typed as people write it, kept as a short text, shown in its reader's words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.birthday import birthday_words
from care.almanac import Birthday
from care.birthdays import (
    birthday_of,
    birthday_text,
    entered_birthday,
    lunar_birth,
    read_birthday,
)
from care.lunar import exactly, leap_months
from care.occasions import birthday
from locales.catalog import LANGUAGES, texts

BIRTHDAYS = st.builds(
    lambda month, day, kind: Birthday(month, day, lunar=kind > 0, leap=kind > 1),
    *(st.integers(0, 13), st.integers(0, 32), st.integers(0, 2)),
)
LEAP = Birthday(6, 3, lunar=True, leap=True)
LUNAR = Birthday(8, 15, lunar=True)


@given(BIRTHDAYS, st.sampled_from(LANGUAGES))
def test_a_birthday_is_typed_as_it_is_shown_and_kept_in_between(
    born: Birthday, language: str
) -> None:
    text = birthday_text(born)
    if text is None:
        months = leap_months() if born.leap else range(1, 13)
        assert born.month not in months or born.day not in range(1, 31 if born.lunar else 30)
        return
    assert entered_birthday(text) == born
    assert read_birthday(birthday_words(entered_birthday(text), texts(language))) == born


@pytest.mark.parametrize(
    "text",
    [
        *(
            "农历闰六月初三",
            "闰6月3",
            "闰六月初三日",
            "農曆閏六月初三",
            "阴历闰6-3",
            "六月初三（闰月）",
        ),
        *("lunar leap month 6, day 3", "leap month 6 day 3", "3rd day of the leap 6th month"),
        *("lunar leap 6-3", "Day 3 of leap month 6 (lunar)", "2025年农历闰六月初三"),
    ],
)
def test_a_leap_month_is_read_in_many_spellings(text: str) -> None:
    assert read_birthday(text) == LEAP


@pytest.mark.parametrize(
    ("text", "born"),
    [
        *((text, LUNAR) for text in ("农历八月十五", "旧历8月15日", "lunar 8-15", "8.15 农历")),
        ("腊月廿三", Birthday(12, 23, lunar=True)),
        ("冬月初十", Birthday(11, 10, lunar=True)),
        ("正月三十", Birthday(1, 30, lunar=True)),
        *(
            (text, Birthday(5, 21))
            for text in ("5月21日", "公历五月二十一日", "2016-05-21", "21 May")
        ),
        *(
            (text, Birthday(5, 21))
            for text in ("5.21", "May 21, 2016", "solar 5/21", "阳历5月21号")
        ),
        ("2月29日", Birthday(2, 29)),
    ],
)
def test_the_moon_and_the_sun_are_told_apart(text: str, born: Birthday) -> None:
    assert read_birthday(text) == born


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "好的",
            "六月三",
            "闰",
            "闰十二月初一",
            "农历闰六月三十一",
            "公历农历5月3日",
            "2月30日",
        ),
        *(
            "2015年闰九月初三",
            "2015年2月29日",
            "13月1日",
            "May",
            "32 May",
            "lunar May 3",
            "6 3 2 leap",
        ),
    ],
)
def test_what_is_no_birthday_or_does_not_say_which_is_not_guessed(text: str) -> None:
    assert read_birthday(text) is None


@given(st.text(max_size=20) | st.text("农历闰正腊月初十廿三3日 年-.()leapmonthday", max_size=12))
def test_whatever_is_typed_is_read_or_not_read(text: str) -> None:
    born = read_birthday(text)
    assert born is None or birthday_text(born) is not None


@given(st.integers(1950, 2060), BIRTHDAYS)
def test_a_birth_by_the_moon_is_its_day_by_the_sun_and_comes_again(
    year: int, born: Birthday
) -> None:
    try:
        day = exactly(year, born.month, born.day, leap=born.leap)
    except ValueError:
        day = None
    written = f"农历{year}年{'闰' if born.leap else ''}{born.month}月{born.day}日"
    if day is None:
        with pytest.raises(ValueError, match=str(year)):
            lunar_birth(written)
        return
    assert lunar_birth(written) == (day, Birthday(born.month, born.day, lunar=True, leap=born.leap))
    assert day in birthday(Birthday(born.month, born.day, lunar=True, leap=born.leap), day.year)


def test_a_year_without_the_leap_month_has_the_ordinary_one_and_none_has_two() -> None:
    days = [birthday(LEAP, year) for year in (2025, 2026)]
    assert days == [[date(2025, 7, 27)], [date(2026, 7, 16)]]
    assert exactly(2025, 6, 3, leap=True) == date(2025, 7, 27)
    assert birthday(Birthday(6, 3, lunar=True), 2026) == days[1]


@pytest.mark.parametrize(
    ("birth", "known"),
    [
        ("2016-02-29", Birthday(2, 29)),
        *(("2016-05", None), ("2016", None), ("", None)),
        ("LL6-3", LEAP),
    ],
)
def test_a_birthday_needs_the_whole_date(birth: str, known: Birthday | None) -> None:
    assert birthday_of(birth) == known
