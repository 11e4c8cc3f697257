"""Two schools in two townships with everybody of the matrix around one child."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from care.words import (
    Post,
    Role,
    Status,
    UnitKind,
)
from services.actor import Actor
from storage.children import ChildFacts, TieFacts
from storage.store import Store
from storage.work import Work
from tests.care.builders import MONDAY, SHANGHAI
from tests.trust.people import CHILD, GOING, JOINED, LEFT, OUT, OWN, QUIET, WORDS, Cast
from tests.world import LONG_LIVE, START, a_person

_OF_A_SCHOOL = (Post.principal, Post.file_manager, Post.hotline_duty, Post.counsellor)
MONTHS_AGO = date(2024, 9, 1)


@dataclass(slots=True)
class Town:
    """Ids by what they are: `units`, `children`, and `it` for everything that can be pressed."""

    store: Store
    cast: Cast = field(default_factory=Cast)
    units: dict[str, int] = field(default_factory=dict)
    children: dict[str, int] = field(default_factory=dict)
    it: dict[str, int] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        return Actor(self.cast.ids[who], self.cast.address(who), None)

    @property
    def child(self) -> int:
        return self.children[CHILD]

    def id(self, name: str) -> int:
        """A person, a unit, a child or a thing, whichever has the name."""
        if name == "child":
            return self.child
        for known in (self.cast.ids, self.units, self.children, self.it):
            if name in known:
                return known[name]
        raise KeyError(name)


async def the_units(work: Work, town: Town) -> None:
    async def unit(name: str, kind: UnitKind, called: str, above: str | None) -> None:
        parent = None if above is None else town.units[above]
        row = await work.units.add(kind, called, parent, SHANGHAI, START)
        town.units[name] = row.id

    await unit("county", UnitKind.county, "云岭县", None)
    await unit("town", UnitKind.township, "川口乡", "county")
    await unit("town_b", UnitKind.township, "白沙乡", "county")
    await unit("school", UnitKind.school, "青禾小学", "town")
    await unit("school_b", UnitKind.school, "柳泉小学", "town_b")
    await unit("class", UnitKind.class_, "三年级1班", "school")
    await unit("class2", UnitKind.class_, "三年级2班", "school")
    await unit("class3", UnitKind.class_, "四年级1班", "school")
    await unit("class_b", UnitKind.class_, "三年级5班", "school_b")
    live = [town.units[n] for n in ("school", "school_b", "class", "class2", "class_b")]
    await work.units.go_live(live, LONG_LIVE, None)


async def the_people(work: Work, town: Town) -> None:
    everybody = {**OWN, **JOINED, **OUT}
    for number, (each, (_, name)) in enumerate(everybody.items()):
        if each == "stranger":
            continue
        phone = f"+861670000{1000 + number}"
        town.cast.ids[each] = await a_person(work, name, phone)
        town.cast.phones[each] = phone
        await work.accounts.join(town.cast.ids[each], town.cast.address(each), START)
    unit, who = town.units, town.cast.ids
    posts = [
        *(("T", "class", Post.class_teacher), ("D", "class", Post.deputy)),
        *(("W", "class", Post.deputy), ("f", "school", Post.file_manager)),
        *(("l", "school", Post.hotline_duty), ("c", "school", Post.counsellor)),
        *(("R", "school", Post.principal), ("O", "town", Post.officer)),
        *(("C", "town", Post.child_protection), ("teacher2", "class2", Post.class_teacher)),
        *(("teacher2", "class2", Post.deputy), ("teacher_b", "class_b", Post.class_teacher)),
        *(("school_b", "school_b", post) for post in _OF_A_SCHOOL),
        *(("school_b", "town_b", post) for post in (Post.officer, Post.child_protection)),
    ]
    await work.posts.give([(who[p], unit[u], post) for p, u, post in posts], MONDAY)
    await work.posts.give([(who["former"], unit["class"], Post.class_teacher)], MONTHS_AGO)
    held = await work.posts.of_person(who["former"], MONDAY)
    await work.posts.end([post.id for post in held], MONDAY - timedelta(days=3))


async def the_families(work: Work, town: Town) -> None:
    unit, who = town.units, town.cast.ids
    details = {"address": WORDS["address"]}
    facts = [
        ChildFacts(unit["class"], CHILD, birth="2016-05-21", left_behind="both", details=details),
        ChildFacts(unit["class"], QUIET, left_behind="both"),
        ChildFacts(unit["class"], GOING, left_behind="both"),
        ChildFacts(unit["class"], LEFT, left_behind="both"),
        ChildFacts(unit["class"], "冉星河", left_behind="both"),
        ChildFacts(unit["class2"], "穆青禾", left_behind="both"),
        ChildFacts(unit["class_b"], "顾云舒", left_behind="both"),
    ]
    ids = await work.children.add(facts, MONDAY, START)
    town.children |= dict(zip([each.name for each in facts], ids, strict=True))
    x, z, y = town.child, town.children["冉星河"], town.children["穆青禾"]
    unreached = await a_person(work, "荀远行", "+8616700001900")
    town.cast.ids["unreached"] = unreached
    town.cast.phones["unreached"] = "+8616700001900"
    ties = [
        TieFacts(x, who["F"], Role.father, Status.away),
        TieFacts(x, who["M"], Role.mother, Status.away),
        TieFacts(x, who["P"], Role.parent, Status.at_home),
        TieFacts(x, who["G"], Role.guardian, Status.at_home),
        TieFacts(x, who["W"], Role.guardian, Status.at_home),
        TieFacts(x, who["H"], Role.helper, Status.at_home),
        TieFacts(x, who["D"], Role.mentor, Status.at_home),
        TieFacts(x, who["barred"], Role.guardian, Status.barred),
        TieFacts(x, who["dead"], Role.guardian, Status.dead),
        TieFacts(x, who["lost"], Role.guardian, Status.no_contact),
        TieFacts(x, who["stopped"], Role.guardian, Status.at_home),
        TieFacts(x, who["withdrawn"], Role.guardian, Status.at_home),
        TieFacts(town.children[QUIET], unreached, Role.father, Status.away),
        TieFacts(z, who["father_z"], Role.father, Status.away),
        TieFacts(y, who["father_z"], Role.helper, Status.at_home),
        TieFacts(y, who["mother_y"], Role.mother, Status.away),
        TieFacts(y, who["mother_y"], Role.guardian, Status.at_home),
        TieFacts(y, who["T"], Role.father, Status.at_home),
    ]
    await work.children.tie(ties, MONDAY)
    former = TieFacts(x, who["former"], Role.guardian, Status.at_home)
    await work.children.tie([former], MONTHS_AGO)
    (tie,) = await work.children.ties_of_person(who["former"], MONDAY)
    await work.children.end_ties([tie.id], MONDAY - timedelta(days=3))
