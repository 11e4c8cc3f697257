"""Inline keyboards of the facts of a child's calendar."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.facts import Key
from bot.keyboards.moving import button, markup
from care.circumstances import MONTHS, KeyReason
from locales.catalog import Texts
from services.calendar.key_child import KeyView
from services.overview import ChildView


def key_row(view: ChildView, t: Texts) -> list[InlineKeyboardButton]:
    """The way to the page about a key child, for those who may mark one."""
    if not view.calendar.may_mark:
        return []
    return [button(t("key.button"), Key(act="page", child=short(view.child_id)))]


def key_buttons(view: KeyView, t: Texts) -> InlineKeyboardMarkup:
    """The reasons; where a flag stands, its end."""
    child = short(view.child_id)
    rows = [
        [button(t(f"key.reason.{it}"), Key(act="why", child=child, reason=it))] for it in KeyReason
    ]
    if view.flag is not None:
        rows.insert(0, [button(t("key.end"), Key(act="end", child=child))])
    return markup([*rows, [button(t("button.back"), Go(to="child", unit=child))]])


def months_buttons(view: KeyView, reason: KeyReason, t: Texts) -> InlineKeyboardMarkup:
    """For how long."""
    child = short(view.child_id)
    row = [
        button(t.many("key.months", n), Key(act="set", child=child, reason=reason, months=n))
        for n in MONTHS
    ]
    return markup([row, [button(t("button.back"), Key(act="page", child=child))]])
