"""What a flow's contacts answered, in numbers, and how they walk through it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from app.contracts.base import ADMINISTRATOR, EDITOR, VIEWER, access


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """`percent` of all that have the result, to one decimal."""

    name: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Result:
    """Categories in the order of the flow, then those it no longer has, by count. `is_gone`: the flow has lost the result."""

    key: str
    name: str
    total: int
    categories: list[CategoryCount]
    is_gone: bool


@dataclass(frozen=True, slots=True)
class DayCount:
    """Runs that began on the day, those of them that are complete by now, and messages that came in to the flow."""

    day: dt.date
    started: int
    completed: int
    messages: int


@dataclass(frozen=True, slots=True)
class FlowResults:
    """Of the days from `start` to `end` (None: open), in the workspace's zone.

    `statuses`: runs by status (active, waiting, completed, interrupted, expired, failed), counted on the day they began;
    `completed_percent` of `runs`. `hours` has 24 counts of incoming messages and `weekdays` seven, from Monday on. `days` are
    those with any count. Results are counted on the day of the latest answer.
    """

    flow: str
    name: str
    start: dt.date | None
    end: dt.date | None
    runs: int
    statuses: dict[str, int]
    completed_percent: float
    results: list[Result]
    hours: list[int]
    weekdays: list[int]
    days: list[DayCount]


@dataclass(frozen=True, slots=True)
class SegmentCount:
    """How often runs left by `exit` to `node`."""

    exit: str
    node: str
    count: int


@dataclass(frozen=True, slots=True)
class FlowCounts:
    """For the flow editor. `waiting`: contacts that stand at a node now, by its UUID."""

    segments: list[SegmentCount]
    waiting: dict[str, int]
    runs: int
    statuses: dict[str, int]


@dataclass(frozen=True, slots=True)
class Passer:
    """A contact that went along a segment, and when it came to the segment's end."""

    contact: str
    name: str
    run: str
    at: dt.datetime


class Results(Protocol):
    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def of_flow(self, workspace: str, flow: str, start: dt.date | None = None, end: dt.date | None = None) -> FlowResults:
        """Errors: Invalid(`end`, before_start)."""
        ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def counts(self, workspace: str, flow: str) -> FlowCounts: ...

    @access("query", "workspace", ADMINISTRATOR, EDITOR, VIEWER)
    def passers(self, workspace: str, flow: str, exit: str, node: str) -> list[Passer]:
        """The five that came along last, newest first, among the flow's newest 1,000 runs."""
        ...
