"""Record cards in the services: saved, corrected, taken back; nothing half done, nothing twice."""

from datetime import timedelta

import pytest

from bench.databases import statements
from care.words import DutyState, Post, Reach, RequestKind, Role
from services.forms import correcting, group
from services.forms.behalf import speak_for
from services.forms.choosing import children_for
from services.forms.conversation import Stage
from services.forms.draft import load
from services.forms.oneline import Line, begin_line, understand, wait, waiting
from services.forms.saving import Saved, Unsaved
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.cards import (
    CARE,
    HOW,
    NOW,
    SPOKEN,
    TALKED,
    VISITED,
    VOICE,
    WORRIED,
    begins,
    card,
    corrects,
    of_family_too,
    record,
    running,
    saves,
    somebody,
    writes,
)
from tests.world import World, a_school

LATER = NOW + timedelta(hours=2)
TWO_DAYS_ON = NOW + timedelta(days=2)
NOTE = {"topics": ["study", "friends"], "note": {"words": "一起聊了聊"}}


@pytest.fixture
async def world(store: Store) -> World:
    return await a_school(store, CARE)


async def test_a_card_that_lacks_an_answer_is_not_saved(world: World) -> None:
    await begins(world, world.teacher, "talk", {"topics": ["study"]})

    assert await saves(world, world.teacher) is Unsaved.missing
    assert await world.records() == []


@pytest.mark.parametrize("who", ["father", "grandmother"])
async def test_nobody_of_the_family_fills_in_a_talk(world: World, who: str) -> None:
    step = await begins(world, getattr(world, who), "talk", TALKED)

    assert step.stage is Stage.not_yours
    assert await saves(world, getattr(world, who)) is Unsaved.nothing


async def test_a_post_that_has_ended_meanwhile_saves_nothing(world: World) -> None:
    await begins(world, world.teacher, "talk", TALKED)
    async with world.store.write() as work:
        posts = await work.posts.of_person(world.teacher, MONDAY)
        await work.posts.end([post.id for post in posts], MONDAY - timedelta(days=1))

    assert await saves(world, world.teacher) is Unsaved.not_yours
    assert await world.records() == []


async def test_a_card_about_a_child_that_is_theirs_no_longer_blocks_no_other(world: World) -> None:
    other = await world.add_child("禾小谷")
    await begins(world, world.teacher, "talk", TALKED)
    async with world.store.write() as work:
        await work.children.end([world.child], MONDAY - timedelta(days=1))

    step = await begins(world, world.teacher, "talk", {}, LATER, [other])

    assert (step.stage, step.names) == (Stage.asking, ("禾小谷",))


async def test_a_half_filled_card_is_asked_about_before_another_one_begins(world: World) -> None:
    other = await world.add_child("禾小谷")
    await begins(world, world.teacher, "talk", {"topics": ["study"]})

    step = await begins(world, world.teacher, "talk", {}, LATER, [other])

    assert (step.stage, step.names) == (Stage.unfinished, ("禾小满",))


