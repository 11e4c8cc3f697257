"""A teacher of the school paired with a child, and the end of a pairing; who hears of it.

Somebody new to the school comes in by `services.lists.ties.add_person`, after the second tap. The
helper gets a short introduction, the class teacher hears who it is; neither text says more of the
child than its name.
"""

from datetime import datetime

from care.hours import local_date
from care.people import HOME, PAIRED
from care.words import NewsCode, Post, Role, Status
from services.duties.planning import plan_children
from services.duties.restarting import restart_ladders
from services.lists.telling import tell_joined
from services.lists.values import Change
from services.news import News
from storage.children import TieFacts
from storage.journal import Entry
from storage.work import Work


async def pair_person(work: Work, by: int | None, change: Change, now: datetime) -> bool:
    """Pair a teacher of the school with a child, from today on; False where they are paired
    already, or are of the child's family.
    """
    child_id, person_id = change.child_id or 0, change.person_id or 0
    await work.children.hold(child_id)
    circle = (await work.circles.around([child_id], now.date())).get(child_id)
    child = (await work.children.by_id([child_id])).get(child_id)
    if circle is None or child is None:
        return False
    today = local_date(now, circle.zone)
    ties = [tie for tie in circle.ties if tie.person.id == person_id and tie.runs(today)]
    if any(tie.role in HOME or tie.role in PAIRED for tie in ties):
        return False
    await work.children.tie([TieFacts(child_id, person_id, Role.mentor, Status.at_home)], today)
    details = {"by": by, "role": Role.mentor}
    entry = Entry("tie.added", person_id=person_id, child_id=child_id, details=details)
    await work.journal.write([entry], now)
    await plan_children(work, {child_id: child.facts.unit_id}, now)
    await restart_ladders(work, person_id, now)
    await tell_paired(work, by, child_id, person_id, Role.mentor, now)
    return True


async def tell_paired(
    work: Work, by: int | None, child_id: int, person_id: int, role: Role, now: datetime
) -> None:
    """The helper is introduced, and the class teacher hears who it is."""
    code = NewsCode.paired if role is Role.mentor else NewsCode.paired_outside
    news = [News(person_id, code, child_id=child_id)]
    here = await _to_class_teacher(work, by, child_id, person_id, NewsCode.paired_here, now)
    await tell_joined(work, news + here, now)


async def tell_unpaired(
    work: Work, by: int | None, child_id: int, person_id: int, now: datetime
) -> None:
    """The class teacher hears that a pairing has ended."""
    news = await _to_class_teacher(work, by, child_id, person_id, NewsCode.unpaired_here, now)
    await tell_joined(work, news, now)


async def _to_class_teacher(
    work: Work, by: int | None, child_id: int, person_id: int, code: NewsCode, now: datetime
) -> list[News]:
    """Told to who has the class, but for those who did it or are paired themselves."""
    circle = (await work.circles.around([child_id], now.date()))[child_id]
    told = circle.told(Post.class_teacher, local_date(now, circle.zone))
    return [
        News(person.id, code, child_id=child_id, about_id=person_id)
        for person in told
        if person.id not in (by, person_id)
    ]
