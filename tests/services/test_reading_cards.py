"""Who reads what was written, and what the other side says of it."""

from datetime import date, datetime, timedelta

import pytest

from care.words import NewsCode, Post, Reach, RequestKind, Role
from services.forms.asking import asked_about
from services.forms.confirming import Word, confirm
from services.forms.correcting import Back, take_back
from services.forms.letters import LetterView, letters_about
from services.forms.reading import records_about, written_lately
from services.overview import child_view
from storage.store import Store
from tests.care.builders import MONDAY, SHANGHAI
from tests.services.cards import (
    CARE,
    HOW,
    NOW,
    SPOKEN,
    TALKED,
    VISITED,
    VOICE,
    WORRIED,
    corrects,
    of_family_too,
    reads,
    running,
    somebody,
    writes,
)
from tests.services.plans import CALL, a_plan_of
from tests.world import World, a_school

LATER = NOW + timedelta(hours=2)
SENT = {"way": "from-parent", "how": "post"}
ANSWER = {"way": "from-child", "how": "post"}


@pytest.fixture
async def world(store: Store) -> World:
    return await a_school(store, CARE)


async def said(
    world: World,
    person: int,
    record_id: int,
    word: Word,
    now: datetime = LATER,
    day: date | None = None,
) -> bool:
    async with world.store.write() as work:
        return await confirm(work, world.actor(person), record_id, word, day, now)


def calls_asked_about(every: int) -> str:
    """The programme of calls in which a guardian is asked now and then."""
    return a_plan_of(CALL.replace("[[rule]]\n", f"[[rule]]\nask_other_side = {every}\n"))


async def doubts(world: World) -> list[int]:
    return [each.person_id for each in await world.notices() if each.code == NewsCode.doubt]


