"""Which part of the bot a process is, and what it needs for it: several on one PostgreSQL share the
work (docs/decisions/several-processes.md).
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cli.settings import Settings
from cli.terminal import misused
from storage.leading import Candidate, LedStore
from storage.lock import only_bot
from storage.store import Store
from storage.turns import OneProcess, Turns


@dataclass(frozen=True, slots=True)
class Part:
    """What a process does. `candidate` is None where it beats without asking, or never; `led` is
    the store as the one who beats may write it.
    """

    takes: bool
    beats: bool
    turns: OneProcess
    candidate: Candidate | None
    led: Store

    @property
    def leads(self) -> bool:
        """Whether this is the process that beats now."""
        return self.beats and (self.candidate is None or self.candidate.epoch is not None)


def check_part(settings: Settings, *, hooked: bool) -> None:
    """End with a word where this part cannot be had: one of several needs a webhook, and a database
    that several can share. Beside a bot that polls, one that only beats could come to lead; then
    nobody would poll.
    """
    if settings.part != "all" and not settings.database.startswith("postgresql"):
        misused("run.part_needs_postgresql", part=settings.part)
    if settings.part != "all" and not hooked:
        misused("run.part_needs_webhook", part=settings.part)


@asynccontextmanager
async def part_of(settings: Settings, store: Store, *, hooked: bool) -> AsyncIterator[Part]:
    """The part of this process, and at its end every lock given back. Raises BusyError where only
    one process may be, and there is one, and UnreachableError where the database cannot say.
    """
    if store.database == "sqlite" or settings.clock_url is not None:
        async with only_bot(store):
            yield Part(True, True, OneProcess(), None, store)
        return
    polls = not hooked and settings.part == "all"
    candidate, turns = Candidate(store), OneProcess() if polls else Turns(store)
    beats = settings.part != "worker"
    takes = settings.part != "beat"
    try:
        if polls:
            await candidate.stand_alone()
        yield Part(takes, beats, turns, candidate if beats else None, LedStore(store, candidate))
    finally:
        await candidate.withdraw()
        await turns.close()
