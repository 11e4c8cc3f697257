"""An office: a folder of one's own with a database, and `hongyan` to be typed in it."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from cli.main import main
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Base

EXAMPLES = Path(__file__).parents[2] / "examples"
ROSTER, STAFF = EXAMPLES / "roster.xlsx", EXAMPLES / "staff.xlsx"
SCHOOL = "红柳湾小学"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line of an error."""
        (line,) = self.err.strip().splitlines()
        return line


@dataclass(slots=True)
class Office:
    """See the module."""

    folder: Path
    database: str
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def sets(self, **settings: str) -> None:
        """Environment variables, without their HONGYAN_."""
        for name, value in settings.items():
            self.monkeypatch.setenv(f"HONGYAN_{name.upper()}", value)

    def types(self, *words: object) -> Said:
        """Type a command, and read what it says."""
        self.capsys.readouterr()
        self.monkeypatch.setattr(sys, "argv", ["hongyan", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = self.capsys.readouterr()
        return Said(code, printed.out, printed.err)

    def has_imported(self) -> None:
        for file in (ROSTER, STAFF):
            said = self.types("import", file, "--school", SCHOOL)
            assert said.code == 0, said.err

    def asks(self, question: Callable[[Store], Awaitable[T]]) -> T:
        """Look into the store."""

        async def ask() -> T:
            store = await Store.open(self.database, Keyring.read(self.folder / "key"))
            try:
                return await question(store)
            finally:
                await store.close()

        return asyncio.run(ask())

    def rows(self) -> dict[str, list[Any]]:
        """Everything in the store, table by table."""

        async def all_of(store: Store) -> dict[str, list[Any]]:
            async with store.read() as work:
                return {
                    table.name: sorted(map(repr, await work._room.get(select(table))))
                    for table in Base.metadata.sorted_tables
                }

        return self.asks(all_of)

    def csv(self, text: str, name: str = "roster.csv", encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path
