"""/today: what somebody owes and to whom, and for staff the classes and schools behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from care.hours import local_date
from care.order import by_grade
from care.roles import Act, may
from care.words import UnitKind
from services.actor import Actor, is_family
from services.duties.outlook import look_around
from services.duties.owing import open_duties_around
from services.duties.showing import REMINDER, ItemView, show
from services.forms.letters import LetterView, letters_about
from services.live.areas import AreaView, areas_of
from services.overview import RECENT, ClassView, SchoolView, class_view, school_view
from services.pairing.mine import PairedChild, paired_children
from storage.notices import Item
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class TodayView:
    """What /today shows: what I owe and what I have just done, my classes, my schools, and
    for officers the schools of their area.
    """

    items: tuple[ItemView, ...]
    classes: tuple[ClassView, ...]
    schools: tuple[SchoolView, ...]
    areas: tuple[AreaView, ...] = ()
    paired: tuple[PairedChild, ...] = ()
    """The children that a mentor or helper is paired with."""
    letters: Mapping[str, LetterView] = field(default_factory=dict)
    """Where the latest letters stand, by the name of a child of the own family."""


async def today(work: Work, actor: Actor, now: datetime) -> TodayView:
    """The day of one person."""
    items = await _owed(work, actor, now)
    done = await work.records.closed_lately(None, actor.person_id, now - RECENT)
    items += [Item(duty_id, REMINDER) for duty_id in done]
    views = await show(work, actor.person_id, items, now)
    classes, schools = [], []
    for unit in await _staffed(work, actor, now):
        if unit.kind is UnitKind.class_:
            classes.append(await class_view(work, unit, now))
        elif unit.kind is UnitKind.school:
            schools.append(await school_view(work, actor, unit, now))
    areas = await areas_of(work, actor, now)
    letters = await _letters(work, actor, now)
    paired = await paired_children(work, actor, now)
    return TodayView(tuple(views), tuple(classes), tuple(schools), areas, paired, letters)


async def _letters(work: Work, actor: Actor, now: datetime) -> dict[str, LetterView]:
    zone = (await work.people.habits(actor.person_id)).zone
    ties = await work.children.ties_of_person(actor.person_id, local_date(now, zone))
    letters = await letters_about(work, [tie.facts.child_id for tie in ties], zone, now)
    circles = await work.circles.around(letters, now.date())
    names = await work.children.names(
        child_id for child_id, each in circles.items() if is_family(each, actor.person_id, now)
    )
    return {name: letters[child_id] for child_id, name in names.items()}


async def _owed(work: Work, actor: Actor, now: datetime) -> list[Item]:
    """The open duties that this person holds and that have begun, nearest first."""
    duties = await open_duties_around(work, actor.person_id, now)
    outlook = await look_around(work, duties, now)
    mine = [
        duty
        for duty in duties
        if duty.opens_on <= outlook.today(duty, now) and outlook.owes(duty, actor.person_id, now)
    ]
    return [Item(duty.id, REMINDER) for duty in sorted(mine, key=lambda duty: duty.in_order)]


async def _staffed(work: Work, actor: Actor, now: datetime) -> list[UnitRow]:
    """The classes and schools whose lists this person may see."""
    posts = [
        post
        for post in await work.posts.of_person(actor.person_id, now.date())
        if may([post.kind], Act.see_class) or may([post.kind], Act.see_school)
    ]
    units = await work.units.by_id([post.unit_id for post in posts])
    held = {p.unit_id for p in posts if p.is_held(local_date(now, units[p.unit_id].zone))}
    return sorted((units[unit_id] for unit_id in held), key=lambda unit: by_grade(unit.name))
