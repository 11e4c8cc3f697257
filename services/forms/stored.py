"""A form's values as the rows of a record, and back."""

from collections.abc import Iterable, Mapping
from datetime import date

from care.forms.form import Form, Question
from care.forms.given import Value
from storage.records import NewAnswer


def rows_of(form: Form, given: Mapping[str, Value]) -> list[NewAnswer]:
    """Values as they are stored: choices, numbers and dates stay open to be counted; words, media
    and choices that a form says are `sealed`.
    """
    return [row for name, value in given.items() for row in _rows(form.question(name), value)]


def _rows(question: Question, value: Value) -> Iterable[NewAnswer]:
    match question.type:
        case "choice" if question.sealed:
            yield NewAnswer(question.id, words=value)
        case "choice":
            yield NewAnswer(question.id, choice=value)
        case "choices":
            yield from (NewAnswer(question.id, choice=each) for each in value)
        case "faces" | "number":
            yield NewAnswer(question.id, number=value)
        case "date":
            yield NewAnswer(question.id, day=date.fromisoformat(value))
        case _:
            yield NewAnswer(question.id, words=value.get("words"), media=value.get("media"))


def answers_of(form: Form, rows: Iterable[NewAnswer]) -> dict[str, Value]:
    """Stored answers as the form's values, in the form's order."""
    found: dict[str, Value] = {}
    for row in rows:
        question = next((each for each in form.questions if each.id == row.question), None)
        if question is None:
            continue
        match question.type:
            case "choices":
                found.setdefault(row.question, []).append(row.choice)
            case "choice":
                found[row.question] = row.words if question.sealed else row.choice
            case "faces" | "number":
                found[row.question] = int(row.number or 0)
            case "date":
                found[row.question] = row.day.isoformat() if row.day else None
            case _:
                value = {"words": row.words} if row.words is not None else {"media": row.media}
                found[row.question] = value
    return {q.id: _in_order(q, found[q.id]) for q in form.questions if q.id in found}


def _in_order(question: Question, value: Value) -> Value:
    """Several choices in the order in which they are offered."""
    if question.type != "choices":
        return value
    return [option.id for option in question.options if option.id in value]
