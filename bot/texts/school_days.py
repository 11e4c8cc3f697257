"""A school's days in words."""

from care.almanac import Stretch
from locales.catalog import Texts
from services.calendar.school_days import SchoolDays


def days_text(page: SchoolDays, t: Texts) -> str:
    """Its terms and closures, a line each."""
    lines = [t("school_days.head", school=page.school)]
    lines += [
        t(
            "school_days.from_to",
            since=t.day_of_year(term.starts_on),
            until=t.day_of_year(term.ends_on),
        )
        for term in page.terms
    ]
    if not page.terms:
        lines.append(t("school_days.no_term"))
    lines += [_closed(days, t) for days in page.closed]
    return "\n".join(lines)


def _closed(days: Stretch, t: Texts) -> str:
    if days.to is None:
        return t("school_days.closed_since", since=t.day(days.from_))
    if days.to == days.from_:
        return t("school_days.closed_on", since=t.day(days.from_))
    return t("school_days.closed_span", since=t.day(days.from_), until=t.day(days.to))
