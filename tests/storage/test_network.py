"""A database's machine may vanish without a word: its power fails, a cable is out."""

import os
import socket

from storage.seal import Keyring
from storage.store import Store
from tests.over_tcp import over_tcp
from tests.stores import Databases

SECONDS = 20
PATIENCE = (
    socket.TCP_KEEPIDLE,
    socket.TCP_KEEPINTVL,
    socket.TCP_KEEPCNT,
    socket.TCP_USER_TIMEOUT,
)


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
