"""What is so of children and schools for a while, read for a whole batch in one query per kind."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from care.almanac import Stretch
from care.cadences import Occasions
from care.circumstances import NOTHING, Circumstances, SpanKind, birthday_of, entered_birthday
from care.occasions import OF_A_CHILD
from care.rule import Rule
from storage.spans import SpanRow
from storage.work import Work


async def circumstances(
    work: Work, child_ids: Iterable[int], with_birthdays: Collection[int] = ()
) -> dict[int, Circumstances]:
    """Of each child of whom anything is so; the others are left out. Birthdays are sealed, and read
    only for the children for whom a rule asks for them.
    """
    spans = await work.spans.of_children(child_ids)
    found = {child_id: _of(rows) for child_id, rows in spans.items()}
    if with_birthdays:
        births = await work.birthdays.of_children(with_birthdays)
        entered = await work.birthdays.entered(with_birthdays)
        for child_id in births.keys() | entered.keys():
            theirs = entered.get(child_id, {})
            own = entered_birthday(theirs[None]) if None in theirs else None
            found[child_id] = replace(
                found.get(child_id, NOTHING),
                birthday=own or birthday_of(births.get(child_id, "")),
                elders=tuple(entered_birthday(theirs[who]) for who in theirs if who is not None),
            )
    return found


def asks_for_birthdays(rule: Rule) -> bool:
    """Whether a rule counts from a birthday in the family."""
    names = rule.cadence.names if isinstance(rule.cadence, Occasions) else ()
    return not OF_A_CHILD.isdisjoint(names)


def _of(rows: Sequence[SpanRow]) -> Circumstances:
    return Circumstances(
        key_child=_stretches(rows, SpanKind.key_child),
        child_away=_stretches(rows, SpanKind.child_away),
        parent_home=tuple(
            (row.facts.person_id or 0, row.stretch)
            for row in rows
            if row.facts.kind is SpanKind.parent_home
        ),
    )


async def closures(work: Work, school_ids: Iterable[int]) -> dict[int, tuple[Stretch, ...]]:
    """While schools are closed for longer."""
    spans = await work.spans.of_units(school_ids)
    return {unit_id: _stretches(rows, SpanKind.closure) for unit_id, rows in spans.items()}


def _stretches(rows: Sequence[SpanRow], kind: SpanKind) -> tuple[Stretch, ...]:
    return tuple(row.stretch for row in rows if row.facts.kind is kind)
