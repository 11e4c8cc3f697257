"""Which column of a table holds what about whom: by its headings, its group and its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from care.rosters.grid import Grid
from care.rosters.headings import Heading, What, Who, group, understand

Key = tuple[Who, What]
Columns = Mapping[Key, tuple[int, ...]]

_PARENTS = (Who.father, Who.mother, Who.parent)
_FAMILY = (*_PARENTS, Who.guardian)
_OF_THE_ROW = {
    *(What.type_, What.since, What.boarding, What.remark),
    *(What.grade, What.class_, What.school, What.post),
}
_OWN_ALONE = {What.sex, What.birth, What.ethnicity}  # of a parent or guardian it is not kept
_OWN_FIRST = {What.name, What.address, *_OWN_ALONE}
_REPEATED = {What.phone}  # 联系电话1, 联系电话2


@dataclass
class _Mapping:
    """The columns understood so far, from left to right."""

    found: dict[Key, list[int]] = field(default_factory=dict)
    waiting: list[tuple[int, What]] = field(default_factory=list)
    latest: Who | None = None

    def put(self, column: int, who: Who, what: What) -> None:
        if what is What.ignored or (what in _OWN_ALONE and who is not Who.own):
            return
        known = self.found.setdefault((who, what), [])
        if not known or what in _REPEATED:
            known.append(column)

    def has(self, who: Who, what: What) -> bool:
        return (who, what) in self.found

    def turn_to(self, who: Who) -> None:
        """Columns that do not say whose they are belong to `who` from here on."""
        if who is Who.own:
            return
        self.latest = who
        if who in _FAMILY:
            for column, what in self.waiting:
                self.put(column, Who.parent if what is What.phone else who, what)
            self.waiting.clear()


def map_columns(grid: Grid, rows: Sequence[int]) -> Columns:
    """Columns by whom and what they are about, given the rows that hold the headings."""
    mapping = _Mapping()
    for column in range(grid.width()):
        heading = _heading(grid, rows, column)
        if heading is not None:
            _place(mapping, column, heading)
    for column, what in mapping.waiting:
        mapping.put(column, Who.own, what)
    return {key: tuple(columns) for key, columns in mapping.found.items()}


def _heading(grid: Grid, rows: Sequence[int], column: int) -> Heading | None:
    """The lowest text over the column, completed by the groups above it."""
    filled = [row for row in rows if grid.at(row, column) not in {None, ""}]
    if not filled:
        return None
    leaf = understand(grid.at(filled[-1], column))
    above = [_over(grid, row, filled[-1], column) for row in reversed(rows) if row < filled[-1]]
    if leaf is None:
        return None
    if leaf.who is not None:
        return _named_below(leaf, above)
    who = next((who for who in map(group, above) if who is not None), None)
    return Heading(who, leaf.what)


def _named_below(leaf: Heading, above: Sequence[str | None]) -> Heading:
    """联系电话 with 父亲 and 母亲 below it: the lower row says whose it is, the upper what."""
    upper = next((heading for heading in map(understand, above) if heading is not None), None)
    if leaf.what is What.name and upper is not None and upper.who is None:
        return Heading(leaf.who, upper.what)
    return leaf


def _over(grid: Grid, row: int, below: int, column: int) -> str | None:
    """The group's text in `row` over a column: its own, or the one that reaches over it."""
    for left in range(column, -1, -1):
        text = grid.at(row, left)
        if text not in {None, ""}:
            return str(text) if column <= _end(grid, row, left) else None
        if grid.at(below, left) in {None, ""}:
            return None
    return None


def _end(grid: Grid, row: int, column: int) -> int:
    """The last column under a group's cell; unbounded if it is not merged."""
    for top, left, bottom, right in grid.merged:
        if top <= row <= bottom and left == column:
            return right
    return grid.width()


def _place(mapping: _Mapping, column: int, heading: Heading) -> None:
    who, what = heading.who, heading.what
    if what in _OF_THE_ROW:
        mapping.put(column, Who.own, what)
    elif who is not None:
        mapping.turn_to(who)
        mapping.put(column, who, what)
    elif what in _OWN_FIRST and not mapping.has(Who.own, what):
        mapping.put(column, Who.own, what)
    elif what in _OWN_ALONE:
        return
    else:
        _by_neighbour(mapping, column, what)


def _by_neighbour(mapping: _Mapping, column: int, what: What) -> None:
    """关系 and 电话 after 监护人 are the guardian's; a place of work is never a guardian's."""
    who = mapping.latest
    if what is What.workplace and who not in _PARENTS:
        mapping.put(column, Who.parent, what)
    elif who is None:
        mapping.waiting.append((column, what))
    elif _of_both(mapping, what):
        mapping.put(column, Who.parent, what)
    else:
        mapping.put(column, who, what)


def _of_both(mapping: _Mapping, what: What) -> bool:
    """After 父亲 and 母亲 without a column of their own, one column is for both."""
    pair = {Who.father, Who.mother}
    return (
        mapping.latest in pair
        and all(mapping.has(who, What.name) for who in pair)
        and not any(mapping.has(who, what) for who in pair)
        and what in {What.phone, What.workplace}
    )
