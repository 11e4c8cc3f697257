"""A care programme as data: its rules and their ladders.

Another cadence is another member of `care.cadences.Cadence` with a `mode` of its own;
`care.cadence` gives it dates, `care.plan_keys` its spelling.
"""

import re
from datetime import time
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from care.almanac import Pause, Rests
from care.cadences import Cadence, Frozen, as_tuple

HOLDER = "holder"


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else as_tuple(value)


Names = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]
Texts = dict[str, str]
"""The same text in several languages, by language tag."""


Hours = Literal["own_hour", "working_hours"]
"""At the listener's own hour; or on a school day from 8 to 18 (`care.staff_hours`)."""
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
AT = (*get_args(Hours), "08:30")
"""What a rung's `at` may be, the last as an example."""


def _read_at(value: object) -> object:
    """A time of day as "08:30", or TOML's own 08:30:00; words and None as they are."""
    whole = isinstance(value, time) and not (value.second or value.microsecond)
    if value is None or value in get_args(Hours) or whole:
        return value
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise PydanticCustomError("at", "no time of day")
    return time(int(found[1]), int(found[2]))


Subject = Literal["child", "class", "school"]
"""Whom a rule is about: each child, each class as a whole, or the school."""
Shows = Literal["children", "birthdays"]
"""What a class's reminder lists: its children (row 13), or who has a birthday that month (98)."""


class Rung(Frozen):
    """A step of the ladder: to whom word goes, and how many days after the due date. `at` says at
    which time of the day the staff hear; none where the plan's `staff_hours` say it. Staff who owe
    the duty themselves may be asked at a time of the school's clock (rows 44, 102, 103, 113).
    """

    to: str
    after: int
    at: Annotated[Hours | time | None, BeforeValidator(_read_at)] = None


class Rule(Frozen):
    """One thing owed again and again. `row` is its row in SYSTEMS.md.

    `ask` is what the reminder says, with `{child}` where the child's name goes; `done` is the act
    in the past tense; `kind` is the record that answers it, `closed_by` every kind that closes it.
    """

    id: str
    row: int
    title: Texts
    ask: Texts
    done: Texts
    icon: str
    subject: Subject
    holder: Names
    needs: Literal["any", "each"]
    kind: str
    closed_by: Names = ()
    cadence: Cadence
    ladder: Annotated[tuple[Rung, ...], BeforeValidator(as_tuple)]
    rests: Rests = "never"
    """Whether it rests in vacations, or on all days without school (SYSTEMS.md section 7)."""
    pauses: Annotated[tuple[Pause, ...], BeforeValidator(_one_or_many)] = ()
    """What pauses it: a parent who is at home, a child that is with its parents."""
    key_child: Literal["same", "halve"] = "same"
    """Whether it comes twice as often while somebody is a key child (row 48)."""
    once: bool = False
    """It comes the first time and then no more, whatever became of it (row 94)."""
    optional: bool = False
    form: str | None = None
    """The record card that its holders fill in; none where a tap is enough."""
    shows: Shows | None = None
    """What the reminder of a class lists below what it asks."""
    ask_other_side: int = 0
    """Each time it has been done so often, the other side is asked whether it was so; 0: never."""
    other_side: Literal["guardian", "class_teacher"] = "guardian"
    """Whom the parents are in touch with: whoever looks after the child, or its class teacher."""

    def model_post_init(self, _context: object, /) -> None:
        """A rule that names no closing kinds is closed by its own."""
        if not self.closed_by:
            object.__setattr__(self, "closed_by", (self.kind,))


class Pairs(Frozen):
    """How many children one teacher should be paired with (SYSTEMS.md C8): outside of it the school
    is warned, and nothing is refused.
    """

    lowest: int = 2
    highest: int = 3


class Plan(Frozen):
    """A programme: rules under an id and a version."""

    id: str
    version: int
    title: Texts
    rules: tuple[Rule, ...]
    pairs: Pairs = Pairs()
    staff_hours: Hours = "own_hour"
    """When the staff hear of what others have not done, where a rung does not say it."""

    def model_post_init(self, _context: object, /) -> None:
        """The plan's hours, where a rung to the staff has none of its own."""
        rules = tuple(_with_hours(rule, self.staff_hours) for rule in self.rules)
        object.__setattr__(self, "rules", rules)

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError where the plan has none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)


def _with_hours(rule: Rule, hours: Hours) -> Rule:
    if hours == "own_hour":
        return rule
    rungs = (
        rung if rung.to == HOLDER or rung.at else rung.model_copy(update={"at": hours})
        for rung in rule.ladder
    )
    return rule.model_copy(update={"ladder": tuple(rungs)})
