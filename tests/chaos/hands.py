"""Whatever somebody can do with a phone in their hand: the rules of random lives about that."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from sandbox import users
from tests.chaos.cast import NAMES, number_of, phone_of
from tests.chaos.house import House, round_and_round
from tests.chaos.wire import Seen, below, visible
from tests.chaos.words import ALL_COMMANDS, KEYS, LINES, NOTES, OF_FAMILY, OF_STAFF, something

T = TypeVar("T")
AWAY = ("drop", "back", "cancel", "stop", "withdraw")
"""What stands in the data of buttons that lead out again."""

people = st.sampled_from(list(NAMES))
staff = st.sampled_from(["teacher", "other_teacher", "principal", "deputy", "counsellor", "duty"])
family = st.sampled_from(["father", "mother", "grandmother", "uncle", "helper", "teacher"])
numbers = st.integers(0, 9999)
picks = st.lists(numbers, min_size=2, max_size=12)
ways = st.sampled_from(["", "", "", "", "", "", "twice", "crash", "lost"])
"""How an update reaches the bot: mostly as it should."""


class Hands(RuleBasedStateMachine):
    """Presses, words and things sent."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.marks = 0

    def run(self, story: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(story)

    def phone(self, who: str) -> Any:
        return self.house.telegram.phones[phone_of(who)]

    def press(self, who: str, found: list[Seen], pick: int, how: str = "") -> None:
        """One of these buttons, if there is any."""
        if seen := round_and_round(found, pick):
            self.run(self.house.presses(who, seen, how))

    def write(self, who: str, line: str, how: str = "") -> None:
        self.marks += 1
        self.run(self.house.says(who, line.format(m=f"q{self.marks}q")[:4000], how))

    def go_on(self, who: str, chosen: list[int]) -> None:
        """Press below what came last, and again, mostly forth and seldom back; now and then type a
        note in between.
        """
        for pick in chosen:
            found = below(self.phone(who))
            forth = [seen for seen in found if not any(word in seen.data for word in AWAY)]
            if pick % 6 == 0:
                self.write(who, NOTES[pick % 4 // 2])
            else:
                self.press(who, found if pick % 7 == 0 else forth or found, pick)

    @rule(who=people, chosen=picks)
    def somebody_goes_on_with_what_came_last(self, who: str, chosen: list[int]) -> None:
        self.go_on(who, chosen)

    @rule(who=staff, name=st.sampled_from(OF_STAFF), chosen=picks)
    def one_of_the_staff_goes_a_long_way(self, who: str, name: str, chosen: list[int]) -> None:
        self.write(who, f"/{name}")
        self.go_on(who, chosen)

    @rule(who=family, name=st.sampled_from(OF_FAMILY), chosen=picks)
    def one_of_the_family_goes_a_long_way(self, who: str, name: str, chosen: list[int]) -> None:
        self.write(who, f"/{name}")
        self.go_on(who, chosen)

    @rule(who=people, pick=numbers, how=ways)
    def somebody_presses_below_what_came_last(self, who: str, pick: int, how: str) -> None:
        self.press(who, below(self.phone(who)), pick, how)

    @rule(who=people, pick=numbers, how=ways)
    def somebody_presses_any_button_of_theirs(self, who: str, pick: int, how: str) -> None:
        self.press(who, visible(self.phone(who)), pick, how)

    @rule(who=people, pick=numbers, how=ways)
    def somebody_presses_a_button_that_is_gone(self, who: str, pick: int, how: str) -> None:
        self.press(who, self.house.wire.shown.buttons[phone_of(who)], pick, how)

    @rule(who=people, whose=people, pick=numbers)
    def somebody_forges_a_button_of_somebody_else(self, who: str, whose: str, pick: int) -> None:
        self.press(who, self.house.wire.shown.buttons[phone_of(whose)], pick)

    @rule(who=people, pick=numbers)
    def somebody_presses_twice(self, who: str, pick: int) -> None:
        found = below(self.phone(who))
        self.press(who, found, pick)
        self.press(who, found, pick)

    @rule(who=people, words=st.sampled_from(KEYS), how=ways)
    def somebody_touches_a_key(self, who: str, words: str, how: str) -> None:
        self.write(who, words, how)

    @rule(who=people, name=st.sampled_from(ALL_COMMANDS), how=ways)
    def somebody_sends_a_command(self, who: str, name: str, how: str) -> None:
        self.write(who, f"/{name}", how)

    @rule(who=people, line=st.sampled_from(LINES), how=ways)
    def somebody_writes(self, who: str, line: str, how: str) -> None:
        self.write(who, line, how)

    @rule(who=people, kind=st.sampled_from(["voice", "photo", "document"]), how=ways)
    def somebody_sends_something(self, who: str, kind: str, how: str) -> None:
        self.run(self.house.sends(who, kind, something(kind), how))

    @rule(who=people, whose=st.none() | people, how=ways)
    def somebody_shares_a_number(self, who: str, whose: str | None, how: str) -> None:
        number = None if whose is None else number_of(whose)
        self.run(self.house.shares(who, number, how))

    @rule(who=st.sampled_from(["newcomer", "newcomer", "stranger", "father"]), how=ways)
    def somebody_opens_the_link(self, who: str, how: str) -> None:
        self.write(who, f"/start {self.house.cast.link}", how)

    @rule(who=people)
    def somebody_blocks_the_bot(self, who: str) -> None:
        users.block(self.house.telegram, self.phone(who))

    @rule(who=people, back=st.booleans())
    def somebody_stops_and_perhaps_comes_back(self, who: str, *, back: bool) -> None:
        self.write(who, "/stop")
        self.press(who, below(self.phone(who)), 0)
        if back:
            self.write(who, "/start")
