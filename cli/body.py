"""What a running bot is made of, put together from its settings."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiogram import Bot

from bot.intake import Intake
from bot.sender import send
from cli.dead_man import Pulse
from cli.forms import known_forms
from cli.health import alive
from cli.metrics import Metrics
from cli.parts import Part
from cli.settings import Settings
from cli.status import status_at
from cli.terminal import fail
from handlers.routers import dispatcher
from scheduler.clock import Clock, FollowedClock, system_clock
from scheduler.gate import Gate
from scheduler.pump import Pump
from scheduler.share import AmongAll
from storage.readiness import is_ready
from storage.slots import Slots
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Body:
    """What a running bot is made of."""

    store: Store
    bot: Bot
    part: Part
    followed: FollowedClock | None
    intake: Intake
    pump: Pump
    refused: asyncio.Event
    """Set when the server does not know the token any more."""
    pulse: Pulse
    clock: Clock


def built(
    settings: Settings, store: Store, bot: Bot, part: Part, followed: FollowedClock | None
) -> Body:
    """Put together what the settings ask for; nothing is started."""
    clock = followed or system_clock
    numbers, chain = settings.emergency_numbers, settings.sos == "chain"
    forms, turns = known_forms(settings), part.turns
    gate, refused = _gate(store, part, followed), asyncio.Event()
    intake = Intake(
        *(store, bot, dispatcher(), clock, numbers),
        chain=chain,
        forms=forms,
        traffic=gate,
        turns=turns,
        refused=refused,
    )
    pump = Pump(
        store, lambda prepared: send(bot, prepared, numbers), clock, gate, refused, part.led
    )
    url = None if settings.heartbeat_url is None else settings.heartbeat_url.get_secret_value()
    pulse = Pulse(clock, _touch(settings.heartbeat_file), url)
    return Body(store, bot, part, followed, intake, pump, refused, pulse, clock)


@asynccontextmanager
async def watched(
    settings: Settings, place: tuple[str, int] | None, body: Body
) -> AsyncIterator[None]:
    """The place for whoever watches; and the last word outside, at the end."""
    store, file = body.store, settings.heartbeat_file
    metrics = Metrics(store, body.clock, lambda: body.part.leads, lambda: body.pulse.beaten)
    watching = status_at(place, metrics, lambda: alive(file), lambda: is_ready(store))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(body.pulse.close)
        try:
            await stack.enter_async_context(watching)
        except OSError as error:
            fail("hook.no_place", place=settings.status_listen, why=error.strerror or "")
        yield


def _gate(store: Store, part: Part, followed: FollowedClock | None) -> Gate:
    """Real seconds, or those of the sandbox, where a fast-forward must not wait for each chat; one
    pace together with all others that may send.
    """
    if part.turns.shared:
        return Gate(share=AmongAll(Slots(store)))
    return Gate() if followed is None else Gate(seconds=followed.seconds)


def _touch(file: Path) -> Callable[[], None]:
    """The sign of life that `hongyan health` looks at: the file's time of change."""
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.touch
