"""A change to the lists as a value: what is asked for, and what becomes of asking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from care.words import ChangeCode
from storage.tasks import TaskRow


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `data` holds what a task about it keeps: names, numbers, old and new values."""

    code: ChangeCode
    unit_id: int
    child_id: int | None = None
    person_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, task: TaskRow) -> "Change":
        """The change that a task asks about."""
        code = ChangeCode(task.data["change"])
        return cls(code, task.unit_id, task.child_id, task.person_id, task.data)


class Outcome(StrEnum):
    """What became of asking for a change; each has a sentence of its own in `locales/`."""

    done = "done"
    asked = "asked"
    confirm = "confirm"
    nobody = "nobody"
    impossible = "impossible"
    not_yours = "not_yours"
