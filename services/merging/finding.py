"""Which child of the lists a row means: by name and birth as they are now, or as the last sheet had
them, and if one of both was mistyped, a child to be asked about.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from care.merge import alike, fits, is_full, slipped
from care.rosters.model import Birth, ChildRow
from services.merging.said import Said, birth_of, birth_text
from storage.children import ChildFacts

Identity = tuple[str, str | None]


@dataclass(slots=True)
class Known:
    """A child of the lists, with the name of its class and what the last sheet said."""

    id: int
    facts: ChildFacts
    class_name: str
    said: Said

    @property
    def now(self) -> Identity:
        """Name and birth in the lists."""
        return (self.facts.name, self.facts.birth)

    @property
    def before(self) -> Identity:
        """Name and birth in the last sheet."""
        fields = self.said.fields
        return (fields.get("name", self.facts.name), fields.get("birth", self.facts.birth))

    @property
    def classes(self) -> frozenset[str]:
        """The class now, and the one of the last sheet."""
        return frozenset((self.class_name, self.said.fields.get("class", self.class_name)))

    @property
    def birth(self) -> Birth | None:
        """The birth in the lists."""
        return birth_of(self.facts.birth)


@dataclass(frozen=True, slots=True)
class Found:
    """How rows (by place in the sheet) and children belong together."""

    known: Mapping[int, Known]
    likely: Mapping[int, Known]
    """Not the same by name and birth, but nearly: asked about."""
    missing: Sequence[Known]
    """Of the classes that are in the sheet, in no row at all."""


def find(rows: Sequence[ChildRow], children: Sequence[Known]) -> Found:
    """Match rows and children; nobody twice."""
    known: dict[int, Known] = {}
    free = {child.id: child for child in children}
    for step in (_exactly, _as_far_as_known):
        step(rows, free, known)
    listed = {row.class_name for row in rows}
    missing = [child for child in free.values() if child.class_name in listed]
    fresh = [index for index in range(len(rows)) if index not in known]
    likely = dict(_likely(rows, fresh, missing))
    return Found(known, likely, missing)


def _exactly(rows: Sequence[ChildRow], free: dict[int, Known], known: dict[int, Known]) -> None:
    """Name and birth: in the same class first, then who has changed class."""
    index: dict[Identity, list[Known]] = {}
    for child in free.values():
        for identity in {child.now, child.before}:
            index.setdefault(identity, []).append(child)
    for same_class in (True, False):
        for place, row in enumerate(rows):
            if place in known:
                continue
            there = index.get((row.name, birth_text(row.birth)), ())
            fits_ = (c for c in there if not same_class or row.class_name in c.classes)
            _take(place, (c for c in fits_ if c.id in free), free, known)


def _as_far_as_known(
    rows: Sequence[ChildRow], free: dict[int, Known], known: dict[int, Known]
) -> None:
    """One name in one class, and births that do not exclude each other: 2016-05 and 2016-05-09."""
    index: dict[tuple[str, str], list[Known]] = {}
    for child in free.values():
        for name in {child.facts.name, child.before[0]}:
            index.setdefault((child.class_name, name), []).append(child)
    wanted: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        if place not in known:
            wanted.setdefault((row.class_name, row.name), []).append(place)
    for key, places in wanted.items():
        there = [child for child in index.get(key, ()) if child.id in free]
        if len(places) == len(there) == 1 and fits(rows[places[0]].birth, there[0].birth):
            _take(places[0], iter(there), free, known)


def _take(
    place: int, there: Iterator[Known], free: dict[int, Known], known: dict[int, Known]
) -> None:
    if (child := next(there, None)) is not None:
        known[place] = free.pop(child.id)


def _likely(
    rows: Sequence[ChildRow], fresh: Iterable[int], missing: Iterable[Known]
) -> Iterator[tuple[int, Known]]:
    """One birthday and nearly one name; or one name, with a birthday of which one part has changed
    or in one class, where a birthday is mended sooner than a namesake comes for who has gone.
    """
    born: dict[str | None, list[Known]] = {}
    named: dict[str, list[Known]] = {}
    for child in missing:
        born.setdefault(child.facts.birth, []).append(child)
        named.setdefault(child.facts.name, []).append(child)
    asked: set[int] = set()
    for place in fresh:
        row = rows[place]
        near = [
            c
            for c in named.get(row.name, ())
            if c.class_name == row.class_name or slipped(row.birth, c.birth)
        ]
        if is_full(row.birth):
            twins = born.get(birth_text(row.birth), ())
            near += [c for c in twins if alike(row.name, c.facts.name)]
        for child in [each for each in near if each.id not in asked][:1]:
            asked.add(child.id)
            yield place, child
