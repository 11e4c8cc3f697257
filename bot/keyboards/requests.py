"""Inline keyboards of needs and worries: raising one, and seeing it through."""

from collections.abc import Sequence
from datetime import date, timedelta

from aiogram.types import InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.forms import Kept
from bot.callbacks.moving import packed_day
from bot.callbacks.requests import Case, Raise
from bot.keyboards.moving import Button, button, markup
from bot.rows import in_pairs
from care.requests import PLAIN_ENDINGS, ReportedTo, What
from care.words import NewsCode, RequestKind
from locales.catalog import Texts
from services.news import NewsView
from services.requests.choosing import Choice, Near
from services.requests.handling import Colleague
from services.requests.raising import Wish
from services.requests.showing import RequestLine, RequestView

MOST = 90
"""Telegram takes a hundred buttons in one message."""

DAYS_BACK = 4
"""Suspected harm is to be reported within a day; some are late."""

CASE_ACTS = ("take", "note", "give", "later", "end", "sign", "keep", "harm", "back", "whom", "undo")
_OPENS = frozenset(code for code in NewsCode if code.startswith("request_"))


def letter(kind: RequestKind) -> str:
    """A kind as it stands in callback data."""
    return "w" if kind is RequestKind.worry else "n"


def kind_of(packed: str) -> RequestKind:
    """The kind behind its letter."""
    return RequestKind.worry if packed == "w" else RequestKind.need


def help_button(child_id: int, t: Texts) -> Button:
    """The way from a child to a need or worry about it."""
    return _raise(t("button.need"), "child", "n", short(child_id))


def choice_buttons(choice: Choice, kind: str, t: Texts) -> InlineKeyboardMarkup:
    """One button per child, and one per class whose children can be looked through."""
    children = [_raise(f"🧒 {name}", "child", kind, short(i)) for i, name in choice.children]
    classes = [_raise(name, "unit", kind, short(i)) for i, name in choice.classes]
    back = [_raise(t("button.back"), "menu", kind)] if choice.of_class else []
    return markup([*in_pairs([*children, *classes][:MOST]), back])


def what_buttons(child_id: int, kind: str, t: Texts) -> InlineKeyboardMarkup:
    """What it is about; and, for a need, the way to say that one is worried."""
    child = short(child_id)
    whats = [_raise(t(f"what.{it}"), "what", kind, child, it) for it in What]
    worry = [_raise(t("button.worry"), "child", "w", child)] if kind == "n" else []
    return markup([*in_pairs(whats), worry])


def wish_buttons(wish: Wish, t: Texts) -> InlineKeyboardMarkup:
    """Send it; a child may come to harm; it concerns somebody; leave it."""
    kind = letter(wish.kind)
    harm = t("button.harm_off" if wish.harm else "button.harm_on")
    rows = [
        [_raise(t("button.send"), "send", kind)],
        [_raise(harm, "harm", kind)],
        [_raise(t("button.whom"), "whom", kind)],
        [_raise(t("button.unsent"), "stop", kind)],
    ]
    return markup(rows)


def whom_buttons(wish: Wish, people: Sequence[Near], t: Texts) -> InlineKeyboardMarkup:
    """Everybody around the child; who is chosen never hears of it."""
    kind = letter(wish.kind)
    rows = [
        [
            _raise(
                _near(each, t, chosen=each.person_id in wish.concerned),
                "whom",
                kind,
                short(each.person_id),
            )
        ]
        for each in people[:MOST]
    ]
    return markup([*rows, [_raise(t("button.back"), "back", kind)]])


def _near(each: Near, t: Texts, *, chosen: bool = False) -> str:
    mark = "✔ " if chosen else ""
    role = t(f"role.{each.role}")
    return f"{mark}{each.name} · {role}"


def list_buttons(lines: Sequence[RequestLine], t: Texts) -> InlineKeyboardMarkup | None:
    """One button for each that has not ended."""
    rows = [[_case(line_label(line, t), "open", line.request_id)] for line in lines[:MOST]]
    return markup(rows) if rows else None


def line_label(line: RequestLine, t: Texts) -> str:
    """One of the list, in a few words."""
    if line.kind is RequestKind.whereabouts:
        return t("case.search_line", child=line.child)
    mark = "⚠" if line.harm else t("case.mark.worry" if line.kind == "worry" else "case.mark.need")
    what = t(f"what.{line.what}")
    return f"{mark} {line.child} · {what}"


def case_buttons(view: RequestView, t: Texts) -> InlineKeyboardMarkup:
    """What this reader may do with it."""
    rows = [
        [_case(t(f"case_button.{act}"), act, view.request_id)]
        for act in CASE_ACTS
        if act in view.acts
    ]
    if view.record_id is not None:
        written = Kept(act="open", record=short(view.record_id))
        rows.append([button(t("case_button.record"), written)])
    return markup([*rows, [_case(t("button.requests"), "list")]])


def ending_buttons(view: RequestView, t: Texts) -> InlineKeyboardMarkup:
    """How it ended; where harm is suspected to whom it was reported, or a reason."""
    i = view.request_id
    if view.harm:
        rows = [[_case(t(f"reported.{to}"), "report", i, to)] for to in ReportedTo]
        rows.append([_case(t("case_button.reason"), "reason", i)])
    else:
        rows = [[_case(t(f"ending.{it}"), "end", i, it)] for it in PLAIN_ENDINGS]
    return markup([*rows, [_case(t("button.back"), "open", i)]])


def reported_day_buttons(request_id: int, to: str, today: date, t: Texts) -> InlineKeyboardMarkup:
    """On which day it was reported."""
    days = [today - timedelta(days=back) for back in range(DAYS_BACK)]
    rows = [[_case(t.day(day), "report", request_id, to, packed_day(day))] for day in days]
    return markup([*rows, [_case(t("button.back"), "end", request_id)]])


def colleague_buttons(
    request_id: int, people: Sequence[Colleague], t: Texts
) -> InlineKeyboardMarkup:
    """To whom it can be handed over."""
    buttons = [_case(p.name, "give", request_id, short(p.person_id)) for p in people[:MOST]]
    return markup([*in_pairs(buttons), [_case(t("button.back"), "open", request_id)]])


def concerned_buttons(request_id: int, people: Sequence[Near], t: Texts) -> InlineKeyboardMarkup:
    """Whom it concerns, said afterwards."""
    rows = [[_case(_near(p, t), "whom", request_id, short(p.person_id))] for p in people[:MOST]]
    return markup([*rows, [_case(t("button.back"), "open", request_id)]])


def sure_buttons(request_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Nothing takes it back: yes or no."""
    yes = _case(t("button.harm_on"), "harm", request_id, "sure")
    return markup([[yes], [_case(t("button.back"), "open", request_id)]])


def back_buttons(request_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Words are waited for; the way back is open."""
    return markup([[_case(t("button.back"), "open", request_id)]])


def request_news_buttons(news: NewsView, t: Texts) -> InlineKeyboardMarkup | None:
    """The button that opens what a word of it does not say."""
    if news.code not in _OPENS or news.request_id is None:
        return None
    return markup([[_case(t("button.open_it"), "open", news.request_id)]])


def _raise(text: str, step: str, kind: str, subject: str = "", value: str = "") -> Button:
    data = {"step": step, "kind": kind, "subject": subject, "value": value}
    return button(text, Raise.model_validate(data))


def _case(text: str, act: str, request_id: int = 0, value: str = "", more: str = "") -> Button:
    request = short(request_id) if request_id else ""
    data = {"act": act, "request": request, "value": value, "more": more}
    return button(text, Case.model_validate(data))
