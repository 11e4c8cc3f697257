"""Random moves: a child is in exactly one class or out, every move is history, no duty is lost."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from care.words import DutyState, MoveState, Moving
from services.moving.place import Moved
from services.moving.years import Year, open_year
from services.tasks.settling import Settled
from storage.moves import MoveRow
from storage.seal import Keyring
from storage.store import Store
from tests.hunting import lives
from tests.services.moves import Away, Movers, elsewhere
from tests.stores import Databases
from tests.world import START, World, a_school

pytestmark = pytest.mark.hypothesis

T = TypeVar("T")
KEYRING = Keyring.fresh()
WAITING = {MoveState.planned, MoveState.offered}
days = st.integers(-1, 40)
staff = st.sampled_from(["teacher", "principal", "father", "away"])


class Ways(RuleBasedStateMachine):
    """One child, two schools; time only goes on."""

    databases: Databases

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.url = self.databases.copy()
        self.now = START
        self.known: dict[int, MoveRow] = {}
        self.run(self.begin())

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(story)

    async def begin(self) -> None:
        store = await Store.open(self.url, KEYRING)
        self.world: World = await a_school(store)
        self.they = Movers(self.world)
        self.other, _ = await self.world.add_class("三年级2班")
        self.away: Away = await elsewhere(self.world)

    def teardown(self) -> None:
        self.run(self.world.store.close())
        self.runner.close()
        self.databases.drop(self.url)

    def person(self, who: str) -> int:
        return self.away.principal if who == "away" else int(getattr(self.world, who))

    def home(self) -> int | None:
        return self.run(self.they.class_of())

    @rule(who=staff, ahead=days, back=st.booleans())
    def somebody_changes_the_class(self, who: str, ahead: int, back: bool) -> None:
        before = self.home()
        to = self.world.class_.id if back else self.other.id
        on = self.now.date() + timedelta(days=ahead)
        moved = self.run(self.they.to_class(self.person(who), to, on, self.now))

        assert self.home() == (to if moved is Moved.done else before)
        assert who != "father" or moved is Moved.not_yours

    @rule(who=staff, ahead=days, why=st.sampled_from([Moving.left, Moving.graduated]))
    def the_child_leaves(self, who: str, ahead: int, why: Moving) -> None:
        before = self.home()
        on = self.now.date() + timedelta(days=ahead)
        moved = self.run(self.they.leaves(self.person(who), on, self.now, why))

        assert self.home() == (None if moved is Moved.done else before)

    @rule(who=staff)
    def the_child_comes_back(self, who: str) -> None:
        before = self.home()
        moved = self.run(self.they.back(self.person(who), self.now))

        assert (moved is Moved.back) == (before is None and self.home() is not None)

    @rule(ahead=days)
    def the_child_is_offered(self, ahead: int) -> None:
        before = self.home()
        on = self.now.date() + timedelta(days=ahead)
        to, who = self.away.class_.id, self.away.teacher
        self.run(self.they.offered(self.world.principal, to, who, on, self.now))

        assert self.home() == before

    @rule(answer=st.sampled_from(["yes", "no"]), mine=st.booleans())
    def the_offer_is_answered(self, answer: str, mine: bool) -> None:
        if not self.run(self.they.questions()):
            return
        before = self.home()
        who = self.away.teacher if mine else self.world.teacher
        settled = self.run(self.they.answers(who, answer, self.now))

        assert (settled is Settled.not_yours) == (not mine)
        assert self.home() in {before, self.away.class_.id}
        if answer == "no" or not mine:
            assert self.home() == before

    @rule(ahead=days, stay=st.booleans(), last=st.sampled_from([3, 6, 9]))
    def a_new_school_year_is_planned(self, ahead: int, stay: bool, last: int) -> None:
        async def opened() -> None:
            year = Year(self.now.date() + timedelta(days=ahead), last, teachers_stay=stay)
            async with self.world.store.write() as work:
                await open_year(work, None, self.world.school.id, year, self.now)

        self.run(opened())

    @rule(hours=st.integers(1, 24 * 30))
    def time_passes(self, hours: int) -> None:
        until = self.now + timedelta(hours=hours)
        while (moment := self.run(self.world.next_moment())) is not None and moment <= until:
            self.now = max(self.now, moment)
            self.run(self.they.the_day_comes(self.now))
            self.run(self.world.tick(self.now))
            self.run(self.world.deliver(self.now))
        self.now = until

    @invariant()
    def at_most_one_move_waits(self) -> None:
        waiting = [move for move in self.run(self.they.moves()) if move.state in WAITING]

        assert len(waiting) <= 1
        offered = [move for move in waiting if move.state is MoveState.offered]
        assert len(self.run(self.they.questions())) == len(offered)

    @invariant()
    def every_move_is_history(self) -> None:
        moves = {move.id: move for move in self.run(self.they.moves())}

        assert self.known.keys() <= moves.keys()
        for move_id, before in self.known.items():
            after = moves[move_id]
            assert (after.why, after.asked_at) == (before.why, before.asked_at)
            if before.state is MoveState.declined:
                assert after == before
        self.known = moves

    @invariant()
    def a_child_has_one_open_chain_where_it_is_and_none_when_it_is_out(self) -> None:
        duties = self.run(self.world.duties())
        still_open = [duty for duty in duties if duty.state is DutyState.open]

        home = self.home()
        assert [duty.unit_id for duty in still_open] == ([] if home is None else [home])
        followed = Counter(duty.previous_id for duty in duties if duty.previous_id is not None)
        assert set(followed.values()) <= {1}


def test_however_a_child_moves(databases: Databases) -> None:
    class Here(Ways):
        pass

    Here.databases = databases
    run_state_machine_as_test(Here, settings=lives(6, 20))
