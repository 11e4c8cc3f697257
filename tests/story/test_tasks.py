"""/tasks: one question after the other; one that cannot be answered yet waits."""

from care.words import TaskKind
from services.tasks.asking import ask
from storage.tasks import NewTask
from tests.story.people import Person
from tests.story.town import Town


async def two_are_asked_about(town: Town) -> tuple[Person, dict[str, int]]:
    """The sheet no longer names two children; the principal has opened the list."""
    (principal,) = await town.everybody_joins("陆明德")
    async with town.store() as store, store.write() as work:
        (school,) = await work.units.schools()
        classes = [unit.id for unit in await work.units.below(school.id)]
        kids = (await work.children.in_units(classes))[:2]
        tasks = [
            NewTask(f"gone:{kid.id}", TaskKind.child_gone, kid.facts.unit_id, kid.id)
            for kid in kids
        ]
        await ask(work, tasks, town.now, told=False)
    await principal.says("/tasks")
    return principal, {kid.facts.name: kid.id for kid in kids}


async def test_a_question_can_wait_and_stays_open(town: Town) -> None:
    principal, kids = await two_are_asked_about(town)
    first, second = sorted(kids, key=lambda name: name not in principal.last_message)

    await principal.presses("⏭ 先放一放")
    assert second in principal.last_message
    await town.a_moment_passes()
    await principal.presses("还在")

    assert first in principal.last_message
    assert [entry.child_id for entry in await town.journal("task.settled")] == [kids[second]]


async def test_the_second_of_two_quick_taps_answers_nothing(town: Town) -> None:
    principal, kids = await two_are_asked_about(town)
    (first,) = [name for name in kids if name in principal.last_message]
    await principal.presses("还在")

    said = await principal.presses("还在")

    assert said == "刚换了一页，看一眼再点吧。"
    assert [entry.child_id for entry in await town.journal("task.settled")] == [kids[first]]
