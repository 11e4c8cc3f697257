"""What a test sees of a store past its contract: everything there is, in SQL or in memory."""

from msgspec.structs import replace
from sqlalchemy import func, select, update

from storage.duties import DutyRow
from storage.journal import Entry, JournalRow
from storage.memory.work import MemoryWork
from storage.notices import NoticeRow
from storage.records import ClosureRow, RecordRow
from storage.tables import Closure, Duty, Journal, Notice, Record, Unit
from storage.work import Work


async def all_duties(work: Work) -> list[DutyRow]:
    if isinstance(work, MemoryWork):
        return list(work._state.duties.rows.values())
    ids = (await work._room.get(select(Duty.id))).scalars()
    return list((await work.duties.by_id(ids)).values())


async def all_notices(work: Work) -> list[NoticeRow]:
    if isinstance(work, MemoryWork):
        return await work.outbox.by_id(list(work._state.notices.rows))
    ids = (await work._room.get(select(Notice.id))).scalars()
    return await work.outbox.by_id(list(ids))


async def all_records(work: Work) -> list[RecordRow]:
    if isinstance(work, MemoryWork):
        return list(work._state.records.rows.values())
    ids = (await work._room.get(select(Record.id))).scalars()
    return list((await work.records.by_id(ids)).values())


async def all_closures(work: Work) -> list[ClosureRow]:
    """Those in force."""
    if isinstance(work, MemoryWork):
        return [row for row in work._state.closures.rows.values() if row.undone_at is None]
    columns = (getattr(Closure, name) for name in ClosureRow.__struct_fields__)
    rows = await work._room.get(select(*columns).where(Closure.undone_at.is_(None)))
    return [ClosureRow(*row) for row in rows]


async def all_entries(work: Work) -> list[JournalRow]:
    """The whole journal but the former values, which a database keeps sealed."""
    if isinstance(work, MemoryWork):
        rows = (stored.row for stored in work._state.entries.rows.values())
        return [replace(row, entry=replace(row.entry, old=None)) for row in rows]
    names = [name for name in Entry.__struct_fields__ if name != "old"]
    columns = (getattr(Journal, name) for name in ("at", *names))
    found = await work._room.get(select(*columns))
    return [JournalRow(row[0], Entry(*row[1:])) for row in found]


async def length_of_the_journal(work: Work) -> int:
    if isinstance(work, MemoryWork):
        return work.journal.counts.total()
    return int((await work._room.get(select(func.count(Journal.id)))).scalar_one())


async def the_first_month_is_over(work: Work) -> None:
    """No duty is the first of its chain any more."""
    if isinstance(work, MemoryWork):
        for duty in list(work._state.duties.rows.values()):
            work._state.duties.put(replace(duty, gentle=False))
        return
    await work._room.run(update(Duty).values(gentle=False))


async def put_below(work: Work, unit_id: int, above_id: int) -> None:
    """A unit belongs to another one from now on."""
    if isinstance(work, MemoryWork):
        units = work._state.units
        units.put(replace(units.rows[unit_id], parent_id=above_id))
        return
    await work._room.run(update(Unit).where(Unit.id == unit_id).values(parent_id=above_id))
