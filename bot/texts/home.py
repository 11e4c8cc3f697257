"""A parent's stay at home in words."""

from datetime import date

from locales.catalog import Texts
from services.calendar.home import HomeView


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
