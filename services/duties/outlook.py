"""What the rules need around a batch of duties: circles, plans, terms, facts.

No query per duty.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct, field

from care.almanac import Almanac
from care.cadence import named
from care.circumstances import Circumstances
from care.hours import local_date
from care.people import HOME, Circle
from care.rule import HOLDER, Rule
from care.ties import Person
from care.tightening import quickened
from services.duties.circumstances import NOTHING_MORE, Wanted, circumstances, wanted_by
from services.duties.followed import Programme, programmes
from storage.duties import DutyRow
from storage.work import Work


class Outlook(Struct, frozen=True):
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

    def climbing(self, duty: DutyRow) -> Circle:
        """The same for its ladder: with what pauses it, where that may touch it."""
        circle = self.circle(duty)
        facts = self.facts.get(duty.child_id or 0) if self.facts else None
        if facts is None or circle.almanac is None:
            return circle
        if not facts.pause_between(duty.opens_on, duty.closes_on):
            return circle
        return circle.with_almanac(facts.almanac(circle.almanac, duty.holder_id))

    def rule(self, duty: DutyRow) -> Rule | None:
        """The rule of a duty; None once the plan has it no longer. A review names its holder."""
        programme = self.programmes.get(duty.unit_id)
        rule = None if programme is None else programme.book.rules.get(duty.rule_id)
        if not self.facts or rule is None or programme is None:
            return rule
        facts = self.facts.get(duty.child_id or 0)
        if facts is None:
            return rule
        if rule.cadence.mode == "on_review":
            almanac = programme.about(facts).almanac_of(duty.holder_id)
            return _held_by_owner(rule, almanac, self.circle(duty))
        if rule.key_child == "same" or not facts.key_child:
            return rule
        almanac = programme.about(facts).almanac_of(duty.holder_id)
        return quickened(rule) if almanac.is_key_child(duty.due_on, duty.due_on) else rule

    def programme(self, duty: DutyRow) -> Programme | None:
        """The programme that a duty belongs to, as it is for its child."""
        programme = self.programmes.get(duty.unit_id)
        facts = self.facts.get(duty.child_id or 0) if self.facts else None
        return programme if programme is None or facts is None else programme.about(facts)

    def rests(self, duty: DutyRow, now: datetime) -> bool:
        """Whether a duty is paused today by where the parents or the child are."""
        facts = self.facts.get(duty.child_id or 0) if self.facts else None
        if facts is None:
            return False
        today = self.today(duty, now)
        if not facts.pause_between(today, today):
            return False
        programme = self.programme(duty)
        rule = None if programme is None else programme.rules.get(duty.rule_id)
        if rule is None or programme is None or not rule.pauses:
            return False
        return programme.almanac_of(duty.holder_id).rests_on(today, "never", rule.pauses)

    def today(self, duty: DutyRow, now: datetime) -> date:
        """The date in the zone of the duty's unit."""
        return local_date(now, self.circle(duty).zone)

    def owes(self, duty: DutyRow, person_id: int, now: datetime) -> bool:
        """Whether a person holds a duty today."""
        rule = self.rule(duty)
        if rule is None or duty.holder_id not in (None, person_id):
            return False
        circle = self.circle(duty)
        holders = circle.holders(rule.holder, local_date(now, circle.zone))
        return person_id in [person.id for person in holders]

    def let_go(self, duty: DutyRow, now: datetime) -> bool:
        """Whether a duty names a holder who holds it no longer: away no more, or out of a post."""
        return duty.holder_id is not None and not self.owing(duty, now)

    def is_of_an_ended_class(self, duty: DutyRow, rule: Rule) -> bool:
        """Whether a class as a whole owed it that has gone up or out since, and is switched off."""
        if rule.subject != "class":
            return False
        programme = self.programmes.get(duty.unit_id)
        return programme is None or programme.live_on is None

    def tells(self, duty: DutyRow, person_id: int, now: datetime) -> bool:
        """Whether a duty's ladder names this person of the staff today: a post, or a class, may
        have changed hands since something was to be said.
        """
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
        owing = self.owing(duty, now)
        if not owing or self.circle(duty).reachable(owing):
            return False
        return self.of_family(duty)

    def owing(self, duty: DutyRow, now: datetime) -> tuple[Person, ...]:
        """Everybody who holds a duty today; nobody once its rule is gone."""
        rule = self.rule(duty)
        if rule is None:
            return ()
        circle, holder_id = self.circle(duty), duty.holder_id
        holders = circle.holders(rule.holder, local_date(now, circle.zone))
        if holder_id is None:
            return holders
        return tuple([person for person in holders if person.id == holder_id])


async def look_around(work: Work, duties: Iterable[DutyRow], now: datetime) -> Outlook:
    """Everything the rules need for these duties."""
    duties, today = list(duties), now.date()
    homes: dict[int, int] = {}
    own: dict[int, int] = {}
    for duty in duties:
        if duty.child_id is None:
            own[duty.unit_id] = duty.unit_id
        else:
            homes[duty.child_id] = duty.unit_id
    plans = await programmes(work, (*homes.values(), *own), today)
    return Outlook(
        with_almanacs(await work.circles.around(homes, today), homes, plans),
        with_almanacs(await work.circles.of_units(own, today), own, plans) if own else {},
        plans,
        await circumstances(work, homes, _wanted_by(duties, plans)),
    )


def _held_by_owner(rule: Rule, almanac: Almanac, circle: Circle) -> Rule:
    """A rule about reviews, held by whom the child's record names first. The deputy is the class's,
    and not the school's. Where nobody named so gets messages, the rule's own holders are reminded.
    """
    review = named(rule, almanac)
    if review is None or review.owner is None or not circle.is_heard_as(review.owner):
        return rule
    return rule.model_copy(update={"holder": (review.owner, *rule.holder)})


def _wanted_by(duties: Iterable[DutyRow], plans: Mapping[int, Programme]) -> Wanted:
    """What the rules of these duties ask of their children."""
    asking: list[tuple[Rule, list[int]]] = []
    for duty in duties:
        plan = plans.get(duty.unit_id)
        rule = None if plan is None else plan.book.asking.get(duty.rule_id)
        if rule is not None and duty.child_id is not None:
            asking.append((rule, [duty.child_id]))
    return wanted_by(asking) if asking else NOTHING_MORE


def wanted_of(homes: Mapping[int, int], plans: Mapping[int, Programme]) -> Wanted:
    """What the plans of children (id → class) ask of them."""
    members: dict[int, list[int]] = defaultdict(list)
    for child_id, unit_id in homes.items():
        members[unit_id].append(child_id)
    return wanted_by((rule, members[u]) for u in plans for rule in plans[u].book.asking.values())


def with_almanacs(
    circles: Mapping[int, Circle], homes: Mapping[int, int], plans: Mapping[int, Programme]
) -> Mapping[int, Circle]:
    """The circles (by child or unit) with their school's calendar, where a rule needs it to tell
    the staff or to rest; `homes` names their classes or schools.
    """
    found = dict(circles)
    for subject, circle in circles.items():
        plan = plans.get(homes.get(subject, 0))
        if plan is not None and plan.book.needs_calendar:
            found[subject] = circle.with_almanac(plan.almanac)
    return found
