"""What a run adds to the counts of its flow, and so what a turn changes of them.

A run counts once by its status (on the day it was created), once for each of its results by category (on the day of the
result; without category as the empty key), and, until it has ended, once at the node where it stands: where it waits for an
answer, or for the flow that it entered. All counts of a flow can therefore be made again from its runs. The scopes are those
of `app.services.tallies`.

`Seen` is a run as it is counted, either GoFlow's JSON or a row of `run`. Days are local dates of the workspace.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engine.jsontime import read_time
from app.services.tallies import Tick, flow_scope
from app.store import tables

Results = Mapping[str, Mapping[str, Any]]
NOTHING: Results = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """`flow_id` None: the flow is gone and counts nothing. `node` None: the run has ended."""

    flow_id: int | None
    status: str
    created_on: dt.datetime
    node: str | None
    results: Results


def seen_in_json(run: Mapping[str, Any], flow_id: int | None, created_on: dt.datetime) -> Seen:
    """A run of a session's JSON; only one that has not ended still has its path there. `created_on`: the run's, already read."""
    path = run.get("path")
    node = path[-1]["node_uuid"] if path and not run.get("exited_on") else None
    return Seen(flow_id, run["status"], created_on, node, run.get("results") or NOTHING)


def seen_in_row(run: tables.Run) -> Seen:
    node = None if run.exited_on else run.current_node
    return Seen(run.flow_id, run.status, run.created_on, node, run.results or NOTHING)


def changes(before: Seen | None, after: Seen | None, zone: dt.tzinfo) -> Iterator[Tick]:
    """What must be added to the counts when a run was as `before` (None: was not) and is as `after` (None: is gone)."""
    if before is not None:
        yield from _counts(before, -1, zone, _other(before, after))
    if after is not None:
        yield from _counts(after, 1, zone, _other(after, before))


def walked(segments: Iterable[Mapping[str, Any]], flow_ids: Mapping[str, int | None]) -> Iterator[Tick]:
    """A sprint's segments, counted by exit and destination. `flow_ids` by flow UUID."""
    for segment in segments:
        flow_id = flow_ids.get(segment["flow_uuid"])
        if flow_id is not None:
            yield Tick(flow_scope(flow_id, "segment"), f"{segment['exit_uuid']}:{segment['destination_uuid']}")


def heard(flow_id: int, on: dt.datetime, zone: dt.tzinfo) -> Tick:
    """A message came in to the flow."""
    local = on.astimezone(zone)
    return Tick(flow_scope(flow_id, "hour"), f"{local.hour:02}", 1, local.date())


def recount(runs: Iterable[tables.Run], zone: dt.tzinfo) -> dict[tuple[str, str, dt.date | None], int]:
    """What the counts by status, result and node of these runs must be: by scope, key and day."""
    sums: dict[tuple[str, str, dt.date | None], int] = {}
    for run in runs:
        for tick in changes(None, seen_in_row(run), zone):
            place = (tick.scope, tick.key, tick.day)
            sums[place] = sums.get(place, 0) + tick.count
    return sums


def _counts(run: Seen, sign: int, zone: dt.tzinfo, other: Seen | None) -> Iterator[Tick]:
    """All that a run counts for, save what it counts for in `other` as well."""
    if run.flow_id is None:
        return
    if other is None or (other.status, other.created_on) != (run.status, run.created_on):
        yield Tick(flow_scope(run.flow_id, "status"), run.status, sign, _day(run.created_on, zone))
    if run.node and (other is None or other.node != run.node):
        yield Tick(flow_scope(run.flow_id, "node"), run.node, sign)
    for key in _changed(run.results, other.results if other else NOTHING):
        result = run.results[key]
        day = _day(_moment(result["created_on"]), zone)
        yield Tick(flow_scope(run.flow_id, f"result:{key}"), result.get("category") or "", sign, day)


def _other(run: Seen, other: Seen | None) -> Seen | None:
    """The other side, where it is a run of the same flow."""
    return other if other is not None and other.flow_id == run.flow_id else None


def _changed(results: Results, others: Results) -> Sequence[str]:
    return [key for key, result in results.items() if others.get(key) != result]


def _moment(text: str) -> dt.datetime:
    return read_time(text).to_datetime()


def _day(moment: dt.datetime, zone: dt.tzinfo) -> dt.date:
    return moment.astimezone(zone).date()
