"""What the rules need around a batch of duties: circles, plans, terms, facts.

No query per duty.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

from care.almanac import Almanac
from care.cadence import named
from care.circumstances import NOTHING, Circumstances
from care.hours import local_date
from care.ladder import ESCALATION
from care.people import HOME, Circle, Person
from care.plan import load
from care.rule import HOLDER, Pairs, Plan, Rule
from care.tightening import quickened
from care.words import UnitKind
from services.duties.circumstances import Wanted, circumstances, closures, wanted_by
from services.holidays import years_around
from storage.duties import DutyRow
from storage.plans import PlanInUse
from storage.work import Work


@lru_cache(maxsize=64)
def _parsed(source: str) -> Plan:
    return load(source)


@dataclass(frozen=True, slots=True)
class Programme:
    """The plan that a class or school follows since a local date, with what the calendar says of
    the school, and of a child where it is about one; nothing is planned for it before
    `live_on`, nor while there is none.
    """

    school_id: int
    since: date
    live_on: date | None
    zone: str
    rules: Mapping[str, Rule]
    almanac: Almanac
    pairs: Pairs
    child: Circumstances = NOTHING

    def about(self, child: Circumstances) -> "Programme":
        """The programme as it is for one child."""
        return self if child == NOTHING else replace(self, child=child)

    def almanac_of(self, holder_id: int | None) -> Almanac:
        """The calendar for what somebody owes; None where any holder may do it."""
        return self.child.almanac(self.almanac, holder_id)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Circles by child and by unit, programmes by unit, and what is so of children."""

    children: Mapping[int, Circle]
    units: Mapping[int, Circle]
    programmes: Mapping[int, Programme]
    facts: Mapping[int, Circumstances] = field(default_factory=dict)

    def circle(self, duty: DutyRow) -> Circle:
        """The people around a duty."""
        if duty.child_id is None:
            return self.units[duty.unit_id]
        return self.children[duty.child_id]

    def rule(self, duty: DutyRow) -> Rule | None:
        """The rule of a duty; None once the plan has it no longer. A review names its holder."""
        programme = self.programme(duty)
        rule = None if programme is None else programme.rules.get(duty.rule_id)
        if rule is None or programme is None:
            return rule
        review = named(rule, programme.almanac_of(duty.holder_id))
        if review is not None and review.owner is not None:
            return rule.model_copy(update={"holder": (review.owner, *rule.holder)})
        if rule.key_child == "same":
            return rule
        is_key = programme.almanac_of(duty.holder_id).is_key_child(duty.due_on, duty.due_on)
        return quickened(rule) if is_key else rule

    def programme(self, duty: DutyRow) -> Programme | None:
        """The programme that a duty belongs to, as it is for its child."""
        programme = self.programmes.get(duty.unit_id)
        if programme is None or duty.child_id is None:
            return programme
        return programme.about(self.facts.get(duty.child_id, NOTHING))

    def rests(self, duty: DutyRow, now: datetime) -> bool:
        """Whether a duty is paused today by where the parents or the child are."""
        programme = self.programme(duty)
        rule = None if programme is None else programme.rules.get(duty.rule_id)
        if rule is None or programme is None or not rule.pauses:
            return False
        almanac = programme.almanac_of(duty.holder_id)
        return almanac.rests_on(self.today(duty, now), "never", rule.pauses)

    def today(self, duty: DutyRow, now: datetime) -> date:
        """The date in the zone of the duty's unit."""
        return local_date(now, self.circle(duty).zone)

    def owes(self, duty: DutyRow, person_id: int, now: datetime) -> bool:
        """Whether a person holds a duty today."""
        rule = self.rule(duty)
        if rule is None or duty.holder_id not in (None, person_id):
            return False
        holders = self.circle(duty).holders(rule.holder, self.today(duty, now))
        return any(person.id == person_id for person in holders)

    def let_go(self, duty: DutyRow, now: datetime) -> bool:
        """Whether a duty names a holder who holds it no longer: away no more, or out of a post."""
        return duty.holder_id is not None and not self.owing(duty, now)

    def hears(self, duty: DutyRow, person_id: int, purpose: str, now: datetime) -> bool:
        """Whether what was to be said of a duty is still this person's to hear today: a post, or a
        class, may have changed hands since.
        """
        if purpose != ESCALATION:
            return self.owes(duty, person_id, now)
        rule, circle, today = self.rule(duty), self.circle(duty), self.today(duty, now)
        rungs = () if rule is None else rule.ladder
        people = (p for rung in rungs if rung.to != HOLDER for p in circle.told(rung.to, today))
        return any(person.id == person_id for person in people)

    def of_family(self, duty: DutyRow) -> bool:
        """Whether the family owes a duty, and not the staff."""
        rule = self.rule(duty)
        return rule is not None and not HOME.isdisjoint(rule.holder)

    def reachable(self, duty: DutyRow, now: datetime) -> bool:
        """Whether anybody who holds a duty gets messages."""
        return bool(self.circle(duty).reachable(self.owing(duty, now)))

    def out_of_reach(self, duty: DutyRow, now: datetime) -> bool:
        """Whether somebody of the family holds a duty and none of its holders gets messages."""
        return (
            self.of_family(duty) and bool(self.owing(duty, now)) and not self.reachable(duty, now)
        )

    def owing(self, duty: DutyRow, now: datetime) -> tuple[Person, ...]:
        """Everybody who holds a duty today; nobody once its rule is gone."""
        rule = self.rule(duty)
        if rule is None:
            return ()
        holders = self.circle(duty).holders(rule.holder, self.today(duty, now))
        return tuple(person for person in holders if duty.holder_id in (None, person.id))


