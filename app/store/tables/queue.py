"""The SQLite storage of the queue; on Redis these stay empty."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base


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
