"""Where a backup is written in these tests, and an empty store to bring it back to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.seal import Keyring
from storage.tombstones import Sidecar
from tests.stores import Databases


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "hongyan.backup"


@pytest.fixture
def sidecar(tmp_path: Path, keyring: Keyring) -> Sidecar:
    return Sidecar(tmp_path / "key", keyring.fingerprint)


@pytest.fixture
def other_url(databases: Databases) -> Iterator[str]:
    """An empty store of the same kind."""
    url = databases.copy()
    yield url
    databases.drop(url)
