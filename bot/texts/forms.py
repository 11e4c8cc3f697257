"""Record cards: the question asked now, the summary, and what has come of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.texts.told import preview_text, telling_lines
from care.forms import filling as way
from care.forms.faces import SHOWN
from care.forms.form import IN_WORDS, Form, Question
from care.forms.given import Value
from locales.catalog import Texts
from services.forms.asking import Asked
from services.forms.conversation import Stage, Step
from services.forms.draft import Draft
from services.forms.letter import Letter
from services.forms.saving import Saved

SHORT = 120
"""Characters of an answer that a summary shows."""


def head(form: Form, names: Sequence[str], t: Texts) -> str:
    """Which card, about whom."""
    title = t.of(form.title)
    if not names:
        return t("form.head_alone", icon=form.icon, title=title)
    return t("form.head", icon=form.icon, title=title, child=t("comma").join(names))


def step_text(step: Step, t: Texts, *, new: bool = False) -> str:
    """The whole message for a step. A `new` message shows on a locked phone: it does not join the
    child's name with a worry.
    """
    draft = step.draft
    if draft is None:
        return t(f"form.{step.stage}")
    above = head(draft.form, () if new and _raises(draft) else step.names, t)
    if step.stage is Stage.dropped:
        return f"{above}\n\n{t('form.dropped')}"
    if step.stage is Stage.unfinished:
        return f"{above}\n\n{t('form.unfinished')}"
    body = _asked(step, t) if step.question is not None else _end(step, draft, t)
    wrong = "" if step.wrong is None else f"\n\n{_wrong(step, t)}"
    return f"{above}\n\n{body}{wrong}"


def _raises(draft: Draft) -> bool:
    """Whether an option is chosen that opens a request."""
    for name, value in way.complete(draft.form, draft.filling).items():
        chosen = value if isinstance(value, list) else [value]
        options = draft.form.question(name).options
        if any(option.raises for option in options if option.id in chosen):
            return True
    return False


def _asked(step: Step, t: Texts) -> str:
    """A question. Words that were given stay out of it: messages with questions may stay in the
    chat, only the summary is rewritten when all is saved.
    """
    draft, question = step.draft, step.question
    if draft is None or question is None:
        return ""
    names = [each.id for each in way.asked(draft.form, draft.filling.answers)]
    place = t("form.place", n=names.index(question.id) + 1, of=len(names))
    lines = [place, t.of(question.ask)]
    if question.type == "date":
        lines.append(t("form.how_date"))
    if question.type == "number":
        lines.append(t("form.how_number", lowest=question.lowest, highest=question.highest))
    said = draft.filling.answers.get(question.id)
    if said not in (None, []):
        typed = question.type in IN_WORDS and not said.get("media")
        answer = t("form.words") if typed else answer_text(question, said, t)
        lines.append(t("form.so_far", answer=answer))
    if question.optional and way.finish(draft.form, draft.filling) is not None:
        lines += ["", t("form.enough")]
    return "\n".join(lines)


def _end(step: Step, draft: Draft, t: Texts) -> str:
    """All answers; of what the family is told, what they will read."""
    if not draft.form.told:
        return _summary(draft, t)
    given = way.complete(draft.form, draft.filling)
    corrected = draft.corrects is not None
    letter = Letter(0, draft.form, step.names[0], given, corrected=corrected)
    return preview_text(step, letter, t)


def _summary(draft: Draft, t: Texts) -> str:
    given = way.complete(draft.form, draft.filling)
    lines = (_cut(line) for line in answer_lines(draft.form, given, t))
    return "\n".join([t("form.check"), "", *lines])


def _cut(line: str) -> str:
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"


def answer_lines(form: Form, given: Mapping[str, Value], t: Texts) -> list[str]:
    """A line for every answer."""
    found = []
    for name, value in given.items():
        question = form.question(name)
        answer = answer_text(question, value, t)
        found.append(t("form.line", label=t.of(question.label), answer=answer))
    return found


def answer_text(question: Question, value: Value, t: Texts) -> str:
    """One answer in words."""
    match question.type:
        case "choice":
            return _option(question, value, t)
        case "choices":
            return t("comma").join(_option(question, each, t) for each in value)
        case "faces" | "number":
            return SHOWN[value - 1] if question.type == "faces" else str(value)
        case "date":
            return t.day(date.fromisoformat(value))
        case _:
            return _in_words(value, t)


def _in_words(value: Mapping[str, Value], t: Texts) -> str:
    if value.get("media"):
        return t("form.photo" if value["media"]["kind"] == "photo" else "form.voice")
    return str(value["words"]) if value.get("words") else t("form.gone")


def _option(question: Question, option_id: str, t: Texts) -> str:
    option = question.option(option_id)
    return option_id if option is None else t.of(option.text)


def _wrong(step: Step, t: Texts) -> str:
    wrong = step.wrong
    return "" if wrong is None else t(f"form.wrong.{wrong.code}", **wrong.params)


def saved_text(saved: Saved, t: Texts) -> str:
    """What has come of a card: nothing of what was written stays in the chat."""
    lines = [head(saved.draft.form, saved.names, t), ""]
    lines.append(t("form.corrected" if saved.draft.corrects else "form.saved"))
    if saved.closed:
        lines.append(t("form.closes"))
    if saved.asking.wanted:
        lines.append(_other_side(saved, t))
    if saved.telling is not None:
        lines += telling_lines(saved.telling, t)
    if saved.raised:
        lines.append(t("form.raised"))
    if saved.unheard:
        lines.append(t("form.teacher_hears"))
    if len(saved.told_by) > 1:
        lines += ["", t("form.told_by_whom")]
    return "\n".join(lines)


def _other_side(saved: Saved, t: Texts) -> str:
    """Whether somebody is asked; where nobody can be, how a signed paper is added."""
    if saved.asking.asked:
        return t("form.other_side")
    if saved.draft.form.not_yet:
        return t("form.nobody_asked")
    photos = [q.id for q in saved.draft.form.questions if q.type == "photo"]
    given = way.complete(saved.draft.form, saved.draft.filling)
    if any(name in given for name in photos):
        return t("form.on_paper")
    return t("form.add_paper" if photos else "form.nobody_asked")


def other_side_text(asked: Asked, t: Texts) -> str:
    """What somebody is asked about a record of the other side."""
    if asked.form is None:
        return _said_with_a_tap(asked, t)
    text = t.of(asked.form.confirm_ask).format_map({"child": asked.child, "day": t.day(asked.day)})
    return f"{asked.form.icon} {text}"


def _said_with_a_tap(asked: Asked, t: Texts) -> str:
    day = t.day(asked.day)
    match asked.kind:
        case "teacher-check-in":
            return t("other.teacher", child=asked.child, day=day)
        case "guardian-check-in":
            return t("other.guardian", child=asked.child, day=day)
        case _:
            return t("other.call", child=asked.child)
