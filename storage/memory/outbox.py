"""The outbox in memory: queued, claimed with a lease, sent, marked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from care.delivery import NEWS_FRESH, Priority
from care.words import UnitKind
from storage.memory.pauses import MemoryPauses
from storage.memory.room import NoRoom
from storage.memory.state import State
from storage.memory.stored import StoredNotice, as_queued, with_new
from storage.notices import NO_LANE, Item, NewNotice, NoticeRow, Said, Turns, most_urgent
from storage.outbox import AT_ONCE, Outbox
from storage.outbox_office import OutboxOffice


class MemoryOutbox(Outbox):
    """Notices from queued to their end."""

    def __init__(self, state: State, pauses: MemoryPauses) -> None:
        super().__init__(NoRoom())
        self._state = state
        self._pauses = pauses

    async def put(self, notices: Sequence[NewNotice], now: datetime) -> None:
        """Queue notices. One whose group is queued already gets the new items added to it."""
        for notice in notices:
            stored = self._of_group(notice.group_key)
            if stored is None:
                self._state.notices.put(as_queued(notice, self._lane(notice)))
            else:
                items = with_new(stored.items, notice.items)
                self._state.notices.put(replace(stored, items=items))

    def _lane(self, notice: NewNotice) -> int:
        """The school of its first duty, or that of the unit or child that it is about."""
        unit = self._state.units.rows.get(self._unit_of(notice) or 0)
        if unit is None:
            return NO_LANE
        return (unit.parent_id if unit.kind is UnitKind.class_ else unit.id) or NO_LANE

    def _unit_of(self, notice: NewNotice) -> int | None:
        duty = self._state.duties.rows.get(notice.items[0].duty_id) if notice.items else None
        if duty is not None:
            return duty.unit_id
        child = self._state.children.rows.get(notice.child_id or 0)
        return notice.unit_id or (None if child is None else child.facts.unit_id)

    def _of_group(self, key: str) -> StoredNotice | None:
        return self._state.notices.rows.get(self._state.notice_keys.id(key) or 0)

    async def queued_keys(self, keys: Iterable[str]) -> set[str]:
        """Which of these groups still wait to be claimed."""
        there = (self._of_group(key) for key in set(keys))
        return {n.group_key for n in there if n is not None and n.state == "queued"}

    async def taken_keys(self, keys: Iterable[str]) -> set[str]:
        """Which of these groups exist and can no longer take more items."""
        there = (self._of_group(key) for key in set(keys))
        return {n.group_key for n in there if n is not None and n.state != "queued"}

    async def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        priority: int = Priority.BULK,
        turns: Turns | None = None,
    ) -> list[NoticeRow]:
        """Take notices that are due, under a lease; within a priority the units take `turns`."""
        if priority == Priority.EMERGENCY and not self._state.alarms.count(True):
            return []
        due = [
            notice
            for notice in self._state.going_out.until(now, self._state.notices.rows)
            if notice.state != "sending"
            and notice.priority <= priority
            and notice.send_at <= now < notice.expires_at
            and self._pauses.may_go(notice)
        ]
        if len(due) > limit:
            due = _in_turns(due, limit, turns or Turns())
        due.sort(key=most_urgent)
        claimed = [replace(n, state="claimed", lease_until=now + lease) for n in due]
        for notice in claimed:
            self._state.notices.put(notice)
        return list[NoticeRow](claimed)

    async def leave_resting_lanes(self) -> None:
        """Here each notice is asked whether it rests, not its lane."""

    async def expire(self, now: datetime, limit: int = AT_ONCE) -> list[NoticeRow]:
        """Drop stale notices, the oldest first, and return them; the duties they spoke of are kept.
        So many at most: after a long outage the next call goes on.
        """
        stale = self._state.growing_old.until(now, self._state.notices.rows)
        return self._ended(stale[:limit], "expired")

    def _ended(self, notices: Iterable[StoredNotice], state: str) -> list[NoticeRow]:
        waiting = [n for n in notices if n.state in ("queued", "claimed")]
        ended = [replace(n, state=state, lease_until=None) for n in waiting]
        for notice in ended:
            self._state.notices.put(notice)
        return sorted(list[NoticeRow](ended), key=most_urgent)

    async def lost_sending(self, now: datetime) -> list[NoticeRow]:
        """Notices that were in flight when their sender died: nobody knows whether they arrived."""
        due = self._state.going_out.until(now, self._state.notices.rows)
        lost = [notice for notice in due if notice.state == "sending"]
        return sorted(list[NoticeRow](lost), key=most_urgent)

    async def start(self, notice_id: int, lease_until: datetime) -> bool:
        """From claimed to being sent; False where the claim has been lost meanwhile."""
        notice = self._state.notices.rows.get(notice_id)
        if notice is None or notice.state != "claimed":
            return False
        sending = replace(
            notice, state="sending", attempts=notice.attempts + 1, lease_until=lease_until
        )
        self._state.notices.put(sending)
        return True

    async def give_back(self, notice_id: int, send_at: datetime, now: datetime) -> None:
        """From claimed to queued, for a later moment; one that was taken or cancelled stays so.
        Where it has not been tried yet it is held up since `now` (UTC).
        """
        notice = self._state.notices.rows.get(notice_id)
        if notice is not None and notice.state == "claimed":
            since = notice.tried_at or now
            back = replace(notice, state="queued", send_at=send_at, tried_at=since)
            self._state.notices.put(replace(back, lease_until=None))

    async def times_told(self, person_id: int, content: str, since: datetime) -> int:
        """How often somebody has been sent just this content since then (UTC)."""
        found, notices = 0, self._state.notices.rows
        for notice_id in self._state.notices_to.newest_first(person_id):
            notice = notices[notice_id]
            if notice.expires_at < since - NEWS_FRESH:
                break
            if notice.content == content and notice.sent_at is not None:
                found += notice.sent_at >= since
        return found

    async def mark(self, notice_id: int, state: str, **values: Any) -> None:
        """Write a new state with whatever else changes."""
        notice = self._state.notices.rows[notice_id]
        lease = notice.lease_until if state in ("claimed", "sending") else None
        self._state.notices.put(replace(notice, **{"lease_until": lease, **values}, state=state))

    async def mark_attempt(self, notice_id: int, attempt: int, state: str, **values: Any) -> bool:
        """What became of the attempt with this number; False where it is not under way any more."""
        notice = self._state.notices.rows.get(notice_id)
        if notice is None or (notice.state, notice.attempts) != ("sending", attempt):
            return False
        await self.mark(notice_id, state, **values)
        return True

    async def cancel_for(self, person_id: int) -> list[NoticeRow]:
        """Cancel everything that waits for a person, and return it."""
        return self._ended(self._to(person_id), "cancelled")

    async def cancel_about(self, person_id: int, child_id: int) -> list[NoticeRow]:
        """Cancel what waits for a person and speaks of this child only, and return it."""
        return self._ended((n for n in self._to(person_id) if self._only(n, child_id)), "cancelled")

    def _only(self, notice: StoredNotice, child_id: int) -> bool:
        duties = self._state.duties.get(item.duty_id for item in notice.items)
        children = {duty.child_id for duty in duties}
        return notice.child_id == child_id or children == {child_id}

    def _to(self, person_id: int) -> list[StoredNotice]:
        return list(self._state.notices.get(self._state.notices_to.ids(person_id)))

    async def by_id(self, notice_ids: Sequence[int]) -> list[NoticeRow]:
        """Many notices with their items, most urgent first."""
        return sorted(self._state.notices.get(notice_ids), key=most_urgent)

    async def sent_about(self, duty_id: int) -> list[NoticeRow]:
        """The messages already sent that speak of a duty."""
        about = await self.by_id(self._state.notices_about.ids(duty_id))
        return [notice for notice in about if notice.state == "sent"]

    async def in_request(self, request_id: int, group: str) -> list[Said]:
        """What has been said about a request in messages whose group key begins so."""
        return [
            Said(notice.person_id, notice.state, notice.details or {})
            for notice in self._state.notices.rows.values()
            if notice.request_id == request_id and notice.group_key.startswith(group)
        ]

    async def next_moment(self) -> datetime | None:
        """When the pump has something to send again: the earliest notice that waits."""
        going_out, rows = self._state.going_out, self._state.notices.rows
        if self._pauses.nothing():
            return going_out.first(rows)
        return going_out.first(rows, lambda n: n.state == "sending" or self._pauses.may_go(n))


class MemoryOutboxOffice(OutboxOffice):
    """The outbox as whoever runs the bot looks at it."""

    def __init__(self, state: State) -> None:
        super().__init__(NoRoom())
        self._state = state

    async def keep_items(self, notice_id: int, items: Sequence[Item]) -> None:
        """The items that a notice speaks of from now on, in this order."""
        notice = self._state.notices.rows[notice_id]
        self._state.notices.put(replace(notice, items=tuple(items)))


def _in_turns(due: Iterable[StoredNotice], limit: int, turns: Turns) -> list[StoredNotice]:
    """The most urgent of what is due; of each priority the oldest of each lane, in turn."""
    lanes: dict[int, dict[int, list[StoredNotice]]] = defaultdict(lambda: defaultdict(list))
    for notice in sorted(due, key=most_urgent, reverse=True):
        lanes[notice.priority][notice.lane].append(notice)
    taken: list[StoredNotice] = []
    for priority, waiting in sorted(lanes.items()):
        while waiting and len(taken) < limit:
            after = turns.after(priority)
            lane = min((i for i in waiting if i > after), default=min(waiting))
            turns.last[priority] = lane
            taken.append(waiting[lane].pop())
            if not waiting[lane]:
                del waiting[lane]
    return taken
