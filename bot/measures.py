"""What this process counts of its own work, for Prometheus. What the store knows is asked when the
numbers are read (`cli.metrics`).
"""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram

from care.delivery import Outcome

REGISTRY = CollectorRegistry()
"""Ours alone: nothing that another library counts gets in."""

UPDATE_SECONDS = Histogram(
    "hongyan_update_seconds",
    "From an update's arrival to the commit of what it does.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=REGISTRY,
)
UPDATES_REFUSED = Counter(
    "hongyan_updates_refused",
    "Updates that could not be stored, and come again.",
    registry=REGISTRY,
)
SENDS = Counter(
    "hongyan_sends",
    "Attempts to send a notice, by what became of them.",
    ["outcome"],
    registry=REGISTRY,
)
for each in Outcome:  # from 0 on: Prometheus sees no growth in what begins with 1
    SENDS.labels(each)
REPLIES = Counter(
    "hongyan_replies",
    "Calls of replies, by their method and by what became of them.",
    ["method", "outcome"],
    registry=REGISTRY,
)


@cache
def replies(method: str, outcome: str) -> Counter:
    """The counter of one method and outcome."""
    return REPLIES.labels(method, outcome)


for each in Outcome:  # what an alert asks for; from 0 on, too
    replies("SendMessage", each)
REPLIES_LOST = Counter(
    "hongyan_replies_lost",
    "Replies that did not get through and are sent again later.",
    registry=REGISTRY,
)
SLOW_DOWNS = Counter(
    "hongyan_slow_downs",
    "Answers 429 of the Bot API server, to notices and replies.",
    registry=REGISTRY,
)
DUTIES_MENDED = Counter(
    "hongyan_duties_mended",
    "Duties that nobody had planned, and that were found missing.",
    registry=REGISTRY,
)
DUTIES_PUT_OFF = Counter(
    "hongyan_duties_put_off",
    "Duties that could not be looked at, and are again an hour later.",
    registry=REGISTRY,
)
