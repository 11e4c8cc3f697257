"""A town per test, on both databases. The school is imported once for each and then copied."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stores import Databases
from tests.story.town import Seed, Town, a_seed, a_town

Seeds = dict[tuple[Databases, bool], Seed]


@pytest.fixture(scope="session")
def seeds() -> Seeds:
    return {}


@pytest.fixture
async def seed(
    databases: Databases, seeds: Seeds, tmp_path_factory: pytest.TempPathFactory
) -> Seed:
    return await _seed(databases, seeds, tmp_path_factory, live=True)


@pytest.fixture
async def new_seed(
    databases: Databases, seeds: Seeds, tmp_path_factory: pytest.TempPathFactory
) -> Seed:
    return await _seed(databases, seeds, tmp_path_factory, live=False)


async def _seed(
    databases: Databases, seeds: Seeds, folders: pytest.TempPathFactory, *, live: bool
) -> Seed:
    if (databases, live) not in seeds:
        folder = folders.mktemp("seed")
        seeds[databases, live] = await a_seed(databases.copy(), folder, live=live)
    return seeds[databases, live]


@pytest.fixture
async def town(
    databases: Databases, seed: Seed, at_once: None, tmp_path: Path
) -> AsyncIterator[Town]:
    url = databases.copy(seed.store_url)
    async with a_town(seed, url, tmp_path) as made:
        yield made
    databases.drop(url)


@pytest.fixture
async def new_town(
    databases: Databases, new_seed: Seed, at_once: None, tmp_path: Path
) -> AsyncIterator[Town]:
    """A town whose school has brought its sheets in and is not live yet."""
    url = databases.copy(new_seed.store_url)
    async with a_town(new_seed, url, tmp_path) as made:
        yield made
    databases.drop(url)
