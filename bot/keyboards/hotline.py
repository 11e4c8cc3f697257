"""Inline keyboards of the family line: whose session, how, when, and what becomes of it."""

from collections.abc import Callable, Iterable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.requests import Line, OnCall, packed_moment
from bot.keyboards.moving import Button, button, markup
from bot.rows import in_pairs
from care.openings import Means, Slot
from care.words import NewsCode
from locales.catalog import Texts
from services.hotline.asking import Offer
from services.hotline.keeping import Declined
from services.hotline.showing import CallView
from services.news import NewsView
from services.requests.choosing import Choice

SLOTS_SHOWN = 8
MOST = 90
"""Telegram takes a hundred buttons in one message."""

_OF_NEWS = {
    NewsCode.call_asked: ("accept", "times", "no"),
    NewsCode.call_waiting: ("times", "no"),
    NewsCode.call_unsuited: ("times", "no"),
    NewsCode.call_how: ("held", "missed", "moved"),
}
_OF_THE_ASKER = {
    NewsCode.call_booked: ("unsuited", "stop"),
    NewsCode.call_moved: ("unsuited", "stop"),
    NewsCode.call_missed: ("pick", "stop"),
}


def line_button(child_id: int, t: Texts) -> Button:
    """The way from a child to its school's line."""
    return button(t("button.line"), Line(step="child", subject=short(child_id)))


def choice_buttons(choice: Choice, t: Texts) -> InlineKeyboardMarkup:
    """One button per child, and one per class whose children can be looked through."""
    children = [button(f"🧒 {n}", Line(step="child", subject=short(i))) for i, n in choice.children]
    classes = [button(n, Line(step="unit", subject=short(i))) for i, n in choice.classes]
    back = [button(t("button.back"), Line(step="menu"))] if choice.of_class else []
    return markup([*in_pairs([*children, *classes][:MOST]), back])


def means_buttons(child_id: int, t: Texts) -> InlineKeyboardMarkup:
    """How they would like to speak."""
    child = short(child_id)
    return markup(
        [button(t(f"means.{it}"), Line(step="times", subject=child, means=it))] for it in Means
    )


def offer_buttons(view: Offer, means: Means, page: int, t: Texts) -> InlineKeyboardMarkup:
    """Free times in the reader's own zone, eight on a page."""
    child = short(view.child_id)
    data = {"subject": child, "means": means}

    def at(slot: Slot) -> CallbackData:
        return Line.model_validate(data | {"step": "ask", "at": packed_moment(slot.starts_at)})

    def turn(to: int) -> CallbackData:
        return Line.model_validate(data | {"step": "times", "page": to})

    back = button(t("button.back"), Line(step="child", subject=child))
    return markup([*_times(view, page, at, t), _turns(view, page, turn, t), [back]])


def times_buttons(
    view: Offer, request_id: int, act: str, page: int, t: Texts
) -> InlineKeyboardMarkup:
    """As `offer_buttons`, for a session that was asked for: `at` by its keeper, `choose` by its
    asker.
    """
    data = {"request": short(request_id)}

    def at(slot: Slot) -> CallbackData:
        return OnCall.model_validate(data | {"act": act, "value": packed_moment(slot.starts_at)})

    def turn(to: int) -> CallbackData:
        looks = "times" if act == "at" else "pick"
        return OnCall.model_validate(data | {"act": looks, "page": to})

    back = _on("open", request_id, t("button.back"))
    return markup([*_times(view, page, at, t), _turns(view, page, turn, t), [back]])


def _times(
    view: Offer, page: int, data: Callable[[Slot], CallbackData], t: Texts
) -> list[list[Button]]:
    shown = view.slots[page * SLOTS_SHOWN : (page + 1) * SLOTS_SHOWN]
    return [[button(t.weekday_time(s.starts_at, view.zone), data(s))] for s in shown]


def _turns(view: Offer, page: int, data: Callable[[int], CallbackData], t: Texts) -> list[Button]:
    """Backwards and forwards, where there is something."""
    before = [button(t("button.earlier"), data(page - 1))] if page > 0 else []
    if len(view.slots) <= (page + 1) * SLOTS_SHOWN:
        return before
    return [*before, button(t("button.later_times"), data(page + 1))]


def why_buttons(request_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Why there can be no session."""
    rows = [[_on("no", request_id, t(f"call_why.{why}"), why)] for why in Declined]
    return markup([*rows, [_on("open", request_id, t("button.back"))]])


def call_buttons(view: CallView, t: Texts) -> InlineKeyboardMarkup:
    """What this reader may do with a session."""
    return _acts(view.acts, view.request_id, t)


def call_news_buttons(news: NewsView, t: Texts) -> InlineKeyboardMarkup | None:
    """The answers that a word about a session asks for."""
    yours = news.details.get("yours")
    anew = news.code is NewsCode.call_declined or (news.code is NewsCode.call_missed and not yours)
    if anew and news.child_id is not None:
        return markup([[line_button(news.child_id, t)]])
    acts = _OF_NEWS.get(news.code, ())
    if yours:
        acts = _OF_THE_ASKER.get(news.code, acts)
    return _acts(acts, news.request_id or 0, t) if acts else None


def _acts(acts: Iterable[str], request_id: int, t: Texts) -> InlineKeyboardMarkup:
    return markup([_on(act, request_id, t(f"call_button.{act}"))] for act in acts)


def _on(act: str, request_id: int, text: str, value: str = "") -> Button:
    data = {"act": act, "request": short(request_id), "value": value}
    return button(text, OnCall.model_validate(data))
