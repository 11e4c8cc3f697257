"""Checks on a form that is well-formed: do its names, texts, options and conditions make sense?"""

from collections.abc import Iterable, Iterator, Sequence

from care.forms.form import Form, Question
from care.plan_checks import check_id, check_languages, fields_in
from care.problems import Problem
from care.roles import ALLOWED, Act
from care.words import Post, Role

WITH_OPTIONS = frozenset({"choice", "choices"})
MOST_OPTIONS = 12


def check_form(form: Form) -> Iterator[Problem]:
    """Every problem of a form's own keys.

    Who may read it are staff who may read talk notes: no guardian ever reads what a teacher wrote.
    """
    yield from check_id(None, "id", form.id)
    yield from check_id(None, "kind", form.kind)
    yield from check_languages(None, "title", form.title)
    yield from _among("fill", form.fill, [*Role, *Post])
    yield from _among("read", form.read, sorted(ALLOWED[Act.see_talk_notes]))
    yield from _among("confirm", form.confirm, [*Role])
    if form.confirm:
        yield from check_languages(None, "confirm_ask", form.confirm_ask)
        yield from _placeholders(form)
    if not form.fill:
        yield Problem(None, "fill", "empty")
    if form.command is not None:
        yield from check_id(None, "command", form.command)


def _placeholders(form: Form) -> Iterator[Problem]:
    for language, text in form.confirm_ask.items():
        found = fields_in(text)
        if found is None:
            yield Problem(None, f"confirm_ask.{language}", "braces")
        elif not found <= {"child", "day"}:
            yield Problem(None, f"confirm_ask.{language}", "placeholder_day")


def _among(key: str, names: Iterable[str], allowed: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if name not in allowed:
            params = {"value": name, "allowed": ", ".join(allowed)}
            yield Problem(None, key, "value", params)


def check_question(question: Question, before: Sequence[Question]) -> Iterator[Problem]:
    """Every problem of a question whose keys and types are right; `before` are those above it."""
    name = question.id
    yield from check_id(name, "id", name)
    yield from check_languages(name, "ask", question.ask)
    yield from check_languages(name, "label", question.label)
    yield from _options(question)
    yield from _conditions(question, before)
    if question.lowest > question.highest:
        params = {"value": str(question.lowest), "highest": str(question.highest)}
        yield Problem(name, "lowest", "range", {**params, "lowest": "0"})


def _options(question: Question) -> Iterator[Problem]:
    name, options = question.id, question.options
    if question.type not in WITH_OPTIONS:
        if options:
            yield Problem(name, "options", "options_none")
        return
    if not 1 < len(options) <= MOST_OPTIONS:
        yield Problem(name, "options", "options_count", {"highest": str(MOST_OPTIONS)})
    seen: set[str] = set()
    for number, option in enumerate(options, start=1):
        if option.id in seen:
            yield Problem(name, f"options.{number}.id", "twice")
        seen.add(option.id)
        yield from check_id(name, f"options.{number}.id", option.id)
        yield from check_languages(name, f"options.{number}.text", option.text)


def _conditions(question: Question, before: Sequence[Question]) -> Iterator[Problem]:
    """A condition names options of a question above."""
    above = {each.id: each for each in before if each.type in WITH_OPTIONS}
    for name, wanted in question.when.items():
        if name not in above:
            params = {"value": name, "allowed": ", ".join(above) or "-"}
            yield Problem(question.id, f"when.{name}", "value", params)
            continue
        allowed = [option.id for option in above[name].options]
        for option_id in wanted:
            if option_id not in allowed:
                params = {"value": option_id, "allowed": ", ".join(allowed)}
                yield Problem(question.id, f"when.{name}", "value", params)
