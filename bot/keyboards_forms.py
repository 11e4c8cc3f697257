"""The buttons of record cards."""

from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks import short
from bot.callbacks_forms import Card, Fill, Kept, Other
from care.forms.faces import SHOWN
from care.forms import filling as way
from care.forms.form import Form, Question
from locales.catalog import Texts
from services.forms.asking import Asked
from services.forms.choosing import ChildDue
from services.forms.confirming import Word
from services.forms.conversation import Stage, Step
from services.forms.draft import Draft
from services.forms.library import Card as FormCard
from services.forms.saving import Saved

Row = list[InlineKeyboardButton]
BEHIND, AHEAD = (0, -1, -2), (7, 14, 28)
"""Days from today that a date question offers."""
AROUND = (-3, -2, -1, 1, 2, 3)
"""Days around a noted one that the other side may name instead."""
SHORT_LABEL = 14
"""Characters below which two options stand in a row."""


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def _markup(rows: list[Row]) -> InlineKeyboardMarkup | None:
    kept = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def step_buttons(step: Step, t: Texts) -> InlineKeyboardMarkup | None:
    """The buttons below a step."""
    draft = step.draft
    if draft is None or step.stage is Stage.dropped:
        return None
    if step.stage is Stage.unfinished:
        return _markup([[_act("go", draft, t)], [_act("drop", draft, t)]])
    question = step.question
    tick = [_act("tick", draft, t)] if draft.duty and not draft.filling.answers else []
    if question is None:
        return _markup([[_act("save", draft, t)], *_changes(draft, t), _ways(draft, t)])
    number = draft.form.questions.index(question)
    return _markup(
        [*_answers(draft, question, number, step.today, t), _onward(draft, question, number, t),
         tick, _ways(draft, t)]
    )  # fmt: skip


def _act(act: str, draft: Draft, t: Texts, question: int = 0) -> InlineKeyboardButton:
    data = Fill.model_validate({"act": act, "draft": draft.tag, "question": question})
    return _button(t(f"form.button.{act}"), data)


def _pick(draft: Draft, number: int, value: str, text: str) -> InlineKeyboardButton:
    return _button(text, Fill(act="pick", draft=draft.tag, question=number, value=value))


def _answers(draft: Draft, question: Question, number: int, today: date, t: Texts) -> list[Row]:
    match question.type:
        case "choice" | "choices":
            return _options(draft, question, number, t)
        case "faces":
            return [[_pick(draft, number, str(n), face) for n, face in enumerate(SHOWN, 1)]]
        case "date":
            offsets = AHEAD if question.days == "future" else BEHIND
            days = [today + timedelta(days=offset) for offset in offsets]
            return [[_pick(draft, number, day.isoformat(), t.day(day)) for day in days]]
    return []


def _options(draft: Draft, question: Question, number: int, t: Texts) -> list[Row]:
    chosen = draft.filling.answers.get(question.id) or []
    buttons = []
    for place, option in enumerate(question.options):
        mark = "✔ " if question.type == "choices" and option.id in chosen else ""
        buttons.append(_pick(draft, number, str(place), mark + t.of(option.text)))
    wide = any(len(button.text) > SHORT_LABEL for button in buttons)
    return [buttons[i : i + 1 + (not wide)] for i in range(0, len(buttons), 1 + (not wide))]


def _onward(draft: Draft, question: Question, number: int, t: Texts) -> Row:
    row: Row = []
    if question.type == "choices" and (draft.filling.answers.get(question.id) or []):
        row.append(_act("next", draft, t, number))
    elif question.optional:
        row.append(_act("skip", draft, t, number))
    if question.optional and way.finish(draft.form, draft.filling) is not None:
        row.append(_act("save", draft, t))
    return row


def _changes(draft: Draft, t: Texts) -> list[Row]:
    """A button for every question: to change its answer, or to add one."""
    given = way.complete(draft.form, draft.filling)
    buttons = []
    for question in way.asked(draft.form, draft.filling.answers):
        mark = "✏️" if question.id in given else "☐"
        data = Fill(act="change", draft=draft.tag, question=draft.form.questions.index(question))
        buttons.append(_button(f"{mark} {t.of(question.label)}", data))
    return [buttons[i : i + 2] for i in range(0, len(buttons), 2)]


def _ways(draft: Draft, t: Texts) -> Row:
    first = draft.filling.at == draft.form.questions[0].id
    return [*([] if first else [_act("back", draft, t)]), _act("drop", draft, t)]


def children_buttons(
    form: Form, children: tuple[ChildDue, ...], t: Texts
) -> InlineKeyboardMarkup | None:
    """A button for every child that a form may be about, those that are due first."""
    rows = []
    for child in children:
        key = "form.child_due" if child.due_on is not None else "form.child"
        text = t(key, name=child.name, day=t.day(child.due_on) if child.due_on else "")
        rows.append([_button(text, Card(form=form.id, child=short(child.child_id)))])
    return _markup(rows)


def form_buttons(
    forms: tuple[FormCard, ...], child_id: int, t: Texts
) -> InlineKeyboardMarkup | None:
    """A button for every form that the reader may fill in about a child."""
    rows = []
    for card in forms:
        data = Card(form=card.form.id, child=short(child_id))
        rows.append([_button(f"{card.form.icon} {t.of(card.form.title)}", data)])
    return _markup(rows)


def saved_buttons(saved: Saved, t: Texts) -> InlineKeyboardMarkup | None:
    """Correct it, or take it back: for a day."""
    if len(saved.records) != 1:
        return None
    record = short(saved.records[0])
    return _markup(
        [[_button(t(f"form.button.{act}"), Kept.model_validate({"act": act, "record": record}))
          for act in ("correct", "undo")]]
    )  # fmt: skip


def other_side_buttons(asked: Asked, t: Texts) -> InlineKeyboardMarkup | None:
    """Yes, no, another day: one touch."""
    record = short(asked.record_id)
    rows = [
        [_button(t(f"other.{word}"), Other.model_validate({"word": word, "record": record}))]
        for word in Word
    ]
    return _markup(rows)


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
