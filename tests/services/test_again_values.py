"""A later sheet meets values that were changed in chat: the newer one counts, none is lost."""

from dataclasses import replace

import pytest

from care.words import Status, TaskKind
from services.tasks.settling import Settled
from tests.services.again import OURS, SHEETS, Town, bring
from tests.services.rosters import father, mother
from tests.services.test_importing import counts


async def test_a_number_changed_in_chat_outlives_the_same_sheet(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)

    again = await bring(town)

    assert (counts(again), again.asked) == ((0, 0, 1, 0), 0)
    assert await town.number("鹿远山") == OURS


async def test_a_new_number_in_the_sheet_replaces_one_that_nobody_touched(town: Town) -> None:
    await bring(town)
    before = await town.number("鹿远山")

    again = await bring(town, father(phones=SHEETS), mother())

    assert (counts(again), again.asked) == ((0, 1, 0, 0), 0)
    assert await town.number("鹿远山") == SHEETS
    assert await town.old_values("person.changed") == [list(before)]


async def test_a_number_that_both_changed_is_asked_about_once(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)

    first = await bring(town, father(phones=SHEETS), mother())
    second = await bring(town, father(phones=SHEETS), mother())

    assert (first.asked, second.asked) == (1, 0)
    (task,) = await town.tasks(TaskKind.differs)
    assert (task.data["field"], task.data["old"], task.data["new"]) == (
        "phones",
        OURS[0],
        SHEETS[0],
    )
    assert await town.number("鹿远山") == OURS


@pytest.mark.parametrize(("answer", "number"), [("sheet", SHEETS), ("ours", OURS)])
async def test_the_answer_decides_and_the_same_sheet_does_not_ask_again(
    town: Town, answer: str, number: tuple[str, ...]
) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)
    await bring(town, father(phones=SHEETS), mother())

    assert await town.answer(answer) is Settled.done
    again = await bring(town, father(phones=SHEETS), mother())

    assert await town.number("鹿远山") == number
    assert (again.asked, await town.tasks()) == (0, [])


async def test_a_later_sheets_value_takes_the_place_of_an_open_question(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)
    await bring(town, father(phones=SHEETS), mother())

    await bring(town, father(phones=("+8617000000006",)), mother())

    (task,) = await town.tasks(TaskKind.differs)
    assert task.data["new"] == "+8617000000006"


async def test_a_sheet_that_agrees_with_the_chat_after_all_answers_the_question(
    town: Town,
) -> None:
    await bring(town)
    await town.chat_number("鹿远山", OURS)
    await town.chat_fact("remark", "走读")
    await bring(town, father(phones=SHEETS), mother(), remark="住校")
    assert len(await town.tasks()) == 2

    await bring(town, father(phones=OURS), mother(), remark="走读")

    assert await town.tasks() == []


async def test_a_number_that_sheet_and_chat_agree_on_is_no_question(town: Town) -> None:
    await bring(town)
    await town.chat_number("鹿远山", SHEETS)

    again = await bring(town, father(phones=SHEETS), mother())

    assert (counts(again), again.asked) == ((0, 0, 1, 0), 0)


async def test_a_status_set_in_chat_outlives_the_sheet_and_a_new_one_in_the_sheet_is_asked(
    town: Town,
) -> None:
    await bring(town)
    await town.chat_status("鹿远山", Status.no_contact)
    await bring(town)
    assert await town.status("鹿远山") is Status.no_contact

    home = replace(father(), status=Status.at_home)
    again = await bring(town, home, mother())

    assert again.asked == 1
    assert await town.answer("sheet") is Settled.done
    assert await town.status("鹿远山") is Status.at_home


async def test_a_new_status_in_the_sheet_counts_where_nobody_touched_it(town: Town) -> None:
    await bring(town)

    await bring(town, replace(father(), status=Status.dead), mother())

    assert await town.status("鹿远山") is Status.dead
    assert "away" in await town.old_values("tie.changed")


@pytest.mark.parametrize("field", ["remark", "address", "sex", "name", "birth"])
async def test_a_childs_facts_changed_in_chat_outlive_the_same_sheet(
    town: Town, field: str
) -> None:
    await bring(town, remark="住校", address="河东村")
    value = {"sex": "male", "name": "鹿小荷", "birth": "2016-05-10"}.get(field, "河西村")
    await town.chat_fact(field, value)

    again = await bring(town, remark="住校", address="河东村")

    name = value if field == "name" else "鹿小禾"
    assert (counts(again), again.asked, again.held) == ((0, 0, 1, 0), 0, 0)
    assert (await town.facts(name))[field] == value


async def test_a_blank_cell_takes_nothing_away(town: Town) -> None:
    await bring(town, remark="住校", address="河东村")

    again = await bring(town)

    assert counts(again) == (0, 0, 1, 0)
    assert (await town.facts())["address"] == "河东村"


async def test_what_the_sheet_replaces_stays_in_the_history(town: Town) -> None:
    await bring(town, address="河东村")
    await bring(town, address="河西村")

    assert (await town.facts())["address"] == "河西村"
    assert await town.old_values("child.changed") == ["河东村"]


async def test_a_remark_that_both_changed_can_be_settled_for_the_sheet(town: Town) -> None:
    await bring(town, remark="住校")
    await town.chat_fact("remark", "走读")

    await bring(town, remark="寄宿")

    assert (await town.facts())["remark"] == "走读"
    assert await town.answer("sheet") is Settled.done
    assert (await town.facts())["remark"] == "寄宿"
    assert await town.old_values("child.changed") == ["住校", "走读"]
