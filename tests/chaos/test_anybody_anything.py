"""Random people press random buttons in random order, with crashes and restarts in between, while
weeks pass: no exception, no half-saved record, no notice outside the circle.

`make hunt ARGS="-k anybody"` draws new stories; what it finds gets a test of its own.
"""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from care.words import Post, Status
from services.actor import Actor
from services.lists.circle import circle_view
from services.lists.wishes import wish_post, wish_status
from services.moving.changing import change_class
from storage.seal import Keyring
from storage.store import Store
from tests.chaos.books import audit, cards
from tests.chaos.cast import CHILDREN, FAMILIES, Cast, phone_of, settle_down
from tests.chaos.hands import Hands, numbers, staff
from tests.chaos.house import House
from tests.hunting import lives
from tests.stores import Databases
from tests.world import DUE_EVENING, START

pytestmark = pytest.mark.hypothesis

KEYRING = Keyring.fresh()
some_child = st.integers(0, len(CHILDREN) - 1)


class Lives(Hands):
    """The town, and everything that can happen in it."""

    databases: Databases
    seed: tuple[str, Cast]

    def __init__(self) -> None:
        super().__init__()
        self.url = self.databases.copy(self.seed[0])
        self.entries, self.since = 0, START
        self.known: set[int] = set()
        self.secrets: dict[str, tuple[int, int]] = {}
        self.run(self.begin())

    async def begin(self) -> None:
        store = await Store.open(self.url, KEYRING)
        self.house = House.of(store, self.seed[1], DUE_EVENING)
        await self.house.beats_at(DUE_EVENING)

    def teardown(self) -> None:
        self.run(self.house.store.close())
        self.runner.close()
        self.databases.drop(self.url)

    @rule(minutes=st.integers(1, 90))
    def minutes_pass(self, minutes: int) -> None:
        self.run(self.house.passes(timedelta(minutes=minutes)))

    @rule(hours=st.integers(1, 72))
    def hours_pass(self, hours: int) -> None:
        self.run(self.house.passes(timedelta(hours=hours)))

    @rule(days=st.integers(3, 25))
    def weeks_pass(self, days: int) -> None:
        self.run(self.house.passes(timedelta(days=days)))

    @rule()
    def the_bot_starts_anew(self) -> None:
        self.house.starts()

    @rule(child=some_child, to=st.integers(0, 1), later=st.integers(0, 9))
    def a_child_moves(self, child: int, to: int, later: int) -> None:
        async def moves() -> None:
            cast, now = self.house.cast, self.house.now()
            day = now.date() + timedelta(days=later)
            async with self.house.store.write() as work:
                await change_class(work, None, cast.children[child], cast.classes[to], day, now)

        self.run(moves())

    @rule(
        by=st.sampled_from(["principal", "files", "teacher"]),
        to=staff,
        where=st.integers(0, 1),
        later=st.integers(0, 9),
    )
    def a_teacher_is_replaced(self, by: str, to: str, where: int, later: int) -> None:
        async def replaced() -> None:
            cast, now = self.house.cast, self.house.now()
            actor = Actor(cast.people[by], phone_of(by), None)
            post, on = Post.class_teacher, now.date() + timedelta(days=later)
            async with self.house.store.write() as work:
                await wish_post(work, actor, cast.classes[where], post, cast.people[to], on, now)

        self.run(replaced())

    @rule(by=staff, place=some_child, whom=numbers, status=st.sampled_from(Status))
    def somebodys_status_changes(self, by: str, place: int, whom: int, status: Status) -> None:
        async def changes() -> None:
            cast, now = self.house.cast, self.house.now()
            actor, child = Actor(cast.people[by], phone_of(by), None), cast.children[place]
            async with self.house.store.write() as work:
                view = await circle_view(work, actor, child, now)
                if view is not None and view.adults:
                    adult = view.adults[whom % len(view.adults)]
                    await wish_status(work, actor, child, adult.person_id, status, now)

        self.run(changes())

    @invariant()
    def the_books_are_right_and_the_journal_only_grows(self) -> None:
        wrong, length = self.run(audit(self.house.store, self.since))
        assert wrong == {}, wrong
        assert length >= self.entries
        self.entries, self.since = length, self.house.now()

    @invariant()
    def no_notice_outside_the_circle(self) -> None:
        assert self.house.complaints == [], self.house.complaints

    @invariant()
    def no_half_record(self) -> None:
        halves, secrets = self.run(cards(self.house.store, self.known))
        assert halves == [], halves
        self.secrets |= secrets

    @invariant()
    def no_talk_note_on_a_phone_of_the_family(self) -> None:
        cast = self.house.cast
        for mark, (child, author) in self.secrets.items():
            readers = self.house.wire.shown.marks[mark]
            for who in FAMILIES[cast.children.index(child)]:
                shown = phone_of(who) in readers and cast.people[who] != author
                assert not shown, f"{who} has seen what was noted about their child"


def a_town(databases: Databases) -> tuple[str, Cast]:
    """A database with the town in it, to be copied for each story."""
    url = databases.copy()

    async def made() -> Cast:
        store = await Store.open(url, KEYRING)
        cast = await settle_down(store)
        await store.close()
        return cast

    return url, asyncio.run(made())


def tried(databases: Databases, examples: int, steps: int) -> None:
    class Here(Lives):
        pass

    Here.databases, Here.seed = databases, a_town(databases)
    run_state_machine_as_test(Here, settings=lives(examples, steps))


def test_whoever_presses_whatever(sqlite_databases: Databases) -> None:
    tried(sqlite_databases, 3, 30)


def test_the_same_on_a_server(postgres_databases: Databases) -> None:
    tried(postgres_databases, 1, 20)
