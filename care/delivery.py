"""Delivery policy: what a notice is worth, how long it is fresh, what each outcome leads to.

Pure; instants are UTC. A send either succeeded, was refused for good, may be tried again, or
nobody can know (DESIGN section 5, promise 1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

REMINDER_FRESH = timedelta(hours=20)
"""A reminder that could not go out within this time is dropped; the duty is kept."""

NEWS_FRESH = timedelta(days=7)
"""News that could not go out within this time is old."""

ALARM_FRESH = timedelta(minutes=30)
"""By then an alarm has long gone on to others."""

LEASE = timedelta(seconds=120)
ALARM_LEASE = timedelta(seconds=10)
"""An emergency's claim, until it is being sent: it waits no longer for whoever could not go on."""

REQUEST_TIMEOUT = timedelta(seconds=40)
"""Kept below half the lease, so that no send outlives its claim."""

ITEMS_SHOWN = 8
MAX_ATTEMPTS = 6
_FIRST_BACKOFF = timedelta(seconds=5)
_URGENT_BACKOFF = timedelta(seconds=20)


class Priority:
    """Smaller goes first."""

    EMERGENCY = 0
    REPLY = 1
    REMINDER = 2
    BULK = 3


class Kind(StrEnum):
    """What a notice is about; `care` speaks of duties and may join several of them, `news` says one
    thing about the lists, with a text of its own for each code; `sos` is an emergency's.
    """

    care = "care"
    news = "news"
    sos = "sos"


FRESH = {Kind.care: REMINDER_FRESH, Kind.news: NEWS_FRESH, Kind.sos: ALARM_FRESH}
"""For how long a notice is worth sending."""


class NoticeState(StrEnum):
    """Where a notice stands. The last six are ends, except that a person may resend `held`."""

    queued = "queued"
    claimed = "claimed"
    sending = "sending"
    sent = "sent"
    failed = "failed"
    unknown = "unknown"
    expired = "expired"
    cancelled = "cancelled"
    held = "held"


class Outcome(StrEnum):
    """What became of one attempt to send."""

    accepted = "accepted"
    slow_down = "slow_down"
    blocked = "blocked"
    refused = "refused"
    server_error = "server_error"
    not_sent = "not_sent"
    no_answer = "no_answer"


@dataclass(frozen=True, slots=True)
class Next:
    """The state after an attempt; `send_at` where it is tried again."""

    state: NoticeState
    send_at: datetime | None = None
    repeated: bool = False
    blocked: bool = False


def after_attempt(
    outcome: Outcome,
    attempts: int,
    repeated: bool,
    now: datetime,
    wait: timedelta,
    *,
    urgent: bool = False,
) -> Next:
    """What follows the `attempts`-th attempt; `wait` is what a `slow_down` asked for.

    429 waits as told and costs no attempt's worth of patience; 403 ends and marks the person as
    blocked; 400 is never retried; 5xx and errors before the request left are retried with growing
    pauses; no answer means it may have arrived: a routine notice is repeated once, marked as such.
    An emergency is tried until it is stale, and repeated as often as nobody knows.
    """
    end = _ENDS.get(outcome)
    if end is not None:
        return Next(end, repeated=repeated, blocked=outcome is Outcome.blocked)
    if outcome is Outcome.slow_down:
        return Next(NoticeState.queued, now + wait, repeated)
    if urgent:
        pause = min(backoff(min(attempts, MAX_ATTEMPTS)), _URGENT_BACKOFF)
        return Next(NoticeState.queued, now + pause, repeated or outcome is Outcome.no_answer)
    return _tried_again(outcome, attempts, repeated, now)


def _tried_again(outcome: Outcome, attempts: int, repeated: bool, now: datetime) -> Next:
    if outcome is Outcome.no_answer:
        if repeated:
            return Next(NoticeState.unknown, repeated=True)
        return Next(NoticeState.queued, now + _FIRST_BACKOFF, repeated=True)
    if attempts >= MAX_ATTEMPTS:
        return Next(NoticeState.failed, repeated=repeated)
    return Next(NoticeState.queued, now + backoff(attempts), repeated)


_ENDS = {
    Outcome.accepted: NoticeState.sent,
    Outcome.blocked: NoticeState.failed,
    Outcome.refused: NoticeState.failed,
}


def backoff(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th failure: 5, 10, 20, … seconds."""
    return _FIRST_BACKOFF * (1 << max(0, attempts - 1))
