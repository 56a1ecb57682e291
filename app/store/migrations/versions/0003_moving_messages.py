"""moving messages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_worker",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_queue_worker")),
    )
    op.create_table(
        "late_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("off_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("off_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_late_report_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_report")),
        sa.UniqueConstraint("uuid", name=op.f("uq_late_report_uuid")),
    )
    with op.batch_alter_table("late_report", schema=None) as batch_op:
        batch_op.create_index("ix_late_report_workspace", ["workspace_id", "id"], unique=False)

    op.create_table(
        "campaign_dirty",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_campaign_dirty_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_campaign_dirty")),
    )
    op.create_table(
        "campaign_fire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("settled_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("start_id", sa.Integer(), nullable=True),
        sa.Column("msg_id", sa.Integer(), nullable=True),
        sa.Column("error_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_campaign_fire_contact_id")),
        sa.ForeignKeyConstraint(["event_id"], ["campaign_event.id"], name=op.f("fk_campaign_fire_event_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_campaign_fire_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_fire")),
    )
    with op.batch_alter_table("campaign_fire", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_fire_contact", ["contact_id", "event_id", "id"], unique=False)
        batch_op.create_index(
            "ix_campaign_fire_due",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_campaign_fire_held",
            ["workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index("ix_campaign_fire_settled", ["settled_on"], unique=False)
        batch_op.create_index(
            "uq_campaign_fire_open",
            ["event_id", "contact_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'held')"),
            postgresql_where=sa.text("state IN ('pending', 'held')"),
        )

    op.create_table(
        "attempt_part",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sent_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_on", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_part_attempt_id")),
        sa.PrimaryKeyConstraint("attempt_id", "part", name=op.f("pk_attempt_part")),
    )
    with op.batch_alter_table("attempt_part", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_part_reference", ["reference"], unique=False)

    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("channel_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), server_default="handled", nullable=False))
        batch_op.add_column(sa.Column("error_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("error", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("routing", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_channel_event_pending",
            ["channel_id", "address", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    with op.batch_alter_table("flow_start", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("msg", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bundle_id", sa.Integer(), nullable=True))

    op.create_table(
        "queue_clock",
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("virtual_time", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_queue_clock")),
    )

    with op.batch_alter_table("queue_owner", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cap", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("load", sa.Double(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("delayed", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("dead", sa.Integer(), server_default="0", nullable=False))
    op.create_index(
        "ix_queue_owner_turn",
        "queue_owner",
        ["queue", "load", "virtual_time", "owner"],
        unique=False,
        sqlite_where=sa.text("waiting > 0 AND NOT paused AND (cap IS NULL OR working < cap)"),
        postgresql_where=sa.text("waiting > 0 AND NOT paused AND (cap IS NULL OR working < cap)"),
    )

    with op.batch_alter_table("queue_task", schema=None) as batch_op:
        batch_op.drop_index("ix_queue_task_next")
        batch_op.add_column(sa.Column("worker", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("losses", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_column("leased_until")
    op.create_index(
        "ix_queue_task_next",
        "queue_task",
        ["queue", "owner", "priority", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' AND not_before IS NULL"),
        postgresql_where=sa.text("state = 'waiting' AND not_before IS NULL"),
    )
    op.create_index(
        "ix_queue_task_later",
        "queue_task",
        ["queue", "not_before"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' AND not_before IS NOT NULL"),
        postgresql_where=sa.text("state = 'waiting' AND not_before IS NOT NULL"),
    )
    op.create_index(
        "ix_queue_task_working",
        "queue_task",
        ["queue"],
        unique=False,
        sqlite_where=sa.text("state = 'working'"),
        postgresql_where=sa.text("state = 'working'"),
    )
    op.create_index(
        "ix_queue_task_dead",
        "queue_task",
        ["queue", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )

    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late_fire", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("start", schema=None) as batch_op:
        batch_op.add_column(sa.Column("campaign_event_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ticket_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("start_mode", sa.String(), server_default="interrupt", nullable=False))
        batch_op.add_column(sa.Column("is_bulk", sa.Boolean(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_start_bulk",
            ["workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending' AND is_bulk"),
            postgresql_where=sa.text("state = 'pending' AND is_bulk"),
        )

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_until", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("late_policy", sa.String(), server_default="ask", nullable=False))
        batch_op.add_column(sa.Column("late_after", sa.Integer(), server_default="120", nullable=False))
