"""A database's machine may vanish without a word: its power fails, a cable is out."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import make_url

from storage.seal import Keyring
from storage.store import Store
from tests.stores import Databases

SECONDS = 20
PATIENCE = (
    socket.TCP_KEEPIDLE,
    socket.TCP_KEEPINTVL,
    socket.TCP_KEEPCNT,
    socket.TCP_USER_TIMEOUT,
)


@asynccontextmanager
async def over_tcp(url: str, port: int) -> AsyncIterator[str]:
    """The database, which listens on a file here, as if it were on another machine."""
    there = make_url(url)
    file = f"{there.query['host']}/.s.PGSQL.5432"

    joined = set[asyncio.Task[None]]()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while said := await reader.read(65536):
                writer.write(said)
                await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_there, to_there = await asyncio.open_unix_connection(file)
        for way in (carry(reader, to_there), carry(from_there, writer)):
            joined.add(asyncio.create_task(way))

    async with await asyncio.start_server(join, "127.0.0.1", port):
        place = there.set(host="127.0.0.1", port=port, query={})
        yield place.render_as_string(hide_password=False)
    await asyncio.gather(*joined)


async def test_a_database_that_is_there_no_more_is_given_up_after_twenty_seconds(
    postgres_databases: Databases, keyring: Keyring, unused_tcp_port: int
) -> None:
    url = postgres_databases.copy()
    async with over_tcp(url, unused_tcp_port) as place:
        store = await Store.open(place, keyring)
        async with store.engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            with socket.socket(fileno=os.dup(driver.fileno())) as line:
                said = {name: line.getsockopt(socket.IPPROTO_TCP, name) for name in PATIENCE}
        await store.close()
    postgres_databases.drop(url)

    idle, every, often, unheard = said.values()
    assert idle + every * often == SECONDS
    assert unheard == SECONDS * 1000
