"""`hongyan run`: against any Bot API server, one bot per store, and an end that loses nothing."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal, cast

import aiohttp
import pytest
import typer
from pydantic import SecretStr

from bot.poller import Poller
from care.delivery import NEWS_FRESH, Kind, Priority
from care.habits import Habits
from care.words import NewsCode
from cli.keys import rotate
from cli.run import serve, unless_deaf
from cli.settings import Settings
from cli.terminal import T
from scheduler.clock import system_clock
from storage.leads import Leads
from storage.notices import NewNotice, NoticeRow
from storage.outbox_office import Search
from storage.people import NewPerson
from storage.rotating import cells_by_key
from storage.seal import Keyring
from storage.store import Store, key_in_use
from tests.bot.tiny import (
    TOKEN,
    Gate,
    TinyTelegram,
    an_update,
    bad_gateway,
    refused,
    tiny_telegram,
)
from tests.over_tcp import at_tcp, over_tcp
from tests.stores import Databases
from tests.world import a_school, address_of

SOON = 60
"""Seconds; a process has to load its libraries, so that each of these runs on one database."""


@pytest.fixture
async def api(at_once: None) -> AsyncIterator[TinyTelegram]:
    async with tiny_telegram() as server:
        yield server


@pytest.fixture
def settings(api: TinyTelegram, store_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database=store_url,
        key_file=tmp_path / "key",
        token=SecretStr(TOKEN),
        api=f"{api.url}/",
        heartbeat_file=tmp_path / "heartbeat",
    )


@asynccontextmanager
async def a_bot(settings: Settings) -> AsyncIterator[None]:
    """The bot at work in this process."""
    stop = asyncio.Event()
    running = asyncio.create_task(serve(settings, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)


@asynccontextmanager
async def a_process(settings: Settings) -> AsyncIterator[asyncio.subprocess.Process]:
    """`hongyan run` as a process of its own, told everything by its environment."""
    own = {
        "HONGYAN_DATABASE": settings.database,
        "HONGYAN_KEY_FILE": str(settings.key_file),
        "HONGYAN_API": settings.api,
        "HONGYAN_TOKEN": TOKEN,
        "HONGYAN_HEARTBEAT_FILE": str(settings.heartbeat_file),
        "HONGYAN_WEBHOOK_URL": settings.webhook_url or "",
        "HONGYAN_WEBHOOK_SECRET": "a-secret",
        "HONGYAN_WEBHOOK_LISTEN": settings.webhook_listen,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from cli.main import main; main()", "run"),
        env=os.environ | own,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.only_on("sqlite")
async def test_a_terminated_bot_finishes_and_confirms_what_it_has_begun(
    api: TinyTelegram, settings: Settings
) -> None:
    gate = Gate(api)
    api.answers("sendMessage", gate)
    api.says(an_update(501, "/help"))
    async with a_process(settings) as process:
        await asyncio.wait_for(gate.reached.wait(), SOON)
        process.send_signal(signal.SIGTERM)
        api.says(an_update(502, "/help"))
        gate.open.set()
        code = await asyncio.wait_for(process.wait(), SOON)

    assert code == 0
    assert len(api.of("sendMessage")) == 1
    assert api.of("getUpdates")[-1]["offset"] == "502"
    assert [update["update_id"] for update in api.updates] == [502]
    store = await Store.open(settings.database, Keyring.read(settings.key_file))
    async with store.read() as work:
        known = await work.incoming.get(501)
    await store.close()
    assert known is not None
    assert known.replied_at is not None


async def test_what_came_after_the_end_is_answered_by_the_next_bot(
    api: TinyTelegram, settings: Settings
) -> None:
    api.says(an_update(601, "/help"))
    async with a_bot(settings):
        await api.comes("sendMessage")
    api.says(an_update(602, "/help"))

    async with a_bot(settings):
        await api.comes("sendMessage")

    assert len(api.of("sendMessage")) == 2
    assert api.updates == []


async def test_a_second_bot_on_the_same_store_is_refused(
    api: TinyTelegram, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async with a_bot(settings):
        await api.comes("getUpdates")

        with pytest.raises(typer.Exit) as refusal:
            await serve(settings, asyncio.Event())

    assert refusal.value.exit_code == 1
    said = capsys.readouterr().err
    assert any(line in said for line in T("store.busy", database="§").split("§"))


async def test_the_next_bot_may_start_as_soon_as_the_first_has_ended(
    api: TinyTelegram, settings: Settings
) -> None:
    for _ in range(2):
        async with a_bot(settings):
            await api.comes("getUpdates")

    assert len(api.of("getMe")) == 2


REFUSALS = [(401, "Unauthorized"), (404, "Not Found")]
"""What Telegram says to a token that was revoked, and to what is none."""


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_refused_token_ends_the_run(
    api: TinyTelegram,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    refusal: tuple[int, str],
) -> None:
    api.answers("getMe", refused(*refusal))

    with pytest.raises(typer.Exit) as ended:
        await asyncio.wait_for(serve(settings, asyncio.Event()), SOON)

    assert ended.value.exit_code == 1
    said = capsys.readouterr().err
    assert T("run.token_refused", api=api.url) in said
    assert settings.token is not None
    assert settings.token.get_secret_value() not in said


async def ends_refused(settings: Settings, said: pytest.CaptureFixture[str]) -> None:
    """The bot ends by itself with the sentence about its token."""
    with pytest.raises(typer.Exit) as refusal:
        await asyncio.wait_for(serve(settings, asyncio.Event()), SOON)
    assert refusal.value.exit_code == 1
    assert T("run.token_refused", api=settings.api.rstrip("/")) in said.readouterr().err


async def test_a_token_revoked_between_two_polls_ends_the_run_and_the_next_bot_answers(
    api: TinyTelegram, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    gate = Gate(api)
    api.answers("sendMessage", gate)
    api.says(an_update(801, "/help"))
    running = asyncio.create_task(ends_refused(settings, capsys))
    await asyncio.wait_for(gate.reached.wait(), SOON)
    api.answers("getUpdates", refused(401, "Unauthorized"))
    api.says(an_update(802, "/help"))
    gate.open.set()
    await running

    async with a_bot(settings):
        await api.comes("sendMessage")

    assert len(api.of("sendMessage")) == 2
    assert api.updates == []


async def test_a_token_refused_for_a_reply_ends_a_run_that_neither_polls_nor_sends_notices(
    api: TinyTelegram, hooked: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    api.answers("sendMessage", refused(401, "Unauthorized"))
    running = asyncio.create_task(ends_refused(hooked, capsys))
    await api.comes("setMyCommands")

    headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
    async with aiohttp.ClientSession() as http:
        update = an_update(811, "/help")
        async with http.post(hooked.webhook_url or "", json=update, headers=headers) as answer:
            assert answer.status == 200
    await running

    store = await Store.open(hooked.database, Keyring.read(hooked.key_file))
    async with store.read() as work:
        known = await work.incoming.get(811)
    await store.close()
    assert known is not None
    assert known.replied_at is None, "the next bot says it"


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_token_refused_when_the_webhook_is_set_ends_the_run(
    api: TinyTelegram,
    hooked: Settings,
    capsys: pytest.CaptureFixture[str],
    refusal: tuple[int, str],
) -> None:
    api.answers("setWebhook", refused(*refusal))

    await ends_refused(hooked, capsys)


async def notice(store: Store) -> NoticeRow:
    """The one message of the store."""
    async with store.read() as work:
        (line,) = await work.outbox_office.lines(Search())
        (found,) = await work.outbox.by_id([line.id])
    return found


async def test_a_token_refused_for_a_message_ends_the_run_and_the_next_bot_sends_it(
    api: TinyTelegram, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    ring = Keyring.fresh()
    ring.write(settings.key_file)
    store = await Store.open(settings.database, ring)
    now = system_clock()
    async with store.write() as work:
        (person,) = await work.people.add([NewPerson("禾远舟", ())], Habits(), now)
        await work.accounts.join(person, 8001, now)
        news = NewNotice(
            group_key="news",
            person_id=person,
            kind=Kind.news,
            priority=Priority.REPLY,
            send_at=now,
            expires_at=now + NEWS_FRESH,
            code=NewsCode.tasks,
            details={"n": 1},
        )
        await work.outbox.put([news], now)
    api.answers("sendMessage", refused(401, "Unauthorized"))

    await ends_refused(settings, capsys)

    waits = await notice(store)
    assert (waits.state, waits.attempts, waits.repeated) == ("queued", 0, False)
    async with a_bot(settings):
        await api.comes("sendMessage")
    assert len(api.of("sendMessage")) == 2
    assert (await notice(store)).state == "sent"
    await store.close()


async def test_while_the_key_changes_a_running_bot_goes_on_reading_and_seals_with_the_new_one(
    api: TinyTelegram, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Keyring.fresh()
    old.write(settings.key_file)
    store = await Store.open(settings.database, old)
    father = address_of((await a_school(store, None)).father)
    await store.close()
    monkeypatch.setenv("HONGYAN_DATABASE", settings.database)
    monkeypatch.setenv("HONGYAN_KEY_FILE", str(settings.key_file))

    async with a_bot(settings):
        api.says(an_update(901, "小满还好吗？", father))
        await api.comes("sendMessage")
        await asyncio.to_thread(rotate)
        api.says(an_update(902, "我后天再打。", father))
        await api.comes("sendMessage")

    one, both = (call["text"] for call in api.of("sendMessage"))
    assert "一共1条" in one
    assert "一共2条" in both
    new = Keyring.read(settings.key_file)
    store = await Store.open(settings.database, new)
    assert new.active == old.active + 1
    assert set(await cells_by_key(store)) == {new.active}
    await store.close()


async def test_an_absent_server_is_waited_for(
    api: TinyTelegram, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.greeting.RETRY_SECONDS", 0.01)
    api.answers("getMe", bad_gateway(), bad_gateway())

    async with a_bot(settings):
        await api.comes("getUpdates")

    assert len(api.of("getMe")) == 3


async def test_to_wait_for_a_server_does_not_hold_up_the_end(
    api: TinyTelegram, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.greeting.RETRY_SECONDS", 1000)
    api.answers("getMe", bad_gateway())

    async with a_bot(settings):
        await api.comes("getMe")

    assert api.of("getUpdates") == []


def test_who_is_deaf_for_ten_minutes_gives_no_sign_of_life() -> None:
    class Ear:
        silence = 0.0

    ear, signs = Ear(), list[float]()
    sign = unless_deaf(cast("Poller", ear), lambda: signs.append(ear.silence))
    for ear.silence in (0.0, 600.0, 601.0, 0.0):
        sign()

    assert signs == [0.0, 600.0, 0.0]


@pytest.mark.parametrize("first", ["getMe", "getWebhookInfo"])
async def test_a_server_that_is_silent_at_the_start_does_not_hold_up_the_end(
    api: TinyTelegram, settings: Settings, first: str
) -> None:
    gate = Gate(api)
    api.answers(first, gate)

    async with a_bot(settings):
        await asyncio.wait_for(gate.reached.wait(), SOON)

    assert api.of("getUpdates") == []


async def test_while_the_menu_hangs_who_calls_for_help_is_heard_and_the_end_is_not_held_up(
    api: TinyTelegram, settings: Settings
) -> None:
    gate = Gate(api)
    api.answers("setMyCommands", gate)

    async with a_bot(settings):
        await asyncio.wait_for(gate.reached.wait(), SOON)
        api.says(an_update(821, "救命"))
        await api.comes("sendMessage")

    assert not gate.open.is_set()
    assert api.updates == []


async def test_the_menu_of_commands_is_there_in_every_language(
    api: TinyTelegram, settings: Settings
) -> None:
    async with a_bot(settings):
        await has_introduced_itself(api, 1)

    languages = [call.get("language_code", "") for call in api.of("setMyCommands")]
    assert sorted(languages) == ["", "en", "zh"]


async def test_a_server_without_a_command_menu_will_do(
    api: TinyTelegram, settings: Settings
) -> None:
    api.answers("setMyCommands", *(refused(404, "Not Found") for _ in range(3)))

    async with a_bot(settings):
        await api.comes("getUpdates")

    assert api.of("getUpdates")


@pytest.fixture
def hooked(settings: Settings, unused_tcp_port: int) -> Settings:
    """The same settings with a webhook."""
    listen = f"127.0.0.1:{unused_tcp_port}"
    hook = {"webhook_url": f"http://{listen}/updates", "webhook_listen": listen}
    return settings.model_copy(update=hook | {"webhook_secret": SecretStr("a-secret")})


async def test_with_a_webhook_the_bot_listens_before_it_says_so_and_does_not_poll(
    api: TinyTelegram, hooked: Settings
) -> None:
    gate = Gate(api)
    api.answers("setWebhook", gate)
    async with a_bot(hooked), aiohttp.ClientSession() as http:
        await asyncio.wait_for(gate.reached.wait(), SOON)
        async with http.post(hooked.webhook_url or "") as answer:
            assert answer.status == 403
        gate.open.set()
        await api.comes("setMyCommands")

    assert api.webhook == hooked.webhook_url
    assert api.of("getUpdates") == []


@pytest.mark.only_on("postgresql")
async def test_a_terminated_bot_finishes_what_was_delivered(
    api: TinyTelegram, hooked: Settings
) -> None:
    announced, gate = Gate(api), Gate(api)
    announced.open.set()
    api.answers("setWebhook", announced)
    api.answers("sendMessage", gate)
    async with a_process(hooked) as process, aiohttp.ClientSession() as http:
        await asyncio.wait_for(announced.reached.wait(), SOON)
        headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
        update = an_update(701, "/help")
        async with http.post(hooked.webhook_url or "", json=update, headers=headers) as answer:
            assert answer.status == 200
        await asyncio.wait_for(gate.reached.wait(), SOON)
        process.send_signal(signal.SIGTERM)
        gate.open.set()
        code = await asyncio.wait_for(process.wait(), SOON)

    assert code == 0
    store = await Store.open(hooked.database, Keyring.read(hooked.key_file))
    async with store.read() as work:
        known = await work.incoming.get(701)
    await store.close()
    assert known is not None
    assert known.replied_at is not None


async def test_a_database_that_restarts_while_the_bot_starts_is_waited_for(
    api: TinyTelegram, hooked: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.greeting.RETRY_SECONDS", 0.01)
    said, troubles = Leads.webhook, [ConnectionRefusedError()]

    async def away_once(leads: Leads) -> str | None:
        if troubles:
            raise troubles.pop()
        return await said(leads)

    monkeypatch.setattr(Leads, "webhook", away_once)
    async with a_bot(hooked):
        await api.comes("setMyCommands")

    assert api.webhook == hooked.webhook_url


@pytest.mark.only_on("postgresql")
async def test_a_database_that_is_not_there_yet_is_waited_for(
    api: TinyTelegram, settings: Settings, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    monkeypatch.setattr("cli.opening.RETRY_SECONDS", 0.01)
    tried = asyncio.Event()

    async def seen(url: str) -> str | None:
        tried.set()
        return await key_in_use(url)

    monkeypatch.setattr("cli.opening.key_in_use", seen)
    there = at_tcp(settings.database, unused_tcp_port)
    bot = a_bot(settings.model_copy(update={"database": there}))
    async with AsyncExitStack() as later, bot:
        for _ in ("at first nobody is there", "and the bot asks again"):
            await asyncio.wait_for(tried.wait(), SOON)
            tried.clear()
        await later.enter_async_context(over_tcp(settings.database, unused_tcp_port))
        await api.comes("getUpdates")


@pytest.mark.only_on("postgresql")
async def test_to_wait_for_a_database_does_not_hold_up_the_end(
    settings: Settings, unused_tcp_port: int
) -> None:
    there = at_tcp(settings.database, unused_tcp_port)
    stop = asyncio.Event()
    running = asyncio.create_task(serve(settings.model_copy(update={"database": there}), stop))
    stop.set()

    with pytest.raises(typer.Exit) as ended:
        await asyncio.wait_for(running, SOON)

    assert ended.value.exit_code == 0


async def test_a_webhook_that_the_server_refuses_ends_the_run(
    api: TinyTelegram, hooked: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    why = "Bad Request: bad webhook: IP address 127.0.0.1 is reserved"
    api.answers("setWebhook", refused(400, why))

    with pytest.raises(typer.Exit) as refusal:
        await serve(hooked, asyncio.Event())

    assert refusal.value.exit_code == 1
    assert "127.0.0.1 is reserved" in capsys.readouterr().err


async def test_a_place_that_is_taken_ends_the_run(
    api: TinyTelegram, hooked: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    host, port = hooked.webhook_listen.split(":")
    other = await asyncio.start_server(lambda *_: None, host, int(port))
    async with other:
        with pytest.raises(typer.Exit) as refusal:
            await serve(hooked, asyncio.Event())

    assert refusal.value.exit_code == 1
    assert hooked.webhook_listen in capsys.readouterr().err


async def test_a_bot_that_polls_takes_an_old_webhook_back(
    api: TinyTelegram, settings: Settings
) -> None:
    api.webhook = "https://bot.example.org/old"

    async with a_bot(settings):
        await api.comes("getUpdates")

    assert api.webhook == ""


@pytest.fixture
def shared(
    postgres_databases: Databases,
    api: TinyTelegram,
    tmp_path: Path,
    unused_tcp_port_factory: Callable[[], int],
) -> Iterator[tuple[Settings, Settings]]:
    """Two processes on one PostgreSQL, each with a door and a heartbeat of its own."""
    url = postgres_databases.copy()
    one = Settings(
        database=url,
        key_file=tmp_path / "key",
        token=SecretStr(TOKEN),
        api=api.url,
        webhook_url="http://127.0.0.1/updates",
        webhook_secret=SecretStr("a-secret"),
        webhook_listen=f"127.0.0.1:{unused_tcp_port_factory()}",
        heartbeat_file=tmp_path / "one",
    )
    listen = f"127.0.0.1:{unused_tcp_port_factory()}"
    own = {"webhook_listen": listen, "heartbeat_file": tmp_path / "other"}
    yield one, one.model_copy(update=own)
    postgres_databases.drop(url)


async def has_introduced_itself(api: TinyTelegram, times: int) -> None:
    """A bot that has set its menu in every language listens, and has told the server where."""
    while len(api.of("setMyCommands")) < times * 3:
        await api.comes("setMyCommands")


async def test_two_processes_take_updates_and_the_server_is_told_once(
    api: TinyTelegram, shared: tuple[Settings, Settings]
) -> None:
    one, other = shared
    async with a_bot(one):
        await has_introduced_itself(api, 1)
        async with a_bot(other), aiohttp.ClientSession() as http:
            await has_introduced_itself(api, 2)
            headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret"}
            for number, settings in enumerate(shared, 901):
                door = f"http://{settings.webhook_listen}/updates"
                update = an_update(number, "/help", user_id=number)
                async with http.post(door, json=update, headers=headers) as answer:
                    assert answer.status == 200

    assert len(api.of("sendMessage")) == 2
    assert len(api.of("setWebhook")) == 1


@pytest.mark.parametrize("part", ["worker", "beat"])
async def test_a_part_needs_a_database_that_can_be_shared(
    part: Literal["worker", "beat"], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = f"sqlite:///{tmp_path / 'alone.db'}"
    settings = Settings(database=file, token=SecretStr(TOKEN), part=part)

    with pytest.raises(typer.Exit) as refusal:
        await serve(settings, asyncio.Event())

    assert refusal.value.exit_code == 2
    assert part in capsys.readouterr().err


@pytest.mark.parametrize("part", ["worker", "beat"])
async def test_a_part_needs_a_webhook(
    part: str, shared: tuple[Settings, Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    """One that only beats, beside one that polls, might lead after a restart: nobody would poll."""
    settings = shared[0].model_copy(update={"webhook_url": None, "part": part})

    with pytest.raises(typer.Exit) as refusal:
        await serve(settings, asyncio.Event())

    assert refusal.value.exit_code == 2
    assert "HONGYAN_WEBHOOK_URL" in capsys.readouterr().err


async def test_what_only_beats_neither_polls_nor_listens(
    api: TinyTelegram, shared: tuple[Settings, Settings]
) -> None:
    settings = shared[0].model_copy(update={"part": "beat"})
    async with a_bot(settings):
        await api.comes("getMe")

    assert {method for method, _ in api.calls} == {"getMe"}
