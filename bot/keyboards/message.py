"""The buttons below what the family says out of the blue."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.forms import Kept, Said
from locales.catalog import Texts
from services.forms.choosing import ChildDue
from services.forms.message import Message
from services.forms.saving import Saved


def whom_buttons(message: Message, children: Sequence[ChildDue], t: Texts) -> InlineKeyboardMarkup:
    """The class teacher of the child, of which child where there are several; or nobody."""
    rows = [[_tell(message, child, t, alone=len(children) == 1)] for child in children]
    drop = Said(act="drop", draft=message.tag).pack()
    nobody = InlineKeyboardButton(text=t("message.button.nobody"), callback_data=drop)
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [nobody]])


def _tell(message: Message, child: ChildDue, t: Texts, *, alone: bool) -> InlineKeyboardButton:
    name = f"{child.name} {child.class_name}" if child.class_name else child.name
    text = t("message.button.teacher") if alone else t("message.button.child", child=name)
    data = Said(act="tell", draft=message.tag, child=short(child.child_id))
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def told_buttons(saved: Saved, t: Texts) -> InlineKeyboardMarkup:
    """For a day it can be taken back."""
    data = Kept(act="undo", record=short(saved.records[0])).pack()
    undo = InlineKeyboardButton(text=t("form.button.undo"), callback_data=data)
    return InlineKeyboardMarkup(inline_keyboard=[[undo]])
