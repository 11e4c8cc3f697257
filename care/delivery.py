"""Delivery policy: what a notice is worth, how long it is fresh, what each outcome leads to.

Pure; instants are UTC. A send either succeeded, was refused for good, may be tried again, or
nobody can know (DESIGN section 5, promise 1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from care.words import NewsCode

REMINDER_FRESH = timedelta(hours=20)
"""A reminder that could not go out within this time is dropped; the duty is kept."""

NEWS_FRESH = timedelta(days=7)
"""News that could not go out within this time is old."""

ALARM_FRESH = timedelta(minutes=30)
"""By then an alarm has long gone on to others."""

LEASE = timedelta(seconds=120)
ALARM_LEASE = timedelta(seconds=10)
"""An emergency's claim, until it is being sent: it waits no longer for whoever could not go on."""

ALARM_FLIGHT = timedelta(seconds=60)
"""So long an emergency is taken to be on its way. One whose sender has died goes again after it,
well before the next rung is told.
"""

REQUEST_TIMEOUT = timedelta(seconds=40)
"""Kept below half the lease, so that no send outlives its claim."""

ITEMS_SHOWN = 8
_FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=10)
REPLY_BACKOFF = timedelta(minutes=2)
"""Somebody has pressed something and waits; after an hour the answer is dropped."""

URGENT_BACKOFF = timedelta(seconds=20)
"""The longest pauses between two tries: of notices, of replies, of what an emergency says."""

ONE_DAY = timedelta(days=1)
OFTEN = 5
"""Whoever has been told the same so often within a day is in a loop of ours."""

NO_ANSWER, LOOP, BY_HAND = "no answer", "loop", "by hand"
"""Why a notice is held, and that somebody has decided about it."""


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


SENSITIVE = frozenset(
    {
        *(NewsCode.said, NewsCode.told, NewsCode.heard, NewsCode.doubt),
        *(NewsCode.child_gone, NewsCode.child_left),
    }
)
"""News of what somebody has confided or doubts, and goodbyes: nobody is to hear those twice."""


class NoticeState(StrEnum):
    """Where a notice stands. The last six are ends, until somebody sends it again by hand."""

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
    deactivated = "deactivated"
    not_found = "not_found"
    moved = "moved"
    refused = "refused"
    server_error = "server_error"
    not_sent = "not_sent"
    no_answer = "no_answer"
    unauthorized = "unauthorized"


class Worth(StrEnum):
    """How a notice is treated when nobody knows whether it arrived."""

    urgent = "urgent"
    routine = "routine"
    sensitive = "sensitive"


def worth(priority: int, code: str | None) -> Worth:
    """Emergencies before all else; what is sensitive waits for a human."""
    if priority == Priority.EMERGENCY:
        return Worth.urgent
    return Worth.sensitive if code in SENSITIVE else Worth.routine


@dataclass(frozen=True, slots=True)
class Next:
    """The state after an attempt; `send_at` where it is tried again."""

    state: NoticeState
    send_at: datetime | None = None
    repeated: bool = False


def after_attempt(
    outcome: Outcome,
    attempts: int,
    repeated: bool,
    now: datetime,
    wait: timedelta,
    *,
    worth: Worth = Worth.routine,
) -> Next:
    """What follows the `attempts`-th attempt; `wait` is what a `slow_down` asked for.

    A refusal for good (400, 403, no such chat) ends. 429 waits as told; a chat that has moved is
    tried at once at its new address; a token that is refused leaves everything as it was. 5xx,
    errors before the request left and a chat that moves again are tried again with growing pauses,
    until the notice is stale.
    No answer means that it may have arrived: an emergency is repeated as often as nobody knows, a
    routine notice once, marked as a repeat, and a sensitive one is held until somebody decides.
    """
    if outcome is Outcome.accepted:
        return Next(NoticeState.sent, repeated=repeated)
    if outcome in REFUSED:
        return Next(NoticeState.failed, repeated=repeated)
    if outcome is Outcome.no_answer:
        return _nobody_knows(attempts, repeated, now, worth)
    pause = backoff(attempts, URGENT_BACKOFF if worth is Worth.urgent else LONGEST_BACKOFF)
    if outcome is Outcome.slow_down:
        pause = wait
    elif outcome is Outcome.unauthorized or (outcome is Outcome.moved and attempts == 1):
        pause = timedelta(0)
    return Next(NoticeState.queued, now + pause, repeated)


def _nobody_knows(attempts: int, repeated: bool, now: datetime, worth: Worth) -> Next:
    if worth is Worth.urgent:
        return Next(NoticeState.queued, now + backoff(attempts, URGENT_BACKOFF), repeated=True)
    if worth is Worth.sensitive:
        return Next(NoticeState.held, repeated=repeated)
    if repeated:
        return Next(NoticeState.unknown, repeated=True)
    return Next(NoticeState.queued, now + _FIRST_BACKOFF, repeated=True)


OUT_OF_REACH = frozenset({Outcome.blocked, Outcome.deactivated, Outcome.not_found})
"""Refused because of the reader: nothing more is sent to them until they come back."""

REFUSED = OUT_OF_REACH | {Outcome.refused}
"""Never tried again."""


def backoff(attempts: int, longest: timedelta = LONGEST_BACKOFF) -> timedelta:
    """How long to wait after the `attempts`-th failure: 5, 10, 20, … seconds, up to the longest."""
    doubled = _FIRST_BACKOFF * (1 << min(max(0, attempts - 1), 10))
    return min(doubled, longest)
