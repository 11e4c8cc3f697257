"""`hongyan run`: the bot itself. The composition root: everything is built and started here."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import structlog
from aiogram.utils.token import TokenValidationError

from bot.address import Address
from bot.in_hand import AidOnly
from bot.intake import Intake
from bot.poller import Poller, never
from bot.telegram import connect
from bot.webhook import Webhook
from cli.body import Body, built, watched
from cli.greeting import greeted, introduced, server_of
from cli.health import alive
from cli.hook import HookError, fitted
from cli.logs import set_up_logs
from cli.opening import opened
from cli.parts import part_of
from cli.settings import Settings, read_by_nobody
from cli.terminal import fail, misused
from scheduler.beats import beat_until
from scheduler.follow import follow_until, read_clock
from scheduler.heart import SILENT_SECONDS, Again, Heart
from scheduler.standby import Work, beat_when_leading, lead_kept, live_until
from storage.lock import BusyError
from storage.readiness import is_ready
from storage.store import UnreachableError

log = structlog.get_logger()


def run() -> None:
    """Run until SIGTERM or Ctrl-C; what is in flight then is finished."""
    settings = Settings()
    set_up_logs()
    if names := read_by_nobody():
        log.warning("settings that nobody reads", names=names)
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    await serve(settings, stop)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGINT and SIGTERM, also where event loops know no signals."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """The bot against the Bot API of the settings, until `stop` is set."""
    if settings.clock_url is not None and settings.telegrams_own:
        misused("run.clock_with_telegram")
    if settings.token is None:
        misused("run.no_token")
    try:
        bot = connect(settings.token.get_secret_value(), settings.api)
    except TokenValidationError:
        misused("run.bad_token")
    try:
        address, place = fitted(settings)
    except HookError as error:
        misused(error.code, **error.params)
    hooked = address is not None
    try:
        async with opened(settings, stop) as store, part_of(settings, store, hooked=hooked) as part:
            followed = None if settings.clock_url is None else await read_clock(settings.clock_url)
            body = built(settings, store, bot, part, followed)
            async with watched(settings, place, body):
                await _work(settings, body, address, stop)
    except (BusyError, UnreachableError) as error:
        fail(error.code, **error.params)
    finally:
        await bot.session.close()


async def _work(
    settings: Settings, body: Body, address: Address | None, stop: asyncio.Event
) -> None:
    intake, part, followed = body.intake, body.part, body.followed
    hook = None
    if address is not None and part.takes:
        file, store = settings.heartbeat_file, body.store
        hook = Webhook(
            body.bot, intake, address, lambda: alive(file), lambda: is_ready(store), store
        )
    poller = Poller(body.bot, intake, refused=body.refused, leads=lambda: part.leads)
    polls = part.takes and hook is None
    again = intake.answer_again if followed is None else _after(hook or poller, intake)
    sign = unless_deaf(poller, body.pulse.beat)
    heart = Heart(part.led, body.pump, body.clock, again, sign, settings.kept)
    async with _open(hook):
        async with lead_kept(part.candidate):
            if not await greeted(body.bot, hook, stop, polls=polls):
                return
        async with asyncio.TaskGroup() as tasks:
            if hook is not None:
                tasks.create_task(hook.run(stop))
            tasks.create_task(_beating(settings, stop, body, heart, poller if polls else None))
            tasks.create_task(_ends(stop, body.refused))
            if hook is not None or polls:
                tasks.create_task(introduced(body.bot, stop))
    if body.refused.is_set():
        fail("run.token_refused", api=server_of(body.bot))


def unless_deaf(poller: Poller, sign_of_life: Callable[[], None]) -> Callable[[], None]:
    """A bot that beats and hears nobody must not look alive: a call for help would go unheard."""

    def heard() -> None:
        if poller.silence <= SILENT_SECONDS:
            sign_of_life()

    return heard


async def _ends(stop: asyncio.Event, refused: asyncio.Event) -> None:
    """A token that is refused while the bot runs stops everything; what waits is kept."""
    stopped = asyncio.create_task(stop.wait())
    revoked = asyncio.create_task(refused.wait())
    await asyncio.wait({stopped, revoked}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    revoked.cancel()
    stop.set()


@asynccontextmanager
async def _open(hook: Webhook | None) -> AsyncIterator[None]:
    """Listen before the server is told where to; whatever ends the run, finish what was begun."""
    if hook is None:
        yield
        return
    try:
        await hook.open()
    except OSError as error:
        fail("hook.no_place", place=hook.place, why=error.strerror or "")
    try:
        yield
    finally:
        await hook.close()


def _after(way_in: Webhook | Poller, intake: Intake) -> Again:
    """A followed clock goes on only when every reply is out."""

    async def answer_again(stop: asyncio.Event | None = None) -> int:
        await way_in.rest()
        return await intake.answer_again(stop)

    return answer_again


async def _beating(
    settings: Settings, stop: asyncio.Event, body: Body, heart: Heart, poller: Poller | None
) -> None:
    """`poller`: None for who does not poll. On a database that others can reach it polls only while
    it leads.
    """
    part, pulse, followed, url = body.part, body.pulse, body.followed, settings.clock_url
    ways_in: list[Work] = [] if poller is None else [poller.run]
    beat: Work = partial(beat_until, heart=heart)
    if not part.beats:
        await live_until(stop, pulse.live)
    elif part.candidate is not None:
        lead = partial(_together, works=[*ways_in, beat])
        aid = Poller(body.bot, AidOnly(body.intake), refused=body.refused, leads=never)
        meanwhile = None if poller is None else aid.run
        await beat_when_leading(stop, part.candidate, lead, pulse, meanwhile)
    elif followed is None or url is None:
        await _together(stop, [*ways_in, beat])
    else:
        follow: Work = partial(follow_until, url=url, clock=followed, heart=heart)
        await _together(stop, [*ways_in, follow])


async def _together(stop: asyncio.Event, works: list[Work]) -> None:
    """All of them, until each has ended."""
    async with asyncio.TaskGroup() as tasks:
        for work in works:
            tasks.create_task(work(stop))
