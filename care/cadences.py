"""How often something is owed, as a plan says it: one model for each mode.

`care.plan_keys` knows how a clerk spells them, `care.modes` which dates they come to.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Per = Literal["week", "month", "quarter", "year"]
DayOfWeek = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]
Window = Literal["start", "middle", "end"]


def as_tuple(value: object) -> object:
    """A list of TOML as the tuple that a frozen model holds."""
    return tuple(value) if isinstance(value, list) else value


class Frozen(BaseModel):
    """What a plan is made of: strict, unknown keys refused, never changed."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Rolling(Frozen):
    """Every so many days, counted from the last time it was done (row 22)."""

    mode: Literal["rolling"] = "rolling"
    every_days: int


class Calendar(Frozen):
    """So many times in each calendar period (rows 23, 25, 52); `day`: due on that day of each month
    (row 34), or of each quarter's first month (row 13).
    """

    mode: Literal["calendar"] = "calendar"
    per: Per
    times: int
    day: int | None = None


class PerTerm(Frozen):
    """So many times in each school term (row 51)."""

    mode: Literal["term"] = "term"
    times: int


class Weekly(Frozen):
    """On one day of every week; where it is a day off, on the next school day (row 44)."""

    mode: Literal["weekday"] = "weekday"
    weekday: DayOfWeek


class Windows(Frozen):
    """Once in each of these windows of the term (row 53)."""

    mode: Literal["windows"] = "windows"
    windows: Annotated[tuple[Window, ...], BeforeValidator(as_tuple)]


class Occasions(Frozen):
    """On festivals, birthdays and at the ends of terms (rows 27, 58, 98, 99), by the names in
    `care.occasions`. The reminder comes `shift` days after the day itself: negative is before.
    """

    mode: Literal["occasions"] = "occasions"
    names: tuple[str, ...]
    shift: int = 0


class Span(Frozen):
    """Days of any year, both included; a day that a month does not have is its last one. Where
    the end comes before the beginning, it lies in the next year.
    """

    from_month: int
    from_day: int
    to_month: int
    to_day: int


class Dates(Frozen):
    """At the same dates of every year (rows 2, 117, 118). `shift` as in `Occasions`."""

    mode: Literal["dates"] = "dates"
    spans: tuple[Span, ...]
    shift: int = 0


class OnDemand(Frozen):
    """Never due; it counts when it is done (rows 46, 55)."""

    mode: Literal["on_demand"] = "on_demand"


class OnReview(Frozen):
    """On the day that the latest record which closes the rule has named (rows 49, 66, 67)."""

    mode: Literal["on_review"] = "on_review"


Cadence = Annotated[
    Rolling | Calendar | PerTerm | Weekly | Windows | Occasions | Dates | OnDemand | OnReview,
    Field(discriminator="mode"),
]
