"""Reading a form: TOML that a school can write, refused with every problem in it named.

[[question]]
id = "worry"
type = "choice"
ask.en = "Is there something to worry about?"
label.en = "Worry"
options = [{ id = "no", text.en = "No" }, { id = "yes", text.en = "Yes", raises = "worry" }]
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from care.forms.checks import check_form, check_question
from care.forms.form import Form, Option, Question
from care.plan import syntax_problem
from care.plan_keys import problems_of
from care.problems import PlanError, Problem


class FormError(PlanError):
    """A form that cannot be used, with every problem found in it."""


def load_form(text: str) -> Form:
    """The form a TOML text describes; raises FormError naming question, key and allowed values."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError([syntax_problem(text, error)]) from error
    problems: list[Problem] = []
    questions = tuple(_questions(raw.pop("question", []), problems))
    form = _form(raw, questions, problems)
    if form is None or problems:
        raise FormError(problems)
    return form


def _questions(entries: object, problems: list[Problem]) -> Iterator[Question]:
    if not isinstance(entries, list) or not all(isinstance(it, dict) for it in entries):
        problems.append(Problem(None, "question", "type_questions"))
        return
    if not entries:
        problems.append(Problem(None, "question", "missing"))
    known: list[Question] = []
    for number, raw in enumerate(entries, start=1):
        name = raw["id"] if isinstance(raw.get("id"), str) and raw["id"] else f"#{number}"
        if any(question.id == name for question in known):
            problems.append(Problem(name, "id", "twice_here"))
        question = _question(name, raw, known, problems)
        if question is not None:
            known.append(question)
            yield question


def _question(
    name: str, raw: Mapping[str, Any], before: Sequence[Question], problems: list[Problem]
) -> Question | None:
    try:
        question = Question.model_validate(raw)
    except ValidationError as error:
        problems.extend(problems_of(name, error, _unknown))
        return None
    problems.extend(check_question(question, before))
    return question


def _form(
    raw: Mapping[str, Any], questions: tuple[Question, ...], problems: list[Problem]
) -> Form | None:
    if "questions" in raw:
        problems.append(_unknown(None, "questions"))
    try:
        form = Form.model_validate({**raw, "questions": questions})
    except ValidationError as error:
        problems.extend(problems_of(None, error, _unknown))
        return None
    problems.extend(check_form(form))
    return form


def _unknown(question: str | None, key: str) -> Problem:
    """A key that forms do not have, with those allowed in its place."""
    if question is None:
        allowed = [*(name for name in Form.model_fields if name != "questions"), "question"]
    elif key.startswith("options."):
        allowed = [*Option.model_fields]
    else:
        allowed = [*Question.model_fields]
    return Problem(question, key, "unknown_key", {"allowed": ", ".join(allowed)})
