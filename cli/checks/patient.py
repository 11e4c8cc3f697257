"""What the checks look at, each thing asked for once: settings, server, store, key."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from care.delivery import NoticeState
from cli.asking import Answer, ask
from cli.settings import Settings
from scheduler.clock import system_clock
from services.examining import School, schools_of, troubles_of
from storage.examine import Condition, Schema, examine
from storage.seal import KeyFileError, Keyring, StoreError
from storage.store import Store
from storage.work import Work

T = TypeVar("T")


class Patient:
    """An installation. `wrong` are the names of settings that cannot be read."""

    def __init__(self, settings: Settings, wrong: tuple[str, ...] = ()) -> None:
        self.settings = settings
        self.wrong = wrong
        self.now = system_clock()

    @cached_property
    def me(self) -> Answer:
        """Who the server says the bot is."""
        return ask(self.settings, "getMe")

    @cached_property
    def hook(self) -> Answer:
        """What the server says about the bot's webhook."""
        return ask(self.settings, "getWebhookInfo")

    @cached_property
    def ring(self) -> Keyring | KeyFileError | None:
        """The key, what is wrong with its file, or None where there is no file."""
        if not self.settings.key_file.exists():
            return None
        try:
            return Keyring.read(self.settings.key_file)
        except KeyFileError as error:
            return error

    @cached_property
    def condition(self) -> Condition | StoreError:
        """How the store is, or why it cannot be looked at."""
        try:
            ring = self.ring if isinstance(self.ring, Keyring) else None
            return examine(self.settings.database, ring)
        except StoreError as error:
            return error

    @cached_property
    def schools(self) -> tuple[School, ...] | None:
        """What the store says about its schools; None where it cannot be opened."""
        return self._asked(schools_of)

    @cached_property
    def troubles(self) -> dict[NoticeState, int] | None:
        """Messages that somebody should look at; None where the store cannot be opened."""
        return self._asked(troubles_of)

    def _asked(self, question: Callable[[Work, datetime], Awaitable[T]]) -> T | None:
        ring, condition = self.ring, self.condition
        if not isinstance(ring, Keyring) or not isinstance(condition, Condition):
            return None
        if condition.schema is not Schema.current or not condition.key_fits:
            return None
        return asyncio.run(self._ask(ring, question))

    async def _ask(self, ring: Keyring, question: Callable[[Work, datetime], Awaitable[T]]) -> T:
        store = await Store.open(self.settings.database, ring)
        try:
            async with store.read() as work:
                return await question(work, self.now)
        finally:
            await store.close()

    @property
    def folder(self) -> Path:
        """Where this machine keeps what it writes: the SQLite file's folder, else the key's."""
        condition = self.condition
        file = condition.file if isinstance(condition, Condition) else None
        folder = (file or self.settings.key_file).absolute().parent
        return next(each for each in (folder, *folder.parents) if each.is_dir())
