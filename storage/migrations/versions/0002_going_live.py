"""Going live: tasks, moves, the switch, news to people, what the last sheet said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "move",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("child_id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("moves_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("offered_to_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_move_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_move_child_id_child")),
        sa.ForeignKeyConstraint(["from_id"], ["unit.id"], name=op.f("fk_move_from_id_unit")),
        sa.ForeignKeyConstraint(
            ["offered_to_id"], ["person.id"], name=op.f("fk_move_offered_to_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_move_settled_by_id_person")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["unit.id"], name=op.f("fk_move_to_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_move_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_move_to_id"), ["to_id"], unique=False)
        batch_op.create_index(
            "ix_move_waiting",
            ["look_on"],
            unique=False,
            sqlite_where=sa.text("look_on IS NOT NULL"),
            postgresql_where=sa.text("look_on IS NOT NULL"),
        )

    op.create_table(
        "promotion",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("moves_on", sa.Date(), nullable=False),
        sa.Column("last_grade", sa.BigInteger(), nullable=False),
        sa.Column("teachers_stay", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_promotion_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_promotion_settled_by_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_promotion_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
    )
    with op.batch_alter_table("promotion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promotion_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "ix_promotion_waiting",
            ["moves_on"],
            unique=False,
            sqlite_where=sa.text("state = 'planned'"),
            postgresql_where=sa.text("state = 'planned'"),
        )

    op.create_table(
        "task",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("child_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("for_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_task_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_task_child_id_child")),
        sa.ForeignKeyConstraint(["for_id"], ["person.id"], name=op.f("fk_task_for_id_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_task_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_task_settled_by_id_person")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_task_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_child_id"), ["child_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_for_id"), ["for_id"], unique=False)
        batch_op.create_index(
            "ix_task_open_in_unit",
            ["unit_id"],
            unique=False,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(
            "ix_task_open_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_task_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sheet", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("gentle", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("face_to_face", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        batch_op.add_column(sa.Column("made_by_id", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("unit_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("child_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("about_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("task_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("details", sa.JSON(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_notice_person_id_sent_at"), ["person_id", "sent_at"], unique=False
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sheet", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("live_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("live_by_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))

    # A school that followed a plan before there was a switch goes on as it was.
    op.execute(
        "UPDATE unit SET live_on = (SELECT MIN(since) FROM plan_use WHERE plan_use.unit_id "
        "IN (unit.id, unit.parent_id)) WHERE kind IN ('school', 'class')"
    )


def downgrade() -> None:
    """Go back; what only this step can hold is lost."""
    for table, columns in (
        ("unit", ("paused_at", "live_by_id", "live_on")),
        ("person", ("sheet",)),
        ("invitation", ("made_by_id", "face_to_face")),
        ("duty", ("gentle",)),
        ("child", ("sheet",)),
    ):
        for column in columns:
            op.drop_column(table, column)
    op.drop_index("ix_notice_person_id_sent_at", table_name="notice")
    for column in ("details", "task_id", "about_id", "child_id", "unit_id", "code"):
        op.drop_column("notice", column)
    op.drop_table("task")
    op.drop_table("promotion")
    op.drop_table("move")
