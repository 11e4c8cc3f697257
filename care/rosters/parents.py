"""The parents of one row, from columns of their own or from one column for both."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from care.rosters.absence import Absence, Signs, settle
from care.rosters.cells import clean, says_nothing
from care.rosters.headings import What, Who
from care.rosters.model import Adult
from care.rosters.names import Named, read_names
from care.rosters.phones import read_phones
from care.rosters.row import Adults, Row
from care.rosters.wording import in_doubt, needs_asking, said_in_remark, said_of
from care.words import Role, Status

_PARENTS = (Who.father, Who.mother, Who.parent)
_FATHER = re.compile(r"父|爸|father|dad")
_MOTHER = re.compile(r"母|妈|mother|mom|mum")
_NOT_PARENT = re.compile(r"祖|伯|叔|姑|姨|舅|婶|岳|grand|继")
_BETWEEN = re.compile(r"[、,/;|]")
_EXPLAINED = re.compile(r"单亲|离异|离婚|分居|改嫁|再婚|另[娶嫁]|重组")  # why one parent is missing


@dataclass(frozen=True)
class Draft:
    """A parent as the cells name them, before it is settled who is away."""

    who: Who
    role: Role
    named: Named
    relation: str | None
    phones: tuple[str, ...]
    place: str | None
    own_place: bool
    words: tuple[str, ...]

    @property
    def about(self) -> Adults:
        """For a question: that it is about this parent."""
        return ((self.role, self.named.name),)


@lru_cache(maxsize=512)
def parental(relation: str | None) -> Role | None:
    """Father or mother, if that is what the relation says; 祖父 and 伯母 are neither."""
    text = clean(relation).lower()
    if not text or _NOT_PARENT.search(text):
        return None
    father, mother = _FATHER.search(text), _MOTHER.search(text)
    if father and mother:
        return Role.parent
    return Role.father if father else Role.mother if mother else None


@lru_cache(maxsize=512)
def split_evenly(text: str | None, count: int) -> tuple[str | None, ...] | None:
    """One part of the text for each of `count` people, None if it has not as many parts."""
    parts = [part.strip() for part in _BETWEEN.split(text or "")]
    if len(parts) != count:
        return None
    return tuple(None if says_nothing(part) else part for part in parts)


def read_parents(row: Row, absence: Absence, at_home: Iterable[str]) -> tuple[Adult, ...]:
    """The row's parents with their status; `at_home` names those who are guardians themselves."""
    drafts = [draft for who in _PARENTS for draft in _drafts(row, who)]
    drafts = _share_phones(row, drafts)
    remark = row.text(Who.own, What.remark)
    home = frozenset(at_home)
    signs = [_signs(draft, absence, remark, home) for draft in drafts]
    statuses, code = settle(absence, signs)
    if code:
        _ask_absence(row, code, drafts, signs, statuses)
    _ask_words(row, drafts, signs)
    statuses = _doubted(row, remark, drafts, statuses)
    if absence.unknown:
        statuses = _unclear(row.text(Who.own, What.type_), drafts, statuses)
    return tuple(map(_adult, drafts, statuses))


def _drafts(row: Row, who: Who) -> list[Draft]:
    names = row.read_all(who, What.name, read_names)
    phones = row.read_all(who, What.phone, read_phones)
    if not names:
        _ask_nameless(row, who, phones)
        return []
    relation = row.text(who, What.relation)
    relations = split_evenly(relation, len(names)) or (relation,) * len(names)
    pairs = pair_phones(row, who, len(names), phones)
    places, own = _places(row, who, len(names))
    words = (clean(row.cell(who, What.phone)), relation or "")
    return [
        Draft(who, _role(who, named, rel), named, rel, numbers, place, own, words)
        for named, rel, numbers, place in zip(names, relations, pairs, places, strict=True)
    ]


def _role(who: Who, named: Named, relation: str | None) -> Role:
    if who is not Who.parent:
        return Role(who.value)
    if relation and parental(relation) is None:
        return Role.guardian
    return named.role or parental(relation) or Role.parent


