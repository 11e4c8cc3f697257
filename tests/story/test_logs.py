"""What is written into the log in a fortnight of a school, calls for help and faults included:
never who somebody is, never the token.
"""

import io
import json
import logging
import sys

import pytest
import structlog

from cli.logs import set_up_logs
from tests.bot.tiny import TOKEN as TINY_TOKEN
from tests.story.town import TOKEN, Town


async def test_the_log_of_a_fortnight_names_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(sys, "stderr", log)
    before = structlog.get_config()
    set_up_logs()
    stdlib = logging.StreamHandler(log)
    logging.getLogger().addHandler(stdlib)
    try:
        father, grandmother, _teacher = await town.everybody_joins("马建国", "冯桂英", "周秀文")
        await town.days_pass(14)
        await father.presses("✔ 打了电话")
        await grandmother.says("救命 我家小满不见了")
        await grandmother.says("随便写点什么 +8617000001234")
        structlog.get_logger().error("the last line")
    finally:
        logging.getLogger().removeHandler(stdlib)
        structlog.configure(**before)

    written = log.getvalue()
    assert json.loads(written.splitlines()[-1])["event"] == "the last line"
    assert '"event": "notice"' in written
    for entry in town.invited:
        assert entry["person"] not in written
        assert not entry.get("child") or entry["child"] not in written
        assert not entry.get("phone") or entry["phone"].removeprefix("+86") not in written
    for secret in ("小满", "不见了", "17000001234", TOKEN, TOKEN.split(":")[1], TINY_TOKEN):
        assert secret not in written
