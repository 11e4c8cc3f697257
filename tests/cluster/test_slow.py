"""A database whose every answer comes late: everything gets done, once, and nothing is given up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from sqlalchemy.engine import make_url

from bot.callbacks.basic import Press, short
from care.words import DutyState
from storage.seal import Keyring
from storage.store import Store
from storage.turns import Turns
from tests.bot.test_intake import a_press
from tests.bot.test_webhook import a_door
from tests.bot.tiny import tiny_telegram
from tests.scheduler.test_heart import Body
from tests.world import a_school, address_of

LATE = 0.02
"""Seconds by which every answer of the database is late: a line over half the country."""
CHUNK = 65_536


async def _passes_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late: float
) -> None:
    never = asyncio.Event()
    while data := await reader.read(CHUNK):
        if late:
            with suppress(TimeoutError):
                await asyncio.wait_for(never.wait(), late)
        writer.write(data)
        await writer.drain()
    writer.close()


@asynccontextmanager
async def a_long_line(url: str) -> AsyncIterator[str]:
    """The address at which the database of `url` answers late."""
    there = make_url(url)
    socket = f"{there.query['host']}/.s.PGSQL.5432"
    under_way = set[asyncio.Task[None]]()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_unix_connection(socket)
        for each in (
            _passes_on(reader, far_writer, 0),
            _passes_on(far_reader, writer, LATE),
        ):
            under_way.add(asyncio.create_task(each))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    host, near_port = server.sockets[0].getsockname()
    try:
        yield there.set(host=host, port=near_port, query={}).render_as_string(False)
    finally:
        server.close()
        await asyncio.gather(*under_way, return_exceptions=True)


@pytest.fixture
async def far(shared_url: str, keyring: Keyring) -> AsyncIterator[Store]:
    async with a_long_line(shared_url) as url:
        opened = await Store.open(url, keyring)
        yield opened
        await opened.close()


async def test_a_reminder_goes_out_and_its_tap_is_answered_once(
    here: Store, far: Store, unused_tcp_port: int
) -> None:
    world = await a_school(here)
    body, turns = Body(replace(world, store=far)), Turns(far)

    await body.heart.beat()
    assert [prepared.items[0].subject for prepared in body.sent] == ["禾小满"]

    duty = await world.duty()
    press = Press(act="done", duty=short(duty.id), place="t").pack()
    tap = a_press(41, address_of(world.father), press).model_dump(mode="json", by_alias=True)
    async with tiny_telegram() as api, a_door(far, api.url, unused_tcp_port, turns=turns) as door:
        came = await asyncio.gather(*(door.gets(tap) for _ in range(3)))
        await door.hook.rest()
        answered = [call["message_id"] for call in api.of("editMessageText")]
    await turns.close()

    assert came == [200, 200, 200]
    assert sorted(answered) == [1, 7], "the reminder, and the message that was pressed"
    assert (await world.duty("call")).state is DutyState.open  # the next one
    done = [each for each in await world.duties("call") if each.state is DutyState.done]
    assert len(done) == 1
