"""Trials of a few children: small enough to reckon by hand what has to come out."""

import json
from datetime import date, datetime, time
from random import Random
from typing import Any

import pytest

from care.almanac import Term
from care.hours import at_wall_clock
from simulation.figures import Figures
from simulation.run import Trial, run
from simulation.school import Plan, found
from simulation.summary import Summary, summary
from simulation.temper import Tempers
from simulation.who import ZONE, School
from storage.store import Store

SINCE = date(2026, 9, 1)
"""A Tuesday."""
TERMS = (
    Term("2026秋", SINCE, date(2027, 1, 20)),
    Term("2027春", date(2027, 2, 24), date(2027, 7, 5)),
    Term("2027秋", date(2027, 9, 1), date(2028, 1, 20)),
)

EVERYBODY = Tempers(1.0, (1.0, 0.0, 0.0, 0.0), 0.0, 0.0, 0.0, 0.0)
"""In the chat, answers within the hour, never says later or no, and stays."""
NOBODY_ANSWERS = Tempers(1.0, (0.0, 0.0, 0.0, 1.0), 0.0, 0.0, 0.0, 0.0)
NOT_IN_THE_CHAT = Tempers(0.0, (0.0, 0.0, 0.0, 1.0), 0.0, 0.0, 0.0, 0.0)


def a_trial(source: str, children: int = 60, days: int = 365, since: date = SINCE) -> Trial:
    return Trial(Plan(source, (), TERMS), children, since, days, seed=7)


def lived(trial: Trial, processes: int = 1) -> Figures:
    return run(trial, processes, lambda _children: None)


def summed_up(trial: Trial, processes: int = 1) -> Summary:
    return summary(trial, lived(trial, processes), "it")


def reported(trial: Trial, processes: int = 1) -> dict[str, Any]:
    """What `--json` prints."""
    return dict(summed_up(trial, processes).values)


def in_bytes(trial: Trial, processes: int = 1) -> str:
    return json.dumps(reported(trial, processes), sort_keys=True)


def midnight(day: date) -> datetime:
    return at_wall_clock(day, time.min, ZONE)


async def a_school_under(source: str, store: Store, children: int = 60) -> School:
    """On the first day of a plan."""
    plan = Plan(source, (), TERMS)
    async with store.write() as work:
        chance = Random(7)  # noqa: S311 - an invented town
        return await found(work, "青禾小学", children, plan, SINCE, midnight(SINCE), chance)


def everybody_is(
    monkeypatch: pytest.MonkeyPatch, parents: Tempers, staff: Tempers, guardians: Tempers
) -> None:
    """People of these kinds, who let no message slip, in classes of two with no brothers or
    sisters.
    """
    for name, kind in (("PARENTS", parents), ("STAFF", staff), ("GUARDIANS", guardians)):
        monkeypatch.setattr(f"simulation.school.{name}", kind)
    for module in ("simulation.around", "simulation.school"):
        monkeypatch.setattr(f"{module}.STAFF", staff)
    monkeypatch.setattr("simulation.temper._SLIPS", 0.0)
    monkeypatch.setattr("simulation.school.IN_A_CLASS", 2)
    monkeypatch.setattr("simulation.school.FAMILY", 1.0)
    monkeypatch.setattr("simulation.school._BOTH_AWAY", 0.0)
