"""Inline keyboards of the staff's posts: which, whose, from which day on."""

from collections.abc import Iterable
from datetime import date

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.facts import packed
from bot.callbacks.lists import Staff
from bot.rows import in_pairs
from bot.texts.post_names import post_name
from care.days import next_first, next_monday
from care.words import Post, UnitKind
from locales.catalog import Texts
from services.posts.showing import Colleague, PostPage, StaffPage

Row = list[InlineKeyboardButton]
_MOST_COLLEAGUES = 60


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])


def _staff(
    text: str, act: str, unit: int, post: Post, person: int = 0, value: str = ""
) -> InlineKeyboardButton:
    who = short(person) if person else ""
    data = {"act": act, "unit": short(unit), "person": who, "value": value, "post": post.value}
    return _button(text, Staff.model_validate(data))


def staff_row(unit_id: int, t: Texts) -> Row:
    """The way from a class to who has it."""
    return [_staff(t("button.staff"), "list", unit_id, Post.class_teacher)]


def posts_row(unit_id: int, t: Texts) -> Row:
    """The way from a school to the posts of its staff."""
    return [_staff(t("button.posts"), "posts", unit_id, Post.principal)]


def posts_buttons(page: StaffPage, t: Texts) -> InlineKeyboardMarkup:
    """One button per post, and the way back to the school."""
    rows = [
        [_staff(post_name(post, page.unit_kind, t), "list", page.unit_id, post)]
        for post, _ in page.posts
    ]
    return _markup([*rows, [_button(t("button.back"), Go(to="school", unit=short(page.unit_id)))]])


def post_buttons(page: PostPage, t: Texts) -> InlineKeyboardMarkup:
    """A colleague each, somebody new; a link for who has it, its end, and the way back."""
    unit, post, key = page.unit_id, page.post, "button.give" if page.by_one else "button.give_too"
    give = [
        _staff(t(key, name=each.name), "give", unit, post, each.person_id)
        for each in page.colleagues[:_MOST_COLLEAGUES]
    ]
    rows = [*in_pairs(give), [_staff(t("button.give_new"), "new", unit, post)]]
    if page.may_invite:
        rows += [
            [_staff(t("button.link_for", name=each.name), "link", unit, post, each.person_id)]
            for each in page.holders
        ]
    rows += [[_way_out(page, each, t)] for each in page.holders if _may_end(page, each)]
    return _markup([*rows, [_back(page, t)]])


def _may_end(page: PostPage, each: Colleague) -> bool:
    """What one person holds alone is handed over; but what has been planned can be left."""
    return each.since is not None or each.until is not None or not page.by_one


def _way_out(page: PostPage, each: Colleague, t: Texts) -> InlineKeyboardButton:
    unit, post, today = page.unit_id, page.post, packed(page.today)
    if each.since is not None:
        text = t("button.post_not", name=each.name)
        return _staff(text, "end", unit, post, each.person_id, today)
    if each.until is not None:
        text = t("button.post_stays", name=each.name)
        return _staff(text, "give", unit, post, each.person_id, today)
    return _staff(t("button.post_end", name=each.name), "end", unit, post, each.person_id)


def _back(page: PostPage, t: Texts) -> InlineKeyboardButton:
    """To the class, or to the posts of the school."""
    if page.unit_kind is UnitKind.class_:
        return _button(t("button.back"), Go(to="class", unit=short(page.unit_id)))
    return _staff(t("button.back"), "posts", page.unit_id, page.post)


def back_to_post(unit_id: int, post: Post, t: Texts) -> InlineKeyboardButton:
    """The way back to who has a post."""
    return _staff(t("button.back"), "list", unit_id, post)


def day_buttons(page: PostPage, act: str, person_id: int, t: Texts) -> InlineKeyboardMarkup:
    """From which day on: today, next Monday, the first of next month, the next term."""
    monday, first = next_monday(page.today), next_first(page.today)
    days = {
        page.today: t("posts.today"),
        monday: t("posts.next_monday", day=t.day(monday)),
        first: t("posts.next_first", day=t.day(first)),
    }
    if page.term is not None:
        days[page.term] = t("posts.next_term", day=t.day(page.term))
    rows = [[_on(page, act, person_id, day, text)] for day, text in sorted(days.items())]
    return _markup([*rows, [back_to_post(page.unit_id, page.post, t)]])


def _on(page: PostPage, act: str, person_id: int, day: date, text: str) -> InlineKeyboardButton:
    return _staff(text, act, page.unit_id, page.post, person_id, packed(day))


def way_in_buttons(
    unit_id: int, post: Post, person_id: int, t: Texts, *, sure: bool
) -> InlineKeyboardMarkup:
    """Below a link the way back; with `sure` the button that confirms it before."""
    link = _staff(t("button.sure"), "link", unit_id, post, person_id, "sure")
    return _markup([*([[link]] if sure else []), [back_to_post(unit_id, post, t)]])
