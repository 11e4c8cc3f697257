"""Inline keyboards: buttons of duties, their little menus, lists of classes and children."""

from collections.abc import Iterable, Sequence
from itertools import chain

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, Join, Press, Switch, on_card, short
from bot.callbacks.forms import Card
from bot.callbacks.weekly import Week
from bot.keyboards.child import profile_row
from bot.keyboards.circle import circle_row
from bot.keyboards.excusing import class_owes_row, excuse_row, owes_row
from bot.keyboards.facts import key_row
from bot.keyboards.home import home_button
from bot.keyboards.hotline import line_button
from bot.keyboards.moving import add_row, move_row, year_row
from bot.keyboards.posts import posts_row, staff_row
from bot.keyboards.records import records_row
from bot.keyboards.requests import help_button
from bot.keyboards.support import support_row
from bot.keyboards.where import not_here_button
from bot.rows import in_pairs
from care.delivery import ITEMS_SHOWN
from care.hours import Later
from care.words import DutyState
from locales.catalog import LANGUAGES, Texts
from services.duties.answering import Reason
from services.duties.showing import ItemView
from services.overview import ChildLine, ChildView, ClassLine, ClassView, SchoolView

Row = list[InlineKeyboardButton]
MOST_BUTTONS = 90
"""Telegram takes a hundred buttons in one message; some room is kept for the others."""


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup | None:
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def item_buttons(items: Sequence[ItemView], place: str, t: Texts) -> InlineKeyboardMarkup | None:
    """Done, Later and Could not for every open item; Undo where it can be taken back."""
    if len(items) == 1:
        return _markup(_single(items[0], place, t))
    shown = items[:ITEMS_SHOWN]
    alike = len({item.subject for item in shown}) == 1
    rows = (
        (_row(n, item, place, t, alike=alike), _changed(item, t, f"{n} "))
        for n, item in enumerate(shown, 1)
    )
    return _markup(chain.from_iterable(rows))


def _single(item: ItemView, place: str, t: Texts) -> list[Row]:
    if item.state is not DutyState.open:
        return [_undo(item, place, t)]
    done = _press(_act(item), item, place, _done_label(item, t))
    if not item.mine:
        return [[done]] if item.may_answer else []
    later = _press("later", item, place, t("button.later"))
    cannot = _press("cannot", item, place, t("button.cannot"))
    line = [line_button(item.child_id, t)] if _asks_for_line(item) else []
    return [[done], _changed(item, t), [later, cannot], line]


def _is_class_list(item: ItemView) -> bool:
    """Whether it asks whether a class's list is still right (row 13)."""
    return item.mine and item.rule.shows == "children"


def _changed(item: ItemView, t: Texts, before: str = "") -> Row:
    """The way to the list of a class that is asked about."""
    if not _is_class_list(item) or item.state is not DutyState.open:
        return []
    return [_go("list", item.unit_id, before + t("button.changed"))]


def _asks_for_line(item: ItemView) -> bool:
    """Whether a session on the family line would answer it."""
    return "hotline" in item.rule.closed_by and item.child_id != 0


def _row(number: int, item: ItemView, place: str, t: Texts, *, alike: bool) -> Row:
    """A line's buttons, named after the child, or by the rule's icon where all are about one child:
    three in a row leave little room for words.
    """
    if item.state is not DutyState.open:
        return _undo(item, place, t, f"{number} ")
    what = item.rule.icon if alike else item.subject
    of_mine = "button.row_card" if _has_card(item) else "button.row_done"
    of_mine = "button.row_unchanged" if _is_class_list(item) else of_mine
    key = of_mine if item.mine else "button.row_for_family"
    done = _press(_act(item), item, place, t(key, number=number, what=what))
    if not item.mine:
        return [done] if item.may_answer else []
    return [done, _press("later", item, place, "⏰"), _press("cannot", item, place, "✖")]


def _done_label(item: ItemView, t: Texts) -> str:
    if _is_class_list(item):
        return t("button.unchanged")
    of_mine = "button.done_card" if _has_card(item) else "button.done"
    key = of_mine if item.mine else "button.done_for_family"
    return t(key, what=t.of(item.rule.done))


def _has_card(item: ItemView) -> bool:
    """Whoever owes it fills in a record card."""
    return item.mine and item.rule.form is not None


def _act(item: ItemView) -> str:
    return "card" if _has_card(item) else "done"


def _undo(item: ItemView, place: str, t: Texts, before: str = "") -> Row:
    if not item.may_undo:
        return []
    return [_press("undo", item, place, before + t("button.undo"))]


def _press(
    act: str, item: ItemView, place: str, text: str, choice: str = ""
) -> InlineKeyboardButton:
    data = Press.model_validate(
        {"act": act, "duty": short(item.duty_id), "place": place, "choice": choice}
    )
    return _button(text, data)


def later_menu(item: ItemView, place: str, t: Texts) -> InlineKeyboardMarkup | None:
    """When to be asked again."""
    return _menu("later", (choice.value for choice in Later), item, place, t)


