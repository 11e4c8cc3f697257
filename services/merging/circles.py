"""The families and helpers of a sheet: tied to their children, or merged with who is tied already.

Who was ended in chat stays ended, and who is barred stays barred, whatever the sheet says.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from care.habits import Habits
from care.hours import local_date
from care.merge import merge
from care.people import OUT_OF_THE_CIRCLE, PAIRED, PARENTS
from care.rosters.model import Adult
from care.words import Role, Status
from services.importing.matching import Matcher, Wanted
from services.merging.children import Differing, Outcome, Placed, changed
from services.merging.said import AdultSaid, adults_of, ours_of_tie, said_of_adult, tie_of
from storage.children import TieFacts, TieRow
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

Place = tuple[int, int, Role]
"""Child, person, role."""


@dataclass(frozen=True, slots=True)
class Named:
    """An adult of a row: who it is, and what the last sheet said of them."""

    placed: Placed
    adult: Adult
    before: AdultSaid | None


@dataclass(slots=True)
class Circles:
    """The ties of the sheet's children while they are merged."""

    ties: dict[Place, TieRow]
    barred: set[tuple[int, int]]
    outcome: Outcome
    new: dict[Place, TieFacts] = field(default_factory=dict)
    changes: dict[int, TieFacts] = field(default_factory=dict)
    turned: list[tuple[int, int, Status]] = field(default_factory=list)
    """Child and person whose status the sheet changed."""
    gone: list[tuple[Placed, AdultSaid]] = field(default_factory=list)
    """Who was in the last sheet, is not in this one, and is in the circle still."""
    matcher: Matcher = field(default_factory=Matcher)
    """Knows the numbers of everybody in the sheet."""

    def meet(self, named: Named, person_id: int) -> None:
        """Merge one adult of the sheet."""
        one, said = named.placed, said_of_adult(named.adult)
        tie = self._tie(one.id, person_id, named.adult.role)
        if tie is not None:
            said = self._merge(one, tie, named.before, said)
        elif self._may_be_tied(one.id, person_id, named.before):
            self._add(one, person_id, named.adult)
        one.said.adults.append(AdultSaid(person_id, named.adult.name, said))

    def _tie(self, child_id: int, person_id: int, role: Role) -> TieRow | None:
        roles = (role, *sorted(PARENTS)) if role in PARENTS else (role,)
        places = ((child_id, person_id, Role(each)) for each in roles)
        return next((self.ties[place] for place in places if place in self.ties), None)

    def _may_be_tied(self, child_id: int, person_id: int, before: AdultSaid | None) -> bool:
        ended = before is not None and not before.missing and before.person == person_id
        return not ended and (child_id, person_id) not in self.barred

    def _add(self, one: Placed, person_id: int, adult: Adult) -> None:
        said = said_of_adult(adult)
        details = {n: v for n, v in said.items() if n not in ("status", "role", "phones")}
        facts = TieFacts(one.id, person_id, adult.role, adult.status, details)
        self.new[one.id, person_id, adult.role] = facts
        if one.before is not None:
            one.changed = True
            entry = Entry("tie.added", person_id=person_id, child_id=one.id, unit_id=one.unit_id)
            self.outcome.entries.append(entry)

    def _merge(
        self, one: Placed, tie: TieRow, before: AdultSaid | None, said: dict[str, object]
    ) -> dict[str, object]:
        """What is kept for the next sheet."""
        ours = ours_of_tie(tie.facts)
        base = {"role": ours["role"]} | (before.fields if before else {})
        here = {name: value for name, value in said.items() if name != "phones"}
        if tie.facts.status is Status.barred:
            here.pop("status", None)
        merged = merge({n: v for n, v in base.items() if n != "phones"}, here, ours)
        person_id = tie.facts.person_id
        where = {"child_id": one.id, "person_id": person_id, "unit_id": one.unit_id}
        for each in merged.taken:
            self.outcome.entries.append(changed("tie", each, **where))
        for each in merged.asked:
            self.outcome.differing.append(Differing(one.unit_id, one.id, person_id, each))
        if merged.taken:
            one.changed = True
            self.changes[tie.id] = facts = tie_of(merged.values, tie.facts)
            if facts.status is not tie.facts.status:
                self.turned.append((one.id, person_id, facts.status))
        phones = said.get("phones") or base.get("phones")
        return merged.base | ({"phones": phones} if phones else {})

    def miss(self, one: Placed, groups: frozenset[str]) -> None:
        """Whom the last sheet named for a child and this one does not; `groups` are the kinds of
        people that this sheet has a column for.
        """
        named = {adult.person for adult in one.said.adults}
        covered = {(adult.person, adult.role) for adult in one.said.adults}
        for before in one.before.adults if one.before else ():
            if (before.person, before.role) in covered:
                continue
            seen = group(before.role) in groups
            tie = self.ties.get((one.id, before.person, before.role))
            runs = tie is not None and tie.facts.status not in OUT_OF_THE_CIRCLE
            if seen and runs and before.person not in named and not before.missing:
                self.gone.append((one, before))
            one.said.adults.append(replace(before, missing=before.missing or seen))

    def unclear(self) -> list[TieFacts]:
        """Parents of whom nobody knows where they are."""
        now = {tie.id: self.changes.get(tie.id, tie.facts) for tie in self.ties.values()}
        every = (*now.values(), *self.new.values())
        return [f for f in every if f.role in PARENTS and f.status is Status.unclear]


