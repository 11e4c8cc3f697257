"""Needs and worries: who hears of them, who may see and close them, what suspected harm takes."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from care.requests import Ending, ReportedTo, What
from care.words import Post, RequestKind, RequestState, Role, Status, UnitKind
from services.lists.typed import CONVERSATION
from services.requests import closing, handling, raising, typed
from services.requests.following import follow_up
from services.requests.handling import Did
from services.requests.raising import Raised, Wish, raise_request
from services.requests.showing import RequestView, open_requests, request_view
from services.requests.typed import Waiting
from storage.children import TieFacts
from storage.requests import RequestRow
from storage.store import Store
from storage.tables import Unit
from tests.care.builders import MONDAY
from tests.services.cards import of_family_too
from tests.world import START, World, a_person, a_school, address_of

DAY = timedelta(days=1)


async def says(
    world: World,
    person: int,
    kind: RequestKind = RequestKind.worry,
    *,
    harm: bool = False,
    concerned: tuple[int, ...] = (),
) -> int:
    """Somebody raises it; returns the request's id."""
    wish = Wish(kind, world.child, What.safety, "他有点不对劲", harm, concerned)
    async with world.store.write() as work:
        raised, request_id = await raise_request(work, person, wish, START)
    assert raised is Raised.sent
    assert request_id is not None
    return request_id


async def row_of(world: World, request_id: int) -> RequestRow:
    async with world.store.read() as work:
        return (await work.requests.by_id([request_id]))[request_id]


async def take(world: World, person: int, request_id: int) -> Did:
    async with world.store.write() as work:
        return await handling.take(work, world.actor(person), request_id, START)


async def look(world: World, person: int, request_id: int) -> RequestView | None:
    async with world.store.write() as work:
        return await request_view(work, world.actor(person), request_id, START)


async def end(world: World, person: int, request_id: int, ending: Ending = Ending.solved) -> Did:
    async with world.store.write() as work:
        return await closing.end(work, world.actor(person), request_id, ending, START)


async def report(world: World, person: int, request_id: int) -> Did:
    async with world.store.write() as work:
        actor, to = world.actor(person), ReportedTo.police
        return await closing.report(work, actor, request_id, to, MONDAY, START)


async def reason(world: World, person: int, request_id: int) -> Did:
    async with world.store.write() as work:
        return await closing.give_reason(work, world.actor(person), request_id, "误会", START)


async def sign(world: World, person: int, request_id: int, *, agrees: bool = True) -> Did:
    async with world.store.write() as work:
        return await closing.sign(work, world.actor(person), request_id, START, agrees=agrees)


async def follow(world: World, now: datetime) -> int:
    async with world.store.write() as work:
        return await follow_up(work, now)


async def heard(world: World, now: datetime = START) -> dict[int, list[str]]:
    """What goes out at a moment about requests, by reader."""
    found: dict[int, list[str]] = {}
    for message in await world.deliver(now):
        code = message.notice.code or ""
        if code.startswith("request_"):
            found.setdefault(message.notice.person_id, []).append(code)
    return found


async def staff(world: World, name: str, post: Post, unit: int | None = None) -> int:
    async with world.store.write() as work:
        person = await a_person(work, name, None)
        await work.posts.give([(person, unit or world.school.id, post)], MONDAY)
        await work.accounts.join(person, address_of(person), START)
    return person


async def outside(world: World, post: Post = Post.child_protection) -> int:
    """The contact of the township that the school belongs to."""
    async with world.store.write() as work:
        town = await work.units.add(UnitKind.township, "川口乡", None, "Asia/Shanghai", START)
        change = update(Unit).where(Unit.id == world.school.id).values(parent_id=town.id)
        await work._room.run(change)
    return await staff(world, "村儿童主任", post, town.id)


async def test_a_need_is_told_taken_noted_and_closed_and_the_asker_hears_of_it(
    store: Store,
) -> None:
    world = await a_school(store)
    need = await says(world, world.grandmother, RequestKind.need)
    assert (await row_of(world, need)).due_at == START + 7 * DAY
    assert await heard(world) == {world.teacher: ["request_new"]}

    assert await take(world, world.teacher, need) is Did.done
    assert await heard(world) == {world.grandmother: ["request_taken"]}
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        assert await handling.note(work, teacher, need, "去家里看过了", START) is Did.done
    assert await end(world, world.teacher, need) is Did.done

    assert await heard(world) == {world.grandmother: ["request_closed"]}
    seen = await look(world, world.grandmother, need)
    assert seen is not None
    assert (seen.state, seen.outcome, seen.steps) == (RequestState.closed, "solved", ())
    by_staff = await look(world, world.principal, need)
    assert by_staff is not None
    assert [step.text for step in by_staff.steps] == ["去家里看过了"]


