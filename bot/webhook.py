"""Our own small web server for updates: 200 only after the commit of what an update does.

aiogram's answers before anything is stored, or not before everything is sent, and stumbles over a
strange secret or body (FACTS: "aiogram"). TLS ends at a proxy in front. Updates of one chat are
handled in order, different chats beside each other; the replies go out after the 200, but for a
toast that goes in it, and before the next update of their chat is handled, in whichever process. A
call for help waits for none.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramNotFound
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from aiohttp import web

from bot.address import Address
from bot.announcing import CONNECTIONS, note_said, said_already
from bot.calls import in_answer
from bot.first_aid import cries, lane_of
from bot.health import add_health
from bot.intake import Intake
from bot.measures import UPDATE_SECONDS, UPDATES_REFUSED, replies
from bot.reply import Reply
from bot.updates import ALLOWED, Lanes, LeftError, OvertakenError, read
from storage.store import Store

log = structlog.get_logger()
Said = bytes | None
"""What the 200 holds: one call of the reply, or nothing; None where the update is not taken."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
BODY_LIMIT = 1024 * 1024
"""Bytes; an update is a hundredth of it."""
LAST_WORDS_SECONDS = 5.0
AGAIN_SECONDS = 2


class Webhook:
    """Takes updates in while it is open."""

    def __init__(
        self,
        bot: Bot,
        intake: Intake,
        address: Address,
        alive: Callable[[], bool],
        ready: Callable[[], Awaitable[bool]],
        store: Store,
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._address = address
        self._alive = alive
        self._ready = ready
        self._store = store
        self._lanes = Lanes()
        self._under_way: set[asyncio.Task[None]] = set()
        self._closing = False
        self._runner: web.AppRunner | None = None

    @property
    def place(self) -> str:
        """Where it listens, for people."""
        return f"{self._address.host}:{self._address.port}"

    async def open(self) -> None:
        """Begin to listen; raises OSError where the place is taken."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_post(self._address.path, self._posted)
        add_health(app, lambda: self._alive() and not self._closing, self._is_ready)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=LAST_WORDS_SECONDS, auto_decompress=False
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, self._address.host, self._address.port).start()

    async def announce(self) -> None:
        """Tell the Bot API server where to deliver, unless it knows: several processes say the same
        at their start. What waits there is kept. Raises as aiogram.
        """
        if await said_already(self._bot, self._store, self._address):
            return
        await self._bot.set_webhook(
            url=self._address.url,
            secret_token=self._address.secret,
            max_connections=CONNECTIONS,
            allowed_updates=ALLOWED,
            drop_pending_updates=False,
        )
        await note_said(self._store, self._address)

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates until `stop` is set; what is in flight then is finished."""
        try:
            await stop.wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """Refuse what is new or waits for its turn, finish what was begun, let go of the place."""
        self._closing = True
        if self._runner is None:
            return
        for site in list(self._runner.sites):
            await site.stop()
        await self.rest()
        await self._runner.cleanup()

    async def rest(self) -> None:
        """Wait until nothing is under way, replies included."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _posted(self, request: web.Request) -> web.Response:
        if not self._known(request):
            return web.Response(status=403)
        body = _parsed(await request.read())
        if body is None:
            return web.Response(status=400)
        if self._closing:  # asked last: nothing comes in between this and the work
            return _come_again()
        said = await self._accepted(read(self._bot, body))
        if said is None:
            return _come_again()
        return web.Response(body=said, content_type="application/json") if said else web.Response()

    def _known(self, request: web.Request) -> bool:
        """Compared as bytes and in constant time, whatever the header holds."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, self._address.secret.encode())

    async def _accepted(self, update: Update) -> Said:
        """What to say once the update is committed. A caller who hangs up does not end the work."""
        accepted: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._take(update, accepted))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(accepted)

    async def _take(self, update: Update, accepted: asyncio.Future[Said]) -> None:
        self._intake.first_aid(update)
        came = perf_counter()
        try:
            take = self._take_cry if cries(update) else self._take_in_turn
            await take(update, accepted, came)
        except LeftError:
            log.info("update left", update_id=update.update_id)
        except OvertakenError:
            log.info("update put off", update_id=update.update_id)
            await self._intake.not_taken(update)
        except Exception as error:
            name = type(error).__name__
            if accepted.done():  # what it does is stored; the reply goes out again later
                log.exception("reply failed", update_id=update.update_id, kind=name)
            else:
                log.exception("update not taken", update_id=update.update_id, kind=name)
                await self._intake.not_taken(update)
        finally:
            if not accepted.done():
                UPDATES_REFUSED.inc()
                accepted.set_result(None)

    async def _take_in_turn(
        self, update: Update, accepted: asyncio.Future[Said], came: float
    ) -> None:
        lane = lane_of(update)
        async with self._lanes.turn(lane), self._intake.turn(lane):
            if self._closing:
                raise LeftError
            toast, reply = (await self._accept(update, came)).apart()
            accepted.set_result(_said(toast))
            await self._intake.answer(update.update_id, reply)

    async def _take_cry(self, update: Update, accepted: asyncio.Future[Said], came: float) -> None:
        """Who calls once more is heard while the reply is on its way; nobody else says it then."""
        lane = lane_of(update)
        async with AsyncExitStack() as saying:
            async with self._lanes.turn(lane), self._intake.turn(lane):
                if_unsaid = self._intake.if_unsaid(update.update_id)
                unsaid = await saying.enter_async_context(if_unsaid)
                reply = await self._accept(update, came)
                accepted.set_result(b"")
            await self._intake.answer(update.update_id, reply if unsaid else Reply())

    async def _accept(self, update: Update, came: float) -> Reply:
        reply = await self._intake.accept(update)
        UPDATE_SECONDS.observe(perf_counter() - came)
        return reply

    async def _is_ready(self) -> bool:
        return not self._closing and await self._ready()


def _come_again() -> web.Response:
    """Soon: in its chat a call for help may wait behind it, and by itself the server waits longer
    with every try.
    """
    return web.Response(status=503, headers={"Retry-After": str(AGAIN_SECONDS)})


def _said(toast: AnswerCallbackQuery | None) -> bytes:
    """A toast needs no connection of its own, and is seen sooner."""
    if toast is None:
        return b""
    replies(type(toast).__name__, "in_answer").inc()
    return in_answer(toast)


def _parsed(body: bytes) -> dict[str, Any] | None:
    """The JSON of an update; None for anything else, which is nobody's fault worth a word."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    known = isinstance(update, dict) and type(update.get("update_id")) is int
    return update if known else None


async def withdraw(bot: Bot) -> bool:
    """Take back a webhook set earlier, or polling is refused; what waits is kept.

    Returns whether there was one; raises as aiogram.
    """
    try:
        info = await bot.get_webhook_info()
    except TelegramNotFound:
        return False  # a server without webhooks
    if info.url:
        await bot.delete_webhook(drop_pending_updates=False)
    return bool(info.url)
