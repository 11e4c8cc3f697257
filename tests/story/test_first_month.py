"""The first month of three schools, on both databases: everything that a real one would hit.

With `HONGYAN_STORY_ROSTERS` naming a folder of three such files the story is told about the people
in them.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.seal import Keyring
from tests.stores import Databases
from tests.story import month_audit as audit
from tests.story import month_changes as changes
from tests.story import month_ends as ends
from tests.story import month_starts as starts
from tests.story.month import Month
from tests.story.month_sheets import write_rosters
from tests.story.town import Seed, a_town


@pytest.fixture
async def month(databases: Databases, at_once: None, tmp_path: Path) -> AsyncIterator[Month]:
    """A town in which nothing is known yet, and the folder with the three files."""
    key = tmp_path / "town.key"
    Keyring.fresh().write(key)
    folder = Path(os.environ.get("HONGYAN_STORY_ROSTERS", tmp_path))
    if folder == tmp_path:
        write_rosters(folder)
    url = databases.copy()
    async with a_town(Seed(url, key, "[]"), url, tmp_path) as town:
        yield Month(town, folder)
    databases.drop(url)


async def test_the_first_month_of_three_schools(month: Month, tmp_path: Path) -> None:
    await starts.the_three_schools_bring_their_sheets(month, tmp_path)
    await starts.the_dead_are_in_no_invitation(month)
    await starts.two_people_on_one_number_are_two_people(month)
    await starts.no_class_starts_before_two_of_its_staff_are_in(month)
    early = await starts.some_families_come_in_before_the_start(month)
    await starts.the_principal_starts_the_first_school(month)
    await starts.the_installer_starts_the_second_school(month)
    silent = await starts.the_third_school_is_not_ready(month)
    await starts.a_wrong_number_is_put_right_by_the_teacher(month)
    await starts.a_grandmother_without_a_phone_joins_by_a_code(month)
    await changes.a_death_takes_a_name_out_of_sight(month)
    blocker = await changes.somebody_joins_and_blocks_the_bot(month)
    child = await changes.a_child_with_its_father_in_a_class(month)

    await month.town.until("2026-10-05 19:05")
    await ends.the_teacher_ticks_the_first_of_the_weekly_list(month)
    await month.town.until("2026-10-07 20:00")
    await starts.nobody_else_has_heard_of_the_first_round(month, early)
    await changes.somebody_answers(month, early)
    await changes.a_guardian_makes_way_for_another(month)
    await changes.a_child_moves_to_another_class(month, child)
    sheet = await changes.a_number_is_put_right_in_chat(month)
    await changes.two_days_of_pause_and_no_flood_after(month)
    await changes.the_teacher_sees_who_blocked_the_bot(month, blocker)

    await month.town.until("2026-10-14 18:00")
    await changes.an_old_sheet_with_one_new_child_comes_in(month, child, sheet)
    await month.town.until("2026-10-26 18:00")
    await ends.the_third_school_has_heard_nothing(month, silent)
    await ends.what_nobody_ticked_is_unknown(month, blocker)
    await ends.the_principals_page_and_the_store_agree(month)
    await ends.coverage_is_as_many_as_have_joined(month)
    await ends.the_outbox_tells_the_installer(month)
    await audit.nobody_got_more_than_a_days_worth(month)
    await audit.every_message_was_sent_once_and_for_a_reason(month)
    await audit.everybody_written_to_may_be_written_to(month)
    await audit.nobody_read_a_name_that_is_out_of_sight(month)