async def merge_circles(
    work: Work, placed: Sequence[Placed], school: UnitRow, now: datetime, outcome: Outcome
) -> Circles:
    """Merge the adults of all rows; marks the children whose circle changed."""
    today = local_date(now, school.zone)
    known = [one.id for one in placed if one.before is not None]
    ties = await running_ties(work, known, today)
    circles = Circles(ties, await work.circles.barred(known), outcome)
    named = [Named(p, a, _before(p, a)) for p in placed for a in adults_of(p.row)]
    teachers = await _teachers_of(work, school, today)
    wanted = _wanted(named, ties, await staff_of(work, school, today))
    people = await circles.matcher.resolve(work, wanted, Habits(zone=school.zone), now)
    for one, person_id in zip(named, people, strict=True):
        circles.meet(_as_paired(one, person_id, ties, teachers), person_id)
    groups = frozenset(group(one.adult.role) for one in named)
    for child in placed:
        circles.miss(child, groups)
    await work.children.tie(list(circles.new.values()), today)
    await work.children.change_ties(circles.changes)
    return circles


async def running_ties(work: Work, child_ids: Iterable[int], today: date) -> dict[Place, TieRow]:
    """The ties in force on a local day, by their place."""
    ties = await work.children.ties(child_ids, today)
    return {(t.facts.child_id, t.facts.person_id, t.facts.role): t for t in ties if t.runs(today)}


def group(role: Role) -> str:
    """Fathers and mothers stand in columns of many kinds, guardians and helpers in their own."""
    if role in PAIRED:
        return Role.helper.value
    return "parent" if role in PARENTS else role.value


def _as_paired(
    named: Named, person_id: int, ties: Mapping[Place, TieRow], teachers: frozenset[int]
) -> Named:
    """A sheet has one column for whoever helps: a teacher of the school is a mentor, and who is
    paired with the child already stays what they are.
    """
    if named.adult.role not in PAIRED:
        return named
    known = [role for role in PAIRED if (named.placed.id, person_id, role) in ties]
    role = next(iter(known), Role.mentor if person_id in teachers else Role.helper)
    return replace(named, adult=replace(named.adult, role=role))


def _before(one: Placed, adult: Adult) -> AdultSaid | None:
    """The adult in the last sheet: of that name, best in that role."""
    there = [a for a in (one.before.adults if one.before else ()) if a.name == adult.name]
    same = (a for a in there if a.fields["role"] == adult.role)
    near = (a for a in there if group(a.role) == group(adult.role))
    return next(same, None) or next(near, None)


def _wanted(
    named: Iterable[Named], ties: Mapping[Place, TieRow], staff: frozenset[int]
) -> list[Wanted]:
    """Family is looked for in the child's own circle, helpers among the school's staff."""
    family: dict[int, set[int]] = defaultdict(set)
    for child_id, person_id, role in ties:
        if role not in PAIRED:
            family[child_id].add(person_id)
    found = []
    for one in named:
        adult, child_id = one.adult, one.placed.id
        helps = adult.role is Role.helper
        found.append(
            Wanted(
                adult.name,
                adult.phones,
                "staff" if helps else f"child {child_id}",
                staff if helps else frozenset(family.get(child_id, ())),
                sure=not helps,
                person=one.before.person if one.before else None,
            )
        )
    return found


async def staff_of(work: Work, school: UnitRow, today: date) -> frozenset[int]:
    """Everybody with a post in the school, and who is paired with its children."""
    pairs = await work.circles.pairs_in(await _units_of(work, school), today)
    return await _teachers_of(work, school, today) | {pair.person_id for pair in pairs}


async def _teachers_of(work: Work, school: UnitRow, today: date) -> frozenset[int]:
    """Everybody with a post in the school."""
    posts = await work.posts.in_units(await _units_of(work, school), today)
    return frozenset(post.person_id for post in posts)


async def _units_of(work: Work, school: UnitRow) -> list[int]:
    return [school.id, *(unit.id for unit in await work.units.below(school.id))]
