"""What follows when a post has begun or ended: at once, or on its day (`taking`).

The new holder is introduced, once, and begins at the foot of the ladders of what nobody else could
be reminded of. The one before hears that it is over, and nothing more about it.
"""

from dataclasses import dataclass
from datetime import datetime

from care.words import NewsCode, Post, UnitKind
from services.duties.planning import plan_children, plan_school
from services.duties.restarting import restart_ladders
from services.lists.statuses import shut_out
from services.lists.telling import tell_joined
from services.news import News
from services.posts.introducing import introduction
from storage.units import UnitRow
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Changed:
    """A post of a unit, who holds it from now on, and who did until now (person ids)."""

    unit: UnitRow
    post: Post
    begun: tuple[int, ...] = ()
    over: tuple[int, ...] = ()


async def follow(work: Work, changed: Changed, now: datetime) -> None:
    """Plan what names a holder, restart ladders, shut out who has no other place, tell both."""
    for person_id in changed.over:
        await shut_out(work, person_id, now)
    await _plan(work, changed.unit, now)
    for person_id in changed.begun:
        await restart_ladders(work, person_id, now)
    news = [_goodbye(changed, person_id) for person_id in changed.over]
    news += [await introduction(work, p, changed.unit, changed.post, now) for p in changed.begun]
    await tell_joined(work, news, now)


async def _plan(work: Work, unit: UnitRow, now: datetime) -> None:
    """Duties that every holder owes for themself; above a school there are none."""
    if unit.kind is UnitKind.class_:
        children = await work.children.in_units([unit.id])
        await plan_children(work, {child.id: unit.id for child in children}, now)
    elif unit.kind is UnitKind.school:
        await plan_school(work, unit.id, now)


def _goodbye(changed: Changed, person_id: int) -> News:
    if changed.post is Post.class_teacher:
        return News(person_id, NewsCode.class_given, unit_id=changed.unit.id)
    details = {"post": changed.post, "kind": changed.unit.kind}
    return News(person_id, NewsCode.post_over, unit_id=changed.unit.id, details=details)
