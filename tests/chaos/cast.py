"""Who lives in the town of random lives: one school with two classes, and everybody around it."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import update

from care.almanac import Term
from care.openings import Days, Hours
from care.words import Post, Role, Status, UnitKind
from services.duties.programmes import use_plan
from services.importing.roster import school_named
from services.joining.inviting import invite_one
from storage.children import ChildFacts, TieFacts
from storage.store import Store
from storage.tables import Unit
from storage.work import Work
from tests.care.builders import MONDAY, SHANGHAI
from tests.seen import the_first_month_is_over
from tests.services.plans import LINXIA
from tests.world import LONG_LIVE, START, a_person

NAMES = {
    "father": "禾远舟",
    "mother": "祁念安",
    "grandmother": "褚秋禾",
    "teacher": "谷知春",
    "other_teacher": "石映雪",
    "deputy": "应长风",
    "principal": "闻朝晖",
    "duty": "邵晚晴",
    "counsellor": "温如玉",
    "files": "方守诚",
    "officer": "乔立本",
    "helper": "陆青禾",
    "uncle": "谷明河",
    "newcomer": "柳长河",
    "stranger": "路人",
}
"""`teacher` has the first class and a child in the second, whose father is `uncle`; `newcomer` has
an invitation and has not joined; `stranger` is known to nobody."""

FAMILIES = (
    ("father", "mother", "grandmother"),
    ("father", "mother", "grandmother"),
    ("teacher", "uncle"),
    ("newcomer", "helper"),
)
"""Who is around each child at home, in the order of `CHILDREN`."""

NOT_YET = ("newcomer", "stranger")
CHILDREN = ("禾小满", "禾小禾", "谷雨生", "柳丝丝")
CLASSES = ("三年级1班", "三年级2班")
LANGUAGES = ("zh-hans", "en", "zh-hant", "zh-hans")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody by name; ids of the store, and the number of each phone."""

    people: dict[str, int]
    children: tuple[int, ...]
    classes: tuple[int, int]
    school: int
    link: str

    def phone_of(self, name: str) -> int:
        """The user id of somebody's phone."""
        return phone_of(name)


def phone_of(name: str) -> int:
    """The user id of somebody's phone."""
    return 5_100_000_001 + list(NAMES).index(name)


def number_of(name: str) -> str:
    """Somebody's telephone number."""
    return f"+86167000000{list(NAMES).index(name):02d}"


async def settle_down(store: Store) -> Cast:
    """The town as it is when the stories begin; everybody has joined but two."""
    async with store.write() as work:
        units = await _units(work)
        people = {
            name: await a_person(work, NAMES[name], number_of(name))
            for name in NAMES
            if name != "stranger"
        }
        county, school, first, second = units
        posts = [
            (people["teacher"], first, Post.class_teacher),
            (people["other_teacher"], second, Post.class_teacher),
            (people["deputy"], school, Post.deputy),
            (people["principal"], school, Post.principal),
            (people["duty"], school, Post.hotline_duty),
            (people["counsellor"], school, Post.counsellor),
            (people["files"], school, Post.file_manager),
            (people["officer"], county, Post.officer),
        ]
        await work.posts.give(posts, MONDAY)
        children = await _families(work, people, first, second)
        for place, name in enumerate(people):
            if name not in NOT_YET:
                await work.accounts.join(people[name], phone_of(name), START)
                language = {"en": "en", "zh-hant": "zh-Hant"}.get(LANGUAGES[place % 4], "zh-Hans")
                await work.people.set_language(people[name], language)
        await work.plans.add_term(school, Term("春", date(2025, 2, 17), date(2025, 7, 4)))
        hours = [Hours(Days.school, time(16), time(18)), Hours(Days.weekend, time(9), time(11))]
        await work.sessions.set_hours(school, hours)
        await use_plan(work, school, LINXIA, (), START.date(), START)
        await the_first_month_is_over(work)
        invited = await invite_one(work, people["newcomer"], None, START)
    assert invited is not None
    token = invited.token
    return Cast(people, tuple(children), (first, second), school, token)


async def _units(work: Work) -> tuple[int, int, int, int]:
    school = await school_named(work, "青禾小学", SHANGHAI, START)
    county = await work.units.add(UnitKind.county, "清河县", None, SHANGHAI, START)
    above = update(Unit).where(Unit.id == school.id).values(parent_id=county.id)
    await work._room.run(above)
    first, second = [
        await work.units.add(UnitKind.class_, name, school.id, SHANGHAI, START) for name in CLASSES
    ]
    await work.units.go_live([school.id, first.id, second.id], LONG_LIVE, None)
    return county.id, school.id, first.id, second.id


async def _families(work: Work, people: dict[str, int], first: int, second: int) -> list[int]:
    """Two children of one family, looked after by their grandmother; the teacher's own child; and
    one whose only parent has not joined yet.
    """
    facts = [
        ChildFacts(unit, name, birth=f"2016-05-1{place}", left_behind="both")
        for place, (unit, name) in enumerate(
            zip((first, second, second, first), CHILDREN, strict=True)
        )
    ]
    children = await work.children.add(facts, MONDAY, START)
    big, small, of_teacher, lonely = children
    ties = [
        TieFacts(child, people[who], role, status)
        for child in (big, small)
        for who, role, status in (
            ("father", Role.father, Status.away),
            ("mother", Role.mother, Status.away),
            ("grandmother", Role.guardian, Status.at_home),
        )
    ]
    ties += [
        TieFacts(of_teacher, people["teacher"], Role.mother, Status.at_home),
        TieFacts(of_teacher, people["uncle"], Role.father, Status.away),
        TieFacts(lonely, people["newcomer"], Role.father, Status.away),
        TieFacts(lonely, people["helper"], Role.helper, Status.at_home),
    ]
    await work.children.tie(ties, MONDAY)
    return list(children)
