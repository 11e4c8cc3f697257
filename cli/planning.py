"""`hongyan plan` and `hongyan term`: which school follows which programme, and when it teaches."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Annotated, NoReturn

import typer
from rich.table import Table

from care.almanac import Term
from care.hours import local_date
from care.plan import load
from care.problems import PlanError
from care.rule import Plan, Rung
from cli.cadences import often
from cli.differing import show_differences
from cli.foreseeing import foreseen_as_json, show_foreseen
from cli.inviting import schools_named
from cli.opening import opened
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, err, fail, misused, out, say
from services.duties.foreseeing import Foreseen, foresee
from services.duties.programmes import enter_term, use_plan
from services.plans import UnknownPlanError, find, find_all, shipped

plans = typer.Typer(no_args_is_help=True, help=T("cli.plan.help"))
terms = typer.Typer(no_args_is_help=True, help=T("cli.term.help"))
DAY = "%Y-%m-%d"
PlanId = Annotated[str, typer.Argument(help=T("cli.plan.plan"))]


def source_of(plan_id: str, settings: Settings) -> str:
    """The text of a plan; ends the command where none of that id is known."""
    try:
        return find(plan_id, settings.plans_dir)
    except UnknownPlanError as error:
        fail("plan.unknown", plan=error.plan_id, known=", ".join(error.known))
    except PlanError as error:
        _refuse(error, plan_id)


def source_of_all(plan_ids: Sequence[str], settings: Settings) -> str:
    """The text of one plan, or of several as one; ends the command where one of them is not known
    or no plan, or where they differ.
    """
    for plan_id in plan_ids:
        plan_of(source_of(plan_id, settings), plan_id)
    try:
        return find_all(plan_ids, settings.plans_dir)
    except PlanError as error:
        _refuse(error, " + ".join(plan_ids))


def plan_of(source: str, name: str) -> Plan:
    """The plan of a text; ends the command with every problem in it named."""
    try:
        return load(source)
    except PlanError as error:
        _refuse(error, name)


def _refuse(error: PlanError, name: str) -> NoReturn:
    for problem in error.problems:
        place = ".".join(part for part in (problem.rule, problem.key) if part)
        text = T(f"plan.problem.{problem.code}", **problem.params)
        err.print(T("plan.problem_at", plan=name, place=place, what=text), markup=False)
    raise typer.Exit(1) from None


@plans.command("list", help=T("cli.plan.list"))
def list_plans() -> None:
    """All programmes that are known."""
    settings = Settings()
    table = Table("id", T("cli.column.title"), T("cli.column.rules"))
    for plan_id in shipped(settings.plans_dir):
        plan = plan_of(source_of(plan_id, settings), plan_id)
        table.add_row(plan_id, T.of(plan.title), str(len(plan.rules)))
    out.print(table)


@plans.command("show", help=T("cli.plan.show"))
def show(plan: PlanId) -> None:
    """The rules of a programme."""
    settings = Settings()
    found = plan_of(source_of(plan, settings), plan)
    columns = ("rule", "row", "title", "holder", "cadence", "ladder")
    table = Table(*(T(f"cli.column.{name}") for name in columns), title=T.of(found.title))
    for rule in found.rules:
        ladder = ", ".join(_rung(rung) for rung in rule.ladder)
        holders = ", ".join(T(f"role.{name}") for name in rule.holder)
        shown = often(rule)
        title = f"{rule.icon} {T.of(rule.title)}"
        if rule.optional:
            title += f" {T('plan.optional')}"
        table.add_row(rule.id, str(rule.row), title, holders, shown, ladder)
    out.print(table)


def _rung(rung: Rung) -> str:
    """To whom, after how many days, and where it is so, at which time or within working hours."""
    at = f" {T('plan.working_hours')}" if rung.at == "working_hours" else ""
    if isinstance(rung.at, time):
        at = f" {rung.at:%H:%M}"
    return f"{T(f'role.{rung.to}')} +{rung.after}{at}"


@plans.command("check", help=T("cli.plan.check"))
def check(plan: PlanId) -> None:
    """Whether a programme can be used."""
    found = plan_of(source_of(plan, Settings()), plan)
    say("plan.fine", plan=plan, n=len(found.rules))


@plans.command("diff", help=T("cli.plan.diff"))
def diff(plan: PlanId, new: Annotated[str, typer.Argument(help=T("cli.plan.new"))]) -> None:
    """What differs between two programmes."""
    settings = Settings()
    old, other = (plan_of(source_of(name, settings), name) for name in (plan, new))
    show_differences(old, other)


@plans.command("use", help=T("cli.plan.use"))
def use(
    plan_ids: Annotated[list[str], typer.Argument(metavar="PLAN...", help=T("cli.plan.plans"))],
    unit: Annotated[str | None, typer.Option(help=T("cli.plan.unit"))] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=[DAY], help=T("cli.plan.from"))
    ] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", help=T("cli.plan.with"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=T("cli.plan.dry_run"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.plan.json"))] = False,
) -> None:
    """A school follows a programme, or several as one, from a day on; or what that would bring."""
    settings = Settings()
    source = source_of_all(plan_ids, settings)
    known = {rule.id for rule in plan_of(source, " + ".join(plan_ids)).rules if rule.optional}
    options = tuple(with_ or ())
    if unknown := set(options) - known:
        fail("plan.unknown_option", option=", ".join(unknown), known=", ".join(sorted(known)))
    day = None if since is None else since.date()
    if not dry_run and not as_json:
        asyncio.run(_use(settings, source, unit, day, options))
        return
    foreseen = asyncio.run(_foresee(settings, source, unit, day, options))
    if as_json:
        shown = [foreseen_as_json(name, seen) for name, seen in foreseen]
        typer.echo(json.dumps(shown, ensure_ascii=False))
        return
    for name, seen in foreseen:
        show_foreseen(name, seen)


async def _foresee(
    settings: Settings, source: str, unit: str | None, since: date | None, options: tuple[str, ...]
) -> list[tuple[str, Foreseen]]:
    now = present(settings)
    async with opened(settings) as store, store.read() as work:
        return [
            (
                school.name,
                await foresee(
                    work, school, source, options, since or local_date(now, school.zone), now
                ),
            )
            for school in await schools_named(work, unit)
        ]


async def _use(
    settings: Settings, source: str, unit: str | None, since: date | None, options: tuple[str, ...]
) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        for school in await schools_named(work, unit):
            day = since or local_date(now, school.zone)
            planned = await use_plan(work, school.id, source, options, day, now)
            say("plan.used", school=school.name, day=day.isoformat(), n=planned)


@terms.command("add", help=T("cli.term.add"))
def add(
    name: Annotated[str, typer.Argument(help=T("cli.term.name"))],
    since: Annotated[datetime, typer.Option("--from", formats=[DAY], help=T("cli.term.from"))],
    until: Annotated[datetime, typer.Option("--to", formats=[DAY], help=T("cli.term.to"))],
    unit: Annotated[str | None, typer.Option(help=T("cli.plan.unit"))] = None,
) -> None:
    """Enter the dates of a term."""
    if until <= since:
        misused("term.backwards", first=since.date(), last=until.date())
    asyncio.run(_add(Settings(), Term(name, since.date(), until.date()), unit))


async def _add(settings: Settings, term: Term, unit: str | None) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        for school in await schools_named(work, unit):
            planned = await enter_term(work, school.id, term, now)
            say("term.entered", school=school.name, term=term.name, n=planned)
