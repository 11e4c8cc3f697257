"""`hongyan tasks`: what waits, and answering it where nobody in the chat can."""

from care.words import Status
from cli.terminal import T
from scheduler.clock import system_clock
from services.actor import Actor
from services.lists.wishes import wish_status
from storage.store import Store
from tests.cli.office import Office

NOW = system_clock()


def asked(office: Office) -> int:
    """The class teacher wishes the father barred; nobody has joined who could agree."""

    async def ask(store: Store) -> int:
        async with store.write() as work:
            (father,) = await work.people.named(["马建国"])
            (teacher,) = await work.people.named(["周秀文"])
            (tie,) = await work.children.ties_of_person(father.id, NOW.date())
            actor, child = Actor(teacher.id, 1, None), tie.facts.child_id
            _, task = await wish_status(work, actor, child, father.id, Status.barred, NOW)
        assert task is not None
        return task.id

    return office.asks(ask)


def test_what_waits_is_listed_and_answered(office: Office) -> None:
    office.has_imported()
    task = asked(office)

    listed = office.types("tasks", "list").out
    assert str(task) in listed
    assert "马建国" in listed
    assert office.types("tasks", "settle", task, "yes").out.strip() == T("cli.tasks.done")
    again = office.types("tasks", "settle", task, "yes")
    assert (again.code, again.complaint) == (1, T("cli.tasks.already"))


def test_an_answer_that_is_none_is_refused(office: Office) -> None:
    office.has_imported()

    said = office.types("tasks", "settle", 5, "perhaps")

    assert said.code == 2
    assert "yes" in said.complaint
