"""A town per test, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.story.town import Town, a_town


@pytest.fixture
async def town(store_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with a_town(store_url, tmp_path) as made:
        yield made
