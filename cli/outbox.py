"""`hongyan outbox`: what waits, what went wrong, sent again or cancelled by a person's decision.

A list holds ids and roles; names only where they are asked for.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from care.delivery import LOOP, NO_ANSWER, NoticeState
from cli.opening import opened
from cli.places import place_named
from cli.present import present
from cli.settings import Settings
from cli.terminal import WRONG_DATA, T, fail, misused, out, say, warn
from services.outbox.office import DONE, Settled, cancel, resend
from services.outbox.shown import NoticeShown, counted, shown
from services.places import with_all_below
from storage.outbox_office import Search
from storage.work import Work

outbox = typer.Typer(no_args_is_help=True, help=T("cli.outbox.help"))
DAY = "%Y-%m-%d"
AT_MOST = 200
"""The latest of more than this many are shown; all of them are counted."""
WHOLE = {"id": 19, "name": 8}
"""Columns that narrow terminals leave as wide as this: what is in them is to be copied."""

Act = Callable[[Work, Iterable[int], datetime], Awaitable[list[Settled]]]
State = Annotated[NoticeState | None, typer.Option(help=T("cli.outbox.state"))]
Unit = Annotated[str | None, typer.Option(help=T("cli.outbox.unit"))]
PersonId = Annotated[int | None, typer.Option("--person", help=T("cli.outbox.person"))]
Ids = Annotated[list[int] | None, typer.Argument(help=T("cli.outbox.ids"))]


@outbox.command("list", help=T("cli.outbox.list"))
def list_(
    state: State = None,
    unit: Unit = None,
    person: PersonId = None,
    since: Annotated[
        datetime | None, typer.Option(formats=[DAY], help=T("cli.outbox.since"))
    ] = None,
    names: Annotated[bool, typer.Option("--names", help=T("cli.outbox.names"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """What is in the outbox."""
    settings = Settings()
    after = None if since is None else since.replace(tzinfo=ZoneInfo(settings.zone))
    asyncio.run(_list(settings, (state, unit, person, after), names=names, as_json=as_json))


@outbox.command("resend", help=T("cli.outbox.resend"))
def resend_(
    ids: Ids = None, state: State = None, unit: Unit = None, person: PersonId = None
) -> None:
    """Queue messages again."""
    _act(resend, ids, (state, unit, person, None))


@outbox.command("cancel", help=T("cli.outbox.cancel"))
def cancel_(
    ids: Ids = None, state: State = None, unit: Unit = None, person: PersonId = None
) -> None:
    """Cancel messages that wait."""
    _act(cancel, ids, (state, unit, person, None))


Filters = tuple[NoticeState | None, str | None, int | None, datetime | None]


async def _search(work: Work, filters: Filters) -> Search:
    state, unit, person, since = filters
    units = None
    if unit is not None:
        units = await with_all_below(work, [(await place_named(work, unit)).unit.id])
    states = None if state is None else (state.value,)
    return Search(states, person, units, since)


async def _list(settings: Settings, filters: Filters, *, names: bool, as_json: bool) -> None:
    now = present(settings)
    async with opened(settings) as store, store.read() as work:
        search = await _search(work, filters)
        counts = await counted(work, search)
        lines = await shown(work, search, AT_MOST, now, names=names)
    if as_json:
        found = {"counts": counts, "notices": [_entry(line) for line in lines]}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    _print(lines, settings.zone, names=names)
    if any(line.state == NoticeState.held for line in lines):
        say("cli.outbox.decide")
    said = [T("cli.outbox.count", n=n, state=_word(code)) for code, n in counts.items()]
    say("cli.outbox.counts", counts=T("live.and").join(said) or "0")


def _word(state: str) -> str:
    """A state as people say it; a filter asks for its code."""
    return T(f"notice_state.{state}")


def _why(line: NoticeShown) -> str:
    """What is held waits for somebody who has to know why; elsewhere the code will do."""
    if line.state == NoticeState.held and line.outcome == LOOP:
        return T("cli.outbox.held_loop")
    if line.state == NoticeState.held and line.outcome == NO_ANSWER:
        return T("cli.outbox.held_no_answer")
    return line.outcome or ""


def _entry(line: NoticeShown) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": line.id,
        "state": line.state,
        "kind": line.kind,
        "due": line.due.isoformat(),
        "attempts": line.attempts,
        "outcome": line.outcome,
        "person": line.person_id,
        "roles": list(line.roles),
    }
    return entry if line.name is None else entry | {"name": line.name}


def _print(lines: list[NoticeShown], zone: str, *, names: bool) -> None:
    table = Table(box=None, pad_edge=False)
    columns = ("id", "state", "kind", "due", "attempts", "outcome", "person", "role", "name")
    for column in columns:
        if names or column != "name":
            width = WHOLE.get(column)
            table.add_column(T(f"cli.outbox.column.{column}"), overflow="fold", min_width=width)
    for line in lines:
        due = line.due.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
        cells = [
            str(line.id),
            _word(line.state),
            line.kind,
            due,
            str(line.attempts),
            _why(line),
        ]
        roles = ", ".join(T(f"role.{role}") for role in line.roles)
        table.add_row(*cells, str(line.person_id), roles, *([line.name] if names else []))
    out.print(table)


def _act(act: Act, ids: list[int] | None, filters: Filters) -> None:
    if not ids and all(each is None for each in filters):
        misused("cli.outbox.nothing_named")
    settled = asyncio.run(_settle(Settings(), act, ids or [], filters))
    if not settled:
        fail("cli.outbox.none_found")
    done = [each for each in settled if each.verdict in DONE]
    for each in done:
        say(f"outbox.{each.verdict}", id=each.notice_id)
    for each in settled:
        if each.verdict not in DONE:
            warn(f"outbox.{each.verdict}", id=each.notice_id)
    if len(done) < len(settled):
        raise typer.Exit(WRONG_DATA)


async def _settle(settings: Settings, act: Act, ids: list[int], filters: Filters) -> list[Settled]:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        if any(each is not None for each in filters):
            lines = await work.outbox_office.lines(await _search(work, filters))
            named = {line.id for line in lines}
            ids = [i for i in ids if i in named] if ids else list(named)
        return await act(work, ids, now)
