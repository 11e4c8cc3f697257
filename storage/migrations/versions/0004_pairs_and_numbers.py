"""Pairing: helpers who are teachers of the school become mentors. And the numbers that a school,
township or county has made public.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MENTORS = """
    UPDATE tie SET role = 'mentor' WHERE role = 'helper' AND EXISTS (
        SELECT 1 FROM child JOIN unit AS class ON class.id = child.unit_id
        WHERE child.id = tie.child_id AND tie.person_id IN (
            SELECT post.person_id FROM post JOIN unit AS place ON place.id = post.unit_id
            WHERE post.until IS NULL
                AND (place.id = class.parent_id OR place.parent_id = class.parent_id)
        )
    )
"""


def upgrade() -> None:
    """Go forward: who helps a child and holds a post in its class or school is a mentor."""
    op.execute(MENTORS)
    op.create_table(
        "public_number",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_public_number_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_number")),
        sa.UniqueConstraint(
            "unit_id", "kind", "number", name=op.f("uq_public_number_unit_id_kind_number")
        ),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("public_number")
    op.execute("UPDATE tie SET role = 'helper' WHERE role = 'mentor'")
