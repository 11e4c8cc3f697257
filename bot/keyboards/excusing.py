"""Inline keyboards by which staff excuse a duty: which, and why."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.facts import Excuse
from bot.keyboards.moving import button, markup
from care.words import DutyState
from locales.catalog import Texts
from services.duties.excusing import Excusable, Why
from services.duties.showing import ItemView
from services.overview import ChildView


def excuse_row(view: ChildView, t: Texts) -> list[InlineKeyboardButton]:
    """The way to excuse something, for those who may and where anything is open."""
    waits = any(item.state is DutyState.open for item in view.items)
    if not view.calendar.may_mark or not waits:
        return []
    return [button(t("excuse.button"), Excuse(child=short(view.child_id)))]


def duties_buttons(view: Excusable, t: Texts) -> InlineKeyboardMarkup:
    """Which one is not needed."""
    child = short(view.child_id)
    rows = [
        [
            button(
                f"{item.rule.icon} {t.of(item.rule.title)}",
                Excuse(child=child, duty=short(item.duty_id)),
            )
        ]
        for item in view.items
    ]
    return markup([*rows, [button(t("button.back"), Go(to="child", unit=child))]])


def why_buttons(child_id: int, item: ItemView, t: Texts) -> InlineKeyboardMarkup:
    """Why it is not needed."""
    child, duty = short(child_id), short(item.duty_id)
    rows = [
        [button(t(f"excuse.reason.{why}"), Excuse(child=child, duty=duty, why=why))] for why in Why
    ]
    return markup([*rows, [button(t("button.back"), Excuse(child=child))]])
