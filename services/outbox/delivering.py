"""The outbox on its way out: claim, prepare, mark. Nothing here talks to a channel.

A notice is prepared in one transaction (items done meanwhile are dropped, the state becomes
`sending`), sent with no transaction open, and marked in another.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from care.delivery import (
    ALARM_FLIGHT,
    ALARM_LEASE,
    BY_HAND,
    LEASE,
    LOOP,
    NO_ANSWER,
    OUT_OF_REACH,
    NoticeState,
    Outcome,
    Priority,
    after_attempt,
    worth,
)
from care.words import Reach
from services.duties.showing import ItemView
from services.news import NewsView
from services.outbox.adrift import each_alone
from services.outbox.cancelling import cancel_all
from services.outbox.content import digest, goes_round, still_to_say
from services.outbox.holding_back import outside_quiet_hours, within_ceilings
from services.outbox.noting import note
from services.outbox.pausing import without_resting
from services.sos.showing import SosView
from services.sos.telling import lost
from storage.notices import NoticeRow, Turns
from storage.work import Work

ROUNDS = 10
"""So often within one transaction something is put off for lack of anything that may go: a backlog
that ends in the night must not keep all others from the store. The next look goes on.
"""


class Prepared(Struct, frozen=True):
    """A notice ready to be written and sent."""

    notice: NoticeRow
    address: int
    language: str | None
    said: str
    """What it says, as a digest."""
    items: tuple[ItemView, ...] = ()
    news: NewsView | None = None
    sos: SosView | None = None


class Attempt(Struct, frozen=True):
    """What became of sending. `wait` is what a 429 asked for, `moved_to` the new address of a chat
    that has moved; `detail` is a short code, never a text.
    """

    outcome: Outcome
    message_id: int | None = None
    wait: timedelta = timedelta(0)
    detail: str | None = None
    moved_to: int | None = None


async def claim_alarms(work: Work, now: datetime, limit: int) -> list[NoticeRow]:
    """Take what an emergency says: neither a pause nor a ceiling holds it, and who has taken it and
    cannot go on holds it up for seconds only. What was on the wire when its sender died is settled
    first, also while a backlog goes out.
    """
    await _settle_adrift(work, now)
    return await work.outbox.claim(now, ALARM_LEASE, limit, Priority.EMERGENCY)


async def claim(
    work: Work, now: datetime, limit: int, turns: Turns | None = None
) -> list[NoticeRow]:
    """Take what is due, most urgent first; within a priority the units take `turns`. On the way
    stale notices are dropped, what is paused stays behind, and what is over somebody's ceiling, or
    held up into their night, is put off; how much of it at a time is bounded (`ROUNDS`).
    """
    await note(work, await work.outbox.expire(now), "notice.expired", None, now)
    if alarms := await claim_alarms(work, now, limit):
        return alarms
    for _ in range(ROUNDS):
        taken = await work.outbox.claim(now, LEASE, limit, Priority.BULK, turns)
        if not taken:
            break
        awake = await without_resting(work, taken, now)
        awake = await outside_quiet_hours(work, awake, now)
        if ready := await within_ceilings(work, awake, now):
            return ready
    return []


async def recover(work: Work, now: datetime) -> int:
    """Settle notices whose sender died in mid-flight, each alone, by the policy for no answer;
    returns how many. What would stay behind in the lane of a paused school by mistake leaves it.
    """
    await work.outbox.leave_resting_lanes()
    return await _settle_adrift(work, now)


async def _settle_adrift(work: Work, now: datetime) -> int:
    died = Attempt(Outcome.no_answer, detail="sender died")
    adrift = await work.outbox.lost_sending(now)
    return await each_alone(work, adrift, lambda notice: settle(work, notice, died, now), now)


async def prepare(work: Work, notice: NoticeRow, now: datetime) -> Prepared | None:
    """The notice as its reader should see it now, marked as being sent; None if it is dropped, held
    because it goes round in a loop, or if the claim has been lost meanwhile.
    """
    flight = ALARM_FLIGHT if notice.priority == Priority.EMERGENCY else LEASE
    if not await work.outbox.start(notice.id, now + flight):
        return None
    account = await work.accounts.of(notice.person_id)
    if account is None or account.reach is not Reach.joined:
        await _drop(work, notice, "out of reach", now)
        return None
    content = await still_to_say(work, notice, now)
    if not any(content):
        await _drop(work, notice, "answered", now)
        return None
    said = digest(notice)
    if await goes_round(work, notice, said, now):
        await work.outbox.mark(notice.id, NoticeState.held, outcome=LOOP)
        await note(work, [notice], "notice.held", LOOP, now)
        return None
    return Prepared(notice, account.address, account.language, said, *content)


async def _drop(work: Work, notice: NoticeRow, why: str, now: datetime) -> None:
    await work.outbox.mark(notice.id, NoticeState.cancelled, outcome=why)
    await note(work, [notice], "notice.cancelled", why, now)
    await lost(work, [notice], now)


async def give_back(work: Work, notice: NoticeRow, until: datetime, now: datetime) -> None:
    """A claimed notice goes back into the queue, not to be sent before `until`; from `now` on it is
    held up. Both are UTC.
    """
    await work.outbox.give_back(notice.id, until, now)


async def settle(
    work: Work, notice: NoticeRow, attempt: Attempt, now: datetime, as_sent: Prepared | None = None
) -> NoticeState:
    """Write what became of an attempt and what follows from it; returns the new state. Whose claim
    was over meanwhile is still believed that it arrived, and nothing else. `as_sent`: None
    where its sender died.
    """
    number = notice.attempts + (notice.state != NoticeState.sending)
    following = after_attempt(
        attempt.outcome,
        number,
        notice.repeated,
        now,
        attempt.wait,
        worth=worth(notice.priority, notice.code),
    )
    state = following.state
    why = NO_ANSWER if state is NoticeState.held else attempt.detail
    decided = state is NoticeState.queued and notice.outcome == BY_HAND
    values: dict[str, object] = {"outcome": BY_HAND if decided else why}
    if following.repeated:  # what others have marked meanwhile stays marked
        values["repeated"] = True
    if following.send_at is not None:
        values |= {"send_at": following.send_at, "tried_at": notice.tried_at or now}
    if attempt.outcome in (Outcome.slow_down, Outcome.unauthorized):
        values["attempts"] = notice.attempts
    if state is NoticeState.sent or attempt.outcome is Outcome.no_answer:  # it may have arrived
        values |= {"sent_at": now, "content": as_sent.said if as_sent else digest(notice)}
    address = as_sent.address if as_sent else None
    if state is NoticeState.sent:
        values |= {"chat_id": address, "message_id": attempt.message_id}
        await _arrived(work, notice, values)
    elif not await work.outbox.mark_attempt(notice.id, number, state, **values):
        return await _late(work, notice, attempt, now)
    await _about_the_reader(work, notice, attempt, now, address)
    event = "notice.retry" if state is NoticeState.queued else f"notice.{state}"
    await note(work, [notice], event, why, now)
    if state is NoticeState.failed:
        await lost(work, [notice], now)
    return state


async def _arrived(work: Work, notice: NoticeRow, values: dict[str, object]) -> None:
    """Of whoever was erased while it was on the wire not even the chat is written down."""
    await work.outbox.mark(notice.id, NoticeState.sent, **values)
    if await work.accounts.of(notice.person_id) is None:
        await work.outbox.mark(notice.id, NoticeState.sent, chat_id=None, message_id=None)


async def _late(work: Work, notice: NoticeRow, attempt: Attempt, now: datetime) -> NoticeState:
    """Somebody else goes on with it, or has ended it: that stands."""
    await note(work, [notice], "notice.late", attempt.detail, now)
    (stands,) = await work.outbox.by_id([notice.id])
    return NoticeState(stands.state)


async def _about_the_reader(
    work: Work, notice: NoticeRow, attempt: Attempt, now: datetime, address: int | None
) -> None:
    """What an answer says about a chat: the bot is blocked there, it is gone, or it has moved. Who
    has joined from another one meanwhile is still to be reached there.
    """
    if attempt.outcome is Outcome.moved and attempt.moved_to is not None:
        await work.accounts.move(notice.person_id, attempt.moved_to)
        return
    if attempt.outcome not in OUT_OF_REACH:
        return
    if address is not None:
        await work.drafts.drop_all(address)
        account = await work.accounts.of(notice.person_id)
        if account is not None and account.address != address:
            return
    blocked = attempt.outcome is Outcome.blocked
    reach = Reach.blocked if blocked else Reach.not_joined
    await work.accounts.set_reach(notice.person_id, reach)
    await cancel_all(work, notice.person_id, attempt.outcome, now)
