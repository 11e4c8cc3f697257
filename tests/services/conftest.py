"""Schools that several files of tests begin with."""

import pytest

from care.words import Post
from services.importing.roster import school_named
from storage.store import Store
from tests.care.builders import SHANGHAI
from tests.services.again import Town
from tests.services.rosters import a_staff_sheet, staff
from tests.world import START


@pytest.fixture
async def town(store: Store) -> Town:
    async with store.write() as work:
        town = Town(store, await school_named(work, "青禾小学", SHANGHAI, START))
    await town.staff(a_staff_sheet(staff("闻朝晖", Post.principal, None)))
    return town
