"""Fixtures for all tests, and the rule that in CI nothing is skipped in silence."""

import os
import ssl
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

import pytest
import structlog

from storage.seal import Keyring
from storage.store import Store
from tests import compiling, hunting
from tests.stores import Databases, InMemory, Sqlite, migrate, open_store, postgres

hunting.begin()
compiling.share()

# Tracebacks with the values of all variables take seconds each to draw, and nobody looks at them.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

_read_certificates = ssl.create_default_context


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return _prepared(Sqlite(tmp_path_factory.mktemp("sqlite")))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Databases]:
    with postgres() as databases:
        yield _prepared(databases)


def _prepared(databases: Databases) -> Databases:
    """Fills the template, once per session."""
    migrate(databases.template())
    return databases


KINDS = {"sqlite": "sqlite_databases", "postgresql": "postgres_databases"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for databases runs on both kinds; marked `in_memory_too`, also on the
    store in memory, which has to give the same answers; marked `only_on`, on the one it names.
    """
    if "databases" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        too = marked("in_memory_too") is not None and marked("sql_only") is None
        kinds = [*KINDS, "memory"] if too else [*KINDS]
        only = marked("only_on")
        metafunc.parametrize("databases", only.args if only else kinds, indirect=True)


@pytest.fixture
def databases(request: pytest.FixtureRequest) -> Databases:
    """Makes databases of the kind that the test is run on."""
    if request.param == "memory":
        return InMemory()
    name = KINDS[request.param]
    made: Databases = request.getfixturevalue(name)
    return made


@pytest.fixture
def store_url(databases: Databases) -> Iterator[str]:
    """A SQLAlchemy URL of a new database with the product's schema; runs on both kinds."""
    url = databases.copy()
    yield url
    databases.drop(url)


@pytest.fixture
def empty_store_url(databases: Databases) -> Iterator[str]:
    """As ``store_url``, without any table: for tests of the migrations themselves."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def keyring() -> Keyring:
    """Keys of the test's own."""
    return Keyring.fresh()


@pytest.fixture
async def store(store_url: str, keyring: Keyring) -> AsyncIterator[Store]:
    """An open, empty store; the test runs on both kinds of database."""
    opened = await open_store(store_url, keyring)
    yield opened
    await opened.close()


@cache
def _certificates(**where: Any) -> ssl.SSLContext:
    return _read_certificates(**where)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Saves a quarter of a second per bot, which aiogram waits for encrypted connections, and the
    reading of all certificates for each: no test has an encrypted one.
    """

    async def close(session: Any) -> None:
        if session._session is not None:
            await session._session.close()

    # By name: who only hands out the tests to those that run them need not import it.
    monkeypatch.setattr("aiogram.client.session.aiohttp.AiohttpSession.close", close)
    monkeypatch.setattr("ssl.create_default_context", _certificates)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: tests with a server or with real bots wait for
    them longer than they work.
    """
    return (os.cpu_count() or 2) * 3 // 2


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test fails the run: a check that did not happen is not a check."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and os.environ.get("CI") and reporter.stats.get("skipped"):
        reporter.write_line("\nIn CI nothing may be skipped; see the reasons below.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
