"""What is wrong with a plan, so that its writer can mend it: symbolic, told in `locales/`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake; its text has the key `plan.problem.<code>` and takes `params`.

    `rule` is the rule's id, `#3` for a third rule without one, None for the plan itself; `key` is
    the place inside it, dotted (`ladder.2.after`, counted from 1).
    """

    rule: str | None
    key: str | None
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        place = ".".join(part for part in (self.rule, self.key) if part)
        return f"{place or 'plan'}: {self.code}"


class PlanError(Exception):
    """A plan that cannot be used, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))
