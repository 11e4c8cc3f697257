"""Pairing: who is paired with a child, what that lets them do, and what its end takes away."""

import importlib
from datetime import timedelta

import pytest
from sqlalchemy import text

from care.pairing import Load
from care.words import DutyState, NewsCode, Post, Role, Status, UnitKind
from services.duties import answering
from services.forms.around import around
from services.lists.values import Outcome
from services.lists.wishes import wish_adult, wish_status
from services.pairing.mine import paired_children, paired_view
from services.pairing.showing import child_pairs, class_pairs, teachers_for, teachers_of
from services.pairing.wishes import wish_pair, wish_unpair
from storage.children import TieFacts
from storage.store import Store
from tests.care.builders import MONDAY
from tests.services.cards import TALKED, WORRIED, begins, reads, saves, somebody, writes
from tests.services.lists import answers, codes_of_news
from tests.services.moves import elsewhere, movers
from tests.services.plans import TALK, a_plan_of, a_rule_text
from tests.world import START, World, a_person, a_school

TALKS = a_plan_of(TALK)
TOMORROW = START + timedelta(days=1)


async def paired(world: World, person: int, by: int | None = None, child: int = 0) -> Outcome:
    async with world.store.write() as work:
        actor = world.actor(by or world.principal)
        outcome, _ = await wish_pair(work, actor, child or world.child, person, START)
    return outcome


async def unpaired(world: World, person: int, by: int | None = None) -> Outcome:
    async with world.store.write() as work:
        actor = world.actor(by or world.principal)
        outcome, _ = await wish_unpair(work, actor, world.child, person, START)
    return outcome


async def list_of(world: World, person: int) -> list[str]:
    async with world.store.read() as work:
        return [each.name for each in await paired_children(work, world.actor(person), START)]


async def test_a_colleague_is_paired_at_once_and_both_sides_hear_it(store: Store) -> None:
    world = await a_school(store)
    _, mentor = await world.add_class("四年级2班")

    assert await paired(world, mentor) is Outcome.done

    assert await list_of(world, mentor) == ["禾小满"]
    assert await codes_of_news(world, mentor) == [NewsCode.paired]
    assert await codes_of_news(world, world.teacher) == [NewsCode.paired_here]
    (entry,) = [row.entry for row in await world.journal("tie.added")]
    assert (entry.person_id, entry.child_id) == (mentor, world.child)
    assert entry.details == {"by": world.principal, "role": "mentor"}
    assert await paired(world, mentor) is Outcome.impossible


async def test_only_who_cares_for_the_class_pairs_and_only_with_the_schools_staff(
    store: Store,
) -> None:
    world = await a_school(store)
    _, elsewhere = await world.add_class("四年级2班")
    officer = await somebody(world, "岑见山", post=Post.officer)
    counsellor = await somebody(world, "白露", post=Post.counsellor)
    stranger = await somebody(world, "路人")

    for by in (elsewhere, counsellor, world.father, stranger):
        assert await paired(world, elsewhere, by) is Outcome.not_yours
    for person in (world.father, stranger, 7):
        assert await paired(world, person) is Outcome.impossible
    assert await paired(world, counsellor, world.teacher) is Outcome.done
    assert await list_of(world, stranger) == []
    assert officer not in (counsellor, stranger)


