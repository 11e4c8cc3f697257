"""Several processes on one PostgreSQL: they are killed while notices go out and people write, and
the database is restarted once.

A proxy of the soak's own gives the updates to three workers; two more processes would beat. A seed
draws who is killed when. What one who beats had begun at its death, or at the restart, may come
again, and says so; whatever else comes again breaks a promise, and so does a notice that was
claimed or begun by a process that did not lead then.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.ledger import WAITING, Ledger, states
from bench.soak.crew import Crew, Led, a_crew, leader, watch_who_writes, who_wrote
from bench.soak.doorman import Doorman, a_doorman, free_ports
from bench.soak.kills import Ground, Where, a_ground
from bench.soak.questions import Questions

RATE = 15
"""Virtual seconds in a real one: a lease of two minutes is eight."""
LOOK_EVERY = 0.1
WORKERS, BEATS = 3, 2


@dataclass(frozen=True, slots=True)
class Size:
    """How many notices go out, how many processes die, how many people write after each death, and
    how long it is at most between two deaths (seconds).
    """

    notices: int
    kills: int
    writers: int = 4
    between: float = 3.0


@dataclass(slots=True)
class Result:
    """What came of it."""

    killed: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    ledger: Ledger = field(default_factory=lambda: Ledger({}))
    in_flight: set[int] = field(default_factory=set)
    """Notices that were being sent when one that beats died, or the database did."""
    led: Led = field(default_factory=lambda: Led(0, [], unique=True))
    written: int = 0
    wrong: list[str] = field(default_factory=list)
    complaints: int = 0
    ended: list[str] = field(default_factory=list)
    """The last words of processes that ended by themselves."""
    drained: bool = False
    obeyed: bool = False

    @property
    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        checks = {
            **self.ledger.broken(self.in_flight),
            "a process wrote that did not lead": bool(self.led.strangers),
            "two processes led under one number": not self.led.unique,
            "not everything was done in time": not self.drained,
            "SIGTERM did not end them cleanly": not self.obeyed,
            "a process ended by itself": bool(self.ended),
        }
        return [*(sentence for sentence, failed in checks.items() if failed), *self.wrong]


Restart = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Run:
    """One run, while it goes on."""

    ground: Ground
    crew: Crew
    doorman: Doorman
    questions: Questions
    dice: random.Random
    result: Result = field(default_factory=Result)

    async def die(self, place: str) -> None:
        """One is killed; another one takes its place a moment later."""
        beats = place.startswith("beat")
        leads = beats and await leader(self.ground.store) == self.crew.lives[place].pid
        kind = "leader" if leads else place.rpartition(" ")[0]
        self.result.killed[kind] += await self.crew.kill(place)
        await self._note(notices=beats)
        await asyncio.sleep(self.dice.uniform(0, 1))
        await self.crew.begin(place)

    async def restart(self, restart: Restart) -> None:
        """The database goes away and comes back."""
        await self._note(notices=True)
        await restart()
        await self._note(notices=True)
        self.result.restarts += 1

    async def _note(self, *, notices: bool) -> None:
        await self.questions.note_unsure()
        if notices:
            rows = await states(self.ground.store)
            self.result.in_flight |= {n for n, state in rows.items() if state == "sending"}

    async def finish(self, patience: float) -> Result:
        """Nobody dies any more; everything that waits is done, and all are asked to end."""
        result, store = self.result, self.ground.store
        await self.doorman.bring_the_rest()
        result.drained = await self._drained(patience)
        result.obeyed = await self.crew.stop()
        result.complaints, result.ended = self.crew.complaints, self.crew.ended
        result.ledger = Ledger(await states(store))
        result.ledger.note(await self.ground.sandbox.calls())
        result.led = await who_wrote(store)
        self.questions.unsure |= self.doorman.failed
        result.written = self.questions.written
        result.wrong = await self.questions.broken()
        return result

    async def _drained(self, patience: float) -> bool:
        for _ in range(int(patience / LOOK_EVERY)):
            waits = WAITING & set((await states(self.ground.store)).values())
            if not waits and await self.questions.settled():
                return True
            await asyncio.sleep(LOOK_EVERY)
        return False


async def through_deaths(
    at: Where, size: Size, seed: int, restart: Restart | None = None, first: tuple[str, ...] = ()
) -> Result:
    """So many deaths, the `first` of them at these places; halfway the database is restarted where
    it is said how.
    """
    dice, ports = random.Random(seed), free_ports(WORKERS)
    async with (
        a_ground(at, size.notices, rate=RATE) as ground,
        a_doorman(ports, seed) as (doorman, url),
        a_crew(ground.home, at.nursery, url, ports, BEATS) as crew,
    ):
        questions = Questions(ground.sandbox, ground.store)
        await questions.invite(size.kills * size.writers)
        await watch_who_writes(ground.store)
        await crew.begin_all("worker")
        await questions.learn()
        await crew.begin_all("beat")
        run = _Run(ground, crew, doorman, questions, dice)
        for number in range(size.kills):
            asking = asyncio.create_task(questions.ask(size.writers, dice))
            await asyncio.sleep(dice.uniform(0, size.between))
            if restart is not None and number == size.kills // 2:
                await run.restart(restart)
            place = dice.choice(sorted(crew.settings))
            await run.die(first[number] if number < len(first) else place)
            await asking
        return await run.finish(90 + size.notices / 10)
