"""What somebody in a school means to do."""

from dataclasses import dataclass
from datetime import date

from msgspec import Struct


class Answer(Struct, frozen=True):
    """Somebody means to answer about these duties."""

    person: int
    duties: tuple[int, ...]


class Calls(Struct, frozen=True):
    """A teacher means to ask the families on a class's list."""

    person: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """Somebody blocks the bot."""

    person: int


@dataclass(frozen=True, slots=True)
class LosesPhone:
    """Somebody has another phone, without the bot."""

    person: int


@dataclass(frozen=True, slots=True)
class Returns:
    """Somebody is in the chat again."""

    person: int


@dataclass(frozen=True, slots=True)
class IsHome:
    """A parent says: I am home from one local day to another."""

    person: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class IsWithParents:
    """A teacher notes that a child is with its parents until a local day."""

    person: int
    child: int
    until: date


@dataclass(frozen=True, slots=True)
class Marks:
    """A teacher marks a key child for so many months."""

    person: int
    child: int
    months: int


@dataclass(frozen=True, slots=True)
class WritesCard:
    """Somebody paired with a child has seen it, because it suited, and fills in a card."""

    person: int
    child: int
    form: str


Intention = (
    Answer | Calls | Blocks | LosesPhone | Returns | IsHome | IsWithParents | Marks | WritesCard
)