async def test_a_teacher_cannot_be_paired_with_the_own_child(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        await work.posts.give([(world.mother, world.school.id, Post.counsellor)], MONDAY)

    assert await paired(world, world.mother) is Outcome.impossible


async def test_the_end_of_a_pairing_takes_everything_at_once(store: Store) -> None:
    world = await a_school(store)
    class_, mentor = await world.add_class("四年级2班")
    await paired(world, mentor)
    saved = await writes(world, mentor, "talk", TALKED)
    await begins(world, mentor, "diary", {})

    assert await unpaired(world, mentor, world.teacher) is Outcome.done

    assert await list_of(world, mentor) == []
    assert await reads(world, mentor, saved.records[0]) is None
    assert str(await saves(world, mentor)) != "saved"
    async with store.write() as work:
        actor = world.actor(mentor)
        assert await around(work, actor, world.child, START) is None
        assert await paired_view(work, actor, world.child, START) is None
    assert NewsCode.ended in await codes_of_news(world, mentor)
    assert NewsCode.paired not in await codes_of_news(world, mentor)
    (entry,) = [row.entry for row in await world.journal("tie.ended")]
    assert entry.details == {"by": world.teacher, "why": "ended", "role": "mentor"}
    assert class_.id != world.class_.id


async def test_it_ends_the_pairing_and_not_what_else_somebody_is_to_the_child(
    store: Store,
) -> None:
    world = await a_school(store)
    async with store.write() as work:
        facts = TieFacts(world.child, world.grandmother, Role.helper, Status.at_home)
        await work.children.tie([facts], MONDAY)

    assert await unpaired(world, world.grandmother) is Outcome.done

    async with store.read() as work:
        ties = await work.children.ties([world.child], START.date())
    held = {t.facts.role for t in ties if t.runs(MONDAY) and t.facts.person_id == world.grandmother}
    assert held == {Role.guardian}
    assert await unpaired(world, world.grandmother) is Outcome.impossible


async def test_a_mentor_writes_and_reads_what_is_their_own_only(store: Store) -> None:
    world = await a_school(store)
    _, mentor = await world.add_class("四年级2班")
    others = await writes(world, world.teacher, "talk", WORRIED)
    await paired(world, mentor)

    own = await writes(world, mentor, "talk", TALKED)

    assert await reads(world, mentor, own.records[0]) is not None
    assert await reads(world, mentor, others.records[0]) is None
    assert await reads(world, world.teacher, own.records[0]) is not None
    async with store.write() as work:
        view = await paired_view(work, world.actor(mentor), world.child, TOMORROW)
    assert view is not None
    assert [line.record_id for line in view.written] == list(own.records)
    assert len(await world.journal("pair.seen")) == 1


@pytest.mark.parametrize(
    ("holder", "closed"),
    [('"class_teacher"', False), ('["class_teacher", "mentor"]', True)],
)
async def test_a_mentors_talk_does_the_teachers_duty_only_where_the_plan_says_so(
    store: Store, holder: str, closed: bool
) -> None:
    """SYSTEMS.md C2."""
    world = await a_school(store, a_plan_of(a_rule_text("talk", holder)))
    _, mentor = await world.add_class("四年级2班")
    await paired(world, mentor)
    duty = await world.duty("talk", world.child)
    opened = START + timedelta(days=(duty.opens_on - MONDAY).days)

    await writes(world, mentor, "talk", TALKED, opened)

    state = (await world.again(duty)).state
    assert state is (DutyState.done if closed else DutyState.open)


@pytest.mark.parametrize(
    ("holder", "closed"),
    [('"class_teacher"', False), ('["class_teacher", "mentor"]', True), ('"parent"', True)],
)
async def test_a_mentors_tap_too_does_what_others_of_the_staff_owe_only_where_the_plan_says_so(
    store: Store, holder: str, closed: bool
) -> None:
    """SYSTEMS.md C2; what the family owes is done by whoever does it."""
    own = a_rule_text("their-talk", '"mentor"')
    also = a_rule_text("talk", holder, more='closed_by = ["talk", "their-talk"]\n')
    world = await a_school(store, a_plan_of(own, also))
    _, mentor = await world.add_class("四年级2班")
    await paired(world, mentor)
    duty, pressed = await world.duty("talk", world.child), await world.duty("their-talk")
    opened = START + timedelta(days=(duty.opens_on - MONDAY).days)

    async with store.write() as work:
        await answering.done(work, world.actor(mentor), pressed.id, opened)

    assert (await world.again(pressed)).state is DutyState.done
    state = (await world.again(duty)).state
    assert state is (DutyState.done if closed else DutyState.open)


async def test_a_plan_that_gives_a_talk_to_mentors_too_makes_it_nobodys_family_duty(
    store: Store,
) -> None:
    world = await a_school(store, a_plan_of(a_rule_text("talk", '"mentor"')))
    _, mentor = await world.add_class("四年级2班")
    await paired(world, mentor)
    duty = await world.duty("talk", world.child)
    opened = START + timedelta(days=(duty.opens_on - MONDAY).days)

    async with store.read() as work:
        (mine,) = await paired_children(work, world.actor(mentor), opened)
    assert mine.waiting == 1


async def test_a_class_teacher_who_is_paired_with_an_own_child_stays_its_teacher(
    store: Store,
) -> None:
    world = await a_school(store)
    counsellor = await somebody(world, "白露", post=Post.counsellor)
    said = await writes(world, counsellor, "talk", WORRIED)

    assert await paired(world, world.teacher) is Outcome.done

    assert await reads(world, world.teacher, said.records[0]) is not None
    async with store.write() as work:
        actor = world.actor(world.teacher)
        asked = await wish_status(work, actor, world.child, world.father, Status.at_home, START)
    assert asked == (Outcome.done, None)


async def test_somebody_from_outside_waits_for_the_principal_and_sees_no_file(
    store: Store,
) -> None:
    """SYSTEMS.md C10."""
    world = await a_school(store)
    async with store.write() as work:
        known = await a_person(work, "程远", "+8616700000077")
        actor = world.actor(world.teacher)
        asked = await wish_adult(
            work, actor, world.child, Role.helper, "程远", "+8616700000077", START
        )
    await world.join(known)
    assert asked[0] is Outcome.asked
    assert await list_of(world, known) == []

    await answers(world, asked, "yes")

    assert await list_of(world, known) == ["禾小满"]
    assert NewsCode.paired_outside in await codes_of_news(world, known)
    others = await writes(world, world.teacher, "talk", WORRIED)
    assert await reads(world, known, others.records[0]) is None
    for form in ("talk", "visit"):
        assert (await begins(world, known, form, {})).stage == "not_yours"
    for form in ("diary", "need"):
        assert (await begins(world, known, form, {})).stage == "asking"


async def test_how_many_each_teacher_has_is_warned_of_and_never_refused(store: Store) -> None:
    world = await a_school(store)
    counsellor = await somebody(world, "白露", post=Post.counsellor)
    names = ("禾一", "禾二", "禾三")
    others = [await world.add_child(name) for name in names]
    for child in others:
        assert await paired(world, counsellor, child=child) is Outcome.done

    async with store.write() as work:
        actor = world.actor(world.teacher)
        choice = await teachers_for(work, actor, world.child, START)
        one = await child_pairs(work, actor, others[0], START)
    assert choice is not None
    assert one is not None
    (offered,) = [each for each in choice.teachers if each.person_id == counsellor]
    assert (offered.children, offered.load, offered.one_more) == (3, Load.fitting, Load.many)
    assert [each.load for each in one.paired] == [Load.fitting]

    assert await paired(world, counsellor) is Outcome.done

    async with store.write() as work:
        everybody = await teachers_of(work, actor, world.class_.id, START)
        class_ = await class_pairs(work, actor, world.class_.id, START)
    assert everybody is not None
    assert class_ is not None
    loads = {each.name: (each.children, each.load) for each in everybody.teachers}
    assert loads["白露"] == (4, Load.many)
    assert loads["谷知春"] == (0, Load.none)
    assert [names for _, _, names in class_.children] == [("白露",)] * 4


async def test_who_is_paired_stays_so_in_another_class_and_not_in_another_school(
    store: Store,
) -> None:
    world, move = await movers(store)
    class_, mentor = await world.add_class("四年级2班")
    helper = await somebody(world, "程远", role=Role.helper)
    await paired(world, mentor)
    await move.to_class(world.principal, class_.id, MONDAY, START)
    assert await list_of(world, mentor) == ["禾小满"]

    there = await elsewhere(world)
    await move.offered(world.principal, there.class_.id, there.teacher, MONDAY, START)
    await move.answers(there.teacher, "yes", START)

    assert await move.class_of() == there.class_.id
    assert await list_of(world, mentor) == []
    assert await list_of(world, helper) == []
    ended = {row.entry.person_id for row in await world.journal("tie.ended")}
    assert ended == {mentor, helper}
    async with store.read() as work:
        ties = await work.children.ties([world.child], START.date())
    assert {tie.facts.person_id for tie in ties if tie.runs(MONDAY)} == {
        *(world.father, world.mother, world.grandmother)
    }


async def test_helpers_of_before_who_hold_a_post_in_the_school_become_mentors(
    store: Store,
) -> None:
    world = await a_school(store)
    _, colleague = await world.add_class("四年级2班")
    outside = await somebody(world, "程远")
    officer = await somebody(world, "岑见山")
    async with store.write() as work:
        county = await work.units.add(UnitKind.county, "广河县", None, "Asia/Shanghai", START)
        await work.posts.give([(officer, county.id, Post.officer)], MONDAY)
        helping = (colleague, world.principal, outside, officer)
        facts = [TieFacts(world.child, who, Role.helper, Status.at_home) for who in helping]
        await work.children.tie(facts, MONDAY)
        script = importlib.import_module("storage.migrations.versions.0004_pairs_and_numbers")
        await work._room.run(text(script.MENTORS))
        ties = await work.children.ties([world.child], START.date())

    roles = {tie.facts.person_id: tie.facts.role for tie in ties}
    assert {who: roles[who] for who in helping} == {
        colleague: Role.mentor,
        world.principal: Role.mentor,
        outside: Role.helper,
        officer: Role.helper,
    }