async def test_a_correction_does_not_sweep_away_what_is_half_filled_in(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", TALKED)
    await begins(world, world.teacher, "diary", {"good": {"words": "笑了"}}, LATER)

    async with world.store.write() as work:
        actor = world.actor(world.teacher)
        step = await correcting.correct(work, actor, saved.records[0], LATER)

    assert step is not None
    assert step.stage is Stage.unfinished


async def test_a_corrected_record_takes_over_everything_of_the_one_before(world: World) -> None:
    """For whom it was written, the duty it closed, what it has opened: nothing is opened twice."""
    checked = {"topics": ["study"], "note": SPOKEN}
    first = await writes(world, world.father, "teacher-check-in", checked)
    duty = (await world.duties("teacher-check-in"))[0]

    second = await corrects(world, world.father, first.records[0], LATER, topics=["life"])

    assert isinstance(second, Saved)
    new = await record(world, second.records[0])
    assert (new.corrects_id, new.duty_id) == (first.records[0], duty.id)
    assert (await record(world, first.records[0])).withdrawn_at == LATER
    assert (await world.again(duty)).state is DutyState.done
    assert await running(world) == [RequestKind.unheard]
    async with world.store.read() as work:
        (waiting_,) = await work.requests.of_record(new.id)
    assert waiting_.record_id == new.id


async def test_a_worry_is_opened_once_however_often_its_card_is_corrected(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", WORRIED)
    for mood in (1, 2):
        again = await corrects(world, world.teacher, saved.records[0], LATER, mood=mood)
        assert isinstance(again, Saved)
        saved = again

    assert await running(world) == [RequestKind.worry]
    assert saved.raised == ()


async def test_a_worry_added_afterwards_is_opened(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", TALKED)

    again = await corrects(world, world.teacher, saved.records[0], LATER, worry="yes")

    assert isinstance(again, Saved)
    assert (again.raised, await running(world)) == ((RequestKind.worry,), [RequestKind.worry])


async def test_other_words_of_the_family_have_to_be_heard_anew(world: World) -> None:
    saved = await writes(world, world.grandmother, "how-is-it", HOW | {"note": SPOKEN})
    assert saved.unheard

    again = await corrects(world, world.grandmother, saved.records[0], LATER, note=VOICE)

    assert isinstance(again, Saved)
    assert again.unheard
    assert await running(world) == [RequestKind.unheard]


async def test_nobody_has_to_open_what_was_taken_back(world: World) -> None:
    saved = await writes(world, world.grandmother, "how-is-it", HOW | {"note": VOICE})

    async with world.store.write() as work:
        actor = world.actor(world.grandmother)
        back = await correcting.take_back(work, actor, saved.records[0], LATER)

    assert back is correcting.Back.taken_back
    assert await running(world) == []


async def test_a_record_is_its_authors_for_a_day_and_nobody_elses(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", TALKED)

    assert await corrects(world, world.principal, saved.records[0], LATER) is None
    assert await corrects(world, world.teacher, saved.records[0], TWO_DAYS_ON) is None


async def test_a_correction_left_lying_for_days_comes_too_late(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", TALKED)
    async with world.store.write() as work:
        await correcting.correct(work, world.actor(world.teacher), saved.records[0], LATER)

    assert await saves(world, world.teacher, TWO_DAYS_ON) is Unsaved.too_late
    assert len(await world.records()) == 1


async def test_what_was_taken_back_meanwhile_is_not_corrected(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", TALKED)
    async with world.store.write() as work:
        actor = world.actor(world.teacher)
        await correcting.correct(work, actor, saved.records[0], LATER)
        await correcting.take_back(work, actor, saved.records[0], LATER)

    assert await saves(world, world.teacher, LATER) is Unsaved.too_late


async def test_a_group_note_is_one_record_for_each_child_and_closes_nobodys_talk(
    world: World,
) -> None:
    children = [world.child, *[await world.add_child(name) for name in ("禾小谷", "禾小雨")]]

    saved = await writes(world, world.teacher, "group-note", NOTE, children=children)

    assert [each.child_id for each in await world.records()] == children
    assert (saved.closed, (await world.duty("talk")).state) == (0, DutyState.open)
    entries = [row.entry for row in await world.journal("record.saved")]
    assert [entry.child_id for entry in entries] == children
    async with world.store.read() as work:
        for record_id in saved.records:
            assert len(await work.records.answers(record_id)) == 3


async def test_a_note_about_many_children_costs_no_more_statements(world: World) -> None:
    children = [await world.add_child(f"小{number}") for number in range(24)]
    counts = []
    for some in (children[:2], children):
        await begins(world, world.teacher, "group-note", NOTE, children=some)
        with statements(world.store) as run:
            await saves(world, world.teacher)
        counts.append(len(run))

    assert counts[0] == counts[1]


async def test_children_of_a_group_are_taken_in_and_out_page_by_page(world: World) -> None:
    for number in range(20):
        await world.add_child(f"小{number:02}")
    form, actor = card("group-note"), world.actor(world.teacher)
    async with world.store.write() as work:
        first = await group.open_group(work, actor, form, NOW)
        assert first is not None
        one, two = first.shown[0].child_id, first.shown[1].child_id
        await group.toggle(work, actor, form, [one], 0, NOW)
        await group.toggle(work, actor, form, [two, 12345], 0, NOW)
        out = await group.toggle(work, actor, form, [one], 0, NOW)
        last = await group.toggle_page(work, actor, form, 99, NOW)
        step = await group.go_on(work, actor, form, NOW)

    assert (first.pages, len(first.shown)) == (2, 12)
    assert out is not None
    assert out.chosen == {two}
    assert last is not None
    assert (last.page, len(last.chosen)) == (1, 1 + 9)
    assert (step.stage, len(step.names)) == (Stage.asking, 10)


async def test_staff_who_note_for_the_family_are_marked_so(world: World) -> None:
    saved = await writes(world, world.teacher, "how-is-it", HOW)

    assert (await record(world, saved.records[0])).behalf_of_id == world.grandmother
    assert saved.told_by == {}


async def test_where_several_may_have_said_it_the_teacher_says_who(world: World) -> None:
    saved = await writes(world, world.teacher, "teacher-check-in", {"topics": ["study"]})
    actor, (written,) = world.actor(world.teacher), saved.records
    assert saved.told_by == {world.father: "禾远舟", world.mother: "祁念安"}

    async with world.store.write() as work:
        refused = await speak_for(work, actor, written, world.grandmother, LATER)
        late = await speak_for(work, actor, written, world.father, TWO_DAYS_ON)
        named = await speak_for(work, actor, written, world.father, LATER)

    assert (refused, late, named) == (None, None, "禾远舟")
    assert (await record(world, written)).behalf_of_id == world.father


async def test_a_visit_says_when_nobody_can_be_asked(world: World) -> None:
    asked = await writes(world, world.teacher, "visit", VISITED)
    async with world.store.write() as work:
        await work.accounts.set_reach(world.grandmother, Reach.stopped)

    silent = await writes(world, world.teacher, "visit", VISITED, LATER)

    assert (asked.asking.asked, silent.asking.wanted, silent.asking.asked) == (1, True, 0)


async def test_a_card_lists_the_children_whose_duty_is_due_first(world: World) -> None:
    other = await world.add_child("阿谷")
    due = await world.duty("talk")
    async with world.store.read() as work:
        actor, now = world.actor(world.teacher), NOW + (due.due_on - MONDAY)
        found = await children_for(work, actor, card("talk").form, now)

    assert [(each.child_id, each.due_on) for each in found] == [
        (world.child, due.due_on),
        (other, None),
    ]


async def test_an_officer_has_nobody_to_write_about(world: World) -> None:
    officer = await somebody(world, "秦郡", post=Post.officer)
    async with world.store.read() as work:
        assert await children_for(work, world.actor(officer), card("talk").form, NOW) == ()


async def test_children_of_the_same_name_are_told_apart_by_their_class(world: World) -> None:
    unit, _ = await world.add_class("四年级2班")
    await world.add_child("禾小满", class_=unit)
    async with world.store.write() as work:
        actor = world.actor(world.principal)
        found = await children_for(work, actor, card("talk").form, NOW)
        line = await understand(work, actor, card("talk").form, "禾小满 进步了 #study 🙂", NOW)

    assert sorted(each.class_name or "" for each in found) == ["三年级1班", "四年级2班"]
    assert line is not None
    assert len(line.children) == 2


async def test_what_a_line_said_waits_until_its_child_is_chosen(world: World) -> None:
    actor, form = world.actor(world.teacher), card("talk")
    async with world.store.write() as work:
        line = await understand(work, actor, form.form, "小 数学#1进步了 #study #nothing 🙂", NOW)
        assert line is not None
        await wait(work, actor, Line("talk", line.answers, 77), NOW)
    async with world.store.write() as work:
        kept = await waiting(work, actor)
        assert kept is not None
        step = await begin_line(work, actor, form, world.child, kept, NOW)
        gone = await waiting(work, actor)

    assert (step.stage, gone) == (Stage.asking, None)
    assert step.draft is not None
    assert step.draft.filling.answers == {
        "topics": ["study"],
        "mood": 4,
        "said": {"words": "数学#1进步了 #nothing"},
    }
    async with world.store.read() as work:
        known = await load(work, actor.address)
    assert known is not None
    assert known.draft.notes == (77,)


async def test_a_teacher_may_note_a_talk_with_a_child_of_her_own_family(world: World) -> None:
    await of_family_too(world, world.teacher, Role.guardian)

    saved = await writes(world, world.teacher, "how-is-it", HOW)

    assert (await record(world, saved.records[0])).behalf_of_id is None
