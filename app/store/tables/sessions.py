"""Sessions and runs, starts and broadcasts, timers, and what flows did."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base, JsonValue, partial_index
from app.store.types import Json, PackedJson


class Session(Base):
    """`state` is GoFlow's session JSON, None once it ended long ago; `version` rises with every sprint, so that a stale timer
    or handler is noticed."""

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_contact_status", "contact_id", "status"),
        Index("ix_session_workspace_status", "workspace_id", "status"),
        partial_index("ix_session_waiting_flow", "current_flow_id", "id", where="status = 'waiting'"),
        partial_index("ix_session_ended_with_state", "ended_on", where="ended_on IS NOT NULL AND state IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    status: Mapped[str]
    type: Mapped[str]
    current_flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    state: Mapped[JsonValue | None] = mapped_column(PackedJson)
    version: Mapped[int] = mapped_column(default=1)
    created_on: Mapped[dt.datetime]
    ended_on: Mapped[dt.datetime | None]


class Run(Base):
    """`path` is the first 500 steps as pairs of node and time; `current_node` where the run stands until it ends."""

    __tablename__ = "run"
    __table_args__ = (
        Index("ix_run_flow_status", "flow_id", "status", "id"),
        Index("ix_run_flow_created", "flow_id", "created_on", "id"),
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
    """A flow start that a person, a flow, a trigger or a campaign asked for, one row a contact. `state` pending, done, skipped,
    dead. `start_mode` interrupt, skip (who is in a flow) or passive (in the background of it). `is_bulk`: one of many, started
    in slices, and what the flow first says goes out behind all replies."""

    __tablename__ = "start"
    __table_args__ = (
        Index("ix_start_flow_start_state", "flow_start_id", "state"),
        # `state` is the same in all its rows: SQLite takes the index of which it can match most columns.
        partial_index("ix_start_bulk", "workspace_id", "state", "id", where="state = 'pending' AND is_bulk"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    state: Mapped[str] = mapped_column(default="pending", index=True)
    error_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    flow_start_id: Mapped[int | None] = mapped_column(ForeignKey("flow_start.id"))
    campaign_event_id: Mapped[int | None]
    trigger_id: Mapped[int | None]
    ticket_id: Mapped[int | None]
    start_mode: Mapped[str] = mapped_column(default="interrupt", server_default="interrupt")
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default="0")
    created_on: Mapped[dt.datetime]
    created_by: Mapped[str] = mapped_column(default="")


class Fire(Base):
    """Something that falls due. `kind` timeout or expiration of a session at `version`; counted from the actual sending.

    `due_on` None: the timeout waits until its message was sent (`seconds` then say how long). After three errors it is dead: it
    stays with its `error` until staff let it try again.
    """

    __tablename__ = "fire"
    __table_args__ = (
        UniqueConstraint("kind", "session_id"),
        partial_index("ix_fire_due_on", "due_on", where="error_count < 3"),
        partial_index("ix_fire_dead", "id", where="error_count >= 3"),
    )

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
    """A webhook call of a flow, trimmed and without secrets. `service` webhook, resthook or airtime."""

    __tablename__ = "http_log"
    __table_args__ = (
        Index("ix_http_log_workspace_id", "workspace_id", "id"),
        Index("ix_http_log_contact", "contact_id", "id"),
    )

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
    """A start of many. `recipients` as `app.services.recipients` writes them; `exclusions` who is left out.

    `state` pending, started, completed, interrupted, failed. Batches go through the recipients in the order of their ids:
    `cursor` is the last contact who was dealt with, `queued` how many start rows were made, `total` an estimate. `is_resolved`:
    there is a start row for everybody, which need not be done yet. `asked_by_run` is the UUID of the run whose flow asked for
    it, `asked` its history and summary as the sessions get them. `type` manual, flow_action, schedule (`trigger_id` fired).
    Of several starts, that of the highest `priority` goes on first: 1 one or two contacts, 0 scheduled, -1 others.
    """

    __tablename__ = "flow_start"
    __table_args__ = (
        partial_index("ix_flow_start_open", "id", where="state IN ('pending', 'started')"),
        partial_index("ix_flow_start_failed", "id", where="state = 'failed'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"), index=True)
    type: Mapped[str]
    trigger_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="pending")
    recipients: Mapped[JsonValue] = mapped_column(PackedJson)
    exclusions: Mapped[JsonValue | None] = mapped_column(Json)
    params: Mapped[JsonValue | None] = mapped_column(Json)
    cursor: Mapped[int] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    priority: Mapped[int] = mapped_column(default=0)
    is_resolved: Mapped[bool] = mapped_column(default=False)
    asked_by_run: Mapped[str | None]
    asked: Mapped[JsonValue | None] = mapped_column(PackedJson)
    error_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_by: Mapped[str] = mapped_column(default="")
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Broadcast(Base):
    """A message to many. `translations` maps a language to text, attachments and quick_replies; everything else as in
    `FlowStart`. `template_state` evaluated: the texts are final; unevaluated: they hold expressions. `flow_id` is the flow that
    asked for it. `state` has two more: interrupting (what no phone has yet is being taken back) and scheduled (it is a pattern
    with a `schedule_id`; each time makes a broadcast of its own, whose `parent_id` it is)."""

    __tablename__ = "broadcast"
    __table_args__ = (
        partial_index("ix_broadcast_open", "id", where="state IN ('pending', 'started', 'interrupting')"),
        partial_index("ix_broadcast_failed", "id", where="state = 'failed'"),
        partial_index("ix_broadcast_scheduled", "schedule_id", where="state = 'scheduled'"),
    )

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
    parent_id: Mapped[int | None]
    asked_by_run: Mapped[str | None]
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    error_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_by: Mapped[str] = mapped_column(default="")
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Interruption(Base):
    """Sessions that are being ended in batches: those that wait in the flow, up to session `up_to`. `state` started, completed;
    `ended` how many so far."""

    __tablename__ = "interruption"
    __table_args__ = (partial_index("ix_interruption_open", "id", where="state = 'started'"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    flow_id: Mapped[int] = mapped_column(ForeignKey("flow.id"), index=True)
    up_to: Mapped[int]
    state: Mapped[str] = mapped_column(default="started")
    ended: Mapped[int] = mapped_column(default=0)
    error_count: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_by: Mapped[str] = mapped_column(default="")
    created_on: Mapped[dt.datetime]


class Job(Base):
    """Long work for one person: `kind` as in `app.services.exporting.KINDS`, or of imports. `state` pending, working, ready
    (an import that was read and not asked for yet), done, failed, cancelled.

    `done` of `total` units. `file` is the name of what it made, in the office's folder of exports, `size` its bytes; `name`
    what people save it as. `attempts` counts how often the work was begun.
    """

    __tablename__ = "job"
    __table_args__ = (
        partial_index("ix_job_open", "id", where="state IN ('pending', 'working')"),
        Index("ix_job_workspace_id", "workspace_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    user_id: Mapped[int | None]
    kind: Mapped[str]
    params: Mapped[JsonValue] = mapped_column(Json)
    state: Mapped[str] = mapped_column(default="pending")
    wants_cancel: Mapped[bool] = mapped_column(default=False)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(default="")
    file: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None]
    created_by: Mapped[str]
    created_on: Mapped[dt.datetime]
    started_on: Mapped[dt.datetime | None]
    finished_on: Mapped[dt.datetime | None]
