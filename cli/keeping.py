"""`hongyan keep`: what is stored, since when, and how long it is kept."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from cli.opening import opened
from cli.settings import Settings
from cli.terminal import T, out
from services.keeping.house import Line, report


def keep(as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False) -> None:
    """Show it; nothing is changed."""
    settings = Settings()
    lines, stays = asyncio.run(_report(settings))
    if as_json:
        kinds = {line.kind.value: _entry(line) for line in lines}
        print(json.dumps({"for_a_while": kinds, "without_end": dict(stays)}))
    else:
        out.print(_table(settings, lines, stays))


async def _report(settings: Settings) -> tuple[list[Line], Mapping[str, int]]:
    async with opened(settings) as store:
        return await report(store, settings.kept)


def _entry(line: Line) -> dict[str, Any]:
    oldest = line.held.oldest and line.held.oldest.isoformat()
    days = None if line.kept is None else line.kept.days
    return {"count": line.held.count, "oldest": oldest, "days": days}


def _table(settings: Settings, lines: list[Line], stays: Mapping[str, int]) -> Table:
    table = Table(*(T(f"cli.keep.column.{name}") for name in ("what", "count", "oldest", "kept")))
    for line in lines:
        oldest = line.held.oldest and line.held.oldest.astimezone(ZoneInfo(settings.zone))
        kept = T("cli.keep.always") if line.kept is None else T.many("overdue.days", line.kept.days)
        since = f"{oldest:%Y-%m-%d}" if oldest else ""
        table.add_row(T(f"kept.{line.kind}"), str(line.held.count), since, kept)
    for name, count in stays.items():
        table.add_row(T(f"stays.{name}"), str(count), "", T("cli.keep.always"))
    return table
