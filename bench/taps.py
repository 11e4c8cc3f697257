"""Tap → committed → answered: ten fathers at once press "called", each on his own reminder.

The peer is a bare aiogram echo of the same shape: it takes the same updates and makes the same two
calls (answer the press, rewrite the message), without a store, rules or texts.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter, process_time
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message, Update
from sqlalchemy import func, select

from bench.bots import a_bot
from bench.databases import KINDS, a_store, statements
from bench.figures import Figure, percentile
from bench.processes import a_server
from bench.school import DUE, a_school, all_sent, remind
from bot.callbacks.basic import Press, short
from bot.intake import Intake
from care.words import DutyState
from handlers.routers import dispatcher
from storage.store import Store
from storage.tables import Duty
from tests.stores import Databases

AT_ONCE = 10
TAPPED = DUE + timedelta(minutes=5)
Take = Callable[[Update], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Size:
    """How many taps are measured, after how many to warm up."""

    taps: int = 1_000
    warm_up: int = 100


FULL, TOY = Size(), Size(20, 5)


@dataclass(frozen=True, slots=True)
class _Speed:
    """Updates a second; seconds of processor for each; seconds until answered."""

    rate: float
    cpu: float
    p50: float
    p99: float

    def __str__(self) -> str:
        times = ", ".join(
            f"{name} {seconds * 1e3:.0f} ms"
            for name, seconds in (("median", self.p50), ("p99", self.p99), ("CPU", self.cpu))
        )
        return f"{self.rate:.0f}/s, {times}"


async def run(size: Size) -> AsyncIterator[Figure]:
    """The echo, then the product on both databases, against the same server."""
    async with a_server("bench.fake_api") as base, a_bot(base) as bot:
        echo = await _speed(_echo(bot), size, map(Update.model_validate, presses_of(_no_ids(size))))
        for kind, databases in KINDS.items():
            with databases() as made:
                ours, asked = await _ours(made, bot, size)
            said = f"{ours}, {asked:.0f} statements"
            yield Figure(f"{kind}: taps, {AT_ONCE} at once", said, str(echo), ours.rate / echo.rate)


async def _ours(databases: Databases, bot: Bot, size: Size) -> tuple[_Speed, float]:
    """The product's speed, and how many statements one tap costs."""
    async with a_store(databases) as store:
        intake = Intake(store, bot, dispatcher(), lambda: TAPPED, ("110", "120"))
        updates = await taps(store, size.taps + size.warm_up)
        with statements(store) as seen:
            speed = await _speed(intake.take, size, updates)
        await _all_done(store, size.taps + size.warm_up)
    return speed, len(seen) / (size.taps + size.warm_up)


async def _all_done(store: Store, count: int) -> None:
    """Every tap did what it says; what failed quickly would be no speed."""
    query = select(func.count()).select_from(Duty).where(Duty.state == DutyState.done)
    async with store.engine.connect() as connection:
        done = (await connection.execute(query)).scalar_one()
    if done != count:
        raise RuntimeError(f"{done} duties are done after {count} taps")


async def taps(store: Store, count: int) -> Iterator[Update]:
    """A school of that many children, each father reminded, and his press on "called"."""
    return map(Update.model_validate, await presses(store, count))


async def presses(store: Store, count: int) -> Iterator[dict[str, Any]]:
    """The same as it comes from Telegram."""
    school = await a_school(store, count)
    reminded = await remind(store, school)
    await all_sent(store)
    return presses_of((a, d, n) for a, (d, n) in zip(school.addresses, reminded, strict=True))


def _no_ids(size: Size) -> Iterable[tuple[int, int, int]]:
    return ((number, number, number) for number in range(1, size.taps + size.warm_up + 1))


def presses_of(ids: Iterable[tuple[int, int, int]]) -> Iterator[dict[str, Any]]:
    """Updates as Telegram sends them, from address, duty and notice."""
    for number, (address, duty, notice) in enumerate(ids, 1):
        data = Press(act="done", duty=short(duty), place=short(notice)).pack()
        yield _raw(number, address, data)


def _raw(number: int, address: int, data: str) -> dict[str, Any]:
    user = {"id": address, "is_bot": False, "first_name": "禾", "language_code": "zh-hans"}
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": user,
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": number,
                "date": 1_742_209_200,
                "chat": {"id": address, "type": "private", "first_name": "禾"},
                "text": "该打电话啦",
            },
        },
    }


def _echo(bot: Bot) -> Take:
    router = Router()

    @router.callback_query()
    async def echo(query: CallbackQuery, bot: Bot) -> None:
        await bot.answer_callback_query(query.id, text="好")
        if isinstance(query.message, Message):
            await bot.edit_message_text(
                "好", chat_id=query.message.chat.id, message_id=query.message.message_id
            )

    plain = Dispatcher(disable_fsm=True)
    plain.include_router(router)

    async def take(update: Update) -> object:
        return await plain.feed_update(bot, update)

    return take


async def _speed(take: Take, size: Size, updates: Iterator[Update]) -> _Speed:
    """Warm up, then let ten workers take one update after the other."""
    waiting = list(updates)
    for update in waiting[: size.warm_up]:
        await take(update)
    rest = iter(waiting[size.warm_up :])
    took: list[float] = []

    async def work() -> None:
        for update in rest:
            start = perf_counter()
            await take(update)
            took.append(perf_counter() - start)

    start, cpu = perf_counter(), process_time()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    rate, cpu = len(took) / (perf_counter() - start), process_time() - cpu
    return _Speed(rate, cpu / len(took), percentile(took, 50), percentile(took, 99))
