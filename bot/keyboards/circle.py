"""Inline keyboards of the care of the lists: a circle, one adult."""

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.lists import Around, NoNumber
from bot.keyboards.birthday import birthday_button
from bot.keyboards.posts import back_to_post
from bot.texts.lists import icon
from care.changes import ADDED
from care.words import Post, Status
from locales.catalog import Texts
from services.lists.circle import AdultView, CircleView
from services.lists.typed import Waiting

Row = list[InlineKeyboardButton]
ENDS = ("ended", "wrong")
"""Why somebody leaves a circle: no longer, or never."""

_STATUSES = (Status.away, Status.at_home, Status.no_contact, Status.dead, Status.barred)


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])


def _around(text: str, act: str, child: int, person: int = 0, value: str = "") -> Row:
    who = short(person) if person else ""
    data = {"act": act, "child": short(child), "person": who, "value": value}
    return [_button(text, Around.model_validate(data))]


def circle_row(child_id: int, t: Texts) -> Row:
    """The way from a child's card to the people around the child."""
    return _around(t("button.circle"), "circle", child_id)


def circle_buttons(view: CircleView, t: Texts) -> InlineKeyboardMarkup:
    """One button per adult, then somebody new, then the hidden ones, then back to the card."""
    child = view.child_id
    rows = _adults(view)
    rows.append(_around(t("button.add"), "add", child))
    rows.append(birthday_button(child, None, t))
    if view.hidden:
        rows.append(_around(t("button.hidden"), "hidden", child))
    card = Go(to="child", unit=short(child))
    return _markup([*rows, [_button(t("button.back"), card)]])


def hidden_buttons(view: CircleView, t: Texts) -> InlineKeyboardMarkup:
    """Who is not shown, for a mistake to be put right."""
    back = _around(t("button.back"), "circle", view.child_id)
    return _markup([*_adults(view), back])


def _adults(view: CircleView) -> list[Row]:
    return [
        _around(f"{icon(a)} {a.name}", "adult", view.child_id, a.person_id) for a in view.adults
    ]


def adult_buttons(view: AdultView, t: Texts) -> InlineKeyboardMarkup:
    """What can be done about one adult; about who is out of the circle only put it right."""
    child, person = view.child_id, view.adult.person_id
    back = _around(t("button.back"), "circle", child)
    status = _around(t("button.status"), "status", child, person)
    end = _around(t("button.end"), "end", child, person)
    if view.adult.hidden:
        return _markup([status, end, _around(t("button.back"), "hidden", child)])
    number = _around(t("button.number"), "number", child, person)
    name = _around(t("button.name"), "name", child, person)
    link = _around(t("button.link"), "link", child, person)
    code = _around(t("button.code"), "code", child, person)
    birthday = birthday_button(child, person, t)
    return _markup([status, number + name, link + code, birthday, end, back])


def status_menu(view: AdultView, t: Texts) -> InlineKeyboardMarkup:
    """How somebody stands to the child now."""
    child, person = view.child_id, view.adult.person_id
    rows = [
        _around(t(f"status.{it}"), "status", child, person, it.value)
        for it in _STATUSES
        if it is not view.adult.status
    ]
    return _markup([*rows, back_to_adult(child, person, t)])


def end_menu(view: AdultView, t: Texts) -> InlineKeyboardMarkup:
    """Why somebody leaves the circle."""
    child, person = view.child_id, view.adult.person_id
    rows = [_around(t(f"end.{why}"), "end", child, person, why) for why in ("ended", "wrong")]
    return _markup([*rows, back_to_adult(child, person, t)])


def role_menu(child_id: int, t: Texts) -> InlineKeyboardMarkup:
    """What somebody new is to the child."""
    rows = [_around(t(f"role.{role}"), "add", child_id, value=role.value) for role in ADDED]
    return _markup([*rows, _around(t("button.back"), "circle", child_id)])


def back_to_adult(child_id: int, person_id: int, t: Texts) -> Row:
    """The way back to one adult's page."""
    return _around(t("button.back"), "adult", child_id, person_id)


def way_buttons(
    child_id: int, person_id: int, act: str, t: Texts, *, sure: bool
) -> InlineKeyboardMarkup:
    """Below a link or a code the way back; with `sure` the button that confirms it before."""
    confirm = [_around(t("button.sure"), act, child_id, person_id, "sure")] if sure else []
    return _markup([*confirm, back_to_adult(child_id, person_id, t)])


def prompt_buttons(waiting: Waiting, t: Texts) -> InlineKeyboardMarkup:
    """Below a question for words: "no number" where that is an answer, and the way back."""
    rows: Sequence[Row] = ()
    if waiting.name is not None:
        rows = ([_button(t("button.no_number"), NoNumber())],)
    if waiting.unit_id:
        back = [back_to_post(waiting.unit_id, waiting.post or Post.class_teacher, t)]
    elif waiting.person_id:
        back = back_to_adult(waiting.child_id, waiting.person_id, t)
    else:
        back = _around(t("button.back"), "circle", waiting.child_id)
    return _markup([*rows, back])
