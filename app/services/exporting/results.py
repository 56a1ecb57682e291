"""Runs with what the contacts answered. Source of the columns: RapidPro's results export, version 9."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, tuple_
from sqlalchemy.orm import Session

from app.errors import OutpostError
from app.services import tallies
from app.services.assets import AssetCache
from app.services.exporting import people
from app.services.exporting.cells import Cell, moment
from app.services.exporting.context import BATCH, ExportContext, chunks
from app.services.exporting.messages import EPOCH
from app.services.exporting.writers import MAX_COLUMNS
from app.services.result_columns import KnownResult, counted_keys, results_of
from app.services.universe import RealUniverse
from app.services.webhooks import WebhookClient
from app.store import tables

Columns = Sequence[tuple[tables.Flow, Sequence[KnownResult]]]


def export_results(context: ExportContext) -> int:
    """In the order in which the runs began; returns how many rows were written."""
    with context.store.read() as session:
        persons = people.identity_columns(context, session)
        flows = flows_of(session, context.workspace.id, context.params["flows"])
        columns = result_columns(session, assets_of(context), flows)
        total = _total(context, session, flows)
    header = [*persons.header, "Started", "Modified", "Exited", "Run UUID"]
    for flow, results in columns:
        header += [f"{one.name} ({part}) - {flow.name}" for one in results for part in ("Category", "Value", "Text")]
    if len(header) > MAX_COLUMNS and context.params.get("format") != "csv":
        raise OutpostError("export_too_wide", most=MAX_COLUMNS)
    return context.write("Runs", header, _batches(context, persons, columns, _runs(context, flows)), total)


def assets_of(context: ExportContext) -> AssetCache:
    """Of a process that runs no flow: nothing is called."""
    return AssetCache(context.store, RealUniverse(context.clock, WebhookClient(list)))


def flows_of(session: Session, workspace_id: int, uuids: Sequence[str]) -> list[tables.Flow]:
    """In the order asked for. Raises OutpostError `export_gone` where none is left."""
    query = select(tables.Flow).where(tables.Flow.workspace_id == workspace_id, tables.Flow.uuid.in_(list(uuids)))
    found = {flow.uuid: flow for flow in session.scalars(query)}
    flows = [found[uuid] for uuid in uuids if uuid in found]
    if not flows:
        raise OutpostError("export_gone")
    return flows


def result_columns(session: Session, assets: AssetCache, flows: Sequence[tables.Flow]) -> Columns:
    """Each flow with its results."""
    return [(flow, results_of(session, assets, flow, counted_keys(session, flow.id))) for flow in flows]


def _total(context: ExportContext, session: Session, flows: Sequence[tables.Flow]) -> int | None:
    """Known from the counts unless only some runs are wanted."""
    if context.span() != (None, None) or context.params.get("responded_only"):
        return None
    counts = tallies.read_many(session, [tallies.flow_scope(flow.id, "status") for flow in flows])
    return sum(sum(by_status.values()) for by_status in counts.values())


def _runs(context: ExportContext, flows: Sequence[tables.Flow]) -> Iterator[Row[Any]]:
    size = max(50, BATCH // len(flows))
    streams = (_runs_of(context, flow.id, size) for flow in flows)
    return heapq.merge(*streams, key=lambda row: (row.created_on, row.id))


def _runs_of(context: ExportContext, flow_id: int, size: int) -> Iterator[Row[Any]]:
    """Walked by when they began, which stays, and chosen by when they were last changed."""
    start, end = context.span()
    query = _RUNS.limit(size)
    if start is not None:
        query = query.where(_R.modified_on >= start)
    if end is not None:
        query = query.where(_R.modified_on < end, _R.created_on < end)
    if context.params.get("responded_only"):
        query = query.where(_R.responded)
    place: tuple[dt.datetime, int] = (EPOCH, 0)
    while True:
        with context.store.read() as session:
            found = session.execute(query, {"flow_id": flow_id, "after": place[0], "after_id": place[1]}).all()
        yield from found
        if len(found) < size:
            return
        place = (found[-1].created_on, found[-1].id)


def _batches(
    context: ExportContext, columns: people.PersonColumns, results: Columns, runs: Iterator[Row[Any]]
) -> Iterator[list[list[Cell]]]:
    zone = context.zone
    layout = _layout(results)
    width = sum(3 * len(known) for _, known in results)
    for batch in chunks(runs, BATCH):
        with context.store.read() as session:
            persons = people.load(session, {run.contact_id for run in batch}, with_groups=columns.with_groups)
        yield [
            [
                *columns.cells(persons.get(run.contact_id)),
                moment(run.created_on, zone),
                moment(run.modified_on, zone),
                moment(run.exited_on, zone),
                run.uuid,
                *answers(run.results or {}, layout.get(run.flow_id, {}), width),
            ]
            for run in batch
        ]


def _layout(columns: Columns) -> dict[int, dict[str, int]]:
    """Flow id -> result key -> its first column among those of the results."""
    layout: dict[int, dict[str, int]] = {}
    at = 0
    for flow, known in columns:
        layout[flow.id] = {one.key: at + 3 * index for index, one in enumerate(known)}
        at += 3 * len(known)
    return layout


def answers(results: Mapping[str, Any], places: Mapping[str, int], width: int) -> list[Cell]:
    """Category, value and text of each result, at its place in the row."""
    cells: list[Cell] = [None] * width
    for key, result in results.items():
        at = places.get(key)
        if at is None or not isinstance(result, Mapping):
            continue
        for offset, part in enumerate(("category", "value", "input")):
            cells[at + offset] = str(result.get(part) or "")
    return cells


# Made once: putting a statement together costs more than running it.
_R = tables.Run
_AFTER, _AFTER_ID = bindparam("after", type_=_R.created_on.type), bindparam("after_id", type_=_R.id.type)
_PLACE = tuple_(_R.created_on, _R.id) > tuple_(_AFTER, _AFTER_ID)
_RUNS = (
    select(_R.id, _R.uuid, _R.flow_id, _R.contact_id, _R.results, _R.created_on, _R.modified_on, _R.exited_on)
    .where(_R.flow_id == bindparam("flow_id"), _R.created_on >= bindparam("after"), _PLACE)
    .order_by(_R.created_on, _R.id)
)