async def test_no_word_of_it_names_the_child_or_says_who_asked(store: Store) -> None:
    world = await a_school(store)
    await says(world, world.father, harm=True)

    (notice,) = await world.notices("queued")

    assert (notice.child_id, notice.about_id, notice.unit_id) == (None, None, None)
    assert notice.details == {}


async def test_what_was_said_is_sealed_and_every_look_is_journaled(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father)
    async with store.read() as work:
        raw = await work._room.connection.exec_driver_sql("SELECT words FROM request")
        assert "不对劲".encode() not in bytes(raw.scalar_one())

    await look(world, world.teacher, worry)
    await look(world, world.grandmother, worry)

    (read,) = await world.journal("request.read")
    (refused,) = await world.journal("request.refused")
    assert (read.entry.person_id, refused.entry.person_id) == (world.teacher, world.grandmother)


async def test_of_two_who_take_it_at_once_one_has_it(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father)

    takers = [world.teacher, world.principal] * 5
    taken = Counter(await asyncio.gather(*(take(world, who, worry) for who in takers)))

    assert taken == {Did.done: 1, Did.already: 9}
    assert len(await world.journal("request.taken")) == 1


@pytest.mark.parametrize("who", ["grandmother", "mother", "helper", "other", "officer", "nobody"])
async def test_others_neither_see_nor_take_nor_close_it(store: Store, who: str) -> None:
    world = await a_school(store)
    await world.join(world.mother)
    worry = await says(world, world.father)
    _, other = await world.add_class("四年级1班")
    async with store.write() as work:
        somebody = await a_person(work, "某人", None)
        if who == "helper":
            tie = TieFacts(world.child, somebody, Role.helper, Status.at_home)
            await work.children.tie([tie], MONDAY)
        if who == "officer":
            await work.posts.give([(somebody, world.school.id, Post.officer)], MONDAY)
    known = {"grandmother": world.grandmother, "mother": world.mother, "other": other}
    person = known.get(who, somebody)

    assert await look(world, person, worry) is None
    assert await take(world, person, worry) is Did.not_yours
    assert await end(world, person, worry) is Did.not_yours
    async with store.write() as work:
        actor = world.actor(person)
        assert await handling.note(work, actor, worry, "我看看", START) is Did.not_yours
        assert await handling.mark_harm(work, actor, worry, START) is Did.not_yours
        assert await closing.withdraw(work, actor, worry, START) is Did.not_yours
        assert await handling.colleagues(work, actor, worry, START) is None
        assert await open_requests(work, actor, START) == []
    assert (await row_of(world, worry)).state is RequestState.open


async def test_who_owns_nothing_can_do_nothing_with_it(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father)
    await take(world, world.principal, worry)

    assert await end(world, world.teacher, worry) is Did.not_yours
    assert await end(world, world.father, worry) is Did.not_yours
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        assert await handling.postpone(work, teacher, worry, START) is Did.not_yours
        to = world.teacher
        assert await handling.hand_over(work, teacher, worry, to, START) is Did.not_yours


async def test_it_is_handed_to_a_colleague_of_the_school_and_to_nobody_else(store: Store) -> None:
    world = await a_school(store)
    counsellor = await staff(world, "心理老师", Post.counsellor)
    worry = await says(world, world.father)
    await take(world, world.teacher, worry)
    async with store.write() as work:
        teacher = world.actor(world.teacher)
        found = await handling.colleagues(work, teacher, worry, START)
        assert found is not None
        assert {each.person_id for each in found} == {counsellor, world.principal}
        to_family = await handling.hand_over(work, teacher, worry, world.grandmother, START)
        assert to_family is Did.not_yours
        assert await handling.hand_over(work, teacher, worry, counsellor, START) is Did.done
    assert (await heard(world))[counsellor] == ["request_given"]
    assert await end(world, world.teacher, worry) is Did.not_yours
    assert await end(world, counsellor, worry) is Did.done


