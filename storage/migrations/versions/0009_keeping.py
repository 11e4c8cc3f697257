"""Keeping: what was erased, and the indexes by which what is due to go is found."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ENDED = "state IN ('sent', 'failed', 'unknown', 'expired', 'cancelled')"
PARTIAL = (
    ("ix_notice_ended", "notice", "expires_at", ENDED),
    ("ix_answer_media", "answer", "media_at", "media IS NOT NULL"),
    ("ix_journal_old", "journal", "at", "old IS NOT NULL"),
    ("ix_task_settled", "task", "settled_at", "settled_at IS NOT NULL"),
)
WHOLE = (
    ("ix_incoming_received_at", "incoming", "received_at"),
    ("ix_draft_updated_at", "draft", "updated_at"),
    ("ix_guess_at", "guess", "at"),
    ("ix_invitation_expires_at", "invitation", "expires_at"),
)


def upgrade() -> None:
    """Go forward; media already there are as old as their records."""
    op.create_table(
        "tombstone",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "row_id", name=op.f("pk_tombstone")),
    )
    op.add_column("answer", sa.Column("media_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE answer SET media_at = (SELECT made_at FROM record WHERE id = answer.record_id) "
        "WHERE media IS NOT NULL"
    )
    for name, table, column, where in PARTIAL:
        only = sa.text(where)
        op.create_index(name, table, [column], sqlite_where=only, postgresql_where=only)
    for name, table, column in WHOLE:
        op.create_index(name, table, [column])


def downgrade() -> None:
    """Go back; what was erased stays so."""
    for name, table, *_ in (*PARTIAL, *WHOLE):
        op.drop_index(name, table_name=table)
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("media_at")
    op.drop_table("tombstone")
