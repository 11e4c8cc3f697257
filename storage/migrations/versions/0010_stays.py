"""Stays without an end are found by an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

RUNNING = sa.text("ends_on IS NULL")


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_span_running", "span", ["starts_on"], sqlite_where=RUNNING, postgresql_where=RUNNING
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_span_running", table_name="span")
