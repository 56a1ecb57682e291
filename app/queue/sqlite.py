"""The fair storage in the office's own database: a row and its task are one transaction."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from huey.storage import BaseStorage
from sqlalchemy import and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app import ids
from app.clock import Clock
from app.queue import policy
from app.store.database import Store
from app.store.tables import QueueOwner, QueueTask

WAITING, WORKING, DEAD = "waiting", "working", "dead"
MAX_ATTEMPTS = 3
BACKOFF_SECONDS = (5, 30)
LONGEST_BACKOFF = dt.timedelta(hours=1)
IDLE_SECONDS = 60.0
# An owner whose every task backs off must not hide the others, and no claim may look at owners without end.
MAX_OWNERS = 1000


# Statements of every task, built once: building and compiling them anew costs more than running them.
_owner_key = (QueueOwner.queue == bindparam("of_queue"), QueueOwner.owner == bindparam("of_owner"))
_OWNERS = (
    select(
        QueueOwner.owner, QueueOwner.weight, QueueOwner.working, QueueOwner.virtual_time, QueueOwner.waiting, QueueOwner.paused
    )
    .where(QueueOwner.queue == bindparam("of_queue"), QueueOwner.waiting > 0)
    .limit(MAX_OWNERS)
)
# A clock that was set back must not hold a task for longer than any back-off.
_DUE = (
    select(QueueTask.id, QueueTask.message)
    .where(
        QueueTask.queue == bindparam("of_queue"),
        QueueTask.state == WAITING,
        QueueTask.owner == bindparam("of_owner"),
        or_(
            QueueTask.not_before.is_(None),
            QueueTask.not_before <= bindparam("now"),
            QueueTask.not_before > bindparam("beyond"),
        ),
    )
    .order_by(QueueTask.priority.desc(), QueueTask.id)
    .limit(1)
)
_TAKE = (
    update(QueueTask)
    .where(QueueTask.id == bindparam("task_id"))
    .values(
        state=WORKING,
        lease=bindparam("new_lease"),
        attempts=QueueTask.attempts + 1,
        again=False,
    )
)
_TAKEN = (
    update(QueueOwner)
    .where(*_owner_key)
    .values(working=QueueOwner.working + 1, waiting=QueueOwner.waiting - 1, virtual_time=bindparam("served"))
)
_FINISH = (
    delete(QueueTask)
    .where(QueueTask.id == bindparam("task_id"), QueueTask.lease == bindparam("held_lease"), QueueTask.again.is_(False))
    .returning(QueueTask.owner)
)
_FINISHED = update(QueueOwner).where(*_owner_key).values(working=QueueOwner.working - 1)
_ONE_MORE = (
    update(QueueOwner)
    .where(*_owner_key, or_(QueueOwner.waiting > 0, QueueOwner.working > 0))
    .values(waiting=QueueOwner.waiting + 1)
)
_INSERTS = {
    dialect: insert(QueueTask).on_conflict_do_nothing(index_elements=["queue", "key"]).returning(QueueTask.id)
    for dialect, insert in (("sqlite", sqlite_insert), ("postgresql", postgresql_insert))
}


class TaskMessage(bytes):
    """A serialised task with what the storage must know of it."""

    owner: str
    key: str
    priority: int

    @classmethod
    def make(cls, data: bytes, owner: str, key: str, priority: int) -> TaskMessage:
        message = cls(data)
        message.owner, message.key, message.priority = owner, key, priority
        return message


@dataclass(frozen=True, slots=True)
class Claim:
    """A task in hand. `lease` is its fencing token: whoever no longer holds it changes nothing."""

    task_id: int
    lease: str
    message: bytes


class SqlFairStorage(BaseStorage):  # type: ignore[misc]
    """One queue. `dequeue` blocks until a task is there or `stop` was called; no polling."""

    blocking = True

    def __init__(self, name: str, store: Store, clock: Clock) -> None:
        super().__init__(name)
        self._store = store
        self._clock = clock
        self._boot = ids.token()[:12]
        self._wake = threading.Event()
        self._stopped = False
        self._leases = 0
        self._in_hand: set[str] = set()
        self._mutex = threading.Lock()

    # Adding

    def add(self, session: Session, message: TaskMessage, *, revive: bool = True) -> bool:
        """Add in the caller's transaction; False when a task with this key stands already (it runs again if it is working).

        New work revives a dead task of its key; without `revive` a dead one is left alone.
        """
        values = {
            "queue": self.name,
            "key": message.key,
            "owner": message.owner,
            "priority": message.priority,
            "state": WAITING,
            "message": bytes(message),
            "again": False,
            "attempts": 0,
            "created_on": self._clock.now(),
        }
        connection = session.connection()
        if connection.execute(_INSERTS[connection.dialect.name], values).first() is None:
            self._mark_again(session, message.key)
            return revive and self._revive(session, message)
        self._join(session, message.owner)
        return True

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Huey's own way in, outside any transaction."""
        if not isinstance(data, TaskMessage):
            raise TypeError("a task needs an owner and a key")
        with self._store.write(durable=False) as work:
            self.add(work.session, data)
            work.commit()
        self.wake()

    def wake(self) -> None:
        self._wake.set()

    # Taking

    def dequeue(self) -> Claim | None:
        while not self._stopped:
            self._wake.clear()
            claim = self.claim()
            if claim is not None:
                self._wake.set()  # another worker may look too
                return claim
            if self._stopped:
                break
            self._clock.wait(self._wake, self._idle_seconds())
        return None

    def claim(self) -> Claim | None:
        """Take the next task by the fair policy; None when none is due."""
        with self._store.write(durable=False) as work:
            connection = work.session.connection()
            found = self._next(connection)
            if found is None:
                return None
            owner, task_id, message = found
            claim = Claim(task_id, self._new_lease(), message)
            with self._letting_go(claim, on_error_only=True):
                self._take(connection, owner, claim)
                work.commit()
            return claim

    def done(self, claim: Claim) -> None:
        """The task ran to its end: it goes, or waits once more when it was added again meanwhile."""
        with self._letting_go(claim), self._store.write(durable=False) as work:
            connection = work.session.connection()
            owner = connection.execute(_FINISH, {"task_id": claim.task_id, "held_lease": claim.lease}).scalar()
            if owner is not None:
                connection.execute(_FINISHED, {"of_queue": self.name, "of_owner": owner})
            elif (task := self._held(work.session, claim)) is not None:
                self._settle(work.session, task, error=None)
            work.commit()

    def failed(self, claim: Claim, error: str) -> None:
        """Back off, and after the third attempt stand as dead for staff to read and requeue."""
        with self._letting_go(claim), self._store.write(durable=False) as work:
            task = self._held(work.session, claim)
            if task is not None:
                self._settle(work.session, task, error=error[:500])
            work.commit()

    # Recovery

    def reap(self) -> int:
        """Give back what nobody works at: held by an engine that is gone, or by a worker whose last word could not be written.

        Returns how many.
        """
        with self._store.write(durable=False) as work:
            stale = self._lost(work.session)
            values = {"state": WAITING, "lease": None}
            work.session.execute(update(QueueTask).where(QueueTask.id.in_(stale)).values(values))
            self._recount(work.session)
            work.commit()
        self.wake()
        return len(stale)

    def has_lost(self) -> bool:
        """Whether there is something to reap; no write transaction for that."""
        with self._store.read() as session:
            return bool(self._lost(session))

    def counts(self) -> dict[str, int]:
        """Tasks by state."""
        with self._store.read() as session:
            rows = session.execute(
                select(QueueTask.state, func.count()).where(QueueTask.queue == self.name).group_by(QueueTask.state)
            )
            return {row[0]: row[1] for row in rows}

    def queue_size(self) -> int:
        return self.counts().get(WAITING, 0)

    def enqueued_items(self, limit: int | None = None) -> list[bytes]:
        with self._store.read() as session:
            query = select(QueueTask.message).where(QueueTask.queue == self.name, QueueTask.state == WAITING)
            return list(session.execute(query.order_by(QueueTask.id).limit(limit)).scalars())

    def flush_queue(self) -> None:
        with self._store.write(durable=False) as work:
            work.session.execute(delete(QueueTask).where(QueueTask.queue == self.name, QueueTask.state == WAITING))
            self._recount(work.session)
            work.commit()

    def read_schedule(self, ts: dt.datetime) -> list[bytes]:
        """Nothing: what falls due later stands in rows of the domain, not in the queue."""
        return []

    def stop(self) -> None:
        """Let every waiting `dequeue` return None."""
        self._stopped = True
        self._wake.set()

    # Parts

    def _next(self, connection: Connection) -> tuple[policy.OwnerState, int, bytes] | None:
        rows = connection.execute(_OWNERS, {"of_queue": self.name})
        owners = {row.owner: policy.OwnerState(*row) for row in rows}
        now = self._clock.now()
        due = {"of_queue": self.name, "now": now, "beyond": now + LONGEST_BACKOFF}
        while (owner := policy.pick(owners.values())) is not None:
            task = connection.execute(_DUE, {**due, "of_owner": owner.owner}).first()
            if task is not None:
                return owner, task.id, task.message
            del owners[owner.owner]
        return None

    def _take(self, connection: Connection, owner: policy.OwnerState, claim: Claim) -> None:
        connection.execute(_TAKE, {"task_id": claim.task_id, "new_lease": claim.lease})
        served = {"of_queue": self.name, "of_owner": owner.owner, "served": policy.charged(owner)}
        connection.execute(_TAKEN, served)

    @contextmanager
    def _letting_go(self, claim: Claim, *, on_error_only: bool = False) -> Iterator[None]:
        """From here on nobody works at the claim, whether or not the database could be told."""
        try:
            yield
        except BaseException:
            self._let_go(claim)
            raise
        if not on_error_only:
            self._let_go(claim)

    def _let_go(self, claim: Claim) -> None:
        with self._mutex:
            self._in_hand.discard(claim.lease)

    def _lost(self, session: Session) -> list[int]:
        with self._mutex:
            in_hand = tuple(self._in_hand)
        lost = (QueueTask.queue == self.name, QueueTask.state == WORKING, QueueTask.lease.not_in(in_hand))
        return list(session.execute(select(QueueTask.id).where(*lost)).scalars())

    def _held(self, session: Session, claim: Claim) -> QueueTask | None:
        query = select(QueueTask).where(QueueTask.id == claim.task_id, QueueTask.lease == claim.lease)
        return session.execute(query).scalars().first()

    def _settle(self, session: Session, task: QueueTask, error: str | None) -> None:
        counts: dict[str, Any] = {"working": QueueOwner.working - 1}
        if error is None and not task.again:
            session.delete(task)
        else:
            self._return(task, error)
            if task.state == WAITING:
                counts["waiting"] = QueueOwner.waiting + 1
        session.flush()
        session.execute(update(QueueOwner).where(QueueOwner.queue == self.name, QueueOwner.owner == task.owner).values(counts))

    def _return(self, task: QueueTask, error: str | None) -> None:
        task.lease = None
        task.error = error
        if error is None:
            task.state, task.again, task.attempts, task.not_before = WAITING, False, 0, None
        elif task.attempts >= MAX_ATTEMPTS:
            task.state = DEAD
        else:
            task.state = WAITING
            task.not_before = self._clock.now() + dt.timedelta(seconds=BACKOFF_SECONDS[task.attempts - 1])

    def _mark_again(self, session: Session, key: str) -> None:
        working = and_(QueueTask.queue == self.name, QueueTask.key == key, QueueTask.state == WORKING)
        session.execute(update(QueueTask).where(working).values(again=True))

    def _revive(self, session: Session, message: TaskMessage) -> bool:
        dead = and_(QueueTask.queue == self.name, QueueTask.key == message.key, QueueTask.state == DEAD)
        fresh = {"state": WAITING, "attempts": 0, "not_before": None, "lease": None}
        revived = session.execute(update(QueueTask).where(dead).values(fresh).returning(QueueTask.owner)).scalar()
        if revived is not None:
            self._join(session, revived)
        return revived is not None

    def _join(self, session: Session, owner: str) -> None:
        if session.connection().execute(_ONE_MORE, {"of_queue": self.name, "of_owner": owner}).rowcount:
            return
        row = session.get(QueueOwner, (self.name, owner))
        if row is None:
            row = QueueOwner(queue=self.name, owner=owner, weight=1.0, virtual_time=0.0, working=0, waiting=0, paused=False)
            session.add(row)
        if not row.waiting and not row.working:
            row.virtual_time = policy.rejoined(row.virtual_time, self._busy(session))
        row.waiting += 1
        session.flush()

    def _busy(self, session: Session) -> Iterable[policy.OwnerState]:
        busy = or_(QueueOwner.waiting > 0, QueueOwner.working > 0)
        lowest = session.execute(select(func.min(QueueOwner.virtual_time)).where(QueueOwner.queue == self.name, busy)).scalar()
        return () if lowest is None else (policy.OwnerState("", virtual_time=lowest),)

    def _recount(self, session: Session) -> None:
        """Make the owners' counts what the tasks say."""
        session.execute(update(QueueOwner).where(QueueOwner.queue == self.name).values(waiting=0, working=0))
        rows = session.execute(
            select(QueueTask.owner, QueueTask.state, func.count())
            .where(QueueTask.queue == self.name, QueueTask.state.in_((WAITING, WORKING)))
            .group_by(QueueTask.owner, QueueTask.state)
        ).all()
        for owner, state, count in rows:
            key = and_(QueueOwner.queue == self.name, QueueOwner.owner == owner)
            session.execute(update(QueueOwner).where(key).values({state: count}))

    def _idle_seconds(self) -> float:
        now = self._clock.now()
        with self._store.read() as session:
            query = select(func.min(QueueTask.not_before)).where(
                QueueTask.queue == self.name, QueueTask.state == WAITING, QueueTask.not_before > now
            )
            soonest = session.execute(query).scalar()
        return IDLE_SECONDS if soonest is None else min(IDLE_SECONDS, (soonest - now).total_seconds())

    def _new_lease(self) -> str:
        with self._mutex:
            self._leases += 1
            lease = f"{self._boot}:{self._leases}"
            self._in_hand.add(lease)
            return lease
