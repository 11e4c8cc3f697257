"""The buttons of what was written: corrected, read, and the other side's word on it."""

from collections.abc import Sequence
from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import Go, short
from bot.callbacks.forms import Kept, Other, Records
from bot.keyboards.told import phone_rows
from care.forms.form import IN_WORDS
from locales.catalog import Texts
from services.forms.asking import Asked
from services.forms.confirming import Word
from services.forms.correcting import more_to_add
from services.forms.reading import RecordLine, RecordsView, RecordView
from services.forms.saving import Saved

Row = list[InlineKeyboardButton]
AROUND = (-3, -2, -1, 1, 2, 3)
"""Days around a noted one that the other side may name instead."""


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: list[Row]) -> InlineKeyboardMarkup | None:
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def records_row(child_id: int, t: Texts, *, reads: bool) -> Row:
    """The way from a child's card to what was written about it."""
    return [_button(t("button.records"), Records(child=short(child_id)))] if reads else []


def records_buttons(view: RecordsView, t: Texts) -> InlineKeyboardMarkup | None:
    """A button for every record of a child, and the way back to its card."""
    back = _button(t("button.back"), Go(to="child", unit=short(view.child_id)))
    return _markup([*([_open(line, t)] for line in view.lines), [back]])


def written_buttons(lines: Sequence[RecordLine], t: Texts) -> InlineKeyboardMarkup | None:
    """A button for everything that one wrote within the last day."""
    return _markup([[_open(line, t, child=True)] for line in lines])


def _open(line: RecordLine, t: Texts, *, child: bool = False) -> InlineKeyboardButton:
    what = line.child if child else t.of(line.form.title)
    text = t("record.button", icon=line.form.icon, day=t.day(line.day), what=what)
    return _button(text, Kept(act="open", record=short(line.record_id)))


def record_buttons(view: RecordView, t: Texts) -> InlineKeyboardMarkup | None:
    """Back to the list; for a day its author may correct it or take it back."""
    change = change_row(view.line.record_id, t) if view.mine else []
    child = short(view.child_id) if view.reads else ""
    return _markup([change, [_button(t("button.back"), Records(child=child))]])


def saved_buttons(saved: Saved, t: Texts) -> InlineKeyboardMarkup | None:
    """Correct it, or take it back: for a day; and for whom it was written, where that is asked."""
    if len(saved.records) != 1:
        return None
    record = short(saved.records[0])
    whom = saved.told_by.items() if len(saved.told_by) > 1 else ()
    people = [
        [_button(name, Kept(act="told_by", record=record, who=short(person)))]
        for person, name in whom
    ]
    add = []
    question = more_to_add(saved.draft) if saved.draft.form.quick else None
    if question is not None:
        words = question.type in IN_WORDS
        label = t("form.button.add") if words else f"＋ {t.of(question.label)}"
        add = [_button(label, Kept(act="add", record=record))]
    phone = phone_rows(saved.records[0], saved.telling.others, t) if saved.telling else []
    return _markup([*people, *phone, add, change_row(saved.records[0], t)])


def change_buttons(record_id: int, t: Texts) -> InlineKeyboardMarkup | None:
    """Correct a record or take it back, and nothing else."""
    return _markup([change_row(record_id, t)])


def change_row(record_id: int, t: Texts) -> Row:
    """Correct a record, or take it back."""
    record = short(record_id)
    return [
        _button(t(f"form.button.{act}"), Kept.model_validate({"act": act, "record": record}))
        for act in ("correct", "undo")
    ]


def other_side_buttons(asked: Asked, t: Texts) -> InlineKeyboardMarkup | None:
    """Yes, no, another day: one touch. What may still come has no other day."""
    record = short(asked.record_id)
    words = list(Word) if asked.has_days else [Word.yes, Word.no]
    return _markup(
        [[_button(_word(word, asked, t), Other.model_validate({"word": word, "record": record}))]
         for word in words]
    )  # fmt: skip


def _word(word: Word, asked: Asked, t: Texts) -> str:
    return t("other.not_yet" if asked.may_come and word is Word.no else f"other.{word}")


def arrived_later(asked: Asked, t: Texts) -> InlineKeyboardMarkup | None:
    """What may still come can be said to have come later."""
    if not asked.may_come:
        return None
    return _markup([[_button(t("other.yes"), Other(word=Word.yes, record=short(asked.record_id)))]])


def day_buttons(asked: Asked, today: date, t: Texts) -> InlineKeyboardMarkup | None:
    """The days around the one that was noted, as far as they have come."""
    record = short(asked.record_id)
    days = [asked.day + timedelta(days=offset) for offset in AROUND]
    buttons = [
        _button(t.day(day), Other(word=Word.another_day, record=record, day=day.isoformat()))
        for day in days
        if day <= today
    ]
    back = _button(t("button.back"), Other(word="back", record=record))
    return _markup([*(buttons[i : i + 3] for i in range(0, len(buttons), 3)), [back]])


def open_record(record_id: int, t: Texts) -> InlineKeyboardMarkup:
    """The way to what somebody of the family said."""
    data = Kept(act="open", record=short(record_id))
    button = InlineKeyboardButton(text=t("button.hear"), callback_data=data.pack())
    return InlineKeyboardMarkup(inline_keyboard=[[button]])
