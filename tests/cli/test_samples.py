"""The samples that docs/running.md hands out fit the program."""

import re
from configparser import RawConfigParser
from pathlib import Path

import pytest

from care.delivery import REQUEST_TIMEOUT
from cli.hook import address_of
from cli.settings import Settings
from cli.terminal import WRONG_CALL

SAMPLES = Path(__file__).parents[2] / "docs/samples"


def test_systemd_lets_the_bot_finish_and_does_not_repeat_a_wrong_call() -> None:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way
    unit.read_string((SAMPLES / "hongyan.service").read_text(encoding="utf-8"))
    service = unit["Service"]

    assert service["ExecStart"].endswith("/.venv/bin/hongyan run")
    assert int(service["TimeoutStopSec"]) > REQUEST_TIMEOUT.total_seconds()
    assert int(service["RestartPreventExitStatus"]) == WRONG_CALL
    assert service["EnvironmentFile"] == f"{service['WorkingDirectory']}/.env"


@pytest.mark.parametrize("sample", ["Caddyfile", "nginx.conf"])
def test_a_proxy_leads_to_where_the_bot_listens(sample: str) -> None:
    text = (SAMPLES / sample).read_text(encoding="utf-8")
    told = re.search(r"HONGYAN_WEBHOOK_URL=(\S+)", text)
    assert told is not None
    settings = Settings.model_validate({"webhook_url": told[1], "webhook_secret": "of-a-sample"})
    address = address_of(settings)

    assert address is not None
    assert f"{address.host}:{address.port}" in text
    assert address.path.split("/")[1] in text.split(told[1])[1]
