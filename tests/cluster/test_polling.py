"""A bot that polls does so only while it leads, and it goes on after its database has restarted."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from aiohttp import web
from pydantic import SecretStr
from sqlalchemy import text

from cli.run import serve
from cli.settings import Settings
from cli.terminal import T
from locales.catalog import texts
from storage.leading import Candidate
from storage.lock import BOT_LOCK, only_bot
from storage.seal import Keyring
from storage.store import Store, UnreachableError
from tests.bot.tiny import TOKEN, Gate, TinyTelegram, an_update, let_by, refused
from tests.cli.test_run import a_bot
from tests.cluster.conftest import PATIENCE, end_all_sessions, end_locks_at, end_sessions_with_locks


@pytest.fixture
def settings(api: TinyTelegram, shared_url: str, keyring: Keyring, tmp_path: Path) -> Settings:
    keyring.write(tmp_path / "key")
    return Settings(
        database=shared_url,
        key_file=tmp_path / "key",
        token=SecretStr(TOKEN),
        api=f"{api.url}/",
        heartbeat_file=tmp_path / "heartbeat",
    )


class Poll:
    """A question for updates that the server leaves open; `left` says that the bot hung up."""

    def __init__(self) -> None:
        self.reached, self.left = asyncio.Event(), asyncio.Event()

    async def __call__(self, _request: web.Request, _body: bytes) -> web.StreamResponse:
        self.reached.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.left.set()
        raise AssertionError


class Watched:
    """What the bot's candidate has done."""

    def __init__(self) -> None:
        self.kept, self.refused = asyncio.Event(), asyncio.Event()

    def candidate(self, store: Store) -> Candidate:
        return WatchedCandidate(store, self)

    async def keeps(self) -> None:
        self.kept.clear()
        await soon(self.kept)

    async def is_refused(self) -> None:
        self.refused.clear()
        await soon(self.refused)


class WatchedCandidate(Candidate):
    """Says what becomes of it."""

    def __init__(self, store: Store, watched: Watched) -> None:
        super().__init__(store)
        self._watched = watched

    async def stand(self) -> bool:
        leads = await super().stand()
        if not leads:
            self._watched.refused.set()
        return leads

    async def confirm(self, beat: datetime | None = None) -> bool:
        held = await super().confirm(beat)
        if held:
            self._watched.kept.set()
        return held


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """What is asked every few seconds is asked often, and the answers are known."""
    monkeypatch.setattr("scheduler.standby.STAND_EVERY_SECONDS", 0.02)
    monkeypatch.setattr("scheduler.standby.CONFIRM_EVERY_SECONDS", 0.02)
    watched = Watched()
    monkeypatch.setattr("cli.parts.Candidate", watched.candidate)
    return watched


async def soon(event: asyncio.Event) -> None:
    await asyncio.wait_for(event.wait(), PATIENCE)


async def is_refused(settings: Settings, said: pytest.CaptureFixture[str]) -> None:
    """A second bot on the store ends with the sentence that there is one."""
    with pytest.raises(typer.Exit):
        await serve(settings, asyncio.Event())
    sentence = T("store.busy", database="postgresql")
    assert sentence in said.readouterr().err


@asynccontextmanager
async def a_rival(store: Store) -> AsyncIterator[None]:
    """Another process, which has the lock the moment the bot loses it, and then keeps it."""
    waiting_for = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with store.engine.connect() as rival, store.engine.connect() as observer:
        query = rival.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": BOT_LOCK})
        taking = asyncio.create_task(query)
        while not (await observer.execute(waiting_for)).scalar_one():
            pass
        await end_sessions_with_locks(store)
        await asyncio.wait_for(taking, PATIENCE)
        yield
        await rival.invalidate()


async def test_a_bot_that_has_lost_its_lock_polls_nothing_until_it_has_it_again(
    api: TinyTelegram, settings: Settings, there: Store, watched: Watched
) -> None:
    poll = Poll()
    api.says(an_update(71, "/help"))
    api.answers("getUpdates", let_by(api), poll)
    async with a_bot(settings):
        await soon(poll.reached)
        async with a_rival(there):
            await soon(poll.left)
            api.says(an_update(72, "/help"))
            await watched.is_refused()
            asked = api.of("getUpdates")
            assert "limit" not in asked[-1], "what is confirmed is confirmed by who leads"
            await watched.is_refused()
            await watched.is_refused()
            assert api.of("getUpdates") == asked
        await api.comes("sendMessage")

    assert len(api.of("sendMessage")) == 2
    assert api.updates == []


