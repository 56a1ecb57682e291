"""The fair storage on Redis, for an office whose workers are on several machines.

What is here is a hurry-up like everything in the queue: tasks follow the commit of their rows, and what Redis loses (it was
flushed, or its PC lost power) the recovery pass puts back. While Redis is away rows are written as ever, workers wait and come
back by themselves. All keys stand under one prefix with the office's own id, in one hash slot.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import threading
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry
from sqlalchemy import select

from app import ids
from app.clock import Clock
from app.errors import OutpostError
from app.ports import WORKER_LOST, QueueName
from app.queue import policy, redis_scripts
from app.queue.beats import Beats
from app.queue.sql import forget_tasks, write_setting
from app.queue.storage import (
    BACKOFF_SECONDS,
    DEAD,
    IDLE_SECONDS,
    LONGEST_BACKOFF,
    MAX_ATTEMPTS,
    MAX_ERROR,
    MAX_LOSSES,
    SUSPECTED,
    WAITING,
    WORKING,
    Claim,
    DeadTask,
    FairStorage,
    OwnerCounts,
    OwnerSetting,
    TaskMessage,
)
from app.store.database import Store, UnitOfWork
from app.store.tables import QueueOwner, Setting

log = logging.getLogger(__name__)
OFFICE_ID = "queue_office"  # the setting that tells this office's keys from those of others on the same server
CONNECT_SECONDS, ANSWER_SECONDS = 2.0, 5.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # between two tries of a worker while Redis is away
LISTEN_SECONDS = 30.0
JOIN_SECONDS = 20
CHUNK = 200  # tasks that one script call adds
MOST_MISSED = 10_000  # tasks kept in memory while Redis is away; the rest the recovery pass puts back


@dataclass(frozen=True, slots=True)
class Server:
    """A client (`redis.Redis`; its types say less than it does), and where this office's keys stand."""

    client: Any
    prefix: str

    @property
    def channel(self) -> str:
        return f"{self.prefix}news"


