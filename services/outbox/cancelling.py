"""Cancelling what waits for somebody who is not to be written to any more."""

from datetime import datetime

from services.outbox.noting import note
from services.sos.telling import gone
from storage.work import Work


async def cancel_all(work: Work, person_id: int, why: str, now: datetime) -> None:
    """Cancel everything that waits for a person who is not to be written to any more."""
    await note(work, await work.outbox.cancel_for(person_id), "notice.cancelled", why, now)
    await gone(work, person_id, now)


async def cancel_about(work: Work, person_id: int, child_id: int, why: str, now: datetime) -> None:
    """Cancel what waits for a person and speaks of one child only; the rest is read anew when it
    is sent.
    """
    cancelled = await work.outbox.cancel_about(person_id, child_id)
    await note(work, cancelled, "notice.cancelled", why, now)
