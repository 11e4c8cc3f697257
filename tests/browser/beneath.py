"""A town of the stories beneath the page: the same school, Telegram and bot, in this process.

It costs a tenth of starting `hongyan demo`. The browser's library and the town each want an event
loop of their own, so the town lives in a thread.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tests.stores import Databases
from tests.story.people import Person
from tests.story.town import Seed, Town, a_town

T = TypeVar("T")
PATIENCE = 60
"""Seconds after which something in the town that has not ended is a failed test."""
LOOKS = {
    "马建国": ("爸爸", "👷"),
    "冯桂英": ("奶奶", "👵"),
    "周秀文": ("班主任", "👩‍🏫"),
    "何志远": ("代理班主任", "👨‍🏫"),
    "陆明德": ("校长", "👨‍💼"),
    "甄立民": ("县教育局", "🧑‍💼"),
}
"""What is written on somebody's phone, and its picture."""


class Below(Protocol):
    """Does something in the town's thread and waits for it."""

    def __call__(self, work: Coroutine[Any, Any, T]) -> T: ...


@contextmanager
def a_thread_below() -> Iterator[Below]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def below(work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result(PATIENCE)

    try:
        yield below
    finally:
        below(loop.shutdown_default_executor())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


class TownBelow:
    """What a story says of the town beneath the page."""

    def __init__(self, town: Town, below: Below) -> None:
        self.town, self.below, self.url = town, below, town.base

    def phones(self, *names: str, language: str = "zh-hans") -> None:
        """Phones of people who hold their invitations and have not opened them."""
        for name in names:
            self._person(name, language)

    def join(self, *names: str) -> None:
        """People who have joined before the story begins, in Chinese."""
        for name in names:
            self.below(self._person(name, "zh-hans").joins())

    def until_is_due(self, child: str, rule: str) -> None:
        """Time passes until the evening of the day on which something about the child is due."""
        duty = self.below(self.town.duties(child, rule))[-1]
        self.below(self.town.until(f"{duty.due_on} 20:00"))

    def says_how_it_is(self, name: str, words: str) -> None:
        """Somebody of the family fills in how the child is, with words."""
        person = self._person(name, "zh-hans")
        self.below(person.says("/how"))
        for label in ("🙂", "😄", "😐", "🎤"):
            self.below(person.presses(label))
        self.below(person.says(words))
        self.below(person.presses("✅ 保存"))

    def _person(self, name: str, language: str) -> Person:
        label, avatar = LOOKS[name]
        link = next(each["link"] for each in self.town.invited if each["person"] == name)
        card = {"label": label, "avatar": avatar, "link": link, "language_code": language}
        return self.below(self.town.person(name, **card))


@contextmanager
def a_town_below(
    below: Below, seed: Seed, databases: Databases, folder: Path
) -> Iterator[TownBelow]:
    url = databases.copy(seed.store_url)
    made = a_town(seed, url, folder)
    town = below(made.__aenter__())
    try:
        yield TownBelow(town, below)
    finally:
        below(made.__aexit__(None, None, None))
        databases.drop(url)
