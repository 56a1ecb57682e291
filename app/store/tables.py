"""The office's tables. Rows keep integer ids for order and joins; UUIDs name things to the outside."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.store.types import Json, PackedJson, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

JsonValue = Any


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: UtcDateTime}


# The office and its people


class Setting(Base):
    """Office-wide values by name, such as `office` (name, country, timezone), `bind`, `demo`."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[JsonValue] = mapped_column(Json)


class Counter(Base):
    """Numbers that only rise. `phone_id`: ids given to phones; `change`: sequence of the change stream."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Workspace(Base):
    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    country: Mapped[str]
    timezone: Mapped[str]
    languages: Mapped[JsonValue] = mapped_column(Json)
    date_format: Mapped[str] = mapped_column(default="DD-MM-YYYY")
    time_format: Mapped[str] = mapped_column(default="tt:mm")
    created_on: Mapped[dt.datetime]


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    is_office_admin: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_on: Mapped[dt.datetime]


class Membership(Base):
    __tablename__ = "membership"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    role: Mapped[str]


class SignIn(Base):
    """A signed-in person. Only the SHA-256 of the token is kept."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_on: Mapped[dt.datetime]
    last_used_on: Mapped[dt.datetime]


class SignInAttempt(Base):
    """Failed attempts, counted per `subject` (a username or an address) since `first_on`."""

    __tablename__ = "sign_in_attempt"

    subject: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    first_on: Mapped[dt.datetime]
    last_on: Mapped[dt.datetime]


class Audit(Base):
    """Who did what, written in the transaction of the change. `outcome` done or refused. Never updated, never deleted."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    user_id: Mapped[int | None]
    actor: Mapped[str]
    origin: Mapped[str]
    workspace_id: Mapped[int | None] = mapped_column(index=True)
    method: Mapped[str]
    subject: Mapped[str | None]
    outcome: Mapped[str]
    details: Mapped[JsonValue | None] = mapped_column(Json)


# Phones


class Channel(Base):
    """A phone (kind `relayer`) or, later, a modem. `id` is the relayer id on the wire: never used twice.

    `state` unclaimed, active, approval, released. `pending_secret` (given out at `pending_on` to `pending_from`) waits for a
    person's approval of a new registration; until then `secret` stays good.
    """

    __tablename__ = "channel"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="relayer")
    state: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    country: Mapped[str] = mapped_column(default="")
    phone_uuid: Mapped[str | None] = mapped_column(index=True)
    secret: Mapped[str]
    pending_secret: Mapped[str | None]
    pending_on: Mapped[dt.datetime | None]
    pending_from: Mapped[str] = mapped_column(default="")
    claim_code: Mapped[str | None] = mapped_column(index=True)
    registered_on: Mapped[dt.datetime]
    registered_from: Mapped[str] = mapped_column(default="")
    claimed_on: Mapped[dt.datetime | None]
    last_seen_on: Mapped[dt.datetime | None]
    clock_skew: Mapped[int | None]
    device: Mapped[str] = mapped_column(default="")
    os: Mapped[str] = mapped_column(default="")
    app_version: Mapped[str] = mapped_column(default="")
    status: Mapped[JsonValue | None] = mapped_column(Json)
    config: Mapped[JsonValue | None] = mapped_column(Json)


class ChannelWorkspace(Base):
    """Which workspaces a channel serves, and their shares of it."""

    __tablename__ = "channel_workspace"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), primary_key=True)
    is_default: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[float] = mapped_column(default=1.0)
    daily_budget: Mapped[int | None]
    virtual_time: Mapped[float] = mapped_column(default=0.0)


class SyncEvent(Base):
    """What a phone said of itself at a sync; the latest is always kept."""

    __tablename__ = "sync_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    created_on: Mapped[dt.datetime]
    status: Mapped[JsonValue] = mapped_column(Json)


class ChannelEvent(Base):
    """Calls. `type` mo_call, mt_call, mo_miss, unk; `extra` holds the duration in seconds."""

    __tablename__ = "channel_event"
    __table_args__ = (UniqueConstraint("channel_id", "dedupe_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    dedupe_key: Mapped[str]
    type: Mapped[str]
    address: Mapped[str]
    occurred_on: Mapped[dt.datetime]
    created_on: Mapped[dt.datetime]
    extra: Mapped[JsonValue | None] = mapped_column(Json)


# Contacts


class Contact(Base):
    """`fields` maps a field's UUID to GoFlow's value object; `revision` rises with every change."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")
    timezone: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    fields: Mapped[JsonValue] = mapped_column(Json)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]
    last_seen_on: Mapped[dt.datetime | None]
    last_msg_id: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_contact_workspace_last_msg", "workspace_id", "last_msg_id"),
        Index("ix_contact_workspace_name", "workspace_id", "name"),
    )


