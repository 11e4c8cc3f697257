"""Whether word of a request is still of use to its reader at the moment of sending it."""

from datetime import datetime

from care.openings import SessionState
from care.words import NewsCode, RequestState
from services.requests.access import matter
from storage.notices import NoticeRow
from storage.requests import RequestRow
from storage.work import Work

_WAITS_FOR_A_KEEPER = frozenset(
    {NewsCode.call_asked, NewsCode.call_waiting, NewsCode.call_unsuited}
)
_BEFORE = frozenset(
    {NewsCode.call_booked, NewsCode.call_moved, NewsCode.call_tomorrow, NewsCode.call_soon}
)
_CALLS = frozenset(code for code in NewsCode if code.startswith("call_"))
_REQUESTS = frozenset(code for code in NewsCode if code.startswith("request_"))


async def is_of_use(work: Work, notice: NoticeRow, now: datetime) -> bool:
    """True for all news that are not about a session, a need or a worry."""
    code = notice.code
    if code == NewsCode.said:
        rows = await work.requests.by_id([notice.request_id or 0])
        return any(row.runs for row in rows.values())
    if notice.request_id is None or code not in _CALLS | _REQUESTS:
        return True
    row = (await work.requests.by_id([notice.request_id])).get(notice.request_id)
    if row is None:
        return False
    if code in _CALLS:
        return await _call(work, notice, row, now)
    if await matter(work, row.id, notice.person_id, now) is None:
        return False
    return _request(NewsCode(code or ""), row)


async def _call(work: Work, notice: NoticeRow, row: RequestRow, now: datetime) -> bool:
    if notice.code in _WAITS_FOR_A_KEEPER:
        return row.state is RequestState.open
    if notice.code not in _BEFORE and notice.code != NewsCode.call_how:
        return True
    session = (await work.sessions.current([row.id])).get(row.id)
    about_it = session is not None and session.id == (notice.details or {}).get("session")
    if session is None or not about_it or session.state is not SessionState.booked:
        return False
    return notice.code == NewsCode.call_how or now < session.starts_at


def _request(code: NewsCode, row: RequestRow) -> bool:
    match code:
        case NewsCode.request_new:
            return row.state is RequestState.open
        case NewsCode.request_closed:
            return not row.runs
        case NewsCode.request_sign:
            return row.runs and "reason_by" in row.words
        case _:
            return row.runs
