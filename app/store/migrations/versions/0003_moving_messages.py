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
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), server_default="1", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_campaign_dirty_contact_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_campaign_dirty_workspace_id")),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_campaign_dirty")),
    )
    with op.batch_alter_table("campaign_dirty", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_dirty_workspace", ["workspace_id", "contact_id"], unique=False)
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(
            "ix_campaign_group",
            ["group_id"],
            unique=False,
            sqlite_where=sa.text("NOT is_archived"),
            postgresql_where=sa.text("NOT is_archived"),
        )
    with op.batch_alter_table("campaign_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_cursor", sa.Integer(), server_default="0", nullable=True))
        batch_op.add_column(sa.Column("plan_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("worked_on", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_campaign_event_planning",
            ["id"],
            unique=False,
            sqlite_where=sa.text("plan_cursor IS NOT NULL"),
            postgresql_where=sa.text("plan_cursor IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_campaign_event_last_seen",
            ["campaign_id"],
            unique=False,
            sqlite_where=sa.text("relative_to = 'last_seen_on' AND is_active"),
            postgresql_where=sa.text("relative_to = 'last_seen_on' AND is_active"),
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
            "ix_campaign_fire_dead",
            ["event_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )
        batch_op.create_index(
            "ix_campaign_fire_held",
            ["workspace_id", "event_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index(
            "ix_campaign_fire_event_due",
            ["event_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
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
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("begun_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_on", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_part_attempt_id")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_attempt_part_channel_id")),
        sa.PrimaryKeyConstraint("attempt_id", "part", name=op.f("pk_attempt_part")),
    )
    with op.batch_alter_table("attempt_part", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_part_reference", ["channel_id", "reference"], unique=False)
        batch_op.create_index("ix_attempt_part_begun", ["channel_id", "begun_on", "state"], unique=False)

    op.create_table(
        "parked_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_parked_report_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_report")),
    )
    with op.batch_alter_table("parked_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parked_report_channel_id"), ["channel_id"], unique=False)

    op.create_table(
        "sms_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("bits", sa.Integer(), nullable=False),
        sa.Column("reference", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=True),
        sa.Column("sign", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sent_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdu", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_sms_part_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_part")),
        sa.UniqueConstraint("channel_id", "sign", name=op.f("uq_sms_part_channel_id_sign")),
    )
    with op.batch_alter_table("sms_part", schema=None) as batch_op:
        batch_op.create_index("ix_sms_part_message", ["channel_id", "address", "reference", "received_on"], unique=False)
        batch_op.create_index("ix_sms_part_first", ["first_id"], unique=False)
        batch_op.create_index(
            "ix_sms_part_waiting",
            ["received_on"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "modem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("imei", sa.String(), nullable=False),
        sa.Column("maker", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("pin", sa.String(), nullable=False),
        sa.Column("pin_iccid", sa.String(), nullable=False),
        sa.Column("iccid", sa.String(), nullable=False),
        sa.Column("imsi", sa.String(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("is_ignored", sa.Boolean(), nullable=False),
        sa.Column("last_seen_on", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modem")),
        sa.UniqueConstraint("imei", name=op.f("uq_modem_imei")),
        sa.UniqueConstraint("uuid", name=op.f("uq_modem_uuid")),
    )

    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_broadcast_scheduled",
            ["schedule_id"],
            unique=False,
            sqlite_where=sa.text("state = 'scheduled'"),
            postgresql_where=sa.text("state = 'scheduled'"),
        )

    with op.batch_alter_table("channel_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), server_default="handled", nullable=False))
        batch_op.add_column(sa.Column("error_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("error", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("routing", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))
        batch_op.drop_index("ix_channel_event_workspace")
        batch_op.create_index("ix_channel_event_workspace", ["workspace_id", "id", "type"], unique=False)
        batch_op.create_index(
            "ix_channel_event_pending",
            ["channel_id", "address", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    with op.batch_alter_table("flow_start", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_bulk", sa.Boolean(), server_default="0", nullable=False))
        batch_op.drop_index("ix_attempt_channel_handed")
        batch_op.create_index(
            "ix_attempt_channel_handed",
            ["channel_id", "handed_on", "state", "sent_on", "segments", "is_bulk"],
            unique=False,
        )

    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_inbound_pending",
            ["channel_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    with op.batch_alter_table("msg", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bundle_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("flow_start_id", sa.Integer(), nullable=True))
        for column in ("broadcast", "flow_start"):
            batch_op.create_index(
                f"ix_msg_{column}",
                [f"{column}_id", "status", "visibility"],
                unique=False,
                sqlite_where=sa.text(f"{column}_id IS NOT NULL"),
                postgresql_where=sa.text(f"{column}_id IS NOT NULL"),
            )

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

    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held", sa.Text(), nullable=True))

    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late_fire", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("skipped_fire", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("start", schema=None) as batch_op:
        batch_op.add_column(sa.Column("campaign_event_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("trigger_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ticket_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("start_mode", sa.String(), server_default="interrupt", nullable=False))
        batch_op.add_column(sa.Column("is_bulk", sa.Boolean(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_start_bulk",
            ["workspace_id", "state", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending' AND is_bulk"),
            postgresql_where=sa.text("state = 'pending' AND is_bulk"),
        )

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_until", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("late_policy", sa.String(), server_default="ask", nullable=False))
        batch_op.add_column(sa.Column("late_after", sa.Integer(), server_default="120", nullable=False))

    for table, state in (("inbound", "dead"), ("channel_event", "dead"), ("flow_start", "failed"), ("broadcast", "failed")):
        is_dead = sa.text(f"state = '{state}'")
        op.create_index(f"ix_{table}_{state}", table, ["id"], unique=False, sqlite_where=is_dead, postgresql_where=is_dead)

    for sql in CAMPAIGN_TRIGGERS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(sql)


# As app.store.triggers made them at this revision.
CAMPAIGN_TRIGGERS = {
    "sqlite": [
        'CREATE TRIGGER campaign_member_insert AFTER INSERT ON "group_contact" WHEN EXISTS (SELECT 1 FROM campaign WHERE group_id = NEW.group_id AND NOT is_archived) BEGIN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END',
        'CREATE TRIGGER campaign_member_delete AFTER DELETE ON "group_contact" WHEN EXISTS (SELECT 1 FROM campaign WHERE group_id = OLD.group_id AND NOT is_archived) BEGIN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = OLD.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END',
        'CREATE TRIGGER campaign_value_insert AFTER INSERT ON "contact_value" WHEN EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = NEW.contact_id WHERE campaign_event.field_id = NEW.field_id AND campaign_event.is_active AND NOT campaign.is_archived) BEGIN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END',
        'CREATE TRIGGER campaign_value_delete AFTER DELETE ON "contact_value" WHEN EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = OLD.contact_id WHERE campaign_event.field_id = OLD.field_id AND campaign_event.is_active AND NOT campaign.is_archived) BEGIN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = OLD.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END',
        'CREATE TRIGGER campaign_value_update AFTER UPDATE OF datetime_key ON "contact_value" WHEN (OLD.datetime_key IS NOT NEW.datetime_key) AND EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = NEW.contact_id WHERE campaign_event.field_id = NEW.field_id AND campaign_event.is_active AND NOT campaign.is_archived) BEGIN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END',
        'CREATE TRIGGER campaign_status_update AFTER UPDATE OF status, is_deleted, created_on ON "contact" WHEN (OLD.status IS NOT NEW.status OR OLD.is_deleted IS NOT NEW.is_deleted OR OLD.created_on IS NOT NEW.created_on) AND EXISTS (SELECT 1 FROM group_contact JOIN campaign ON campaign.group_id = group_contact.group_id WHERE group_contact.contact_id = NEW.id AND NOT campaign.is_archived) BEGIN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END',
        "CREATE TRIGGER campaign_seen_update AFTER UPDATE OF last_seen_on ON \"contact\" WHEN (OLD.last_seen_on IS NOT NEW.last_seen_on) AND EXISTS (SELECT 1 FROM campaign_event WHERE relative_to = 'last_seen_on' AND is_active) AND EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = NEW.id WHERE campaign_event.relative_to = 'last_seen_on' AND campaign_event.is_active AND NOT campaign.is_archived) BEGIN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END",
        'CREATE TRIGGER replan_campaign_event AFTER UPDATE OF is_active ON "campaign_event" WHEN OLD.is_active IS NOT NEW.is_active BEGIN UPDATE campaign_event SET plan_cursor = 0 WHERE id = NEW.id; END',
        'CREATE TRIGGER replan_campaign AFTER UPDATE OF is_archived, group_id ON "campaign" WHEN OLD.is_archived IS NOT NEW.is_archived OR OLD.group_id IS NOT NEW.group_id BEGIN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND campaign_id = NEW.id; END',
        'CREATE TRIGGER replan_contact_group AFTER UPDATE OF is_active ON "contact_group" WHEN OLD.is_active IS NOT NEW.is_active BEGIN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND campaign_id IN (SELECT id FROM campaign WHERE NOT is_archived AND group_id = NEW.id); END',
        'CREATE TRIGGER replan_contact_field AFTER UPDATE OF is_active ON "contact_field" WHEN OLD.is_active IS NOT NEW.is_active BEGIN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND field_id = NEW.id; END',
        'CREATE TRIGGER replan_workspace AFTER UPDATE OF timezone ON "workspace" WHEN OLD.timezone IS NOT NEW.timezone BEGIN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND campaign_id IN (SELECT id FROM campaign WHERE NOT is_archived AND workspace_id = NEW.id); END',
        "CREATE TRIGGER tally_campaign_fire_insert AFTER INSERT ON \"campaign_fire\" WHEN CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'campaign_fire', CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END, NULL, 1 WHERE CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END IS NOT NULL; END",
        "CREATE TRIGGER tally_campaign_fire_delete AFTER DELETE ON \"campaign_fire\" WHEN CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'campaign_fire', CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END, NULL, -1 WHERE CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END IS NOT NULL; END",
        "CREATE TRIGGER tally_campaign_fire_update AFTER UPDATE OF state, reason ON \"campaign_fire\" WHEN CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END IS NOT CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'campaign_fire', CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END, NULL, -1 WHERE CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END IS NOT NULL;INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'campaign_fire', CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END, NULL, 1 WHERE CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END IS NOT NULL; END",
    ],
    "postgresql": [
        "CREATE FUNCTION campaign_member() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN IF EXISTS (SELECT 1 FROM campaign WHERE group_id = NEW.group_id AND NOT is_archived) THEN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END IF; ELSE IF EXISTS (SELECT 1 FROM campaign WHERE group_id = OLD.group_id AND NOT is_archived) THEN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = OLD.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END IF; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER campaign_member AFTER INSERT OR DELETE ON "group_contact" FOR EACH ROW EXECUTE FUNCTION campaign_member()',
        "CREATE FUNCTION campaign_value() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN IF EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = NEW.contact_id WHERE campaign_event.field_id = NEW.field_id AND campaign_event.is_active AND NOT campaign.is_archived) THEN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END IF; ELSIF TG_OP = 'DELETE' THEN IF EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = OLD.contact_id WHERE campaign_event.field_id = OLD.field_id AND campaign_event.is_active AND NOT campaign.is_archived) THEN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = OLD.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END IF; ELSE IF (OLD.datetime_key IS DISTINCT FROM NEW.datetime_key) AND EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = NEW.contact_id WHERE campaign_event.field_id = NEW.field_id AND campaign_event.is_active AND NOT campaign.is_archived) THEN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.contact_id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END IF; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER campaign_value AFTER INSERT OR DELETE OR UPDATE OF datetime_key ON "contact_value" FOR EACH ROW EXECUTE FUNCTION campaign_value()',
        "CREATE FUNCTION campaign_status() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.status IS DISTINCT FROM NEW.status OR OLD.is_deleted IS DISTINCT FROM NEW.is_deleted OR OLD.created_on IS DISTINCT FROM NEW.created_on) AND EXISTS (SELECT 1 FROM group_contact JOIN campaign ON campaign.group_id = group_contact.group_id WHERE group_contact.contact_id = NEW.id AND NOT campaign.is_archived) THEN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER campaign_status AFTER UPDATE OF status, is_deleted, created_on ON "contact" FOR EACH ROW EXECUTE FUNCTION campaign_status()',
        "CREATE FUNCTION campaign_seen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.last_seen_on IS DISTINCT FROM NEW.last_seen_on) AND EXISTS (SELECT 1 FROM campaign_event WHERE relative_to = 'last_seen_on' AND is_active) AND EXISTS (SELECT 1 FROM campaign_event JOIN campaign ON campaign.id = campaign_event.campaign_id JOIN group_contact ON group_contact.group_id = campaign.group_id AND group_contact.contact_id = NEW.id WHERE campaign_event.relative_to = 'last_seen_on' AND campaign_event.is_active AND NOT campaign.is_archived) THEN INSERT INTO campaign_dirty (contact_id, workspace_id, mark) SELECT id, workspace_id, 1 FROM contact WHERE id = NEW.id ON CONFLICT (contact_id) DO UPDATE SET mark = campaign_dirty.mark + 1; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER campaign_seen AFTER UPDATE OF last_seen_on ON "contact" FOR EACH ROW EXECUTE FUNCTION campaign_seen()',
        "CREATE FUNCTION replan_campaign_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.is_active IS DISTINCT FROM NEW.is_active THEN UPDATE campaign_event SET plan_cursor = 0 WHERE id = NEW.id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER replan_campaign_event AFTER UPDATE OF is_active ON "campaign_event" FOR EACH ROW EXECUTE FUNCTION replan_campaign_event()',
        "CREATE FUNCTION replan_campaign() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.is_archived IS DISTINCT FROM NEW.is_archived OR OLD.group_id IS DISTINCT FROM NEW.group_id THEN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND campaign_id = NEW.id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER replan_campaign AFTER UPDATE OF is_archived, group_id ON "campaign" FOR EACH ROW EXECUTE FUNCTION replan_campaign()',
        "CREATE FUNCTION replan_contact_group() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.is_active IS DISTINCT FROM NEW.is_active THEN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND campaign_id IN (SELECT id FROM campaign WHERE NOT is_archived AND group_id = NEW.id); END IF; RETURN NULL; END $$",
        'CREATE TRIGGER replan_contact_group AFTER UPDATE OF is_active ON "contact_group" FOR EACH ROW EXECUTE FUNCTION replan_contact_group()',
        "CREATE FUNCTION replan_contact_field() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.is_active IS DISTINCT FROM NEW.is_active THEN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND field_id = NEW.id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER replan_contact_field AFTER UPDATE OF is_active ON "contact_field" FOR EACH ROW EXECUTE FUNCTION replan_contact_field()',
        "CREATE FUNCTION replan_workspace() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.timezone IS DISTINCT FROM NEW.timezone THEN UPDATE campaign_event SET plan_cursor = 0 WHERE is_active AND campaign_id IN (SELECT id FROM campaign WHERE NOT is_archived AND workspace_id = NEW.id); END IF; RETURN NULL; END $$",
        'CREATE TRIGGER replan_workspace AFTER UPDATE OF timezone ON "workspace" FOR EACH ROW EXECUTE FUNCTION replan_workspace()',
        "CREATE FUNCTION tally_campaign_fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'UPDATE' THEN IF (CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END IS NOT DISTINCT FROM CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END) THEN RETURN NULL; END IF; END IF; IF TG_OP <> 'INSERT' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'campaign_fire', CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END, NULL, -1 WHERE CAST(OLD.event_id AS VARCHAR) || ':' || OLD.state || CASE WHEN OLD.state = 'skipped' THEN ':' || COALESCE(OLD.reason, '') ELSE '' END IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'campaign_fire', CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END, NULL, 1 WHERE CAST(NEW.event_id AS VARCHAR) || ':' || NEW.state || CASE WHEN NEW.state = 'skipped' THEN ':' || COALESCE(NEW.reason, '') ELSE '' END IS NOT NULL; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER tally_campaign_fire AFTER INSERT OR DELETE OR UPDATE OF state, reason ON "campaign_fire" FOR EACH ROW EXECUTE FUNCTION tally_campaign_fire()',
    ],
}
