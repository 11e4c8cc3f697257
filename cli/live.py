"""`hongyan live`: the preview of a school's first month, and the switch."""

import asyncio
import json
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.texts.live import class_reasons, empty_text, load_text, traffic_text, unheld_text, weeks
from care.hours import local_date
from cli.inviting import schools_named
from cli.opening import opened
from cli.planning import DAY
from cli.present import present
from cli.settings import Settings
from cli.terminal import WRONG_DATA, T, fail, misused, out, warn
from services.live.preview import Preview, Traffic, preview
from services.live.switching import Switched, go_live, may_start_on
from storage.units import UnitRow
from storage.work import Work

_BAR = 20


def live(
    school: Annotated[str, typer.Argument(help=T("cli.live.school"))],
    class_: Annotated[list[str] | None, typer.Option("--class", help=T("cli.live.class"))] = None,
    on: Annotated[datetime | None, typer.Option(formats=[DAY], help=T("cli.live.on"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=T("cli.live.dry_run"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """Show what starting would bring; without --dry-run start the classes that are ready."""
    day = None if on is None else on.date()
    seen, switched = asyncio.run(_live(Settings(), school, class_ or [], day, dry_run=dry_run))
    if as_json:
        typer.echo(json.dumps(_as_json(seen, switched), ensure_ascii=False))
    else:
        _print(seen)
        for first, n in seen.planned.items():
            out.print(T.many("school.planned", n, day=T.day(first)), markup=False)
    if not seen.classes:
        warn("live.all_set" if seen.planned else "live.all_live", school=seen.school.name)
    elif not seen.ready:
        _nothing_ready(seen)
    elif not as_json:
        _say_what_starts(seen, switched)


def _say_what_starts(seen: Preview, switched: Switched | None) -> None:
    key = "cli.live.would" if switched is None else "live.done"
    names = T("live.and").join(state.name for state in seen.ready)
    out.print(T.many(key, len(seen.ready), day=T.day(seen.on), names=names), markup=False)


def _nothing_ready(seen: Preview) -> None:
    if all(not state.has_plan for state in seen.classes):
        warn("cli.live.no_plan")
    else:
        lacking = sum(state.lacking for state in seen.classes)
        warn("cli.live.none_ready", n=lacking)
    raise typer.Exit(WRONG_DATA)


async def _live(
    settings: Settings, name: str, classes: list[str], on: date | None, *, dry_run: bool
) -> tuple[Preview, Switched | None]:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        (school,) = await schools_named(work, name)
        today = local_date(now, school.zone)
        day = on or today + timedelta(days=1)
        if not may_start_on(day, today):
            misused("live.result.wrong_day")
        chosen = await _chosen(work, school, classes)
        seen = await preview(work, school, day, now, chosen)
        if dry_run or not seen.ready:
            return seen, None
        return seen, await go_live(work, None, school, chosen, day, now)


async def _chosen(work: Work, school: UnitRow, names: list[str]) -> set[int] | None:
    """The ids of the classes that were named; None for all."""
    if not names:
        return None
    known = {unit.name: unit.id for unit in await work.units.below(school.id)}
    for name in names:
        if name not in known:
            fail("cli.live.unknown_class", name=name, known=", ".join(known))
    return {known[name] for name in names}


def _print(seen: Preview) -> None:
    if not seen.classes:
        return
    columns = ("unit", "children", "joined", "messages", "missing")
    table = Table()
    for name in columns:
        table.add_column(T(f"cli.column.{name}"), overflow="fold")
    for state in seen.classes:
        sent = str(seen.most.by_class.get(state.unit_id, 0)) if state.ready else ""
        joined = f"{state.joined}/{state.people}"
        why = " ".join(class_reasons(state, seen, T))
        table.add_row(state.name, str(state.children), joined, sent, why)
    out.print(T("live.head", school=seen.school.name, day=T.day(seen.on)), markup=False)
    out.print(table)
    for line in _gaps(seen):
        out.print(line, markup=False)
    if seen.ready:
        _print_month(seen)


def _gaps(seen: Preview) -> list[str]:
    lines = [unheld_text(rule, 0, T) for rule in seen.unheld]
    lines += [empty_text(gap, seen, T) for gap in seen.empty]
    for state in seen.classes:
        own = [unheld_text(rule, number, T) for rule, number in state.unheld]
        own += [empty_text(gap, seen, T) for gap in state.empty]
        lines += [T("cli.live.gap", unit=state.name, gap=line) for line in own]
    return lines


def _print_month(seen: Preview) -> None:
    columns = ("day", "answers", "silence", "most")
    table = Table(*(T(f"cli.column.{name}") for name in columns))
    months = (seen.answers.by_day, seen.silence.by_day, seen.most.by_day)
    highest = max(*seen.most.by_day, 1)
    for number, counts in enumerate(zip(*months, strict=True)):
        if any(counts):
            day = T.day(seen.on + timedelta(days=number))
            table.add_row(day, *(_bar(count, highest) for count in counts))
    out.print(table)
    for line in (*traffic_text(seen, T), *(load_text(load, T) for load in seen.most.loads)):
        out.print(line, markup=False)


def _bar(count: int, highest: int) -> str:
    return f"{'█' * -(-count * _BAR // highest)} {count}" if count else ""


def _as_json(seen: Preview, switched: Switched | None) -> dict[str, Any]:
    """Names of classes and counts only; of people none but their number."""
    return {
        "school": seen.school.name,
        "on": seen.on.isoformat(),
        "planned": {day.isoformat(): n for day, n in seen.planned.items()},
        "live": [state.name for state in switched.started] if switched else [],
        "classes": [
            {
                "name": state.name,
                "children": state.children,
                "ready": state.ready,
                "has_plan": state.has_plan,
                "lacking": state.lacking,
                "people": state.people,
                "joined": state.joined,
                "messages": seen.most.by_class.get(state.unit_id, 0),
                "without_holder": {rule.id: number for rule, number in state.unheld},
                "empty_posts": [gap.post for gap in state.empty],
            }
            for state in seen.classes
        ],
        "silence": _month(seen.silence),
        "answers": _month(seen.answers),
        "most": _month(seen.most),
    }


def _month(traffic: Traffic) -> dict[str, Any]:
    return {
        "messages": len(traffic.sent),
        "by_day": list(traffic.by_day),
        "by_week": weeks(traffic),
        "busiest": [
            {
                "role": load.role,
                "people": load.people,
                "messages": load.messages,
                "day": load.day.isoformat(),
                "most": load.most,
                "things": load.things,
            }
            for load in traffic.loads
        ],
    }
