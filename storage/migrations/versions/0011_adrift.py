"""What grows old and what is in flight is found by indexes of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UNSENT = sa.text("state IN ('queued', 'claimed')")
IN_FLIGHT = sa.text("state = 'sending'")


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_notice_growing_old",
        "notice",
        ["expires_at"],
        sqlite_where=UNSENT,
        postgresql_where=UNSENT,
    )
    op.create_index(
        "ix_notice_in_flight",
        "notice",
        ["lease_until"],
        sqlite_where=IN_FLIGHT,
        postgresql_where=IN_FLIGHT,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_notice_in_flight", table_name="notice")
    op.drop_index("ix_notice_growing_old", table_name="notice")
