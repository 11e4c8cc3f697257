"""`hongyan invite`: one-time links as a table, as JSON, or on a sheet to print."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cli.bot_name import bot_name
from cli.opening import opened
from cli.present import present
from cli.settings import Settings
from cli.sheet import write_sheet
from cli.terminal import T, fail, out, say, warn
from services.joining.inviting import VALID_FOR, Invitations, Invited, invite
from storage.units import UnitRow
from storage.work import Work

LINK = "https://t.me/{bot}?start={token}"
NO_BOT = "-"
"""No account can have this name, so a link made without a bot leads nowhere."""


def invite_(
    school: Annotated[str | None, typer.Option(help=T("cli.invite.school"))] = None,
    role: Annotated[list[str] | None, typer.Option(help=T("cli.invite.role"))] = None,
    again: Annotated[bool, typer.Option("--again", help=T("cli.invite.again"))] = False,
    days: Annotated[int, typer.Option(min=1, max=365, help=T("cli.invite.days"))] = 30,
    sheet: Annotated[Path | None, typer.Option(help=T("cli.invite.sheet"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """Make links for everybody who is not joined and holds no valid link."""
    settings = Settings()
    bot = bot_name(settings)
    if bot is None and sheet is not None:
        fail("cli.invite.no_bot_for_sheet")
    if bot is None:
        warn("cli.invite.no_bot")
    valid_for = timedelta(days=days)
    made = asyncio.run(
        make_invitations(
            settings, school, again=again, roles=tuple(role or ()), valid_for=valid_for
        )
    )
    _print(made, bot or NO_BOT, sheet, as_json)


async def make_invitations(
    settings: Settings,
    school: str | None = None,
    *,
    again: bool = False,
    roles: tuple[str, ...] = (),
    valid_for: timedelta = VALID_FOR,
) -> Invitations:
    """Make links for the people of one school, or of all."""
    now = present(settings)
    made: list[Invited] = []
    held = 0
    async with opened(settings) as store, store.write() as work:
        for unit in await schools_named(work, school):
            part = await invite(work, unit, now, again=again, roles=roles, valid_for=valid_for)
            made.extend(part.made)
            held += part.held_already
    return Invitations(tuple(made), held)


async def schools_named(work: Work, name: str | None) -> list[UnitRow]:
    """The school of that name, or all of them; ends with a sentence where there is none."""
    schools = await work.units.schools()
    chosen = [unit for unit in schools if name in (None, unit.name)]
    if not schools:
        fail("cli.no_school")
    if not chosen:
        fail("cli.unknown_school", name=name, known=", ".join(unit.name for unit in schools))
    return chosen


def _print(result: Invitations, bot: str, sheet: Path | None, as_json: bool) -> None:
    links = {invited: LINK.format(bot=bot, token=invited.token) for invited in result.made}
    if result.held_already:
        warn("cli.invite.held", n=result.held_already)
    if sheet is not None:
        write_sheet(sheet, links)
        say("cli.invite.written", n=len(links), file=sheet)
    if as_json:
        typer.echo(json.dumps([_entry(i, link) for i, link in links.items()], ensure_ascii=False))
    elif sheet is None:
        _print_table(links)


def _entry(invited: Invited, link: str) -> dict[str, str | None]:
    return {
        "person": invited.person,
        "role": invited.role,
        "child": invited.child,
        "phone": invited.phone,
        "link": link,
    }


def _print_table(links: dict[Invited, str]) -> None:
    table = Table()
    for column in ("unit", "person", "role", "child", "phone", "link"):
        table.add_column(T(f"cli.column.{column}"), overflow="fold")
    for i, link in links.items():
        table.add_row(i.unit, i.person, T(f"role.{i.role}"), i.child or "", i.phone or "", link)
    out.print(table)
