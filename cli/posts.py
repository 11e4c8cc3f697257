"""`hongyan post`: who has which post of the staff, from which day on."""

import asyncio
import json
from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from care.hours import local_date
from care.phones import normalise
from care.posts import POSTS_OF
from care.words import ChangeCode, Post
from cli.opening import opened
from cli.places import place_named
from cli.present import present
from cli.settings import Settings
from cli.terminal import T, fail, misused, out, say
from services.lists.values import Change
from services.posts.giving import end_post, give_post, staff_around
from services.posts.showing import HolderLine, holders_in
from storage.units import UnitRow
from storage.work import Work

posts = typer.Typer(no_args_is_help=True, help=T("cli.post.help"))
DAY = "%Y-%m-%d"
Unit = Annotated[str, typer.Argument(help=T("cli.post.unit"))]
Which = Annotated[Post, typer.Argument(help=T("cli.post.post"))]
Name = Annotated[str, typer.Argument(help=T("cli.post.name"))]
From = Annotated[datetime | None, typer.Option("--from", formats=[DAY], help=T("cli.post.from"))]


@posts.command("list", help=T("cli.post.list"))
def list_(
    unit: Unit, as_json: Annotated[bool, typer.Option("--json", help=T("cli.json"))] = False
) -> None:
    """Who has which post in a unit and right below it, now and later."""
    found = asyncio.run(_holders(Settings(), unit))
    if as_json:
        typer.echo(json.dumps([_entry(each) for each in found], ensure_ascii=False))
        return
    names = ("unit", "post", "name", "since", "until")
    table = Table(*(T(f"cli.column.{name}") for name in names))
    for each in found:
        post, last = each.post, "" if each.until is None else each.until.isoformat()
        table.add_row(each.unit, T(f"role.{post}"), each.name, each.since.isoformat(), last)
    out.print(table)


def _entry(each: HolderLine) -> dict[str, object]:
    until = None if each.until is None else each.until.isoformat()
    who = {"unit": each.unit, "post": each.post, "name": each.name}
    return who | {"since": each.since.isoformat(), "until": until}


async def _holders(settings: Settings, name: str) -> list[HolderLine]:
    now = present(settings)
    async with opened(settings) as store, store.read() as work:
        return await holders_in(work, (await place_named(work, name)).unit, now)


@posts.command("give", help=T("cli.post.give"))
def give(
    unit: Unit,
    post: Which,
    name: Name,
    phone: Annotated[str | None, typer.Option(help=T("cli.post.phone"))] = None,
    from_: From = None,
) -> None:
    """Give a post, or hand it over where one person holds it."""
    number = None if phone is None else normalise(phone)
    if phone is not None and number is None:
        misused("cli.post.bad_phone", phone=phone)
    data: dict[str, object] = {"name": name, "phone": number}
    asyncio.run(_change(Settings(), unit, post, data, from_))
    say("cli.post.given")


@posts.command("end", help=T("cli.post.end"))
def end(unit: Unit, post: Which, name: Name, from_: From = None) -> None:
    """End a post of somebody: the day is the first without them."""
    asyncio.run(_change(Settings(), unit, post, {"name": name, "ends": True}, from_))
    say("cli.post.ended")


async def _change(
    settings: Settings, unit_name: str, post: Post, data: dict[str, object], day: datetime | None
) -> None:
    now = present(settings)
    async with opened(settings) as store, store.write() as work:
        unit = (await place_named(work, unit_name)).unit
        on = _day(unit, day, now)
        data |= {"post": post} | ({} if on is None else {"on": on.isoformat()})
        if data.pop("ends", False):
            person = await _holder(work, unit, post, str(data["name"]), now)
            change = Change(ChangeCode.post_end, unit.id, None, person, data)
            await end_post(work, None, change, now)
            return
        if post not in POSTS_OF[unit.kind]:
            known = ", ".join(POSTS_OF[unit.kind])
            fail("cli.post.not_there", unit=unit.name, post=post, known=known)
        colleague = await _colleague(work, unit, data, now)
        change = Change(ChangeCode.post, unit.id, None, colleague, data)
        if not await give_post(work, None, change, now):
            fail("cli.post.has_it", name=data["name"])


def _day(unit: UnitRow, day: datetime | None, now: datetime) -> date | None:
    """The day of a change; one that is over is refused."""
    if day is None:
        return None
    if day.date() < local_date(now, unit.zone):
        misused("cli.post.over", day=day.date().isoformat())
    return day.date()


async def _holder(work: Work, unit: UnitRow, post: Post, name: str, now: datetime) -> int:
    """Who of this name has the post, or will; ends with a sentence where not exactly one does."""
    held = [e for e in await holders_in(work, unit, now) if (e.unit_id, e.post) == (unit.id, post)]
    found = {each.person_id for each in held if each.name == name}
    if not found:
        known = ", ".join(dict.fromkeys(each.name for each in held)) or T("staff.nobody")
        fail("cli.post.nobody", name=name, unit=unit.name, known=known)
    if len(found) > 1:
        fail("cli.post.same_name", name=name)
    return found.pop()


async def _colleague(
    work: Work, unit: UnitRow, data: dict[str, object], now: datetime
) -> int | None:
    """The one colleague of this name; None where a number tells who is meant, or it is somebody
    new. Ends with a sentence where several are called so.
    """
    if data["phone"] is not None:
        return None
    staff = await staff_around(work, unit, now)
    same = [p.id for p in await work.people.named([str(data["name"])]) if p.id in staff]
    if len(same) > 1:
        fail("cli.post.same_name", name=data["name"])
    return same[0] if same else None
