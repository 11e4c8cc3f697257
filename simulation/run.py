"""Many schools, spread over the cores: each is one piece of work, the same whoever does it."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from care.hours import at_wall_clock
from simulation.figures import Figures
from simulation.life import Life
from simulation.school import Plan, found
from simulation.who import ZONE
from storage.memory.store import MemoryStore
from storage.store import Store
from storage.tables import begin_ids_at

USUAL = 500
"""Children of a school, about: 135,308 of them in 272 schools (SYSTEMS.md, section 6)."""

_SMALLEST, _LARGEST = 60, 1500
_SPREAD = 0.5
_IDS_OF_A_SCHOOL = 1 << 40


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: a programme, for so many children, from a local day on, for so many days."""

    plan: Plan
    children: int
    since: date
    days: int
    seed: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One school of a trial; everything that happens in it follows from this."""

    trial: Trial
    number: int
    children: int


def pieces(trial: Trial) -> list[Piece]:
    """The schools of a trial: small ones and large ones, as the seed draws them."""
    chance, left, schools = Random(f"{trial.seed}/schools"), trial.children, list[Piece]()
    while left > 0:
        size = min(_size(chance), left)
        schools.append(Piece(trial, len(schools) + 1, size))
        left -= size
    return schools


def _size(chance: Random) -> int:
    drawn = round(USUAL * chance.lognormvariate(-_SPREAD * _SPREAD / 2, _SPREAD))
    return max(_SMALLEST, min(_LARGEST, drawn))


def run(trial: Trial, processes: int, done: Callable[[int], None]) -> Figures:
    """Let all schools live; `done` hears of every school how many children it had. The result does
    not depend on how many processes there are.
    """
    total = Figures()
    for piece, figures in _each(pieces(trial), processes):
        total.add(figures)
        done(piece.children)
    return total


def _each(all_: list[Piece], processes: int) -> Iterator[tuple[Piece, Figures]]:
    """Each school as soon as it is done, and forgotten then. The largest begin first, so that no
    core waits for one of them at the end.
    """
    if processes == 1 or len(all_) == 1:
        yield from ((piece, live(piece)) for piece in all_)
        return
    largest_first = sorted(all_, key=lambda piece: piece.children, reverse=True)
    with ProcessPoolExecutor(processes) as pool:
        waiting = {pool.submit(live, piece): piece for piece in largest_first}
        for finished in as_completed(waiting):
            yield waiting.pop(finished), finished.result()


def live(piece: Piece) -> Figures:
    """One school, from its first day to its last."""
    begin_ids_at(piece.number * _IDS_OF_A_SCHOOL)
    gc.disable()  # a school's rows are no cycles: looking for some takes a tenth of the time
    gc.freeze()  # nor is anything that was there before to be looked through at its end
    try:
        return asyncio.run(lived(piece, MemoryStore(keep_journal=False)))
    finally:
        gc.collect()
        gc.unfreeze()
        gc.enable()


async def lived(piece: Piece, store: Store) -> Figures:
    """The same in a given store."""
    trial, chance = piece.trial, Random(f"{piece.trial.seed}/{piece.number}")
    begin, end = _moment(trial.since), _moment(trial.since + timedelta(days=trial.days))
    async with store.write() as work:
        name = f"{piece.number}号学校"
        school = await found(work, name, piece.children, trial.plan, trial.since, begin, chance)
    life = Life(store, school, trial.plan, chance)
    await life.live(begin, end)
    return life.figures


def _moment(day: date) -> datetime:
    return at_wall_clock(day, time.min, ZONE)
