"""Joins everything: the one place that knows the services, their adapters and the bridge."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

import app
from app import ids
from app.clock import Clock, clock_from_environment
from app.errors import OutpostError
from app.job_runner import JobRunner
from app.lock import EngineLock
from app.ports import BridgeServices, QueueName, TaskRef
from app.queue.fair import Queues
from app.queue.tasks import TASKS
from app.schedule.calendar import Calendar, DailyJob
from app.schedule.pulse import Pulse
from app.services import clock_leap, fires, incidents, msg_search, office_settings, recovery, tallies
from app.services.base import Core
from app.services.changes import ChangeHub
from app.services.front import Front
from app.services.inbox import Inbox
from app.services.media import MediaDesk
from app.services.outbox import Outbox
from app.services.phone_register import PhoneDesk
from app.settings import Settings
from app.store.database import Store
from app.store.migrate import upgrade
from app.store.tables import Setting
from bridge.server import BridgeServer
from bridge.tls import TlsFiles

log = logging.getLogger(__name__)

# Several handlers, because a flow may wait for a slow web service.
WORKERS: dict[QueueName, int] = {"handler": 3, "flow": 1, "msgs": 1, "default": 1}
LOOPBACK = "127.0.0.1"
HOUSEKEEPING = (3, 10)


class EngineProcess:
    """One office's engine: database, queues, bridge, schedule. `start` returns when phones and windows are served."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or clock_from_environment()
        self._closing = contextlib.ExitStack()
        self.core: Core
        self.services: BridgeServices
        self.server: BridgeServer
        self.queues: Queues

    def start(self) -> None:
        """Raises OutpostError: `engine_running`, `database_too_new`, `port_taken`; nothing is left running then."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Let go of everything in the reverse order: bridge first, then workers after the tasks in hand, then the database."""
        self._closing.close()

    def announce(self, demo_login: tuple[str, str] | None = None) -> None:
        """Tell windows on this PC where the engine is."""
        endpoint = self.settings.paths.endpoint
        _write_private(endpoint, json.dumps(self._endpoint(demo_login)))
        self._closing.callback(endpoint.unlink, missing_ok=True)

    def mark_demo(self) -> None:
        """Let everybody who looks see that this office is a demonstration."""
        with self.core.store.write() as work:
            office_settings.write(work.session, office_settings.DEMO, True)
            work.publish("office")
            work.commit()

    def _start(self) -> None:
        paths = self.settings.paths.make()
        lock = EngineLock(paths.lock)
        lock.acquire()
        self._closing.callback(lock.release)
        self._open_core()
        self._start_jobs()
        self._start_queues()
        self._start_bridge()
        self._start_schedule()
        log.info("engine_started", extra={"phone_port": self.server.phone_port, "tls_port": self.server.tls_port})

    def _open_core(self) -> None:
        changes = ChangeHub()
        store = Store(self.settings.sqlalchemy_url, self.clock, changes)
        self._closing.callback(store.close)
        upgrade(store)
        self.queues = Queues(store, self.clock)
        self.core = Core(
            store=store,
            clock=self.clock,
            queue=self.queues,
            settings=self.settings,
            changes=changes,
            started_on=self.clock.now(),
            version=app.__version__,
        )
        self.core.setup_token = ids.token() if self._setting("office") is None else None
        self.services = BridgeServices(
            phones=PhoneDesk(self.core),
            intake=Inbox(self.core),
            sending=Outbox(self.core),
            front=Front(self.core),
            media=MediaDesk(self.core),
            changes=changes,
            clock=self.clock,
        )

    def _start_jobs(self) -> None:
        runner = self.core.jobs = JobRunner(self.core)
        runner.start()
        self._closing.callback(runner.stop)

    def _start_queues(self) -> None:
        for queue, tasks in TASKS.items():
            for name, function in tasks.items():
                self.queues.by_name[queue].register(name, functools.partial(function, self.core))
        self.queues.start(WORKERS)
        self._closing.callback(self.queues.stop)

    def _start_bridge(self) -> None:
        host = self._bind()
        tls = TlsFiles(self.settings.paths.tls, self.clock)
        self.server = BridgeServer(
            self.services,
            tls,
            host=host,
            phone_port=self.settings.phone_port,
            tls_port=self.settings.tls_port,
            packs=self.settings.paths.packs,
        )
        self.server.start()
        self._closing.callback(self.server.stop)
        self._closing.callback(self.core.changes.close)
        self.core.fingerprint = tls.fingerprint
        self.core.phone_port, self.core.tls_port = self.server.phone_port, self.server.tls_port
        self.core.rebind = self.server.rebind

    def _start_schedule(self) -> None:
        calendar = Calendar([DailyJob("housekeeping", *HOUSEKEEPING, self._queue_housekeeping)])

        def leapt(seconds: float) -> None:
            clock_leap.follow(self.core, seconds)
            calendar.start(self._timezone())

        pulse = Pulse(self.clock, self._beat, leapt)
        calendar.start(self._timezone())
        self._closing.callback(calendar.stop)
        pulse.start()
        self._closing.callback(pulse.stop)

    def _beat(self) -> float | None:
        """Put back what was lost and queue what is due; returns the seconds until the next thing falls due."""
        self.queues.reap()
        recovery.sweep(self.core)
        msg_search.queue_indexing(self.core)
        incidents.watch_phones(self.core)
        tallies.squash(self.core.store, at_least=tallies.BUSY)
        with contextlib.suppress(OutpostError):  # the address that staff chose may be away, and come back
            self.server.rebind(self._bind())
        now, due_on = self.clock.now(), fires.next_due_on(self.core)
        return None if due_on is None or due_on <= now else (due_on - now).total_seconds()

    def _queue_housekeeping(self) -> None:
        with self.core.store.write(durable=False) as work:
            self.queues.add(work, TaskRef("default", "housekeeping", (), owner="office", key="housekeeping"))
            work.commit()

    def _endpoint(self, demo_login: tuple[str, str] | None) -> dict[str, object]:
        username, password = demo_login or ("", "")
        return {
            "pid": os.getpid(),
            "host": LOOPBACK,
            "phone_port": self.server.phone_port,
            "tls_port": self.server.tls_port,
            "fingerprint": self.core.fingerprint,
            "setup_token": self.core.setup_token,
            "demo": {"username": username, "password": password} if demo_login else None,
        }

    def _setting(self, name: str) -> object:
        with self.core.store.read() as session:
            row = session.get(Setting, name)
            return None if row is None else row.value

    def _bind(self) -> str:
        return str(self._setting("bind") or LOOPBACK)

    def _timezone(self) -> str:
        office = self._setting("office")
        return str(office.get("timezone", "UTC")) if isinstance(office, dict) else "UTC"


def _write_private(path: Path, text: str) -> None:
    """Only its owner may read it: it holds the set-up token."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)


def keep_to_one_core() -> None:
    """Run this process on one processor core, where the system lets us (Linux).

    Python runs one thread at a time. On two cores its threads hand the interpreter lock to and fro across them at every call
    of SQLite, which costs more than it brings: at 35 SMS a second an answer took 1,160 ms on two cores and 10 ms on one.
    The other core is left to the window; whatever needs both runs in processes of its own.
    """
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def wait_for_signal() -> None:
    """Block until SIGTERM or Ctrl-C. The main thread waits here; a second signal ends the process at once.

    The wait is on a socket that the signal itself writes to: a signal may be delivered to any thread, and one that sleeps in
    a lock would not hear of it (nor, on Windows, of Ctrl-C).
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.setblocking(False)
        before = signal.set_wakeup_fd(theirs.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _next_one_ends)
        ours.recv(1)
        signal.set_wakeup_fd(before)


def _next_one_ends(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
