"""The laws of every moment: looked at after each transaction, at each attempt, at each arrival."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta

from bench.soak.virtual.store import Changes, WatchedStore
from bench.soak.virtual.telegram import Telegram, Try
from bench.soak.virtual.town import Town
from care.delivery import NoticeState, Priority
from care.hours import is_quiet, local_date
from care.words import DutyState
from services.outbox.holding_back import OVERDUE
from storage.duties import DutyRow
from storage.memory.stored import StoredNotice

S = NoticeState
ENDS = frozenset({S.sent, S.failed, S.unknown, S.expired, S.cancelled, S.held})
_MAY: dict[str | None, frozenset[str]] = {
    None: frozenset({S.queued}),
    S.queued: frozenset({S.queued, S.claimed, S.cancelled, S.expired}),
    S.claimed: frozenset({S.claimed, S.queued, S.sending, S.cancelled, S.expired, S.held}),
    S.sending: frozenset({S.queued, S.sent, S.failed, S.unknown, S.held}),
}
_AT_ONCE = 10.0
"""Seconds from word of an emergency in the outbox to the request that carries it: a beat, and what
`scheduler.pump` waits for those before it.
"""

_RETRY = 12.5
"""So long a transaction that failed may hold it up: until its claim is free again, and a beat."""


class Watch:
    """See the module."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.store: WatchedStore
        self.telegram: Telegram
        self.tries: dict[int, list[Try]] = defaultdict(list)
        self.queued: dict[int, float] = {}
        """When word of each emergency was queued (second)."""
        self.longest_alarm = 0.0
        self.days: Counter[tuple[int, str]] = Counter()

    def committed(self, changes: Changes) -> None:
        """A transaction has been kept."""
        for old, new in changes:
            self._goes_its_way(old, new)
            if old is None and new.priority == Priority.EMERGENCY:
                self.queued[new.id] = self._town.second
        claimed = [new for old, new in changes if new.state == S.claimed and old is not None]
        if claimed:
            self._most_urgent_first(claimed)

    def _goes_its_way(self, old: StoredNotice | None, new: StoredNotice) -> None:
        before = None if old is None else old.state
        if before == new.state and old is not None and before not in (S.queued, S.claimed):
            return
        if new.state not in _MAY.get(before, frozenset()):
            self._town.wrong("a notice went a forbidden way", new.id, before, "→", new.state)
        if old is not None and old.repeated and not new.repeated:
            self._town.wrong("the mark of a repeat was lost", new.id, before, "→", new.state)

    def _most_urgent_first(self, claimed: Iterable[StoredNotice]) -> None:
        least = max(notice.priority for notice in claimed)
        now, pauses = self._town.now(), self.store.work.pauses
        for left in self.store.notices.rows.values():
            waits = left.state == S.queued and left.send_at <= now < left.expires_at
            if waits and left.priority < least and pauses.may_go(left):
                self._town.wrong("something more urgent was left behind", left.id)

    def begins(self, mine: Try) -> None:
        """A request is about to leave."""
        notice = mine.prepared.notice
        before = self.tries[notice.id]
        unsure = [t for t in before if t.left]
        if any(t.outcome == "accepted" and t.ended is not None for t in before):
            self._after_an_answer(mine, before)
        if unsure and not notice.repeated:
            self._town.wrong("a repeat without a mark", notice.id)
        before.append(mine)
        self._in_its_time(mine)
        if notice.priority == Priority.EMERGENCY and not before[1:]:
            self._at_once(mine)

    def _after_an_answer(self, mine: Try, before: list[Try]) -> None:
        """It arrived, the bot knew, and had time to write that down."""
        row = self.store.notices.rows[mine.prepared.notice.id]
        if row.sent_at is not None and row.message_id is not None:
            self._town.wrong("sent again though known to be sent", row.id, len(before))

    def _in_its_time(self, mine: Try) -> None:
        notice, now = mine.prepared.notice, self._town.now()
        if notice.expires_at <= now - _SLACK:
            self._town.wrong("a stale message", notice.id)
        if notice.priority <= Priority.REPLY:
            return
        habits = self.store.habits(notice.person_id)
        if is_quiet(now, habits) and is_quiet(now - OVERDUE - _SLACK, habits):
            self._town.wrong("a message in quiet hours", notice.id, now)
        for item in mine.prepared.items:
            duty = self.store.duties[item.duty_id]
            if duty.state is not DutyState.open:
                self._town.wrong("a message after it was done", notice.id, duty.key)
            if duty.opens_on > local_date(now, habits.zone):
                self._town.wrong("a message before its window", notice.id, duty.key)

    def _at_once(self, mine: Try) -> None:
        queued = self.queued[mine.prepared.notice.id]
        since = max(queued, self.telegram.open_since(mine.prepared.address))
        waited = mine.began - since - self._town.in_the_dark(since)
        may_hold_up = max(queued, since - _RETRY)
        failed = sum(second >= may_hold_up for second in self._town.failed)
        deaths = sum(second >= queued for second in self._town.died)
        waited -= failed * _RETRY + self._before_it(mine, since)
        if deaths or self._jumped(since):
            return
        self.longest_alarm = max(self.longest_alarm, waited)
        if waited > _AT_ONCE:
            self._town.wrong("an emergency waited", mine.prepared.notice.id, f"{waited:.1f} s")

    def _before_it(self, mine: Try, since: float) -> int:
        """Seconds for what else went to that chat meanwhile: one message a second."""
        tries = (t for tries in self.tries.values() for t in tries)
        address = mine.prepared.address
        return sum(t.prepared.address == address and since <= t.began < mine.began for t in tries)

    def _jumped(self, since: float) -> bool:
        return any(since <= jump.at <= self._town.second for jump in self._town.timeline.jumps)

    def heard(self, mine: Try) -> None:
        """A message has arrived."""
        notice = mine.prepared.notice
        if notice.priority > Priority.REPLY:
            zone = self.store.habits(notice.person_id).zone
            day = local_date(self._town.now(), zone).isoformat()
            if sum(t.arrived is not None for t in self.tries[notice.id]) == 1:
                self.days[notice.person_id, day] += 1
        if mine.marked != notice.repeated:
            self._town.wrong("a mark that its text does not show", notice.id)


_SLACK = timedelta(minutes=2)


def chain_of(duty: DutyRow) -> tuple[object, ...]:
    """Duties of one chain follow each other: one of them is open at a time."""
    return (duty.child_id or duty.unit_id, duty.rule_id, duty.holder_id)
