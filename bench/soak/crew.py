"""Several processes of the bot on one PostgreSQL: workers that take updates, and processes that
would beat; and who of them has written as the one who leads.

A trigger of the soak's own, in its database, notes each change of the lead and each notice that was
claimed or begun, with the name of the process and the number of the lead at that moment.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import text

from bench.soak.doorman import SECRET
from bench.soak.lives import Home, Life, Nursery
from storage.store import Store

WATCH = (
    "CREATE TABLE soak_lead (epoch text, process text)",
    "CREATE TABLE soak_write (epoch text, process text)",
    """CREATE FUNCTION soak_led() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO soak_lead VALUES (NEW.value, current_setting('application_name'));
    RETURN NULL; END $$""",
    """CREATE FUNCTION soak_wrote() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO soak_write SELECT value, current_setting('application_name')
    FROM meta WHERE name = 'lead epoch'; RETURN NULL; END $$""",
    """CREATE TRIGGER soak_led AFTER INSERT OR UPDATE ON meta FOR EACH ROW
    WHEN (NEW.name = 'lead epoch') EXECUTE FUNCTION soak_led()""",
    """CREATE TRIGGER soak_wrote AFTER UPDATE ON notice FOR EACH ROW
    WHEN (NEW.state IN ('claimed', 'sending') AND OLD.state <> NEW.state)
    EXECUTE FUNCTION soak_wrote()""",
)
STRANGERS = text(
    "SELECT DISTINCT w.epoch, w.process FROM soak_write w WHERE NOT EXISTS"
    " (SELECT FROM soak_lead l WHERE l.epoch = w.epoch AND l.process = w.process)"
)
LEADS = text("SELECT count(*), count(DISTINCT epoch) FROM soak_lead")
LEADER = text("SELECT process FROM soak_lead ORDER BY epoch::bigint DESC LIMIT 1")


async def watch_who_writes(store: Store) -> None:
    """Note from now on who leads and who writes."""
    async with store.engine.begin() as connection:
        for statement in WATCH:
            await connection.execute(text(statement))


@dataclass(frozen=True, slots=True)
class Led:
    """How often the lead changed, and who wrote without it: the number of the lead, the process."""

    times: int
    strangers: list[tuple[str, str]]
    unique: bool
    """Whether each number was one process's alone."""


async def who_wrote(store: Store) -> Led:
    """What the notes say."""
    async with store.engine.connect() as connection:
        rows = (await connection.execute(STRANGERS)).all()
        times, different = (await connection.execute(LEADS)).one()
    return Led(times, [(row[0], row[1]) for row in rows], times == different)


async def leader(store: Store) -> int | None:
    """The process id of who led last."""
    async with store.engine.connect() as connection:
        name = (await connection.execute(LEADER)).scalar_one_or_none()
    return None if name is None else int(name.split()[1].partition("@")[0])


@dataclass(slots=True)
class Crew:
    """The processes by their places; each place is taken again after a death."""

    home: Home
    nursery: Nursery
    settings: dict[str, dict[str, str]]
    lives: dict[str, Life] = field(default_factory=dict)
    complaints: int = 0
    ended: list[str] = field(default_factory=list)
    """The last words of those that ended by themselves."""

    async def begin(self, place: str) -> None:
        """A new process at a place."""
        own = self.settings[place] | {
            "HONGYAN_HEARTBEAT_FILE": str(self.home.folder / f"heartbeat {place}")
        }
        self.lives[place] = await self.nursery.bear(self.home, own, follow=True)

    async def begin_all(self, kind: str) -> None:
        """All of one kind, and wait until they run."""
        places = [place for place in self.settings if place.startswith(kind)]
        for place in places:
            await self.begin(place)
        for place in places:
            await self.lives[place].up()

    async def kill(self, place: str) -> bool:
        """`kill -9`; False when it had ended by itself."""
        life = self.lives[place]
        killed = await life.kill()
        if not killed:
            self.ended.append(life.last_words())
        self.complaints += len(life.complaints())
        return killed

    async def stop(self) -> bool:
        """SIGTERM to all; whether all obeyed."""
        obeyed = await asyncio.gather(*(life.stop() for life in self.lives.values()))
        self.complaints += sum(len(life.complaints()) for life in self.lives.values())
        return all(obeyed)


@asynccontextmanager
async def a_crew(
    home: Home, nursery: Nursery, url: str, ports: Sequence[int], beats: int
) -> AsyncIterator[Crew]:
    """A worker for each port, and so many that would beat. None of them outlives the block."""
    hook = {"HONGYAN_WEBHOOK_URL": url, "HONGYAN_WEBHOOK_SECRET": SECRET}
    settings = {
        f"worker {n}": hook | {"HONGYAN_PART": "worker", "HONGYAN_WEBHOOK_LISTEN": f"127.0.0.1:{p}"}
        for n, p in enumerate(ports, 1)
    }
    settings |= {f"beat {n}": hook | {"HONGYAN_PART": "beat"} for n in range(1, beats + 1)}
    crew = Crew(home, nursery, settings)
    try:
        yield crew
    finally:
        for life in crew.lives.values():
            await life.kill()
