"""`hongyan tasks`: what waits for a decision, and deciding it where nobody in the chat can."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from bot.texts.tasks import task_text
from care.tasks import ANSWERS
from cli.inviting import schools_named
from cli.opening import opened
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, fail, misused, out, say
from services.tasks.settling import BY_INSTALLER, Settled, settle_for_installer
from services.tasks.showing import TaskView, open_tasks_of

tasks = typer.Typer(no_args_is_help=True, help=T("cli.tasks.help"))


@tasks.command("list", help=T("cli.tasks.list"))
def list_(school: Annotated[str | None, typer.Option(help=T("cli.tasks.school"))] = None) -> None:
    """What waits in one school, or in all."""
    found = asyncio.run(_open_tasks(Settings(), school))
    if not found:
        say("cli.tasks.none")
        return
    table = Table(T("cli.column.number"))
    table.add_column(T("cli.column.what"), overflow="fold")
    table.add_column(T("cli.column.may_answer"))
    for task in found:
        here = task.kind in BY_INSTALLER
        answers = ", ".join(task.answers) if here else T("cli.tasks.in_chat")
        table.add_row(str(task.task_id), task_text(task, T), answers)
    out.print(table)


async def _open_tasks(settings: Settings, school: str | None) -> list[TaskView]:
    async with opened(settings) as store, store.read() as work:
        schools = await schools_named(work, school)
        return [task for unit in schools for task in await open_tasks_of(work, unit.id)]


@tasks.command("settle", help=T("cli.tasks.settle"))
def settle(
    task: Annotated[int, typer.Argument(help=T("cli.tasks.id"))],
    answer: Annotated[str, typer.Argument(help=T("cli.tasks.answer"))],
) -> None:
    """Answer one of them; the journal says that it was done on the command line."""
    known = [each for kind in BY_INSTALLER for each in ANSWERS[kind]]
    if answer not in known:
        misused("cli.tasks.unknown_answer", known=", ".join(sorted(known)))
    settled = asyncio.run(_settle(Settings(), task, answer))
    if settled is not Settled.done:
        fail(f"cli.tasks.{settled}")
    say("cli.tasks.done")


async def _settle(settings: Settings, task_id: int, answer: str) -> Settled:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        return await settle_for_installer(work, task_id, answer, now)
