"""Laws of filling in a form: whatever is pressed in whatever order, it can be finished, and only
what was asked is kept.
"""

import json
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from care.forms import filling as way
from care.forms.filling import SUMMARY, Filling
from care.forms.form import Form, Question
from care.forms.given import Given, Value, Wrong, check
from tests.care.forms import a_form, a_question

TODAY = date(2026, 3, 15)
TYPES = ("choice", "choices", "faces", "number", "date", "text")
WHAT = {"faces": "4", "number": "7", "date": "today", "text": "words"}


@st.composite
def forms(draw: Any) -> Form:
    """Some questions, some of them optional, some only asked after certain answers."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 6))):
        type_ = draw(st.sampled_from(TYPES))
        options = ("a", "b", "c") if type_.startswith("choice") else ()
        above = [q for q in questions if q.options]
        when = {}
        if above and draw(st.booleans()):
            chosen = draw(st.sets(st.sampled_from("abc"), min_size=1, max_size=2))
            when = {draw(st.sampled_from(above)).id: tuple(sorted(chosen))}
        more = {"optional": draw(st.booleans()), "when": when}
        questions.append(a_question(f"q{number}", type_, *options, **more))
    return a_form(*questions)


def value(question: Question, letter: str) -> Value:
    found = check(question, Given(words=WHAT.get(question.type), option=letter), TODAY)
    if question.type not in ("choice", "choices"):
        found = check(question, Given(words=WHAT[question.type]), TODAY)
    assert not isinstance(found, Wrong)
    return found


def is_given(value: Value) -> bool:
    return value not in (None, [])


class Writer(RuleBasedStateMachine):
    """Somebody who presses whatever there is."""

    form: Form
    filling: Filling

    @initialize(form=forms())
    def begins(self, form: Form) -> None:
        self.form, self.filling = form, way.begin(form)

    @property
    def here(self) -> Question:
        assert self.filling.at is not None
        return self.form.question(self.filling.at)

    def asks(self) -> bool:
        return self.filling.at is not SUMMARY

    @precondition(asks)
    @rule(letter=st.sampled_from("abc"))
    def answers(self, letter: str) -> None:
        self.filling = way.give(self.form, self.filling, self.here, value(self.here, letter))

    @precondition(asks)
    @rule()
    def goes_on(self) -> None:
        self.filling = way.onward(self.form, self.filling, self.here) or self.filling

    @precondition(asks)
    @rule()
    def skips(self) -> None:
        skipped = way.skip(self.form, self.filling, self.here)
        assert (skipped is not None) is self.here.optional
        self.filling = skipped or self.filling

    @rule()
    def goes_back(self) -> None:
        self.filling = way.back(self.form, self.filling)

    @rule(place=st.integers(0, 5))
    def changes(self, place: int) -> None:
        changed = way.change(self.form, self.filling, f"q{place}")
        self.filling = changed or self.filling

    @rule()
    def finishes(self) -> None:
        done = way.finish(self.form, self.filling)
        missing = [
            question.id
            for question in way.asked(self.form, self.filling.answers)
            if not question.optional and not is_given(self.filling.answers.get(question.id))
        ]
        assert (done is None) is bool(missing)
        self.filling = done or self.filling

    @rule()
    def leaves_and_comes_back(self) -> None:
        stored = json.loads(json.dumps(self.filling.kept()))
        assert Filling.of(stored) == self.filling
        self.filling = Filling.of(stored)

    @invariant()
    def what_is_asked_now_is_a_question_of_the_form_that_applies(self) -> None:
        if self.filling.at is not SUMMARY:
            names = [q.id for q in way.asked(self.form, self.filling.answers)]
            assert self.filling.at in names

    @invariant()
    def the_summary_comes_when_nothing_is_missing(self) -> None:
        if self.filling.at is SUMMARY:
            assert way.finish(self.form, self.filling) is not None

    @invariant()
    def only_what_was_asked_is_saved(self) -> None:
        saved = way.complete(self.form, self.filling)
        names = {question.id for question in way.asked(self.form, self.filling.answers)}
        assert set(saved) <= names
        assert all(is_given(given) for given in saved.values())

    @invariant()
    def somebody_who_just_answers_arrives(self) -> None:
        filling = self.filling
        for _ in range(3 * len(self.form.questions)):
            if filling.at is SUMMARY:
                return
            question = self.form.question(filling.at)
            on = way.onward(self.form, filling, question)
            filling = on or way.give(self.form, filling, question, value(question, "a"))
        raise AssertionError(filling)


TestWriter = Writer.TestCase
TestWriter.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)


@given(forms(), st.integers(0, 5), st.sampled_from("abc"))
def test_one_answer_changed_at_the_end_leads_back_to_the_end(
    form: Form, place: int, letter: str
) -> None:
    filling = way.begin(form)
    while filling.at is not SUMMARY:
        question = form.question(filling.at)
        on = way.onward(form, filling, question) if question.id in filling.answers else None
        filling = on or way.give(form, filling, question, value(question, "a"))
    before = {question.id for question in way.asked(form, filling.answers)}

    changed = way.change(form, filling, f"q{place}")

    if changed is None:
        assert f"q{place}" not in before
        return
    question = form.question(f"q{place}")
    after = way.give(form, changed, question, value(question, letter))
    if question.type == "choices":
        assert after.at == question.id
        after = way.onward(form, after, question) or after
    asked = way.asked(form, after.answers)
    new = [q for q in asked if q.id not in before and not q.optional]
    if question.type != "choices" or question.optional or after.answers[question.id]:
        assert after.at == (new[0].id if new else SUMMARY)


def test_an_answer_that_a_change_leaves_out_is_not_saved() -> None:
    form = a_form(
        a_question("met", "choice", "home", "nobody"),
        a_question("care", "text", when={"met": ("home",)}),
    )
    filling = way.give(form, way.begin(form), form.question("met"), "home")
    filling = way.give(form, filling, form.question("care"), {"words": "fine"})

    changed = way.change(form, filling, "met")
    assert changed is not None
    filling = way.give(form, changed, form.question("met"), "nobody")

    assert way.complete(form, filling) == {"met": "nobody"}


def test_an_answer_can_stay_as_it_is_when_one_goes_back() -> None:
    form = a_form(a_question("one"), a_question("two"), a_question("three"))
    filling = way.begin(form, {"one": {"words": "1"}, "two": {"words": "2"}})
    filling = way.back(form, way.back(form, filling))
    assert filling.at == "one"

    kept = way.onward(form, filling, form.question("one"))

    assert kept is not None
    assert (kept.at, kept.answers) == ("three", filling.answers)


def test_choices_all_taken_out_again_are_asked_for_once_more() -> None:
    form = a_form(a_question("mood", "faces"), a_question("topics", "choices", "a", "b"))
    filling = way.give(form, way.begin(form), form.question("mood"), 3)
    for _ in range(2):
        filling = way.give(form, filling, form.question("topics"), "a")

    filling = way.give(form, way.back(form, filling), form.question("mood"), 4)

    assert filling.at == "topics"
