"""`hongyan erase`: what is stored about one person or child is blanked, and stays so."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from cli.opening import opened
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, fail, misused, say, warn
from services.keeping import erasing
from services.keeping.erasing import Found
from storage.erasing import Kind
from storage.seal import Keyring
from storage.store import Store
from storage.tombstones import Sidecar, Tombstone
from storage.work import Work


def erase(
    kind: Annotated[Kind, typer.Argument(help=T("cli.erase.kind"))],
    who: Annotated[str, typer.Argument(help=T("cli.erase.who"))],
    by: Annotated[int | None, typer.Option(help=T("cli.erase.by"))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=T("cli.yes"))] = False,
) -> None:
    """Erase one of them; it cannot be taken back."""
    settings = Settings()
    asyncio.run(_erase(settings, kind, who, by, yes=yes))
    say("cli.erase.done")
    warn("cli.erase.backups")


async def _erase(settings: Settings, kind: Kind, who: str, by: int | None, *, yes: bool) -> None:
    now = present(settings)
    async with opened(settings) as store:
        async with store.read() as work:
            found = await _the_one(work, kind, who)
            if by is not None and not await work.people.by_id([by]):
                fail("cli.erase.nobody", who=by)
            await _refuse(work, kind, found.row_id, now)
        if not yes and not typer.confirm(_question(kind, found), err=True):
            misused("cli.nothing_changed")
        await _done(settings, store, Tombstone(kind, found.row_id, now, by))


async def _the_one(work: Work, kind: Kind, who: str) -> Found:
    found = await erasing.named(work, kind, who)
    if not found:
        fail("cli.erase.nobody", who=who)
    if len(found) > 1:
        known = ", ".join(f"{each.row_id} {each.place}".strip() for each in found)
        misused("cli.erase.several", who=who, known=known)
    return found[0]


async def _refuse(work: Work, kind: Kind, row_id: int, now: datetime) -> None:
    why = await erasing.why_not(work, kind, row_id, now)
    if why is not None:
        fail(f"erase.{why}")


async def _done(settings: Settings, store: Store, stone: Tombstone) -> None:
    """First the line beside the key: what is written there is erased whatever comes between."""
    ring = Keyring.read(settings.key_file)
    async with store.write() as work:
        await _refuse(work, stone.kind, stone.row_id, stone.at)
        Sidecar(settings.key_file, ring.fingerprint).add([stone])
        await erasing.erase(work, stone.kind, stone.row_id, stone.at, stone.by_id)


def _question(kind: Kind, found: Found) -> str:
    return T(f"cli.erase.ask.{kind}", name=found.name, place=found.place, id=found.row_id)
