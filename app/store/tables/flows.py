"""Flows, triggers, campaigns and schedules."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base, JsonValue, folded_name, partial_index
from app.store.types import Json, PackedJson


class Flow(Base):
    """How many runs were started and completed, and all other counts, are tallies. `labels` are names of flow labels. A deleted
    flow is archived, too, and keeps its row and revisions: runs and messages name it."""

    __tablename__ = "flow"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    type: Mapped[str]
    language: Mapped[str]
    revision: Mapped[int]
    expire_after_minutes: Mapped[int]
    ignore_triggers: Mapped[bool] = mapped_column(default=False)
    is_archived: Mapped[bool] = mapped_column(default=False)
    is_deleted: Mapped[bool] = mapped_column(default=False, server_default="0")
    nodes: Mapped[int]
    labels: Mapped[JsonValue | None] = mapped_column(Json)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class FlowRevision(Base):
    __tablename__ = "flow_revision"

    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    spec_version: Mapped[str]
    definition: Mapped[JsonValue] = mapped_column(PackedJson)
    created_on: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(default="")


class Trigger(Base):
    """`type` keyword, catch_all, schedule, inbound_call, missed_call, new_conversation, referral, closed_ticket, opt_in,
    opt_out; `keywords` are folded for comparison. Without channel and groups: any."""

    __tablename__ = "trigger"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    type: Mapped[str]
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"))
    keywords: Mapped[JsonValue] = mapped_column(Json)
    match_type: Mapped[str] = mapped_column(default="first_word")
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id"))
    referrer_id: Mapped[str | None]
    modified_on: Mapped[dt.datetime | None]
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[dt.datetime]


class TriggerGroup(Base):
    """Only members of the groups set the trigger off, and members of excluded ones never."""

    __tablename__ = "trigger_group"

    trigger_id: Mapped[int] = mapped_column(ForeignKey("trigger.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("contact_group.id"), primary_key=True, index=True)
    is_exclusion: Mapped[bool] = mapped_column(primary_key=True)


class TriggerContact(Base):
    """Whom a scheduled trigger starts, beside its groups."""

    __tablename__ = "trigger_contact"

    trigger_id: Mapped[int] = mapped_column(ForeignKey("trigger.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)


class Schedule(Base):
    """When something is repeated, in the workspace's local time. `repeat` never, daily, weekly, monthly; `days_of_week` of
    MTWRFSU; `next_fire` None: it will not fire again. `last_fire` is when it last fired or was set aside as too late; `late_fire`
    is a time that passed unobserved and waits for a person's word, `skipped_fire` the last that was skipped as too late."""

    __tablename__ = "schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    repeat: Mapped[str]
    hour: Mapped[int]
    minute: Mapped[int]
    day_of_month: Mapped[int | None]
    days_of_week: Mapped[str | None]
    next_fire: Mapped[dt.datetime | None] = mapped_column(index=True)
    last_fire: Mapped[dt.datetime | None]
    late_fire: Mapped[dt.datetime | None]
    skipped_fire: Mapped[dt.datetime | None]
    is_paused: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Campaign(Base):
    __tablename__ = "campaign"
    __table_args__ = (
        partial_index("uq_campaign_active_name", "workspace_id", "name_key", where="NOT is_archived", unique=True),
        partial_index("ix_campaign_group", "group_id", where="NOT is_archived"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default=folded_name)
    group_id: Mapped[int] = mapped_column(ForeignKey("contact_group.id"))
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class CampaignEvent(Base):
    """What members of the campaign's group get, `offset` `unit`s (M, H, D, W: minutes to weeks) from a date of theirs.

    `type` F starts a flow, M sends a message (`translations`: language to text). The date is a field's (`field_id`) or
    `relative_to` created_on or last_seen_on. `delivery_hour` -1: as the date has it. `start_mode` I interrupts a flow, S skips
    who is in one, P passes by. An event of the past version stays with `is_active` False.

    `plan_cursor`: the contact up to whom its fires were planned; None: all are, and what changes with a contact is marked in
    `CampaignDirty`. Triggers of the database set it back to 0 when all must be planned anew. `plan_since` is when that was: what
    falls due from then on counts. `worked_on`: when due fires of it were last seen to wait only for their turn.
    """

    __tablename__ = "campaign_event"
    __table_args__ = (
        partial_index("ix_campaign_event_planning", "id", where="plan_cursor IS NOT NULL"),
        partial_index("ix_campaign_event_last_seen", "campaign_id", where="relative_to = 'last_seen_on' AND is_active"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    type: Mapped[str]
    relative_to: Mapped[str]
    field_id: Mapped[int | None] = mapped_column(ForeignKey("contact_field.id"), index=True)
    offset: Mapped[int]
    unit: Mapped[str]
    delivery_hour: Mapped[int]
    start_mode: Mapped[str]
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"), index=True)
    translations: Mapped[JsonValue | None] = mapped_column(Json)
    base_language: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    plan_cursor: Mapped[int | None] = mapped_column(default=0, server_default="0")
    plan_since: Mapped[dt.datetime | None]
    worked_on: Mapped[dt.datetime | None]
    created_on: Mapped[dt.datetime]


class CampaignFire(Base):
    """An event of a campaign that is to come about for a contact, or did. Kept after it was settled, so that staff can be told
    why it fired or not.

    `state` pending; held (it came up too late and waits for a person's word); fired; skipped (`reason`: in_flow, late,
    not_active, left_group, no_date, event_changed, ...); dead (`error`). `start_id` or `msg_id` is what it became.
    """

    __tablename__ = "campaign_fire"
    __table_args__ = (
        partial_index("uq_campaign_fire_open", "event_id", "contact_id", where="state IN ('pending', 'held')", unique=True),
        partial_index("ix_campaign_fire_due", "due_on", "id", where="state = 'pending'"),
        partial_index("ix_campaign_fire_event_due", "event_id", "due_on", "id", where="state = 'pending'"),
        partial_index("ix_campaign_fire_dead", "event_id", "id", where="state = 'dead'"),
        partial_index("ix_campaign_fire_held", "workspace_id", "event_id", "due_on", where="state = 'held'"),
        Index("ix_campaign_fire_contact", "contact_id", "event_id", "id"),
        Index("ix_campaign_fire_settled", "settled_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("campaign_event.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    due_on: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(default="pending")
    reason: Mapped[str | None]
    settled_on: Mapped[dt.datetime | None]
    start_id: Mapped[int | None]
    msg_id: Mapped[int | None]
    error_count: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]


class CampaignDirty(Base):
    """A contact whose campaign fires may no longer be right: triggers of the database mark it, a pass plans anew and clears it.
    `mark` counts the markings. `since` is when it was marked, where the marking transaction said so: fires that fall due between
    then and the planning are not lost."""

    __tablename__ = "campaign_dirty"
    __table_args__ = (Index("ix_campaign_dirty_workspace", "workspace_id", "contact_id"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    mark: Mapped[int] = mapped_column(default=1, server_default="1")
    since: Mapped[dt.datetime | None]


class LateReport(Base):
    """What fell due in a workspace while the office was off, or while its clock was in doubt. `counts`: `reason` off, clock or
    slow, and `lines` by kind (timeout, expiration, campaign, schedule, broadcast): how many were sent late, skipped, or decided.
    `state` open (something waits for a person's word), decided, told (nothing to decide). `decision` (the latest) send or skip.
    """

    __tablename__ = "late_report"
    __table_args__ = (Index("ix_late_report_workspace", "workspace_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    off_from: Mapped[dt.datetime]
    off_until: Mapped[dt.datetime]
    counts: Mapped[JsonValue] = mapped_column(Json)
    state: Mapped[str]
    decision: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_on: Mapped[dt.datetime | None]
    created_on: Mapped[dt.datetime]


class WorkspaceImport(Base):
    """A workspace file that was taken over. `report` is its lines; `changes` what undoing it must take back."""

    __tablename__ = "workspace_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    file_name: Mapped[str]
    site: Mapped[str]
    version: Mapped[str]
    report: Mapped[JsonValue] = mapped_column(PackedJson)
    changes: Mapped[JsonValue] = mapped_column(PackedJson)
    created_by: Mapped[str]
    created_on: Mapped[dt.datetime]
    undone_on: Mapped[dt.datetime | None]
