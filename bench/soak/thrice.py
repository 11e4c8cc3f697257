"""Updates that a webhook brings three times, shuffled across chats, to a bot that dies around the
commit of what they do and around the reply.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.soak.doorman import SECRET, a_doorman, free_ports
from bench.soak.kills import Ground, Where, a_ground
from bench.soak.points import POINTS
from bench.soak.questions import Questions

LONGEST_LIFE = 6.0
"""Seconds after which a life ends that has not come to its point."""
LOOK_EVERY = 0.1


@dataclass(slots=True)
class Result:
    """What came of it."""

    killed: Counter[str] = field(default_factory=Counter)
    written: int = 0
    taken: int = 0
    """How often a bot said 200."""
    wrong: list[str] = field(default_factory=list)
    drained: bool = False
    obeyed: bool = False

    @property
    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        checks = {
            "not everything was answered in time": not self.drained,
            "SIGTERM did not end it cleanly": not self.obeyed,
            "updates did not come three times": self.taken < 3 * self.written,
        }
        return [*(sentence for sentence, failed in checks.items() if failed), *self.wrong]


async def each_update_three_times(at: Where, people: int, kills: int, seed: int) -> Result:
    """So many people write three things each, while so many bots die."""
    dice, ports, result = random.Random(seed), free_ports(1), Result()
    some = max(1, people // kills)
    async with (
        a_ground(at, 1) as ground,
        a_doorman(ports, seed, thrice=True) as (doorman, url),
    ):
        ground.home.own = {
            "HONGYAN_WEBHOOK_URL": url,
            "HONGYAN_WEBHOOK_SECRET": SECRET,
            "HONGYAN_WEBHOOK_LISTEN": f"127.0.0.1:{ports[0]}",
        }
        questions = Questions(ground.sandbox, ground.store)
        await questions.invite(some * kills)
        async with at.nursery.life(ground.home) as first:
            await questions.learn()
            result.obeyed = await first.stop()
        for _ in range(kills):
            point = dice.choice(_points(POINTS))
            async with at.nursery.life(ground.home, point, dice.randint(1, some)) as life:
                await questions.ask(some, dice)
                came = await life.died(LONGEST_LIFE)
                await life.kill()
            result.killed[point if came else "between"] += 1
            await questions.note_unsure()
        async with at.nursery.life(ground.home) as last:
            await last.up()
            await doorman.bring_the_rest()
            result.drained = await _settled(ground, questions, 60 + people)
            await doorman.bring_the_rest()
            result.obeyed = result.obeyed and await last.stop()
        questions.unsure |= doorman.failed
        result.written, result.taken = questions.written, doorman.taken
        result.wrong = await questions.broken()
    return result


async def _settled(ground: Ground, questions: Questions, seconds: float) -> bool:
    """Whether within that time the server has nothing left to bring, and all are answered."""
    for _ in range(int(seconds / LOOK_EVERY)):
        if await ground.sandbox.pending() == 0 and await questions.settled():
            return True
        await asyncio.sleep(LOOK_EVERY)
    return False


def _points(points: Sequence[str]) -> list[str]:
    """Those around what an update does, and around its reply."""
    return [point for point in points if point.startswith(("intake", "mark", "reply"))]
