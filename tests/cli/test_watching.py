"""What somebody who watches the bot sees, and who hears when it falls silent."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

import cli.metrics
import storage.readiness
from cli.dead_man import AT_MOST_EVERY, Pulse
from cli.metrics import FRESH_SECONDS, Metrics
from cli.settings import Settings
from cli.status import status_at
from storage.readiness import is_ready
from storage.store import Store
from tests.world import DUE_EVENING, a_school


class Clock:
    def __init__(self) -> None:
        self.now = DUE_EVENING

    def __call__(self) -> datetime:
        return self.now


def value(text: bytes, name: str) -> float:
    """One number of what `/metrics` shows."""
    lines = text.decode().splitlines()
    (found,) = (line for line in lines if line.startswith(f"{name} "))
    return float(found.split()[-1])


async def test_the_numbers_say_what_waits_and_for_how_long(store: Store) -> None:
    world, clock = await a_school(store), Clock()
    async with store.write() as work:
        await work.incoming.add(1, [{"method": "SendMessage", "data": {}}], clock.now)
    clock.now += timedelta(seconds=90)
    metrics = Metrics(store, clock, lambda: True, lambda: DUE_EVENING)

    text = await metrics.text()

    assert value(text, "hongyan_tick_lag_seconds") == pytest.approx(90, abs=5)
    assert value(text, "hongyan_replies_waiting") == 1
    assert value(text, "hongyan_leader") == 1
    assert value(text, "hongyan_store_up") == 1
    assert value(text, "hongyan_sos_overdue") == 0
    assert value(text, "hongyan_last_beat_timestamp_seconds") == DUE_EVENING.timestamp()

    await world.tick(clock.now)
    clock.now += timedelta(seconds=FRESH_SECONDS)
    text = await metrics.text()
    assert value(text, 'hongyan_outbox_due{priority="reminder"}') == 1
    assert value(text, 'hongyan_outbox_oldest_seconds{priority="reminder"}') >= FRESH_SECONDS


async def test_the_store_is_asked_once_in_a_few_seconds_however_often_somebody_looks(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, asked = Clock(), list[str]()
    metrics = Metrics(store, clock, lambda: False, lambda: None)
    ask = Metrics._ask

    async def counted(self: Metrics, now: datetime) -> None:
        asked.append("asked")
        await ask(self, now)

    monkeypatch.setattr(Metrics, "_ask", counted)
    for seconds in (0, FRESH_SECONDS - 1, FRESH_SECONDS):
        clock.now = DUE_EVENING + timedelta(seconds=seconds)
        await metrics.text()

    assert len(asked) == 2


async def test_a_store_that_is_away_is_a_number_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(type(store), "read", refused)

    text = await Metrics(store, Clock(), lambda: True, lambda: None).text()

    assert value(text, "hongyan_store_up") == 0


async def test_a_store_that_is_broken_is_a_number_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(type(store), "read", broken)

    text = await Metrics(store, Clock(), lambda: True, lambda: None).text()

    assert value(text, "hongyan_store_up") == 0
    assert value(text, "hongyan_leader") == 1


class Hanging:
    """A database that says nothing: psycopg waits on when it is told to break off."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    async def wait(self, *_: object) -> None:
        try:
            await self.over.wait()
        except asyncio.CancelledError:
            await self.over.wait()
            raise ConnectionError from None


@pytest.fixture
async def hanging() -> AsyncIterator[Hanging]:
    made = Hanging()
    yield made
    made.over.set()
    await asyncio.sleep(0)


async def test_a_store_that_hangs_keeps_no_watcher_waiting(
    store: Store, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.metrics, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(storage.readiness, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(Metrics, "_levels", hanging.wait)
    monkeypatch.setattr(storage.readiness, "_fits", hanging.wait)
    metrics = Metrics(store, Clock(), lambda: True, lambda: None)

    async with asyncio.timeout(10):
        assert not await is_ready(store)
        assert value(await metrics.text(), "hongyan_store_up") == 0


async def test_the_place_for_watchers_answers_three_questions(
    store: Store, unused_tcp_port: int
) -> None:
    metrics = Metrics(store, Clock(), lambda: True, lambda: None)

    async def not_ready() -> bool:
        return False

    place = ("127.0.0.1", unused_tcp_port)
    base = f"http://127.0.0.1:{unused_tcp_port}"
    async with (
        status_at(place, metrics, lambda: True, not_ready),
        aiohttp.ClientSession(base) as http,
    ):
        answers = [(await http.get(path)).status for path in ("/healthz", "/readyz", "/metrics")]

    assert answers == [200, 503, 200]


def test_the_place_is_one_of_this_machine_unless_it_says_otherwise() -> None:
    assert Settings(status_listen="8644").status_listen == "127.0.0.1:8644"
    assert Settings(status_listen="0.0.0.0:8644").status_listen == "0.0.0.0:8644"
    assert Settings(status_listen="").status_listen is None


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "hongyan_token").write_text("1:from-a-file")

    token = Settings(_secrets_dir=tmp_path).token

    assert token is not None
    assert token.get_secret_value() == "1:from-a-file"


def test_a_file_goes_before_what_the_image_has_in_its_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HONGYAN_DATABASE", "sqlite:////data/hongyan.sqlite")
    (tmp_path / "hongyan_database").write_text("postgresql+psycopg://hongyan@db/hongyan")

    assert Settings(_secrets_dir=tmp_path).database == "postgresql+psycopg://hongyan@db/hongyan"


@asynccontextmanager
async def a_listener(status: int = 200) -> AsyncIterator[tuple[str, list[str]]]:
    """A dead-man service: its address, and what it has been asked."""
    asked = list[str]()

    async def listen(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=status)

    app = web.Application()
    app.router.add_get("/{who}", listen)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/a-secret-place", asked
    finally:
        await runner.cleanup()


async def test_a_word_goes_out_with_a_beat_but_not_with_each() -> None:
    clock, touched = Clock(), list[str]()
    async with a_listener() as (url, asked):
        pulse = Pulse(clock, lambda: touched.append("touched"), url)
        for after in (timedelta(0), timedelta(seconds=59), AT_MOST_EVERY):
            clock.now = DUE_EVENING + after
            pulse.beat()
            await pulse.close()
        pulse.live()

    assert asked == ["/a-secret-place"] * 2
    assert len(touched) == 4
    assert pulse.beaten == DUE_EVENING + AT_MOST_EVERY


async def test_a_clock_that_is_set_back_silences_nobody() -> None:
    clock = Clock()
    async with a_listener() as (url, asked):
        pulse = Pulse(clock, lambda: None, url)
        for back in (timedelta(0), timedelta(hours=1)):
            clock.now = DUE_EVENING - back
            pulse.beat()
            await pulse.close()

    assert len(asked) == 2


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:9/a-secret-place", "no address"])
async def test_nobody_who_listens_is_no_trouble_and_the_address_stays_secret(
    url: str | None,
) -> None:
    with capture_logs() as logs:
        pulse = Pulse(Clock(), lambda: None, url)
        pulse.beat()
        await pulse.close()

    assert len(logs) == (url is not None)
    assert "secret" not in str(logs)


async def test_a_listener_that_refuses_is_told_of_in_the_log() -> None:
    async with a_listener(404) as (url, _asked):
        with capture_logs() as logs:
            pulse = Pulse(Clock(), lambda: None, url)
            pulse.beat()
            await pulse.close()

    assert [(entry["event"], entry["status"]) for entry in logs] == [("heartbeat not heard", 404)]