async def test_what_a_counsellor_hears_of_a_mind_is_not_written_down(store: Store) -> None:
    world = await a_school(store)
    counsellor = await staff(world, "心理老师", Post.counsellor)
    async with store.write() as work:
        wish = Wish(RequestKind.need, world.child, What.mind)
        _, need = await raise_request(work, world.teacher, wish, START)
    assert need is not None
    assert await heard(world) == {counsellor: ["request_new"]}
    assert await take(world, counsellor, need) is Did.done

    async with store.write() as work:
        noted = await handling.note(work, world.actor(counsellor), need, "谈了一次", START)
    assert noted is Did.not_yours
    assert await end(world, counsellor, need) is Did.done
    assert "steps" not in (await row_of(world, need)).words


async def test_more_time_is_given_once(store: Store) -> None:
    world = await a_school(store)
    need = await says(world, world.father, RequestKind.need)
    await take(world, world.teacher, need)

    async def later() -> Did:
        async with store.write() as work:
            return await handling.postpone(work, world.actor(world.teacher), need, START)

    assert await later() is Did.done
    assert (await row_of(world, need)).next_at == START + 14 * DAY
    assert await later() is Did.only_once


async def test_silence_climbs_and_reminds_whoever_has_it(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father)
    await heard(world)
    assert await follow(world, START + DAY - timedelta(minutes=1)) == 0

    assert await follow(world, START + DAY) == 1
    assert await heard(world, START + DAY) == {world.principal: ["request_waiting"]}

    await take(world, world.teacher, worry)
    await heard(world, START + DAY)
    await follow(world, START + 2 * DAY)
    assert await heard(world, START + 2 * DAY) == {
        world.principal: ["request_waiting"],
        world.teacher: ["request_late"],
    }
    await end(world, world.teacher, worry)
    assert await follow(world, START + 9 * DAY) == 0


async def test_where_nobody_can_be_told_it_is_said_and_tried_again(store: Store) -> None:
    world = await a_school(store, joined=False)
    async with store.write() as work:
        wish = Wish(RequestKind.worry, world.child)
        raised, worry = await raise_request(work, world.father, wish, START)
    assert raised is Raised.nobody
    assert worry is not None
    await world.join(world.teacher)

    assert await follow(world, START + DAY) == 1

    assert await heard(world, START + DAY) == {world.teacher: ["request_waiting"]}


async def test_whom_it_concerns_never_hears_of_it_and_never_sees_it(store: Store) -> None:
    world = await a_school(store)
    contact = await outside(world)
    worry = await says(world, world.father, harm=True, concerned=(world.teacher,))

    assert await heard(world) == {world.principal: ["request_new"]}
    assert await look(world, world.teacher, worry) is None
    assert await take(world, world.teacher, worry) is Did.not_yours
    async with store.write() as work:
        assert await open_requests(work, world.actor(world.teacher), START) == []
    await follow(world, START + DAY)
    assert await heard(world, START + DAY) == {contact: ["request_waiting"]}
    assert await look(world, contact, worry) is not None


async def test_what_concerns_the_principal_goes_to_the_officer(store: Store) -> None:
    world = await a_school(store)
    officer = await outside(world, Post.officer)
    people = (world.teacher, world.principal)

    await says(world, world.father, harm=True, concerned=people)

    assert await heard(world) == {officer: ["request_new"]}


async def test_whom_it_concerns_can_be_said_later_and_takes_it_from_their_hands(
    store: Store,
) -> None:
    world = await a_school(store)
    worry = await says(world, world.father)
    await take(world, world.teacher, worry)
    await heard(world)
    async with store.write() as work:
        father = world.actor(world.father)
        named = await handling.name_concerned(work, father, worry, [world.teacher], START)

    assert named is Did.done
    assert (await row_of(world, worry)).owner_id is None
    assert await end(world, world.teacher, worry) is Did.not_yours
    assert await heard(world) == {world.principal: ["request_new"]}


async def test_suspected_harm_is_not_closed_like_anything_else(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father)
    async with store.write() as work:
        assert await handling.mark_harm(work, world.actor(world.father), worry, START) is Did.done
    await take(world, world.teacher, worry)

    for ending in (Ending.solved, Ending.not_needed, Ending.passed_on, Ending.cannot_help):
        assert await end(world, world.teacher, worry, ending) is Did.needs_more
    assert await end(world, world.teacher, worry, Ending.unfounded) is Did.not_yours
    async with store.write() as work:
        father, teacher = world.actor(world.father), world.actor(world.teacher)
        assert await closing.withdraw(work, father, worry, START) is Did.not_yours
        assert await handling.postpone(work, teacher, worry, START) is Did.not_yours
        future = await closing.report(work, teacher, worry, ReportedTo.police, MONDAY + DAY, START)
        assert future is Did.not_yours
    assert await report(world, world.teacher, worry) is Did.done
    row = await row_of(world, worry)
    assert (row.state, row.outcome) == (RequestState.closed, "reported")
    assert (row.words["reported_to"], row.words["reported_on"]) == ("police", "2025-03-03")


