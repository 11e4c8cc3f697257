"""The way through a form: which question is next, back, skip, one answer changed at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from care.forms.form import Form, Question
from care.forms.given import Value

SUMMARY = None
"""The place after the last question."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A form that somebody is filling in. `at` is the question asked now; at the end, None.

    `changing`: one answer is mended from the summary, which comes back afterwards.
    """

    answers: Mapping[str, Value] = field(default_factory=dict)
    at: str | None = SUMMARY
    changing: bool = False

    def kept(self) -> dict[str, Any]:
        """As it is stored in a draft."""
        return {"answers": dict(self.answers), "at": self.at, "changing": self.changing}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Filling":
        """As it was stored."""
        return cls(kept["answers"], kept["at"], kept["changing"])


def asked(form: Form, answers: Mapping[str, Value]) -> tuple[Question, ...]:
    """The questions that these answers lead to, in order."""
    return tuple(question for question in form.questions if _applies(question, answers))


def _applies(question: Question, answers: Mapping[str, Value]) -> bool:
    return all(_is_one_of(answers.get(name), wanted) for name, wanted in question.when.items())


def _is_one_of(value: Value, wanted: tuple[str, ...]) -> bool:
    given = value if isinstance(value, list) else [value]
    return any(each in wanted for each in given)


def begin(form: Form, known: Mapping[str, Value] | None = None) -> Filling:
    """At the first question without an answer."""
    return _at_next(form, Filling(known or {}))


def give(form: Form, filling: Filling, question: Question, value: Value) -> Filling:
    """An answer, and on to the next question. Of several choices each press takes one in or out;
    `onward` goes on.
    """
    if question.type == "choices":
        chosen = list(filling.answers.get(question.id) or ())
        chosen = [c for c in chosen if c != value] if value in chosen else [*chosen, value]
        order = [option.id for option in question.options]
        value = sorted(chosen, key=order.index)
        return replace(filling, answers={**filling.answers, question.id: value}, at=question.id)
    return _answered(form, filling, question, value)


def onward(form: Form, filling: Filling, question: Question) -> Filling | None:
    """No more choices, or the answer stays as it is; None where there has to be one first."""
    if not _settled(question, filling.answers):
        return None
    chosen = filling.answers.get(question.id)
    return _answered(form, filling, question, None if chosen == [] else chosen)


def skip(form: Form, filling: Filling, question: Question) -> Filling | None:
    """No answer to an optional question; None where it must have one."""
    return _answered(form, filling, question, None) if question.optional else None


def back(form: Form, filling: Filling) -> Filling:
    """At the question before, or at the first one."""
    names = [question.id for question in asked(form, filling.answers)]
    place = names.index(filling.at) if filling.at in names else len(names)
    return replace(filling, at=names[max(place - 1, 0)], changing=False)


def change(form: Form, filling: Filling, question_id: str) -> Filling | None:
    """At one question again, from the summary; None where it is not asked."""
    names = {question.id for question in asked(form, filling.answers)}
    return replace(filling, at=question_id, changing=True) if question_id in names else None


def finish(form: Form, filling: Filling) -> Filling | None:
    """At the summary, leaving optional questions out; None where an answer is still missing."""
    missing = [q for q in asked(form, filling.answers) if not _settled(q, filling.answers)]
    return None if missing else replace(filling, at=SUMMARY, changing=False)


def complete(form: Form, filling: Filling) -> dict[str, Value]:
    """The answers to be saved: of the questions that were asked, those that have one."""
    names = [question.id for question in asked(form, filling.answers)]
    return {n: filling.answers[n] for n in names if filling.answers.get(n) not in (None, [])}


def _settled(question: Question, answers: Mapping[str, Value]) -> bool:
    return question.optional or answers.get(question.id) not in (None, [])


def _is_open(question: Question, answers: Mapping[str, Value]) -> bool:
    """Not asked yet, or all choices taken out again where one is needed."""
    return question.id not in answers or not _settled(question, answers)


def _answered(form: Form, filling: Filling, question: Question, value: Value) -> Filling:
    answers = {**filling.answers, question.id: value}
    names = {each.id for each in asked(form, answers)}
    kept = {name: given for name, given in answers.items() if name in names}
    return _at_next(form, replace(filling, answers=kept), after=question.id)


def _at_next(form: Form, filling: Filling, after: str | None = None) -> Filling:
    """At the next question without an answer: the one behind `after`, else the first; a question
    that a changed answer has brought in is asked before the summary comes back.
    """
    questions = asked(form, filling.answers)
    names = [question.id for question in questions]
    place = names.index(after) + 1 if after in names else 0
    open_ones = [q for q in questions if _is_open(q, filling.answers)]
    if filling.changing:
        open_ones = [q for q in open_ones if not q.optional]
    behind = [q for q in open_ones if names.index(q.id) >= place]
    first = next(iter(behind or open_ones), None)
    at = SUMMARY if first is None else first.id
    return replace(filling, at=at, changing=filling.changing and at is not SUMMARY)
