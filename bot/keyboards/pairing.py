"""Inline keyboards of pairing: classes, children, teachers, and a mentor's own children."""

from collections.abc import Iterable, Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.forms import Card, Kept
from bot.callbacks.lists import Around
from bot.callbacks.pairing import Pair
from bot.texts.pairing import sign
from care.words import Role
from locales.catalog import Texts
from services.forms.library import Card as FormCard
from services.pairing.mine import PairedChild, PairedView
from services.pairing.showing import ChildPairs, ClassPairs, Teachers

PAGE = 30
"""So many children or teachers stand below one message."""

_COLUMNS = 2
Row = list[InlineKeyboardButton]


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _pair(text: str, act: str, subject: int = 0, person: int = 0, page: int = 0) -> Row:
    data = {"act": act, "subject": short(subject), "person": short(person), "page": page}
    return [_button(text, Pair.model_validate(data))]


def _columns(buttons: Sequence[InlineKeyboardButton]) -> list[Row]:
    return [list(buttons[i : i + _COLUMNS]) for i in range(0, len(buttons), _COLUMNS)]


def _markup(rows: Iterable[Row]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row])


def _turn(act: str, subject: int, page: int, count: int, t: Texts) -> Row:
    """The way to the page before and the page after, where there are more than one."""
    before = _pair(t("pair.before"), act, subject, page=page - 1) if page > 0 else []
    more = (page + 1) * PAGE < count
    return before + (_pair(t("pair.after"), act, subject, page=page + 1) if more else [])


def classes_buttons(classes: Iterable[tuple[int, str]]) -> InlineKeyboardMarkup:
    """Which class."""
    return _markup(_columns([_pair(name, "class", unit)[0] for unit, name in classes]))


def class_pairs_buttons(view: ClassPairs, page: int, t: Texts) -> InlineKeyboardMarkup:
    """A button for every child, the teachers with their numbers, and the other classes."""
    shown = view.children[page * PAGE : (page + 1) * PAGE]
    children = [
        _pair(t("pair.child_button", mark="🤝" if names else "○", child=child), "child", child_id)[
            0
        ]
        for child_id, child, names in shown
    ]
    rows = [*_columns(children), _turn("class", view.unit_id, page, len(view.children), t)]
    below = (_pair(t("pair.loads"), "load", view.unit_id), _pair(t("pair.classes"), "start"))
    return _markup([*rows, *below])


def child_pairs_buttons(view: ChildPairs, t: Texts) -> InlineKeyboardMarkup:
    """One more teacher, the end of each pairing, and the way back to the class."""
    child = view.child_id
    ends = [_pair(t("pair.end", name=p.name), "end", child, p.person_id) for p in view.paired]
    back = _pair(t("button.back"), "class", view.unit_id)
    return _markup([_pair(t("pair.add"), "add", child), *ends, back])


def teachers_buttons(view: Teachers, page: int, t: Texts) -> InlineKeyboardMarkup:
    """Whom to pair with a child: colleagues by name and number of children, or somebody new."""
    child = view.child_id or 0
    shown = view.teachers[page * PAGE : (page + 1) * PAGE]
    give = [
        _pair(
            t("pair.teacher_button", name=each.name, n=each.children, sign=sign(each.one_more)),
            *("give", child, each.person_id),
        )[0]
        for each in shown
    ]
    new = [_new(t(f"pair.new.{role}"), child, role) for role in (Role.mentor, Role.helper)]
    turn = _turn("add", child, page, len(view.teachers), t)
    return _markup([*_columns(give), turn, *new, _pair(t("button.back"), "child", child)])


def _new(text: str, child_id: int, role: Role) -> Row:
    return [_button(text, Around(act="add", child=short(child_id), value=role.value))]


def loads_buttons(view: Teachers, page: int, t: Texts) -> InlineKeyboardMarkup:
    """Below the teachers of a school: other pages, and the way back to the class."""
    turn = _turn("load", view.unit_id, page, len(view.teachers), t)
    return _markup([turn, _pair(t("button.back"), "class", view.unit_id)])


def end_pair_buttons(child_id: int, person_id: int, t: Texts) -> InlineKeyboardMarkup:
    """Whether a pairing is to end."""
    sure = _pair(t("pair.end_sure"), "ended", child_id, person_id)
    return _markup([sure, _pair(t("button.back"), "child", child_id)])


def mine_buttons(children: Iterable[PairedChild], t: Texts) -> InlineKeyboardMarkup:
    """The children that the reader is paired with; a mark where something waits."""
    buttons = [
        _pair(
            t("pair.mine_button", mark="⏳" if c.waiting else "🧒", child=c.name),
            "mine",
            c.child_id,
        )
        for c in children
    ]
    return _markup(_columns([button for row in buttons for button in row]))


def paired_buttons(
    view: PairedView, forms: Iterable[FormCard], t: Texts
) -> InlineKeyboardMarkup | None:
    """The cards that the reader may fill in about the child, and what they have written."""
    child = short(view.child_id)
    cards = [
        _button(f"{card.form.icon} {t.of(card.form.title)}", Card(form=card.form.id, child=child))
        for card in forms
    ]
    written = [
        _button(
            t(
                "record.button",
                icon=line.form.icon,
                day=t.day(line.day),
                what=t.of(line.form.title),
            ),
            Kept(act="open", record=short(line.record_id)),
        )
        for line in view.written
    ]
    return _markup([*_columns(cards), *([button] for button in written)])
