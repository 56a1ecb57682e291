"""the workspace"""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
import uuid
import zlib
import zoneinfo
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gazetteer",
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("imported_on", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_gazetteer")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["location.id"], name=op.f("fk_location_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("country", "code", name=op.f("uq_location_country_code")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index("ix_location_country_level_key", ["country", "level", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("is_squashed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tally_fresh",
            ["id"],
            unique=False,
            sqlite_where=sa.text("NOT is_squashed"),
            postgresql_where=sa.text("NOT is_squashed"),
        )
        batch_op.create_index("ix_tally_scope_key_day", ["scope", "key", "day"], unique=False)

    op.create_table(
        "words_mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("indexed_to", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_words_mark")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_on", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_api_token_user_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_api_token_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_api_token_uuid")),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_token_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_api_token_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "global",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_global_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_global")),
        sa.UniqueConstraint("uuid", name=op.f("uq_global_uuid")),
    )
    with op.batch_alter_table("global", schema=None) as batch_op:
        batch_op.create_index(
            "uq_global_active_key",
            ["workspace_id", "key"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=True),
        sa.Column("started_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_incident_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("uuid", name=op.f("uq_incident_uuid")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("ix_incident_workspace", ["workspace_id", "id"], unique=False)
        batch_op.create_index(
            "uq_incident_open",
            ["scope", "type", "workspace_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("wants_cancel", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_on", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_job_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("uuid", name=op.f("uq_job_uuid")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'working')"),
            postgresql_where=sa.text("state IN ('pending', 'working')"),
        )
        batch_op.create_index("ix_job_workspace_id", ["workspace_id", "id"], unique=False)

    op.create_table(
        "label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_label_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label")),
        sa.UniqueConstraint("uuid", name=op.f("uq_label_uuid")),
    )
    with op.batch_alter_table("label", schema=None) as batch_op:
        batch_op.create_index(
            "uq_label_active_name",
            ["workspace_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "location_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["location_id"], ["location.id"], name=op.f("fk_location_alias_location_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_location_alias_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location_alias")),
        sa.UniqueConstraint("workspace_id", "location_id", "key", name=op.f("uq_location_alias_workspace_id_location_id_key")),
    )
    with op.batch_alter_table("location_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_alias_location_id"), ["location_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_alias_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "media",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unused_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_media_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("uuid", name=op.f("uq_media_uuid")),
        sa.UniqueConstraint("workspace_id", "sha256", name=op.f("uq_media_workspace_id_sha256")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index("ix_media_sha256", ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_media_unused_since"), ["unused_since"], unique=False)

    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=True),
        sa.Column("is_seen", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notification_user_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_notification_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("uuid", name=op.f("uq_notification_uuid")),
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix_notification_user", ["user_id", "id"], unique=False)
        batch_op.create_index(
            "uq_notification_unseen",
            ["user_id", "workspace_id", "type", "scope"],
            unique=True,
            sqlite_where=sa.text("NOT is_seen"),
            postgresql_where=sa.text("NOT is_seen"),
        )

    op.create_table(
        "resthook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_resthook_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resthook")),
        sa.UniqueConstraint("uuid", name=op.f("uq_resthook_uuid")),
    )
    with op.batch_alter_table("resthook", schema=None) as batch_op:
        batch_op.create_index(
            "uq_resthook_active_slug",
            ["workspace_id", "slug"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("repeat", sa.String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("day_of_month", sa.Integer(), nullable=True),
        sa.Column("days_of_week", sa.String(), nullable=True),
        sa.Column("next_fire", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_fire", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_schedule_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_next_fire"), ["next_fire"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedule_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("translations", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_template_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("uuid", name=op.f("uq_template_uuid")),
    )
    with op.batch_alter_table("template", schema=None) as batch_op:
        batch_op.create_index(
            "uq_template_active_name",
            ["workspace_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_topic_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("uuid", name=op.f("uq_topic_uuid")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(
            "uq_topic_active_name",
            ["workspace_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    op.create_table(
        "workspace_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_on", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_workspace_import_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace_import")),
        sa.UniqueConstraint("uuid", name=op.f("uq_workspace_import_uuid")),
    )
    with op.batch_alter_table("workspace_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_workspace_import_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("translations", sa.Text(), nullable=False),
        sa.Column("base_language", sa.String(), nullable=False),
        sa.Column("template_state", sa.String(), nullable=False),
        sa.Column("recipients", sa.LargeBinary(), nullable=False),
        sa.Column("exclusions", sa.Text(), nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_run", sa.String(), nullable=True),
        sa.Column("flow_id", sa.Integer(), nullable=True),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_broadcast_flow_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_broadcast_schedule_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_broadcast_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("uuid", name=op.f("uq_broadcast_uuid")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(
            "ix_broadcast_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'started', 'interrupting')"),
            postgresql_where=sa.text("state IN ('pending', 'started', 'interrupting')"),
        )
        batch_op.create_index(batch_op.f("ix_broadcast_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["contact_group.id"], name=op.f("fk_campaign_group_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_campaign_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("uuid", name=op.f("uq_campaign_uuid")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(
            "uq_campaign_active_name",
            ["workspace_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("NOT is_archived"),
            postgresql_where=sa.text("NOT is_archived"),
        )

    op.create_table(
        "contact_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_event_contact_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_contact_event_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_event")),
    )
    with op.batch_alter_table("contact_event", schema=None) as batch_op:
        batch_op.create_index("ix_contact_event_contact", ["contact_id", "id"], unique=False)

    op.create_table(
        "contact_value",
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("text_key", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=True),
        sa.Column("datetime_key", sa.String(), nullable=True),
        sa.Column("place_key", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_value_contact_id")),
        sa.ForeignKeyConstraint(["field_id"], ["contact_field.id"], name=op.f("fk_contact_value_field_id")),
        sa.PrimaryKeyConstraint("contact_id", "field_id", name=op.f("pk_contact_value")),
    )
    with op.batch_alter_table("contact_value", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contact_value_datetime",
            ["field_id", "datetime_key", "contact_id"],
            unique=False,
            sqlite_where=sa.text("datetime_key IS NOT NULL"),
            postgresql_where=sa.text("datetime_key IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_contact_value_number",
            ["field_id", "number_key", "contact_id"],
            unique=False,
            sqlite_where=sa.text("number_key IS NOT NULL"),
            postgresql_where=sa.text("number_key IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_contact_value_place",
            ["field_id", "place_key", "contact_id"],
            unique=False,
            sqlite_where=sa.text("place_key IS NOT NULL"),
            postgresql_where=sa.text("place_key IS NOT NULL"),
        )
        batch_op.create_index("ix_contact_value_text", ["field_id", "text_key", "contact_id"], unique=False)

    op.create_table(
        "flow_start",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("recipients", sa.LargeBinary(), nullable=False),
        sa.Column("exclusions", sa.Text(), nullable=True),
        sa.Column("params", sa.Text(), nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("is_resolved", sa.Boolean(), nullable=False),
        sa.Column("asked_by_run", sa.String(), nullable=True),
        sa.Column("asked", sa.LargeBinary(), nullable=True),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_flow_start_flow_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_flow_start_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_start")),
        sa.UniqueConstraint("uuid", name=op.f("uq_flow_start_uuid")),
    )
    with op.batch_alter_table("flow_start", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flow_start_flow_id"), ["flow_id"], unique=False)
        batch_op.create_index(
            "ix_flow_start_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'started')"),
            postgresql_where=sa.text("state IN ('pending', 'started')"),
        )
        batch_op.create_index(batch_op.f("ix_flow_start_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "interruption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("flow_id", sa.Integer(), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_interruption_flow_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_interruption_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interruption")),
        sa.UniqueConstraint("uuid", name=op.f("uq_interruption_uuid")),
    )
    with op.batch_alter_table("interruption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interruption_flow_id"), ["flow_id"], unique=False)
        batch_op.create_index(
            "ix_interruption_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'started'"),
            postgresql_where=sa.text("state = 'started'"),
        )
        batch_op.create_index(batch_op.f("ix_interruption_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "media_use",
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_media_use_media_id")),
        sa.PrimaryKeyConstraint("media_id", "kind", "row_id", name=op.f("pk_media_use")),
    )
    op.create_table(
        "resthook_subscriber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resthook_id", sa.Integer(), nullable=False),
        sa.Column("target_url", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resthook_id"], ["resthook.id"], name=op.f("fk_resthook_subscriber_resthook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resthook_subscriber")),
    )
    with op.batch_alter_table("resthook_subscriber", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resthook_subscriber_resthook_id"), ["resthook_id"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("flow_id", sa.Integer(), nullable=True),
        sa.Column("replied_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_on", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modified_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_activity_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_ticket_assignee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_ticket_contact_id")),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_ticket_flow_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_ticket_opened_by_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_ticket_topic_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_ticket_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ticket_uuid")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_contact", ["contact_id", "id"], unique=False)
        batch_op.create_index(
            "ix_ticket_workspace_assignee_activity", ["workspace_id", "assignee_id", "status", "last_activity_on"], unique=False
        )
        batch_op.create_index("ix_ticket_workspace_status_activity", ["workspace_id", "status", "last_activity_on"], unique=False)
        batch_op.create_index(
            "ix_ticket_workspace_topic_activity", ["workspace_id", "topic_id", "status", "last_activity_on"], unique=False
        )

    op.create_table(
        "campaign_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("relative_to", sa.String(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=True),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("delivery_hour", sa.Integer(), nullable=False),
        sa.Column("start_mode", sa.String(), nullable=False),
        sa.Column("flow_id", sa.Integer(), nullable=True),
        sa.Column("translations", sa.Text(), nullable=True),
        sa.Column("base_language", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_event_campaign_id")),
        sa.ForeignKeyConstraint(["field_id"], ["contact_field.id"], name=op.f("fk_campaign_event_field_id")),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name=op.f("fk_campaign_event_flow_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_event")),
        sa.UniqueConstraint("uuid", name=op.f("uq_campaign_event_uuid")),
    )
    with op.batch_alter_table("campaign_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_event_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_event_field_id"), ["field_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_event_flow_id"), ["flow_id"], unique=False)

    op.create_table(
        "ticket_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_ticket_event_assignee_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_ticket_event_contact_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_event_ticket_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_ticket_event_topic_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_ticket_event_user_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_ticket_event_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_event")),
        sa.UniqueConstraint("uuid", name=op.f("uq_ticket_event_uuid")),
    )
    with op.batch_alter_table("ticket_event", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_event_contact", ["contact_id", "id"], unique=False)
        batch_op.create_index("ix_ticket_event_ticket", ["ticket_id", "id"], unique=False)

    op.create_table(
        "trigger_contact",
        sa.Column("trigger_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_trigger_contact_contact_id")),
        sa.ForeignKeyConstraint(["trigger_id"], ["trigger.id"], name=op.f("fk_trigger_contact_trigger_id")),
        sa.PrimaryKeyConstraint("trigger_id", "contact_id", name=op.f("pk_trigger_contact")),
    )
    with op.batch_alter_table("trigger_contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trigger_contact_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "trigger_group",
        sa.Column("trigger_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("is_exclusion", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["contact_group.id"], name=op.f("fk_trigger_group_group_id")),
        sa.ForeignKeyConstraint(["trigger_id"], ["trigger.id"], name=op.f("fk_trigger_group_trigger_id")),
        sa.PrimaryKeyConstraint("trigger_id", "group_id", "is_exclusion", name=op.f("pk_trigger_group")),
    )
    with op.batch_alter_table("trigger_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trigger_group_group_id"), ["group_id"], unique=False)

    op.create_table(
        "msg_label",
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("msg_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name=op.f("fk_msg_label_label_id")),
        sa.ForeignKeyConstraint(["msg_id"], ["msg.id"], name=op.f("fk_msg_label_msg_id")),
        sa.PrimaryKeyConstraint("label_id", "msg_id", name=op.f("pk_msg_label")),
    )
    with op.batch_alter_table("msg_label", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_msg_label_msg_id"), ["msg_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.String(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_audit_workspace_id"))
        batch_op.create_index("ix_audit_at", ["at", "id"], unique=False)
        batch_op.create_index("ix_audit_method", ["method", "id"], unique=False)
        batch_op.create_index(
            "ix_audit_refused",
            ["id"],
            unique=False,
            sqlite_where=sa.text("outcome = 'refused'"),
            postgresql_where=sa.text("outcome = 'refused'"),
        )
        batch_op.create_index("ix_audit_subject", ["subject", "id"], unique=False)
        batch_op.create_index("ix_audit_user_at", ["user_id", "id"], unique=False)
        batch_op.create_index("ix_audit_workspace_at", ["workspace_id", "id"], unique=False)

    with op.batch_alter_table("channel_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("workspace_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_channel_event_contact", ["contact_id", "id"], unique=False)
        batch_op.create_index("ix_channel_event_workspace", ["workspace_id", "id"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_key", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("current_flow_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("open_tickets", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("is_deleted", sa.Boolean(), server_default="0", nullable=False))
        batch_op.drop_index(batch_op.f("ix_contact_workspace_name"))
        batch_op.create_index(
            "ix_contact_current_flow",
            ["current_flow_id"],
            unique=False,
            sqlite_where=sa.text("current_flow_id IS NOT NULL"),
            postgresql_where=sa.text("current_flow_id IS NOT NULL"),
        )
        batch_op.create_index("ix_contact_workspace_name_key", ["workspace_id", "status", "name_key", "id"], unique=False)
        batch_op.create_index("ix_contact_workspace_status", ["workspace_id", "status", "id"], unique=False)

    with op.batch_alter_table("contact_field", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_active", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("show_in_table", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("agent_access", sa.String(), server_default="view", nullable=False))
        batch_op.add_column(sa.Column("created_on", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("modified_on", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_contact_field_workspace_id_key"), type_="unique")
        batch_op.create_index(
            "uq_contact_field_active_key",
            ["workspace_id", "key"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    with op.batch_alter_table("contact_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name_key", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("state", sa.String(), server_default="ready", nullable=False))
        batch_op.add_column(sa.Column("cursor", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("is_active", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("created_on", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("modified_on", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_contact_group_workspace_id_name"), type_="unique")
        batch_op.create_index(
            "uq_contact_group_active_name",
            ["workspace_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )

    with op.batch_alter_table("contact_urn", schema=None) as batch_op:
        batch_op.alter_column("contact_id", nullable=True)

    with op.batch_alter_table("fire", schema=None) as batch_op:
        batch_op.add_column(sa.Column("error_count", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("error", sa.String(), nullable=True))
        batch_op.create_index(
            "ix_fire_dead",
            ["id"],
            unique=False,
            sqlite_where=sa.text("error_count >= 3"),
            postgresql_where=sa.text("error_count >= 3"),
        )

    with op.batch_alter_table("flow", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_deleted", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("labels", sa.Text(), nullable=True))
        batch_op.drop_column("started")
        batch_op.drop_column("completed")

    with op.batch_alter_table("http_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("service", sa.String(), server_default="webhook", nullable=False))
        batch_op.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("is_error", sa.Boolean(), server_default="0", nullable=False))
        batch_op.drop_index(batch_op.f("ix_http_log_workspace_id"))
        batch_op.create_index("ix_http_log_workspace_id", ["workspace_id", "id"], unique=False)
        batch_op.create_index("ix_http_log_contact", ["contact_id", "id"], unique=False)

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_workspace", ["workspace_id"], unique=False)

    with op.batch_alter_table("msg", schema=None) as batch_op:
        batch_op.add_column(sa.Column("broadcast_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ticket_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("queued_on", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_msg_outbox"))
        batch_op.create_index(
            "ix_msg_outbox",
            ["visibility", "direction", "workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("direction = 'out' AND visibility = 'visible' AND status IN ('queued', 'errored')"),
            postgresql_where=sa.text("direction = 'out' AND visibility = 'visible' AND status IN ('queued', 'errored')"),
        )
        batch_op.drop_constraint(batch_op.f("uq_msg_request_id"), type_="unique")
        batch_op.create_index(
            "uq_msg_request_id",
            ["request_id"],
            unique=True,
            sqlite_where=sa.text("request_id IS NOT NULL"),
            postgresql_where=sa.text("request_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_msg_archived",
            ["visibility", "direction", "workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("direction = 'in' AND visibility = 'archived'"),
            postgresql_where=sa.text("direction = 'in' AND visibility = 'archived'"),
        )
        batch_op.create_index(
            "ix_msg_failed",
            ["visibility", "direction", "workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("direction = 'out' AND visibility = 'visible' AND status = 'failed'"),
            postgresql_where=sa.text("direction = 'out' AND visibility = 'visible' AND status = 'failed'"),
        )
        batch_op.create_index(
            "ix_msg_flows",
            ["visibility", "direction", "workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("direction = 'in' AND visibility = 'visible' AND status = 'handled' AND flow_id IS NOT NULL"),
            postgresql_where=sa.text(
                "direction = 'in' AND visibility = 'visible' AND status = 'handled' AND flow_id IS NOT NULL"
            ),
        )
        batch_op.create_index(
            "ix_msg_inbox",
            ["visibility", "direction", "workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("direction = 'in' AND visibility = 'visible' AND status = 'handled' AND flow_id IS NULL"),
            postgresql_where=sa.text("direction = 'in' AND visibility = 'visible' AND status = 'handled' AND flow_id IS NULL"),
        )
        batch_op.create_index(
            "ix_msg_sent",
            ["visibility", "direction", "workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text(
                "direction = 'out' AND visibility = 'visible' AND status IN ('wired', 'sent', 'delivered', 'read')"
            ),
            postgresql_where=sa.text(
                "direction = 'out' AND visibility = 'visible' AND status IN ('wired', 'sent', 'delivered', 'read')"
            ),
        )
        batch_op.create_index(
            "ix_msg_unsent",
            ["channel_id", "status", "workspace_id", "priority", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('queued', 'errored')"),
            postgresql_where=sa.text("status IN ('queued', 'errored')"),
        )
        batch_op.create_index(
            "ix_msg_wired",
            ["status", "workspace_id", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'wired'"),
            postgresql_where=sa.text("status = 'wired'"),
        )

    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("path", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("current_node", sa.String(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_run_contact"))
        batch_op.create_index("ix_run_contact", ["contact_id", "id"], unique=False)
        batch_op.drop_index(batch_op.f("ix_run_flow_status"))
        batch_op.create_index("ix_run_flow_status", ["flow_id", "status", "id"], unique=False)
        batch_op.create_index("ix_run_flow_created", ["flow_id", "created_on", "id"], unique=False)
        batch_op.create_index("ix_run_workspace_modified", ["workspace_id", "modified_on"], unique=False)

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.alter_column("state", nullable=True)
        batch_op.create_index(
            "ix_session_ended_with_state",
            ["ended_on"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NOT NULL AND state IS NOT NULL"),
            postgresql_where=sa.text("ended_on IS NOT NULL AND state IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_session_waiting_flow",
            ["current_flow_id", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )

    with op.batch_alter_table("start", schema=None) as batch_op:
        batch_op.add_column(sa.Column("error", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("flow_start_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_start_flow_start_state", ["flow_start_id", "state"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_start_flow_start_id"), "flow_start", ["flow_start_id"], ["id"])

    with op.batch_alter_table("trigger", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("schedule_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("referrer_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("modified_on", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_trigger_channel_id"), "channel", ["channel_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_trigger_schedule_id"), "schedule", ["schedule_id"], ["id"])

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("uuid", sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_user_uuid"), ["uuid"])

    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("input_collation", sa.String(), server_default="default", nullable=False))
        batch_op.add_column(sa.Column("is_anon", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("is_archived", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("limits", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("assets_revision", sa.Integer(), server_default="1", nullable=False))

    _fill()
    _count()
    for sql in TRIGGERS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(sql)


def _fill() -> None:
    """What rows of the first tables lack."""
    connection = op.get_bind()
    for table in ("contact", "contact_group"):
        rows = connection.execute(sa.text(f"SELECT id, name FROM {table}")).all()
        keys = [{"id": row.id, "key": _fold(row.name)} for row in rows]
        if keys:
            connection.execute(sa.text(f"UPDATE {table} SET name_key = :key WHERE id = :id"), keys)
    for row in connection.execute(sa.text('SELECT id FROM "user"')).all():
        connection.execute(sa.text('UPDATE "user" SET uuid = :uuid WHERE id = :id'), {"id": row.id, "uuid": str(uuid.uuid4())})
    connection.execute(
        sa.text(
            "UPDATE contact SET current_flow_id = (SELECT max(current_flow_id) FROM session"
            " WHERE session.contact_id = contact.id AND session.status = 'waiting')"
        )
    )
    connection.execute(
        sa.text("INSERT INTO setting (name, value) SELECT 'contact_keys', :start WHERE EXISTS (SELECT 1 FROM contact)"),
        {"start": '{"cursor":0}'},
    )
    for row in connection.execute(sa.text("SELECT id, created_on FROM workspace")).all():
        values = {"uuid": str(uuid.uuid4()), "workspace_id": row.id, "at": row.created_on}
        connection.execute(
            sa.text(
                "INSERT INTO topic (uuid, workspace_id, name, name_key, is_default, is_active, created_on, modified_on)"
                " VALUES (:uuid, :workspace_id, 'General', 'general', true, true, :at, :at)"
            ),
            values,
        )


def _count() -> None:
    """The counts of what is there."""
    for scope, key, workspace, source in (
        ("'msgs'", FOLDER, "workspace_id", "msg"),
        ("'contacts'", "status", "workspace_id", "contact"),
        ("'group'", "CAST(group_id AS VARCHAR)", "contact_group.workspace_id", GROUPS),
    ):
        op.get_bind().exec_driver_sql(
            "INSERT INTO tally (workspace_id, scope, key, day, count)"
            f" SELECT {workspace}, {scope}, {key}, NULL, count(*) FROM {source}"
            f" WHERE {key} IS NOT NULL GROUP BY 1, 2, 3"
        )
    _place_runs()
    _count_runs()


def _place_runs() -> None:
    """Runs that wait know their way and where they stand; sessions know it."""
    connection, after = op.get_bind(), 0
    waiting = sa.select(SESSIONS.c.id, SESSIONS.c.state).where(SESSIONS.c.status == "waiting").order_by(SESSIONS.c.id).limit(500)
    while rows := connection.execute(waiting.where(SESSIONS.c.id > after)).all():
        for run in (run for row in rows for run in _unpacked(row.state).get("runs") or ()):
            path = [[step["node_uuid"], step["arrived_on"]] for step in run.get("path") or ()]
            if path and not run.get("exited_on"):
                values = {"path": zlib.compress(json.dumps(path).encode(), 1), "current_node": path[-1][0]}
                connection.execute(sa.update(RUNS).where(RUNS.c.uuid == run["uuid"]).values(values))
        after = rows[-1].id


def _count_runs() -> None:
    """By status on the day a run was created, by result on the day of the result, and at the node where it stands."""
    connection, after = op.get_bind(), 0
    sums: dict[tuple[Any, ...], int] = {}
    zones = {row.id: zoneinfo.ZoneInfo(row.timezone) for row in connection.execute(sa.text("SELECT id, timezone FROM workspace"))}
    while rows := connection.execute(sa.select(RUNS).where(RUNS.c.id > after).order_by(RUNS.c.id).limit(1000)).all():
        for row in rows:
            for scope, key, day in _counted(row, zones[row.workspace_id]) if row.flow_id else ():
                place = (row.workspace_id, f"flow:{row.flow_id}:{scope}", key, day)
                sums[place] = sums.get(place, 0) + 1
        after = rows[-1].id
    values = [dict(zip(("workspace_id", "scope", "key", "day", "count"), (*place, n), strict=True)) for place, n in sums.items()]
    for start in range(0, len(values), 1000):
        connection.execute(sa.insert(TALLIES), values[start : start + 1000])


def _counted(run: sa.Row[Any], zone: dt.tzinfo) -> Iterator[tuple[str, str, dt.date | None]]:
    created_on = run.created_on if run.created_on.tzinfo else run.created_on.replace(tzinfo=dt.UTC)
    yield "status", run.status, created_on.astimezone(zone).date()
    if run.current_node:
        yield "node", run.current_node, None
    for key, result in _unpacked(run.results).items():
        moment = dt.datetime.fromisoformat(result["created_on"])
        yield f"result:{key}", result.get("category") or "", moment.astimezone(zone).date()


def _unpacked(data: bytes | None) -> Any:
    return json.loads(zlib.decompress(data)) if data else {}


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).split())


SESSIONS = sa.table("session", sa.column("id", sa.Integer), sa.column("status", sa.String), sa.column("state", sa.LargeBinary))
RUNS = sa.table(
    "run",
    sa.column("id", sa.Integer),
    sa.column("uuid", sa.String),
    sa.column("workspace_id", sa.Integer),
    sa.column("flow_id", sa.Integer),
    sa.column("status", sa.String),
    sa.column("created_on", sa.DateTime(timezone=True)),
    sa.column("results", sa.LargeBinary),
    sa.column("path", sa.LargeBinary),
    sa.column("current_node", sa.String),
)
TALLIES = sa.table(
    "tally",
    sa.column("workspace_id", sa.Integer),
    sa.column("scope", sa.String),
    sa.column("key", sa.String),
    sa.column("day", sa.Date),
    sa.column("count", sa.Integer),
)
GROUPS = "group_contact JOIN contact_group ON contact_group.id = group_contact.group_id"
FOLDER = (
    "CASE WHEN direction = 'in' THEN CASE"
    " WHEN visibility = 'archived' THEN 'archived'"
    " WHEN visibility = 'visible' AND status = 'handled'"
    " THEN CASE WHEN flow_id IS NULL THEN 'inbox' ELSE 'flows' END END"
    " WHEN visibility = 'visible' THEN CASE"
    " WHEN status IN ('queued', 'errored') THEN 'outbox'"
    " WHEN status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent'"
    " WHEN status = 'failed' THEN 'failed' END END"
)

TRIGGERS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE msg_words USING fts5(words, content='', columnsize=0, detail='none', prefix='3 4', tokenize='ascii')",
        "CREATE TRIGGER tally_msg_insert AFTER INSERT ON \"msg\" WHEN CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'msgs', CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END, NULL, 1 WHERE CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END IS NOT NULL; END",
        "CREATE TRIGGER tally_msg_delete AFTER DELETE ON \"msg\" WHEN CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'msgs', CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END, NULL, -1 WHERE CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END IS NOT NULL; END",
        "CREATE TRIGGER tally_msg_update AFTER UPDATE OF direction, visibility, status, flow_id ON \"msg\" WHEN CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END IS NOT CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'msgs', CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END, NULL, -1 WHERE CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END IS NOT NULL;INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'msgs', CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END, NULL, 1 WHERE CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END IS NOT NULL; END",
        "CREATE TRIGGER tally_contact_insert AFTER INSERT ON \"contact\" WHEN CASE WHEN NOT NEW.is_deleted THEN NEW.status END IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'contacts', CASE WHEN NOT NEW.is_deleted THEN NEW.status END, NULL, 1 WHERE CASE WHEN NOT NEW.is_deleted THEN NEW.status END IS NOT NULL; END",
        "CREATE TRIGGER tally_contact_delete AFTER DELETE ON \"contact\" WHEN CASE WHEN NOT OLD.is_deleted THEN OLD.status END IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'contacts', CASE WHEN NOT OLD.is_deleted THEN OLD.status END, NULL, -1 WHERE CASE WHEN NOT OLD.is_deleted THEN OLD.status END IS NOT NULL; END",
        "CREATE TRIGGER tally_contact_update AFTER UPDATE OF status, is_deleted ON \"contact\" WHEN CASE WHEN NOT OLD.is_deleted THEN OLD.status END IS NOT CASE WHEN NOT NEW.is_deleted THEN NEW.status END BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'contacts', CASE WHEN NOT OLD.is_deleted THEN OLD.status END, NULL, -1 WHERE CASE WHEN NOT OLD.is_deleted THEN OLD.status END IS NOT NULL;INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'contacts', CASE WHEN NOT NEW.is_deleted THEN NEW.status END, NULL, 1 WHERE CASE WHEN NOT NEW.is_deleted THEN NEW.status END IS NOT NULL; END",
        "CREATE TRIGGER tally_group_insert AFTER INSERT ON \"group_contact\" WHEN CAST(NEW.group_id AS VARCHAR) IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM contact_group WHERE id = NEW.group_id), 'group', CAST(NEW.group_id AS VARCHAR), NULL, 1 WHERE CAST(NEW.group_id AS VARCHAR) IS NOT NULL; END",
        "CREATE TRIGGER tally_group_delete AFTER DELETE ON \"group_contact\" WHEN CAST(OLD.group_id AS VARCHAR) IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM contact_group WHERE id = OLD.group_id), 'group', CAST(OLD.group_id AS VARCHAR), NULL, -1 WHERE CAST(OLD.group_id AS VARCHAR) IS NOT NULL; END",
        "CREATE TRIGGER tally_label_insert AFTER INSERT ON \"msg_label\" WHEN (SELECT CAST(NEW.label_id AS VARCHAR) FROM msg WHERE id = NEW.msg_id AND visibility = 'visible') IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM label WHERE id = NEW.label_id), 'label', (SELECT CAST(NEW.label_id AS VARCHAR) FROM msg WHERE id = NEW.msg_id AND visibility = 'visible'), NULL, 1 WHERE (SELECT CAST(NEW.label_id AS VARCHAR) FROM msg WHERE id = NEW.msg_id AND visibility = 'visible') IS NOT NULL; END",
        "CREATE TRIGGER tally_label_delete AFTER DELETE ON \"msg_label\" WHEN (SELECT CAST(OLD.label_id AS VARCHAR) FROM msg WHERE id = OLD.msg_id AND visibility = 'visible') IS NOT NULL BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM label WHERE id = OLD.label_id), 'label', (SELECT CAST(OLD.label_id AS VARCHAR) FROM msg WHERE id = OLD.msg_id AND visibility = 'visible'), NULL, -1 WHERE (SELECT CAST(OLD.label_id AS VARCHAR) FROM msg WHERE id = OLD.msg_id AND visibility = 'visible') IS NOT NULL; END",
        "CREATE TRIGGER tally_label_seen AFTER UPDATE OF visibility ON \"msg\" WHEN (OLD.visibility = 'visible') <> (NEW.visibility = 'visible') BEGIN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'label', CAST(label_id AS VARCHAR), NULL, CASE WHEN NEW.visibility = 'visible' THEN 1 ELSE -1 END FROM msg_label WHERE msg_id = NEW.id; END",
        'CREATE TRIGGER asset_workspace_insert AFTER INSERT ON "workspace" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.id; END',
        'CREATE TRIGGER asset_workspace_update AFTER UPDATE OF name, country, timezone, languages, date_format, time_format, input_collation, is_anon ON "workspace" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.id; END',
        'CREATE TRIGGER asset_workspace_delete AFTER DELETE ON "workspace" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.id; END',
        'CREATE TRIGGER asset_flow_insert AFTER INSERT ON "flow" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_flow_update AFTER UPDATE OF name, type, revision, ignore_triggers, is_archived ON "flow" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_flow_delete AFTER DELETE ON "flow" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_trigger_insert AFTER INSERT ON "trigger" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_trigger_update AFTER UPDATE ON "trigger" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_trigger_delete AFTER DELETE ON "trigger" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_trigger_group_insert AFTER INSERT ON "trigger_group" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM trigger WHERE id = NEW.trigger_id); END',
        'CREATE TRIGGER asset_trigger_group_update AFTER UPDATE ON "trigger_group" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM trigger WHERE id = NEW.trigger_id); END',
        'CREATE TRIGGER asset_trigger_group_delete AFTER DELETE ON "trigger_group" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM trigger WHERE id = OLD.trigger_id); END',
        'CREATE TRIGGER asset_contact_field_insert AFTER INSERT ON "contact_field" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_contact_field_update AFTER UPDATE ON "contact_field" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_contact_field_delete AFTER DELETE ON "contact_field" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_contact_group_insert AFTER INSERT ON "contact_group" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_contact_group_update AFTER UPDATE OF uuid, name, query, is_active ON "contact_group" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_contact_group_delete AFTER DELETE ON "contact_group" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_campaign_insert AFTER INSERT ON "campaign" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_campaign_update AFTER UPDATE ON "campaign" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_campaign_delete AFTER DELETE ON "campaign" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_label_insert AFTER INSERT ON "label" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_label_update AFTER UPDATE ON "label" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_label_delete AFTER DELETE ON "label" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_topic_insert AFTER INSERT ON "topic" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_topic_update AFTER UPDATE ON "topic" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_topic_delete AFTER DELETE ON "topic" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_global_insert AFTER INSERT ON "global" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_global_update AFTER UPDATE ON "global" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_global_delete AFTER DELETE ON "global" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_template_insert AFTER INSERT ON "template" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_template_update AFTER UPDATE ON "template" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_template_delete AFTER DELETE ON "template" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_resthook_insert AFTER INSERT ON "resthook" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_resthook_update AFTER UPDATE ON "resthook" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_resthook_delete AFTER DELETE ON "resthook" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_resthook_subscriber_insert AFTER INSERT ON "resthook_subscriber" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM resthook WHERE id = NEW.resthook_id); END',
        'CREATE TRIGGER asset_resthook_subscriber_update AFTER UPDATE ON "resthook_subscriber" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM resthook WHERE id = NEW.resthook_id); END',
        'CREATE TRIGGER asset_resthook_subscriber_delete AFTER DELETE ON "resthook_subscriber" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM resthook WHERE id = OLD.resthook_id); END',
        'CREATE TRIGGER asset_location_alias_insert AFTER INSERT ON "location_alias" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_location_alias_update AFTER UPDATE ON "location_alias" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_location_alias_delete AFTER DELETE ON "location_alias" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_gazetteer_insert AFTER INSERT ON "gazetteer" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE country = NEW.country; END',
        'CREATE TRIGGER asset_gazetteer_update AFTER UPDATE ON "gazetteer" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE country = NEW.country; END',
        'CREATE TRIGGER asset_gazetteer_delete AFTER DELETE ON "gazetteer" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE country = OLD.country; END',
        'CREATE TRIGGER asset_membership_insert AFTER INSERT ON "membership" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_membership_update AFTER UPDATE ON "membership" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_membership_delete AFTER DELETE ON "membership" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_user_insert AFTER INSERT ON "user" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM membership WHERE user_id = NEW.id); END',
        'CREATE TRIGGER asset_user_update AFTER UPDATE OF uuid, name, username, is_active ON "user" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM membership WHERE user_id = NEW.id); END',
        'CREATE TRIGGER asset_user_delete AFTER DELETE ON "user" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM membership WHERE user_id = OLD.id); END',
        'CREATE TRIGGER asset_channel_workspace_insert AFTER INSERT ON "channel_workspace" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_channel_workspace_update AFTER UPDATE OF is_default ON "channel_workspace" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END',
        'CREATE TRIGGER asset_channel_workspace_delete AFTER DELETE ON "channel_workspace" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; END',
        'CREATE TRIGGER asset_channel_insert AFTER INSERT ON "channel" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM channel_workspace WHERE channel_id = NEW.id); END',
        'CREATE TRIGGER asset_channel_update AFTER UPDATE OF state, name, address, country ON "channel" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM channel_workspace WHERE channel_id = NEW.id); END',
        'CREATE TRIGGER asset_channel_delete AFTER DELETE ON "channel" BEGIN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM channel_workspace WHERE channel_id = OLD.id); END',
        "CREATE TRIGGER kept_audit_update BEFORE UPDATE ON \"audit\" BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END",
        "CREATE TRIGGER kept_audit_delete BEFORE DELETE ON \"audit\" BEGIN SELECT RAISE(ABORT, 'audit rows stay'); END",
    ],
    "postgresql": [
        "CREATE TABLE msg_words (msg_id integer PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_msg_words_words ON msg_words USING gin (words)",
        "CREATE FUNCTION tally_msg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'UPDATE' THEN IF (CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END IS NOT DISTINCT FROM CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END) THEN RETURN NULL; END IF; END IF; IF TG_OP <> 'INSERT' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'msgs', CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END, NULL, -1 WHERE CASE WHEN OLD.direction = 'in' THEN CASE WHEN OLD.visibility = 'archived' THEN 'archived' WHEN OLD.visibility = 'visible' AND OLD.status = 'handled' THEN CASE WHEN OLD.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN OLD.visibility = 'visible' THEN CASE WHEN OLD.status IN ('queued', 'errored') THEN 'outbox' WHEN OLD.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN OLD.status = 'failed' THEN 'failed' END END IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'msgs', CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END, NULL, 1 WHERE CASE WHEN NEW.direction = 'in' THEN CASE WHEN NEW.visibility = 'archived' THEN 'archived' WHEN NEW.visibility = 'visible' AND NEW.status = 'handled' THEN CASE WHEN NEW.flow_id IS NULL THEN 'inbox' ELSE 'flows' END END WHEN NEW.visibility = 'visible' THEN CASE WHEN NEW.status IN ('queued', 'errored') THEN 'outbox' WHEN NEW.status IN ('wired', 'sent', 'delivered', 'read') THEN 'sent' WHEN NEW.status = 'failed' THEN 'failed' END END IS NOT NULL; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER tally_msg AFTER INSERT OR DELETE OR UPDATE OF direction, visibility, status, flow_id ON "msg" FOR EACH ROW EXECUTE FUNCTION tally_msg()',
        "CREATE FUNCTION tally_contact() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'UPDATE' THEN IF (CASE WHEN NOT OLD.is_deleted THEN OLD.status END IS NOT DISTINCT FROM CASE WHEN NOT NEW.is_deleted THEN NEW.status END) THEN RETURN NULL; END IF; END IF; IF TG_OP <> 'INSERT' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT OLD.workspace_id, 'contacts', CASE WHEN NOT OLD.is_deleted THEN OLD.status END, NULL, -1 WHERE CASE WHEN NOT OLD.is_deleted THEN OLD.status END IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'contacts', CASE WHEN NOT NEW.is_deleted THEN NEW.status END, NULL, 1 WHERE CASE WHEN NOT NEW.is_deleted THEN NEW.status END IS NOT NULL; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER tally_contact AFTER INSERT OR DELETE OR UPDATE OF status, is_deleted ON "contact" FOR EACH ROW EXECUTE FUNCTION tally_contact()',
        "CREATE FUNCTION tally_group() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM contact_group WHERE id = OLD.group_id), 'group', CAST(OLD.group_id AS VARCHAR), NULL, -1 WHERE CAST(OLD.group_id AS VARCHAR) IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM contact_group WHERE id = NEW.group_id), 'group', CAST(NEW.group_id AS VARCHAR), NULL, 1 WHERE CAST(NEW.group_id AS VARCHAR) IS NOT NULL; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER tally_group AFTER INSERT OR DELETE ON "group_contact" FOR EACH ROW EXECUTE FUNCTION tally_group()',
        "CREATE FUNCTION tally_label() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM label WHERE id = OLD.label_id), 'label', (SELECT CAST(OLD.label_id AS VARCHAR) FROM msg WHERE id = OLD.msg_id AND visibility = 'visible'), NULL, -1 WHERE (SELECT CAST(OLD.label_id AS VARCHAR) FROM msg WHERE id = OLD.msg_id AND visibility = 'visible') IS NOT NULL; END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT (SELECT workspace_id FROM label WHERE id = NEW.label_id), 'label', (SELECT CAST(NEW.label_id AS VARCHAR) FROM msg WHERE id = NEW.msg_id AND visibility = 'visible'), NULL, 1 WHERE (SELECT CAST(NEW.label_id AS VARCHAR) FROM msg WHERE id = NEW.msg_id AND visibility = 'visible') IS NOT NULL; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER tally_label AFTER INSERT OR DELETE ON "msg_label" FOR EACH ROW EXECUTE FUNCTION tally_label()',
        "CREATE FUNCTION tally_label_seen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.visibility = 'visible') <> (NEW.visibility = 'visible') THEN INSERT INTO tally (workspace_id, scope, key, day, count) SELECT NEW.workspace_id, 'label', CAST(label_id AS VARCHAR), NULL, CASE WHEN NEW.visibility = 'visible' THEN 1 ELSE -1 END FROM msg_label WHERE msg_id = NEW.id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER tally_label_seen AFTER UPDATE OF visibility ON "msg" FOR EACH ROW EXECUTE FUNCTION tally_label_seen()',
        "CREATE FUNCTION asset_workspace() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_workspace AFTER INSERT OR DELETE OR UPDATE OF name, country, timezone, languages, date_format, time_format, input_collation, is_anon ON "workspace" FOR EACH ROW EXECUTE FUNCTION asset_workspace()',
        "CREATE FUNCTION asset_flow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_flow AFTER INSERT OR DELETE OR UPDATE OF name, type, revision, ignore_triggers, is_archived ON "flow" FOR EACH ROW EXECUTE FUNCTION asset_flow()',
        "CREATE FUNCTION asset_trigger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_trigger AFTER INSERT OR DELETE OR UPDATE ON "trigger" FOR EACH ROW EXECUTE FUNCTION asset_trigger()',
        "CREATE FUNCTION asset_trigger_group() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM trigger WHERE id = OLD.trigger_id); ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM trigger WHERE id = NEW.trigger_id); END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_trigger_group AFTER INSERT OR DELETE OR UPDATE ON "trigger_group" FOR EACH ROW EXECUTE FUNCTION asset_trigger_group()',
        "CREATE FUNCTION asset_contact_field() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_contact_field AFTER INSERT OR DELETE OR UPDATE ON "contact_field" FOR EACH ROW EXECUTE FUNCTION asset_contact_field()',
        "CREATE FUNCTION asset_contact_group() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_contact_group AFTER INSERT OR DELETE OR UPDATE OF uuid, name, query, is_active ON "contact_group" FOR EACH ROW EXECUTE FUNCTION asset_contact_group()',
        "CREATE FUNCTION asset_campaign() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_campaign AFTER INSERT OR DELETE OR UPDATE ON "campaign" FOR EACH ROW EXECUTE FUNCTION asset_campaign()',
        "CREATE FUNCTION asset_label() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_label AFTER INSERT OR DELETE OR UPDATE ON "label" FOR EACH ROW EXECUTE FUNCTION asset_label()',
        "CREATE FUNCTION asset_topic() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_topic AFTER INSERT OR DELETE OR UPDATE ON "topic" FOR EACH ROW EXECUTE FUNCTION asset_topic()',
        "CREATE FUNCTION asset_global() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_global AFTER INSERT OR DELETE OR UPDATE ON "global" FOR EACH ROW EXECUTE FUNCTION asset_global()',
        "CREATE FUNCTION asset_template() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_template AFTER INSERT OR DELETE OR UPDATE ON "template" FOR EACH ROW EXECUTE FUNCTION asset_template()',
        "CREATE FUNCTION asset_resthook() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_resthook AFTER INSERT OR DELETE OR UPDATE ON "resthook" FOR EACH ROW EXECUTE FUNCTION asset_resthook()',
        "CREATE FUNCTION asset_resthook_subscriber() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM resthook WHERE id = OLD.resthook_id); ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = (SELECT workspace_id FROM resthook WHERE id = NEW.resthook_id); END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_resthook_subscriber AFTER INSERT OR DELETE OR UPDATE ON "resthook_subscriber" FOR EACH ROW EXECUTE FUNCTION asset_resthook_subscriber()',
        "CREATE FUNCTION asset_location_alias() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_location_alias AFTER INSERT OR DELETE OR UPDATE ON "location_alias" FOR EACH ROW EXECUTE FUNCTION asset_location_alias()',
        "CREATE FUNCTION asset_gazetteer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE country = OLD.country; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE country = NEW.country; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_gazetteer AFTER INSERT OR DELETE OR UPDATE ON "gazetteer" FOR EACH ROW EXECUTE FUNCTION asset_gazetteer()',
        "CREATE FUNCTION asset_membership() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_membership AFTER INSERT OR DELETE OR UPDATE ON "membership" FOR EACH ROW EXECUTE FUNCTION asset_membership()',
        "CREATE FUNCTION asset_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM membership WHERE user_id = OLD.id); ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM membership WHERE user_id = NEW.id); END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_user AFTER INSERT OR DELETE OR UPDATE OF uuid, name, username, is_active ON "user" FOR EACH ROW EXECUTE FUNCTION asset_user()',
        "CREATE FUNCTION asset_channel_workspace() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = OLD.workspace_id; ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id = NEW.workspace_id; END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_channel_workspace AFTER INSERT OR DELETE OR UPDATE OF is_default ON "channel_workspace" FOR EACH ROW EXECUTE FUNCTION asset_channel_workspace()',
        "CREATE FUNCTION asset_channel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'DELETE' THEN UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM channel_workspace WHERE channel_id = OLD.id); ELSE UPDATE workspace SET assets_revision = assets_revision + 1 WHERE id IN (SELECT workspace_id FROM channel_workspace WHERE channel_id = NEW.id); END IF; RETURN NULL; END $$",
        'CREATE TRIGGER asset_channel AFTER INSERT OR DELETE OR UPDATE OF state, name, address, country ON "channel" FOR EACH ROW EXECUTE FUNCTION asset_channel()',
        "CREATE FUNCTION kept_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit rows stay'; END $$",
        'CREATE TRIGGER kept_audit BEFORE UPDATE OR DELETE ON "audit" FOR EACH ROW EXECUTE FUNCTION kept_audit()',
    ],
}
