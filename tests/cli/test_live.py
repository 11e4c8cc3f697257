"""`hongyan live`: what it shows, what it starts, what it says where nothing can start."""

from datetime import timedelta

import pytest

from care.hours import local_date
from scheduler.clock import system_clock
from storage.store import Store
from tests.care.builders import SHANGHAI
from tests.cli.office import ROSTER, SCHOOL, Office

NOW = system_clock()
TODAY = local_date(NOW, SHANGHAI)
CLASS = "三年级(1)班"


@pytest.fixture(autouse=True)
def imported(office: Office) -> None:
    office.has_imported()
    office.sets(language="en")


def the_staff_joins(office: Office) -> None:
    async def join(store: Store) -> None:
        async with store.write() as work:
            schools = [school.id for school in await work.units.schools()]
            units = [*schools, *(unit.id for unit in await work.units.below_all(schools))]
            for post in await work.posts.in_units(units, TODAY):
                await work.accounts.join(post.person_id, post.person_id % 10**10, NOW)

    office.asks(join)


def duties(office: Office) -> int:
    return len(office.rows()["duty"])


def test_an_import_plans_nothing_before_the_switch(office: Office) -> None:
    assert duties(office) == 0


def test_where_nobody_has_joined_it_says_so_in_one_sentence(office: Office) -> None:
    said = office.types("live", SCHOOL)

    assert said.code == 1
    assert "12" in said.complaint
    assert duties(office) == 0


def test_a_dry_run_shows_the_month_and_starts_nothing(office: Office) -> None:
    the_staff_joins(office)

    said = office.types("live", SCHOOL, "--dry-run")

    assert (said.code, said.err) == (0, "")
    assert CLASS in said.out
    assert "█" in said.out
    assert "3" in said.out.splitlines()[-1]
    assert duties(office) == 0


def test_without_it_the_classes_go_live_and_nobody_is_named_in_the_json(office: Office) -> None:
    the_staff_joins(office)

    said = office.types("live", SCHOOL, "--json")

    assert said.code == 0
    assert (len(said.json["live"]), said.json["on"]) == (3, f"{TODAY + timedelta(days=1)}")
    assert "周秀文" not in said.out
    assert said.json["silence"]["messages"] == sum(said.json["silence"]["by_day"])
    assert duties(office) > 12
    again = office.types("live", SCHOOL)
    assert "no class is waiting for a day" in again.complaint
    assert "3 classes go live on" in again.out


def test_a_class_whose_day_has_not_come_gets_another_one(office: Office) -> None:
    the_staff_joins(office)
    first, later = ((TODAY + timedelta(days=n)).isoformat() for n in (5, 30))
    office.types("live", SCHOOL, "--on", first)
    before = duties(office)

    said = office.types("live", SCHOOL, "--class", CLASS, "--on", later, "--json")

    assert (said.json["live"], said.json["planned"]) == ([CLASS], {first: 2})
    assert duties(office) == before


def test_one_class_alone_may_start(office: Office) -> None:
    the_staff_joins(office)
    day = (TODAY + timedelta(days=9)).isoformat()

    said = office.types("live", SCHOOL, "--class", CLASS, "--on", day, "--json")

    assert (said.json["live"], said.json["on"]) == ([CLASS], day)


def test_a_class_that_is_not_there_is_named_with_those_that_are(office: Office) -> None:
    said = office.types("live", SCHOOL, "--class", "九年级(9)班")

    assert said.code == 1
    assert CLASS in said.complaint


@pytest.mark.parametrize("days", [-3, 500])
def test_a_day_that_cannot_be_is_a_wrong_call(office: Office, days: int) -> None:
    the_staff_joins(office)

    said = office.types("live", SCHOOL, "--on", (TODAY + timedelta(days=days)).isoformat())

    assert said.code == 2
    assert duties(office) == 0


def test_a_school_without_a_plan_has_to_choose_one_first(office: Office) -> None:
    office.types("import", ROSTER, "--no-plan", "--school", "白杨小学")

    said = office.types("live", "白杨小学", "--dry-run")

    assert said.code == 1
    assert "plan use" in said.complaint
