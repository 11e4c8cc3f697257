"""The numbers for Prometheus: what this process counts, and what the store knows, asked at most
every few seconds however often somebody reads them.
"""

from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Gauge, Info, generate_latest

from bot.measures import REGISTRY
from care.delivery import Priority
from scheduler.clock import Clock
from storage.gauges import Levels
from storage.lock import FAULTS
from storage.patience import within
from storage.readiness import PATIENCE_SECONDS
from storage.store import Store

FRESH_SECONDS = 5
PRIORITIES = {
    Priority.EMERGENCY: "emergency",
    Priority.REPLY: "reply",
    Priority.REMINDER: "reminder",
    Priority.BULK: "bulk",
}


class Metrics:
    """What `/metrics` shows. `leading` says whether this process beats, `beaten` when it last has
    (UTC).
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        leading: Callable[[], bool],
        beaten: Callable[[], datetime | None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._leading = leading
        self._beaten = beaten
        self._asked: datetime | None = None
        own = self._own = CollectorRegistry()
        Info("hongyan_build", "Which version runs.", registry=own).info(
            {"version": version("hongyan")}
        )
        self._due = Gauge("hongyan_outbox_due", "Notices due.", ["priority"], registry=own)
        self._oldest = Gauge(
            "hongyan_outbox_oldest_seconds",
            "For how long the oldest notice has been due.",
            ["priority"],
            registry=own,
        )
        self._lag = Gauge(
            "hongyan_tick_lag_seconds",
            "For how long a duty has been waiting to be looked at.",
            registry=own,
        )
        self._replies = Gauge("hongyan_replies_waiting", "Replies not sent yet.", registry=own)
        self._overdue = Gauge(
            "hongyan_sos_overdue", "Calls for help nobody has looked at in time.", registry=own
        )
        self._store_up = Gauge("hongyan_store_up", "Whether the store answered.", registry=own)
        self._leads = Gauge("hongyan_leader", "Whether this process beats.", registry=own)
        self._silence = Gauge(
            "hongyan_last_beat_timestamp_seconds",
            "When this process has beaten last; 0 for never.",
            registry=own,
        )

    async def text(self) -> bytes:
        """All of it, in Prometheus's text format. Where the store does not answer, what it said
        last, and `hongyan_store_up 0`.
        """
        now, beaten = self._clock(), self._beaten()
        self._leads.set(self._leading())
        self._silence.set(0 if beaten is None else beaten.timestamp())
        if self._asked is None or not 0 <= (now - self._asked).total_seconds() < FRESH_SECONDS:
            self._asked = now
            await self._ask(now)
        return generate_latest(REGISTRY) + generate_latest(self._own)

    async def _ask(self, now: datetime) -> None:
        try:
            levels, duty = await within(PATIENCE_SECONDS, self._levels(now))
        except FAULTS:
            self._store_up.set(0)
            return
        self._store_up.set(1)
        for priority, name in PRIORITIES.items():
            queue = levels.queues.get(priority)
            self._due.labels(name).set(0 if queue is None else queue.due)
            self._oldest.labels(name).set(_seconds(now, None if queue is None else queue.oldest))
        self._lag.set(_seconds(now, duty))
        self._replies.set(levels.replies)
        self._overdue.set(levels.overdue_sos)

    async def _levels(self, now: datetime) -> tuple[Levels, datetime | None]:
        async with self._store.read() as work:
            return await work.tally.levels(now), await work.duties.next_moment()


def _seconds(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
