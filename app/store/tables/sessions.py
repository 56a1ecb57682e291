"""Sessions and runs, starts and broadcasts, timers, and what flows did."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base, JsonValue, partial_index
from app.store.types import Json, PackedJson


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
    """`path` is the steps as pairs of node and time; `current_node` where the run waits."""

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_flow_status", "flow_id", "status"),
        Index("ix_run_flow_created", "flow_id", "created_on"),
        Index("ix_run_contact", "contact_id", "id"),
        Index("ix_run_workspace_modified", "workspace_id", "modified_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    status: Mapped[str]
    results: Mapped[JsonValue] = mapped_column(PackedJson)
    path: Mapped[JsonValue | None] = mapped_column(PackedJson)
    current_node: Mapped[str | None]
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
    error: Mapped[str | None]
    flow_start_id: Mapped[int | None] = mapped_column(ForeignKey("flow_start.id"), index=True)
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
    error_count: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]


class HttpLog(Base):
    """A webhook call of a flow, trimmed and without secrets. `service` webhook or resthook."""

    __tablename__ = "http_log"
    __table_args__ = (Index("ix_http_log_workspace_id", "workspace_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    service: Mapped[str] = mapped_column(default="webhook", server_default="webhook")
    contact_id: Mapped[int | None]
    is_error: Mapped[bool] = mapped_column(default=False, server_default="0")
    flow_id: Mapped[int | None]
    url: Mapped[str]
    status: Mapped[str]
    status_code: Mapped[int]
    elapsed_ms: Mapped[int]
    request: Mapped[str]
    response: Mapped[str]
    created_on: Mapped[dt.datetime]


class FlowStart(Base):
    """A start of many. `recipients` names contacts, groups, urns, query, create_contact; `exclusions` who is left out.

    `state` pending, started, completed, interrupted, failed. Batches go through the recipients in the order of their ids:
    `cursor` is the last contact who was dealt with, `queued` how many start rows were made, `total` an estimate.
    `asked_by_run` is the UUID of the run whose flow asked for it.
    """

    __tablename__ = "flow_start"
    __table_args__ = (partial_index("ix_flow_start_open", "id", where="state IN ('pending', 'started')"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"), index=True)
    type: Mapped[str]
    state: Mapped[str] = mapped_column(default="pending")
    recipients: Mapped[JsonValue] = mapped_column(PackedJson)
    exclusions: Mapped[JsonValue | None] = mapped_column(Json)
    params: Mapped[JsonValue | None] = mapped_column(Json)
    cursor: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    priority: Mapped[int] = mapped_column(default=0)
    asked_by_run: Mapped[str | None]
    error_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_by: Mapped[str] = mapped_column(default="")
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Broadcast(Base):
    """A message to many. `translations` maps a language to text, attachments and quick_replies; everything else as in
    `FlowStart`. `template_state` evaluated: the texts are final; unevaluated: they hold expressions."""

    __tablename__ = "broadcast"
    __table_args__ = (partial_index("ix_broadcast_open", "id", where="state IN ('pending', 'started')"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    state: Mapped[str] = mapped_column(default="pending")
    translations: Mapped[JsonValue] = mapped_column(Json)
    base_language: Mapped[str]
    template_state: Mapped[str] = mapped_column(default="unevaluated")
    recipients: Mapped[JsonValue] = mapped_column(PackedJson)
    exclusions: Mapped[JsonValue | None] = mapped_column(Json)
    cursor: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    priority: Mapped[int] = mapped_column(default=0)
    schedule_id: Mapped[int | None] = mapped_column(ForeignKey("schedule.id"))
    asked_by_run: Mapped[str | None]
    error_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_by: Mapped[str] = mapped_column(default="")
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Job(Base):
    """Long work for one person: `kind` such as export_results, export_messages, export_contacts. `state` pending, working,
    done, failed, cancelled; `done` of `total` units. `file` is the name of what it made, in the office's folder.
    """

    __tablename__ = "job"
    __table_args__ = (partial_index("ix_job_open", "id", where="state IN ('pending', 'working')"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    user_id: Mapped[int | None]
    kind: Mapped[str]
    params: Mapped[JsonValue] = mapped_column(Json)
    state: Mapped[str] = mapped_column(default="pending")
    wants_cancel: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    file: Mapped[str | None]
    error: Mapped[str | None]
    created_by: Mapped[str]
    created_on: Mapped[dt.datetime]
    started_on: Mapped[dt.datetime | None]
    finished_on: Mapped[dt.datetime | None]
