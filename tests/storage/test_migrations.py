"""The migrations and the tables say the same, in both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage.migrations.run import upgrade
from storage.seal import Keyring
from storage.store import Store
from storage.tables import Base


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, Base.metadata))


async def test_the_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_upgrading_again_changes_nothing(store: Store) -> None:
    async with store.engine.begin() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(differences) == []


async def test_an_empty_database_is_made_ready_when_it_is_opened(
    empty_store_url: str, keyring: Keyring
) -> None:
    opened = await Store.open(empty_store_url, keyring)
    async with opened.engine.connect() as connection:
        tables = await connection.run_sync(lambda c: set(inspect(c).get_table_names()))
    await opened.close()

    assert set(Base.metadata.tables) <= tables


async def test_every_index_over_open_work_is_a_partial_one(store: Store) -> None:
    """The tick and the pump must not wade through years of history."""

    def partial(connection: Connection) -> set[str]:
        found = inspect(connection)
        return {
            str(index["name"])
            for table in ("duty", "notice")
            for index in found.get_indexes(table)
            if any(key.endswith("_where") for key in index.get("dialect_options", {}))
        }

    async with store.engine.connect() as connection:
        found = await connection.run_sync(partial)

    assert {"ix_duty_due", "ix_duty_open_in_unit", "ix_notice_waiting"} <= found
