"""The staff of one sheet: who holds which post, in which class, on which number."""

import re
from collections.abc import Iterator
from dataclasses import replace

from care.rosters.cells import a_name, clean
from care.rosters.children import class_of_sheet
from care.rosters.classes import read_class
from care.rosters.headings import What, Who
from care.rosters.model import StaffRow
from care.rosters.names import read_name
from care.rosters.phones import read_phones
from care.rosters.posts import Posts, read_posts
from care.rosters.row import Notes, Row
from care.rosters.rows import class_line, people
from care.rosters.school import school_in
from care.rosters.table import Table
from care.words import Post

_OF_A_CLASS = {Post.class_teacher, Post.deputy}
_BETWEEN = re.compile(r"[、,;|&]|(?<=班)[/ ]")


def read_staff(table: Table, notes: Notes) -> tuple[StaffRow, ...]:
    """The sheet's staff, one row per post and class; wrong and unclear cells go into `notes`."""
    who = Who.own if (Who.own, What.name) in table.columns else Who.class_teacher
    school = school_in(table.titles())
    under = class_of_sheet(table).name or None
    found: list[StaffRow] = []
    for row in people(table, who, notes):
        if not class_line(row):
            found.extend(_member(row, who, school, under))
    return tuple(found)


def _member(row: Row, who: Who, school: str | None, under: str | None) -> Iterator[StaffRow]:
    name = row.read(who, What.name, read_name, None) or ""
    posts = _posts(row, who)
    deputy = row.text(Who.deputy, What.name)
    member = StaffRow(
        sheet=row.table.grid.sheet,
        row=row.index + 1,
        name=name,
        post=Post.class_teacher,
        phones=row.read_all(who, What.phone, read_phones),
        deputy=a_name(deputy) if deputy else None,
        school=row.text(Who.own, What.school) or school,
    )
    for post in posts.posts:
        for unit in _units(row, post, posts.of_class, under):
            yield replace(member, post=post, unit=unit)


def _posts(row: Row, who: Who) -> Posts:
    if who is Who.class_teacher:
        return Posts((Post.class_teacher,), None, (), ())
    posts = read_posts(row.cell(Who.own, What.post))
    if posts.wrong or not (posts.posts or posts.others or row.has_formula(Who.own, What.post)):
        row.fault(Who.own, What.post, "post", value=row.quoted(Who.own, What.post))
    elif posts.others and not posts.posts:
        row.ask(Who.own, What.post, "post_none", value=row.quoted(Who.own, What.post))
    return posts


def _units(row: Row, post: Post, of_class: str | None, under: str | None) -> list[str | None]:
    """The classes of a post in a class; the school (None) for every other post."""
    if post not in _OF_A_CLASS:
        return [None]
    pieces = [p for p in _BETWEEN.split(clean(row.cell(Who.own, What.class_))) if p.strip()]
    names = [_unit(row, piece) for piece in pieces or ([of_class] if of_class else [])]
    if names or post is Post.deputy:
        return list(names) or [None]
    if under is None and not row.has_formula(Who.own, What.class_):
        row.fault(Who.own, What.class_, "class_missing", value="")
    return [under]


def _unit(row: Row, piece: str) -> str | None:
    grade = row.cell(Who.own, What.grade)
    found = read_class(grade, piece)
    if found is None:
        row.fault(Who.own, What.class_, "class_conflict", grade=clean(grade), value=piece)
        return None
    if found.number and not found.grade:
        row.fault(Who.own, What.class_, "class_missing", value=piece)
    return found.name
