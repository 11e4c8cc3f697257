"""What is open when a school's plan changes, fitted to the new one.

For the end of every chain, a rule told by its id:

1. *The rule is gone*, or asks others in another way (one for all holders, or each): what is open
   is excused.
2. *The rule counts as before*: kept as it is.
3. *It counts differently, and somebody has been told or has answered*: kept with its dates; the
   next one follows the new rule.
4. *It counts differently, and nobody has heard of it*: moved to where the new rule puts it.
5. *The rule is back*, and the last day of what had been excused is not over: open again.

A ladder that has begun goes on where it was (`care.ladder.fitted`). Chains without an open end are
planned afterwards (`services.duties.chains.missing`).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from msgspec.structs import replace

from care.cadences import OnDemand
from care.hours import local_date
from care.ladder import fitted
from care.people import Circle
from care.rule import Rule
from care.rungs import next_moment
from care.words import DutyState
from services.duties.chains import Chain, missing, planned_anew
from services.duties.followed import Programme
from storage.duties import DutyRow

_COUNTING = ("cadence", "rests", "pauses", "key_child")


@dataclass(slots=True)
class Fate:
    """What becomes of the duties about a school and its children, as they would stand then.

    `moved` are the new ones, which take the place of `withdrawn`; where the new rule has no day for
    one yet, there is none. `new` begin, or follow ended ones.
    """

    kept: list[DutyRow] = field(default_factory=list)
    moved: list[DutyRow] = field(default_factory=list)
    withdrawn: list[DutyRow] = field(default_factory=list)
    closed: list[DutyRow] = field(default_factory=list)
    opened: list[DutyRow] = field(default_factory=list)
    new: list[DutyRow] = field(default_factory=list)

    @property
    def open(self) -> list[DutyRow]:
        """Everything that is open afterwards."""
        return [*self.kept, *self.moved, *self.opened, *self.new]


@dataclass(frozen=True, slots=True)
class Past:
    """What the ends of chains follow: the duties before them, and when these were done."""

    before: Mapping[int, DutyRow]
    done_on: Mapping[int, date]
    told: Collection[int]
    """The ends of which somebody has been told, or which somebody has answered."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """One child, class or school, at the moment (UTC) of the change."""

    old: Mapping[str, Rule]
    plan: Programme
    circle: Circle
    unit_id: int
    past: Past
    now: datetime

    def fit(self, ends: Mapping[Chain, DutyRow], fate: Fate) -> None:
        """Add to `fate` what becomes of the ends of these chains, and what is new."""
        known = dict(ends)
        for chain, duty in ends.items():
            end = self._end(duty, fate) or self.past.before.get(duty.previous_id or 0)
            if end is None:
                del known[chain]
            else:
                known[chain] = end
        fate.new.extend(missing(self.plan, self.circle, self.unit_id, known, self.now))

    def _end(self, duty: DutyRow, fate: Fate) -> DutyRow | None:
        """The end of the chain afterwards; None where it is taken away."""
        rule = self._rule(duty, self.plan.rules)
        if duty.state is not DutyState.open:
            return self._opened(duty, rule, fate)
        if rule is None:
            closed = replace(duty, state=DutyState.excused, next_at=None, ended_at=self.now)
            fate.closed.append(closed)
            return closed
        if self._counts_as_before(rule) or self._is_touched(duty) or self.plan.live_on is None:
            kept = self._going_on(duty, rule)
            fate.kept.append(kept)
            return kept
        fate.withdrawn.append(duty)
        before = self.past.before.get(duty.previous_id or 0)
        done_on = None if before is None else self.past.done_on.get(before.id)
        moved = planned_anew(duty, (before, done_on), self.plan, self.circle, self.now)
        if moved is not None:
            fate.moved.append(moved)
        return moved

    def _opened(self, duty: DutyRow, rule: Rule | None, fate: Fate) -> DutyRow:
        """An ended duty: open again where its rule was gone and is back in time."""
        if (
            rule is None
            or duty.state is not DutyState.excused
            or self._rule(duty, self.old) is not None
            or isinstance(rule.cadence, OnDemand)
            or duty.closes_on < local_date(self.now, self.circle.zone)
        ):
            return duty
        opened = self._going_on(replace(duty, state=DutyState.open, ended_at=None), rule)
        fate.opened.append(opened)
        return opened

    def _going_on(self, duty: DutyRow, rule: Rule) -> DutyRow:
        step = fitted(duty, self._rule(duty, self.old), rule, self.circle, self.now)
        fit = replace(duty, step=step)
        # A Later may have set its moment: where the ladder stays, so does that.
        if duty.next_at is not None and self._climbs_as_before(rule):
            return fit
        return replace(fit, next_at=next_moment(fit, rule, self.circle))

    def _rule(self, duty: DutyRow, rules: Mapping[str, Rule]) -> Rule | None:
        """The rule of a duty, if it asks the same people in the same way."""
        rule = rules.get(duty.rule_id)
        if rule is None or rule.subject != self.plan.subject_of(duty.child_id, duty.unit_id):
            return None
        return rule if (rule.needs == "any") == (duty.holder_id is None) else None

    def _counts_as_before(self, rule: Rule) -> bool:
        old = self.old.get(rule.id)
        return old is None or all(getattr(old, k) == getattr(rule, k) for k in _COUNTING)

    def _climbs_as_before(self, rule: Rule) -> bool:
        old = self.old.get(rule.id)
        return old is not None and (old.ladder, old.holder) == (rule.ladder, rule.holder)

    def _is_touched(self, duty: DutyRow) -> bool:
        return duty.step > 0 or duty.laters > 0 or duty.id in self.past.told
