"""The fair storage in the office's own database, SQLite or PostgreSQL: a row and its task are one transaction.

Every change of a queue's rows is made by one at a time: on SQLite under its write lock, on PostgreSQL under an advisory lock
of the queue that lasts to the end of the transaction. A domain transaction may take several of these locks (it holds the
office's lock, so there is only one of its kind), the queue's own transactions take one.

The statements are the driver's own: SQLAlchemy's session costs more than running them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select, update

from app.clock import Clock
from app.ports import QUEUES, WORKER_LOST
from app.queue import policy
from app.queue.storage import (
    DEAD,
    IDLE_SECONDS,
    LONGEST_BACKOFF,
    MAX_ERROR,
    WAITING,
    WORKING,
    Claim,
    DeadTask,
    FairStorage,
    OwnerCounts,
    OwnerSetting,
    TaskMessage,
    after_failure,
    after_loss,
)
from app.store import postgresql
from app.store.database import Store, UnitOfWork
from app.store.tables import QueueOwner, QueueTask

NEWS = "queue"  # what other processes are told (`UnitOfWork.tell`): the queue's name
PROMOTED = 100  # tasks whose back-off ended that one claim brings back

_OWNER_COLUMNS = "owner, weight, working, virtual_time, waiting, paused, cap"
_NEXT_OWNER = (
    f"SELECT {_OWNER_COLUMNS} FROM queue_owner WHERE queue = ?"  # noqa: S608
    " AND waiting > 0 AND NOT paused AND (cap IS NULL OR working < cap)"
    " ORDER BY load, virtual_time, owner LIMIT 1"
)
# Two seeks in one index, which holds the priorities upwards and the ids too.
_READY = "FROM queue_task WHERE queue = ? AND owner = ? AND state = 'waiting' AND not_before IS NULL"
_TOP = f"SELECT max(priority) {_READY}"
_NEXT_TASK = f"SELECT id, message, key, losses {_READY} AND priority = ? ORDER BY id LIMIT 1"
_CLOCK = "SELECT virtual_time FROM queue_clock WHERE queue = ?"
_SET_CLOCK = (
    "INSERT INTO queue_clock (queue, virtual_time) VALUES (?, ?)"
    " ON CONFLICT (queue) DO UPDATE SET virtual_time = excluded.virtual_time"
)
_TAKE = "UPDATE queue_task SET state = 'working', lease = ?, worker = ?, again = FALSE WHERE id = ?"
_TAKEN = (
    "UPDATE queue_owner SET working = working + 1, load = (working + 1) / weight, waiting = waiting - 1, virtual_time = ?"
    " WHERE queue = ? AND owner = ?"
)
_BEGIN = "UPDATE queue_task SET losses = losses + 1 WHERE id = ? AND lease = ?"
_FINISH = "DELETE FROM queue_task WHERE id = ? AND lease = ? AND NOT again"
_FINISHED = "UPDATE queue_owner SET working = working - 1, load = (working - 1) / weight WHERE queue = ? AND owner = ?"
_INSERT = (
    "INSERT INTO queue_task (queue, key, owner, priority, state, message, again, attempts, losses, created_on)"
    " VALUES (?, ?, ?, ?, 'waiting', ?, FALSE, 0, 0, ?) ON CONFLICT (queue, key) DO NOTHING"
)
_ONE_MORE = "UPDATE queue_owner SET waiting = waiting + 1 WHERE queue = ? AND owner = ?"
_NEW_OWNER = (
    "INSERT INTO queue_owner (queue, owner, weight, cap, paused, virtual_time, load, working, waiting, delayed, dead)"
    " VALUES (?, ?, ?, ?, ?, 0, 0, 0, ?, 0, 0)"
)
_COUNT = (
    "UPDATE queue_owner SET waiting = waiting + ?, delayed = delayed + ?, working = working + ?, dead = dead + ?,"
    " load = (working + ?) / weight WHERE queue = ? AND owner = ?"
)
_STANDING = "SELECT id, state, owner FROM queue_task WHERE queue = ? AND key = ?"
_AGAIN = "UPDATE queue_task SET again = TRUE WHERE id = ?"
_HELD = "SELECT again, attempts FROM queue_task WHERE id = ? AND lease = ?"
_HOLDS = "SELECT 1 FROM queue_task WHERE id = ? AND lease = ?"
_FRESH = (
    "UPDATE queue_task SET state = 'waiting', again = FALSE, attempts = 0, losses = 0, lease = NULL, worker = NULL,"
    " not_before = NULL, error = NULL WHERE id = ?"
)
_FAIL = (
    "UPDATE queue_task SET state = ?, lease = NULL, worker = NULL, again = FALSE, attempts = ?, not_before = ?, error = ?"
    " WHERE id = ?"
)
_LOSE = "UPDATE queue_task SET state = ?, lease = NULL, worker = NULL, again = FALSE, losses = ?, error = ? WHERE id = ?"
_DUE = (
    "SELECT id, owner FROM queue_task WHERE queue = ? AND state = 'waiting' AND not_before IS NOT NULL AND not_before <= ?"
    " ORDER BY not_before LIMIT ?"
)
_BEYOND = (
    "SELECT id, owner FROM queue_task WHERE queue = ? AND state = 'waiting' AND not_before IS NOT NULL AND not_before > ?"
    " ORDER BY not_before LIMIT ?"
)
_SOONEST = "SELECT min(not_before) FROM queue_task WHERE queue = ? AND state = 'waiting' AND not_before IS NOT NULL"
_PROMOTE = "UPDATE queue_task SET not_before = NULL WHERE id = ?"
_WORKING = "SELECT id, owner, worker, lease, losses, again FROM queue_task WHERE queue = ? AND state = 'working'"
_REVIVABLE = "SELECT owner FROM queue_task WHERE queue = ? AND id = ? AND state = 'dead'"
_ZERO = "UPDATE queue_owner SET waiting = 0, delayed = 0, working = 0, dead = 0, load = 0 WHERE queue = ?"
_TALLY = (
    "SELECT owner, state, not_before IS NOT NULL, count(*) FROM queue_task WHERE queue = ?"
    " GROUP BY owner, state, not_before IS NOT NULL"
)
_SET_OWNER = "UPDATE queue_owner SET weight = ?, cap = ?, paused = ?, load = working / ? WHERE queue = ? AND owner = ?"

# PostgreSQL: several of the above in one trip.
_INSERT_AND_COUNT = (
    f"WITH new AS ({_INSERT} RETURNING id)"  # noqa: S608
    " INSERT INTO queue_owner (queue, owner, weight, cap, paused, virtual_time, load, working, waiting, delayed, dead)"
    " SELECT ?, ?, 1, NULL, FALSE, 0, 0, 0, 1, 0, 0 FROM new"
    " ON CONFLICT (queue, owner) DO UPDATE SET waiting = queue_owner.waiting + 1"
)
_FIRST = (
    "SELECT o.owner, o.weight, o.working, o.virtual_time, o.waiting, o.paused, o.cap,"  # noqa: S608
    " t.id, t.message, t.key, t.losses, c.virtual_time"
    f" FROM ({_NEXT_OWNER.replace(_OWNER_COLUMNS, '*')}) o"
    " LEFT JOIN LATERAL (SELECT priority FROM queue_task WHERE queue = o.queue AND owner = o.owner AND state = 'waiting'"
    " AND not_before IS NULL ORDER BY priority DESC LIMIT 1) p ON TRUE"
    " LEFT JOIN LATERAL (SELECT id, message, key, losses FROM queue_task WHERE queue = o.queue AND owner = o.owner"
    " AND state = 'waiting' AND not_before IS NULL AND priority = p.priority ORDER BY id LIMIT 1) t ON TRUE"
    " LEFT JOIN queue_clock c ON c.queue = o.queue"
)
_TAKE_AND_COUNT = f"WITH task AS ({_TAKE}), clock AS ({_SET_CLOCK}) {_TAKEN}"
_REMOVE_AND_COUNT = f"WITH gone AS ({_FINISH} RETURNING id) {_FINISHED} AND EXISTS (SELECT 1 FROM gone)"  # noqa: S608


class _Found(NamedTuple):
    """What is next. `clock`: the queue's virtual clock; None before anybody was served."""

    owner: policy.OwnerState
    task_id: int
    message: bytes
    key: str
    losses: int
    clock: float | None


