"""A later sheet and the people around a child: ended, new, missing, unclear, sharing a number."""

from dataclasses import replace

from care.words import ChangeCode, Role, Status, TaskKind
from services.tasks.settling import Settled
from tests.services.again import GRANDMOTHER, OURS, Town, bring
from tests.services.rosters import a_roster, a_row, a_staff_sheet, father, mother, staff
from tests.services.test_importing import counts


async def test_who_was_ended_in_chat_is_not_tied_again(town: Town) -> None:
    await bring(town)
    await town.chat_ends("鹿远山")

    again = await bring(town)

    assert counts(again) == (0, 0, 1, 0)
    assert set(await town.circle()) == {"苗知雨"}


async def test_somebody_new_in_the_sheet_is_added(town: Town) -> None:
    await bring(town)

    again = await bring(town, father(), mother(), GRANDMOTHER)

    assert counts(again) == (0, 1, 0, 0)
    assert set(await town.circle()) == {"鹿远山", "苗知雨", "褚秋禾"}


async def test_who_is_barred_stays_barred_whatever_the_sheet_says(town: Town) -> None:
    await bring(town)
    await town.chat_status("鹿远山", Status.barred)
    await bring(town, replace(father(), status=Status.at_home), mother())
    assert await town.status("鹿远山") is Status.barred

    await town.chat_ends("鹿远山")
    await bring(town, mother())
    await bring(town)

    assert set(await town.circle()) == {"苗知雨"}
    assert await town.tasks() == []


async def test_an_adult_who_is_missing_is_asked_about_once_and_stays_till_the_answer(
    town: Town,
) -> None:
    await bring(town)

    first, second = await bring(town, mother()), await bring(town, mother())

    assert (first.asked, second.asked) == (1, 0)
    assert [task.kind for task in await town.tasks()] == [TaskKind.adult_gone]
    assert set(await town.circle()) == {"鹿远山", "苗知雨"}
    assert await town.answer("ended") is Settled.done
    assert set(await town.circle()) == {"苗知雨"}


async def test_a_missing_adult_who_stays_is_not_asked_about_again(town: Town) -> None:
    await bring(town)
    await bring(town, mother())
    await town.answer("stays")

    again = await bring(town, mother())

    assert (again.asked, set(await town.circle())) == (0, {"鹿远山", "苗知雨"})


async def test_a_class_teachers_word_about_a_parent_goes_on_to_the_principal(town: Town) -> None:
    await town.staff(a_staff_sheet(staff("谷知春")))
    await bring(town)
    await bring(town, mother())

    assert await town.answer("ended", "谷知春") is Settled.done

    (task,) = await town.tasks()
    assert (task.kind, task.data["change"]) == (TaskKind.approval, ChangeCode.end)
    assert set(await town.circle()) == {"鹿远山", "苗知雨"}


async def test_a_missing_adult_who_is_back_is_asked_about_no_longer(town: Town) -> None:
    await bring(town)
    await bring(town, mother())

    await bring(town)

    assert await town.tasks() == []


async def test_a_sheet_without_columns_for_guardians_misses_none(town: Town) -> None:
    await bring(town, father(), mother(), GRANDMOTHER)

    again = await bring(town, father(), mother())

    assert again.asked == 0


async def test_who_was_added_in_chat_is_never_missing(town: Town) -> None:
    await bring(town, father(), mother(), GRANDMOTHER)
    await town.chat_adds("谷雨秋", Role.guardian)

    again = await bring(town, father(), mother(), GRANDMOTHER)

    assert again.asked == 0
    assert "谷雨秋" in await town.circle()


async def test_a_parent_whom_the_sheet_is_unclear_about_is_asked_about(town: Town) -> None:
    unclear = replace(father(), status=Status.unclear)

    first, second = await bring(town, unclear, mother()), await bring(town, unclear, mother())

    assert (first.asked, second.asked) == (1, 0)
    assert [task.kind for task in await town.tasks()] == [TaskKind.status]
    assert await town.answer("at_home") is Settled.done
    assert (await bring(town, unclear, mother())).asked == 0
    assert await town.status("鹿远山") is Status.at_home


async def test_a_sheet_that_says_where_the_parent_is_answers_the_question(town: Town) -> None:
    await bring(town, replace(father(), status=Status.unclear), mother())

    await bring(town)

    assert await town.tasks() == []
    assert await town.status("鹿远山") is Status.away


async def test_a_status_set_in_chat_answers_the_question(town: Town) -> None:
    await bring(town, replace(father(), status=Status.unclear), mother())

    await town.chat_status("鹿远山", Status.away)

    assert await town.tasks() == []


async def test_people_who_share_a_number_are_counted_and_stay_two(town: Town) -> None:
    imported = await bring(town, father(phones=OURS), mother(phones=OURS))

    assert imported.shared == 2
    assert await town.number("鹿远山") == await town.number("苗知雨") == OURS


async def test_one_mother_of_two_families_rows_is_one_person_and_shares_with_nobody(
    town: Town,
) -> None:
    sister = a_row("云小朵", mother(), row=6, class_name="一年级1班")
    imported = await town.roster(a_roster(a_row("鹿小禾", father(), mother()), sister))

    assert imported.shared == 0
    assert (await town.names()).count("苗知雨") == 1
