"""Inline keyboards of the weekly list: pages of names, the ticks of one family."""

from collections.abc import Iterable, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.weekly import Week
from bot.keyboards.where import not_here_button
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
    view: WeeklyList, page: int, t: Texts, undo: int | None = None, shown: str = ""
) -> InlineKeyboardMarkup:
    """One page of names, below them the ways to the pages before and after it. `shown`: when it
    came in the place of another page (`bot.taps`).
    """
    unit = short(view.unit_id)
    start = page * CHILDREN_SHOWN
    names = [
        [_button(_name(each), _family(each, unit, shown))]
        for each in view.families[start : start + CHILDREN_SHOWN]
    ]
    turn: Row = []
    if start > 0:
        turn.append(_button(t("weekly.before"), Week(act="list", unit=unit, page=page - 1)))
    if start + CHILDREN_SHOWN < len(view.families):
        turn.append(_button(t("weekly.after"), Week(act="list", unit=unit, page=page + 1)))
    back = [_button(t("button.back"), Go(to="class", unit=unit))]
    return _markup([_undo(view, undo, t, shown), *names, turn, back])


def _family(family: Family, unit: str, shown: str) -> Week:
    return Week(act="child", unit=unit, subject=short(family.child_id), shown=shown)


def _name(family: Family) -> str:
    icons = "".join(item.rule.icon for item in family.items)
    tried = "✖ " if family.tried_today else ""
    return f"{tried}{family.name} {icons}"


def family_buttons(
    family: Family, view: WeeklyList, t: Texts, undo: int | None = None, shown: str = ""
) -> InlineKeyboardMarkup:
    """Three ticks for each duty of a family; below them the list, the next one and Undo. `shown`:
    when it came in the place of another page (`bot.taps`).
    """
    unit = short(view.unit_id)
    page = view.families.index(family) // CHILDREN_SHOWN
    rows = [_ticks(item, family, unit, shown, t) for item in family.items]
    turn = [_button(t("weekly.all"), Week(act="list", unit=unit, page=page))]
    if len(view.families) > 1:
        following = view.families[(view.families.index(family) + 1) % len(view.families)]
        turn.append(_button(t("weekly.next"), _family(following, unit, shown)))
    away = [not_here_button(family.child_id, t)]
    return _markup([*rows, away, turn, _undo(view, undo, t, shown)])


def _ticks(item: ToAsk, family: Family, unit: str, shown: str, t: Texts) -> Row:
    """By phone, on paper, not reached: with the rule's icon where there are several duties."""
    icon = f"{item.rule.icon} " if len(family.items) > 1 else ""
    base = Week(act="missed", unit=unit, subject=short(item.duty_id), shown=shown)
    ticks = [
        _button(icon + t(f"weekly.{means}"), base.model_copy(update={"act": means.value}))
        for means in Means
    ]
    return [*ticks, _button(t("weekly.missed"), base)]


def _undo(view: WeeklyList, duty_id: int | None, t: Texts, shown: str) -> Row:
    if duty_id is None:
        return []
    data = Week(act="undo", unit=short(view.unit_id), subject=short(duty_id), shown=shown)
    return [_button(t("button.undo"), data)]


def _button(text: str, data: Week | Go) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: Iterable[Sequence[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows if row])
