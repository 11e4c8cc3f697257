"""The first month of three schools: who is who in their sheets, and the ways through the pages.

The parts are given out by role and place, from what the import has written; so the story can be
told about any three schools whose files are of these kinds.
"""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from typer.testing import CliRunner

from care.people import PARENTS
from care.words import Post, Role, Status
from cli.main import app
from storage import tables
from storage.work import Work
from tests.story.month_sheets import SURNAMES, write_staff
from tests.story.people import Message, Person
from tests.story.town import TERM, Town


@dataclass(frozen=True, slots=True)
class Adult:
    """An adult of a child's family, as the lists have them now."""

    id: int
    name: str
    role: Role
    status: Status
    phones: tuple[str, ...]

    @property
    def owes(self) -> bool:
        """Whether they are a parent who is away, with a number."""
        return self.role in PARENTS and self.status is Status.away and bool(self.phones)


@dataclass(frozen=True, slots=True)
class Kid:
    """A child with its circle."""

    id: int
    name: str
    school: str
    class_: str
    adults: tuple[Adult, ...]

    @property
    def away(self) -> list[Adult]:
        """The parents who owe calls."""
        return [adult for adult in self.adults if adult.owes]

    @property
    def guardian(self) -> Adult | None:
        """Who looks after the child, if the sheet names them."""
        return next((adult for adult in self.adults if adult.role is Role.guardian), None)


@dataclass(slots=True)
class Month:
    """The town during its first month. `schools`: the primary, the junior high, the village."""

    town: Town
    folder: Path
    schools: tuple[str, str, str] = ("", "", "")
    kids: list[Kid] = field(default_factory=list)
    classes: dict[str, list[str]] = field(default_factory=dict)
    staff: dict[tuple[str, str], str] = field(default_factory=dict)
    """By school and by class, or by school and post."""
    took_part: set[int] = field(default_factory=set)
    parts: dict[str, Kid] = field(default_factory=dict)
    out_of_sight: dict[str, int] = field(default_factory=dict)
    """Names that nobody may read any more, with the number of the last call before."""
    names: dict[str, int] = field(default_factory=dict)

    async def look(self) -> None:
        """Read the lists as they are now."""
        self.kids, self.names = [], {}
        async with self.town.store() as store, store.read() as work:
            for school in await work.units.schools():
                classes = await work.units.below(school.id)
                self.classes[school.name] = [unit.name for unit in classes]
                self.kids += await self._children(work, school.name, classes)
            everybody = (await work._room.get(select(tables.Person.id))).scalars()
            for person in (await work.people.by_id(list(everybody))).values():
                self.names[person.name] = self.names.get(person.name, 0) + 1

    async def _children(self, work: Work, school: str, classes: Iterable[Any]) -> list[Kid]:
        units = {unit.id: unit.name for unit in classes}
        rows = await work.children.in_units(units)
        ties = await work.children.ties((row.id for row in rows), self.town.now.date())
        people = await work.people.by_id(tie.facts.person_id for tie in ties)
        found = []
        for row in rows:
            own = [tie.facts for tie in ties if tie.facts.child_id == row.id]
            adults = tuple(
                Adult(tie.person_id, one.name, tie.role, tie.status, tuple(one.phones))
                for tie in own
                for one in (people[tie.person_id],)
            )
            found.append(Kid(row.id, row.facts.name, school, units[row.facts.unit_id], adults))
        return found

    def kid(self, child_id: int) -> Kid:
        """A child as it is in the lists now."""
        return next(kid for kid in self.kids if kid.id == child_id)

    def of_school(self, number: int) -> list[Kid]:
        """The children of the first, second or third school, those of the largest class first."""
        kids = [kid for kid in self.kids if kid.school == self.schools[number]]
        size = {kid.class_: sum(each.class_ == kid.class_ for each in kids) for kid in kids}
        return sorted(kids, key=lambda kid: (-size[kid.class_], kid.class_, kid.id))

    def give_out_the_parts(self) -> None:
        """Families of the first school for all that happens; the rarest kinds are chosen first."""
        kinds: dict[str, Callable[[Kid], bool]] = {
            "without a phone": lambda kid: kid.guardian is not None and not kid.guardian.phones,
            "blocks": lambda kid: len(kid.away) == 1 and _has_a_phone(kid.guardian),
            "death": lambda kid: len(kid.away) == 2,
            "wrong number": lambda kid: bool(kid.away),
            "guardian": lambda kid: len(kid.away) == 2 and _has_a_phone(kid.guardian),
            "moves": lambda kid: bool(kid.away),
            "other number": lambda kid: _has_a_phone(kid.guardian),
            "missing": lambda kid: bool(kid.away),
        }
        self.parts = {name: self.pick(fits) for name, fits in kinds.items()}

    def pick(self, fits: Callable[[Kid], bool], school: int = 0) -> Kid:
        """A family that has no part in the story yet; all their names are theirs alone."""
        for kid in self.of_school(school):
            if kid.id not in self.took_part and self._alone(kid) and fits(kid):
                self.took_part.add(kid.id)
                return kid
        raise AssertionError("nobody in these schools fits the part")

    def _alone(self, kid: Kid) -> bool:
        same = [each for each in self.kids if each.name == kid.name]
        alike = any(
            kid.name in each.name or each.name in kid.name for each in self.kids if each != kid
        )
        unclear = any(adult.status is Status.unclear for adult in kid.adults)
        own = all(self.names[adult.name] == 1 for adult in kid.adults)
        return len(same) == 1 and not alike and not unclear and own

    async def comes(self, name: str, **card: str) -> Person:
        """Somebody with the phone that the lists have; those without one get a new phone."""
        entry = next((each for each in self.town.invited if each["person"] == name), None)
        if entry is not None and not entry["phone"]:
            card = {"phone": f"+861710009{len(self.town.phones):04}"} | card
        return await self.town.person(name, **card)

    async def join(self, names: Iterable[str]) -> list[Person]:
        """They all come in by their links."""
        people = [await self.comes(name) for name in names]
        for person in people:
            await person.joins()
        return people

    async def teacher(self, kid: Kid) -> Person:
        """The class teacher, who has joined."""
        return await self.comes(self.staff[kid.school, kid.class_])

    async def at(self, school: int, post: Post) -> Person:
        """The principal or the file manager of a school, who has joined."""
        return await self.comes(self.staff[self.schools[school], post])

    async def refused(self, *words: str) -> str:
        """A command that must end with 1; returns what it said."""
        env = self.town._environment()
        result = await asyncio.to_thread(CliRunner().invoke, app, words, env=env)
        assert result.exit_code == 1, result.output
        return result.output

    async def brings_the_rosters(self, files: Iterable[str], names: Iterable[str]) -> list[Any]:
        """Each file imported; returns what was said of it. The sheet's own name of a school counts
        before the given one.
        """
        said: list[Any] = []
        found: list[str] = []
        for file, name in zip(files, names, strict=True):
            before = set(self.classes)
            own = ("--school", name) if found else ()
            path = str(self.folder / file)
            said.append(json.loads(await self.town.command("import", path, "--json", *own)))
            await self.look()
            (school,) = set(self.classes) - before
            found.append(school)
        self.schools = (found[0], found[1], found[2])
        return said

    async def brings_the_staff(self, folder: Path) -> None:
        """A staff sheet for each school, made from its classes, and everybody's invitations."""
        for number, school in enumerate(self.schools):
            path = folder / f"staff-{number}.xlsx"
            write_staff(path, school, await self._staff_of(number, school))
            await self.town.command("import", str(path), "--school", school)
        await self.town.command(*TERM)
        self.town.invited = json.loads(await self.town.command("invite", "--json"))
        await self.look()

    async def _staff_of(self, number: int, school: str) -> list[tuple[str | None, ...]]:
        known = await self._class_teachers(school)
        rows: list[tuple[str | None, ...]] = []
        for n, class_ in enumerate(self.classes[school]):
            name = known.get(class_, SURNAMES[number][n] + "启明")
            self.staff[school, class_] = name
            rows.append((name, "班主任", class_, f"1710{number}9{n:05}", None))
        for n, (post, word) in enumerate(
            ((Post.principal, "校长"), (Post.file_manager, "学籍管理员")), 50
        ):
            self.staff[school, post] = SURNAMES[number][n - 50] + "致远"
            rows.append((self.staff[school, post], word, None, f"1710{number}9{n:05}", None))
        return rows

    async def _class_teachers(self, school: str) -> dict[str, str]:
        async with self.town.store() as store, store.read() as work:
            (unit,) = [each for each in await work.units.schools() if each.name == school]
            classes = {each.id: each.name for each in await work.units.below(unit.id)}
            posts = await work.posts.in_units(classes, self.town.now.date())
            people = await work.people.by_id(post.person_id for post in posts)
        return {
            classes[post.unit_id]: people[post.person_id].name
            for post in posts
            if post.kind == Post.class_teacher
        }


