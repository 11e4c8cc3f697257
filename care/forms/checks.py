"""Checks on a form that is well-formed: do its names, texts, options and conditions make sense?"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from care.forms.form import Form, Option, Question
from care.plan_checks import check_icon, check_id, check_languages, fields_in
from care.problems import Problem
from care.roles import ALLOWED, SUPPORTING, Act
from care.words import Post, Role

WITH_OPTIONS = frozenset({"choice", "choices"})
MOST_OPTIONS = 12
MOST_QUESTIONS = 20
LONGEST_ASK, LONGEST_LABEL, LONGEST_OPTION = 400, 30, 50
"""Characters, so that a question and a summary fit into a message on a small phone."""

LONGEST_TOLD = 200
TOLD = (*(Role.parent, Role.father, Role.mother, Role.guardian),)
"""Who of the family may be told what a card says."""

DAY = "day"
"""The question that says on which day it was; without it the day of writing counts."""

REVIEW, OWNER = "review", "owner"
"""The questions of a support: on which day it is looked at again, and which post holds that."""

OWNERS = {name.replace("_", "-"): name for name in sorted(SUPPORTING - {Post.principal})}
"""Who may hold a review, by the options of `owner`; the school leader hears what was not done."""

_COMMAND = re.compile(r"[a-z][a-z0-9_]{0,31}")


def check_form(form: Form) -> Iterator[Problem]:
    """Every problem of a form's own keys.

    Who may read it are staff who may read talk notes: no guardian ever reads what a teacher wrote.
    """
    yield from check_id(None, "id", form.id)
    yield from check_id(None, "kind", form.kind)
    yield from check_languages(None, "title", form.title)
    yield from _among(None, "fill", form.fill, [*Post] if form.several else [*Role, *Post])
    yield from _among(None, "read", form.read, sorted(ALLOWED[Act.see_talk_notes]))
    yield from _among(None, "confirm", form.confirm, [*Role])
    if form.confirm or any(option.confirm for option in _options_of(form)):
        yield from check_languages(None, "confirm_ask", form.confirm_ask)
        yield from _placeholders(form)
    yield from _told(form)
    yield from _support(form)
    if not form.fill:
        yield Problem(None, "fill", "empty")
    yield from check_icon(None, form.icon)
    if form.command is not None and not _COMMAND.fullmatch(form.command):
        yield Problem(None, "command", "command", {"value": form.command})
    if form.several and (form.confirm or any(map(_opens, _options_of(form)))):
        yield Problem(None, "several", "several_alone")
    if len(form.questions) > MOST_QUESTIONS:
        yield Problem(None, "question", "questions_count", {"highest": str(MOST_QUESTIONS)})


def _told(form: Form) -> Iterator[Problem]:
    """What the family reads has a beginning and an end, and names nothing but the child."""
    yield from _among(None, "told", form.told, TOLD)
    if not form.told:
        return
    if form.several or form.confirm:
        yield Problem(None, "told", "told_alone")
    for key, texts in (("opening", form.opening), ("closing", form.closing)):
        yield from check_languages(None, key, texts)
        yield from _names_the_child(None, key, texts)
    for question in form.questions:
        for number, option in enumerate(question.options, start=1):
            key = f"options.{number}.tell"
            if option.tell:
                yield from _texts(question.id, key, option.tell, LONGEST_TOLD)
                yield from _names_the_child(question.id, key, option.tell)


def _support(form: Form) -> Iterator[Problem]:
    """What runs for a while is for the staff alone, and says when it is looked at again."""
    if not form.support:
        return
    yield from check_id(None, "support", form.support)
    yield from _among(None, "fill", form.fill, sorted(SUPPORTING))
    if form.several or form.confirm or form.told or form.for_family:
        yield Problem(None, "support", "support_alone")
    review = next((q for q in form.questions if q.id == REVIEW), None)
    if review is None or (form.begins_support and (review.optional or review.when)):
        yield Problem(None, "support", "support_review")


def _names_the_child(question: str | None, key: str, texts: Mapping[str, str]) -> Iterator[Problem]:
    for language, text in texts.items():
        found = fields_in(text)
        if found is None:
            yield Problem(question, f"{key}.{language}", "braces")
        elif not found <= {"child"}:
            yield Problem(question, f"{key}.{language}", "placeholder")


def _options_of(form: Form) -> Iterator[Option]:
    return (option for question in form.questions for option in question.options)


def _opens(option: Option) -> bool:
    return option.raises is not None or bool(option.confirm)


def _placeholders(form: Form) -> Iterator[Problem]:
    for language, text in form.confirm_ask.items():
        found = fields_in(text)
        if found is None:
            yield Problem(None, f"confirm_ask.{language}", "braces")
        elif not found <= {"child", "day"}:
            yield Problem(None, f"confirm_ask.{language}", "placeholder_day")


def _among(
    question: str | None, key: str, names: Iterable[str], allowed: Sequence[str]
) -> Iterator[Problem]:
    for name in names:
        if name not in allowed:
            params = {"value": name, "allowed": ", ".join(allowed) or "-"}
            yield Problem(question, key, "value", params)


def _texts(question: str, key: str, texts: Mapping[str, str], longest: int) -> Iterator[Problem]:
    yield from check_languages(question, key, texts)
    for language, text in texts.items():
        if len(text) > longest:
            yield Problem(question, f"{key}.{language}", "too_long", {"highest": str(longest)})


def check_question(question: Question, before: Sequence[Question]) -> Iterator[Problem]:
    """Every problem of a question whose keys and types are right; `before` are those above it."""
    name = question.id
    yield from check_id(name, "id", name)
    yield from _texts(name, "ask", question.ask, LONGEST_ASK)
    yield from _texts(name, "label", question.label, LONGEST_LABEL)
    if question.sealed:
        yield from _among(name, "type", [question.type], ["choice"])
    yield from _options(question)
    yield from _conditions(question, before)
    if not 0 <= question.lowest <= question.highest:
        params = {"value": str(question.lowest), "highest": str(question.highest)}
        yield Problem(name, "lowest", "range", {**params, "lowest": "0"})
    if name == DAY and (question.type != "date" or question.days != "past"):
        yield Problem(name, "days", "day_question")
    if name == REVIEW and (question.type != "date" or question.days != "future"):
        yield Problem(name, "days", "review_question")
    if name == OWNER:
        for option in question.options:
            yield from _among(name, "options", [option.id], [*OWNERS])


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
            yield Problem(name, f"options.{number}.id", "twice_here")
        seen.add(option.id)
        yield from check_id(name, f"options.{number}.id", option.id)
        yield from _texts(name, f"options.{number}.text", option.text, LONGEST_OPTION)
        yield from _among(name, f"options.{number}.confirm", option.confirm, [*Role])


def _conditions(question: Question, before: Sequence[Question]) -> Iterator[Problem]:
    """A condition names options of a question above."""
    above = {each.id: each for each in before if each.type in WITH_OPTIONS}
    for name, wanted in question.when.items():
        if name not in above:
            yield from _among(question.id, f"when.{name}", [name], [*above])
            continue
        allowed = [option.id for option in above[name].options]
        yield from _among(question.id, f"when.{name}", wanted, allowed)
