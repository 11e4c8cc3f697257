"""All adults of one row: the parents, then whoever looks after the child."""

import re

from care.rosters.absence import read_absence
from care.rosters.cells import CellError, clean, says_nothing, shown
from care.rosters.grid import Cell
from care.rosters.headings import What, Who
from care.rosters.model import Adult, LeftBehind
from care.rosters.names import Named, read_names
from care.rosters.parents import pair_phones, parental, read_parents, split_evenly
from care.rosters.phones import read_phones
from care.rosters.row import Row
from care.rosters.wording import said_of, says_dead, says_open
from care.words import Role, Status

_AGES = range(10, 121)


def read_family(row: Row) -> tuple[tuple[Adult, ...], LeftBehind | None]:
    """The row's adults and whether both parents are away or one (SYSTEMS.md section 8)."""
    absence = row.read(Who.own, What.type_, read_absence, read_absence(None))
    if absence.unknown:
        row.ask(Who.own, What.type_, "type", value=row.quoted(Who.own, What.type_))
    guardians = _guardians(row)
    at_home = [adult.name for adult in guardians if parental(adult.relation)]
    parents = read_parents(row, absence, at_home)
    if not parents and _lacks_parents(row):
        row.ask(Who.own, What.name, "no_parent")
    return parents + guardians, absence.kind


def _lacks_parents(row: Row) -> bool:
    """Whether columns for parents name nobody, and do not say that there is nobody."""
    parents = (Who.father, Who.mother, Who.parent)
    found = [who for who in parents if (who, What.name) in row.table.columns]
    said = [text for text in (clean(row.cell(who, What.name)) for who in found) if text]
    known = any(map(says_dead, said)) or not any(map(says_open, said))
    return bool(found) and not (said and known)


def _guardians(row: Row) -> tuple[Adult, ...]:
    who = Who.guardian
    names = row.read_all(who, What.name, read_names)
    phones = row.read_all(who, What.phone, read_phones)
    if not names:
        if phones and not row.has_formula(who, What.name):
            row.ask(who, What.name, "nameless", phones=row.quoted(who, What.phone))
        return ()
    relation = row.text(who, What.relation)
    relations = split_evenly(relation, len(names)) or (relation,) * len(names)
    pairs = pair_phones(row, who, len(names), phones)
    age = row.read(who, What.age, read_age, None)
    return tuple(
        _guardian(row, named, rel, numbers, age if len(names) == 1 else None)
        for named, rel, numbers in zip(names, relations, pairs, strict=True)
    )


def _guardian(
    row: Row, named: Named, relation: str | None, phones: tuple[str, ...], age: int | None
) -> Adult:
    def text(what: What) -> str | None:
        return row.text(Who.guardian, what)

    said = said_of(named.remark, relation, clean(row.cell(Who.guardian, What.phone)))
    if said is Status.unclear:
        about = [(Role.guardian, named.name)]
        row.ask(Who.guardian, What.name, "guardian_status", about, name=named.name)
    return Adult(
        named.name,
        Role.guardian,
        said or Status.at_home,
        relation,
        phones,
        age=age,
        health=text(What.health),
        occupation=text(What.occupation),
        address=text(What.address),
    )


def read_age(cell: Cell) -> int | None:
    """An adult's age in years: 67, 67岁; `CellError` if it is none."""
    text = clean(cell)
    if says_nothing(text):
        return None
    found = re.fullmatch(r"(\d{1,3})\s*(?:岁|周岁|years?)?", text)
    if not found or int(found[1]) not in _AGES:
        raise CellError("age", value=shown(cell))
    return int(found[1])
