"""The loop that beats dies again and again, at a moment of its own work: while it plans and tells
what is due, while it claims, begins, sends and settles. A duty comes due every few seconds all the
while, so that each life has something to look at.
"""

import random
from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from bench.soak.kills import Ground, Result, Size, Where, a_ground
from bench.soak.points import POINTS
from storage.store import Store
from storage.tables import Duty, NoticeItem

BEATING = tuple(
    point for point in POINTS if point.startswith(("tick", "claim", "start", "settle", "notice"))
)
APART = timedelta(minutes=1)
"""Of the clock, in which a life has its share of the duties; two seconds of ours."""
LONGEST_SPREAD = timedelta(hours=1)
"""In the night nothing is sent."""


async def while_beating(at: Where, size: Size, seed: int) -> Result:
    """So many lives end at points of the beat that are drawn from a seed, a life that does not come
    there after `size.longest` seconds.
    """
    dice = random.Random(seed)
    spread = min(size.kills * APART, LONGEST_SPREAD)
    async with a_ground(at, size.notices, ticked=False, spread=spread) as ground:
        for _ in range(size.kills):
            await _die(ground, dice.choice(BEATING), dice.randint(1, 3), size.longest)
        result = await ground.finish(60 + 2 * size.kills + size.notices / 10)
        result.wrong = await wrongly_told(ground.store)
        return result


async def _die(ground: Ground, point: str, times: int, seconds: float) -> None:
    async with ground.nursery.life(ground.home, point, times) as life:
        came = await life.died(seconds)
        await life.kill()
    ground.result.killed[point if came else "between"] += 1
    await ground.note(life.complaints())


async def wrongly_told(store: Store) -> list[str]:
    """Whether each duty was looked at and told once: what a beat does is done as a whole."""
    told = select(NoticeItem.duty_id, func.count()).group_by(NoticeItem.duty_id)
    async with store.engine.connect() as connection:
        duties = set((await connection.execute(select(Duty.id))).scalars())
        times = Counter({row[0]: row[1] for row in await connection.execute(told)})
    checks = {
        "a duty that was due was not told": bool(duties - set(times)),
        "a duty was told twice": any(often > 1 for often in times.values()),
    }
    return [sentence for sentence, failed in checks.items() if failed]
