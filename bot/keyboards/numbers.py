"""Inline keyboards of the public numbers: what their keeper can change."""

from collections.abc import Iterable

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.requests import Numbers
from care.numbers import NumberKind, shown_number
from locales.catalog import Texts
from services.numbers import NumbersView

Row = list[InlineKeyboardButton]


def _button(text: str, act: str, unit_id: int, value: str = "") -> Row:
    data = Numbers.model_validate({"act": act, "unit": short(unit_id), "value": value})
    return [InlineKeyboardButton(text=text, callback_data=data.pack())]


def _markup(rows: list[Row]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def open_buttons(views: Iterable[NumbersView], t: Texts) -> InlineKeyboardMarkup | None:
    """The way to change the numbers of each unit that is the reader's to change."""
    mine = [view for view in views if view.may_change]
    return _markup(
        [_button(t("number.change", unit=view.unit), "list", view.unit_id) for view in mine]
    )


def change_buttons(view: NumbersView, t: Texts) -> InlineKeyboardMarkup | None:
    """One more number, and one of them to be taken out."""
    unit = view.unit_id
    out = [
        _button(t("number.drop", number=shown_number(each.number)), "drop", unit, str(place))
        for place, each in enumerate(view.numbers)
    ]
    return _markup([_button(t("number.add"), "which", unit), *out])


def kind_buttons(unit_id: int, t: Texts) -> InlineKeyboardMarkup | None:
    """What kind of number."""
    kinds = [_button(t(f"number.kind.{kind}"), "type", unit_id, kind.value) for kind in NumberKind]
    return _markup([*kinds, _button(t("button.back"), "list", unit_id)])


def back_button(unit_id: int, t: Texts) -> InlineKeyboardMarkup | None:
    """The way back to the numbers."""
    return _markup([_button(t("button.back"), "list", unit_id)])
