"""What a notice says, as a digest of ids: by it a loop of ours is known that would tell somebody
the same again and again.
"""

from datetime import datetime
from hashlib import sha256
from json import JSONEncoder

from care.delivery import BY_HAND, OFTEN, ONE_DAY, Priority
from storage.notices import NoticeRow
from storage.work import Work

LENGTH = 32
_in_order = JSONEncoder(sort_keys=True).encode
_ABOUT = (
    *("kind", "priority", "code", "unit_id", "child_id"),
    *("about_id", "task_id", "record_id", "request_id"),
)


def digest(notice: NoticeRow) -> str:
    """The same for two notices that say the same: about the same, of the same duties."""
    about = [getattr(notice, name) for name in _ABOUT]
    items = sorted((item.duty_id, item.purpose) for item in notice.items)
    said = _in_order([about, notice.details, items])
    return sha256(said.encode()).hexdigest()[:LENGTH]


async def goes_round(work: Work, notice: NoticeRow, now: datetime) -> bool:
    """Whether its reader has been told just this so often within a day that something is wrong. An
    emergency is never held, nor what somebody has sent again by hand.
    """
    if notice.priority == Priority.EMERGENCY or notice.outcome == BY_HAND:
        return False
    told = await work.outbox.times_told(notice.person_id, digest(notice), now - ONE_DAY)
    return told >= OFTEN
