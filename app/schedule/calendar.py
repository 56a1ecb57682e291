"""Calendar jobs through APScheduler: few, coalesced, without a misfire limit, made anew when the clock leaps."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger


@dataclass(frozen=True, slots=True)
class DailyJob:
    """`run` at `hour`:`minute` of the office's zone; it only queues work, and must return at once."""

    name: str
    hour: int
    minute: int
    run: Callable[[], None]


class Calendar:
    def __init__(self, jobs: list[DailyJob]) -> None:
        self._jobs = jobs
        self._scheduler: BackgroundScheduler | None = None
        self._mutex = threading.Lock()

    def start(self, timezone: str) -> None:
        """Start, or start anew with another zone or after the clock was set."""
        with self._mutex:
            self._shutdown()
            zone = ZoneInfo(timezone)
            scheduler = BackgroundScheduler(
                timezone=zone, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
            )
            for job in self._jobs:
                trigger = CronTrigger(hour=job.hour, minute=job.minute, timezone=zone)
                scheduler.add_job(job.run, trigger, id=job.name)
            scheduler.start()
            self._scheduler = scheduler

    def job_names(self) -> list[str]:
        with self._mutex:
            return [] if self._scheduler is None else [job.id for job in self._scheduler.get_jobs()]

    def stop(self) -> None:
        with self._mutex:
            self._shutdown()

    def _shutdown(self) -> None:
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None
