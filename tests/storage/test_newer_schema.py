"""Old and new versions run beside each other for a while: a schema first only grows."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from services.keeping.erasing import Refused, why_not
from storage.erasing import Kind
from storage.keys import RESTS, KeyChangeError, add_new
from storage.migrations import versions
from storage.migrations.run import OLDEST_CODE, NewerSchemaError
from storage.readiness import is_ready
from storage.rotating import retire, seal_all_again
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Meta
from tests.storage.backups import quietly
from tests.world import START

FIRST_THAT_ONLY_ADDS = "0007"
TAKES_AWAY = {"drop_column", "drop_table", "rename_table", "drop_constraint"}
WORDS = ("DROP ", "RENAME ", "SET NOT NULL")


async def as_a_newer_version_leaves_it(store: Store, oldest: str | None = None) -> None:
    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        if oldest is not None:
            await connection.execute(insert(Meta).values(name=OLDEST_CODE, value=oldest))


async def test_what_a_newer_version_has_added_does_not_disturb_this_one(
    store: Store, store_url: str, keyring: Keyring
) -> None:
    await as_a_newer_version_leaves_it(store)

    beside = await Store.open(store_url, keyring)

    assert await is_ready(beside)
    await beside.close()


async def test_what_a_newer_version_has_taken_away_is_not_worked_with(
    store: Store, store_url: str, keyring: Keyring
) -> None:
    await as_a_newer_version_leaves_it(store, oldest="9999")

    assert not await is_ready(store)
    with pytest.raises(NewerSchemaError):
        await Store.open(store_url, keyring)


async def test_a_store_with_old_tables_is_not_ready(store: Store) -> None:
    assert await is_ready(store)

    async with store.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    assert not await is_ready(store)


def steps() -> list[Path]:
    folder = Path(versions.__file__).parent
    return [file for file in sorted(folder.glob("0*.py")) if file.name >= FIRST_THAT_ONLY_ADDS]


def taken_away(source: str) -> list[str]:
    """What a step takes from the versions before it, or asks of them that they do not know."""
    found = []
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef) or function.name != "upgrade":
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found += _of_call(node.func.attr, node)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [word for word in WORDS if word in node.value.upper()]
    return found


def _of_call(name: str, call: ast.Call) -> list[str]:
    keywords = {each.arg: ast.unparse(each.value) for each in call.keywords}
    if name in TAKES_AWAY:
        return [name]
    if name == "alter_column" and ("new_column_name" in keywords or "nullable" in keywords):
        return [name]
    if name == "add_column":
        column = ast.unparse(call.args[-1])
        return [name] if "nullable=False" in column and "server_default" not in column else []
    return []


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.stem)
def test_a_step_only_adds_or_says_from_which_version_on_it_can_be_worked_with(step: Path) -> None:
    source = step.read_text(encoding="utf-8")

    assert taken_away(source) == [] or "OLDEST_CODE" in source


@pytest.mark.parametrize(
    "change",
    [
        'op.drop_table("duty")',
        'op.add_column("duty", sa.Column("new", sa.Text(), nullable=False))',
        'op.alter_column("duty", "key", new_column_name="name")',
        'op.execute("ALTER TABLE duty DROP COLUMN key")',
    ],
)
def test_what_takes_away_is_known(change: str) -> None:
    assert taken_away(f"def upgrade():\n    {change}\ndef downgrade():\n    pass") != []


async def test_no_key_is_taken_out_and_nobody_erased_where_a_newer_version_may_keep_more(
    store: Store, store_url: str, keyring: Keyring, tmp_path: Path
) -> None:
    """Columns that this version does not know would lose their key, or keep what was to be gone."""
    keyring.write(tmp_path / "key")
    ring = add_new(tmp_path / "key", START)
    beside = await Store.open(store_url, ring)
    await seal_all_again(beside, 1, quietly)
    await as_a_newer_version_leaves_it(store)

    with pytest.raises(KeyChangeError, match=r"key\.newer_store"):
        await retire(beside, ring, 1, START + RESTS)
    async with beside.read() as work:
        assert await why_not(work, Kind.person, 1, START) is Refused.newer

    await beside.close()
    assert set(Keyring.read(tmp_path / "key").keys) == {1, 2}
