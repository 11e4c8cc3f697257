"""An office per test, on both databases, where nobody's own settings are seen."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.cli.office import Office


@pytest.fixture
def office(
    store_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("HONGYAN_")]:
        monkeypatch.delenv(name)
    office = Office(tmp_path, store_url, capsys, monkeypatch)
    office.sets(database=store_url, key_file=str(tmp_path / "key"))
    before = structlog.get_config()
    yield office
    structlog.configure(**before)  # `run` sends the log to a stderr that is gone by now
