"""`hongyan key`: which keys there are, a new one, and an old one taken out or in again."""

import asyncio
import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cli.opening import opened
from cli.present import present
from cli.progress import Bar
from cli.settings import Settings
from cli.terminal import T, fail, say, warn
from storage.keys import add_new, take_in
from storage.rotating import cells_by_key, retire, seal_all_again
from storage.seal import Keyring
from storage.sealing import Again
from storage.store import Store

key = typer.Typer(no_args_is_help=True, help=T("cli.key.help"))


@key.command(help=T("cli.key.status.help"))
def status(as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False) -> None:
    """How many cells are under which key."""
    settings = Settings()
    cells = asyncio.run(_cells(settings))
    ring = Keyring.read(settings.key_file)
    if as_json:
        numbers = {str(number): cells[number] for number in sorted({*ring.keys, *cells})}
        print(json.dumps({"active": ring.active, "keys": numbers}))
        return
    for number in sorted({*ring.keys, *cells}):
        what = "active" if number == ring.active else "old" if number in ring.keys else "gone"
        say(f"cli.key.line.{what}", number=number, n=cells[number])


async def _cells(settings: Settings) -> Counter[int]:
    async with opened(settings) as store:
        return await cells_by_key(store)


@key.command(help=T("cli.key.rotate.help"))
def rotate() -> None:
    """A new key, and everything under it; or what a broken off change has left."""
    asyncio.run(_rotate(Settings()))


async def _rotate(settings: Settings) -> None:
    file = settings.key_file
    async with opened(settings) as store:
        ring, cells = Keyring.read(file), await cells_by_key(store)
        left, again = cells.total() - cells[ring.active], Again()
        if left:
            warn("cli.key.goes_on", number=ring.active)
            again = await _seal(store, left)
        if not again.done:  # all is under it, but for what no key opens
            ring = add_new(file, present(settings))
            warn("cli.key.added", number=ring.active, file=file)
            again = await _seal(store, cells.total())
    say("cli.key.rotated", n=again.done, number=ring.active)
    if again.shut:
        fail("cli.key.shut", n=again.shut)
    for number in sorted(set(ring.keys) - {ring.active}):
        say("cli.key.may_retire", number=number)


async def _seal(store: Store, cells: int) -> Again:
    with Bar(T("cli.key.bar")) as bar:
        return await seal_all_again(store, cells, bar)


@key.command("retire", help=T("cli.key.retire.help"))
def retire_(number: Annotated[int, typer.Argument(help=T("cli.key.number"))]) -> None:
    """Take an old key out of the file."""
    asyncio.run(_retire(Settings(), number))
    say("cli.key.retired", number=number)


async def _retire(settings: Settings, number: int) -> None:
    async with opened(settings) as store:
        await retire(store, Keyring.read(settings.key_file), number, present(settings))


@key.command(help=T("cli.key.add.help"))
def add(file: Annotated[Path, typer.Argument(help=T("cli.key.file"))]) -> None:
    """Take the keys of an older copy in again."""
    settings = Settings()
    numbers = take_in(settings.key_file, file)
    if not numbers:
        fail("cli.key.nothing_new", file=file)
    say("cli.key.taken_in", numbers=", ".join(map(str, numbers)))
