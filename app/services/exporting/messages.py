"""Messages as RapidPro exports them. Source of the columns: its message export, version 9."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from app.services import tallies
from app.services.exporting import people
from app.services.exporting.cells import Cell, moment
from app.services.exporting.context import BATCH, ExportContext, chunks, gone_or
from app.store import tables

EPOCH = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
Conditions = Sequence[ColumnElement[bool]]
_VISIBLE = tables.Msg.visibility == "visible"
_HANDLED = tables.Msg.status == "handled"
# As `app.store.triggers.FOLDER` counts them: direction, and what else holds.
FOLDERS: Mapping[str, tuple[str, Conditions]] = {
    "inbox": ("in", (_VISIBLE, _HANDLED, tables.Msg.flow_id.is_(None))),
    "flows": ("in", (_VISIBLE, _HANDLED, tables.Msg.flow_id.is_not(None))),
    "archived": ("in", (tables.Msg.visibility == "archived",)),
    "outbox": ("out", (_VISIBLE, tables.Msg.status.in_(("queued", "errored")))),
    "sent": ("out", (_VISIBLE, tables.Msg.status.in_(("wired", "sent", "delivered", "read")))),
    "failed": ("out", (_VISIBLE, tables.Msg.status == "failed")),
}


def export_messages(context: ExportContext) -> int:
    """Oldest first; returns how many rows were written."""
    with context.store.read() as session:
        columns = people.identity_columns(context, session)
        label_id = _label_id(context, session)
        total = _total(context, session, label_id)
    rows = _labelled(context, label_id) if label_id is not None else _of_days(context)
    header = ["Date", *columns.header, "Flow", "Direction", "Text", "Attachments", "Status", "Channel", "Labels"]
    return context.write("Messages", header, _batches(context, columns, rows), total)


def _label_id(context: ExportContext, session: Session) -> int | None:
    uuid = context.params.get("label")
    if uuid is None:
        return None
    label = tables.Label
    query = select(label.id).where(label.uuid == uuid, label.workspace_id == context.workspace.id, label.is_active)
    return gone_or(session.scalar(query))


def _total(context: ExportContext, session: Session, label_id: int | None) -> int | None:
    """Known from the counts unless days were chosen."""
    if context.span() != (None, None):
        return None
    if label_id is not None:
        return tallies.read(session, "label").get(str(label_id), 0)
    where = tables.Tally.workspace_id == context.workspace.id, tables.Tally.scope == "msgs"
    query = select(tables.Tally.key, func.sum(tables.Tally.count)).where(*where).group_by(tables.Tally.key)
    counts = {key: int(count) for key, count in session.execute(query)}
    folder = context.params.get("folder")
    return counts.get(folder, 0) if folder else sum(counts.values()) - counts.get("archived", 0)


def _of_days(context: ExportContext) -> Iterator[Row[Any]]:
    """In and out by the same index, merged by time."""
    folder = context.params.get("folder")
    kinds = [FOLDERS[folder]] if folder else [("in", (_VISIBLE,)), ("out", (_VISIBLE,))]
    streams = (_of_direction(context, direction, conditions) for direction, conditions in kinds)
    yield from heapq.merge(*streams, key=lambda row: (row.created_on, row.id))


def _of_direction(context: ExportContext, direction: str, conditions: Conditions) -> Iterator[Row[Any]]:
    start, end = context.span()
    query = _BY_TIME.where(_M.direction == direction, *conditions)
    if end is not None:
        query = query.where(_M.created_on < end)
    place: tuple[dt.datetime, int] = (start or EPOCH, 0)
    while True:
        at = {"after": place[0], "after_id": place[1], "workspace_id": context.workspace.id}
        with context.store.read() as session:
            found = session.execute(query, at).all()
        yield from found
        if len(found) < BATCH:
            return
        place = (found[-1].created_on, found[-1].id)


def _labelled(context: ExportContext, label_id: int) -> Iterator[Row[Any]]:
    """Archived ones too, as they keep their labels."""
    start, end = context.span()
    query = _BY_LABEL
    if start is not None:
        query = query.where(_M.created_on >= start)
    if end is not None:
        query = query.where(_M.created_on < end)
    last = 0
    while True:
        with context.store.read() as session:
            found = session.execute(query, {"label_id": label_id, "after_id": last}).all()
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1].id


def _batches(context: ExportContext, columns: people.PersonColumns, rows: Iterator[Row[Any]]) -> Iterator[list[list[Cell]]]:
    zone = context.zone
    for batch in chunks(rows, BATCH):
        with context.store.read() as session:
            persons = people.load(session, {row.contact_id for row in batch}, with_groups=columns.with_groups)
            labels = _labels(session, [row.id for row in batch])
        yield [
            [
                moment(row.created_on, zone),
                *columns.cells(persons.get(row.contact_id)),
                row.flow,
                row.direction.upper(),
                row.text,
                ", ".join(str(one).partition(":")[2] for one in row.attachments or []),
                row.status,
                row.channel,
                ", ".join(labels.get(row.id, [])),
            ]
            for row in batch
        ]


def _labels(session: Session, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in session.execute(_LABELS, {"ids": ids}):
        found.setdefault(row.msg_id, []).append(row.name)
    return found


def _msgs() -> Select[*tuple[Any, ...]]:
    msg = tables.Msg
    flow, channel = tables.Flow.name.label("flow"), tables.Channel.name.label("channel")
    shown = (msg.id, msg.contact_id, msg.flow_id, msg.direction, msg.visibility, msg.status, msg.text, msg.attachments)
    return (
        select(*shown, msg.created_on, flow, channel)
        .outerjoin(tables.Flow, tables.Flow.id == msg.flow_id)
        .outerjoin(tables.Channel, tables.Channel.id == msg.channel_id)
        .limit(BATCH)
    )


# Made once: putting a statement together costs more than running it.
_M = tables.Msg
_AFTER, _AFTER_ID = bindparam("after", type_=_M.created_on.type), bindparam("after_id", type_=_M.id.type)
_PLACE = tuple_(_M.created_on, _M.id) > tuple_(_AFTER, _AFTER_ID)
_BY_TIME = (
    _msgs()
    .where(_M.workspace_id == bindparam("workspace_id"), _M.created_on >= bindparam("after"), _PLACE)
    .order_by(_M.created_on, _M.id)
)
_BY_LABEL = (
    _msgs()
    .join(tables.MsgLabel, tables.MsgLabel.msg_id == _M.id)
    .where(tables.MsgLabel.label_id == bindparam("label_id"), tables.MsgLabel.msg_id > bindparam("after_id"))
    .where(_M.visibility.in_(("visible", "archived")))
    .order_by(tables.MsgLabel.msg_id)
)
_LABELS = (
    select(tables.MsgLabel.msg_id, tables.Label.name)
    .join(tables.Label, tables.Label.id == tables.MsgLabel.label_id)
    .where(tables.MsgLabel.msg_id.in_(bindparam("ids", expanding=True)), tables.Label.is_active)
    .order_by(tables.MsgLabel.msg_id, tables.Label.name_key)
)
