"""Contacts with their URNs, fields and groups."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base, JsonValue, folded_name, partial_index
from app.store.types import Json


class Contact(Base):
    """`fields` maps a field's UUID to GoFlow's value object; `revision` rises with every change.

    `name_key` is the name as it is sorted and compared. `current_flow_id`: the flow the contact waits in; `open_tickets` how
    many. A deleted contact keeps its row, without name, URNs, fields and groups.
    """

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
    name_key: Mapped[str] = mapped_column(default="", server_default="")
    current_flow_id: Mapped[int | None]
    open_tickets: Mapped[int] = mapped_column(default=0, server_default="0")
    is_deleted: Mapped[bool] = mapped_column(default=False, server_default="0")
    revision: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        Index("ix_contact_workspace_last_msg", "workspace_id", "last_msg_id"),
        Index("ix_contact_workspace_name_key", "workspace_id", "status", "name_key", "id"),
        Index("ix_contact_workspace_status", "workspace_id", "status", "id"),
        partial_index("ix_contact_current_flow", "current_flow_id", where="current_flow_id IS NOT NULL"),
    )


class ContactUrn(Base):
    """`identity` is scheme:path; the highest `priority` is preferred. `channel_id`: the channel it was last heard on.

    A URN that was taken from its contact is nobody's (`contact_id` NULL) until somebody gets it, because messages name its row.
    `app.services.contacts` hands out no such row.
    """

    __tablename__ = "contact_urn"
    __table_args__ = (UniqueConstraint("workspace_id", "identity"), Index("ix_contact_urn_identity", "identity"))

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True, nullable=True)
    identity: Mapped[str]
    scheme: Mapped[str]
    path: Mapped[str]
    display: Mapped[str] = mapped_column(default="")
    priority: Mapped[int]
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))


class ContactField(Base):
    """`type` text, number, datetime, state, district, ward. A deleted one (`is_active` False) can be restored while its key is
    free; the contacts' values stay. `priority`: where it stands among the others, the highest first. `agent_access` none, view,
    edit."""

    __tablename__ = "contact_field"
    __table_args__ = (partial_index("uq_contact_field_active_key", "workspace_id", "key", where="is_active", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    key: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")
    show_in_table: Mapped[bool] = mapped_column(default=False, server_default="0")
    priority: Mapped[int] = mapped_column(default=0, server_default="0")
    agent_access: Mapped[str] = mapped_column(default="view", server_default="view")
    created_on: Mapped[dt.datetime | None]
    modified_on: Mapped[dt.datetime | None]


class ContactGroup(Base):
    """With `query` a smart group: `state` evaluating until all contacts up to the last were looked at (`cursor`: the contact
    that was looked at last), then ready; invalid when the query can't be read any more. `name_key` is the name as it is
    compared."""

    __tablename__ = "contact_group"
    __table_args__ = (partial_index("uq_contact_group_active_name", "workspace_id", "name_key", where="is_active", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default=folded_name, server_default="")
    query: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="ready", server_default="ready")
    cursor: Mapped[int] = mapped_column(default=0, server_default="0")
    is_active: Mapped[bool] = mapped_column(default=True, server_default="1")
    created_on: Mapped[dt.datetime | None]
    modified_on: Mapped[dt.datetime | None]


class GroupContact(Base):
    __tablename__ = "group_contact"

    group_id: Mapped[int] = mapped_column(ForeignKey("contact_group.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True, index=True)


class ContactDirty(Base):
    """Contacts whose search entry is behind; marked in the writing transaction."""

    __tablename__ = "contact_dirty"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    revision: Mapped[int]


class ContactValue(Base):
    """A field's value of a contact as it is searched and sorted; the value itself stands in `Contact.fields`.

    All keys are made in Python (`app.services.contact_keys`), so that both databases compare alike: `text_key` folded;
    `number_key` a decimal whose order as text is its order as number; `datetime_key` likewise in UTC; `place_key` the folded
    name of the place, the last part of its path.
    """

    __tablename__ = "contact_value"
    __table_args__ = (
        Index("ix_contact_value_text", "field_id", "text_key", "contact_id"),
        partial_index("ix_contact_value_number", "field_id", "number_key", "contact_id", where="number_key IS NOT NULL"),
        partial_index("ix_contact_value_datetime", "field_id", "datetime_key", "contact_id", where="datetime_key IS NOT NULL"),
        partial_index("ix_contact_value_place", "field_id", "place_key", "contact_id", where="place_key IS NOT NULL"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("contact_field.id"), primary_key=True)
    text_key: Mapped[str]
    number_key: Mapped[str | None]
    datetime_key: Mapped[str | None]
    place_key: Mapped[str | None]


class ContactEvent(Base):
    """What happened to a contact, for its time line: engine events that no other row holds, and changes by staff.

    `type` is the event's; `data` the event's JSON without uuid, type and created_on.
    """

    __tablename__ = "contact_event"
    __table_args__ = (Index("ix_contact_event_contact", "contact_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    session_id: Mapped[int | None]
    user_id: Mapped[int | None]
    type: Mapped[str]
    data: Mapped[JsonValue] = mapped_column(Json)
    created_on: Mapped[dt.datetime]


class Gazetteer(Base):
    """The places of one country, for the whole office. `version` differs after every import, which replaces them all.

    `levels` is how many places each level has, from the country on; `files` what they came from.
    """

    __tablename__ = "gazetteer"

    country: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    name: Mapped[str]
    levels: Mapped[JsonValue] = mapped_column(Json)
    files: Mapped[JsonValue] = mapped_column(Json)
    imported_by: Mapped[str]
    imported_on: Mapped[dt.datetime]


class Location(Base):
    """A place of a gazetteer, for the whole office. `level` 0 country, 1 state, 2 district, 3 ward; `path` joins the names
    from the country on with ` > `; `key` is the name as it is compared."""

    __tablename__ = "location"
    __table_args__ = (
        UniqueConstraint("country", "code"),
        Index("ix_location_country_level_key", "country", "level", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str]
    code: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("location.id"), index=True)
    level: Mapped[int]
    name: Mapped[str]
    key: Mapped[str]
    path: Mapped[str]


class LocationAlias(Base):
    """Another name of a place in one workspace."""

    __tablename__ = "location_alias"
    __table_args__ = (UniqueConstraint("workspace_id", "location_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"), index=True)
    name: Mapped[str]
    key: Mapped[str]