class RedisFairStorage(FairStorage):
    """One queue under the prefix `outpost:{office}:QUEUE:`."""

    trouble = (RedisError,)

    def __init__(self, name: QueueName, clock: Clock, worker: str, server: Server, store: Store) -> None:
        super().__init__(name, clock, worker)
        self._client = client = server.client
        self._store = store
        self._prefix = f"{server.prefix}{name}:"
        self._channel = server.channel
        self._stopping = threading.Event()
        self._missed: deque[tuple[str, ...]] = deque(maxlen=MOST_MISSED)
        self._begin = client.register_script(redis_scripts.BEGIN)
        self._add, self._claim, self._done, self._fail, self._lose, self._requeue, self._settings, self._owners, self._recount = (
            client.register_script(script)
            for script in (
                redis_scripts.ADD,
                redis_scripts.CLAIM,
                redis_scripts.DONE,
                redis_scripts.FAIL,
                redis_scripts.LOSE,
                redis_scripts.REQUEUE,
                redis_scripts.SETTINGS,
                redis_scripts.OWNERS,
                redis_scripts.RECOUNT,
            )
        )

    # Adding

    def add(self, work: UnitOfWork, message: TaskMessage, *, revive: bool = True) -> None:
        """After the commit, with all others of this transaction. Redis being away is no reason to fail what is committed."""
        batches: dict[str, list[Any]] = work.session.info.setdefault("redis_queues", {})
        batch = batches.get(self._prefix)
        if batch is None:
            batch = batches[self._prefix] = []
            work.after_commit(lambda: self._push(batch))
        batch.append((message.key, message.owner, str(message.priority), bytes(message), "1" if revive else ""))

    def push_missed(self) -> None:
        """Redis is back: add what could not be added. Adding twice is adding once."""
        missed = list(self._missed)
        self._missed.clear()
        self._push(missed)

    def _push(self, tasks: Sequence[Any]) -> None:
        for start in range(0, len(tasks), CHUNK):
            chunk = tasks[start : start + CHUNK]
            try:
                self._call(
                    self._add, self._channel, self.name, self._clock.now().isoformat(), *(word for t in chunk for word in t)
                )
            except RedisError as error:
                self._missed.extend(tasks[start:])
                log.warning("queue_away", extra={"queue": self.name, "missed": len(tasks) - start, "error": type(error).__name__})
                return
        self.wake()

    def _call(self, script: Any, *values: Any) -> Any:
        """Run a script that may be repeated: once more when the connection was an old one, broken by a restart."""
        try:
            return script(args=[self._prefix, *values])
        except RedisConnectionError:
            self._client.connection_pool.disconnect(inuse_connections=False)  # the other idle ones are as old
            return script(args=[self._prefix, *values])

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Huey's own way in, outside any transaction."""
        if not isinstance(data, TaskMessage):
            raise TypeError("a task needs an owner and a key")
        self._push([(data.key, data.owner, str(data.priority), bytes(data), "1")])

    def requeue(self, work: UnitOfWork, ids: Sequence[int]) -> list[int]:
        with _explained():
            found = [one for one in ids if int(self._client.zcount(self._prefix + "dead", one, one))]

        def after() -> None:
            try:
                self._call(self._requeue, self._channel, self.name, *ids)
            except RedisError as error:  # they are dead as before, and staff see it
                log.warning("queue_away", extra={"queue": self.name, "error": type(error).__name__})
            self.wake()

        work.after_commit(after)
        return found

    # Taking

    def dequeue(self, finished: Claim | None = None) -> Claim | None:
        """As every storage; while Redis is away, try again and again, and settle then what was finished."""
        pause = FIRST_PAUSE
        while not self._stopped:
            try:
                if finished is not None:
                    claim = self.claim(finished)
                    finished = None
                    if claim is not None:
                        self._wake.set()
                        return claim
                return super().dequeue()
            except RedisError as error:
                if pause == FIRST_PAUSE:
                    log.warning("queue_away", extra={"queue": self.name, "error": type(error).__name__})
                self._clock.wait(self._stopping, pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        if finished is not None:
            self.done(finished)
        return None

    def stop(self) -> None:
        self._stopping.set()
        super().stop()

    def claim(self, finished: Claim | None = None) -> Claim | None:
        lease, now = self.new_lease(), self._clock.now().timestamp()
        last = ("", "") if finished is None else (finished.key, finished.lease)
        claim: Claim | None = None
        try:
            args = [self._prefix, repr(now), repr(now + LONGEST_BACKOFF.total_seconds()), lease, self.worker, *last]
            found = self._claim(args=args)
            self.let_go(finished)
            if found is not None:
                task_id, message, owner, key, losses = found
                claim = Claim(int(task_id), lease, message, owner.decode(), key.decode(), int(losses))
        finally:
            if claim is None:
                self.drop(lease)
        return claim

    def begin(self, claim: Claim) -> None:
        self._begin(args=[self._prefix, claim.key, claim.lease])

    def done(self, claim: Claim) -> None:
        with self.letting_go(claim):
            self._call(self._done, claim.key, claim.lease)

    def failed(self, claim: Claim, error: str) -> None:
        with self.letting_go(claim):
            now = repr(self._clock.now().timestamp())
            held = (claim.key, claim.lease, error[:MAX_ERROR], now)
            self._call(self._fail, self._channel, self.name, *held, MAX_ATTEMPTS, *BACKOFF_SECONDS)

    def holds(self, claim: Claim, work: UnitOfWork | None = None) -> bool:
        """While Redis is away nobody can be given the task, so that the claim stands as it stood."""
        try:
            held = self._client.hget(self._prefix + "held", claim.key)
        except RedisError:
            return True
        return held is not None and bool(json.loads(held)[0] == claim.lease)

    # Recovery

    def reap(self, dead: Collection[str] = (), *, others: bool = False) -> int:
        held = self._held()
        in_hand = self.in_hand()  # after what is held: a claim is in hand before it is written
        lost = [
            (key, lease)
            for key, (lease, worker) in held.items()
            if (lease not in in_hand if worker == self.worker else others or worker in dead)
        ]
        if not lost:
            return 0
        words = [word for one in lost for word in one]
        given = int(self._call(self._lose, self._channel, self.name, MAX_LOSSES, SUSPECTED, WORKER_LOST, *words))
        self.wake()
        return given

    def holders(self) -> set[str]:
        return {worker for _, worker in self._held().values()}

    def recount(self) -> None:
        self._call(self._recount)
        self.wake()

    def _held(self) -> dict[str, tuple[str, str]]:
        """Lease and worker by task key."""
        held = self._client.hgetall(self._prefix + "held")
        read = {key.decode(): json.loads(value) for key, value in held.items()}
        return {key: (lease, worker) for key, (lease, worker, _) in read.items()}

    # Reading

    def owners(self) -> list[OwnerCounts]:
        with _explained():
            rows = self._call(self._owners)
        return sorted((_owner([_text(value) for value in row]) for row in rows), key=lambda one: one.owner)

    def counts(self) -> dict[str, int]:
        found = {WAITING: 0, WORKING: 0, DEAD: 0}
        for one in self.owners():
            found[WAITING] += one.waiting + one.delayed
            found[WORKING] += one.working
            found[DEAD] += one.dead
        return {state: count for state, count in found.items() if count}

    def dead(self, after: int = 0, limit: int = 100) -> list[DeadTask]:
        with _explained():
            keys = self._client.zrangebyscore(self._prefix + "dead", f"({after}", "+inf", start=0, num=limit)
            tasks = self._client.hmget(self._prefix + "task", keys) if keys else []
        return [_dead(key.decode(), json.loads(task)) for key, task in zip(keys, tasks, strict=True) if task is not None]

    def next_due(self) -> float:
        first = self._client.zrange(self._prefix + "later", 0, 0, withscores=True)
        if not first:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.0, float(first[0][1]) - self._clock.now().timestamp()))

    def enqueued_items(self, limit: int | None = None) -> list[bytes]:
        """For people who look; it reads all."""
        tasks = [json.loads(value) for value in self._client.hgetall(self._prefix + "task").values()]
        return [task[3].encode() for task in sorted(tasks)][:limit]

    def flush_queue(self) -> None:
        keys = list(self._client.scan_iter(match=self._prefix.replace("{", "\\{") + "*"))
        if keys:
            self._client.delete(*keys)

    # What staff set

    def set_owner(self, work: UnitOfWork, setting: OwnerSetting) -> None:
        write_setting(work, self.name, setting)
        work.after_commit(lambda: self._after_setting(setting))

    def _after_setting(self, setting: OwnerSetting) -> None:
        try:
            self.push_settings([setting])
        except RedisError as error:
            log.warning("queue_away", extra={"queue": self.name, "error": type(error).__name__})

    def push_settings(self, settings: Sequence[OwnerSetting]) -> None:
        words = [word for one in settings for word in _setting_words(one)]
        self._call(self._settings, self._channel, self.name, *words)

    def sync_settings(self) -> None:
        """Push what the database says, unless Redis has it: a server that was flushed gets it back."""
        settings = _read_settings(self._store, self.name)
        mark = hashlib.sha256(repr(settings).encode()).hexdigest()
        held = self._client.get(self._prefix + "settings")
        if held is None or held.decode() != mark:
            if settings:
                self.push_settings(settings)
            self._client.set(self._prefix + "settings", mark)


