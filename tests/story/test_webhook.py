"""The line once more, with updates that are delivered to the bot instead of fetched by it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from care.words import DutyState
from tests.stores import Databases
from tests.story.town import Seed, a_town


@pytest.fixture
def town_url(databases: Databases, seed: Seed) -> Iterator[str]:
    url = databases.copy(seed.store_url)
    yield url
    databases.drop(url)


async def test_a_tap_comes_in_by_webhook_and_a_bot_that_polls_takes_over_again(
    seed: Seed, town_url: str, at_once: None, tmp_path: Path, unused_tcp_port: int
) -> None:
    async with a_town(seed, town_url, tmp_path, webhook=unused_tcp_port) as town:
        father, teacher = await town.everybody_joins("马建国", "周秀文")
        await town.days_pass(14)
        assert father.news("该给马小满打个电话啦")

        assert await father.presses("✔ 打了电话") == "记下了，谢谢您！"

        assert "打了电话，10月5日，您记的" in father.last_message
        called, following = await town.duties("马小满", "call")
        assert (called.state, following.due_on) == (DutyState.done, date(2026, 10, 19))
        assert await town.calls("getUpdates") == []

        await town.bot_stops()
        town.settings = town.settings.model_copy(update={"webhook_url": None})
        await teacher.says("/today")
        assert teacher.news() == []
        await town.bot_starts()
        assert [message for message in teacher.news() if "三年级(1)班" in message]
