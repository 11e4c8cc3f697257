"""`hongyan simulate`: a programme tried on an invented town, before it reaches a single parent."""

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from care.almanac import Term
from care.rule import Plan as Programme
from cli.opening import own_days_off
from cli.planning import DAY, plan_of, source_of
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, err, misused, out
from simulation.minutes import WORKERS
from simulation.run import Trial, run
from simulation.school import Plan
from simulation.summary import Summary, rows, summary

FIGURES = (
    "due",
    "done",
    "on_time",
    "unknown",
    "messages",
    "a_day",
    "busiest_day",
    "busiest_hour",
    "of_limit",
    "sending",
    "escalations",
    "parent",
    "teacher",
    "teacher_hours",
    "school_hours",
)
COLUMNS = ("due", "done", "on_time", "unknown", "missed")
HOURS = ("a_week_each", "a_week_a_school", "a_week_heaviest_school")
LONGEST = 3 * 366
MOST = 1_000_000


def simulate(
    plan: Annotated[str, typer.Option(help=T("cli.simulate.plan"))] = "linxia",
    children: Annotated[int, typer.Option(help=T("cli.simulate.children"))] = 500,
    days: Annotated[int, typer.Option(help=T("cli.simulate.days"))] = 60,
    seed: Annotated[int, typer.Option(help=T("cli.simulate.seed"))] = 1,
    beside: Annotated[str | None, typer.Option(help=T("cli.simulate.beside"))] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", help=T("cli.plan.with"))] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=[DAY], help=T("cli.simulate.from"))
    ] = None,
    processes: Annotated[int | None, typer.Option(help=T("cli.simulate.processes"))] = None,
    picture: Annotated[Path | None, typer.Option(help=T("cli.simulate.picture"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """Let an invented town live through one programme, or through two side by side."""
    settings = Settings()
    own_days_off(settings)
    if not 1 <= children <= MOST or not 1 <= days <= LONGEST:
        misused("cli.simulate.range", most=f"{MOST:,}", longest=LONGEST)
    first = since.date() if since else _first_of_september(present(settings))
    found = {}
    for plan_id in dict.fromkeys((plan, beside or plan)):
        trial = _trial(plan_id, with_ or (), settings, children, first, days, seed)
        found[plan_id] = _lived(trial, plan_id, processes or os.cpu_count() or 1)
    if picture is not None:
        _draw(picture, found)
    if as_json:
        typer.echo(_json([each.values for each in found.values()]))
    else:
        _print(found)


def _trial(
    plan_id: str,
    options: "tuple[str, ...] | list[str]",
    settings: Settings,
    children: int,
    since: date,
    days: int,
    seed: int,
) -> Trial:
    source = source_of(plan_id, settings)
    chosen = _chosen(plan_of(source, plan_id), options)
    terms = _terms(since, since + timedelta(days=days))
    return Trial(Plan(source, chosen, terms), children, since, days, seed)


def _chosen(programme: Programme, options: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
    """Those of the optional rules that this programme has."""
    known = {rule.id for rule in programme.rules if rule.optional}
    return tuple(option for option in options if option in known)


def _lived(trial: Trial, plan_id: str, processes: int) -> Summary:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=err) as bar:
        task = bar.add_task(plan_id, total=trial.children)
        figures = run(trial, processes, lambda children: bar.advance(task, children))
    return summary(trial, figures, plan_id)


def _terms(since: date, until: date) -> tuple[Term, ...]:
    """School terms as they usually are: September to January, late February to early July."""
    years = range(since.year - 1, until.year + 1)
    return tuple(
        term
        for year in years
        for term in (
            Term(f"{year}", date(year, 9, 1), date(year + 1, 1, 20)),
            Term(f"{year + 1}", date(year + 1, 2, 24), date(year + 1, 7, 5)),
        )
    )


def _first_of_september(now: datetime) -> date:
    """The beginning of the school year that comes next."""
    first = date(now.year, 9, 1)
    return first if now.date() <= first else date(now.year + 1, 9, 1)


def _draw(folder: Path, found: dict[str, Summary]) -> None:
    from simulation.picture import draw

    titles = {"day": T("simulate.by_day"), "hour": T("simulate.by_hour")}
    titles |= {"work": T("simulate.by_post")} | {name: T(f"role.{name}") for name in WORKERS}
    for file in draw(folder, found, titles):
        err.print(T("simulate.drawn", file=file), markup=False)


def _json(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True)


def _print(found: dict[str, Summary]) -> None:
    table = Table("", *found)
    columns = [dict(rows(each.values)) for each in found.values()]
    for name in FIGURES:
        table.add_row(T(f"simulate.{name}"), *(column[name] for column in columns))
    out.print(table)
    out.print(_by_hour(found))
    for plan_id, each in found.items():
        out.print(_by_rule(plan_id, each))
        out.print(_by_post(plan_id, each))


def _by_hour(found: dict[str, Summary]) -> Table:
    """How many messages go out on a day, hour by hour of the local day."""
    table = Table(T("simulate.by_hour"), *found)
    for hour in sorted({hour for each in found.values() for hour in each.per_hour}):
        a_day = (each.per_hour.get(hour, 0) / each.values["days"] for each in found.values())
        table.add_row(f"{hour:02}:00", *(f"{n:,.1f}" for n in a_day))
    return table


def _by_post(plan_id: str, each: Summary) -> Table:
    """Hours of work a week: of one person, of the mean school and of the heaviest one."""
    table = Table(
        f"{plan_id} · {T('simulate.by_post')}", *(T(f"simulate.{name}") for name in HOURS)
    )
    for name, hours in each.values["staff_hours"].items():
        table.add_row(T(f"role.{name}"), *(f"{hours[column]:,.1f}" for column in HOURS))
    return table


def _by_rule(plan_id: str, each: Summary) -> Table:
    table = Table(plan_id, *(T(f"simulate.column.{name}") for name in COLUMNS))
    for rule, counts in each.values["rules"].items():
        shares = (f"{counts[f'{name}_share']:.0%}" for name in ("done", "on_time", "unknown"))
        table.add_row(rule, f"{counts['due']:,}", *shares, f"{counts['missed']:,}")
    return table