class RedisBeats:
    def __init__(self, server: Server) -> None:
        self._client = server.client
        self._key = f"{server.prefix}beats"

    def raise_one(self, worker: str) -> None:
        self._client.hincrby(self._key, worker, 1)

    def read(self) -> dict[str, int]:
        return {worker.decode(): int(beat) for worker, beat in self._client.hgetall(self._key).items()}

    def forget(self, workers: Collection[str]) -> None:
        if workers:
            self._client.hdel(self._key, *workers)


class RedisBackend:
    """One Redis server. Raises OutpostError `redis_url` for what is not one's address."""

    def __init__(self, store: Store, clock: Clock, worker: str, url: str) -> None:
        try:
            client = redis.Redis.from_url(
                url,
                socket_timeout=ANSWER_SECONDS,
                socket_connect_timeout=CONNECT_SECONDS,
                socket_keepalive=True,
                retry=Retry(NoBackoff(), 0),  # a claim that is sent twice is two claims; we repeat what may be repeated
            )
        except ValueError as error:
            raise OutpostError("redis_url") from error
        self._store = store
        self._clock = clock
        self._worker = worker
        self._server = Server(client, f"outpost:{{{_office_id(store)}}}:")
        self.beats: Beats = RedisBeats(self._server)
        self._news: RedisNews | None = None

    def storage(self, name: QueueName) -> FairStorage:
        return RedisFairStorage(name, self._clock, self._worker, self._server, self._store)

    def start(self, storages: Mapping[QueueName, FairStorage]) -> None:
        forget_tasks(self._store)
        self.sweep(storages)
        self._news = RedisNews(self._server, self._clock, storages)
        self._news.start()

    def sweep(self, storages: Mapping[QueueName, FairStorage]) -> None:
        for storage in storages.values():
            assert isinstance(storage, RedisFairStorage)
            try:
                storage.sync_settings()
                storage.push_missed()
                storage.recount()
            except RedisError as error:
                log.warning("queue_away", extra={"queue": storage.name, "error": type(error).__name__})
                return

    def stop(self) -> None:
        if self._news is not None:
            self._news.stop()
            self._news = None
        self._server.client.close()


