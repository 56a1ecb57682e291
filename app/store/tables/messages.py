"""Messages in and out, and every try to send one."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.folders import FOLDER_COLUMNS, FOLDERS, UNSENT_ROWS, WIRED_ROWS, index_condition
from app.store.tables.base import Base, JsonValue, folded_name, partial_index
from app.store.types import Json


class Inbound(Base):
    """An SMS as it came, stored before it is acknowledged. `state` pending, handled, dead, dismissed (somebody
    said that it is over: no flow gets it).

    `workspace_id`, `routing` (why that workspace) and `trigger_id` (what took it; None: a waiting session, or nothing) are known
    once it was handled.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        UniqueConstraint("channel_id", "dedupe_key"),
        Index("ix_inbound_state_channel_address", "state", "channel_id", "address"),
        partial_index("ix_inbound_dead", "id", where="state = 'dead'"),
        partial_index("ix_inbound_pending", "channel_id", "id", where="state = 'pending'"),
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
    trigger_id: Mapped[int | None]


class Msg(Base):
    """`status` in: pending, handled; out: queued, wired, sent, delivered, read, errored, failed (forward only).

    `visibility` visible, archived, deleted (by staff), deleted_by_sender: a deleted one has no text and no attachments.
    An attachment is `content type:address`; `app.services.media` says what addresses there are. `queued_on` is when it was
    last queued (a message sent again), else None: `created_on` says.

    `flow_start_id` is the start of many whose flow said it first of all.

    `priority` 1 for replies, 0 for bulk. `next_attempt` is when an errored message may be tried again. Messages that were made
    together for one contact are a bundle and go out in their order: `bundle_id` is the id of its first (None: it stands alone or
    is the first).
    """

    __tablename__ = "msg"
    __table_args__ = (
        Index("ix_msg_contact_id", "contact_id", "id"),
        partial_index("uq_msg_request_id", "request_id", where="request_id IS NOT NULL", unique=True),
        partial_index("ix_msg_unsent", "channel_id", "status", "workspace_id", "priority", "id", where=UNSENT_ROWS),
        partial_index("ix_msg_broadcast", "broadcast_id", "status", "visibility", where="broadcast_id IS NOT NULL"),
        partial_index("ix_msg_flow_start", "flow_start_id", "status", "visibility", where="flow_start_id IS NOT NULL"),
        partial_index("ix_msg_wired", "status", "workspace_id", "id", where=WIRED_ROWS),
        *(partial_index(f"ix_msg_{folder}", *FOLDER_COLUMNS, where=index_condition(folder)) for folder in FOLDERS),
        Index("ix_msg_workspace_created", "workspace_id", "direction", "created_on"),
        Index("ix_msg_workspace_sent", "workspace_id", "sent_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    request_id: Mapped[str | None]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    urn_id: Mapped[int | None] = mapped_column(ForeignKey("contact_urn.id"))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    session_id: Mapped[int | None]
    broadcast_id: Mapped[int | None]
    flow_start_id: Mapped[int | None]
    ticket_id: Mapped[int | None]
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
    bundle_id: Mapped[int | None]
    error_count: Mapped[int] = mapped_column(default=0)
    next_attempt: Mapped[dt.datetime | None]
    failed_reason: Mapped[str | None]
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]
    queued_on: Mapped[dt.datetime | None]
    sent_on: Mapped[dt.datetime | None]


class Attempt(Base):
    """One try to send a msg. `id` is what the phone is told: below 2^31, from the office's counter, never used twice.

    `state` queued, handed, sent, delivered, failed, uncertain (it may have gone out: nobody repeats it unasked). `is_bulk`: the
    message was no reply when it was handed over.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_channel_state", "channel_id", "state"),
        # With all that the count of a phone's last hour wants: it is taken at every sync.
        Index("ix_attempt_channel_handed", "channel_id", "handed_on", "state", "sent_on", "segments", "is_bulk"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    msg_id: Mapped[int] = mapped_column(ForeignKey("msg.id"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    state: Mapped[str]
    segments: Mapped[int]
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default="0")
    handed_on: Mapped[dt.datetime]
    sent_on: Mapped[dt.datetime | None]
    delivered_on: Mapped[dt.datetime | None]
    failed_on: Mapped[dt.datetime | None]


class AttemptPart(Base):
    """What became of one part of an attempt, where the channel tells parts apart (modems do; phones do not).

    `part` counts from 1, `reference` is the network's, `code` its error. `state` as in `Attempt`, forward only. It may have gone
    since `begun_on`.
    """

    __tablename__ = "attempt_part"
    __table_args__ = (
        Index("ix_attempt_part_reference", "channel_id", "reference"),
        Index("ix_attempt_part_begun", "channel_id", "begun_on", "state"),  # a SIM's parts of a day are counted in it
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    reference: Mapped[int | None]
    state: Mapped[str]
    code: Mapped[int | None]
    begun_on: Mapped[dt.datetime]
    sent_on: Mapped[dt.datetime | None]
    delivered_on: Mapped[dt.datetime | None]
    failed_on: Mapped[dt.datetime | None]


class ParkedReport(Base):
    """A status report of a part that is not known yet: it came before the modem said which number the part got. `address` as the
    network wrote it."""

    __tablename__ = "parked_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    reference: Mapped[int]
    address: Mapped[str]
    outcome: Mapped[str]
    occurred_on: Mapped[dt.datetime]
    received_on: Mapped[dt.datetime]


class SmsPart(Base):
    """A part of a message that came in by parts, as modems bring them. `state` waiting, joined.

    Parts of one message have the id of the first that came as `first_id`. `sign` knows the same part again, `digest` the same
    text. `sent_on` by the service centre (None: it gave no time). `pdu` and `text` are emptied when it is joined.
    """

    __tablename__ = "sms_part"
    __table_args__ = (
        UniqueConstraint("channel_id", "sign"),
        Index("ix_sms_part_message", "channel_id", "address", "reference", "received_on"),
        Index("ix_sms_part_first", "first_id"),
        partial_index("ix_sms_part_waiting", "received_on", where="state = 'waiting'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    address: Mapped[str]
    bits: Mapped[int]
    reference: Mapped[int]
    total: Mapped[int]
    number: Mapped[int]
    first_id: Mapped[int | None]
    sign: Mapped[str]
    digest: Mapped[str]
    sent_on: Mapped[dt.datetime | None]
    received_on: Mapped[dt.datetime]
    pdu: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")


class Label(Base):
    """What staff and flows put on incoming messages."""

    __tablename__ = "label"
    __table_args__ = (partial_index("uq_label_active_name", "workspace_id", "name_key", where="is_active", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default=folded_name)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class MsgLabel(Base):
    __tablename__ = "msg_label"

    label_id: Mapped[int] = mapped_column(ForeignKey("label.id"), primary_key=True)
    msg_id: Mapped[int] = mapped_column(ForeignKey("msg.id"), primary_key=True, index=True)


class Media(Base):
    """A file of a workspace; its bytes lie under the name of their SHA-256, once for all workspaces.

    `content_type` is what the bytes are, whatever the name says. Nobody refers to it (`MediaUse`) for a day: it goes.
    """

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("workspace_id", "sha256"), Index("ix_media_sha256", "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    sha256: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    name: Mapped[str]
    created_by: Mapped[str] = mapped_column(default="")
    created_on: Mapped[dt.datetime]
    unused_since: Mapped[dt.datetime | None] = mapped_column(index=True)


class MediaUse(Base):
    """Who refers to a file: `kind` msg, broadcast, flow, campaign_event; `row_id` its row."""

    __tablename__ = "media_use"

    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)


class WordsMark(Base):
    """How far an index of words has come (`name` msg: the highest message id in it), and by which rules (`version`)."""

    __tablename__ = "words_mark"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    indexed_to: Mapped[int]
