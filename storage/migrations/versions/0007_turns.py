"""Units take turns in the outbox, and a notice that says the same again is known by it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = sa.text("state IN ('queued', 'claimed', 'sending')")


def upgrade() -> None:
    """Go forward: what waits already takes one turn together."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("lane", sa.BigInteger(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.add_column(sa.Column("content", sa.String(length=32), nullable=True))
        batch_op.create_index(
            "ix_notice_turns",
            ["priority", "lane", "send_at", "id"],
            unique=False,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_turns", sqlite_where=WAITING, postgresql_where=WAITING)
        batch_op.drop_column("content")
        batch_op.drop_column("lane")
