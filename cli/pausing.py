"""`hongyan pause` and `hongyan resume`: all sending, or one unit with all below it."""

import asyncio
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.opening import opened
from cli.places import place_named
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, say
from services.outbox import pausing
from storage.work import Work

Unit = Annotated[str | None, typer.Option(help=T("cli.pause.unit"))]


def pause(
    unit: Unit = None,
    list_: Annotated[bool, typer.Option("--list", help=T("cli.pause.list"))] = False,
) -> None:
    """Rest: nothing goes out but emergencies, and nothing escalates."""
    asyncio.run(_show(Settings()) if list_ else _pause(Settings(), unit))


def resume(unit: Unit = None) -> None:
    """Go on."""
    asyncio.run(_resume(Settings(), unit))


async def _pause(settings: Settings, name: str | None) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        if name is None:
            new = await pausing.pause(work, None, now)
            say("cli.pause.everything" if new else "cli.pause.everything_already")
            return
        place = await place_named(work, name)
        new = await pausing.pause(work, place.unit, now)
        say("cli.pause.paused" if new else "cli.pause.already", unit=place.path)


async def _resume(settings: Settings, name: str | None) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        if name is None:
            changed = await pausing.resume(work, None, now)
            say("cli.resume.everything" if changed else "cli.resume.nothing")
        else:
            place = await place_named(work, name)
            changed = await pausing.resume(work, place.unit, now)
            say("cli.resume.resumed" if changed else "cli.resume.not_paused", unit=place.path)
        await _say_what_rests(work, settings.zone)


async def _show(settings: Settings) -> None:
    async with opened(settings) as store, store.read() as work:
        if not await _say_what_rests(work, settings.zone):
            say("cli.pause.none")


async def _say_what_rests(work: Work, zone: str) -> bool:
    """One line for all that is still paused; False where nothing is."""
    found = await pausing.paused(work)
    if found.everything_since is not None:
        say("cli.pause.everything_since", since=_clock(found.everything_since, zone))
    for place, since in found.units:
        say("cli.pause.since", unit=place.path, since=_clock(since, place.unit.zone))
    return found.everything_since is not None or bool(found.units)


def _clock(moment: datetime, zone: str) -> str:
    """A moment as the clocks of a zone show it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
