"""A trial: invented schools live, and what is counted of them adds up."""

import asyncio
import json
from dataclasses import replace
from datetime import date

import pytest

from bench import same_town
from bench.same_town import Lived, Town
from care.almanac import Term
from care.words import DutyState
from services.plans import find, shipped
from simulation.figures import Figures
from simulation.run import Trial, pieces, run
from simulation.school import Plan
from simulation.summary import summary
from simulation.temper import PARENTS
from storage.memory.store import MemoryStore
from storage.seal import Keyring
from tests.stores import Databases, open_store

AUTUMN = Term("2026秋", date(2026, 9, 1), date(2027, 1, 20))
LINXIA = Plan(find("linxia"), (), (AUTUMN,))
TRIAL = Trial(LINXIA, children=90, since=date(2026, 9, 1), days=45, seed=7)


def silent(_children: int) -> None:
    """Nobody looks at the bar."""


def counted(trial: Trial, processes: int = 1) -> Figures:
    return run(trial, processes, silent)


def in_bytes(trial: Trial, processes: int = 1) -> str:
    values = summary(trial, counted(trial, processes), "linxia").values
    return json.dumps(values, sort_keys=True)


def of_everybody(figures: Figures) -> dict[str, int]:
    states = [state.value for state in DutyState]
    return {
        state: sum(n for name, n in figures.duties.items() if name.endswith(f"/{state}"))
        for state in states
    }


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert in_bytes(TRIAL) == in_bytes(TRIAL)


def test_another_seed_is_another_town() -> None:
    assert in_bytes(TRIAL) != in_bytes(replace(TRIAL, seed=8))


def test_it_does_not_matter_how_many_processes_share_the_schools() -> None:
    trial = replace(TRIAL, children=700, days=5)

    assert len(pieces(trial)) > 1
    assert in_bytes(trial, 2) == in_bytes(trial, 1)


def test_every_child_lives_in_one_school_and_none_is_left_over() -> None:
    trial = replace(TRIAL, children=135_308)
    sizes = [piece.children for piece in pieces(trial)]

    assert sum(sizes) == 135_308
    assert max(sizes) <= 1500


def test_what_was_due_ends_in_exactly_one_state() -> None:
    trial = TRIAL
    figures = counted(trial)
    values = summary(trial, figures, "linxia").values

    states = of_everybody(figures)
    assert values["duties"]["due"] == sum(states.values())
    assert values["duties"]["due"] == sum(rule["due"] for rule in values["rules"].values())
    assert {state: values["duties"][state] for state in states} == states
    assert figures.on_time.total() <= states["done"]


def test_messages_are_counted_once_wherever_they_are_counted() -> None:
    figures = counted(TRIAL)
    shown = summary(TRIAL, figures, "linxia")

    total = shown.values["messages"]["total"]
    assert total == sum(shown.per_day.values()) == sum(shown.per_hour.values())
    assert total == figures.told.total()
    heard = (int(name.partition("/")[2]) * n for name, n in figures.weeks.items())
    assert total == sum(heard)


def test_nobody_is_written_to_in_the_night() -> None:
    shown = summary(TRIAL, counted(TRIAL), "linxia")

    assert shown.per_hour
    assert all(7 <= hour < 22 for hour in shown.per_hour)


def test_in_a_town_without_telephones_nothing_is_done_or_missed_by_families(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nobody = replace(PARENTS, joined=0.0)
    monkeypatch.setattr("simulation.school.PARENTS", nobody)
    monkeypatch.setattr("simulation.people.WEEKLY_TICKED", 0.0)
    values = summary(TRIAL, counted(TRIAL), "linxia").values

    letters = values["rules"]["letter"]
    assert letters["done"] == letters["missed"] == 0
    assert letters["unknown"] > 0
    assert "parent" not in values["load"]


def test_teachers_who_ask_by_phone_make_the_unknown_fewer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(share: float) -> int:
        monkeypatch.setattr("simulation.people.WEEKLY_TICKED", share)
        values = summary(TRIAL, counted(TRIAL), "linxia").values
        found: int = values["rules"]["call"]["unknown"]
        return found

    assert unknown(0.9) < unknown(0.0)


@pytest.mark.parametrize("plan_id", shipped())
def test_every_programme_that_ships_can_be_lived_through_for_a_year(plan_id: str) -> None:
    terms = (AUTUMN, Term("2027春", date(2027, 2, 24), date(2027, 7, 5)))
    trial = replace(TRIAL, plan=Plan(find(plan_id), (), terms), children=6, days=366)

    assert counted(trial).duties.total() > 0


def test_two_weeks_in_a_database_are_the_same_as_in_memory(
    databases: Databases, keyring: Keyring
) -> None:
    """Every duty, record, notice and line of the journal; 2,000 children: `make soak`."""
    town = Town(children=25, schools=2, days=15, seed=7)
    url = databases.copy()

    async def on_the_database() -> Lived:
        store = await open_store(url, keyring)
        try:
            return await same_town.lived(town, store)
        finally:
            await store.close()

    there, here = asyncio.run(on_the_database()), asyncio.run(same_town.lived(town, MemoryStore()))
    databases.drop(url)

    assert list(here.differs(there)) == []
    assert all(here.rows.values())
    assert here.figures["minutes"].total() > 0


def test_two_towns_that_differ_in_one_row_are_told_apart() -> None:
    town = Town(children=5, schools=1, days=2, seed=7)
    one, two = (asyncio.run(same_town.lived(town, MemoryStore())) for _ in range(2))
    assert list(one.differs(two)) == []

    changed = two.rows["journal"].pop()

    assert list(one.differs(two)) == [f"journal, only in the first: {changed}"]
