"""Record cards: the question asked now, the summary, and what has come of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from care.forms import filling as way
from care.forms.faces import SHOWN
from care.forms.form import Form, Question
from care.forms.given import Value
from locales.catalog import Texts
from services.forms.asking import Asked
from services.forms.conversation import Stage, Step
from services.forms.draft import Draft
from services.forms.saving import Saved

SHORT = 120
"""Characters of an answer in words that a summary shows."""


def head(form: Form, names: Sequence[str], t: Texts) -> str:
    """Which card, about whom."""
    return t("form.head", icon=form.icon, title=t.of(form.title), child=t("comma").join(names))


def step_text(step: Step, t: Texts) -> str:
    """The whole message for a step."""
    draft = step.draft
    if draft is None:
        return t(f"form.{step.stage}")
    if step.stage is Stage.dropped:
        return f"{head(draft.form, step.names, t)}\n\n{t('form.dropped')}"
    if step.stage is Stage.unfinished:
        return f"{head(draft.form, step.names, t)}\n\n{t('form.unfinished')}"
    body = _asked(step, t) if step.question is not None else _summary(draft, t)
    wrong = "" if step.wrong is None else f"\n\n{_wrong(step, t)}"
    return f"{head(draft.form, step.names, t)}\n\n{body}{wrong}"


def _asked(step: Step, t: Texts) -> str:
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
        lines.append(t("form.so_far", answer=answer_text(question, said, t)))
    if question.optional and way.finish(draft.form, draft.filling) is not None:
        given = way.complete(draft.form, draft.filling)
        lines += ["", t("form.enough"), *answer_lines(draft.form, given, t)]
    return "\n".join(lines)


def _summary(draft: Draft, t: Texts) -> str:
    given = way.complete(draft.form, draft.filling)
    return "\n".join([t("form.check"), "", *answer_lines(draft.form, given, t)])


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
    words = str(value["words"])
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"


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
    if saved.asked:
        lines.append(t("form.other_side"))
    if saved.raised:
        lines.append(t("form.raised"))
    if saved.unheard:
        lines.append(t("form.teacher_hears"))
    return "\n".join(lines)


def other_side_text(asked: Asked, t: Texts) -> str:
    """What somebody is asked about a record of the other side."""
    text = t.of(asked.form.confirm_ask).format_map({"child": asked.child, "day": t.day(asked.day)})
    return f"{asked.form.icon} {text}"
