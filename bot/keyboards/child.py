"""Inline keyboards of one's own children, and of a class's children to choose from."""

from collections.abc import Iterable, Mapping

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.everyday import Own
from bot.callbacks.forms import Profile
from bot.callbacks.lists import Around
from bot.keyboards.home import home_button
from bot.keyboards.where import not_here_button
from bot.rows import in_pairs
from care.contact import ASKED
from locales.catalog import Texts
from services.child_card import FamilyCard, FamilyCircle
from services.overview import ChildView


def own_buttons(children: Mapping[int, str], page: str) -> InlineKeyboardMarkup:
    """Which of one's own children."""
    return _columns(_button(name, _own(page, child_id)) for child_id, name in children.items())


def class_children_buttons(children: Iterable[tuple[int, str]], page: str) -> InlineKeyboardMarkup:
    """Which child of one's classes."""
    return _columns(_button(name, _staff(page, child_id)) for child_id, name in children)


def card_buttons(card: FamilyCard, t: Texts) -> InlineKeyboardMarkup:
    """From the card to the people around the child."""
    circle = _button(t("button.circle"), _own("circle", card.child_id))
    home = [home_button(t)] if card.of_parent else []
    return _columns([circle, not_here_button(card.child_id, t), *home])


def kin_buttons(circle: FamilyCircle, t: Texts) -> InlineKeyboardMarkup:
    """From the people around the child to its card."""
    return _columns([_button(t("kin.card"), _own("child", circle.child_id))])


def profile_row(view: ChildView, t: Texts) -> list[InlineKeyboardButton]:
    """What the school knows of a child, and the card that asks for what is missing; for those who
    may read what is written.
    """
    if view.known is None or not view.written.reads:
        return []
    child = short(view.child_id)
    row = [_button(t("profile.show"), Profile(act="show", child=child))]
    missing = [t(f"clear.{clear}") for clear in ASKED if clear not in view.known]
    if missing:
        text = t("profile.fill", missing=t("list.comma").join(missing))
        row.insert(0, _button(text, Profile(act="fill", child=child)))
    return row


def profile_buttons(child_id: int, t: Texts) -> InlineKeyboardMarkup:
    """More to be filled in, and the way back to the child's card."""
    child = short(child_id)
    fill = _button(t("profile.more"), Profile(act="fill", child=child))
    back = _button(t("button.back"), Go(to="child", unit=child))
    return InlineKeyboardMarkup(inline_keyboard=[[fill], [back]])


def _own(page: str, child_id: int) -> Own:
    return Own.model_validate({"page": page, "child": short(child_id)})


def _staff(page: str, child_id: int) -> CallbackData:
    if page == "circle":
        return Around(act="circle", child=short(child_id))
    return Go(to="child", unit=short(child_id))


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _columns(buttons: Iterable[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=in_pairs(list(buttons)))