def cannot_menu(item: ItemView, place: str, t: Texts) -> InlineKeyboardMarkup | None:
    """Why it could not be done."""
    home = [[home_button(t)]] if "parent_home" in item.rule.pauses else []
    return _menu("cannot", (reason.value for reason in Reason), item, place, t, home)


def _menu(
    act: str,
    choices: Iterable[str],
    item: ItemView,
    place: str,
    t: Texts,
    more: Sequence[Row] = (),
) -> InlineKeyboardMarkup | None:
    rows = [[_press(act, item, place, t(f"{act}.{choice}"), choice)] for choice in choices]
    return _markup([*rows, *more, [_press("back", item, place, t("button.back"))]])


def class_buttons(view: ClassView, t: Texts, *, back_to: int | None) -> InlineKeyboardMarkup | None:
    """A button for every child of a class, two in a row."""
    children = [
        _button(_child_label(line, t), Go(to="child", unit=short(line.child_id)))
        for line in view.children[:MOST_BUTTONS]
    ]
    back = [] if back_to is None else [_go("school", back_to, t("button.back"))]
    lists = staff_row(view.unit_id, t) + add_row(view.unit_id, t)
    owes = class_owes_row(view.unit_id, t) if view.owes else []
    return _markup([_weekly(view, t), *in_pairs(children), owes, lists, back])


def _weekly(view: ClassView, t: Texts) -> Row:
    if not view.to_ask:
        return []
    return [_button(t("button.weekly", n=view.to_ask), Week(act="list", unit=short(view.unit_id)))]


def _child_label(line: ChildLine, t: Texts) -> str:
    if line.late:
        return t("child.late", name=line.name, n=line.late)
    return t("child.to_ask" if line.to_ask else "child.fine", name=line.name)


def school_buttons(view: SchoolView, t: Texts) -> InlineKeyboardMarkup | None:
    """A button for every class of a school, and the switch for whoever may turn it."""
    rows = [[_go("class", line.unit_id, _class_label(line, t))] for line in view.classes]
    data = Switch(step="preview", school=short(view.unit_id))
    start = [_button(t("button.live"), data)] if view.may_start else []
    year = year_row(view.unit_id, t, may_open=view.may_open_year)
    below = owes_row(view.unit_id, t) + posts_row(view.unit_id, t)
    return _markup([start, *rows, below, year])


def _class_label(line: ClassLine, t: Texts) -> str:
    if line.starts_on is not None:
        return t("class.sleeps_until", name=line.name, day=t.day(line.starts_on))
    if not line.live:
        return t("class.sleeps", name=line.name)
    key = "child.late" if line.late else "child.fine"
    return t(key, name=line.name, n=line.late)


def child_buttons(view: ChildView, t: Texts) -> InlineKeyboardMarkup | None:
    """What can be recorded about a child, and the way back to the class."""
    place = on_card(view.child_id)
    records = [button for item in view.items for button in _on_card(item, place, t)]
    asks = [line_button(view.child_id, t), help_button(view.child_id, t)]
    write = [_button(t("button.card"), Card(child=short(view.child_id)))]
    lists = circle_row(view.child_id, t) + move_row(view.child_id, t) + excuse_row(view, t)
    away = [not_here_button(view.child_id, t)]
    back = [_go("class", view.class_id, t("button.back"))]
    read = records_row(view.child_id, t, reads=view.written.reads)
    support = support_row(view.child_id, t, reads=view.written.reads)
    about = profile_row(view, t) + key_row(view, t) + support
    ways = [in_pairs(row) for row in (records, write + read, about, asks + away, lists)]
    return _markup([*chain.from_iterable(ways), back])


def _on_card(item: ItemView, place: str, t: Texts) -> Row:
    """One short button: the card says above them what a press writes down, and for whom."""
    if item.state is not DutyState.open:
        return _undo(item, place, t, f"{item.rule.icon} ")
    what = t.of(item.rule.done)
    key = "button.done_card" if _has_card(item) else "button.card_done"
    return [_press(_act(item), item, place, t(key, icon=item.rule.icon, what=what))]


def _go(to: str, unit_id: int, text: str) -> InlineKeyboardButton:
    return _button(text, Go.model_validate({"to": to, "unit": short(unit_id)}))


def languages(t: Texts, step: str) -> InlineKeyboardMarkup | None:
    """One button per language, each in its own words, the reader's own first."""
    return _markup(
        [_button(t(f"language.{code}"), Join.model_validate({"step": step, "value": code}))]
        for code in sorted(LANGUAGES, key=lambda code: code != t.language)
    )


def yes_or_no(t: Texts, step: str) -> InlineKeyboardMarkup | None:
    """Agree or decline."""
    rows = [
        [_button(t(f"{step}.{value}"), Join.model_validate({"step": step, "value": value}))]
        for value in ("yes", "no")
    ]
    return _markup(rows)
