"""What phones said last, in memory: each sync is remembered, few are written."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, replace

from app.ports import PhoneStatus


@dataclass(frozen=True, slots=True)
class Seen:
    """A phone's last sync. `heard_at`, `written_at` and `trimmed_at` are moments of the monotonic clock."""

    on: dt.datetime
    heard_at: float
    clock_skew: int
    status: PhoneStatus | None
    written_at: float | None = None
    written: PhoneStatus | None = None
    trimmed_at: float | None = None


class Presence:
    """By channel id; safe between threads."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._seen: dict[int, Seen] = {}

    def get(self, channel_id: int) -> Seen | None:
        with self._mutex:
            return self._seen.get(channel_id)

    def note(self, channel_id: int, on: dt.datetime, heard_at: float, status: PhoneStatus | None, clock_skew: int) -> Seen:
        """Remember a sync; one without status keeps the status before."""
        with self._mutex:
            old = self._seen.get(channel_id)
            if old is None:
                new = Seen(on, heard_at, clock_skew, status)
            else:
                new = replace(old, on=on, heard_at=heard_at, clock_skew=clock_skew, status=status or old.status)
            self._seen[channel_id] = new
            return new

    def written(self, channel_id: int, seen: Seen, at: float, trimmed_at: float | None) -> None:
        """Note that this sync stands in the database."""
        with self._mutex:
            current = self._seen.get(channel_id, seen)
            self._seen[channel_id] = replace(current, written_at=at, written=seen.status, trimmed_at=trimmed_at)

    def forget(self, channel_id: int) -> None:
        with self._mutex:
            self._seen.pop(channel_id, None)
