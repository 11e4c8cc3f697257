"""Forms as a school writes them: read, or refused with question, key and allowed values."""

import json
import tomllib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.forms.form import Form, Question
from care.forms.load import FormError, load_form

HEAD = """
id = "card"
version = 1
row = 47
icon = "📓"
kind = "card"
title.zh-Hans = "卡"
title.en = "Card"
fill = ["class_teacher", "guardian"]
read = ["class_teacher"]
"""

TOPICS = """
[[question]]
id = "topics"
type = "choices"
ask.zh-Hans = "谈了什么？"
ask.en = "What about?"
label.zh-Hans = "内容"
label.en = "Topics"
options = [
    { id = "study", text.zh-Hans = "学习", text.en = "Study" },
    { id = "life", text.zh-Hans = "生活", text.en = "Life", raises = "worry" },
]
"""

NOTE = """
[[question]]
id = "note"
type = "text"
ask.zh-Hans = "记几句。"
ask.en = "A few lines."
label.zh-Hans = "备注"
label.en = "Note"
"""

CARD = HEAD + TOPICS + NOTE


def problems(text: str) -> list[str]:
    with pytest.raises(FormError) as caught:
        load_form(text)
    return sorted(str(problem) for problem in caught.value.problems)


def changed(old: str, new: str, text: str = CARD) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_a_card_that_a_school_writes_is_read_with_all_that_it_says() -> None:
    form = load_form(CARD + 'when = { topics = "life" }\noptional = true\n')

    topics, note = form.questions
    assert (form.fill, form.read, form.several) == (("class_teacher", "guardian"), form.read, False)
    assert [option.raises for option in topics.options] == [None, "worry"]
    assert (note.when, note.optional) == ({"topics": ("life",)}, True)
    assert form.question("note") is note
    with pytest.raises(KeyError):
        form.question("nothing")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "card"', 'id = "我的卡"', "id: id"),
        ('id = "card"', "", "id: missing"),
        ("version = 1", 'version = "one"', "version: type_number"),
        ("version = 1", "version = 1\nowner = 3", "owner: unknown_key"),
        ("version = 1", "version = 1\nquestions = []", "questions: unknown_key"),
        ("version = 1", "version = 1\nseveral = 1", "several: type_bool"),
        ("version = 1", 'version = 1\ncommand = "my-card"', "command: command"),
        ("version = 1", 'version = 1\ncommand = "Card"', "command: command"),
        ('icon = "📓"', 'icon = "card"', "icon: icon"),
        ('kind = "card"', 'kind = "two words"', "kind: id"),
        ('title.en = "Card"', 'title.en = " "', "title.en: language"),
        ('fill = ["class_teacher", "guardian"]', "fill = []", "fill: empty"),
        ('fill = ["class_teacher", "guardian"]', 'fill = ["teacher"]', "fill: value"),
        ('fill = ["class_teacher", "guardian"]', 'fill = ["deputy", 3]', "fill.2: type_text"),
        ('read = ["class_teacher"]', 'read = ["guardian"]', "read: value"),
        ('read = ["class_teacher"]', 'read = ["helper"]', "read: value"),
        ('read = ["class_teacher"]', 'read = ["officer"]', "read: value"),
        ("version = 1", 'version = 1\nconfirm = ["principal"]', "confirm: value"),
        ('type = "text"', 'type = "song"', "note.type: value"),
        ('type = "text"', "", "note.type: missing"),
        ('type = "text"', 'type = "text"\ncolour = "red"', "note.colour: unknown_key"),
        ('type = "text"', 'type = "text"\noptional = "yes"', "note.optional: type_bool"),
        ('type = "text"', 'type = "text"\nwhen = { mood = "1" }', "note.when.mood: value"),
        ('type = "text"', 'type = "text"\nwhen = { topics = "fun" }', "note.when.topics: value"),
        ('type = "text"', 'type = "number"\nlowest = 5\nhighest = 4', "note.lowest: range"),
        ('type = "text"', 'type = "number"\nlowest = -1', "note.lowest: range"),
        ('type = "text"', 'type = "choice"', "note.options: options_count"),
        ('id = "note"', 'id = "topics"', "topics.id: twice_here"),
        ('id = "note"', "id = 3", "#2.id: type_text"),
        ('id = "note"', 'id = "day"', "day.days: day_question"),
        ('ask.en = "A few lines."', "", "note.ask.en: language"),
        ('ask.en = "A few lines."', f'ask.en = "{"a" * 401}"', "note.ask.en: too_long"),
        ('label.en = "Note"', f'label.en = "{"a" * 31}"', "note.label.en: too_long"),
        ('type = "choices"', 'type = "date"', "topics.options: options_none"),
        ('{ id = "life",', '{ id = "study",', "topics.options.2.id: twice_here"),
        ('{ id = "life",', '{ id = "Life!",', "topics.options.2.id: id"),
        ('text.en = "Life"', 'text.fr = "Vie"', "topics.options.2.text.en: language"),
        ('raises = "worry"', 'raises = "sos"', "topics.options.2.raises: value"),
        ('raises = "worry"', 'rises = "worry"', "topics.options.2.rises: unknown_key"),
        ('raises = "worry"', 'confirm = "officer"', "topics.options.2.confirm: value"),
    ],
)
def test_every_mistake_is_named_where_it_stands(old: str, new: str, problem: str) -> None:
    assert problem in problems(changed(old, new))


