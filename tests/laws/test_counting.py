"""Done, missed, excused, unknown and open are together what was due: in every unit, every span.

Counted from the bottom, duty by duty, and beside it what the product itself shows: the week to
class teachers, principals and officers, the last days on a class's and a school's page, the tally.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.weekly import PERIOD
from care.words import DutyState, Status, UnitKind
from services.duties.standing import Standing
from services.overview import class_view, school_view
from services.weekly.week import week_view
from storage.duties import DutyRow
from storage.units import UnitRow
from storage.work import Work
from tests.care.builders import MONDAY
from tests.hunting import law
from tests.laws.towns import Town, a_town
from tests.services.plans import CALL, TALK, a_plan_of, a_rule_text

pytestmark = pytest.mark.hypothesis

WEEKLY = a_rule_text(
    "weekly",
    '"class_teacher"',
    'weekday = "wednesday"',
    '{ to = "holder", after = 0 }, { to = "principal", after = 3 }',
)
MEETING = (
    a_rule_text("meeting", '"principal"', 'per = "month"', '{ to = "holder", after = 0 }')
    .replace('subject = "child"', 'subject = "school"')
    .replace(" {child}", "")
)
PLAN = a_plan_of(CALL, TALK, WEEKLY, MEETING)
DAY = timedelta(days=1)
WEEKS = [MONDAY + n * 7 * DAY for n in range(20)]
MONTHS = [date(2025, month, 1) for month in range(3, 9)]
Act = tuple[str, int, int]
which = st.integers(0, 30)
acts: st.SearchStrategy[Act] = st.one_of(
    st.tuples(st.just("passes"), st.integers(1, 24 * 12), st.integers(0, 3)),
    st.tuples(st.just("passes"), st.integers(24 * 7, 24 * 30), st.integers(0, 3)),
    st.tuples(
        st.sampled_from(["comes", "moves", "leaves", "returns", "changes", "excuses"]), which, which
    ),
)
stories = st.lists(acts, min_size=6, max_size=14)


async def happens(town: Town, act: Act) -> None:
    """One thing after the other; the numbers choose who and where."""
    name, one, two = act
    child = town.children[one % len(town.children)]
    class_ = town.classes[two % len(town.classes)]
    match name:
        case "passes":
            await town.passes(one, two)
        case "comes":
            await town.comes(class_)
        case "moves":
            await town.goes(child, class_, ahead=two % 3)
        case "leaves":
            await town.leaves(child, ahead=two % 3)
        case "returns":
            await town.returns(child)
        case "changes":
            await town.changes(child, [Status.at_home, Status.away, Status.dead][two % 3])
        case "excuses":
            await town.excuses(child, two)


def ended(duties: Iterable[DutyRow]) -> Standing:
    """What became of duties, counted one by one; who has excused some is not asked."""
    counts = Counter(duty.state for duty in duties)
    return Standing(
        counts[DutyState.done],
        counts[DutyState.missed],
        counts[DutyState.unknown],
        counts[DutyState.open],
    )


def together(parts: Iterable[Standing]) -> Standing:
    parts = list(parts)
    return Standing(
        sum(each.done for each in parts),
        sum(each.missed for each in parts),
        sum(each.unknown for each in parts),
        sum(each.open for each in parts),
    )


class Counted:
    """A town's duties by the class in which their child is now; None: on no list any more."""

    def __init__(self, town: Town, duties: Sequence[DutyRow], homes: dict[int, int | None]) -> None:
        self.town = town
        self.duties = duties
        self.homes = homes

    def due_in(self, class_id: int | None, since: date, until: date) -> list[DutyRow]:
        return [
            duty
            for duty in self.duties
            if duty.child_id is not None
            and since <= duty.due_on <= until
            and self.homes[duty.child_id] == class_id
        ]


async def counted(town: Town, work: Work) -> Counted:
    homes = {child: await town.home(work, child) for child in town.children}
    return Counted(town, await town.duties_there(), homes)


async def each_week_adds_up(it: Counted, work: Work) -> None:
    """Class by class against the duties themselves, and each unit above against those below."""
    (county,) = it.town.of_kind(UnitKind.county)
    for monday in WEEKS:
        await week_of(it, work, county, monday)


async def week_of(it: Counted, work: Work, unit: UnitRow, monday: date) -> Standing:
    below = [await week_of(it, work, each, monday) for each in it.town.below(unit)]
    view = await week_view(work, it.town.head[unit.id], unit.id, it.town.now, monday)
    assert view is not None
    if unit.kind is UnitKind.class_:
        due = it.due_in(unit.id, view.since, view.until)
        excused = sum(duty.state is DutyState.excused for duty in due)
        assert view.counts == ended(due)
        assert view.counts.due + excused == len(due)
    else:
        assert view.counts == together(below)
        if view.lines:
            assert view.counts == together(line.counts for line in view.lines)
    return view.counts


