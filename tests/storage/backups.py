"""A store full of all kinds of cells, and everything that is in one, for tests of backups."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from storage.journal import Entry
from storage.records import NewAnswer, NewRecord
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Base
from tests.care.builders import MONDAY
from tests.world import START, World, a_school

Rows = dict[str, list[str]]


async def rows_of(store: Store) -> Rows:
    """Every cell of every table."""
    async with store.read() as work:
        return {
            table.name: sorted(map(repr, await work._room.get(select(table))))
            for table in Base.metadata.sorted_tables
        }


async def rows_at(url: str, keyring: Keyring) -> Rows:
    store = await Store.open(url, keyring)
    rows = await rows_of(store)
    await store.close()
    return rows


def quietly(_done: int, _total: int) -> None:
    """Nobody looks on."""


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def is_private(file: Path) -> bool:
    return file.stat().st_mode & 0o077 == 0


async def with_everything(store: Store) -> World:
    """A school in which all kinds of cells occur: sealed, JSON, dates, times, numbers, none."""
    world = await a_school(store)
    async with store.write() as work:
        record = NewRecord("talk", world.class_.id, world.child, world.teacher, None, None, MONDAY)
        said = [NewAnswer("said", words="想妈妈了"), NewAnswer("score", number=2.5, day=MONDAY)]
        await work.records.add(record, said, START)
        entry = Entry("person.changed", world.father, details={"field": "名"}, old="旧")
        await work.journal.write([entry], START + timedelta(microseconds=7))
        await work.drafts.put(7, "talk", {"words": "丙"}, START)
        await work.incoming.add(900, [{"text": "好"}], START)
    return world
