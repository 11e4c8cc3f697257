"""What becomes of notices, in the journal."""

from collections.abc import Iterable
from datetime import datetime

from storage.journal import Entry
from storage.notices import NoticeRow
from storage.work import Work


async def note(
    work: Work, notices: Iterable[NoticeRow], event: str, detail: str | None, now: datetime
) -> None:
    """An entry for each duty that a notice speaks of, or one where it speaks of none."""
    details = {} if detail is None else {"why": detail}
    entries = [
        Entry(
            event,
            person_id=notice.person_id,
            child_id=notice.child_id,
            duty_id=duty_id,
            notice_id=notice.id,
            details=details if notice.code is None else details | {"news": notice.code},
        )
        for notice in notices
        for duty_id in tuple(item.duty_id for item in notice.items) or (None,)
    ]
    await work.journal.write(entries, now)
