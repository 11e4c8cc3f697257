"""Inline keyboards of a parent's stay at home, and of the meeting that it makes possible."""

from collections.abc import Sequence
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.facts import Home, Meet, Still, packed
from bot.keyboards.moving import button, markup
from bot.rows import in_pairs
from care.delivery import ITEMS_SHOWN
from care.words import NewsCode
from locales.catalog import Texts
from services.calendar.home import HomeView
from services.calendar.still import StayLine, StaysView
from services.news import NewsView

OFFERED = 12
"""How many days one page offers."""
_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


def home_button(t: Texts) -> InlineKeyboardButton:
    """The way to say that one is at home."""
    return button(t("home.button"), Home(act="page"))


def home_buttons(view: HomeView, t: Texts) -> InlineKeyboardMarkup:
    """Today, this weekend, other days; where a stay was said, its end."""
    today = view.today
    saturday = today + max(_SATURDAY - today.weekday(), 0) * _DAY
    sunday = today + (_SUNDAY - today.weekday()) * _DAY
    rows = [
        [_said(t("home.today"), today, today)],
        [_said(t("home.weekend"), saturday, sunday)],
        [button(t("home.until"), Home(act="until", since=packed(today)))],
        [button(t("home.choose"), Home(act="since", since=packed(today + _DAY)))],
    ]
    if view.since is not None:
        rows.insert(0, [button(t("home.left"), Home(act="left"))])
    return markup(rows)


def since_buttons(first: date, t: Texts) -> InlineKeyboardMarkup:
    """From which day on; with the way to later ones."""
    days = [first + n * _DAY for n in range(OFFERED)]
    rows = in_pairs([button(t.day(d), Home(act="until", since=packed(d))) for d in days])
    later = Home(act="since", since=packed(days[-1] + _DAY))
    return markup([*rows, [button(t("home.later"), later)], _back(t)])


def until_buttons(since: date, t: Texts) -> InlineKeyboardMarkup:
    """Until which day; nobody has to know it yet."""
    days = [since + n * _DAY for n in (*range(OFFERED), 14, 20, 29, 44)]
    rows = in_pairs([_said(t.day(day), since, day) for day in days])
    return markup([[_said(t("home.open_end"), since, None)], *rows, _back(t)])


def _said(text: str, since: date, until: date | None) -> InlineKeyboardButton:
    end = "" if until is None else packed(until)
    return button(text, Home(act="set", since=packed(since), until=end))


def _back(t: Texts) -> list[InlineKeyboardButton]:
    return [button(t("button.back"), Home(act="page"))]


def still_buttons(stays: StaysView, t: Texts, shown: str = "") -> InlineKeyboardMarkup:
    """Still so, or over: two buttons for each line, by its number where there are several."""
    lines = stays.lines[:ITEMS_SHOWN]
    if len(lines) == 1:
        still, over = t("still.so"), t("still.over")
        return markup([_answers(lines[0], stays, still, over, shown)])
    return markup(
        _answers(line, stays, t("still.so_n", n=n), t("still.over_n", n=n), shown)
        for n, line in enumerate(lines, 1)
    )


def _answers(
    line: StayLine, stays: StaysView, still: str, over: str, shown: str
) -> list[InlineKeyboardButton]:
    where = {"span": short(line.span_id), "place": short(stays.notice_id), "shown": shown}
    answers = (("still", still), ("over", over))
    return [button(text, Still.model_validate({"act": act} | where)) for act, text in answers]


def meeting_news_buttons(news: NewsView, t: Texts) -> InlineKeyboardMarkup | None:
    """Below word of a parent at home: they have met, or will on a day."""
    if news.code not in (NewsCode.parent_home, NewsCode.meeting_today):
        return None
    return meeting_buttons(news.child_id or 0, news.about_id or 0, t)


def meeting_buttons(child_id: int, parent_id: int, t: Texts) -> InlineKeyboardMarkup:
    """They have met, or will on a day."""
    child, parent = short(child_id), short(parent_id)
    met = button(t("meet.met"), Meet(act="met", child=child, parent=parent))
    plan = button(t("meet.plan"), Meet(act="days", child=child, parent=parent))
    return markup([[met], [plan]])


def days_buttons(
    child_id: int, parent_id: int, days: Sequence[date], t: Texts
) -> InlineKeyboardMarkup:
    """On which of these days; or they have met already."""
    child, parent = short(child_id), short(parent_id)
    plans = [
        button(t.day(day), Meet(act="plan", child=child, parent=parent, day=packed(day)))
        for day in days
    ]
    met = button(t("meet.met"), Meet(act="met", child=child, parent=parent))
    return markup([*in_pairs(plans), [met]])
