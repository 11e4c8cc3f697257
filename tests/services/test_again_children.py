"""A later sheet and its children: missing, in another class, nearly the same."""

from dataclasses import replace
from datetime import timedelta

from care.rosters.model import Birth
from care.words import MoveState, Moving, Status, TaskKind
from services.importing.roster import class_units
from services.moving.changing import change_class
from services.moving.place import Moved
from services.tasks.settling import Settled
from tests.services.again import BOTH, MISTYPED, Town, bring
from tests.services.rosters import a_roster, a_row, father, mother
from tests.services.test_importing import counts
from tests.world import START


async def test_a_missing_child_is_asked_about_once_and_counted_every_time(town: Town) -> None:
    await town.roster(a_roster(*BOTH))

    first, second = await bring(town), await bring(town)

    assert (first.gone, first.asked) == (1, 1)
    assert (second.gone, second.asked) == (1, 0)
    assert await town.answer("stays") is Settled.done
    assert ((await bring(town)).asked, set(await town.children())) == (0, {"鹿小禾", "鹿小满"})


async def test_a_missing_child_who_is_back_is_asked_about_no_longer(town: Town) -> None:
    await town.roster(a_roster(*BOTH))
    await bring(town)

    await town.roster(a_roster(*BOTH))

    assert await town.tasks() == []


async def test_a_child_who_left_is_not_brought_back_by_the_old_sheet(town: Town) -> None:
    await town.roster(a_roster(*BOTH))
    await bring(town)
    assert await town.answer("left") is Settled.done
    assert set(await town.children()) == {"鹿小禾"}

    again = await town.roster(a_roster(*BOTH))

    assert (counts(again), again.left) == ((0, 0, 1, 0), 1)
    assert set(await town.children()) == {"鹿小禾"}


async def test_a_child_who_comes_back_much_later_is_added(town: Town) -> None:
    await town.roster(a_roster(*BOTH))
    await bring(town)
    await town.answer("left")

    again = await town.roster(a_roster(*BOTH), timedelta(days=200))

    assert (again.added, again.left) == (1, 0)


async def test_a_class_change_in_the_sheet_is_in_the_history(town: Town) -> None:
    await bring(town)

    await bring(town, class_name="四年级1班")

    assert await town.class_of() == "四年级1班"
    assert await town.old_values("child.changed") == ["三年级1班"]


async def test_a_class_changed_in_chat_outlives_the_same_sheet(town: Town) -> None:
    await town.roster(a_roster(a_row(), a_row("鹿小满", class_name="三年级2班")))
    await town.chat_fact("class", "三年级2班")

    again = await town.roster(a_roster(a_row(), a_row("鹿小满", class_name="三年级2班")))

    assert (again.asked, await town.class_of()) == (0, "三年级2班")


async def test_what_was_asked_about_a_child_goes_along_to_the_class_in_the_sheet(
    town: Town,
) -> None:
    unclear = replace(father(), status=Status.unclear)
    await bring(town, unclear, mother())
    (child,) = (await town.children())["鹿小禾"]
    units = await town.units()
    async with town.store.write() as work:
        other = (await class_units(work, town.school, ["五年级1班"], START))["五年级1班"]
        later = START.date() + timedelta(days=9)
        assert await change_class(work, None, child, other.id, later, START) is Moved.planned

    await bring(town, unclear, mother(), class_name="四年级1班")

    home = (await town.units())["四年级1班"]
    assert home.id not in {unit.id for unit in units.values()}
    assert [task.unit_id for task in await town.tasks()] == [home.id]
    async with town.store.read() as work:
        (move,) = await work.moves.waiting_for([child])
    assert move.from_id == home.id


async def test_a_class_that_both_changed_is_a_class_change_when_the_sheet_is_right(
    town: Town,
) -> None:
    rows = (a_row("鹿小满", class_name="三年级2班"), a_row("鹿小雨", class_name="四年级1班"))
    await town.roster(a_roster(a_row(), *rows))
    await town.chat_fact("class", "三年级2班")
    await town.roster(a_roster(a_row(class_name="四年级1班"), *rows))

    assert await town.answer("sheet") is Settled.done

    assert await town.class_of() == "四年级1班"
    (child,) = (await town.children())["鹿小禾"]
    async with town.store.read() as work:
        moves = await work.moves.of_children([child])
    chat_and_sheet = [(Moving.class_change, MoveState.done)] * 2
    assert [(move.why, move.state) for move in moves] == chat_and_sheet


async def test_a_row_that_is_nearly_a_missing_child_is_held_back_and_asked_about(
    town: Town,
) -> None:
    await bring(town)

    first = await town.roster(a_roster(MISTYPED))
    second = await town.roster(a_roster(MISTYPED))

    assert (counts(first), first.held, first.asked) == ((0, 0, 0, 1), 1, 1)
    assert (second.held, second.asked) == (1, 0)
    assert [task.kind for task in await town.tasks()] == [TaskKind.same_child]
    assert set(await town.children()) == {"鹿小禾"}


async def test_a_birthday_that_is_mended_brings_no_second_child(town: Town) -> None:
    await bring(town)

    again = await bring(town, birth=Birth(2015, 11, 30))

    assert (counts(again), again.held, again.asked) == ((0, 0, 0, 1), 1, 1)
    assert [task.kind for task in await town.tasks()] == [TaskKind.same_child]


async def test_the_same_child_takes_the_rows_values(town: Town) -> None:
    await bring(town)
    ids = (await town.children())["鹿小禾"]
    await town.roster(a_roster(replace(MISTYPED, remark="住校")))

    assert await town.answer("same") is Settled.done
    again = await town.roster(a_roster(replace(MISTYPED, remark="住校")))

    assert await town.children() == {"鹿小荷": ids}
    assert (await town.facts("鹿小荷"))["remark"] == "住校"
    assert (counts(again), again.asked) == ((0, 0, 1, 0), 0)


async def test_another_child_is_added_with_its_family(town: Town) -> None:
    await bring(town)
    await town.roster(a_roster(MISTYPED))

    assert await town.answer("two") is Settled.done

    assert set(await town.children()) == {"鹿小禾", "鹿小荷"}
    assert set(await town.circle("鹿小荷")) == {"鹿远山", "苗知雨"}


async def test_a_child_who_is_back_beside_the_nearly_same_row_is_another_child(
    town: Town,
) -> None:
    await bring(town)
    await town.roster(a_roster(MISTYPED))

    again = await town.roster(a_roster(a_row(), replace(MISTYPED, row=6)))

    assert (counts(again), again.held) == ((1, 0, 1, 0), 0)
    assert await town.tasks() == []


async def test_one_name_with_another_day_of_birth_is_asked_about(town: Town) -> None:
    await bring(town)

    assert (await bring(town, birth=Birth(2016, 5, 8))).held == 1


async def test_twins_of_nearly_one_name_are_two_children(town: Town) -> None:
    twins = (a_row(), replace(MISTYPED, row=6))
    await town.roster(a_roster(*twins))

    again = await town.roster(a_roster(*twins))

    assert (counts(again), again.held) == ((0, 0, 2, 0), 0)


async def test_a_birth_that_is_known_better_now_is_filled_in(town: Town) -> None:
    await bring(town, birth=Birth(2016, 5))

    again = await bring(town)

    assert counts(again) == (0, 1, 0, 0)
    assert (await town.facts())["birth"] == "2016-05-09"
