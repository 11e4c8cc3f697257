"""`hongyan import`: a school's roster or staff sheet into the store."""

import asyncio
import gc
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.texts.marks import named, noted
from care.hours import local_date
from care.rosters.model import Reading, SchoolPart
from care.rosters.read import NoTable, read
from cli.marking import check_copy, write_copy
from cli.opening import opened
from cli.planning import plan_of, source_of
from cli.present import present
from cli.settings import Settings
from cli.terminal import WRONG_CALL, WRONG_DATA, T, out, say, warn
from services.duties.programmes import use_plan
from services.importing.roster import Imported, school_named
from services.importing.schools import import_school
from services.sheets.workbook import WorkbookError, bytes_of, grids_of
from storage.seal import Keyring
from storage.store import key_in_use
from storage.units import UnitRow
from storage.work import Work

COUNTED = (
    *("children", "added", "changed", "unchanged", "gone", "staff"),
    *("held", "left", "asked", "shared"),
)
"""What is counted, in the order in which it is shown."""


class _RehearsedError(Exception):
    """Ends the transaction of a dry run without keeping anything."""


@dataclass(slots=True)
class Counts:
    """The counts of all parts of a file."""

    school: str
    parts: list[Imported]

    def counts(self) -> dict[str, Any]:
        return {name: sum(getattr(part, name) for part in self.parts) for name in COUNTED}


def import_(
    file: Annotated[Path, typer.Argument(help=T("cli.import.file"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=T("cli.import.dry_run"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
    school: Annotated[str | None, typer.Option(help=T("cli.import.school"))] = None,
    no_plan: Annotated[bool, typer.Option("--no-plan", help=T("cli.import.no_plan"))] = False,
    mark: Annotated[Path | None, typer.Option(help=T("cli.import.mark"))] = None,
) -> None:
    """Read the file, name every wrong cell, or write all of it."""
    settings = Settings()
    if mark is not None:
        check_copy(mark, file)
    reading = _read(file, settings, school, as_json=as_json, mark=mark)
    if reading.schools[0].name is None:
        warn("cli.import.no_school", name=file.stem)
    with _rehearsal(settings) if dry_run else nullcontext(settings) as chosen:
        result = asyncio.run(
            import_reading(chosen, reading, file.stem, dry_run=dry_run, no_plan=no_plan)
        )
    questions = named(noted(reading, "questions"), "question", T)
    remarks = named(noted(reading, "remarks"), "remark", T)
    if as_json:
        _print_json(result.counts(), questions=questions, remarks=remarks)
        return
    _print_counts(result, dry_run)
    if skipped := noted(reading, "skipped"):
        say("roster.skipped", sheets=", ".join(dict.fromkeys(skipped)))
    _print_cells("cli.import.questions", questions)
    _print_cells("cli.import.remarks", remarks)
    if mark is not None:
        say("cli.import.marked", file=mark)


@contextmanager
def _rehearsal(settings: Settings) -> Iterator[Settings]:
    """Where a dry run looks: the store, or a passing one where none has been made yet."""
    if settings.key_file.exists() or asyncio.run(key_in_use(settings.database)) is not None:
        yield settings
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        key = Path(folder) / "key"
        Keyring.fresh().write(key)
        database = f"sqlite:///{Path(folder) / 'store.db'}"
        yield settings.model_copy(update={"database": database, "key_file": key})


def _read(
    file: Path, settings: Settings, school: str | None, *, as_json: bool, mark: Path | None
) -> Reading:
    today = local_date(present(settings), settings.zone)
    try:
        data = bytes_of(file)
        grids = grids_of(file.name, data)
        reading = read(grids, today, school=school)
    except (WorkbookError, NoTable) as error:
        code = WRONG_CALL if error.code == "missing" else WRONG_DATA
        reason = T(f"{_family(error)}.error.{error.code}", **error.params)
        if as_json:
            _print_json({}, errors=[{"sheet": "", "cell": "", "reason": reason}])
        else:
            warn("cli.said", what=reason)
        raise typer.Exit(code) from None
    if mark is not None:
        write_copy(mark, file.name, data, grids, reading)
    faults = noted(reading, "faults")
    if faults:
        _refuse(named(faults, "fault", T), as_json, mark)
    gc.freeze()  # millions of cells that stay to the end: not to be looked through at every school
    return reading


def _family(error: WorkbookError | NoTable) -> str:
    return "workbook" if isinstance(error, WorkbookError) else "roster"


def _refuse(errors: list[dict[str, str]], as_json: bool, mark: Path | None) -> None:
    if as_json:
        _print_json({}, errors=errors)
    else:
        _print_cells("cli.import.faults", errors)
        if mark is None:
            say("cli.import.mark_hint")
        else:
            say("cli.import.marked", file=mark)
        warn("cli.import.nothing_written")
    raise typer.Exit(WRONG_DATA)


async def import_reading(
    settings: Settings,
    reading: Reading,
    unnamed: str,
    *,
    dry_run: bool = False,
    no_plan: bool = False,
) -> Counts:
    """Write what was read, or only try to: each school in a transaction of its own, so that a
    running bot waits for one school at most. All of a school or nothing.

    A school that the file does not name is called `unnamed`.
    """
    names = [part.name or unnamed for part in reading.schools]
    result = Counts("、".join(names), [])
    async with opened(settings) as store:
        for name, part in zip(names, reading.schools, strict=True):
            try:
                async with store.write() as work:
                    result.parts += await _parts(work, settings, part, name, no_plan)
                    if dry_run:
                        raise _RehearsedError
            except _RehearsedError:
                pass
    return result


async def _parts(
    work: Work, settings: Settings, part: SchoolPart, name: str, no_plan: bool
) -> list[Imported]:
    now = present(settings)
    school = await school_named(work, name, settings.zone, now)
    if part.roster is not None and not no_plan:
        await _first_plan(work, settings, school)
    return await import_school(work, part, school, now)


async def _first_plan(work: Work, settings: Settings, school: UnitRow) -> None:
    """A school that follows no plan yet starts with the installation's plan today."""
    now = present(settings)
    if not settings.plan or await work.plans.in_use([school.id], now.date()):
        return
    source = source_of(settings.plan, settings)
    plan_of(source, settings.plan)
    await use_plan(work, school.id, source, (), local_date(now, school.zone), now)


def _print_json(
    counts: dict[str, Any],
    errors: Sequence[dict[str, str]] = (),
    questions: Sequence[dict[str, str]] = (),
    remarks: Sequence[dict[str, str]] = (),
) -> None:
    empty = dict.fromkeys(COUNTED, 0)
    shown = empty | counts | {"errors": list(errors), "questions": list(questions)}
    shown["remarks"] = list(remarks)
    typer.echo(json.dumps(shown, ensure_ascii=False))


def _print_counts(result: Counts, dry_run: bool) -> None:
    counts = result.counts()
    say("cli.import.would" if dry_run else "cli.import.did", school=result.school)
    always = ("added", "changed", "unchanged")
    for name, count in counts.items():
        if count or name in always:
            say(f"cli.import.{name}", n=count)
    if counts["gone"]:
        say("cli.import.gone_hint")
    if counts["asked"] and not dry_run:
        say("cli.import.asked_hint")


def _print_cells(title: str, cells: Sequence[dict[str, str]]) -> None:
    if not cells:
        return
    table = Table(title=T(title, n=len(cells)), title_justify="left")
    for column in ("sheet", "cell", "reason"):
        table.add_column(T(f"cli.column.{column}"), overflow="fold")
    for cell in cells:
        table.add_row(cell["sheet"], cell["cell"], cell["reason"])
    out.print(table)
