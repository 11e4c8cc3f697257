"""`hongyan promote`: a new school year, looked at first, then planned or begun."""

import asyncio
import json
from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from care.promotion import Step, Way
from cli.inviting import schools_named
from cli.opening import opened
from cli.planning import DAY
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, fail, misused, out, say, warn
from services.moving.years import (
    Opened,
    Year,
    YearView,
    cancel_year,
    look_ahead,
    open_year,
    usual_end,
)
from storage.units import UnitRow
from storage.work import Work

_FINE = frozenset({Opened.done, Opened.planned, Opened.cancelled})


def promote(
    school: Annotated[str | None, typer.Argument(help=T("cli.promote.school"))] = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=[DAY], help=T("cli.promote.on"))
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help=T("cli.promote.dry"))] = False,
    stay: Annotated[bool, typer.Option("--teachers-stay", help=T("cli.promote.stay"))] = False,
    last: Annotated[
        int | None, typer.Option("--last-grade", min=1, max=12, help=T("cli.promote.last"))
    ] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help=T("cli.promote.cancel"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """Show what a new school year does, and, without `--dry-run`, plan it."""
    if on is None and not cancel:
        misused("cli.promote.no_day")
    day = None if on is None else on.date()
    asyncio.run(_promote(Settings(), school, day, last, stay=stay, dry=dry, as_json=as_json))


async def _promote(
    settings: Settings,
    name: str | None,
    on: date | None,
    last: int | None,
    *,
    stay: bool,
    dry: bool,
    as_json: bool,
) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        school = await _one_school(work, name)
        if on is None:
            _said(await cancel_year(work, None, school.id, now))
            return
        year = Year(on, last or await usual_end(work, school.id), stay)
        view = await look_ahead(work, None, school.id, year, now)
        if view is not None:
            _print(view, as_json)
        if dry:
            warn("cli.promote.dry_done")
        else:
            _said(await open_year(work, None, school.id, year, now))


async def _one_school(work: Work, name: str | None) -> UnitRow:
    schools = await schools_named(work, name)
    if len(schools) > 1:
        misused("cli.promote.which", known=", ".join(unit.name for unit in schools))
    return schools[0]


def _said(result: Opened) -> None:
    if result not in _FINE:
        fail(f"year.{result}")
    warn(f"year.{result}")


def _print(view: YearView, as_json: bool) -> None:
    if as_json:
        lines = [
            {"class": line.step.name, "becomes": line.step.to_name, "children": line.children}
            | {"way": line.step.way}
            for line in view.lines
        ]
        found = {"school": view.school.name, "on": view.year.on.isoformat(), "classes": lines}
        found |= {"without_teacher": view.without_teacher, "own_way": view.own_way}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    table = Table(*(T(f"cli.column.{name}") for name in ("unit", "becomes", "children")))
    for line in view.lines:
        table.add_row(line.step.name, _becomes(line.step), str(line.children))
    out.print(table)
    if view.without_teacher:
        say("cli.promote.without", names=", ".join(view.without_teacher))
    if view.own_way:
        say("cli.promote.own_way", names=", ".join(view.own_way))


def _becomes(step: Step) -> str:
    if step.way is Way.up:
        return T("cli.promote.up", to=step.to_name)
    return T("cli.promote.graduates" if step.way is Way.graduates else "cli.promote.stays")
