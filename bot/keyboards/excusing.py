"""Inline keyboards by which staff excuse a duty, about a child or of the school: which, and why."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.facts import Excuse, SchoolOwes
from bot.keyboards.moving import button, markup
from care.words import DutyState
from locales.catalog import Texts
from services.duties.excused import SchoolOwes as Owed
from services.duties.excusing import OF_SCHOOL, Excusable, Why
from services.duties.excusing_typed import Waiting
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


def typed_buttons(waiting: Waiting, t: Texts) -> InlineKeyboardMarkup:
    """Below the question for another reason: the way back to the reasons."""
    duty = short(waiting.duty_id)
    if waiting.child_id:
        back = button(t("button.back"), Excuse(child=short(waiting.child_id), duty=duty))
    else:
        back = button(t("button.back"), SchoolOwes(unit=short(waiting.unit_id), duty=duty))
    return markup([[back]])


def owes_row(school_id: int, t: Texts) -> list[InlineKeyboardButton]:
    """The way from a school's page to what the school itself owes."""
    return [button(t("owes.button"), SchoolOwes(unit=short(school_id)))]


def class_owes_row(class_id: int, t: Texts) -> list[InlineKeyboardButton]:
    """The way from a class's page to what the class owes as a whole."""
    return [button(t("owes.button_class"), SchoolOwes(unit=short(class_id)))]


def owes_buttons(view: Owed, t: Texts) -> InlineKeyboardMarkup | None:
    """Each open duty of the school, of its classes, or of the class, that the reader may excuse."""
    unit = short(view.unit_id)
    rows = [
        [
            button(
                f"🚫 {item.rule.icon} {_what(view, item, t)}",
                SchoolOwes(unit=unit, duty=short(item.duty_id)),
            )
        ]
        for item in view.items
        if item.duty_id in view.may_excuse
    ]
    page = Go(to="class" if view.of_class else "school", unit=unit)
    back = [button(t("button.back"), page)] if view.sees_unit else []
    found = markup([*rows, back])
    return found if found.inline_keyboard else None


def _what(view: Owed, item: ItemView, t: Texts) -> str:
    """What is owed, with the class where it is one of the school's."""
    what = t.of(item.rule.title)
    return what if item.unit_id == view.unit_id else t("item.line", child=item.subject, what=what)


def why_of_school(view: Owed, item: ItemView, t: Texts) -> InlineKeyboardMarkup:
    """Why the school or class need not do it this time."""
    unit, duty = short(view.unit_id), short(item.duty_id)
    rows = [
        [button(t(f"excuse.reason.{why}"), SchoolOwes(unit=unit, duty=duty, why=why))]
        for why in OF_SCHOOL
    ]
    return markup([*rows, [button(t("button.back"), SchoolOwes(unit=unit))]])
