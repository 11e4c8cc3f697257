"""Questions about the lists as their readers see them, and what an answer leads to."""

import asyncio
from dataclasses import replace

from bot.texts.tasks import task_text
from care.words import ChangeCode, Post, Status, TaskKind
from locales.catalog import texts
from services.joining.inviting import invite_one
from services.lists.people import set_phones
from services.lists.statuses import status_key
from services.lists.strange_phones import ask_whose
from services.lists.values import Change, Outcome
from services.posts.giving import give_post
from services.tasks.asking import ask
from services.tasks.settling import Settled, settle, settle_for_installer
from services.tasks.showing import open_tasks
from storage.store import Store
from storage.tasks import NewTask, TaskRow
from tests.care.builders import MONDAY, at
from tests.services.lists import ends
from tests.services.rosters import a_roster, a_row, father
from tests.world import FATHERS_PHONE, START, World, a_person, a_school

SHEETS, NEWER = "+8616700000077", "+8616700000078"
T = texts("en")
EVENING = at(MONDAY, "19:00")


async def asked(world: World, task: NewTask) -> TaskRow:
    async with world.store.write() as work:
        (row,) = await ask(work, [task], START)
    return row


async def answer(world: World, task_id: int, answer: str, by: int) -> Settled:
    async with world.store.write() as work:
        return await settle(work, world.actor(by), task_id, answer, START)


async def read_by(world: World, person: int) -> dict[str, int]:
    """The open questions of a reader, in words."""
    async with world.store.read() as work:
        return {
            task_text(task, T): task.task_id
            for task in await open_tasks(work, world.actor(person), START)
        }


async def fathers_numbers(world: World) -> tuple[str, ...]:
    async with world.store.read() as work:
        return (await work.people.by_id([world.father]))[world.father].phones


async def the_sheet_has_another_number(world: World) -> TaskRow:
    """Of a father who has joined, and whose number was changed in chat."""
    data = {"field": "phones", "old": FATHERS_PHONE, "new": SHEETS, "value": [SHEETS]}
    about = (world.class_.id, world.child, world.father)
    return await asked(world, NewTask("differs", TaskKind.differs, *about, data=data))


async def test_a_number_that_the_sheet_is_right_about_is_shown_to_the_principal(
    store: Store,
) -> None:
    world = await a_school(store)
    question = await the_sheet_has_another_number(world)

    assert await answer(world, question.id, "sheet", world.teacher) is Settled.done

    ((text, task),) = (await read_by(world, world.principal)).items()
    assert f"…0001 → {SHEETS}" in text
    assert await answer(world, task, "yes", world.principal) is Settled.done
    assert await fathers_numbers(world) == (SHEETS,)


async def test_a_number_changed_while_the_sheets_waited_stays(store: Store) -> None:
    world = await a_school(store)
    question = await the_sheet_has_another_number(world)
    await answer(world, question.id, "sheet", world.teacher)
    async with store.write() as work:
        await set_phones(work, None, world.father, [NEWER], START)

    (task,) = (await read_by(world, world.principal)).values()
    assert await answer(world, task, "yes", world.principal) is Settled.impossible
    assert await fathers_numbers(world) == (NEWER,)


async def test_a_number_that_was_typed_meanwhile_is_not_written_down_twice(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        made = await invite_one(work, world.mother, world.teacher, START)
        assert made is not None
        invitation = await work.invitations.by_token(made.token)
        assert invitation is not None
        await ask_whose(work, invitation, NEWER, START)
        await set_phones(work, world.teacher, world.mother, [NEWER], START)

    (task,) = (await read_by(world, world.teacher)).values()
    assert await answer(world, task, "theirs", world.teacher) is Settled.done
    async with store.read() as work:
        assert (await work.people.by_id([world.mother]))[world.mother].phones == (NEWER,)


async def test_a_question_is_not_shown_to_who_has_lost_the_class_meanwhile(store: Store) -> None:
    """She teaches another class still, so her other messages go on."""
    world = await a_school(store)
    second, _ = await world.add_class("三年级2班")
    _, colleague = await world.add_class("三年级3班")
    about = (world.class_.id, world.child, world.father)
    await asked(world, NewTask("status", TaskKind.status, *about))
    async with store.write() as work:
        await work.posts.give([(world.teacher, second.id, Post.deputy)], MONDAY)
        change = Change(ChangeCode.class_, world.class_.id, person_id=colleague)
        assert await give_post(work, world.principal, change, START)

    told = [one for one in await world.deliver(EVENING) if one.news and one.news.task]

    assert [one.notice.person_id for one in told] == []


async def test_the_installers_answer_is_kept(store: Store) -> None:
    world = await a_school(store)
    about = (world.class_.id, world.child, world.father)
    key = status_key(world.child, world.father)
    question = await asked(world, NewTask(key, TaskKind.status, *about))

    async with store.write() as work:
        assert await settle_for_installer(work, question.id, "at_home", START) is Settled.done
        settled = (await work.tasks.by_id([question.id]))[question.id]

    assert settled.answer == "at_home"


async def test_a_class_that_the_sheet_is_right_about_takes_the_open_questions_along(
    store: Store,
) -> None:
    world = await a_school(store)
    _, other = await world.add_class("三年级2班")
    about = (world.class_.id, world.child)
    await asked(world, NewTask("status", TaskKind.status, *about, world.father))
    data = {"field": "class", "old": "三年级1班", "new": "三年级2班", "value": "三年级2班"}
    question = await asked(world, NewTask("class", TaskKind.differs, *about, data=data))

    assert await answer(world, question.id, "sheet", world.teacher) is Settled.done

    assert await read_by(world, world.teacher) == {}
    assert len(await read_by(world, other)) == 1
    assert len(await world.journal("move.done")) == 1


async def test_a_class_that_a_sheet_changes_takes_the_open_questions_along(store: Store) -> None:
    world = await a_school(store, plan=None)
    unit, other = await world.add_class("三年级2班")
    row = a_row("鹿小禾", replace(father(), status=Status.unclear))
    await world.import_(a_roster(row))
    (text,) = [each for each in await read_by(world, world.teacher) if "鹿远山" in each]

    await world.import_(a_roster(replace(row, class_name=unit.name)))

    assert text not in await read_by(world, world.teacher)
    (there,) = [each for each in await read_by(world, other) if "鹿远山" in each]
    assert there == text.replace("三年级1班", "三年级2班")


async def test_a_teachers_new_number_is_not_shown_as_a_familys(store: Store) -> None:
    world = await a_school(store)
    async with store.write() as work:
        manager = await a_person(work, "岑见山", None)
        await work.posts.give([(manager, world.school.id, Post.file_manager)], MONDAY)
        at = (None, world.class_.id)
        made = await invite_one(work, world.teacher, world.principal, START, at=at)
        assert made is not None
        invitation = await work.invitations.by_token(made.token)
        assert invitation is not None
        await ask_whose(work, invitation, NEWER, START)
    (task,) = (await read_by(world, manager)).values()

    assert await answer(world, task, "theirs", manager) is Settled.done

    (text,) = await read_by(world, world.principal)
    assert "The number of 谷知春 (staff of 青禾小学): …0004 → +8616700000078" in text


async def test_of_many_equal_wishes_at_once_one_waits_and_none_breaks(store: Store) -> None:
    world = await a_school(store)

    wishes = await asyncio.gather(*(ends(world, world.grandmother) for _ in range(8)))

    assert {outcome for outcome, _ in wishes} <= {Outcome.asked, Outcome.impossible}
    assert len(await read_by(world, world.principal)) == 1
