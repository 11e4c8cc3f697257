"""Plans for a child in difficulty as teachers keep them, on cards (SYSTEMS.md rows 49, 66):
whatever they write, take back or leave undone, the latest card says what is asked for.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.forms.given import Value
from care.hours import local_date
from care.words import DutyState
from services.forms.correcting import Back, take_back
from storage.seal import Keyring
from tests.care.builders import SHANGHAI
from tests.hunting import lives
from tests.services.cards import writes
from tests.services.test_support import A_PLAN, A_STUDY_PLAN, SUPPORTS
from tests.stores import Databases, open_store
from tests.world import START, World, a_school

pytestmark = pytest.mark.hypothesis

CARDS = {
    "education-plan": ("education-review", A_PLAN),
    "study-plan": ("study-review", A_STUDY_PLAN),
}
"""By the rule, which is named like the card that begins it: the card of a look, and a beginning."""
AGAIN = 30
KEYRING = Keyring.fresh()


@dataclass(frozen=True)
class Days:
    """Time passes, with a tick and what it sends at every moment."""

    days: int


@dataclass(frozen=True)
class Begins:
    """A plan is made, to be looked at in so many days."""

    rule: str
    ahead: int


@dataclass(frozen=True)
class Looks:
    """Somebody looks at it: it goes on for so many days, or (None) has ended."""

    rule: str
    ahead: int | None


@dataclass(frozen=True)
class TakesBack:
    """The last card about it is taken back, if that is still allowed."""

    rule: str


Step = Days | Begins | Looks | TakesBack
rules = st.sampled_from(sorted(CARDS))
ahead = st.integers(1, 60)
steps = st.one_of(
    st.builds(Days, st.integers(1, 40)),
    st.builds(Begins, rules, ahead),
    st.builds(Looks, rules, st.none() | ahead),
    st.builds(TakesBack, rules),
)
stories = st.lists(steps, min_size=2, max_size=10)


def _of_a_plan(on: date | None) -> dict[str, Value]:
    return {"result": "ended" if on is None else "goes-on"}


def _of_a_phase(on: date | None) -> dict[str, Value]:
    return {"result": "better", "next": "reached" if on is None else "goes-on"}


@dataclass
class Kept:
    """A school, and of each plan the cards that count with the days that they name."""

    world: World
    now: datetime = START
    cards: dict[str, list[tuple[int, date | None]]] = field(
        default_factory=lambda: {rule: [] for rule in CARDS}
    )

    async def take(self, step: Step) -> None:
        match step:
            case Days(days):
                self.now += timedelta(days=days)
                await self.world.live(self.now)
            case Begins(rule, ahead):
                await self._write(rule, rule, CARDS[rule][1], self._in(ahead))
            case Looks(rule, ahead) if self._runs(rule):
                on = None if ahead is None else self._in(ahead)
                look = _of_a_plan(on) if rule == "education-plan" else _of_a_phase(on)
                await self._write(rule, CARDS[rule][0], look, on)
            case TakesBack(rule) if self.cards[rule]:
                await self._take_back(rule)

    def _in(self, days: int) -> date:
        return local_date(self.now, SHANGHAI) + timedelta(days=days)

    def _runs(self, rule: str) -> bool:
        return bool(self.cards[rule]) and self.cards[rule][-1][1] is not None

    async def _write(self, rule: str, form: str, given_: dict[str, Value], on: date | None) -> None:
        named: dict[str, Value] = {} if on is None else {"review": on.isoformat()}
        saved = await writes(self.world, self.world.teacher, form, given_ | named, self.now)
        self.cards[rule].append((saved.records[0], on))

    async def _take_back(self, rule: str) -> None:
        async with self.world.store.write() as work:
            actor = self.world.actor(self.world.teacher)
            back = await take_back(work, actor, self.cards[rule][-1][0], self.now)
        if back is Back.taken_back:
            self.cards[rule].pop()


async def the_latest_card_says_what_is_asked_for(it: Kept) -> None:
    """One review is open for what runs, on its day or some times thirty days after; none for what
    has ended, was taken back or has never begun.
    """
    today = local_date(it.now, SHANGHAI)
    for rule, cards in it.cards.items():
        open_ = await it.world.duties(rule, DutyState.open)
        on = cards[-1][1] if cards else None
        if on is None:
            assert open_ == []
            continue
        (duty,) = open_
        assert duty.anchor == f"{cards[-1][0]:x}"
        assert duty.due_on == on + timedelta(days=AGAIN * (duty.number - 1))
        assert duty.closes_on >= today
        assert not duty.gentle


async def no_review_is_there_twice(it: Kept) -> None:
    for rule in CARDS:
        duties = await it.world.duties(rule)
        assert len({duty.key for duty in duties}) == len(duties)


async def kept(databases: Databases, story: Sequence[Step]) -> None:
    url = databases.copy()
    store = await open_store(url, KEYRING)
    try:
        it = Kept(await a_school(store, SUPPORTS))
        for step in story:
            await it.take(step)
            await the_latest_card_says_what_is_asked_for(it)
        await no_review_is_there_twice(it)
    finally:
        await store.close()
        databases.drop(url)


def test_the_latest_card_says_when_what_runs_is_looked_at(databases: Databases) -> None:
    @given(stories)
    @lives(10)
    def holds(story: Sequence[Step]) -> None:
        asyncio.run(kept(databases, story))

    holds()
