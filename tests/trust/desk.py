"""The bot over a town whose every change is looked at and then taken back: one transaction for all,
a savepoint for each step.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiogram.types import Update
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.intake import Intake
from handlers.routers import dispatcher
from locales.catalog import LANGUAGES, texts
from storage.lasting import NAME as VERSION_ROW
from storage.store import Store
from storage.tables import Base
from storage.work import Work
from tests.trust.people import CHILD, GOING, KNOWN, LEFT, NOW, OWN, QUIET, WORDS, name_of
from tests.trust.telegram import Telegram, a_bot, a_message, a_press
from tests.trust.town import Town

NUMBERS = ("110",)
HISTORY = frozenset({"journal", "incoming"})
"""What every update writes, whatever comes of it."""
Rows = frozenset[str]
_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_SORRY = frozenset(texts(language)("error.sorry") for language in LANGUAGES)
TABLES = {table.name: table for table in Base.metadata.sorted_tables}


class OneConnection(Store):
    """A store whose units of work are savepoints of one transaction that never ends well."""

    def __init__(self, store: Store, connection: AsyncConnection) -> None:
        self.engine = store.engine
        self._sealer = store._sealer
        self.connection = connection
        self._lasting = store._lasting
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Work]:
        async with self._turn, self.connection.begin_nested():
            work = self.work
            yield work
            await work.finish()

    @property
    def work(self) -> Work:
        """A unit of work in the one transaction."""
        return Work(self.connection, self._sealer, self._lasting)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Work]:
        async with self._turn:
            yield self.work


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of something pressed or said."""

    changed: frozenset[str]
    """Tables of which rows changed; of the own drafts, those begun or gone on with."""
    words: frozenset[str]
    """Names and sealed words of the child's circle that were shown."""
    numbers: frozenset[str]
    page: bool
    answered: bool
    failed: bool
    said: str

    @property
    def letter(self) -> str:
        """`x` changed something, `s` saw something of the child, `p` got a page, `.` nothing."""
        if self.failed or not self.answered:
            return "!"
        if self.changed:
            return "x"
        if self.words:
            return "s"
        return "p" if self.page else "."


@dataclass(slots=True)
class Desk:
    """See the module."""

    town: Town
    store: OneConnection
    telegram: Telegram
    intake: Intake
    touched: set[str]
    """Tables that were written to since it was last emptied."""
    _before: dict[str, Rows] = field(default_factory=dict)
    """Tables as they stand outside the present step."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def work(self) -> Work:
        """A unit of work in the present step."""
        return self.store.work

    @asynccontextmanager
    async def step(self) -> AsyncIterator[None]:
        """Whatever happens inside is taken back at its end."""
        savepoint = await self.store.connection.begin_nested()
        before, self._before = self._before, {}
        try:
            yield
        finally:
            self._before = before
            await savepoint.rollback()

    async def press(self, who: str, data: str, *, keep: bool = False) -> Seen:
        """A button below some message, with this data."""
        address = self.town.cast.address(who)
        return await self.take(who, a_press(next(self._numbers), address, data), keep=keep)

    async def say(self, who: str, content: dict[str, Any], *, keep: bool = False) -> Seen:
        """A message: its text, a contact, a file."""
        address = self.town.cast.address(who)
        return await self.take(who, a_message(next(self._numbers), address, content), keep=keep)

    async def take(self, who: str, update: Update, *, keep: bool = False) -> Seen:
        """One update to its end, and what it did; taken back again unless it is to be kept."""
        self.telegram.calls.clear()
        self.touched.clear()
        savepoint = await self.store.connection.begin_nested()
        await self.intake.take(update)
        after = {name: await self._rows(name) for name in sorted(self.touched - HISTORY)}
        await savepoint.rollback()
        changed = {name for name in after if after[name] != await self._stood(name)}
        if "draft" in changed and self._gives_up_own(who, self._before["draft"], after["draft"]):
            changed.discard("draft")
        if keep:
            await self._again(update)
        typed = (update.message.text or "") if update.message else ""
        return self._seen(who, changed, typed)

    def _gives_up_own(self, who: str, before: Rows, after: Rows) -> bool:
        """Somebody gives up what they were writing themself, and nothing is begun."""
        mine = f", {self.town.cast.address(who)}, "
        return after < before and all(mine in row for row in before - after)

    async def _again(self, update: Update) -> None:
        self._before = {}
        self.telegram.calls.clear()
        await self.intake.take(update)

    async def _stood(self, name: str) -> Rows:
        if name not in self._before:
            self._before[name] = await self._rows(name)
        return self._before[name]

    async def _rows(self, name: str) -> Rows:
        rows = await self.store.connection.execute(TABLES[name].select())
        return frozenset(text for text in map(repr, rows) if VERSION_ROW not in text)

    def _seen(self, who: str, changed: Iterable[str], typed: str) -> Seen:
        said = self.telegram.said()
        plain = re.sub(r"[\s-]", "", said)
        phones = self.town.cast.phones.items()
        return Seen(
            frozenset(changed),
            frozenset(w for w in secrets_from(who) if w in said and w not in typed),
            frozenset(name for name, p in phones if name != who and p.removeprefix("+86") in plain),
            self.telegram.shows_a_page(),
            self.telegram.answers(),
            any(sorry in said for sorry in _SORRY),
            said,
        )


def secrets_from(who: str) -> set[str]:
    """Names of the child and of everybody around it, and the sealed words; but for one's own and
    those that somebody rightly knows from elsewhere.
    """
    gone = ("barred", "dead", "lost", "stopped", "withdrawn")
    people = {name_of(each) for each in (*OWN, *gone)}
    known = {name_of(each) for each in (*KNOWN.get(who, ""), who)}
    children = {CHILD, QUIET, GOING, LEFT} - ({GOING} if who == "teacher_b" else set())
    return (people - known) | children | set(WORDS.values())


@asynccontextmanager
async def a_desk(town: Town) -> AsyncIterator[Desk]:
    """The bot over a town; nothing of what is done at it stays."""
    touched: set[str] = set()

    def note(_conn: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if (written := _WRITES.match(statement)) is not None:
            touched.add(written[1])

    engine = town.store.engine.sync_engine
    event.listen(engine, "after_cursor_execute", note)
    try:
        async with town.store.engine.connect() as connection:
            store, (bot, telegram) = OneConnection(town.store, connection), a_bot()
            intake = Intake(store, bot, dispatcher(), lambda: NOW, NUMBERS, chain=True)
            yield Desk(town, store, telegram, intake, touched)
            await connection.rollback()
    finally:
        event.remove(engine, "after_cursor_execute", note)