def pair_phones(row: Row, who: Who, count: int, phones: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Each person's numbers: all are one's own, else in order; a wrong count is asked about."""
    if count == 1:
        return [phones]
    if len(phones) == count:
        return [(phone,) for phone in phones]
    if phones:
        numbers = row.quoted(who, What.phone)
        row.ask(who, What.phone, "phone_whose", phones=numbers, people=str(count))
    return [()] * count


def _places(row: Row, who: Who, count: int) -> tuple[tuple[str | None, ...], bool]:
    """Each parent's place of work, and whether it is their own or one for both."""
    own = row.text(who, What.workplace)
    text = own or row.text(Who.parent, What.workplace)
    each = split_evenly(text, count)
    if each:
        return each, own is not None or not _shared(row)
    return (text,) * count, False


def _shared(row: Row) -> bool:
    """Whether the column for parents stands beside columns of father and mother."""
    return (Who.parent, What.name) not in row.table.columns


def _share_phones(row: Row, drafts: list[Draft]) -> list[Draft]:
    """电话 behind 父亲 and 母亲: the numbers of both, in their order."""
    if not _shared(row) or not drafts or any(draft.phones for draft in drafts):
        return drafts
    phones = row.read_all(Who.parent, What.phone, read_phones)
    if not phones:
        return drafts
    pairs = pair_phones(row, Who.parent, len(drafts), phones)
    return [
        Draft(d.who, d.role, d.named, d.relation, numbers, d.place, d.own_place, d.words)
        for d, numbers in zip(drafts, pairs, strict=True)
    ]


def _signs(draft: Draft, absence: Absence, remark: str | None, home: frozenset[str]) -> Signs:
    said = said_of(draft.named.remark, draft.place, *draft.words)
    if said is None and draft.role is not Role.guardian:
        said = said_in_remark(remark, draft.role)
    if said is None and (draft.named.name in home or draft.role is Role.guardian):
        said = Status.at_home
    known_place = draft.place is not None and (draft.own_place or absence.kind != "one")
    return Signs(draft.role, said, known_place)


def _adult(draft: Draft, status: Status) -> Adult:
    place = draft.place if status in {Status.away, Status.unclear} else None
    return Adult(draft.named.name, draft.role, status, draft.relation, draft.phones, place)


def _ask_absence(
    row: Row, code: str, drafts: list[Draft], signs: list[Signs], statuses: tuple[Status, ...]
) -> None:
    """At the type, else at each parent; once per sheet if it has no column that could tell."""
    if code != "away_unknown":
        row.ask(Who.own, What.type_, code)
        return
    could_tell = any(what in {What.type_, What.workplace} for _, what in row.table.columns)
    for draft, sign, status in zip(drafts, signs, statuses, strict=True):
        if sign.said is None and status is Status.unclear:
            if could_tell:
                row.ask(draft.who, What.name, "away_unknown", draft.about, name=draft.named.name)
            else:
                row.ask_once(draft.who, What.name, "away_unknown_sheet")
                return


def _ask_words(row: Row, drafts: list[Draft], signs: list[Signs]) -> None:
    for draft, sign in zip(drafts, signs, strict=True):
        if sign.said is Status.unclear:
            name = draft.named.name
            row.ask(draft.who, What.name, "parent_status", draft.about, name=name)


def _doubted(
    row: Row, remark: str | None, drafts: list[Draft], statuses: tuple[Status, ...]
) -> tuple[Status, ...]:
    """Asks about a remark that may change who is to be spoken to; till then nobody it is about
    counts as away.
    """
    living = [status for status in statuses if status not in {Status.dead, Status.no_contact}]
    if len(living) == 1:
        remark = _EXPLAINED.sub("", remark or "")
    several = statuses.count(Status.away) > 1
    if not living or not needs_asking(remark, several_away=several):
        return statuses
    doubted = _unclear(remark, drafts, statuses)
    pairs = zip(drafts, statuses, doubted, strict=True)
    about = [draft.about[0] for draft, was, now in pairs if was is not now]
    if len(living) == 1 and not about:
        return statuses
    row.ask(Who.own, What.remark, "remark", about, remark=row.quoted(Who.own, What.remark))
    return doubted


def _unclear(
    words: str | None, drafts: list[Draft], statuses: tuple[Status, ...]
) -> tuple[Status, ...]:
    """Whoever is away becomes unclear if the words leave open whether they may be spoken to."""
    several = statuses.count(Status.away) > 1
    return tuple(
        Status.unclear
        if status is Status.away and in_doubt(words, draft.role, several_away=several)
        else status
        for draft, status in zip(drafts, statuses, strict=True)
    )


def _ask_nameless(row: Row, who: Who, phones: tuple[str, ...]) -> None:
    shared = who is Who.parent and _shared(row)
    if phones and not shared and not row.has_formula(who, What.name):
        row.ask(who, What.name, "nameless", phones=row.quoted(who, What.phone))
