"""Fast-forward: from one moment the bot cares about to the next, waiting until it has settled.

1. Begin a step (the bot sees the time and does all that is due).
2. Wait until the bot has reported the step as settled and has taken every update that can reach it.
3. Jump to the bot's next moment, to the moment at which an update can be delivered that could not,
   or to the target, whichever is soonest. Again from 1.
"""

from datetime import datetime, timedelta

from sandbox.clock import iso
from sandbox.errors import ControlError
from sandbox.world import World

SMALLEST_HOP = timedelta(seconds=1)
JUST_NOW = timedelta(seconds=5)
"""A target this close behind, in real time, counts as now: the clock ran on while it was sent."""


async def forward(world: World, target: datetime, stop_on_message: bool = False) -> int:
    """Move the clock to `target` (UTC) and return the number of hops; 409 if it moves already.

    With `stop_on_message` it stays at the first moment at which the bot sent something.
    """
    clock = world.clock
    if clock.forwarding:
        raise ControlError(409, "the clock is already moving")
    now = clock.now()
    if target < now - JUST_NOW * clock.rate:
        raise ControlError(400, f"{iso(target)} has passed, it is {iso(now)}")
    rate, clock.forwarding = clock.rate, True
    try:
        return await _hops(world, max(target, now), world.delivered if stop_on_message else None)
    finally:
        clock.forwarding = False
        if clock.rate != rate:
            clock.set(rate=rate)
        world.show_clock()


async def _hops(world: World, target: datetime, delivered: int | None) -> int:
    clock, hops = world.clock, 0
    clock.set(rate=0)
    world.show_clock()
    while await _settled(world):
        arrived = delivered is not None and world.delivered > delivered
        if arrived or clock.now() >= target:
            return hops
        clock.set(now=_next_stop(world, target))
        hops += 1
        world.show_clock()
    clock.set(now=target)
    return hops + 1


def _next_stop(world: World, target: datetime) -> datetime:
    stops = [at for at in (world.clock.next_at, world.next_release()) if at is not None]
    soonest = world.clock.now() + SMALLEST_HOP
    return min([target, *(max(at, soonest) for at in stops)])


async def _settled(world: World) -> bool:
    """Wait for the bot; False if there is none; 504 if it was there and does not settle."""
    clock, settings = world.clock, world.settings
    followed = clock.settled_step > 0
    if await quiet(world, settings.patience if followed else settings.no_bot_after, held=True):
        return True
    if clock.settled_step == 0:
        return False
    raise ControlError(
        504, f"the bot did not settle step {clock.step} in {settings.patience:g} seconds"
    )


async def quiet(world: World, at_most: float, held: bool = False) -> bool:
    """Wait `at_most` so many real seconds until the step is settled and no update is left.

    With `held`, updates may be left that cannot reach the bot now: they wait for another try, or
    for the end of an outage. What an update leads to may be due at once, so the bot looks once more
    after the last of them.
    """
    while left(world, held):
        if not await world.changed.until(lambda: not left(world, held), at_most):
            return False
        world.clock.set()
    settled = world.clock.settled
    return await world.changed.until(lambda: settled() and not left(world, held), at_most)


def left(world: World, held: bool = False) -> bool:
    """Whether the bot still has an update to take; with `held`, one that can reach it now."""
    return world.awaited() if held else bool(world.updates.pending())
