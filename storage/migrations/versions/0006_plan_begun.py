"""Plans begin: when what was open has been fitted to a school's new plan."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: what runs by now has begun."""
    with op.batch_alter_table("plan_use", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE plan_use SET begun_at = CURRENT_TIMESTAMP WHERE since <= CURRENT_DATE")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("plan_use", schema=None) as batch_op:
        batch_op.drop_column("begun_at")