async def test_after_its_database_has_restarted_it_polls_on_and_a_second_one_is_refused(
    api: TinyTelegram,
    settings: Settings,
    here: Store,
    watched: Watched,
    capsys: pytest.CaptureFixture[str],
) -> None:
    poll = Poll()
    api.answers("getUpdates", poll)
    async with a_bot(settings):
        await soon(poll.reached)
        polls_again = asyncio.create_task(api.comes("getUpdates"))
        await end_all_sessions(here)
        await polls_again
        await watched.keeps()

        await is_refused(settings, capsys)
        api.says(an_update(73, "/help"))
        await api.comes("sendMessage")


@contextmanager
def a_database_that_is_away(store: Store) -> Iterator[None]:
    """No connection can be made to it, from here."""

    async def no_answer(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(store.engine), "connect", no_answer)
        yield


async def test_while_its_database_is_away_who_calls_for_help_gets_the_numbers_and_is_heard_later(
    api: TinyTelegram, settings: Settings, here: Store, watched: Watched
) -> None:
    poll, numbers, nobody_knows, heard = Poll(), Gate(api), Gate(api), Gate(api)
    api.answers("getUpdates", poll)
    api.answers("sendMessage", numbers, nobody_knows, heard)
    for gate in (numbers, nobody_knows, heard):
        gate.open.set()
    async with a_bot(settings):
        await soon(poll.reached)
        with a_database_that_is_away(here):
            await end_locks_at(settings.database)
            await soon(poll.left)
            api.says(an_update(74, "🆘"))
            await soon(nobody_knows.reached)
        await soon(heard.reached)

    said = [call["text"] for call in api.of("sendMessage")]
    assert len(said) == 3
    assert "110" in said[0]
    assert said[1] == texts("zh-Hans")("sos.not_raised")
    assert api.updates == []


async def test_while_its_database_is_away_it_gives_way_to_another_bot_that_polls(
    api: TinyTelegram, settings: Settings, here: Store, watched: Watched
) -> None:
    poll, conflict = Poll(), refused(409, "Conflict: terminated by other getUpdates request")
    api.answers("getUpdates", poll, conflict)
    async with a_bot(settings):
        await soon(poll.reached)
        with a_database_that_is_away(here):
            await end_locks_at(settings.database)
            await soon(poll.left)
            while len(api.of("getUpdates")) < 2:
                await watched.is_refused()
            for _ in range(3):
                await watched.is_refused()
            assert len(api.of("getUpdates")) == 2
            again = asyncio.create_task(api.comes("getUpdates"))
            await watched.is_refused()
        await again


async def test_a_bot_that_is_told_to_stop_after_its_database_has_restarted_ends_in_peace(
    api: TinyTelegram, settings: Settings, here: Store
) -> None:
    async with a_bot(settings):
        await api.comes("getUpdates")
        await end_all_sessions(here)


async def test_a_bot_that_waits_for_telegram_keeps_its_lock_meanwhile(
    api: TinyTelegram,
    settings: Settings,
    watched: Watched,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gate = Gate(api)
    api.answers("getMe", gate)
    async with a_bot(settings):
        await soon(gate.reached)
        await watched.keeps()
        await watched.keeps()

        await is_refused(settings, capsys)
        gate.open.set()
        await api.comes("getUpdates")


async def test_a_bot_with_a_followed_clock_ends_in_peace_when_its_lock_is_gone(
    here: Store, there: Store
) -> None:
    async with only_bot(here):
        assert await end_sessions_with_locks(there) == 1

    async with only_bot(there):
        pass


async def test_who_cannot_ask_whether_it_is_alone_says_so(here: Store) -> None:
    with a_database_that_is_away(here), pytest.raises(UnreachableError):
        await Candidate(here).stand_alone()
