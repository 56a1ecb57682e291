"""What an export stands on: the office's database to read from, one workspace, and somebody to tell how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.errors import OutpostError
from app.services.exporting.cells import Cell
from app.services.exporting.writers import CsvWriter, Writer, XlsxWriter
from app.store import tables
from app.store.database import Store

BATCH = 500  # rows of one read, so that none lasts

Progress = Callable[[int, int | None], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ExportContext:
    """`params` as `app.services.exports` writes them; `path` is the file to make, in a folder of its own.

    `progress(done, total)` is called every batch; whoever wants the export to end raises from it.
    """

    store: Store
    clock: Clock
    workspace: tables.Workspace
    params: Mapping[str, Any]
    path: Path
    progress: Progress

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.workspace.timezone)

    def span(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        """From when on, and before when: the days asked for, in the workspace's zone."""
        start, end = self.params.get("start"), self.params.get("end")
        first = dt.date.fromisoformat(start) if start else None
        last = dt.date.fromisoformat(end) if end else None
        return span_of(first, last, self.zone)

    def writer(self, title: str, header: list[str]) -> Writer:
        if self.params.get("format") == "csv":
            return CsvWriter(self.path, header)
        return XlsxWriter(self.path, title, header, self.workspace.date_format)

    def write(self, title: str, header: list[str], batches: Iterable[list[list[Cell]]], total: int | None) -> int:
        """All rows; returns how many."""
        writer, done = self.writer(title, header), 0
        self.progress(0, total)
        for batch in batches:
            for row in batch:
                writer.row(row)
            done += len(batch)
            self.progress(done, total)
        writer.close()
        return done


def span_of(start: dt.date | None, end: dt.date | None, zone: dt.tzinfo) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Of days, both included: the moment the first begins and the moment the last is over; None: open."""
    return _begin(start, 0, zone), _begin(end, 1, zone)


def _begin(day: dt.date | None, later: int, zone: dt.tzinfo) -> dt.datetime | None:
    """None, too, for what no calendar has."""
    try:
        return None if day is None else dt.datetime.combine(day + dt.timedelta(days=later), dt.time(), zone).astimezone(dt.UTC)
    except OverflowError:
        return None


def workspace_of(session: Session, uuid_or_id: str | int) -> tables.Workspace:
    """In no session. Raises OutpostError `export_gone`."""
    column = tables.Workspace.uuid if isinstance(uuid_or_id, str) else tables.Workspace.id
    return gone_or(session.scalar(select(tables.Workspace).where(column == uuid_or_id)))


def gone_or(found: T | None) -> T:
    """What was to be exported, or OutpostError `export_gone` where it is no longer there."""
    if found is None:
        raise OutpostError("export_gone")
    return found


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while found := list(islice(source, size)):
        yield found
