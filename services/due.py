"""When there is something to do again."""

from datetime import datetime

from services.duties.programmes import next_beginning
from services.moving import days as moving
from services.posts import days as posts
from storage.work import Work


async def next_moment(work: Work) -> datetime | None:
    """When the tick, the pump, a plan, a move, a post or a request has something to do again."""
    moments = (
        await next_beginning(work),
        await work.duties.next_moment(),
        await work.outbox.next_moment(),
        await moving.next_moment(work),
        await posts.next_moment(work),
        await work.requests.next_moment(),
    )
    return min((moment for moment in moments if moment is not None), default=None)
