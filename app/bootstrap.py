"""Joins everything: the one place that knows the services, their adapters and the bridge."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import app
from app import ids
from app.clock import Clock, clock_from_environment
from app.errors import OutpostError
from app.job_runner import JobRunner
from app.lock import EngineLock
from app.ports import QUEUES, BridgeServices, TaskRef
from app.process import end_this_process
from app.queue.fair import Queues
from app.queue.sql import NEWS
from app.queue.tasks import register
from app.schedule.calendar import Calendar, DailyJob
from app.schedule.pulse import Pulse
from app.services import (
    batches,
    downtime,
    fires,
    incidents,
    lost_work,
    msg_search,
    office_folder,
    office_settings,
    recovery,
    tallies,
)
from app.services.base import WAKE_AT, Core, explained
from app.services.changes import ChangeHub
from app.services.front import Front
from app.services.inbox import Inbox
from app.services.jobs import JOBS
from app.services.media import MediaDesk
from app.services.modems import watching
from app.services.modems.desk import ModemDesk
from app.services.modems.joining import hand_over_late
from app.services.outbox import Outbox
from app.services.phone_register import PhoneDesk
from app.settings import Settings
from app.store.database import Store
from app.store.line import Hearing, OfficeLine
from app.store.migrate import upgrade
from app.store.postgresql import CHANGE
from app.store.tables import Setting
from bridge.modem.pdu import join_pdus
from bridge.modem.supervisor import ModemSupervisor
from bridge.server import BridgeServer
from bridge.tls import TlsFiles

log = logging.getLogger(__name__)

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
        self.modem_desk: ModemDesk
        self.server: BridgeServer
        self.queues: Queues
        self._jobs: JobRunner
        self._line: OfficeLine | None = None
        self.watch: downtime.Watch

    def start(self) -> None:
        """Raises OutpostError: `engine_running`, `engine_elsewhere`, `database_away`, `database_too_new`, `workers_running`,
        `port_taken`; nothing is left running then."""
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
        if self._line is not None:
            self._hear_workers(self._line)
        self._start_queues()
        self._start_bridge()
        self._start_modems()
        self._start_schedule()
        log.info("engine_started", extra={"phone_port": self.server.phone_port, "tls_port": self.server.tls_port})

    def _open_core(self) -> None:
        changes = ChangeHub()
        store = Store(self.settings.sqlalchemy_url, self.clock, changes)
        self._closing.callback(store.close)
        self._line = self._be_the_engine(store)
        with explained():
            upgrade(store)
        self.queues = Queues(store, self.clock, self.settings.redis_url)
        self.core = Core(
            store=store,
            clock=self.clock,
            queue=self.queues,
            settings=self.settings,
            changes=changes,
            started_on=self.clock.now(),
            version=app.__version__,
        )
        self.core.join_parts = join_pdus
        self._closing.callback(self.core.modems.close)
        self.watch = downtime.Watch(self.core)
        self.watch.start()
        self.core.setup_token = ids.token() if self._setting("office") is None else None
        self.modem_desk = ModemDesk(self.core)
        self.services = BridgeServices(
            phones=PhoneDesk(self.core),
            intake=Inbox(self.core),
            sending=Outbox(self.core),
            front=Front(self.core),
            media=MediaDesk(self.core),
            changes=changes,
            clock=self.clock,
        )

    def _be_the_engine(self, store: Store) -> OfficeLine | None:
        """On PostgreSQL there may be engines on other machines, which the lock file does not see."""
        if store.is_sqlite:
            return None
        line = OfficeLine(store, "engine", replaced=end_this_process)
        with explained():
            line.open()
        self._closing.callback(line.close)
        return line

    def _hear_workers(self, line: OfficeLine) -> None:
        office_folder.mark(self.core.store, self.settings.paths)
        changes = self.core.changes
        hears: dict[str, Hearing] = {
            CHANGE: changes.take,
            JOBS: lambda _values: self._jobs.nudge(),
            NEWS: self.queues.hear,
            WAKE_AT: self._wake_at,
        }
        line.listen(hears, changes.forget)

    def _wake_at(self, moments: Sequence[str]) -> None:
        if self.core.wake_at is not None:  # while the engine starts there is no pulse yet, and its first beat is to come
            self.core.wake_at(min(map(dt.datetime.fromisoformat, moments)))

    def _start_jobs(self) -> None:
        self._jobs = self.core.jobs = JobRunner(self.core)
        self._jobs.start()
        self._closing.callback(self._jobs.stop)

    def _start_queues(self) -> None:
        register(self.queues, self.core)
        counts = {name: self.settings.workers[name] for name in QUEUES}
        self.queues.start(counts, self._line.gone if self._line else None)
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

    def _start_modems(self) -> None:
        if not self.settings.has_modems:
            return
        modems = ModemSupervisor(self.modem_desk, self.core.modems, self.core.changes, self.clock)
        modems.start()
        self.core.modem_control = modems
        self._closing.callback(modems.stop)

    def _start_schedule(self) -> None:
        calendar = Calendar([DailyJob("housekeeping", *HOUSEKEEPING, self._queue_housekeeping)])

        def leapt(seconds: float) -> None:
            self.watch.leapt(seconds)
            calendar.start(self._timezone())

        pulse = Pulse(self.clock, self._beat, leapt)
        self.core.wake_at = pulse.wake_at
        calendar.start(self._timezone())
        self._closing.callback(calendar.stop)
        pulse.start()
        self._closing.callback(pulse.stop)

    def _beat(self) -> float | None:
        """Put back what was lost and queue what is due; returns the seconds until the next thing falls due."""
        looked_on = self.clock.now()
        self.queues.reap()
        lost_work.bury(self.core)
        self._keep_watch()
        recovery.sweep(self.core, looked_on)
        msg_search.queue_indexing(self.core)
        incidents.watch_phones(self.core)
        hand_over_late(self.core)
        watching.watch(self.core)
        tallies.squash(self.core.store, at_least=tallies.BUSY)
        with contextlib.suppress(OutpostError):  # the address that staff chose may be away, and come back
            self.server.rebind(self._bind())
        due_on, soonest = fires.next_due_on(self.core, looked_on), batches.next_look(self.core)
        seconds = [] if due_on is None else [(due_on - self.clock.now()).total_seconds()]
        return min(seconds + ([] if soonest is None else [soonest]), default=None)

    def _keep_watch(self) -> None:
        """Trouble here holds back what hangs on the date, and nothing else."""
        try:
            self.watch.beat()
        except Exception:
            log.exception("watch_failed")

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
