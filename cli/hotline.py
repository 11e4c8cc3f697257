"""`hongyan hotline hours`: when a school's family line is open. Its numbers: `cli.numbers`."""

import asyncio
import json
import re
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Annotated

import typer
from rich.table import Table

from care.openings import Days, Hours, overlapping
from cli.inviting import schools_named
from cli.opening import opened
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, misused, out, say
from services.hotline.line import hours_of, set_hours
from storage.units import UnitRow

hotline = typer.Typer(no_args_is_help=True, help=T("cli.hotline.help"))
_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)[-–~]([01]?\d|2[0-3]):([0-5]\d)")
CLOSED = (Hours(Days.school, time(0), time(0)),)
"""Hours that hold no time at all: the school has said that its line is closed."""


@hotline.command("hours", help=T("cli.hotline.hours"))
def hours(
    school: Annotated[str | None, typer.Option(help=T("cli.invite.school"))] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help=T("cli.hotline.set"))] = None,
    closed: Annotated[bool, typer.Option("--closed", help=T("cli.hotline.closed"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """Show the opening hours, or set them."""
    wanted = CLOSED if closed else tuple(read_hours(set_ or ()))
    asyncio.run(_hours(Settings(), school, wanted, as_json=as_json))


def read_hours(lines: Iterable[str]) -> Iterable[Hours]:
    """`school 12:30-13:10 16:30-17:30` as hours; ends with a sentence where it is none."""
    found: list[Hours] = []
    for line in lines:
        days, *spans = line.split() or [""]
        if days not in set(Days) or not spans:
            misused("cli.hotline.bad", line=line, days=", ".join(Days))
        for span in spans:
            parts = _SPAN.fullmatch(span)
            if parts is None:
                misused("cli.hotline.bad", line=line, days=", ".join(Days))
            first, minute, last, end = (int(part) for part in parts.groups())
            found.append(Hours(Days(days), time(first, minute), time(last, end)))
    if overlapping(found) is not None or any(each.closes <= each.opens for each in found):
        misused("cli.hotline.overlap")
    return found


async def _hours(
    settings: Settings, name: str | None, wanted: Sequence[Hours], *, as_json: bool
) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        schools = await schools_named(work, name)
        for school in schools if wanted else ():
            await set_hours(work, school.id, wanted, now)
        found = [(school, await hours_of(work, school.id)) for school in schools]
    if as_json:
        typer.echo(json.dumps([_entry(*each) for each in found], ensure_ascii=False))
    else:
        _print(found)
    if wanted and not as_json:
        say("cli.hotline.is_set", n=len(found))


def _entry(school: UnitRow, hours: Sequence[Hours]) -> dict[str, object]:
    spans = {days: [_span(h) for h in hours if h.days is days and _open(h)] for days in Days}
    return {
        "school": school.name,
        "school_days": spans[Days.school],
        "weekend": spans[Days.weekend],
        "holiday": spans[Days.holiday],
    }


def _print(found: Iterable[tuple[UnitRow, Sequence[Hours]]]) -> None:
    table = Table(T("cli.column.school"), *(T(f"days.{days}") for days in Days))
    for school, hours in found:
        spans = [", ".join(_span(h) for h in hours if h.days is d and _open(h)) for d in Days]
        table.add_row(school.name, *spans)
    out.print(table)


def _open(hours: Hours) -> bool:
    return hours.opens < hours.closes


def _span(hours: Hours) -> str:
    return f"{hours.opens:%H:%M}-{hours.closes:%H:%M}"
