"""The buttons of record cards."""

from collections.abc import Sequence
from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callbacks.basic import short
from bot.callbacks.forms import Card, Fill, Several
from bot.keyboards.told import skip_row
from bot.keyboards.where import not_here_button
from bot.rows import in_pairs
from care.forms import filling as way
from care.forms.faces import SHOWN
from care.forms.form import Form, Question
from locales.catalog import Texts
from services.forms.choosing import ChildDue
from services.forms.conversation import Stage, Step
from services.forms.draft import Draft
from services.forms.group import Group
from services.forms.library import Card as FormCard

Row = list[InlineKeyboardButton]
BEHIND, AHEAD = (0, -1, -2), (7, 14, 28)
"""Days from today that a date question offers."""
CHILDREN_SHOWN = 20
"""So many children stand in a list; the others are found by their name."""

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
    bare = draft.duty and not draft.filling.answers and not draft.form.told
    tick = [_act("tick", draft, t)] if bare else []
    skip = skip_row(draft, t) if draft.form.told and draft.corrects is None else []
    if question is None:
        save = [_save(step, draft, t)]
        return _markup([save, *_changes(draft, t), skip, _ways(draft, t)])
    number = draft.form.questions.index(question)
    return _markup(
        [*_answers(draft, question, number, step, t), _onward(draft, question, number, t),
         tick, skip, _away(draft, t), _ways(draft, t)]
    )  # fmt: skip


def _save(step: Step, draft: Draft, t: Texts) -> InlineKeyboardButton:
    """Save; of what the family is told, the button says what becomes of it."""
    if step.readers is None or draft.corrects is not None:
        return _act("save", draft, t)
    data = Fill(act="save", draft=draft.tag)
    return _button(t("told.send" if step.readers.reached else "told.said"), data)


def _act(act: str, draft: Draft, t: Texts, question: int = 0) -> InlineKeyboardButton:
    data = Fill.model_validate({"act": act, "draft": draft.tag, "question": question})
    return _button(t(f"form.button.{act}"), data)


def _pick(draft: Draft, number: int, value: str, text: str) -> InlineKeyboardButton:
    return _button(text, Fill(act="pick", draft=draft.tag, question=number, value=value))


def _answers(draft: Draft, question: Question, number: int, step: Step, t: Texts) -> list[Row]:
    match question.type:
        case "choice" | "choices":
            return _options(draft, question, number, t)
        case "faces":
            return [[_pick(draft, number, str(n), face) for n, face in enumerate(SHOWN, 1)]]
        case "date":
            offsets = AHEAD if question.days == "future" else BEHIND
            days = [step.today + timedelta(days=offset) for offset in offsets]
            shown = [_pick(draft, number, day.isoformat(), t.day(day)) for day in days]
            return [shown, _term_end(draft, number, step.term_ends, t)]
    return []


def _term_end(draft: Draft, number: int, day: date | None, t: Texts) -> Row:
    if day is None:
        return []
    return [_pick(draft, number, day.isoformat(), t("form.button.term_end", day=t.day(day)))]


def _options(draft: Draft, question: Question, number: int, t: Texts) -> list[Row]:
    chosen = draft.filling.answers.get(question.id) or []
    buttons = []
    for place, option in enumerate(question.options):
        mark = "✔ " if question.type == "choices" and option.id in chosen else ""
        buttons.append(_pick(draft, number, str(place), mark + t.of(option.text)))
    wide = any(len(button.text) > SHORT_LABEL for button in buttons)
    return [buttons[i : i + 1 + (not wide)] for i in range(0, len(buttons), 1 + (not wide))]


def _onward(draft: Draft, question: Question, number: int, t: Texts) -> Row:
    """On to the next question: with what is chosen, with the answer as it was, or without one."""
    given = draft.filling.answers.get(question.id) not in (None, [])
    row: Row = []
    if given:
        label = "form.button.next" if question.type == "choices" else "form.button.keep"
        row.append(_button(t(label), Fill(act="next", draft=draft.tag, question=number)))
    if question.optional:
        label = "form.button.clear" if given else "form.button.skip"
        row.append(_button(t(label), Fill(act="skip", draft=draft.tag, question=number)))
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
    return in_pairs(buttons)


def _away(draft: Draft, t: Texts) -> Row:
    return [not_here_button(draft.child, t)] if draft.form.may_be_away else []


def _ways(draft: Draft, t: Texts) -> Row:
    first = draft.filling.at == draft.form.questions[0].id
    return [*([] if first else [_act("back", draft, t)]), _act("drop", draft, t)]


def children_buttons(
    form: Form, children: Sequence[ChildDue], t: Texts, *, line: bool = False
) -> InlineKeyboardMarkup | None:
    """A button for every child that a form may be about, those that are due first."""
    buttons = [
        _button(child_label(child, t), Card(form=form.id, child=short(child.child_id), line=line))
        for child in children[:CHILDREN_SHOWN]
    ]
    return _markup(in_pairs(buttons))


def child_label(child: ChildDue, t: Texts) -> str:
    """A child's name, with the class where two have the same, and the day where one is due."""
    name = f"{child.name} {child.class_name}" if child.class_name else child.name
    if child.due_on is None:
        return t("form.child", name=name)
    return t("form.child_due", name=name, day=t.day(child.due_on))


def group_buttons(group: Group, t: Texts) -> InlineKeyboardMarkup | None:
    """The children of this page, those chosen with a mark; the other pages; enough."""
    form, page = group.card.form.id, group.page

    def button(text: str, act: str, child: str = "", to: int = page) -> InlineKeyboardButton:
        data = {"act": act, "form": form, "child": child, "page": to}
        return _button(text, Several.model_validate(data))

    names = []
    for child in group.shown:
        mark = "✔ " if child.child_id in group.chosen else ""
        names.append(button(mark + child_label(child, t), "pick", short(child.child_id)))
    turn = [button("◀", "page", to=page - 1)] if page else []
    turn += [button("▶", "page", to=page + 1)] if page + 1 < group.pages else []
    go = [button(t("form.button.next"), "go")] if group.chosen else []
    return _markup(
        [*in_pairs(names),
         [button(t("form.button.all"), "all"), *turn], go]
    )  # fmt: skip


def form_buttons(
    forms: tuple[FormCard, ...], child_id: int, t: Texts
) -> InlineKeyboardMarkup | None:
    """A button for every form that the reader may fill in about a child."""
    rows = []
    for card in forms:
        data = Card(form=card.form.id, child=short(child_id))
        rows.append([_button(f"{card.form.icon} {t.of(card.form.title)}", data)])
    return _markup(rows)
