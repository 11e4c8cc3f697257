"""Notices that were on their way when their sender died, settled one by one."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime

import structlog

from care.delivery import LEASE, NoticeState
from storage.notices import NoticeRow
from storage.patience import is_passing
from storage.work import Work

log = structlog.get_logger()


async def each_alone(
    work: Work,
    notices: Iterable[NoticeRow],
    settle: Callable[[NoticeRow], Awaitable[object]],
    now: datetime,
) -> int:
    """Settle each, and say how many could be. One that cannot be stops no other: what was done of
    it is taken back, it is told of by its id, and looked at again after another lease. `now` is
    UTC. Raises what concerns all of them: the store is away.
    """
    settled = 0
    for notice in notices:
        try:
            async with work.alone():
                await settle(notice)
            settled += 1
        except Exception as error:
            if is_passing(error):
                raise
            log.exception("notice not settled", notice_id=notice.id, error=type(error).__name__)
            await work.outbox.mark(notice.id, NoticeState.sending, lease_until=now + LEASE)
    return settled
