"""A town of our own: a school with its sheets imported, a Telegram, and the real bot at work.

    async with a_town(seed, store_url, folder) as town:
        father = await town.person("马建国")
        await father.joins()
        await town.days_pass(14)

It begins on a Monday evening, and its clock stands until somebody lets time pass. Nothing here
sleeps: the sandbox says when the bot has come to rest.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from pydantic import SecretStr
from sqlalchemy import select
from typer.testing import CliRunner

from cli.main import app
from cli.run import serve
from cli.settings import Settings
from sandbox.server import running
from sandbox.settings import Settings as SandboxSettings
from storage.duties import DutyRow
from storage.journal import Entry
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Duty
from tests.bot.tiny import TinyTelegram, tiny_telegram
from tests.story.people import Person
from tests.world import the_first_month_is_over

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY_EVENING = datetime(2026, 9, 21, 20, 0, tzinfo=CHINA)
TERM_BEGAN = date(2026, 9, 1)
TERM = ("term", "add", "2026秋", "--from", TERM_BEGAN.isoformat(), "--to", "2027-01-15")
SCHOOL = "红柳湾小学"
BOT = "hongyan_bot"
TOKEN = "700001:an-invented-token-of-the-town"
EXAMPLES = Path(__file__).parents[2] / "examples"
PATIENCE = 10
"""Seconds after which a bot that has not come to rest is a failed test."""


@dataclass(slots=True)
class Town:
    """The town as a test sees it."""

    base: str
    http: aiohttp.ClientSession
    settings: Settings
    phones: dict[int, Any] = field(default_factory=dict)
    now: datetime = MONDAY_EVENING
    invited: list[dict[str, str]] = field(default_factory=list)
    wire: TinyTelegram | None = None
    acts: set[tuple[int, datetime]] = field(default_factory=set)
    """Who did something on their phone, and when: only that may be replied to."""
    _people: dict[str, Person] = field(default_factory=dict)
    _bot: "asyncio.Task[None] | None" = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def person(self, name: str, **card: str) -> Person:
        """Somebody with a phone: the number that the school wrote down, unless told otherwise."""
        if name not in self._people:
            entry = next((each for each in self.invited if each["person"] == name), {})
            about = {"phone": entry.get("phone", "+8617000009999"), "language_code": "zh-hans"}
            view = await self.post("/sandbox/phones", first_name=name, **(about | card))
            self.phones[view["user"]["id"]] = view
            self._people[name] = Person(self, view["user"]["id"], name, entry.get("link"))
        return self._people[name]

    async def everybody_joins(self, *names: str) -> list[Person]:
        people = [await self.person(name) for name in names]
        for person in people:
            await person.joins()
        return people

    async def days_pass(self, days: float) -> int:
        """Time passes from event to event; returns how many there were."""
        return await self._forward(seconds=timedelta(days=days).total_seconds())

    async def a_moment_passes(self) -> None:
        """Long enough to read a page: what is pressed sooner is the second of two quick taps."""
        await self._forward(seconds=2)

    async def until(self, moment: str) -> int:
        """As `days_pass`, to a moment on the clocks of China, like `2026-10-06 19:00`."""
        there = datetime.fromisoformat(moment).replace(tzinfo=CHINA)
        return await self._forward(until=there.isoformat())

    async def _forward(self, **how: Any) -> int:
        answer = await self.post("/sandbox/clock/forward", **how)
        hops: int = answer["hops"]
        await self.looks()
        return hops

    async def comes_to_rest(self) -> None:
        """Wait until the bot has nothing left to do at this moment, and look at all phones."""
        if self._bot is not None:
            if self._bot.done():
                self._bot.result()
            idle = await self.get(f"/sandbox/idle?timeout={PATIENCE}")
            assert idle["idle"], "the bot does not come to rest"
        await self.looks()

    async def looks(self) -> None:
        """See all phones and the clock as they are."""
        state = await self.get("/sandbox/state")
        self.now = datetime.fromisoformat(state["clock"]["now"])
        self.phones = {phone["user"]["id"]: phone for phone in state["phones"]}

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """The Bot API calls of one kind so far."""
        log = await self.get("/sandbox/calls")
        return [call for call in log["calls"] if call["method"] == method]

    async def command(self, *words: str) -> Any:
        """A command of `hongyan`, which must succeed; returns what it printed."""
        result = await asyncio.to_thread(CliRunner().invoke, app, words, env=self._environment())
        assert result.exit_code == 0, result.output
        return result.stdout

    async def links(self, role: str, person: str) -> list[str]:
        """New invitations for a person in a role; those who hold a valid one get none."""
        made = json.loads(await self.command("invite", "--role", role, "--json"))
        return [each["link"] for each in made if each["person"] == person]

    async def go_live(self, *words: str) -> Any:
        """The installer turns the switch at the command line; returns what was printed."""
        return json.loads(await self.command("live", SCHOOL, "--json", *words))

    async def was_switched_on(self, day: date) -> None:
        """The school and all its classes have been live since then."""
        async with self.store() as store, store.write() as work:
            for school in await work.units.schools():
                classes = await work.units.below(school.id)
                await work.units.go_live([school.id, *(it.id for it in classes)], day, None)

    async def first_month_is_over(self) -> None:
        """No open duty is the first of its chain any more: silence climbs the whole ladder."""
        async with self.store() as store, store.write() as work:
            await the_first_month_is_over(work)

    def _environment(self) -> dict[str, str]:
        values = self.settings.model_dump(mode="json", exclude={"token"}, exclude_none=True)
        shared = ("database", "key_file", "api", "clock_url", "bot_username")
        return {f"HONGYAN_{name.upper()}": str(values[name]) for name in shared}

    async def bot_starts(self) -> None:
        self._stop = asyncio.Event()
        self._bot = asyncio.create_task(serve(self.settings, self._stop))
        await self.comes_to_rest()

    async def bot_stops(self) -> None:
        """As SIGTERM ends it."""
        bot, self._bot = self._bot, None
        self._stop.set()
        if bot is not None:
            await asyncio.wait_for(bot, PATIENCE)

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Store]:
        """The store, opened beside the bot."""
        store = await Store.open(self.settings.database, Keyring.read(self.settings.key_file))
        try:
            yield store
        finally:
            await store.close()

    async def duties(self, child: str, rule_id: str) -> list[DutyRow]:
        """The duties of a rule about a child, the oldest first."""
        query = select(Duty.id).where(Duty.rule_id == rule_id)
        async with self.store() as store, store.read() as work:
            ids = (await work._room.get(query)).scalars()
            duties = (await work.duties.by_id(ids)).values()
            names = await work.children.names(d.child_id for d in duties if d.child_id)
        found = [duty for duty in duties if duty.child_id and names[duty.child_id] == child]
        return sorted(found, key=lambda duty: duty.due_on)

    async def journal_of(self, duty: DutyRow) -> list[str]:
        """What the journal says about a duty, the oldest first."""
        async with self.store() as store, store.read() as work:
            return [row.entry.event for row in await work.journal.about_duty(duty.id)]

    async def journal(self, event: str) -> list[Entry]:
        """The journal's entries of one kind."""
        async with self.store() as store, store.read() as work:
            return [row.entry for row in await work.journal.of_event(event)]

    async def get(self, path: str) -> Any:
        async with self.http.get(path) as response:
            return await _read(response)

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(path, json=body) as response:
            return await _read(response)

    async def upload(self, path: str, name: str, content: bytes, **more: str) -> Any:
        """A file, sent from a phone."""
        form = aiohttp.FormData(quote_fields=False)
        for field_name, value in more.items():
            form.add_field(field_name, value)
        form.add_field("file", content, filename=name)
        async with self.http.post(path, data=form) as response:
            return await _read(response)

    async def download(self, path: str) -> bytes:
        async with self.http.get(path) as response:
            assert response.ok
            return await response.read()


