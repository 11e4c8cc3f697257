"""Tasks about the lists: what is asked, and what an answer led to."""

from collections.abc import Sequence
from datetime import date

from care.words import TaskKind
from locales.catalog import Texts
from services.tasks.showing import TaskView


def task_text(task: TaskView, t: Texts) -> str:
    """One task as a question of its own."""
    values = {name: value for name, value in task.data.items() if isinstance(value, str)}
    if task.kind is TaskKind.transfer:
        values["day"] = t.day(date.fromisoformat(values["day"]))
    return t(
        f"task.{task.kind}",
        **{
            "child": task.child or "",
            "person": task.person or "",
            "unit": task.unit,
            "by": task.asked_by or "",
            **values,
        },
    )


def tasks_text(tasks: Sequence[TaskView], t: Texts) -> str:
    """The list of tasks with the first one to be answered; the others follow one by one."""
    if not tasks:
        return t("tasks.none")
    head = t.many("tasks.head", len(tasks))
    return f"{head}\n\n{task_text(tasks[0], t)}"
