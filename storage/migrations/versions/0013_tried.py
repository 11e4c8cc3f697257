"""Since when a notice that is due has been tried in vain; and what is on its way to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("notice", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
    leased = sa.text("state IN ('claimed', 'sending')")
    op.create_index(
        "ix_notice_leased",
        "notice",
        ["person_id"],
        sqlite_where=leased,
        postgresql_where=leased,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_notice_leased", "notice")
    op.drop_column("notice", "tried_at")