async def test_a_reason_closes_it_only_with_a_second_signature(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father, harm=True)
    await take(world, world.teacher, worry)
    await heard(world)

    assert await sign(world, world.principal, worry) is Did.not_yours
    assert await reason(world, world.teacher, worry) is Did.done
    assert await heard(world) == {world.principal: ["request_sign"]}
    for person in (world.teacher, world.father, world.grandmother):
        assert await sign(world, person, worry) is Did.not_yours
    assert await sign(world, world.principal, worry, agrees=False) is Did.done
    assert await heard(world) == {world.teacher: ["request_unsigned"]}
    assert await sign(world, world.principal, worry) is Did.not_yours

    assert await reason(world, world.teacher, worry) is Did.done
    assert await sign(world, world.principal, worry) is Did.done
    row = await row_of(world, worry)
    assert (row.state, row.outcome) == (RequestState.closed, "unfounded")
    assert (row.ended_by_id, row.signed_by_id) == (world.teacher, world.principal)


async def test_who_voiced_a_suspicion_does_not_see_to_it(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.teacher, harm=True)

    assert await heard(world) == {world.principal: ["request_new"]}
    assert await take(world, world.teacher, worry) is Did.not_yours


async def test_a_child_who_leaves_keeps_its_open_worry_with_the_staff(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father, harm=True)
    async with store.write() as work:
        await work.children.end([world.child], MONDAY)

    assert await look(world, world.teacher, worry) is not None
    assert await follow(world, START + DAY) == 1
    assert (await heard(world, START + DAY))[world.principal] == ["request_waiting"]


async def test_words_wait_in_a_draft_until_something_else_is_typed(store: Store) -> None:
    world = await a_school(store)
    father = world.actor(world.father)
    async with store.write() as work:
        wish = Wish(RequestKind.worry, world.child, What.mind)
        await typed.begin(work, father.address, Waiting("raise", wish), START)
        changed = await typed.change_wish(work, father.address, START, text="晚上睡不好")
        assert changed is not None
        assert changed.text == "晚上睡不好"
        sent = await typed.send(work, father, START)
        assert sent is not None
        assert sent[0] is Raised.sent
        assert await typed.send(work, father, START) is None
        await work.drafts.put(father.address, CONVERSATION, {"what": "move"}, START)
        assert await typed.waiting_at(work, father.address) is None


async def test_who_is_barred_can_raise_nothing_and_sees_nothing(store: Store) -> None:
    world = await a_school(store)
    worry = await says(world, world.father)
    async with store.write() as work:
        ties = await work.children.ties_of_person(world.father, MONDAY)
        facts = ties[0].facts
        barred = TieFacts(facts.child_id, facts.person_id, facts.role, Status.barred)
        await work.children.change_tie(ties[0].id, barred)
        wish = Wish(RequestKind.worry, world.child)
        raised, _ = await raising.raise_request(work, world.father, wish, START)

    assert raised is Raised.not_yours
    assert await look(world, world.father, worry) is None


async def test_staff_of_the_childs_own_family_neither_hear_nor_see_nor_sign_it(
    store: Store,
) -> None:
    world = await a_school(store)
    await of_family_too(world, world.teacher, Role.guardian)
    aunt = await staff(world, "褚晚晴", Post.deputy, world.class_.id)
    await of_family_too(world, aunt, Role.guardian)

    worry = await says(world, world.grandmother, harm=True)

    assert set(await heard(world)) == {world.principal}
    assert await look(world, world.teacher, worry) is None
    assert await take(world, world.principal, worry) is Did.done
    assert await reason(world, world.principal, worry) is Did.nobody
    assert await sign(world, aunt, worry) is Did.not_yours


async def test_a_teacher_who_is_paired_with_the_child_stays_its_teacher(store: Store) -> None:
    world = await a_school(store)
    await of_family_too(world, world.teacher, Role.mentor)

    need = await says(world, world.grandmother, RequestKind.need)

    assert set(await heard(world)) == {world.teacher}
    assert await take(world, world.teacher, need) is Did.done
