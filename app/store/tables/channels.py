"""Phones and modems, and what they said of themselves."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base, JsonValue, partial_index
from app.store.types import Json


class Channel(Base):
    """A phone (kind `relayer`), or the SIM of a modem (kind `modem`). `id` is the relayer id on the wire: never used twice.

    `state` unclaimed, active, approval, released. `pending_secret` (given out at `pending_on` to `pending_from`) waits for a
    person's approval of a new registration; until then `secret` stays good. `held`: ids of the attempts that the phone said last
    it holds (None: it never said), which few ask for.

    What `config` of a modem's SIM holds says `app.services.modems.sims`.
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
    held: Mapped[JsonValue | None] = mapped_column(Json, deferred=True)
    config: Mapped[JsonValue | None] = mapped_column(Json)


class Modem(Base):
    """A USB modem, known by its IMEI, and the SIM that was in it last. `pin` is that SIM's (`pin_iccid`): a secret."""

    __tablename__ = "modem"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    imei: Mapped[str] = mapped_column(unique=True)
    maker: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    pin: Mapped[str] = mapped_column(default="")
    pin_iccid: Mapped[str] = mapped_column(default="")
    iccid: Mapped[str] = mapped_column(default="")
    imsi: Mapped[str] = mapped_column(default="")
    operator: Mapped[str] = mapped_column(default="")
    is_ignored: Mapped[bool] = mapped_column(default=False)
    last_seen_on: Mapped[dt.datetime | None]


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
    """What happens on a channel beside messages: `type` mo_call, mt_call, mo_miss, unk (calls; `extra` holds the duration in
    seconds), new_conversation, referral (`extra` holds `referrer_id`), opt_in, opt_out (`extra` holds the opt-in's name).

    `state` pending, handled, dead, dismissed. `workspace_id` and `contact_id` are known once it was taken in; `routing` is
    why that workspace, `trigger_id` what it set off.
    """

    __tablename__ = "channel_event"
    __table_args__ = (
        UniqueConstraint("channel_id", "dedupe_key"),
        Index("ix_channel_event_contact", "contact_id", "id"),
        Index("ix_channel_event_workspace", "workspace_id", "id", "type"),  # calls are counted in it
        partial_index("ix_channel_event_pending", "channel_id", "address", "id", where="state = 'pending'"),
        partial_index("ix_channel_event_dead", "id", where="state = 'dead'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    dedupe_key: Mapped[str]
    type: Mapped[str]
    address: Mapped[str]
    occurred_on: Mapped[dt.datetime]
    created_on: Mapped[dt.datetime]
    workspace_id: Mapped[int | None]
    contact_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default="handled", server_default="handled")
    error_count: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]
    routing: Mapped[str | None]
    trigger_id: Mapped[int | None]
    extra: Mapped[JsonValue | None] = mapped_column(Json)