async def weeks_and_months_make_a_term(it: Counted, work: Work) -> None:
    classes = [unit.id for unit in it.town.classes]
    last = WEEKS[-1] - DAY

    async def total(days: list[date]) -> dict[int, Counter[str]]:
        whole: dict[int, Counter[str]] = {class_id: Counter() for class_id in classes}
        for since, after in pairwise(days):
            for class_id, n in (await work.weekly.by_class(classes, since, after - DAY)).items():
                whole[class_id] += n
        return whole

    term = await total([MONDAY, last + DAY])
    assert await total(WEEKS) == term
    months = [MONDAY, *(day for day in MONTHS if MONDAY < day <= last), last + DAY]
    assert await total(months) == term
    for class_id in classes:
        due = it.due_in(class_id, MONDAY, last)
        states = Counter(str(duty.state) for duty in due)
        excused = states.pop(str(DutyState.excused), 0)
        assert term[class_id] == states
        assert term[class_id].total() + excused == len(due)


async def each_month_adds_up(it: Counted, work: Work) -> None:
    """In every class, school and township, and in the county; and in the tally of all of it."""
    before: Counter[tuple[str, str]] = await work.tally.duties(MONTHS[0] - DAY)
    for since, after in pairwise(MONTHS):
        last = after - DAY
        for unit in it.town.units.values():
            classes = classes_in(it.town, unit)
            shown = sum((await work.weekly.by_class(classes, since, last)).values(), Counter[str]())
            due = [duty for class_id in classes for duty in it.due_in(class_id, since, last)]
            states = Counter(str(duty.state) for duty in due)
            excused = states.pop(str(DutyState.excused), 0)
            assert shown == states
            assert shown.total() + excused == len(due)
        until = await work.tally.duties(last)
        there = Counter((d.rule_id, str(d.state)) for d in it.duties if since <= d.due_on <= last)
        assert until - before == there
        before = until


def classes_in(town: Town, unit: UnitRow) -> list[int]:
    """The classes of a unit: itself, or those of all units below."""
    if unit.kind is UnitKind.class_:
        return [unit.id]
    return [class_id for each in town.below(unit) for class_id in classes_in(town, each)]


async def pages_show_the_sum_of_their_children(it: Counted, work: Work) -> None:
    since = it.town.today - PERIOD
    for school in it.town.of_kind(UnitKind.school):
        classes = []
        for unit in it.town.below(school):
            view = await class_view(work, unit, it.town.now)
            assert view.standing == ended(it.due_in(unit.id, since, it.town.today))
            assert len(view.children) == list(it.homes.values()).count(unit.id)
            classes.append((view, unit))
        actor = it.town.actor_of(school)
        page = await school_view(work, actor, school, it.town.now)
        assert page.standing == together(view.standing for view, _ in classes)
        late = {view.unit_id: sum(line.late for line in view.children) for view, _ in classes}
        assert {line.unit_id: line.late for line in page.classes} == late
        assert sum(line.children for line in page.classes) == sum(
            len(view.children) for view, _ in classes
        )
        assert page.coverage.people <= sum(view.coverage.people for view, _ in classes)


async def nothing_is_in_no_sum(it: Counted, work: Work) -> None:
    """The tally has what the classes have, what left with its child, and the schools' own."""
    last = WEEKS[-1] - DAY
    there: Counter[tuple[str, str]] = Counter()
    for class_id in (*(unit.id for unit in it.town.classes), None):
        due = it.due_in(class_id, date.min, last)
        there.update((duty.rule_id, str(duty.state)) for duty in due)
    own = [d for d in it.duties if d.child_id is None and d.due_on <= last]
    there.update((duty.rule_id, str(duty.state)) for duty in own)
    assert await work.tally.duties(last) == there
    assert there.total() == sum(duty.due_on <= last for duty in it.duties)


@given(stories)
@law(8)
def test_what_is_due_in_a_county_is_done_missed_excused_unknown_or_open(story: list[Act]) -> None:
    async def told() -> None:
        town = await a_town(PLAN, children=7)
        for act in story:
            await happens(town, act)
        async with town.store.read() as work:
            it = await counted(town, work)
            await each_week_adds_up(it, work)
            await weeks_and_months_make_a_term(it, work)
            await each_month_adds_up(it, work)
            await pages_show_the_sum_of_their_children(it, work)
            await nothing_is_in_no_sum(it, work)

    asyncio.run(told())