async def _read(response: aiohttp.ClientResponse) -> Any:
    body = await response.json()
    assert response.ok, body
    return body


@dataclass(frozen=True, slots=True)
class Seed:
    """A school just imported: its database, key file and invitations, to be copied for a town."""

    store_url: str
    key_file: Path
    invited: str


async def a_seed(store_url: str, folder: Path, *, live: bool = True) -> Seed:
    """What a school does before the first day, through the command line. `live`: its classes were
    switched on when the term began, three weeks ago.
    """
    async with a_sandbox() as (base, http):
        town = Town(base, http, _settings(store_url, folder / "town.key", folder, base))
        await town.command("import", str(EXAMPLES / "roster.xlsx"))
        await town.command("import", str(EXAMPLES / "staff.xlsx"), "--school", SCHOOL)
        if live:
            await town.was_switched_on(TERM_BEGAN)
        await town.command(*TERM)
        invited = await town.command("invite", "--json")
        return Seed(store_url, town.settings.key_file, invited)


@asynccontextmanager
async def a_town(
    seed: Seed, store_url: str, folder: Path, *, faulty: bool = False, webhook: int | None = None
) -> AsyncIterator[Town]:
    """See the module; `store_url` is a copy of the seed's. With `faulty` the bot reaches Telegram
    over a wire that can be told to fail; with `webhook`, a port, updates are delivered there.
    """
    async with a_sandbox() as (base, http), tiny_telegram(behind=base) as wire:
        api = wire.url if faulty else base
        town = Town(base, http, _settings(store_url, seed.key_file, folder, base, api))
        town.wire = wire if faulty else None
        if webhook is not None:
            town.settings = _delivered(town.settings, webhook)
        town.invited = json.loads(seed.invited)
        await town.bot_starts()
        try:
            yield town
        finally:
            await town.bot_stops()


@asynccontextmanager
async def a_sandbox() -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """A Telegram on a free port, its clock standing on the Monday evening."""
    settings = SandboxSettings(bot_username=BOT, no_bot_after=PATIENCE)
    async with (
        running(now=MONDAY_EVENING, rate=0, settings=settings) as base,
        aiohttp.ClientSession(base) as http,
    ):
        yield base, http


def _settings(
    store_url: str, key_file: Path, folder: Path, base: str, api: str | None = None
) -> Settings:
    return Settings(
        database=store_url,
        key_file=key_file,
        token=SecretStr(TOKEN),
        api=api or base,
        bot_username=BOT,
        clock_url=f"{base}/sandbox/clock",
        heartbeat_file=folder / "heartbeat",
        sos="chain",
    )


def _delivered(settings: Settings, port: int) -> Settings:
    """The same bot, to which updates are delivered."""
    listen = f"127.0.0.1:{port}"
    hook = {"webhook_url": f"http://{listen}/updates", "webhook_listen": listen}
    return settings.model_copy(update=hook | {"webhook_secret": SecretStr("of-the-town")})
