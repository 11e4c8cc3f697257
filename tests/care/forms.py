"""Short ways to write a form."""

from typing import Any

from care.forms.form import Form, Option, Question

TEXT = {"zh-Hans": "好吗？", "en": "Well?"}


def an_option(id: str, **more: Any) -> Option:  # noqa: A002
    return Option(id=id, text={"zh-Hans": f"中{id}", "en": f"The {id}"}, **more)


def a_question(id: str, type: str = "text", *options: str, **more: Any) -> Question:  # noqa: A002
    made = tuple(an_option(each) for each in options)
    fields = {"id": id, "type": type, "ask": TEXT, "label": TEXT, "options": made}
    return Question.model_validate(fields | more)


def a_form(*questions: Question, **more: Any) -> Form:
    """A card that a class teacher fills in and reads."""
    fields: dict[str, Any] = {
        "id": "card",
        "version": 1,
        "row": 47,
        "icon": "📓",
        "kind": "card",
        "title": TEXT,
        "fill": ("class_teacher",),
        "read": ("class_teacher",),
    }
    return Form(**(fields | more), questions=questions)
