"""`hongyan term close`, `closed` and `open`: a school that is closed for longer."""

import asyncio
from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from care.almanac import Stretch
from cli.inviting import schools_named
from cli.opening import opened
from cli.planning import DAY
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, fail, misused, out, say
from services.calendar.closing import close_school, closed_days, reopen_school

School = Annotated[str | None, typer.Option("--school", help=T("cli.plan.unit"))]
From = Annotated[datetime, typer.Option("--from", formats=[DAY], help=T("cli.close.from"))]
To = Annotated[datetime | None, typer.Option("--to", formats=[DAY], help=T("cli.close.to"))]


def close(since: From, until: To = None, school: School = None) -> None:
    """A school is closed for longer."""
    if until is not None and until < since:
        misused("term.backwards", first=since.date(), last=until.date())
    days = Stretch(since.date(), None if until is None else until.date())
    asyncio.run(_close(Settings(), days, school))


async def _close(settings: Settings, days: Stretch, name: str | None) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        for school in await schools_named(work, name):
            await close_school(work, school.id, days, None, now)
            say("close.done", school=school.name, days=_span(days))


def closed(school: School = None) -> None:
    """When schools are closed."""
    asyncio.run(_closed(Settings(), school))


async def _closed(settings: Settings, name: str | None) -> None:
    table = Table(T("cli.column.school"), T("cli.column.closed"))
    async with opened(settings) as store, store.read() as work:
        for school in await schools_named(work, name):
            for days in await closed_days(work, school.id):
                table.add_row(school.name, _span(days))
    out.print(table)


def open_(since: From, school: School = None) -> None:
    """A closure is taken back."""
    asyncio.run(_open(Settings(), since.date(), school))


async def _open(settings: Settings, since: date, name: str | None) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        for school in await schools_named(work, name):
            if not await reopen_school(work, school.id, since, None, now):
                fail("close.none", school=school.name, day=since.isoformat())
            say("close.undone", school=school.name)


def _span(days: Stretch) -> str:
    until = "" if days.to is None else days.to.isoformat()
    return f"{days.from_.isoformat()} – {until}".rstrip()
