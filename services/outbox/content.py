"""What a notice still has to say to its reader; and what it says, as a digest of ids: by it a loop
of ours is known that would tell somebody the same again and again.
"""

from datetime import datetime
from hashlib import sha256
from operator import attrgetter

from msgspec.json import encode

from care.delivery import BY_HAND, OFTEN, ONE_DAY, Kind, Priority
from care.words import DutyState
from services.duties.showing import ItemView, show
from services.news import NewsView, news_view
from services.sos.showing import SosView, sos_view
from storage.notices import NoticeRow
from storage.work import Work

LENGTH = 32
_ABOUT = (
    *("kind", "priority", "code", "unit_id", "child_id"),
    *("about_id", "task_id", "record_id", "request_id"),
)
_about = attrgetter(*_ABOUT)


async def still_to_say(
    work: Work, notice: NoticeRow, now: datetime
) -> tuple[tuple[ItemView, ...], NewsView | None, SosView | None]:
    """The duties of it that are open and awake, its news, or its emergency."""
    if notice.kind == Kind.news:
        return (), await news_view(work, notice, now), None
    if notice.kind == Kind.sos:
        return (), None, await sos_view(work, notice, now)
    views = await show(work, notice.person_id, notice.items, now)
    left = (v for v in views if v.state is DutyState.open and v.heard and not v.rests)
    return tuple(left), None, None


async def has_something_to_say(work: Work, notice: NoticeRow, now: datetime) -> bool:
    """Whether a notice would still be sent: its duties are open, or its news is still of use."""
    return any(await still_to_say(work, notice, now))


def digest(notice: NoticeRow) -> str:
    """The same for two notices that say the same: about the same, of the same duties."""
    about = list(_about(notice))
    items = sorted((item.duty_id, item.purpose) for item in notice.items)
    said = encode([about, notice.details, items], order="sorted")
    return sha256(said).hexdigest()[:LENGTH]


async def goes_round(work: Work, notice: NoticeRow, said: str, now: datetime) -> bool:
    """Whether its reader has been told just this (`said`, a digest) so often within a day that
    something is wrong. An emergency is never held, nor what somebody has sent again by hand.
    """
    if notice.priority == Priority.EMERGENCY or notice.outcome == BY_HAND:
        return False
    told = await work.outbox.times_told(notice.person_id, said, now - ONE_DAY)
    return told >= OFTEN
