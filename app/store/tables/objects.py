"""Tickets, and the smaller objects of a workspace."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base, JsonValue, folded_name, partial_index
from app.store.types import Json


class Topic(Base):
    """What tickets are about. Every workspace has the default one, General, which can't be changed."""

    __tablename__ = "topic"
    __table_args__ = (partial_index("uq_topic_active_name", "workspace_id", "name_key", where="is_active", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default=folded_name)
    is_default: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Ticket(Base):
    """A contact's matter that a person sees to. `status` open or closed; `flow_id` the flow that opened it."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_workspace_status_activity", "workspace_id", "status", "last_activity_on"),
        Index("ix_ticket_workspace_assignee_activity", "workspace_id", "assignee_id", "status", "last_activity_on"),
        Index("ix_ticket_workspace_topic_activity", "workspace_id", "topic_id", "status", "last_activity_on"),
        Index("ix_ticket_contact", "contact_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    status: Mapped[str] = mapped_column(default="open")
    opened_on: Mapped[dt.datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flow.id"))
    replied_on: Mapped[dt.datetime | None]
    closed_on: Mapped[dt.datetime | None]
    modified_on: Mapped[dt.datetime]
    last_activity_on: Mapped[dt.datetime]


class TicketEvent(Base):
    """`type` opened, assignee_changed, note_added, topic_changed, closed, reopened."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index("ix_ticket_event_ticket", "ticket_id", "id"), Index("ix_ticket_event_contact", "contact_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    type: Mapped[str]
    note: Mapped[str | None]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_on: Mapped[dt.datetime]


class Global(Base):
    """A value that all flows of a workspace read as `@globals.key`."""

    __tablename__ = "global"
    __table_args__ = (partial_index("uq_global_active_key", "workspace_id", "key", where="is_active", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    key: Mapped[str]
    name: Mapped[str]
    value: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Template(Base):
    """A message template; `translations` as GoFlow's assets have them (channel, locale, components, variables)."""

    __tablename__ = "template"
    __table_args__ = (partial_index("uq_template_active_name", "workspace_id", "name_key", where="is_active", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default=folded_name)
    translations: Mapped[JsonValue] = mapped_column(Json)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class Resthook(Base):
    """A named event of flows that programs subscribe to; `subscribers` are their addresses."""

    __tablename__ = "resthook"
    __table_args__ = (partial_index("uq_resthook_active_slug", "workspace_id", "slug", where="is_active", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    slug: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_on: Mapped[dt.datetime]
    modified_on: Mapped[dt.datetime]


class ResthookSubscriber(Base):
    """A subscription; the address answered 410 (or staff took it out): `is_active` False."""

    __tablename__ = "resthook_subscriber"

    id: Mapped[int] = mapped_column(primary_key=True)
    resthook_id: Mapped[int] = mapped_column(ForeignKey("resthook.id"), index=True)
    target_url: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str] = mapped_column(default="")
    created_on: Mapped[dt.datetime]
