"""`hongyan coverage`: who of the circles is in touch, class by class."""

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.table import Table

from cli.inviting import schools_named
from cli.opening import opened
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, out
from services.coverage import Coverage, SchoolCoverage, school_coverage


def coverage(
    school: Annotated[str | None, typer.Option(help=T("cli.coverage.school"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """Joined people among those in the circles, for each class and school."""
    found = asyncio.run(_coverage(Settings(), school))
    if as_json:
        typer.echo(json.dumps([_entry(each) for each in found], ensure_ascii=False))
    else:
        _print(found)


async def _coverage(settings: Settings, school: str | None) -> list[SchoolCoverage]:
    now = present(settings)
    async with opened(settings) as store, store.read() as work:
        return [await school_coverage(work, u, now) for u in await schools_named(work, school)]


def _entry(found: SchoolCoverage) -> dict[str, Any]:
    classes = [{"class": line.unit.name, **_counts(line.coverage)} for line in found.classes]
    return {"school": found.unit.name, **_counts(found.coverage), "classes": classes}


def _counts(counted: Coverage) -> dict[str, int]:
    return {"joined": counted.joined, "people": counted.people, "percent": counted.percent}


def _print(schools: list[SchoolCoverage]) -> None:
    table = Table(T("cli.column.unit"))
    for name in ("joined", "people", "percent"):
        table.add_column(T(f"cli.column.{name}"), justify="right")
    for school in schools:
        table.add_row(school.unit.name, *_cells(school.coverage), style="bold")
        for line in school.classes:
            table.add_row(f"  {line.unit.name}", *_cells(line.coverage))
    out.print(table)


def _cells(counted: Coverage) -> tuple[str, str, str]:
    return str(counted.joined), str(counted.people), f"{counted.percent} %"
