"""A value that a sheet and the chat both changed, in words: whose, which field, both values."""

from collections.abc import Mapping

from bot.texts.birthday import birthday_words
from care.birthdays import birthday_of
from care.words import Role, Status
from locales.catalog import Texts
from services.tasks.showing import TaskView

FIELDS = (
    *("class", "name", "birth", "sex", "left_behind", "away_since", "ethnicity", "address"),
    *("remark", "boarding", "status", "role", "relation", "workplace", "age", "health"),
    *("occupation", "phones", "class_teacher", "principal", "birthday"),
)
"""What a sheet can differ in."""

CODED: Mapping[str, tuple[str, ...]] = {
    "sex": ("male", "female"),
    "left_behind": ("both", "one"),
    "boarding": ("yes", "no"),
    "status": tuple(Status),
    "role": tuple(Role),
}
"""Fields whose values are words of the program."""


def difference(task: TaskView, t: Texts) -> dict[str, str]:
    """What the text of such a task is filled with."""
    name = task.data["field"]
    people = [part for part in (task.child, task.person) if part]
    both = {side: _value(name, task.data[side], t) for side in ("old", "new")}
    return {"whose": " · ".join((task.unit, *people)), "field": t(f"field.{name}"), **both}


def _value(field: str, code: str, t: Texts) -> str:
    if field == "birthday":
        born = birthday_of(code)
        return code if born is None else birthday_words(born, t)
    return t(f"value.{field}.{code}") if code in CODED.get(field, ()) else code
