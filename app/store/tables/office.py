"""The office, its workspaces and people, and who did what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app import ids
from app.store.folding import fold_name
from app.store.tables.base import Base, JsonValue, partial_index
from app.store.types import Json


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
    """`assets_revision` rises with everything that flows are run with (triggers of the database see to it).

    `input_collation` is how keywords are compared: default, confusables, arabic_variants. `is_anon` hides URNs. `limits`
    holds what differs from the limits that all workspaces have.

    `quiet_from` and `quiet_until`: minutes of the local day between which nothing but replies goes out; None: never quiet.
    `late_policy` is what becomes of campaign events and schedules that come up more than `late_after` minutes late: send,
    skip, ask.
    """

    __tablename__ = "workspace"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    country: Mapped[str]
    timezone: Mapped[str]
    languages: Mapped[JsonValue] = mapped_column(Json)
    date_format: Mapped[str] = mapped_column(default="DD-MM-YYYY")
    time_format: Mapped[str] = mapped_column(default="tt:mm")
    input_collation: Mapped[str] = mapped_column(default="default", server_default="default")
    is_anon: Mapped[bool] = mapped_column(default=False, server_default="0")
    is_archived: Mapped[bool] = mapped_column(default=False, server_default="0")
    limits: Mapped[JsonValue | None] = mapped_column(Json)
    assets_revision: Mapped[int] = mapped_column(default=1, server_default="1")
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    late_policy: Mapped[str] = mapped_column(default="ask", server_default="ask")
    late_after: Mapped[int] = mapped_column(default=120, server_default="120")
    created_on: Mapped[dt.datetime]


class User(Base):
    """`uuid` is what flows know a person by, and `username` stands where they ask for an address."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str | None] = mapped_column(unique=True, default=ids.uuid4)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    is_office_admin: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_on: Mapped[dt.datetime]


class Membership(Base):
    """What a person may do in a workspace: `role` is one of `app.contracts.base.Role`."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_workspace", "workspace_id"),)

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


MAX_WORDS = 2000


def audit_words(context: Any) -> str:
    """Default of `words`."""
    given = context.get_current_parameters()
    parts = [given.get("actor"), given.get("subject"), *_leaves(given.get("details"))]
    return fold_name(" ".join(part[:MAX_WORDS] for part in parts if part))[:MAX_WORDS]


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _leaves(part)
    elif isinstance(value, (str, int)) and not isinstance(value, bool):
        yield str(value)


class Audit(Base):
    """Who did what, written in the transaction of the change. `outcome` done or refused. Never updated, never deleted:
    triggers of the database refuse it. `words` is what searches look into: actor, subject and details, folded; rows of the
    first versions have none."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_workspace_at", "workspace_id", "id"),
        Index("ix_audit_user_at", "user_id", "id"),
        Index("ix_audit_method", "method", "id"),
        Index("ix_audit_subject", "subject", "id"),
        Index("ix_audit_at", "at", "id"),
        partial_index("ix_audit_refused", "id", where="outcome = 'refused'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    user_id: Mapped[int | None]
    actor: Mapped[str]
    origin: Mapped[str]
    workspace_id: Mapped[int | None]
    method: Mapped[str]
    subject: Mapped[str | None]
    outcome: Mapped[str]
    details: Mapped[JsonValue | None] = mapped_column(Json)
    words: Mapped[str | None] = mapped_column(default=audit_words)


class ApiToken(Base):
    """A program's key to one workspace in a person's name. Only the SHA-256 of the token is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"), index=True)
    name: Mapped[str]
    created_on: Mapped[dt.datetime]
    last_used_on: Mapped[dt.datetime | None]
    revoked_on: Mapped[dt.datetime | None]


class Incident(Base):
    """Trouble that lasts: `type` such as channel:disconnected, webhooks:unhealthy; over when `ended_on` is set.

    `scope` tells incidents of one type apart (a channel's UUID). At most one of a type and scope is open.
    """

    __tablename__ = "incident"
    __table_args__ = (
        Index("ix_incident_workspace", "workspace_id", "id"),
        partial_index("uq_incident_open", "scope", "type", "workspace_id", where="ended_on IS NULL", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    type: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    data: Mapped[JsonValue | None] = mapped_column(Json)
    started_on: Mapped[dt.datetime]
    ended_on: Mapped[dt.datetime | None]


class Notification(Base):
    """Something one person should hear of: `type` such as tickets:opened, tickets:activity, incident:started,
    export:finished, import:finished. Of one type and scope a person has at most one that is not seen."""

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_user", "user_id", "id"),
        partial_index("uq_notification_unseen", "user_id", "workspace_id", "type", "scope", where="NOT is_seen", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    type: Mapped[str]
    scope: Mapped[str] = mapped_column(default="")
    data: Mapped[JsonValue | None] = mapped_column(Json)
    is_seen: Mapped[bool] = mapped_column(default=False)
    created_on: Mapped[dt.datetime]


class Tally(Base):
    """Counts kept by the writing transaction, as differences: a count is the sum of its rows, and a pass now and then makes
    them one row (`is_squashed`). `scope` says what is counted (`app.services.tallies`), `day` is the workspace's local date or
    None.
    """

    __tablename__ = "tally"
    __table_args__ = (
        Index("ix_tally_scope_key_day", "scope", "key", "day"),
        partial_index("ix_tally_fresh", "id", where="NOT is_squashed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[int]
    scope: Mapped[str]
    key: Mapped[str]
    day: Mapped[dt.date | None]
    count: Mapped[int]
    is_squashed: Mapped[bool] = mapped_column(default=False, server_default="0")