async def programmes(
    work: Work,
    unit_ids: Iterable[int],
    today: date,
    instead: Mapping[int, PlanInUse] | None = None,
) -> dict[int, Programme]:
    """The programme of each class or school that follows one; `instead`: as if these schools (by
    id) followed other plans.
    """
    chains = await work.units.chains(list(set(unit_ids)))
    school_of = {
        unit_id: school
        for unit_id, chain in chains.items()
        for school in chain
        if school.kind is UnitKind.school
    }
    school_ids = {school.id for school in school_of.values()}
    in_use = await work.plans.in_use(school_ids, today) | dict(instead or {})
    terms = await work.plans.terms(school_ids)
    closed = await closures(work, school_ids)
    years = years_around(today)
    return {
        unit_id: Programme(
            school.id,
            in_use[school.id].since,
            chains[unit_id][0].live_on,
            school.zone,
            rules_of(in_use[school.id]),
            Almanac(terms.get(school.id, ()), closed.get(school.id, ()), years),
            _parsed(in_use[school.id].source).pairs,
        )
        for unit_id, school in school_of.items()
        if school.id in in_use
    }


def rules_of(use: PlanInUse) -> dict[str, Rule]:
    """The rules that a school follows, by id: an optional one only where it has chosen it."""
    wanted = (r for r in _parsed(use.source).rules if not r.optional or r.id in use.options)
    return {rule.id: rule for rule in wanted}


async def look_around(work: Work, duties: Iterable[DutyRow], now: datetime) -> Outlook:
    """Everything the rules need for these duties."""
    duties = list(duties)
    homes = {duty.child_id: duty.unit_id for duty in duties if duty.child_id is not None}
    own = {duty.unit_id: duty.unit_id for duty in duties if duty.child_id is None}
    plans = await programmes(work, {duty.unit_id for duty in duties}, now.date())
    return Outlook(
        with_almanacs(await work.circles.around(homes, now.date()), homes, plans),
        with_almanacs(await work.circles.of_units(own, now.date()), own, plans),
        plans,
        await circumstances(work, homes, _wanted_by(duties, plans)),
    )


def _wanted_by(duties: Iterable[DutyRow], plans: Mapping[int, Programme]) -> Wanted:
    """What the rules of these duties ask of their children."""
    return wanted_by(
        (rule, [duty.child_id])
        for duty in duties
        if duty.child_id is not None
        and duty.unit_id in plans
        and (rule := plans[duty.unit_id].rules.get(duty.rule_id)) is not None
    )


def wanted_of(homes: Mapping[int, int], plans: Mapping[int, Programme]) -> Wanted:
    """What the plans of children (id → class) ask of them."""
    members: dict[int, list[int]] = defaultdict(list)
    for child_id, unit_id in homes.items():
        members[unit_id].append(child_id)
    return wanted_by((rule, members[u]) for u in plans for rule in plans[u].rules.values())


def with_almanacs(
    circles: Mapping[int, Circle], homes: Mapping[int, int], plans: Mapping[int, Programme]
) -> Mapping[int, Circle]:
    """The circles (by child or unit) with their school's calendar, where a rule needs it to tell
    the staff; `homes` names their classes or schools.
    """
    needing = {unit_id for unit_id, plan in plans.items() if _tells_at_work(plan)}
    if not needing:
        return circles
    return {
        subject: replace(circle, almanac=plans[homes[subject]].almanac)
        if homes.get(subject) in needing
        else circle
        for subject, circle in circles.items()
    }


def _tells_at_work(plan: Programme) -> bool:
    rungs = (rung for rule in plan.rules.values() for rung in rule.ladder)
    return any(rung.at == "working_hours" for rung in rungs)