def _has_a_phone(adult: Adult | None) -> bool:
    return adult is not None and bool(adult.phones)


def again(person: Person, message: Message) -> Message:
    """The same message as it stands now."""
    return next(each for each in person.messages if each.id == message.id)


async def presses_with(person: Person, words: str) -> Message:
    """Press the newest button with these words; returns its message as it stands then."""
    for message in reversed(person.messages):
        label = next((label for label in message.labels if words in label), None)
        if label is not None:
            await person.presses(label, message)
            return again(person, message)
    raise AssertionError(f"no button with {words!r}")


async def opens_the_card(teacher: Person, kid: Kid) -> Message:
    """From /today to a child's card."""
    await teacher.says("/today")
    return await presses_with(teacher, kid.name)


async def opens_the_circle(teacher: Person, kid: Kid) -> Message:
    """From /today to the people around a child."""
    await opens_the_card(teacher, kid)
    return await presses_with(teacher, "👥 身边的人")


async def opens_the_page_of(teacher: Person, kid: Kid, adult: Adult) -> Message:
    """From /today to an adult's own page."""
    await opens_the_circle(teacher, kid)
    return await presses_with(teacher, adult.name)


async def duties_of(month: Month, *, school: int | None = None) -> list[Any]:
    """The duties about children, of one school or of all."""
    kids = month.kids if school is None else month.of_school(school)
    ids = {kid.id for kid in kids}
    async with month.town.store() as store, store.read() as work:
        duty_ids = (await work._room.get(select(tables.Duty.id))).scalars()
        duties = (await work.duties.by_id(list(duty_ids))).values()
    return [duty for duty in duties if duty.child_id in ids]


def is_gone(adult: Adult) -> bool:
    """Whether nobody may be told of them."""
    return adult.status in (Status.dead, Status.no_contact, Status.barred)
