"""Who comes in before their post begins: from which day on they see anything."""

from datetime import date, datetime

from care.hours import local_date
from services.lists.access import posts_not_over
from storage.invitations import InvitationRow
from storage.work import Work


async def begins_on(work: Work, invitation: InvitationRow, now: datetime) -> date | None:
    """The local day to come on which the post begins that somebody was invited for; None for any
    other place, and where they have the post already.
    """
    posts = await posts_not_over(work, invitation.person_id, now)
    here = [p for p in posts if p.unit_id == invitation.unit_id and p.kind == invitation.role]
    if not here:
        return None
    unit, since = await work.units.get(here[0].unit_id), min(post.since for post in here)
    return since if since > local_date(now, unit.zone) else None
