"""What is so of children and schools for a while, read for a whole batch in one query per kind."""

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from care.almanac import Stretch
from care.birthdays import birthday_of, entered_birthday
from care.cadences import Occasions, OnReview
from care.circumstances import NOTHING, Circumstances, SpanKind
from care.occasions import OF_A_CHILD
from care.rule import Rule
from storage.spans import SpanRow
from storage.work import Work


class Wanted(Struct, frozen=True):
    """Of whom the rules ask more than what is so for a while: the children whose birthdays count,
    and those of whom records of these kinds name reviews.
    """

    birthdays: Collection[int] = ()
    reviews: Collection[int] = ()
    kinds: frozenset[str] = frozenset()


NOTHING_MORE = Wanted()


async def circumstances(
    work: Work, child_ids: Iterable[int], wanted: Wanted = NOTHING_MORE
) -> dict[int, Circumstances]:
    """Of each child of whom anything is so; the others are left out. Birthdays are sealed, and read
    only for the children for whom a rule asks for them.
    """
    spans = await work.spans.of_children(child_ids)
    found = {child_id: _of(rows) for child_id, rows in spans.items()}
    if wanted.birthdays:
        births = await work.birthdays.of_children(wanted.birthdays)
        entered = await work.birthdays.entered(wanted.birthdays)
        for child_id in births.keys() | entered.keys():
            theirs = entered.get(child_id, {})
            own = entered_birthday(theirs[None]) if None in theirs else None
            found[child_id] = replace(
                found.get(child_id, NOTHING),
                birthday=own or birthday_of(births.get(child_id, "")),
                elders=tuple(entered_birthday(theirs[who]) for who in theirs if who is not None),
            )
    if wanted.reviews:
        named = await work.written.reviews(wanted.reviews, wanted.kinds)
        for child_id, reviews in named.items():
            found[child_id] = replace(found.get(child_id, NOTHING), reviews=reviews)
    return found


def wanted_by(rules: Iterable[tuple[Rule, Collection[int]]]) -> Wanted:
    """What rules ask of the children whom they are about."""
    birthdays, reviews, kinds = set[int](), set[int](), set[str]()
    for rule, child_ids in rules:
        if asks_for_birthdays(rule):
            birthdays.update(child_ids)
        if isinstance(rule.cadence, OnReview):
            reviews.update(child_ids)
            kinds.update(rule.closed_by)
    return Wanted(birthdays, reviews, frozenset(kinds))


def asks_more(rule: Rule) -> bool:
    """Whether a rule asks more of a child than what is so for a while."""
    return asks_for_birthdays(rule) or isinstance(rule.cadence, OnReview)


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
