"""The outbox in the hands of whoever runs the bot: sent again or cancelled, as a person decides.

What may be sent again: failed, unknown, expired, cancelled and held messages that still have
something to say to somebody who gets messages. What may have arrived is marked as a repeat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec.structs import replace

from care.delivery import BY_HAND, FRESH, LOOP, Kind, NoticeState
from care.words import Reach
from services.outbox.content import has_something_to_say
from services.outbox.holding_back import PUT_OFF
from services.rescheduling import MOVED
from storage.journal import Entry
from storage.notices import NoticeRow
from storage.work import Work

RESENT = frozenset(
    {
        NoticeState.failed,
        NoticeState.unknown,
        NoticeState.expired,
        NoticeState.cancelled,
        NoticeState.held,
    }
)
CANCELLED = frozenset({NoticeState.queued, NoticeState.claimed, NoticeState.held})


class Verdict(StrEnum):
    """What became of one wish; each has a sentence of its own in `locales/`."""

    queued = "queued"
    cancelled = "cancelled"
    not_there = "not_there"
    waits = "waits"
    in_flight = "in_flight"
    arrived = "arrived"
    ended = "ended"
    out_of_reach = "out_of_reach"
    over = "over"
    put_off = "put_off"


DONE = frozenset({Verdict.queued, Verdict.cancelled})
_STANDING = {
    NoticeState.queued: Verdict.waits,
    NoticeState.claimed: Verdict.waits,
    NoticeState.sending: Verdict.in_flight,
    NoticeState.sent: Verdict.arrived,
}


@dataclass(frozen=True, slots=True)
class Settled:
    """One notice with what became of the wish about it."""

    notice_id: int
    verdict: Verdict


async def resend(work: Work, notice_ids: Iterable[int], now: datetime) -> list[Settled]:
    """Queue notices again, to go out now. Each daily ceiling and every pause still holds."""
    ids = list(dict.fromkeys(notice_ids))
    held = await work.outbox_office.hold(ids)
    notices = {notice.id: notice for notice in await work.outbox.by_id(ids)}
    found = []
    for notice_id in ids:
        notice = notices.get(notice_id)
        outcome = held[notice_id][1] if notice_id in held else None
        verdict = Verdict.not_there
        if notice is not None:
            verdict = await _verdict(work, notice, outcome, now)
        if notice is not None and verdict is Verdict.queued:
            await _queue(work, notice, now)
        found.append(Settled(notice_id, verdict))
    return found


async def _verdict(work: Work, notice: NoticeRow, outcome: str | None, now: datetime) -> Verdict:
    if (state := NoticeState(notice.state)) not in RESENT:
        return _STANDING[state]
    if outcome in (PUT_OFF, MOVED):
        return Verdict.put_off
    account = await work.accounts.of(notice.person_id)
    if account is None or account.reach is not Reach.joined:
        return Verdict.out_of_reach
    if not await has_something_to_say(work, notice, now):
        return Verdict.over
    return Verdict.queued


async def _queue(work: Work, notice: NoticeRow, now: datetime) -> None:
    fresh = FRESH[Kind(notice.kind)]
    in_flight = notice.state == NoticeState.held and notice.outcome != LOOP
    unsure = in_flight or notice.state == NoticeState.unknown or notice.sent_at is not None
    repeated = notice.repeated or unsure
    await work.outbox_office.queue_again(notice.id, now, now + fresh, repeated=repeated)
    await work.journal.write([_entry("notice.resent", notice)], now)


async def cancel(work: Work, notice_ids: Iterable[int], now: datetime) -> list[Settled]:
    """Cancel notices that wait; the duties they speak of are kept."""
    ids = list(dict.fromkeys(notice_ids))
    states = await work.outbox_office.hold(ids)
    notices = {notice.id: notice for notice in await work.outbox.by_id(ids)}
    found = []
    for notice_id in ids:
        if notice_id not in states:
            found.append(Settled(notice_id, Verdict.not_there))
            continue
        state = NoticeState(states[notice_id][0])
        if state not in CANCELLED:
            found.append(Settled(notice_id, _STANDING.get(state, Verdict.ended)))
            continue
        await work.outbox.mark(notice_id, NoticeState.cancelled, outcome=BY_HAND)
        entry = _entry("notice.cancelled", notices[notice_id])
        await work.journal.write([replace(entry, details={"why": BY_HAND})], now)
        found.append(Settled(notice_id, Verdict.cancelled))
    return found


def _entry(event: str, notice: NoticeRow) -> Entry:
    return Entry(event, person_id=notice.person_id, child_id=notice.child_id, notice_id=notice.id)
