"""One seed from its beginning to its end, and many of them."""

import asyncio
import gc
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

import structlog

from bench.soak.virtual.bodies import Bodies
from bench.soak.virtual.ends import Ends
from bench.soak.virtual.loop import live
from bench.soak.virtual.people import People
from bench.soak.virtual.store import WatchedStore
from bench.soak.virtual.telegram import Telegram, Try
from bench.soak.virtual.timeline import HOURS, Jump, Timeline, drawn
from bench.soak.virtual.town import Town
from bench.soak.virtual.watch import Watch
from storage.tables import begin_ids_at


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a seed. `broken` names each law that was broken, and where."""

    seed: int
    broken: tuple[str, ...]
    deaths: int
    failures: int
    tries: int
    repeats: int
    """Messages that arrived again, each with a mark."""
    states: dict[str, int] = field(default_factory=dict)
    alarms: int = 0
    longest_alarm: float = 0.0


def tell(seed: int, hours: int = HOURS) -> Told:
    """Let a seed happen."""
    begin_ids_at(1)
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    gc.disable()  # rows are no cycles: looking for some takes a tenth of the time
    try:
        return live(_told(drawn(seed, hours)))
    finally:
        structlog.configure(**before)
        gc.enable()


def tell_all(seeds: Iterable[int], processes: int, hours: int = HOURS) -> Iterator[Told]:
    """Many seeds, in their order."""
    if processes == 1:
        yield from (tell(seed, hours) for seed in seeds)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(tell, seeds, chunksize=4)


async def _told(timeline: Timeline) -> Told:
    town = Town(timeline)
    watch = Watch(town)
    store = watch.store = WatchedStore(watch.committed)
    people = People(town, store)
    await people.settle()

    def hear(mine: Try) -> None:
        watch.heard(mine)
        people.hear(mine)

    telegram = watch.telegram = Telegram(town, hear)
    bodies = Bodies(town, store, telegram, watch.begins)
    people.begin()
    others = [asyncio.create_task(bodies.also(span)) for span in timeline.two_pumps]
    others += [asyncio.create_task(_jump(town, jump)) for jump in timeline.jumps]
    await bodies.go_on()
    people.rest()
    await asyncio.gather(*others)
    for trouble in people.troubles:
        town.wrong("a press failed", trouble)
    for error, n in bodies.errors.items():
        town.wrong("a beat failed by itself", error, n)
    await Ends(town, store, people, watch).look()
    return _summed_up(town, store, watch)


async def _jump(town: Town, jump: Jump) -> None:
    await town.until(jump.at)
    town.set_clock(jump.by)


def _summed_up(town: Town, store: WatchedStore, watch: Watch) -> Told:
    states: dict[str, int] = {}
    for notice in store.notices.rows.values():
        states[notice.state] = states.get(notice.state, 0) + 1
    arrived = [sum(t.arrived is not None for t in tries) for tries in watch.tries.values()]
    return Told(
        seed=town.timeline.seed,
        broken=tuple(town.broken),
        deaths=len(town.died),
        failures=len(town.failed),
        tries=sum(len(tries) for tries in watch.tries.values()),
        repeats=sum(max(0, n - 1) for n in arrived),
        states=states,
        alarms=len(watch.queued),
        longest_alarm=watch.longest_alarm,
    )
