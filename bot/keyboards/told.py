"""The buttons of a word to the family: whose turn it is, read, told by phone."""

from collections.abc import Mapping, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.forms import Told
from locales.catalog import Texts
from services.forms.draft import Draft
from services.forms.letter import Letter
from services.forms.telling import State
from services.forms.tolist import ChildToTell, ToldList

Row = list[InlineKeyboardButton]
COLUMNS = 2
SHOWN = 90
"""Telegram takes a hundred buttons in one message."""


def _button(text: str, data: Told) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def letter_buttons(letter: Letter, t: Texts) -> InlineKeyboardMarkup | None:
    """One touch says that it was read."""
    if letter.read:
        return None
    return _markup([[_button(t("told.read"), Told(act="read", subject=short(letter.record_id)))]])


def skip_row(draft: Draft, t: Texts) -> Row:
    """Another child first."""
    data = Told(act="skip", form=draft.form.id, subject=short(draft.child))
    return [_button(t("told.skip"), data)]


def phone_rows(record_id: int, people: Mapping[int, str], t: Texts) -> list[Row]:
    """A button for everybody who is told by phone or on paper."""
    record = short(record_id)
    return [
        [_button(t("told.phone", who=name), Told(act="phone", subject=record, who=short(person)))]
        for person, name in people.items()
    ]


def list_buttons(view: ToldList) -> InlineKeyboardMarkup | None:
    """The children to be told of, then those of whom it was told."""
    form = view.card.form.id
    todo = [
        _button(_label(child), Told(act="child", form=form, subject=short(child.child_id)))
        for child in view.todo
    ]
    done = [
        _button(
            ("❤ " if child.heard else "✉ ") + _label(child),
            Told(act="state", form=form, subject=short(child.record_id or 0)),
        )
        for child in view.done
    ]
    buttons = [*todo, *done][:SHOWN]
    return _markup([buttons[i : i + COLUMNS] for i in range(0, len(buttons), COLUMNS)])


def _label(child: ChildToTell) -> str:
    name = f"{child.name} {child.class_name}" if child.class_name else child.name
    return f"☎ {name}" if child.by_phone else name


def state_buttons(state: State, t: Texts) -> InlineKeyboardMarkup | None:
    """Told by phone, one by one; and the way back to the list."""
    back = [_button(t("button.back"), Told(act="list", form=state.letter.form.id))]
    return _markup([*phone_rows(state.letter.record_id, state.left, t), back])
