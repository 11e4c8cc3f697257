"""A school's days in words."""

from typing import Literal

from care.almanac import Stretch, Term
from locales.catalog import Texts
from services.calendar.school_days import SchoolDays


def days_text(page: SchoolDays, t: Texts) -> str:
    """Its terms and closures, a line each."""
    lines = [t("school_days.head", school=page.school)]
    lines += [_term(term, t) for term in page.terms]
    if not page.terms:
        lines.append(t("school_days.no_term"))
    lines += [_closed(days, t) for days in page.closed]
    return "\n".join(lines)


def not_taken(other: Term | Literal[False], t: Texts) -> str:
    """Why typed days were not taken: they are days of another term, or none at all."""
    if other is False:
        return t("school_days.unclear")
    return t("school_days.overlaps", term=_term(other, t))


def really_text(term: Term, t: Texts) -> str:
    """Is this term to be taken out?"""
    return t("school_days.really", term=_term(term, t))


def _term(term: Term, t: Texts) -> str:
    since, until = t.day_of_year(term.starts_on), t.day_of_year(term.ends_on)
    return t("school_days.from_to", since=since, until=until)


def _closed(days: Stretch, t: Texts) -> str:
    if days.to is None:
        return t("school_days.closed_since", since=t.day(days.from_))
    if days.to == days.from_:
        return t("school_days.closed_on", since=t.day(days.from_))
    return t("school_days.closed_span", since=t.day(days.from_), until=t.day(days.to))
