"""A flow's results in numbers: read from the counts that the turns keep, never from its runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.contracts import results as contracts
from app.engine.jsontime import read_time
from app.errors import Invalid, NotFound
from app.services import tallies
from app.services.base import Service
from app.services.flow_runtime import runtime_of
from app.services.result_columns import KnownResult, definition_of, in_results, results_of
from app.store import tables

MAX_PASSERS = 5
RUNS_LOOKED_AT = 1_000
COMPLETED = "completed"

ByDay = Mapping[tuple[str, dt.date | None], int]  # (key, day)


class Results(Service, contract=contracts.Results):
    def of_flow(
        self, workspace: str, flow: str, start: dt.date | None = None, end: dt.date | None = None
    ) -> contracts.FlowResults:
        if start and end and end < start:
            raise Invalid("end", "before_start")
        with self.core.store.read() as session:
            row = self._flow(session, workspace, flow)
            statuses = _by_day(session, tallies.flow_scope(row.id, "status"), start, end)
            hours = _by_day(session, tallies.flow_scope(row.id, "hour"), start, end)
            counted = _categories(session, row.id, start, end)
            ever = counted if start is None and end is None else _categories(session, row.id, None, None)
            known = results_of(session, runtime_of(self.core).assets, row, ever)
        by_status = _by_key(statuses)
        runs = sum(by_status.values())
        return contracts.FlowResults(
            flow=row.uuid,
            name=row.name,
            start=start,
            end=end,
            runs=runs,
            statuses=by_status,
            completed_percent=_percent(by_status.get(COMPLETED, 0), runs),
            results=[_shown(result, counted.get(result.key, {})) for result in known],
            hours=_spread(24, ((int(key), count) for (key, _), count in hours.items())),
            weekdays=_spread(7, ((day.weekday(), count) for (_, day), count in hours.items() if day)),
            days=_days(statuses, hours),
        )

    def counts(self, workspace: str, flow: str) -> contracts.FlowCounts:
        with self.core.store.read() as session:
            row = self._flow(session, workspace, flow)
            scopes = {what: tallies.flow_scope(row.id, what) for what in ("segment", "node", "status")}
            found = tallies.read_many(session, scopes.values())
        segments = [(*key.partition(":")[::2], count) for key, count in found.get(scopes["segment"], {}).items()]
        statuses = found.get(scopes["status"], {})
        return contracts.FlowCounts(
            segments=[contracts.SegmentCount(exit_, node, count) for exit_, node, count in sorted(segments)],
            waiting=found.get(scopes["node"], {}),
            runs=sum(statuses.values()),
            statuses=statuses,
        )

    def passers(self, workspace: str, flow: str, exit: str, node: str) -> list[contracts.Passer]:
        with self.core.store.read() as session:
            row = self._flow(session, workspace, flow)
            known = definition_of(session, runtime_of(self.core).assets, row)
            came_from = next((one.uuid for one in known.nodes for way in one.exits if way.uuid == exit), None) if known else None
            if came_from is None:
                return []
            found: list[contracts.Passer] = []
            for run in session.execute(_NEWEST_RUNS, {"flow_id": row.id}):
                at = _passed(run.path or [], came_from, node)
                if at is not None:
                    found.append(contracts.Passer(run.contact, run.name, run.uuid, at))
        return sorted(found, key=lambda one: one.at, reverse=True)[:MAX_PASSERS]

    def _flow(self, session: Session, workspace: str, uuid: str) -> tables.Flow:
        """Archived ones too. Raises NotFound."""
        space = self.workspace(session, workspace)
        found = session.scalar(select(tables.Flow).where(tables.Flow.uuid == uuid, tables.Flow.workspace_id == space.id))
        if found is None:
            raise NotFound("flow", uuid)
        return found


def _by_day(session: Session, scope: str, start: dt.date | None, end: dt.date | None) -> dict[tuple[str, dt.date | None], int]:
    tally = tables.Tally
    query = select(tally.key, tally.day, func.sum(tally.count)).where(tally.scope == scope, *_between(start, end))
    found = session.connection().execute(query.group_by(tally.key, tally.day))
    return {(key, day): int(count) for key, day, count in found if count}


def _categories(session: Session, flow_id: int, start: dt.date | None, end: dt.date | None) -> dict[str, dict[str, int]]:
    """Counts by result and category."""
    tally, prefix = tables.Tally, tallies.flow_scope(flow_id, "result:")
    query = select(tally.scope, tally.key, func.sum(tally.count)).where(*in_results(flow_id), *_between(start, end))
    found: dict[str, dict[str, int]] = {}
    for scope, key, count in session.execute(query.group_by(tally.scope, tally.key)):
        if count and scope.startswith(prefix):
            found.setdefault(scope.removeprefix(prefix), {})[key] = int(count)
    return found


def _between(start: dt.date | None, end: dt.date | None) -> list[Any]:
    day = tables.Tally.day
    return [*([day >= start] if start else []), *([day <= end] if end else [])]


def _by_key(counts: ByDay) -> dict[str, int]:
    sums: dict[str, int] = {}
    for (key, _), count in counts.items():
        sums[key] = sums.get(key, 0) + count
    return {key: count for key, count in sums.items() if count}


def _spread(places: int, counts: Iterable[tuple[int, int]]) -> list[int]:
    sums = [0] * places
    for place, count in counts:
        sums[place] += count
    return sums


def _days(statuses: ByDay, hours: ByDay) -> list[contracts.DayCount]:
    started: dict[dt.date, int] = {}
    completed: dict[dt.date, int] = {}
    messages: dict[dt.date, int] = {}
    for (key, day), count in statuses.items():
        if day is not None:
            started[day] = started.get(day, 0) + count
            completed[day] = completed.get(day, 0) + (count if key == COMPLETED else 0)
    for (_, day), count in hours.items():
        if day is not None:
            messages[day] = messages.get(day, 0) + count
    return [
        contracts.DayCount(day, started.get(day, 0), completed.get(day, 0), messages.get(day, 0))
        for day in sorted({*started, *messages})
    ]


def _shown(result: KnownResult, counts: Mapping[str, int]) -> contracts.Result:
    total = sum(counts.values())
    more = sorted((name for name in counts if name not in result.categories), key=lambda name: (-counts[name], name))
    names: Sequence[str] = [*result.categories, *more]
    shown = [contracts.CategoryCount(name, counts.get(name, 0), _percent(counts.get(name, 0), total)) for name in names]
    return contracts.Result(result.key, result.name, total, shown, result.is_gone)


def _percent(count: int, of: int) -> float:
    return round(100 * count / of, 1) if of else 0.0


def _passed(path: Sequence[Sequence[str]], came_from: str, node: str) -> dt.datetime | None:
    """When a run last came from one node straight to the other."""
    for at in range(len(path) - 1, 0, -1):
        if path[at][0] == node and path[at - 1][0] == came_from:
            return read_time(path[at][1]).to_datetime().astimezone(dt.UTC)
    return None


# Made once: putting a statement together costs more than running it.
_NEWEST_RUNS = (
    select(tables.Run.uuid, tables.Run.path, tables.Contact.uuid.label("contact"), tables.Contact.name)
    .join(tables.Contact, tables.Contact.id == tables.Run.contact_id)
    .where(tables.Run.flow_id == bindparam("flow_id"))
    .order_by(tables.Run.created_on.desc())
    .limit(RUNS_LOOKED_AT)
)
