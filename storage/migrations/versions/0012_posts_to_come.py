"""A post may begin or end on a day to come."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WAITING = sa.text("look_on IS NOT NULL")


def upgrade() -> None:
    """Go forward."""
    op.add_column("post", sa.Column("look_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_post_waiting",
        "post",
        ["look_on"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_post_waiting", table_name="post")
    op.drop_column("post", "look_on")
