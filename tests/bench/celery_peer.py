"""Celery with Redis, arranged as RapidPro's documentation and our reference describe it, as the peer of the queue's benchmark.

For each kind of task every workspace has a sorted set, scored by time and priority; a set "active" scores the workspaces by their
running workers. What Celery itself carries is only a generic task: it takes the workspace with the fewest running workers, then
that one's best task, runs it and counts the worker off. Both steps are one script in Redis, so that no worker sees half of one.
Source: reference on RapidPro, "Fair queue, 2016-2019". Acknowledged late: a worker's death gives the generic task back.

Run as `celery -A tests.bench.celery_peer worker`; `PEER_REDIS_URL` and `PEER_DATABASE` say where.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import redis
from celery import Celery

from app.clock import SystemClock
from tests.bench.queue_work import insert_row

KIND = "bench"
ACTIVE = f"{KIND}:active"
QUEUE = "generic"
LOW = 10_000_000  # seconds that bulk stands behind what is urgent

# KEYS: the active set; ARGV: the prefix of the workspaces' sets. The workspace's running workers go up by one.
POP = """
local found = redis.call('ZRANGE', KEYS[1], 0, 0)
while found[1] do
  local task = redis.call('ZPOPMIN', ARGV[1] .. found[1])
  if task[1] then
    redis.call('ZINCRBY', KEYS[1], 1, found[1])
    return {found[1], task[1]}
  end
  redis.call('ZREM', KEYS[1], found[1])
  found = redis.call('ZRANGE', KEYS[1], 0, 0)
end
return nil
"""
# KEYS: the active set; ARGV: the workspace. Never below nothing, and who has left the set stays away.
COMPLETE = """
local running = redis.call('ZSCORE', KEYS[1], ARGV[1])
if running and tonumber(running) > 0 then redis.call('ZINCRBY', KEYS[1], -1, ARGV[1]) end
"""

URL = os.environ.get("PEER_REDIS_URL", "redis://127.0.0.1:6379/0")
app = Celery("peer", broker=URL)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_send_task_events=False,
    task_send_sent_event=False,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    task_default_queue=QUEUE,
)


class FairSets:
    """The workspaces' sorted sets."""

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.Redis.from_url(url)
        self._pop = self._redis.register_script(POP)
        self._complete = self._redis.register_script(COMPLETE)
        self._clock = SystemClock()

    def push(self, workspace: str, name: str, args: list[Any]) -> None:
        task = json.dumps({"name": name, "args": args})
        with self._redis.pipeline() as pipe:
            pipe.zadd(f"{KIND}:{workspace}", {task: self._clock.now().timestamp() + LOW})
            pipe.zincrby(ACTIVE, 0, workspace)
            pipe.execute()

    def pop(self) -> tuple[str, dict[str, Any]] | None:
        found = self._pop(keys=[ACTIVE], args=[f"{KIND}:"])
        return (found[0].decode(), json.loads(found[1])) if found else None

    def complete(self, workspace: str) -> None:
        self._complete(keys=[ACTIVE], args=[workspace])


_sets: FairSets | None = None


@app.task(name="generic")
def generic() -> None:
    """The next task by the fair sets, whatever it is."""
    global _sets  # noqa: PLW0603  one connection for each of Celery's processes, made after the fork
    _sets = _sets or FairSets(URL)
    found = _sets.pop()
    if found is None:
        return
    workspace, task = found
    try:
        if task["name"] == "insert":
            insert_row(Path(os.environ["PEER_DATABASE"]), task["args"][0])
    finally:
        _sets.complete(workspace)
