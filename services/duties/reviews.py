"""A record names the next review of what it is about: open reviews follow it at once.

Whoever writes, corrects or takes back such a record calls this afterwards. The review of a record
that counts no longer is withdrawn, or, where somebody has been told of it, excused; then what the
latest record names is planned. Done twice it changes nothing.
"""

from datetime import datetime

from care.cadence import named
from care.cadences import OnReview
from care.modes.review import anchor_of
from care.words import DutyState
from services.duties.case import move
from services.duties.outlook import Outlook, look_around
from services.duties.planning import plan_children
from services.duties.undoing import touched
from services.entries import about
from storage.duties import DutyRow
from storage.work import Work


async def follow_reviews(work: Work, child_id: int, now: datetime) -> None:
    """The open reviews of a child are those that its latest records have named."""
    await work.shifts.hold_about([child_id])
    duties = await work.duties.open_of_children([child_id])
    outlook = await look_around(work, duties, now)
    withdrawn, excused, entries = [], [], []
    for duty in duties:
        if not _is_stale(duty, outlook):
            continue
        if await touched(work, duty):
            excused.append(move(duty, DutyState.excused, None, now))
            entries.append(about(duty, "duty.excused", why="reviewed"))
        else:
            withdrawn.append(duty.id)
            entries.append(about(duty, "duty.withdrawn"))
    await work.duties.withdraw(withdrawn)
    await work.duties.move(excused)
    await work.journal.write(entries, now)
    child = (await work.children.by_id([child_id]))[child_id]
    await plan_children(work, {child_id: child.facts.unit_id}, now)


def _is_stale(duty: DutyRow, outlook: Outlook) -> bool:
    """Whether an open duty is the review of a record that names the next one no longer."""
    rule, programme = outlook.rule(duty), outlook.programme(duty)
    if rule is None or programme is None or not isinstance(rule.cadence, OnReview):
        return False
    review = named(rule, programme.almanac_of(duty.holder_id))
    return review is None or review.on is None or anchor_of(review) != duty.anchor
