"""A parent's stay at home in words."""

from datetime import date

from care.circumstances import SpanKind
from care.delivery import ITEMS_SHOWN
from locales.catalog import Texts
from services.calendar.home import HomeView
from services.calendar.still import StayLine, StaysView


def home_text(view: HomeView, t: Texts) -> str:
    """When are you at home? And what was said of it before."""
    if view.since is None:
        return t("home.ask")
    return f"{stay(view.since, view.until, t)}\n\n{t('home.ask')}"


def stay(since: date, until: date | None, t: Texts) -> str:
    """From when to when."""
    if until is None:
        return t("home.from", since=t.day(since))
    if until == since:
        return t("home.on", since=t.day(since))
    return t("home.span", since=t.day(since), until=t.day(until))


def still_text(stays: StaysView, t: Texts) -> str:
    """Is it still so? By number where there are several; in whose name, where it is for staff."""
    lines = [_stay(line, t) for line in stays.lines]
    if len(lines) > 1:
        lines = [f"{n}. {line}" for n, line in enumerate(lines, 1)]
    parts = [t("still.ask"), "", *lines[:ITEMS_SHOWN]]
    if len(lines) > ITEMS_SHOWN:
        parts.append(t.many("still.more", len(lines) - ITEMS_SHOWN))
    alone = all(line.own for line in stays.lines)
    return "\n".join([*parts, "", t("still.why" if alone else "still.why_staff")])


def _stay(line: StayLine, t: Texts) -> str:
    children, since = t("list.comma").join(line.children), t.day(line.since)
    if line.kind is SpanKind.child_away:
        return t("still.away", children=children, since=since)
    if line.own:
        return t("still.home_own", since=since)
    return t("still.home", children=children, who=line.who or t("still.a_parent"), since=since)
