"""The queue: its tasks where they lie in the database (on Redis that table stays empty), what staff set for each owner, and
the processes that work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables.base import Base, partial_index


class QueueTask(Base):
    """A task of one queue. `key` is unique while the row stands: adding it again while it waits changes nothing, while it
    works sets `again`, so that it runs once more. `owner` is who the fair policy counts it for.

    `state` waiting (with `not_before` while it backs off), working, dead. `attempts` failed with an error, `losses` ended with
    their worker. `worker` is the process that works at it (`QueueWorker.name`), `lease` the claim's fencing token: whoever no
    longer holds it changes nothing.
    """

    __tablename__ = "queue_task"
    __table_args__ = (
        UniqueConstraint("queue", "key"),
        partial_index("ix_queue_task_next", "queue", "owner", "priority", "id", where="state = 'waiting' AND not_before IS NULL"),
        partial_index("ix_queue_task_later", "queue", "not_before", where="state = 'waiting' AND not_before IS NOT NULL"),
        partial_index("ix_queue_task_working", "queue", where="state = 'working'"),
        partial_index("ix_queue_task_dead", "queue", "id", where="state = 'dead'"),
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
    losses: Mapped[int] = mapped_column(default=0, server_default="0")
    worker: Mapped[str | None]
    lease: Mapped[str | None]
    not_before: Mapped[dt.datetime | None]
    error: Mapped[str | None]
    created_on: Mapped[dt.datetime]


class QueueOwner(Base):
    """An owner's place in one queue. `weight`, `cap` (tasks at a time; None: any) and `paused` are what staff set, and are the
    truth for Redis too; the rest is the SQL storage's own count of the owner's tasks (`waiting` without the `delayed` ones, which
    back off; `load` is `working` by `weight`)."""

    __tablename__ = "queue_owner"
    __table_args__ = (
        # As the policy puts them in a row (`app.queue.policy.turn`), so that the first is next.
        partial_index(
            "ix_queue_owner_turn",
            "queue",
            "load",
            "virtual_time",
            "owner",
            where="waiting > 0 AND NOT paused AND (cap IS NULL OR working < cap)",
        ),
    )

    queue: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[float] = mapped_column(default=1.0)
    cap: Mapped[int | None]
    paused: Mapped[bool] = mapped_column(default=False)
    virtual_time: Mapped[float] = mapped_column(default=0.0)
    load: Mapped[float] = mapped_column(default=0.0, server_default="0")
    working: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    delayed: Mapped[int] = mapped_column(default=0, server_default="0")
    dead: Mapped[int] = mapped_column(default=0, server_default="0")


class QueueClock(Base):
    """The virtual clock of a queue: the highest virtual time at which an owner was served (`app.queue.policy`)."""

    __tablename__ = "queue_clock"

    queue: Mapped[str] = mapped_column(primary_key=True)
    virtual_time: Mapped[float] = mapped_column(default=0.0)


class QueueWorker(Base):
    """A process that works at tasks. It raises `beat` again and again; who sees it stand still, by their own clock that never
    goes back, gives its tasks back. No wall time is compared."""

    __tablename__ = "queue_worker"

    name: Mapped[str] = mapped_column(primary_key=True)
    beat: Mapped[int] = mapped_column(default=0)
    host: Mapped[str] = mapped_column(default="")
    pid: Mapped[int] = mapped_column(default=0)
    started_on: Mapped[dt.datetime]
