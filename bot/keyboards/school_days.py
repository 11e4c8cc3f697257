"""Inline keyboards of a school's days: its terms, and when it is closed."""

from collections.abc import Iterable
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.facts import Days, packed
from bot.keyboards.moving import button, markup
from care.almanac import Term
from locales.catalog import Texts
from services.calendar.school_days import SchoolDays

_DAY = timedelta(days=1)


def which_buttons(pages: Iterable[SchoolDays]) -> InlineKeyboardMarkup:
    """Whoever leads several schools chooses one."""
    return markup([button(p.school, Days(act="page", unit=short(p.unit_id)))] for p in pages)


def days_buttons(page: SchoolDays, t: Texts) -> InlineKeyboardMarkup:
    """Closed today or tomorrow, other days, open again; a term more, a term less."""
    unit = short(page.unit_id)
    rows = [[_open(page, days.from_, t)] for days in page.closed]
    if not page.is_closed:
        today, tomorrow = page.today, page.today + _DAY
        rows += [
            [_closed(t("school_days.today"), unit, today, today)],
            [_closed(t("school_days.tomorrow"), unit, tomorrow, tomorrow)],
            [_closed(t("school_days.open_end"), unit, today, None)],
        ]
    rows += [
        [button(t("school_days.other"), Days(act="closed", unit=unit))],
        [button(t("school_days.term"), Days(act="term", unit=unit))],
    ]
    wrong = [
        [
            button(
                t("school_days.drop", day=t.day_of_year(term.starts_on)),
                Days(act="drop", unit=unit, day=packed(term.starts_on)),
            )
        ]
        for term in page.terms
    ]
    return markup([*rows, *wrong])


def _open(page: SchoolDays, since: date, t: Texts) -> InlineKeyboardButton:
    key = "school_days.never" if since > page.today else "school_days.again"
    data = Days(act="open", unit=short(page.unit_id), day=packed(since))
    return button(t(key, day=t.day(since)), data)


def _closed(text: str, unit: str, since: date, until: date | None) -> InlineKeyboardButton:
    end = "" if until is None else packed(until)
    return button(text, Days(act="close", unit=unit, day=packed(since), until=end))


def really_buttons(page: SchoolDays, term: Term, t: Texts) -> InlineKeyboardMarkup:
    """Take it out, or not."""
    unit = short(page.unit_id)
    gone = Days(act="gone", unit=unit, day=packed(term.starts_on))
    back = Days(act="page", unit=unit)
    return markup([[button(t("school_days.take_out"), gone)], [button(t("button.back"), back)]])


def back_to_days(unit_id: int, t: Texts) -> InlineKeyboardMarkup:
    """The way back to the days."""
    return markup([[button(t("button.back"), Days(act="page", unit=short(unit_id)))]])
