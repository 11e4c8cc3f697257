"""What rows about others say of one adult or child: sealed or among codes, so it has to be read.

A roster that named a child named its family, a birthday was entered by somebody else, and whoever
was added by the staff stands with name and number in the question that was asked then, a child with
its whole row of the sheet.
"""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from storage.room import chunks
from storage.seal import Sealer, SealError
from storage.tables import Child, Journal, Person, Phone, Task, Tie


def forget_person(connection: Connection, person: int, sealer: Sealer, nobody: str) -> None:
    """Take one adult out of what is said of others. Some of it is found by name and numbers, so
    this comes before those are blanked (`nobody` stands where a name was); doing it twice does no
    more than once.
    """
    _from_sheets(connection, person, sealer)
    _from_birthdays(connection, person)
    names = select(Person.id, Person.name).where(Person.id == person)
    numbers = select(Phone.id, Phone.number).where(Phone.person_id == person)
    words = {_opened(sealer, "person", *row, "name") for row in connection.execute(names)}
    words |= {_opened(sealer, "phone", *row, "number") for row in connection.execute(numbers)}
    _from_questions(connection, words - {nobody, None}, sealer)


def forget_child(connection: Connection, child: int, sealer: Sealer, nobody: str) -> None:
    """As above, for a child: it is named where somebody was asked whether it was another one."""
    names = connection.execute(select(Child.id, Child.name).where(Child.id == child))
    words = {_opened(sealer, "child", *row, "name") for row in names}
    _from_questions(connection, words - {nobody, None}, sealer)


def _children(person: int) -> Select[int]:
    """The children in whose circle they stand or stood."""
    return select(Tie.child_id).where(Tie.person_id == person)


def _from_sheets(connection: Connection, person: int, sealer: Sealer) -> None:
    """What the last roster said of them; of the child and the others it is kept. What no key opens
    goes, whatever it said.
    """
    theirs = select(Child.id, Child.sheet).where(Child.id.in_(_children(person)))
    for row in connection.execute(theirs.where(Child.sheet.is_not(None))).all():
        text = _opened(sealer, "child", row.id, row.sheet, "sheet")
        sheet = None
        if text is not None:
            said = json.loads(text)
            others = [adult for adult in said["adults"] if adult["person"] != person]
            if others == said["adults"]:
                continue
            sheet = sealer.seal_json("child", row.id, "sheet", said | {"adults": others})
        connection.execute(update(Child).where(Child.id == row.id).values(sheet=sheet))


def _from_birthdays(connection: Connection, person: int) -> None:
    """What was entered as their birthday before."""
    entered = (Journal.event == "birthday.entered", Journal.old.is_not(None))
    lines = select(Journal.id, Journal.details).where(Journal.child_id.in_(_children(person)))
    found = connection.execute(lines.where(*entered)).all()
    for ids in chunks([row.id for row in found if row.details.get("about") == person]):
        connection.execute(update(Journal).where(Journal.id.in_(ids)).values(old=None))


def _from_questions(connection: Connection, words: set[str | None], sealer: Sealer) -> None:
    """Questions to the staff that are settled and name them, asked before they were anybody here:
    whether to add them, or whose row of a sheet it was.
    """
    if not words:
        return
    settled = (Task.person_id.is_(None), Task.settled_at.is_not(None))
    tasks = connection.execute(select(Task.id, Task.data).where(*settled)).all()
    naming = []
    for row in tasks:
        text = _opened(sealer, "task", *row, "data")
        if text is not None and not words.isdisjoint(_texts(json.loads(text))):
            naming.append(row.id)
    for ids in chunks(naming):
        connection.execute(delete(Task).where(Task.id.in_(ids)))


def _opened(sealer: Sealer, table: str, row: int, sealed: bytes, column: str) -> str | None:
    """A cell; None where no key opens it."""
    try:
        return sealer.open(table, row, column, sealed)
    except SealError:
        return None


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in _texts(each))
