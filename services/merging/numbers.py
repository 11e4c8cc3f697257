"""The numbers of a sheet: what all its rows say of one person together, merged like any field."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from care.merge import Difference, Verdict, judge
from services.importing.matching import Matcher
from services.lists.people import set_all_phones
from services.merging.children import Differing, Outcome, Placed
from storage.work import Work

Numbers = tuple[str, ...]


async def merge_family_numbers(
    work: Work, placed: Iterable[Placed], matcher: Matcher, now: datetime, outcome: Outcome
) -> None:
    """Merge the numbers of everybody in the rows; marks the children whose adults changed."""
    base: dict[int, dict[str, None]] = {}
    around: dict[int, list[Placed]] = {}
    for one in placed:
        for before in one.before.adults if one.before else ():
            base.setdefault(before.person, {}).update(dict.fromkeys(before.phones))
        for adult in one.said.adults:
            around.setdefault(adult.person, []).append(one)
    last = {person_id: tuple(numbers) for person_id, numbers in base.items()}
    taken, asked = judged(last, matcher)
    await set_all_phones(work, taken, now, source="sheet")
    for one in (each for person_id in taken for each in around.get(person_id, ())):
        one.changed = True
    for person_id, difference in asked.items():
        first = around[person_id][0]
        outcome.differing.append(Differing(first.unit_id, first.id, person_id, difference))


def judged(
    base: Mapping[int, Numbers], matcher: Matcher
) -> tuple[dict[int, Numbers], dict[int, Difference]]:
    """Whose numbers are replaced, and whose must be asked about."""
    taken, asked = {}, {}
    for person_id, stated in matcher.stated.items():
        ours = matcher.stored[person_id]
        verdict = judge(base.get(person_id, ()), stated, ours)
        if verdict is Verdict.take:
            taken[person_id] = stated
        elif verdict is Verdict.ask:
            asked[person_id] = Difference("phones", list(ours), list(stated))
    return taken, asked


def sharing(matcher: Matcher, people: Collection[int]) -> int:
    """How many of these people stand on a number that another of them has too."""
    on: dict[str, set[int]] = {}
    for person_id in people:
        for number in matcher.stated.get(person_id) or matcher.stored.get(person_id, ()):
            on.setdefault(number, set()).add(person_id)
    return len({person_id for shared in on.values() if len(shared) > 1 for person_id in shared})
