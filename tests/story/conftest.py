"""A town per test, on both databases. The school is imported once for each and then copied."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stores import Databases
from tests.story.town import Seed, Town, a_seed, a_town

Seeds = dict[Databases, Seed]


@pytest.fixture(scope="session")
def seeds() -> Seeds:
    return {}


@pytest.fixture
async def seed(
    databases: Databases, seeds: Seeds, tmp_path_factory: pytest.TempPathFactory
) -> Seed:
    if databases not in seeds:
        seeds[databases] = await a_seed(databases.copy(), tmp_path_factory.mktemp("seed"))
    return seeds[databases]


@pytest.fixture
async def town(
    databases: Databases, seed: Seed, at_once: None, tmp_path: Path
) -> AsyncIterator[Town]:
    url = databases.copy(seed.store_url)
    async with a_town(seed, url, tmp_path) as made:
        yield made
    databases.drop(url)
