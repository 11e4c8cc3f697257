"""Tasks about the lists: what is asked, and what an answer led to."""

from collections.abc import Sequence
from datetime import date

from bot.texts.differing import difference
from bot.texts.post_names import post_name
from care.changes import OF_POSTS
from care.words import ChangeCode, Post, Role, Status, TaskKind
from locales.catalog import Texts
from services.tasks.showing import TaskView


def task_text(task: TaskView, t: Texts) -> str:
    """One task as a question of its own."""
    if task.kind is TaskKind.wrong_phone and task.child_id is None:
        return t("task.wrong_phone_of_staff", **_values(task, t))
    asked = t(f"task.{task.kind}", **_values(task, t))
    return f"{asked}\n{_change(task, t)}" if task.kind is TaskKind.approval else asked


def confirm_text(task: TaskView, t: Texts) -> str:
    """A change as its asker, who may decide it, is asked to confirm it."""
    return f"{t('change.sure')}\n{_change(task, t)}"


def _change(task: TaskView, t: Texts) -> str:
    change = ChangeCode(task.data["change"])
    if change in OF_POSTS and "on" in task.data:
        return t(f"change.{change}_from", **_values(task, t))
    if change is ChangeCode.number and task.child_id is None:
        return t("change.number_of_staff", **_values(task, t))
    return t(f"change.{change}", **_values(task, t))


def _values(task: TaskView, t: Texts) -> dict[str, str]:
    values = {name: value for name, value in task.data.items() if isinstance(value, str)}
    if task.kind is TaskKind.differs:
        values |= difference(task, t)
    if task.kind is TaskKind.approval and "role" in values:
        role = Role(values["role"])
        values["role"] = t(f"role.{role}")
    if task.kind is TaskKind.approval and "status" in values:
        status = Status(values["status"])
        values["status"] = t(f"status.{status}")
    if task.kind is TaskKind.approval and "post" in values:
        values["post"] = post_name(Post(values["post"]), values.get("kind"), t)
    if (day := values.get("on" if task.kind is TaskKind.approval else "day")) is not None:
        values["day"] = t.day(date.fromisoformat(day))
    names = {"child": task.child, "person": task.person, "by": task.asked_by}
    return {name: value or "" for name, value in names.items()} | {"unit": task.unit} | values


def tasks_text(tasks: Sequence[TaskView], t: Texts) -> str:
    """The list of tasks with the first one to be answered; the others follow one by one."""
    if not tasks:
        return t("tasks.none")
    head = t.many("tasks.head", len(tasks))
    return f"{head}\n\n{task_text(tasks[0], t)}"
