"""A sheet that a principal or file manager sends in the chat: a preview, and on a tap the import.

The file waits sealed in a draft until it is accepted, so that what is written is what was shown.
"""

import asyncio
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from care.hours import local_date
from care.roles import Act, may
from care.rosters.model import Reading
from care.rosters.read import NoTable, read
from care.words import UnitKind
from services.actor import Actor
from services.importing.roster import Imported
from services.importing.schools import import_school
from services.sheets.workbook import WorkbookError, grids_of
from storage.journal import Entry
from storage.units import UnitRow
from storage.work import Work

CONVERSATION = "sheet"
WAITS = timedelta(days=1)
"""A preview older than this is made anew: the lists have moved on."""


class Bringing(StrEnum):
    """What became of a sheet; each has a sentence of its own in `locales/`."""

    not_yours = "not_yours"
    other_school = "other_school"
    unreadable = "unreadable"
    faults = "faults"
    nothing_new = "nothing_new"
    preview = "preview"
    done = "done"
    too_old = "too_old"


@dataclass(frozen=True, slots=True)
class Brought:
    """The result. `error` is why a file could not be read, `reading` what was read in it."""

    result: Bringing
    school: str = ""
    reading: Reading | None = None
    imported: tuple[Imported, ...] = ()
    error: WorkbookError | NoTable | None = None


async def may_bring(work: Work, actor: Actor, now: datetime) -> UnitRow | None:
    """The school whose lists this person keeps, or None."""
    posts = await work.posts.of_person(actor.person_id, now.date())
    units = await work.units.by_id([post.unit_id for post in posts])
    for post in posts:
        unit = units[post.unit_id]
        held = post.is_held(local_date(now, unit.zone))
        if held and unit.kind is UnitKind.school and may([post.kind], Act.bring_sheets):
            return unit
    return None


async def preview(work: Work, actor: Actor, name: str, data: bytes, now: datetime) -> Brought:
    """What a sheet would change. Nothing is written but the draft that waits for the tap."""
    school = await may_bring(work, actor, now)
    if school is None:
        return Brought(Bringing.not_yours)
    result = await _tried(work, school, name, data, now)
    if result.result is Bringing.preview:
        kept = {"name": name, "content": b64encode(data).decode()}
        await work.drafts.put(actor.address, CONVERSATION, kept, now)
    await _journal(work, actor, school, f"sheet.{result.result}", now)
    return result


async def _tried(work: Work, school: UnitRow, name: str, data: bytes, now: datetime) -> Brought:
    checked = await _checked(school, name, data, now)
    if checked.reading is None or checked.result is not Bringing.preview:
        return checked
    async with work.rehearsal():
        imported = await import_school(work, checked.reading.schools[0], school, now)
    found = Bringing.preview if any(map(_is_news, imported)) else Bringing.nothing_new
    return replace(checked, result=found, imported=tuple(imported))


async def _checked(school: UnitRow, name: str, data: bytes, now: datetime) -> Brought:
    """What was read; `preview` where it may be written into this school today."""
    today = local_date(now, school.zone)
    try:
        reading = await asyncio.to_thread(_read, name, data, today)
    except (WorkbookError, NoTable) as error:
        return Brought(Bringing.unreadable, school.name, error=error)
    if _of_another(reading, school):
        return Brought(Bringing.other_school, school.name, reading)
    return Brought(Bringing.faults if _faults(reading) else Bringing.preview, school.name, reading)


async def accept(work: Work, actor: Actor, now: datetime) -> Brought:
    """Write the sheet that was shown, if it still may be: the day and the sender's post may have
    changed meanwhile.
    """
    school = await may_bring(work, actor, now)
    if school is None:
        return Brought(Bringing.not_yours)
    draft = await work.drafts.get(actor.address, CONVERSATION)
    if draft is None or now - draft.updated_at > WAITS:
        return Brought(Bringing.too_old)
    data = b64decode(draft.data["content"])
    checked = await _checked(school, draft.data["name"], data, now)
    if checked.reading is None or checked.result is not Bringing.preview:
        return checked
    imported = await import_school(work, checked.reading.schools[0], school, now)
    await work.drafts.drop(actor.address, CONVERSATION)
    await _journal(work, actor, school, "sheet.done", now)
    return replace(checked, result=Bringing.done, imported=tuple(imported))


async def discard(work: Work, actor: Actor) -> None:
    """The sheet is not wanted."""
    await work.drafts.drop(actor.address, CONVERSATION)


def _read(name: str, data: bytes, today: date) -> Reading:
    return read(grids_of(name, data), today)


def _of_another(reading: Reading, school: UnitRow) -> bool:
    """A sheet that names a school has to name this one; several schools are for the office."""
    named = {part.name for part in reading.schools if part.name is not None}
    return len(reading.schools) > 1 or not named <= {school.name}


def _faults(reading: Reading) -> bool:
    parts = (reading.roster, reading.staff)
    return any(part is not None and part.faults for part in parts)


def _is_news(imported: Imported) -> bool:
    return bool(imported.added or imported.changed or imported.asked or imported.held)


async def _journal(work: Work, actor: Actor, school: UnitRow, event: str, now: datetime) -> None:
    entry = Entry(event, person_id=actor.person_id, unit_id=school.id)
    await work.journal.write([entry], now)
