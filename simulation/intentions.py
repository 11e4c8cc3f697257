"""What somebody in a school means to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody means to answer about these duties."""

    person: int
    duties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Calls:
    """A teacher means to ask the families on a class's list."""

    person: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """Somebody blocks the bot."""

    person: int


@dataclass(frozen=True, slots=True)
class Returns:
    """Somebody is in the chat again."""

    person: int


Intention = Answer | Calls | Blocks | Returns
