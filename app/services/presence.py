"""What phones said last, in memory: each sync is remembered, few are written."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, replace

from app.ports import PhoneStatus
from app.services import radio

VISIT_SECONDS = 30.0  # syncs that follow so soon belong to one visit: the phone reports what it has just sent


@dataclass(frozen=True, slots=True)
class Seen:
    """A phone's last sync. `heard_at`, `visit_at`, `written_at` and `trimmed_at` are moments of the monotonic clock; `gaps` are
    the seconds between its latest visits, the newest last."""

    on: dt.datetime
    heard_at: float
    clock_skew: int
    status: PhoneStatus | None
    written_at: float | None = None
    written: PhoneStatus | None = None
    trimmed_at: float | None = None
    visit_at: float | None = None
    gaps: tuple[float, ...] = ()


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
                new = Seen(on, heard_at, clock_skew, status, visit_at=heard_at)
            else:
                new = replace(old, on=on, heard_at=heard_at, clock_skew=clock_skew, status=status or old.status)
            self._seen[channel_id] = new = _visited(new)
            return new

    def interval(self, channel_id: int, visits: int = 1) -> float:
        """Seconds until the phone has come again by itself so many times, as far as its visits tell."""
        seen = self.get(channel_id)
        return radio.expected_interval(seen.gaps if seen else (), visits)

    def written(self, channel_id: int, seen: Seen, at: float, trimmed_at: float | None) -> None:
        """Note that this sync stands in the database."""
        with self._mutex:
            current = self._seen.get(channel_id, seen)
            self._seen[channel_id] = replace(current, written_at=at, written=seen.status, trimmed_at=trimmed_at)

    def forget(self, channel_id: int) -> None:
        with self._mutex:
            self._seen.pop(channel_id, None)


def _visited(seen: Seen) -> Seen:
    """With the gap before this sync, where it begins a visit."""
    before = seen.heard_at if seen.visit_at is None else seen.visit_at
    if seen.heard_at - before < VISIT_SECONDS:
        return seen
    return replace(seen, visit_at=seen.heard_at, gaps=(*seen.gaps, seen.heard_at - before)[-radio.KNOWN_GAPS :])
