"""PostgreSQL's server of the tests listens on a file: here as if it were on another machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import make_url


def at_tcp(url: str, port: int) -> str:
    """The address of the database there."""
    there = make_url(url).set(host="127.0.0.1", port=port, query={})
    return there.render_as_string(hide_password=False)


@asynccontextmanager
async def over_tcp(url: str, port: int) -> AsyncIterator[str]:
    """The database, while it can be reached there; its address."""
    file = f"{make_url(url).query['host']}/.s.PGSQL.5432"

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
        yield at_tcp(url, port)
    await asyncio.gather(*joined)