def test_what_is_allowed_instead_is_said() -> None:
    with pytest.raises(FormError) as caught:
        load_form(changed('type = "text"', 'type = "song"'))

    (problem,) = caught.value.problems
    assert problem.params["value"] == "song"
    assert "choices, faces, number, date, text, voice, photo" in problem.params["allowed"]


def test_every_mistake_of_a_form_is_named_at_once() -> None:
    text = changed('kind = "card"', 'kind = "Card"', changed('type = "text"', 'type = "song"'))

    assert problems(text) == ["kind: id", "note.type: value"]


def test_a_condition_looks_back_never_ahead() -> None:
    ahead = HEAD + NOTE + 'when = { topics = "life" }\n' + TOPICS

    assert problems(ahead) == ["note.when.topics: value"]


def test_a_text_that_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(FormError) as caught:
        load_form('id = "card"\nfill = [\n')

    assert caught.value.problems[0].code == "syntax"


@pytest.mark.parametrize("questions", ["question = 3\n", '[question]\nid = "note"\n'])
def test_questions_are_a_list(questions: str) -> None:
    text = questions + HEAD if questions.startswith("question") else HEAD + questions

    assert "question: type_questions" in problems(text)


def test_a_form_asks_something_and_not_too_much() -> None:
    many = "".join(NOTE.replace('"note"', f'"note{number}"') for number in range(21))

    assert problems(HEAD) == ["question: missing"]
    assert problems(HEAD + many) == ["question: questions_count"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Was it so, {child}?", None),
        ("On {day}: {child}", None),
        ("Was it so, {name}?", "confirm_ask.en: placeholder_day"),
        ("Was it so, {child!r}?", "confirm_ask.en: placeholder_day"),
        ("Was it so {", "confirm_ask.en: braces"),
        ("", "confirm_ask.en: language"),
    ],
)
def test_what_the_other_side_is_asked_names_child_and_day(text: str, problem: str | None) -> None:
    asking = f'confirm = "guardian"\nconfirm_ask.zh-Hans = "是吗？"\nconfirm_ask.en = "{text}"\n'
    if problem is None:
        assert load_form(asking + CARD).confirm == ("guardian",)
    else:
        assert problems(asking + CARD) == [problem]


def toml(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {toml(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return json.dumps(value)


scalars = st.sampled_from([0, -3, 2.5, True, "", "talk", "choice", "{child", "class_teacher"])
keys = st.sampled_from(["id", "text", "en", "zh-Hans", "raises", "confirm", "a"])
anything = st.recursive(
    scalars, lambda some: st.lists(some, max_size=3) | st.dictionaries(keys, some, max_size=3)
)


@given(
    st.dictionaries(st.sampled_from([*Form.model_fields, "question"]), anything, max_size=6),
    st.lists(st.dictionaries(st.sampled_from([*Question.model_fields]), anything), max_size=3),
)
def test_whatever_a_file_says_it_is_a_form_or_its_problems_are_named(
    head: dict[str, object], questions: list[dict[str, object]]
) -> None:
    known = tomllib.loads(CARD)
    known.pop("question")
    lines = [f"{key} = {toml(value)}" for key, value in (known | head).items()]
    for each in questions if "question" not in head else []:
        lines += ["[[question]]", *(f"{key} = {toml(value)}" for key, value in each.items())]

    with suppress(FormError):
        load_form("\n".join(lines))


TOLD = (
    CARD.replace(TOPICS, "").replace(
        HEAD,
        HEAD + 'told = ["parent"]\nopening.zh-Hans = "{child}好"\nopening.en = "{child}"\n'
        'closing.zh-Hans = "谢谢"\nclosing.en = "Thanks"\n',
    )
)  # fmt: skip


def test_a_card_that_the_family_is_told_has_a_beginning_and_an_end() -> None:
    assert load_form(TOLD).told == ("parent",)

    assert problems(changed('closing.en = "Thanks"\n', "", TOLD)) == ["closing.en: language"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('told = ["parent"]', 'told = ["class_teacher"]', "told: value"),
        ('opening.en = "{child}"', 'opening.en = "{day}"', "opening.en: placeholder"),
        ('opening.en = "{child}"', 'opening.en = "{child"', "opening.en: braces"),
        ('told = ["parent"]', 'told = ["parent"]\nseveral = true', "told: told_alone"),
    ],
)
def test_what_the_family_is_told_is_checked(old: str, new: str, found: str) -> None:
    assert found in problems(changed(old, new, TOLD))
