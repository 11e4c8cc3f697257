"""Brings a database to the newest schema inside the caller's transaction."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.seal import StoreError

FOLDER = Path(__file__).parent
UPGRADE_LOCK = 0x686F6E6779616E
"""PostgreSQL advisory lock: two processes that start together upgrade one after the other."""
TABLE_SECONDS = 10
"""A step does not wait longer for a table: behind it everybody else would wait too."""
OLDEST_CODE = "code at least"
"""In `meta`, written by a step that takes something away: the step up to which a version has to
know the tables so that it still works with them.
"""


def config(connection: Connection) -> Config:
    """Alembic's settings for a connection that is already open."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


class NewerSchemaError(StoreError):
    """A newer version has changed the tables in a way that this one cannot work with."""


@cache
def newest() -> str:
    """The revision of the newest step."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


@cache
def steps() -> frozenset[str]:
    """The revisions of all steps there are."""
    return frozenset(step.revision for step in ScriptDirectory(str(FOLDER)).walk_revisions())


def upgrade(connection: Connection) -> None:
    """Apply every step that is missing; cheap where none is. A schema of a newer version is left as
    it is: raises NewerSchemaError where this version cannot work with it.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        connection.execute(text(f"SET LOCAL lock_timeout = '{TABLE_SECONDS}s'"))
    if fits(connection):
        return
    if _revision(connection) in {None, *steps()}:
        command.upgrade(config(connection), "head")
    else:
        raise NewerSchemaError("store.newer")


def fits(connection: Connection) -> bool:
    """Whether this version works with the tables as they are: they are its own, or those of a newer
    one that only added to them.
    """
    revision = _revision(connection)
    if revision is None or revision in steps():
        return revision == newest()
    query = text("SELECT value FROM meta WHERE name = :name")
    oldest = connection.execute(query, {"name": OLDEST_CODE}).scalar_one_or_none()
    return oldest is None or oldest <= newest()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