class ContactUrn(Base):
    """`identity` is scheme:path; the highest `priority` is preferred. `channel_id`: the channel it was last heard on."""

    __tablename__ = "contact_urn"
    __table_args__ = (UniqueConstraint("workspace_id", "identity"), Index("ix_contact_urn_identity", "identity"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    identity: Mapped[str]
    scheme: Mapped[str]
    path: Mapped[str]
    display: Mapped[str] = mapped_column(default="")
    priority: Mapped[int]
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))


class ContactField(Base):
    __tablename__ = "contact_field"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    key: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]


class ContactGroup(Base):
    __tablename__ = "contact_group"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    query: Mapped[str | None]


class GroupContact(Base):
    __tablename__ = "group_contact"

    group_id: Mapped[int] = mapped_column(ForeignKey("contact_group.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)


class ContactDirty(Base):
    """Contacts whose search entry is behind; marked in the writing transaction."""

    __tablename__ = "contact_dirty"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    revision: Mapped[int]


# Flows


class Flow(Base):
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
    nodes: Mapped[int]
    started: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
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
    """`type` keyword or catch_all; `keywords` are folded for comparison."""

    __tablename__ = "trigger"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    type: Mapped[str]
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"))
    keywords: Mapped[JsonValue] = mapped_column(Json)
    match_type: Mapped[str] = mapped_column(default="first_word")
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[dt.datetime]


# Messages


class Inbound(Base):
    """An SMS as it came, stored before it is acknowledged. `state` pending, handled, dead.

    `workspace_id` and `routing` (why that workspace) are known once it was handled.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        UniqueConstraint("channel_id", "dedupe_key"),
        Index("ix_inbound_state_channel_address", "state", "channel_id", "address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    dedupe_key: Mapped[str]
    address: Mapped[str]
    text: Mapped[str]
    sent_on: Mapped[dt.datetime]
    received_on: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(default="pending")
    error_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    workspace_id: Mapped[int | None]
    msg_id: Mapped[int | None] = mapped_column(index=True)
    routing: Mapped[str | None]


class Msg(Base):
    """`status` in: pending, handled; out: queued, wired, sent, delivered, read, errored, failed (forward only).

    `priority` 1 for replies, 0 for bulk. `next_attempt` is when an errored message may be tried again.
    """

    __tablename__ = "msg"
    __table_args__ = (
        Index("ix_msg_contact_id", "contact_id", "id"),
        Index("ix_msg_outbox", "status", "channel_id", "workspace_id", "priority", "id"),
        Index("ix_msg_workspace_created", "workspace_id", "direction", "created_on"),
        Index("ix_msg_workspace_sent", "workspace_id", "sent_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    request_id: Mapped[str | None] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    urn_id: Mapped[int | None] = mapped_column(ForeignKey("contact_urn.id"))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    session_id: Mapped[int | None]
    created_by: Mapped[str | None]
    direction: Mapped[str]
    text: Mapped[str]
    attachments: Mapped[JsonValue | None] = mapped_column(Json)
    quick_replies: Mapped[JsonValue | None] = mapped_column(Json)
    locale: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    visibility: Mapped[str] = mapped_column(default="visible")
    priority: Mapped[int] = mapped_column(default=1)
    segments: Mapped[int] = mapped_column(default=1)
    error_count: Mapped[int] = mapped_column(default=0)
    next_attempt: Mapped[dt.datetime | None]
    failed_reason: Mapped[str | None]
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]
    sent_on: Mapped[dt.datetime | None]


class Attempt(Base):
    """One try to send a msg. `id` is what the phone is told: below 2^31, from the office's counter, never used twice.

    `state` queued, handed, sent, delivered, failed, uncertain.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_channel_state", "channel_id", "state"),
        Index("ix_attempt_channel_handed", "channel_id", "handed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    msg_id: Mapped[int] = mapped_column(ForeignKey("msg.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    state: Mapped[str]
    segments: Mapped[int]
    handed_on: Mapped[dt.datetime]
    sent_on: Mapped[dt.datetime | None]
    delivered_on: Mapped[dt.datetime | None]
    failed_on: Mapped[dt.datetime | None]


# Sessions


class Session(Base):
    """`state` is GoFlow's session JSON; `version` rises with every sprint, so that a stale timer or handler is noticed."""

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_contact_status", "contact_id", "status"),
        Index("ix_session_workspace_status", "workspace_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    status: Mapped[str]
    type: Mapped[str]
    current_flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    state: Mapped[JsonValue] = mapped_column(PackedJson)
    version: Mapped[int] = mapped_column(default=1)
    created_on: Mapped[dt.datetime]
    ended_on: Mapped[dt.datetime | None]


class Run(Base):
    __tablename__ = "run"
    __table_args__ = (Index("ix_run_flow_status", "flow_id", "status"), Index("ix_run_contact", "contact_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    status: Mapped[str]
    results: Mapped[JsonValue] = mapped_column(PackedJson)
    responded: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]
    exited_on: Mapped[dt.datetime | None]


class StartRow(Base):
    """A flow start that a person or a flow asked for, one row a contact. `state` pending, done, skipped, dead."""

    __tablename__ = "start"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    state: Mapped[str] = mapped_column(default="pending", index=True)
    error_count: Mapped[int] = mapped_column(default=0)
    created_on: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(default="")


class Fire(Base):
    """Something that falls due. `kind` timeout or expiration of a session at `version`; counted from the actual sending.

    `due_on` None: the timeout waits until its message was sent (`seconds` then say how long).
    """

    __tablename__ = "fire"
    __table_args__ = (UniqueConstraint("kind", "session_id"), Index("ix_fire_due_on", "due_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    version: Mapped[int]
    due_on: Mapped[dt.datetime | None]
    seconds: Mapped[int | None]
    msg_id: Mapped[int | None] = mapped_column(index=True)


class HttpLog(Base):
    """A webhook call of a flow, trimmed and without secrets."""

    __tablename__ = "http_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    flow_id: Mapped[int | None]
    url: Mapped[str]
    status: Mapped[str]
    status_code: Mapped[int]
    elapsed_ms: Mapped[int]
    request: Mapped[str]
    response: Mapped[str]
    created_on: Mapped[dt.datetime]


# Queue (the SQLite storage; on Redis these stay empty)


class QueueTask(Base):
    """A task of one queue. `key` is unique while the row stands: adding it again while it waits changes nothing, while it
    works sets `again`, so that it runs once more. `owner` is who the fair policy counts it for; `lease` the claim's token.
    """

    __tablename__ = "queue_task"
    __table_args__ = (
        UniqueConstraint("queue", "key"),
        Index("ix_queue_task_next", "queue", "state", "owner", "priority", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    queue: Mapped[str]
    key: Mapped[str]
    owner: Mapped[str]
    priority: Mapped[int]
    state: Mapped[str]
    message: Mapped[bytes]
    again: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    leased_until: Mapped[float | None]
    not_before: Mapped[dt.datetime | None]
    error: Mapped[str | None]
    created_on: Mapped[dt.datetime]


class QueueOwner(Base):
    __tablename__ = "queue_owner"

    queue: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[float] = mapped_column(default=1.0)
    virtual_time: Mapped[float] = mapped_column(default=0.0)
    working: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    paused: Mapped[bool] = mapped_column(default=False)
