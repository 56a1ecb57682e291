"""Work off the GUI thread: run a call in a worker, get its result by signal in the GUI thread.

Python threads and not QThreadPool's: those forget their Python thread state after every task, and are invisible to the test
that looks for leaked threads.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from app.errors import OutpostError

T = TypeVar("T")
_log = logging.getLogger(__name__)

Failed = Callable[[OutpostError], None]


@dataclass(eq=False, slots=True)
class Job:
    """One call under way. It is dropped when its owner dies, is cancelled, or a newer job has the same owner and key."""

    owner: QObject
    done: Callable[[Any], None]
    failed: Failed | None
    key: str | None
    future: Future[Any] | None = None
    dropped: bool = False

    def drop(self) -> None:
        self.dropped = True
        if self.future is not None:
            self.future.cancel()


class Work(QObject):
    """Workers of one window. `trouble` carries errors that no caller handles; `busy` says whether anything runs."""

    trouble = Signal(object)
    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None, workers: int = 4) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="window-work")
        self._latest: dict[tuple[int, str], Job] = {}
        self._running: set[Job] = set()
        self._closed = threading.Event()
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        owner: QObject,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Failed | None = None,
        *,
        key: str | None = None,
    ) -> Job:
        """Run `call` in a worker, then `done(result)` or `failed(error)` in the GUI thread, while `owner` lives.

        Among jobs of one owner with the same `key` only the newest is delivered. Without `failed`, errors go to `trouble`.
        """
        job = Job(owner, done, failed, key)
        if key is not None:
            if (older := self._latest.get((id(owner), key))) is not None:
                older.drop()
                if older.future is not None and older.future.cancelled():
                    self._running.discard(older)  # it never began, so it never ends
            self._latest[id(owner), key] = job
        if not self._closed.is_set():
            self._running.add(job)
            job.future = self._pool.submit(self._do, job, call)
        return job

    def close(self) -> None:
        """Deliver nothing more, start nothing more, and join the workers. Close the client first: it wakes them."""
        self._closed.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._running.clear()
        self._latest.clear()

    def _do(self, job: Job, call: Callable[[], Any]) -> None:
        result: Any = None
        error: OutpostError | None = None
        try:
            result = call()
        except OutpostError as expected:
            error = expected
        except Exception as bug:
            _log.exception("work_failed")
            error = OutpostError("internal", detail=f"{type(bug).__name__}: {bug}")
        if not self._closed.is_set():
            self._finished.emit(job, result, error)

    @Slot(object, object, object)
    def _deliver(self, job: Job, result: Any, error: OutpostError | None) -> None:
        self._running.discard(job)
        if job.key is not None and self._latest.get((id(job.owner), job.key)) is job:
            del self._latest[id(job.owner), job.key]
        if self._closed.is_set() or job.dropped or not isValid(job.owner):
            return
        if error is None:
            job.done(result)
        elif job.failed is not None:
            job.failed(error)
        else:
            self.trouble.emit(error)
