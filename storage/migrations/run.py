"""Brings a database to the newest schema inside the caller's transaction."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

FOLDER = Path(__file__).parent
UPGRADE_LOCK = 0x686F6E6779616E
"""PostgreSQL advisory lock: two processes that start together upgrade one after the other."""


def config(connection: Connection) -> Config:
    """Alembic's settings for a connection that is already open."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


@cache
def newest() -> str:
    """The revision of the newest step."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


@cache
def steps() -> frozenset[str]:
    """The revisions of all steps there are."""
    return frozenset(step.revision for step in ScriptDirectory(str(FOLDER)).walk_revisions())


def upgrade(connection: Connection) -> None:
    """Apply every step that is missing; cheap where none is."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
    if MigrationContext.configure(connection).get_current_revision() != newest():
        upgrade_to(connection, "head")


def upgrade_to(connection: Connection, revision: str) -> None:
    """Apply every step that is missing up to one: a store as an older version left it."""
    command.upgrade(config(connection), revision)