class RedisNews:
    """A thread that hears of tasks which any process added, and wakes this process's workers."""

    def __init__(self, server: Server, clock: Clock, storages: Mapping[QueueName, FairStorage]) -> None:
        self._client = server.client
        self._channel = server.channel
        self._clock = clock
        self._storages: dict[str, FairStorage] = dict(storages.items())
        self._stopped = threading.Event()
        self._stop_word = f"stop {ids.token()[:12]}"
        self._thread = threading.Thread(target=self._run, name="queue-news", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        try:
            self._client.publish(self._channel, self._stop_word)
        except RedisError:
            log.info("queue_news_stopped_while_away")  # then the thread's own connection is broken too
        self._thread.join(JOIN_SECONDS)

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopped.is_set():
            try:
                with self._client.pubsub(ignore_subscribe_messages=True) as pubsub:
                    pubsub.subscribe(self._channel)
                    pubsub.get_message(timeout=ANSWER_SECONDS)
                    self._after_gap()
                    pause = FIRST_PAUSE
                    while not self._stopped.is_set():
                        self._hear(pubsub.get_message(timeout=LISTEN_SECONDS))
            except (RedisError, OSError) as error:
                if not self._stopped.is_set():
                    log.warning("queue_news_away", extra={"error": type(error).__name__})
                self._clock.wait(self._stopped, pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    def _after_gap(self) -> None:
        """It listens (again): bring what could not be added, and look for what was added meanwhile."""
        for storage in self._storages.values():
            assert isinstance(storage, RedisFairStorage)
            storage.sync_settings()
            storage.push_missed()
            storage.wake()

    def _hear(self, message: dict[str, Any] | None) -> None:
        if message is not None:
            storage = self._storages.get(_text(message["data"]))
            if storage is not None:
                storage.wake()


@contextmanager
def _explained() -> Iterator[None]:
    """What staff asked for cannot be said or done while Redis is away."""
    try:
        yield
    except RedisError as error:
        raise OutpostError("queue_away", retryable=True) from error


def _office_id(store: Store) -> str:
    with store.read() as session:
        found = session.get(Setting, OFFICE_ID)
    if found is None:
        with store.write() as work:
            found = work.session.get(Setting, OFFICE_ID)
            if found is None:
                found = Setting(name=OFFICE_ID, value=ids.uuid4())
                work.session.add(found)
            work.commit()
    return str(found.value)


def _read_settings(store: Store, queue: str) -> list[OwnerSetting]:
    row = QueueOwner
    query = select(row.owner, row.weight, row.cap, row.paused).where(row.queue == queue).order_by(row.owner)
    with store.read() as session:
        return [OwnerSetting(*found) for found in session.execute(query)]


def _setting_words(one: OwnerSetting) -> tuple[str, str, str, str]:
    cap = "" if one.cap is None else str(one.cap)
    return one.owner, repr(float(policy.weight(one.weight))), cap, "1" if one.paused else "0"


def _owner(row: Sequence[str]) -> OwnerCounts:
    name, waiting, delayed, working, dead, weight, cap, paused, virtual_time = row
    return OwnerCounts(
        owner=name,
        waiting=int(waiting),
        delayed=int(delayed),
        working=int(working),
        dead=int(dead),
        weight=float(weight),
        cap=int(cap) if cap else None,
        paused=paused == "1",
        virtual_time=float(virtual_time),
    )


def _dead(key: str, task: Sequence[Any]) -> DeadTask:
    task_id, owner, _priority, message, created, attempts, _losses, error = task
    return DeadTask(int(task_id), key, owner, message.encode(), error, int(attempts), dt.datetime.fromisoformat(created))


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
