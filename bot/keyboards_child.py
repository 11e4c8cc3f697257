"""Inline keyboards of one's own children, and of a class's children to choose from."""

from collections.abc import Iterable, Mapping

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import Go, short
from bot.callbacks_everyday import Own
from bot.callbacks_lists import Around
from bot.rows import in_pairs
from locales.catalog import Texts
from services.child_card import FamilyCard, FamilyCircle


def own_buttons(children: Mapping[int, str], page: str) -> InlineKeyboardMarkup:
    """Which of one's own children."""
    return _columns(_button(name, _own(page, child_id)) for child_id, name in children.items())


def class_children_buttons(children: Iterable[tuple[int, str]], page: str) -> InlineKeyboardMarkup:
    """Which child of one's classes."""
    return _columns(_button(name, _staff(page, child_id)) for child_id, name in children)


def card_buttons(card: FamilyCard, t: Texts) -> InlineKeyboardMarkup:
    """From the card to the people around the child."""
    return _columns([_button(t("button.circle"), _own("circle", card.child_id))])


def kin_buttons(circle: FamilyCircle, t: Texts) -> InlineKeyboardMarkup:
    """From the people around the child to its card."""
    return _columns([_button(t("kin.card"), _own("child", circle.child_id))])


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