class SqlFairStorage(FairStorage):
    """SQLite: one queue in the tables `queue_task`, `queue_owner` and `queue_clock`."""

    def __init__(self, name: str, clock: Clock, worker: str, store: Store) -> None:
        super().__init__(name, clock, worker)
        self._store = store
        self._number = QUEUES.index(name) if name in QUEUES else len(QUEUES)

    def _run(self, raw: Any, sql: str, values: Sequence[Any]) -> Any:
        return raw.execute(sql, values)

    # Adding

    def add(self, work: UnitOfWork, message: TaskMessage, *, revive: bool = True) -> None:
        if self._put(self._join(work), message, revive):
            self._wake_after(work)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Huey's own way in, outside any transaction."""
        if not isinstance(data, TaskMessage):
            raise TypeError("a task needs an owner and a key")
        with self._transaction() as raw:
            is_new = self._put(raw, data, revive=True)
        if is_new:
            self.wake()

    def _put(self, raw: Any, message: TaskMessage, revive: bool) -> bool:
        """True when there is something to wake a worker for."""
        now = self._moment(self._clock.now())
        values = (self.name, message.key, message.owner, message.priority, bytes(message), now)
        return self._insert(raw, values, message.owner) or self._add_to_standing(raw, message.key, revive)

    def _insert(self, raw: Any, values: tuple[Any, ...], owner: str) -> bool:
        """False: its key stands."""
        if self._run(raw, _INSERT, values).rowcount == 0:
            return False
        self._one_more(raw, owner)
        return True

    def requeue(self, work: UnitOfWork, ids: Sequence[int]) -> list[int]:
        raw, found = self._join(work), []
        for task_id in ids:
            dead = self._run(raw, _REVIVABLE, (self.name, task_id)).fetchone()
            if dead is not None:
                self._revive(raw, task_id, dead[0])
                found.append(task_id)
        if found:
            self._wake_after(work)
        return found

    # Taking

    def claim(self, finished: Claim | None = None) -> Claim | None:
        lease = self.new_lease()
        claim: Claim | None = None
        try:
            with self.letting_go(finished), self._transaction() as raw:
                if finished is not None:
                    self._finish(raw, finished)
                found = self._next(raw)
                if found is not None:
                    self._take(raw, found, lease)
            if found is not None:
                claim = Claim(found.task_id, lease, found.message, found.owner.owner, found.key, found.losses)
        finally:
            if claim is None:
                self.drop(lease)
        return claim

    def begin(self, claim: Claim) -> None:
        with self._transaction() as raw:
            self._run(raw, _BEGIN, (claim.task_id, claim.lease))

    def done(self, claim: Claim) -> None:
        with self.letting_go(claim), self._transaction() as raw:
            self._finish(raw, claim)

    def failed(self, claim: Claim, error: str) -> None:
        with self.letting_go(claim), self._transaction() as raw:
            held = self._run(raw, _HELD, (claim.task_id, claim.lease)).fetchone()
            if held is None:
                return
            failures, delay = after_failure(held[1] + 1, is_added_again=bool(held[0]))
            until = None if delay is None else self._moment(self._clock.now() + dt.timedelta(seconds=delay))
            state = DEAD if delay is None else WAITING
            self._run(raw, _FAIL, (state, failures, until, error[:MAX_ERROR], claim.task_id))
            self._count(raw, claim.owner, working=-1, dead=int(delay is None), delayed=int(delay is not None))
        self._store.tell(NEWS, self.name)  # others may be free when its back-off ends

    def holds(self, claim: Claim, work: UnitOfWork | None = None) -> bool:
        if work is None:
            with self._reading() as raw:
                return self._run(raw, _HOLDS, (claim.task_id, claim.lease)).fetchone() is not None
        return self._run(self._join(work), _HOLDS, (claim.task_id, claim.lease)).fetchone() is not None

    # Recovery

    def reap(self, dead: Collection[str] = (), *, others: bool = False) -> int:
        if not self._lost(dead, others):
            return 0
        with self._transaction() as raw:
            # Read again under the lock; what this process claimed meanwhile is in hand.
            lost = self._lost_in(raw, dead, others)
            for task_id, owner, before, again in lost:
                losses, is_dead = after_loss(before, is_added_again=bool(again))
                self._run(raw, _LOSE, (DEAD if is_dead else WAITING, losses, WORKER_LOST if is_dead else None, task_id))
                self._count(raw, owner, working=-1, waiting=int(not is_dead), dead=int(is_dead))
        self.wake()
        self._store.tell(NEWS, self.name)
        return len(lost)

    def holders(self) -> set[str]:
        with self._reading() as raw:
            return {row[2] for row in self._run(raw, _WORKING, (self.name,)).fetchall() if row[2] is not None}

    def recount(self) -> None:
        with self._transaction() as raw:
            self._run(raw, _ZERO, (self.name,))
            for owner, state, is_delayed, count in self._run(raw, _TALLY, (self.name,)).fetchall():
                name = "delayed" if state == WAITING and is_delayed else state
                self._ensure_owner(raw, owner)
                self._count(raw, owner, **{name: count})
        self.wake()

    # Reading

    def owners(self) -> list[OwnerCounts]:
        row = QueueOwner
        columns = (row.owner, row.waiting, row.delayed, row.working, row.dead, row.weight, row.cap, row.paused, row.virtual_time)
        with self._store.read() as session:
            query = select(*columns).where(row.queue == self.name).order_by(row.owner)
            return [OwnerCounts(*found) for found in session.execute(query)]

    def counts(self) -> dict[str, int]:
        row = QueueOwner
        sums = (func.sum(row.waiting + row.delayed), func.sum(row.working), func.sum(row.dead))
        with self._store.read() as session:
            found = session.execute(select(*sums).where(row.queue == self.name)).one()
        return {state: count for state, count in zip((WAITING, WORKING, DEAD), found, strict=True) if count}

    def dead(self, after: int = 0, limit: int = 100) -> list[DeadTask]:
        row = QueueTask
        query = select(row).where(row.queue == self.name, row.state == DEAD, row.id > after).order_by(row.id).limit(limit)
        with self._store.read() as session:
            return [
                DeadTask(one.id, one.key, one.owner, one.message, one.error or "", one.attempts, one.created_on)
                for one in session.scalars(query)
            ]

    def next_due(self) -> float:
        now = self._clock.now()
        with self._reading() as raw:
            soonest = self._run(raw, _SOONEST, (self.name,)).fetchone()[0]
        if soonest is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.0, (_aware(soonest) - now).total_seconds()))

    def enqueued_items(self, limit: int | None = None) -> list[bytes]:
        row = QueueTask
        with self._store.read() as session:
            query = select(row.message).where(row.queue == self.name, row.state == WAITING)
            return list(session.execute(query.order_by(row.id).limit(limit)).scalars())

    def flush_queue(self) -> None:
        with self._transaction() as raw:
            self._run(raw, "DELETE FROM queue_task WHERE queue = ? AND state = 'waiting'", (self.name,))
        self.recount()

    # What staff set

    def set_owner(self, work: UnitOfWork, setting: OwnerSetting) -> None:
        self._join(work)
        write_setting(work, self.name, setting)
        self._wake_after(work)

    # Parts

    def _next(self, raw: Any) -> _Found | None:
        now = self._clock.now()
        self._promote(raw, _DUE, now)
        found = self._first(raw)
        if found is None and self._promote(raw, _BEYOND, now + LONGEST_BACKOFF):
            found = self._first(raw)
        return found

    def _first(self, raw: Any) -> _Found | None:
        while (row := self._run(raw, _NEXT_OWNER, (self.name,)).fetchone()) is not None:
            owner = policy.OwnerState(*row)
            priority = self._run(raw, _TOP, (self.name, owner.owner)).fetchone()[0]
            if priority is not None:
                task_id, message, key, losses = self._run(raw, _NEXT_TASK, (self.name, owner.owner, priority)).fetchone()
                clock = self._run(raw, _CLOCK, (self.name,)).fetchone()
                return _Found(owner, task_id, message, key, losses, clock[0] if clock else None)
            self._correct(raw, owner)
        return None

    def _correct(self, raw: Any, owner: policy.OwnerState) -> None:
        """Its count promised a task that is not there: `recount` would say so too."""
        self._count(raw, owner.owner, waiting=-owner.waiting)

    def _take(self, raw: Any, found: _Found, lease: str) -> None:
        virtual_time, clock = policy.served(found.owner, found.clock or 0.0)
        self._run(raw, _TAKE, (lease, self.worker, found.task_id))
        self._run(raw, _TAKEN, (virtual_time, self.name, found.owner.owner))
        if clock != found.clock:
            self._run(raw, _SET_CLOCK, (self.name, clock))

    def _finish(self, raw: Any, claim: Claim) -> None:
        if self._remove(raw, claim):
            return
        if self._run(raw, _HOLDS, (claim.task_id, claim.lease)).fetchone() is not None:
            self._run(raw, _FRESH, (claim.task_id,))
            self._count(raw, claim.owner, working=-1, waiting=1)

    def _remove(self, raw: Any, claim: Claim) -> bool:
        if self._run(raw, _FINISH, (claim.task_id, claim.lease)).rowcount == 0:
            return False
        self._run(raw, _FINISHED, (self.name, claim.owner))
        return True

    def _promote(self, raw: Any, query: str, moment: dt.datetime) -> int:
        """Bring back tasks whose back-off is over."""
        due = self._run(raw, query, (self.name, self._moment(moment), PROMOTED)).fetchall()
        for task_id, owner in due:
            self._run(raw, _PROMOTE, (task_id,))
            self._count(raw, owner, waiting=1, delayed=-1)
        return len(due)

    def _add_to_standing(self, raw: Any, key: str, revive: bool) -> bool:
        """True when there is something to wake a worker for."""
        task_id, state, owner = self._run(raw, _STANDING, (self.name, key)).fetchone()
        if state == WORKING and revive:
            self._run(raw, _AGAIN, (task_id,))
        elif state == DEAD and revive:
            self._revive(raw, task_id, owner)
            return True
        return False

    def _revive(self, raw: Any, task_id: int, owner: str) -> None:
        self._run(raw, _FRESH, (task_id,))
        self._count(raw, owner, dead=-1, waiting=1)

    def _one_more(self, raw: Any, owner: str) -> None:
        if self._run(raw, _ONE_MORE, (self.name, owner)).rowcount == 0:
            self._run(raw, _NEW_OWNER, (self.name, owner, 1.0, None, False, 1))

    def _ensure_owner(self, raw: Any, owner: str) -> None:
        if self._run(raw, "SELECT 1 FROM queue_owner WHERE queue = ? AND owner = ?", (self.name, owner)).fetchone() is None:
            self._run(raw, _NEW_OWNER, (self.name, owner, 1.0, None, False, 0))

    def _count(self, raw: Any, owner: str, *, waiting: int = 0, delayed: int = 0, working: int = 0, dead: int = 0) -> None:
        self._run(raw, _COUNT, (waiting, delayed, working, dead, working, self.name, owner))

    def _lost(self, dead: Collection[str], others: bool) -> bool:
        with self._reading() as raw:
            return bool(self._lost_in(raw, dead, others))

    def _lost_in(self, raw: Any, dead: Collection[str], others: bool) -> list[tuple[int, str, int, bool]]:
        rows = self._run(raw, _WORKING, (self.name,)).fetchall()
        in_hand = self.in_hand()  # after the rows: a claim is in hand before it is written
        return [
            (task_id, owner, losses, again)
            for task_id, owner, worker, lease, losses, again in rows
            if (lease not in in_hand if worker == self.worker else others or worker in dead)
        ]

    # The database

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        with self._store.bookkeeping(self._number) as raw:
            yield raw

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        with self._store.read() as session:
            yield session.connection().connection.driver_connection

    def _join(self, work: UnitOfWork) -> Any:
        """The driver's connection of the caller's transaction, with this queue's lock."""
        return work.session.connection().connection.driver_connection

    def _wake_after(self, work: UnitOfWork) -> None:
        work.tell(NEWS, self.name)
        work.after_commit(self.wake)

    def _moment(self, moment: dt.datetime) -> Any:
        """As `UtcDateTime` stores it."""
        return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class PostgresFairStorage(SqlFairStorage):
    """The same, in fewer trips to the server."""

    def _run(self, raw: Any, sql: str, values: Sequence[Any]) -> Any:
        return raw.execute(_as_psycopg(sql), values)

    def _join(self, work: UnitOfWork) -> Any:
        raw = super()._join(work)
        held: set[int] = work.session.info.setdefault("queue_locks", set())
        if self._number not in held:
            raw.execute(f"SELECT {postgresql.queue_lock(self._number)}")
            held.add(self._number)
        return raw

    def _insert(self, raw: Any, values: tuple[Any, ...], owner: str) -> bool:
        found: int = self._run(raw, _INSERT_AND_COUNT, (*values, self.name, owner)).rowcount
        return found == 1

    def _first(self, raw: Any) -> _Found | None:
        while (row := self._run(raw, _FIRST, (self.name,)).fetchone()) is not None:
            owner, (task_id, message, key, losses, clock) = policy.OwnerState(*row[:7]), row[7:]
            if task_id is not None:
                return _Found(owner, task_id, bytes(message), key, losses, clock)
            self._correct(raw, owner)
        return None

    def _take(self, raw: Any, found: _Found, lease: str) -> None:
        virtual_time, clock = policy.served(found.owner, found.clock or 0.0)
        task = (lease, self.worker, found.task_id)
        self._run(raw, _TAKE_AND_COUNT, (*task, self.name, clock, virtual_time, self.name, found.owner.owner))

    def _remove(self, raw: Any, claim: Claim) -> bool:
        found: int = self._run(raw, _REMOVE_AND_COUNT, (claim.task_id, claim.lease, self.name, claim.owner)).rowcount
        return found == 1

    def _moment(self, moment: dt.datetime) -> Any:
        return moment


def write_setting(work: UnitOfWork, queue: str, setting: OwnerSetting) -> None:
    """The owner's row, which is the truth whatever the tasks lie on."""
    raw: Any = work.session.connection().connection.driver_connection
    known, new = _SET_OWNER, _NEW_OWNER
    if work.session.get_bind().dialect.name != "sqlite":
        known, new = _as_psycopg(known), _as_psycopg(new)
    weight = policy.weight(setting.weight)
    values = (weight, setting.cap, setting.paused)
    if raw.execute(known, (*values, weight, queue, setting.owner)).rowcount == 0:
        raw.execute(new, (queue, setting.owner, *values, 0))


def forget_tasks(store: Store) -> None:
    """The tasks lie on Redis now: what was left here is put back there by the recovery pass, and must not come up again should
    the office go back."""
    with store.write(durable=False) as work:
        work.session.execute(delete(QueueTask))
        work.session.execute(update(QueueOwner).values(waiting=0, delayed=0, working=0, dead=0, load=0))
        work.commit()


@cache
def _as_psycopg(sql: str) -> str:
    return sql.replace("?", "%s")


def _aware(moment: str | dt.datetime) -> dt.datetime:
    return dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC) if isinstance(moment, str) else moment
