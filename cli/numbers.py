"""`hongyan hotline numbers`: the numbers that a school, township or county makes public."""

import asyncio
import json
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer
from rich.table import Table

from care.numbers import NumberKind, read_line, shown_number
from cli.opening import opened
from cli.places import place_named
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, misused, out, say
from services.numbers import MOST, set_numbers, with_words
from services.places import places
from storage.numbers import Number
from storage.units import UnitRow
from storage.work import Work


def numbers(
    unit: Annotated[str | None, typer.Option(help=T("cli.numbers.unit"))] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help=T("cli.numbers.set"))] = None,
    none: Annotated[bool, typer.Option("--none", help=T("cli.numbers.none"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False,
) -> None:
    """Show the public numbers, or set those of one unit."""
    wanted = read_numbers(set_ or ())
    if (wanted or none) and unit is None:
        misused("cli.numbers.whose")
    asyncio.run(_numbers(Settings(), unit, wanted if wanted or none else None, as_json=as_json))


def read_numbers(lines: Iterable[str]) -> list[Number]:
    """`family_line 0930 622 0000 weekends 9-11` as a number; ends with a sentence where it is none
    or there are too many.
    """
    found: list[Number] = []
    for line in lines:
        kind, _, rest = line.strip().partition(" ")
        known = read_line(rest) if kind in set(NumberKind) else None
        number = None if known is None else with_words(NumberKind(kind), *known)
        if number is None:
            misused("cli.numbers.bad", line=line, kinds=", ".join(NumberKind))
        found.append(number)
    if len(found) > MOST or len({(each.kind, each.number) for each in found}) < len(found):
        misused("cli.numbers.many", n=MOST)
    return found


async def _numbers(
    settings: Settings, name: str | None, wanted: Sequence[Number] | None, *, as_json: bool
) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        units = await _units(work, name)
        for unit in units if wanted is not None else ():
            await set_numbers(work, None, unit.id, wanted or (), now)
        known = await work.numbers.of(unit.id for unit in units)
        paths = {each.unit.id: each.path for each in await places(work, units)}
    found = [(paths[unit.id], each) for unit in units for each in known.get(unit.id, ())]
    if as_json:
        typer.echo(json.dumps([_entry(*each) for each in found], ensure_ascii=False))
        return
    _print(found)
    if wanted is not None:
        say("cli.numbers.is_set", n=len(wanted))


async def _units(work: Work, name: str | None) -> list[UnitRow]:
    """The unit of that name; without a name all schools with the units above them."""
    if name is not None:
        return [(await place_named(work, name)).unit]
    chains = await work.units.chains([school.id for school in await work.units.schools()])
    return list({unit.id: unit for chain in chains.values() for unit in chain}.values())


def _entry(unit: str, number: Number) -> dict[str, object]:
    return {
        "unit": unit,
        "kind": number.kind,
        "number": number.number,
        "label": number.label,
        "hours": number.hours,
    }


def _print(found: Iterable[tuple[str, Number]]) -> None:
    columns = ("unit", "kind", "number", "words")
    table = Table(*(T(f"cli.numbers.column.{column}") for column in columns))
    for unit, each in found:
        kind, words = each.kind, each.label or each.hours or ""
        table.add_row(unit, T(f"number.kind.{kind}"), shown_number(each.number), words)
    out.print(table)