async def test_a_talk_is_read_by_teacher_principal_and_counsellor(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", WORRIED)
    counsellor = await somebody(world, "安心", post=Post.counsellor)

    for person in (world.teacher, world.principal, counsellor):
        view = await reads(world, person, saved.records[0])
        assert view is not None
        assert view.answers["said"] == {"words": "他想妈妈"}
        assert (view.line.author, view.mine) == ("谷知春", person == world.teacher)
    looks = [row.entry for row in await world.journal("record.read")]
    assert [(each.person_id, each.child_id) for each in looks] == [
        (person, world.child) for person in (world.teacher, world.principal, counsellor)
    ]


async def test_nobody_else_reads_it(world: World) -> None:
    """Not the family, not helpers, officers, file managers; not another class; not strangers."""
    saved = await writes(world, world.teacher, "talk", WORRIED)
    _, elsewhere = await world.add_class("四年级2班")
    others = [
        world.father,
        world.grandmother,
        elsewhere,
        await somebody(world, "程远", role=Role.helper),
        await somebody(world, "秦郡", post=Post.officer),
        await somebody(world, "文简", post=Post.file_manager),
        await somebody(world, "路人"),
    ]

    for person in others:
        assert await reads(world, person, saved.records[0]) is None
        async with world.store.write() as work:
            assert await records_about(work, world.actor(person), world.child, NOW) is None
    assert await world.journal("record.read") == []


async def test_a_visit_is_not_read_by_the_counsellor_for_whom_it_is_not_meant(world: World) -> None:
    await writes(world, world.teacher, "visit", VISITED)
    talk = await writes(world, world.teacher, "talk", TALKED)
    counsellor = await somebody(world, "安心", post=Post.counsellor)

    async with world.store.write() as work:
        view = await records_about(work, world.actor(counsellor), world.child, NOW)

    assert view is not None
    assert [line.record_id for line in view.lines] == list(talk.records)


async def test_staff_read_nothing_that_colleagues_wrote_of_their_own_family(world: World) -> None:
    saved = await writes(world, world.principal, "talk", TALKED)
    await of_family_too(world, world.teacher)

    assert await reads(world, world.teacher, saved.records[0]) is None
    async with world.store.write() as work:
        assert await records_about(work, world.actor(world.teacher), world.child, NOW) is None


async def test_the_family_reads_its_own_of_the_last_day(world: World) -> None:
    saved = await writes(world, world.grandmother, "how-is-it", HOW | {"note": SPOKEN})
    await writes(world, world.teacher, "talk", TALKED)

    view = await reads(world, world.grandmother, saved.records[0])
    async with world.store.read() as work:
        actor = world.actor(world.grandmother)
        mine = await written_lately(work, actor, LATER)
        old = await written_lately(work, actor, LATER + timedelta(days=1))

    assert view is not None
    assert (view.mine, view.reads) == (True, False)
    assert [line.record_id for line in mine] == list(saved.records)
    assert old == ()


async def test_the_last_ten_are_listed_the_newest_first_with_who_said_it(world: World) -> None:
    for number in range(11):
        await writes(world, world.teacher, "talk", TALKED, NOW + timedelta(days=number))
    await writes(world, world.teacher, "how-is-it", HOW, NOW + timedelta(days=12))

    async with world.store.write() as work:
        actor, now = world.actor(world.principal), NOW + timedelta(days=13)
        view = await records_about(work, actor, world.child, now)

    assert view is not None
    assert len(view.lines) == 10
    assert (view.lines[0].author, view.lines[0].told_by) == ("谷知春", "褚秋禾")
    assert view.lines[1].day == MONDAY + timedelta(days=10)
    assert len(await world.journal("records.seen")) == 1


async def test_a_corrected_record_says_so_and_an_old_button_leads_to_it(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", TALKED)
    await corrects(world, world.teacher, saved.records[0], LATER, mood=1)

    view = await reads(world, world.principal, saved.records[0])

    assert view is not None
    assert (view.line.corrected, view.answers["mood"]) == (True, 1)
    async with world.store.read() as work:
        assert len(await work.records.answers(saved.records[0])) == 3


async def test_what_was_taken_back_is_read_by_nobody(world: World) -> None:
    saved = await writes(world, world.teacher, "talk", TALKED)
    async with world.store.write() as work:
        actor = world.actor(world.teacher)
        assert await take_back(work, actor, saved.records[0], LATER) is Back.taken_back

    assert await reads(world, world.teacher, saved.records[0]) is None


async def test_what_the_family_said_is_heard_once_staff_have_opened_it(world: World) -> None:
    saved = await writes(world, world.grandmother, "how-is-it", HOW | {"note": VOICE})

    await reads(world, world.grandmother, saved.records[0])
    assert await running(world) == [RequestKind.unheard]
    await reads(world, world.teacher, saved.records[0])

    assert await running(world) == []
    assert len(await world.journal("record.heard")) == 1


async def test_a_visit_corrected_before_the_grandmother_looks_is_still_asked_about(
    world: World,
) -> None:
    first = await writes(world, world.teacher, "visit", VISITED)
    await corrects(world, world.teacher, first.records[0], NOW, worry="yes")

    sent = [each for each in await world.deliver(NOW + timedelta(hours=6)) if each.news]

    (asked,) = [each.news.asked for each in sent if each.news and each.news.asked]
    assert asked.record_id != first.records[0]
    assert await said(world, world.grandmother, asked.record_id, Word.yes)
    async with world.store.read() as work:
        by_old = await asked_about(work, first.records[0], world.grandmother)
    assert by_old is not None
    assert (by_old.record_id, by_old.answer) == (asked.record_id, "yes")


async def test_only_who_was_asked_says_whether_it_was_so(world: World) -> None:
    saved = await writes(world, world.teacher, "visit", VISITED)

    assert not await said(world, world.father, saved.records[0], Word.yes)
    tomorrow = MONDAY + timedelta(days=1)
    visit, other = saved.records[0], Word.another_day
    assert not await said(world, world.grandmother, visit, other, LATER, tomorrow)
    assert await said(world, world.grandmother, saved.records[0], Word.no)


async def test_a_mismatch_goes_past_the_principal_who_wrote_it_to_the_next_leader(
    world: World,
) -> None:
    deputy = await somebody(world, "齐副", post=Post.deputy)
    saved = await writes(world, world.principal, "visit", VISITED)

    await said(world, world.grandmother, saved.records[0], Word.no)
    await said(world, world.grandmother, saved.records[0], Word.no)

    assert await doubts(world) == [deputy]


async def test_the_reader_sees_what_the_other_side_said(world: World) -> None:
    saved = await writes(world, world.teacher, "visit", VISITED)
    await said(world, world.grandmother, saved.records[0], Word.yes)

    view = await reads(world, world.principal, saved.records[0])

    assert view is not None
    assert [(each.who, each.word) for each in view.words] == [("褚秋禾", "yes")]


async def letter(world: World, now: datetime = LATER) -> LetterView:
    async with world.store.read() as work:
        found = await letters_about(work, [world.child], SHANGHAI, now)
    return found[world.child]


async def test_a_letter_is_sent_arrives_and_is_answered(world: World) -> None:
    saved = await writes(world, world.father, "letter", SENT)
    assert saved.asking.asked == 1
    assert await letter(world) == LetterView("from-parent", MONDAY, None, None)

    await said(world, world.grandmother, saved.records[0], Word.no)
    assert (await letter(world)).arrived_on is None
    third = NOW + timedelta(days=3)
    await said(world, world.grandmother, saved.records[0], Word.yes, third)
    arrived = MONDAY + timedelta(days=3)
    assert await letter(world, third) == LetterView("from-parent", MONDAY, arrived, None)

    back = await writes(world, world.grandmother, "letter", ANSWER, NOW + timedelta(days=5))

    found = await letter(world, NOW + timedelta(days=6))
    assert found.answered_on == MONDAY + timedelta(days=5)
    assert back.asking.asked == 1
    assert await doubts(world) == []


async def test_where_no_family_can_be_asked_the_teacher_may_know_of_the_letter(
    world: World,
) -> None:
    async with world.store.write() as work:
        await work.accounts.set_reach(world.grandmother, Reach.stopped)

    saved = await writes(world, world.father, "letter", SENT)

    assert await said(world, world.teacher, saved.records[0], Word.yes)


async def test_every_fourth_call_the_grandmother_is_asked_and_a_no_stands_on_the_card(
    store: Store,
) -> None:
    world = await a_school(store, calls_asked_about(2))
    asked, now = [], NOW
    for _ in range(4):
        duty = await world.duty("call")
        now = NOW + (duty.due_on - MONDAY)
        await world.done(world.father, duty, now)
        asked.append(len([n for n in await world.notices() if n.code == NewsCode.confirm]))
    latest = (await world.records())[-1]

    assert asked == [0, 1, 1, 2]
    await said(world, world.grandmother, latest.id, Word.no, now + timedelta(hours=1))
    assert await doubts(world) == []
    async with world.store.write() as work:
        teacher = world.actor(world.teacher)
        view = await child_view(work, teacher, world.child, now + timedelta(hours=2))
    assert view is not None
    assert view.written.no_call


async def test_what_a_teacher_notes_for_the_parents_asks_nobody(store: Store) -> None:
    world = await a_school(store, calls_asked_about(1))

    await world.done(world.teacher, await world.duty("call"), NOW + timedelta(days=14))

    assert [n for n in await world.notices() if n.code == NewsCode.confirm] == []
