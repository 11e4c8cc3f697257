"""Inline keyboards of the weekly list: pages of names, the ticks of one family."""

from collections.abc import Iterable, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import Go, short
from bot.callbacks_weekly import Week
from bot.keyboards_where import not_here_button
from care.weekly import CHILDREN_SHOWN, Means
from locales.catalog import Texts
from services.weekly.listing import ClassToAsk, Family, ToAsk, WeeklyList

Row = list[InlineKeyboardButton]


def open_list(unit_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Below the week's message: the way to the list."""
    return _markup([[_button(t("button.open_weekly"), Week(act="list", unit=short(unit_id)))]])


def classes_buttons(classes: Iterable[ClassToAsk], t: Texts) -> InlineKeyboardMarkup:
    """A button for every class of a principal."""
    return _markup(
        [_button(_class_label(each, t), Week(act="list", unit=short(each.unit_id)))]
        for each in classes
    )


def _class_label(each: ClassToAsk, t: Texts) -> str:
    return t("weekly.class", name=each.name, n=each.families)


def list_buttons(
    view: WeeklyList, page: int, t: Texts, undo: int | None = None
) -> InlineKeyboardMarkup:
    """One page of names, below them the ways to the pages before and after it."""
    unit = short(view.unit_id)
    start = page * CHILDREN_SHOWN
    names = [
        [_button(_name(each), Week(act="child", unit=unit, subject=short(each.child_id)))]
        for each in view.families[start : start + CHILDREN_SHOWN]
    ]
    turn: Row = []
    if start > 0:
        turn.append(_button(t("weekly.before"), Week(act="list", unit=unit, page=page - 1)))
    if start + CHILDREN_SHOWN < len(view.families):
        turn.append(_button(t("weekly.after"), Week(act="list", unit=unit, page=page + 1)))
    back = [_button(t("button.back"), Go(to="class", unit=unit))]
    return _markup([_undo(view, undo, t), *names, turn, back])


def _name(family: Family) -> str:
    icons = "".join(item.rule.icon for item in family.items)
    tried = "✖ " if family.tried_today else ""
    return f"{tried}{family.name} {icons}"


def family_buttons(
    family: Family, view: WeeklyList, t: Texts, undo: int | None = None
) -> InlineKeyboardMarkup:
    """Three ticks for each duty of a family; below them the list, the next one and Undo."""
    unit = short(view.unit_id)
    page = view.families.index(family) // CHILDREN_SHOWN
    rows = [_ticks(item, unit, t, alone=len(family.items) == 1) for item in family.items]
    turn = [_button(t("weekly.all"), Week(act="list", unit=unit, page=page))]
    if len(view.families) > 1:
        following = view.families[(view.families.index(family) + 1) % len(view.families)]
        data = Week(act="child", unit=unit, subject=short(following.child_id))
        turn.append(_button(t("weekly.next"), data))
    away = [not_here_button(family.child_id, t)]
    return _markup([*rows, away, turn, _undo(view, undo, t)])


def _ticks(item: ToAsk, unit: str, t: Texts, *, alone: bool) -> Row:
    """By phone, on paper, not reached: with the rule's icon where there are several duties."""
    duty, icon = short(item.duty_id), "" if alone else f"{item.rule.icon} "
    ticks = [
        _button(icon + t(f"weekly.{means}"), Week(act=means.value, unit=unit, subject=duty))
        for means in Means
    ]
    missed = Week(act="missed", unit=unit, subject=duty)
    return [*ticks, _button(t("weekly.missed"), missed)]


def _undo(view: WeeklyList, duty_id: int | None, t: Texts) -> Row:
    if duty_id is None:
        return []
    data = Week(act="undo", unit=short(view.unit_id), subject=short(duty_id))
    return [_button(t("button.undo"), data)]


def _button(text: str, data: Week | Go) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])
