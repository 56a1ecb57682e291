"""Lists of messages: folders, labels, calls and what is scheduled. Keyset pages, newest first, each by an index of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.contracts.base import Page
from app.contracts.messages import (
    Call,
    Folder,
    FolderCounts,
    LabelCount,
    LabelRef,
    ListedMsg,
    ScheduledBroadcast,
)
from app.errors import Invalid, NotFound
from app.services.channel_events import CALL_TYPES
from app.services.conversation_rows import Window, as_direction, is_uncertain, latest_attempts
from app.services.outbox_rows import UNCERTAIN
from app.store import tables
from app.store.folders import FOLDERS, in_folder

_Msg, _Tally, _Label = tables.Msg, tables.Tally, tables.Label
_IS_CALL = tables.ChannelEvent.type.in_(CALL_TYPES)
HIDDEN_URN = "********"  # of workspaces that hide who writes. Source: RapidPro


def check_folder(folder: str) -> Folder:
    """Raises Invalid `unknown`."""
    if folder not in FOLDERS:
        raise Invalid("folder", "unknown")
    return folder  # type: ignore[return-value]


def count_folders(session: Session, workspace_id: int) -> dict[Folder, int]:
    """Messages by folder; a folder without any is missing."""
    mine = (_Tally.scope == "msgs", _Tally.key.in_(FOLDERS), _Tally.workspace_id == workspace_id)
    query = select(_Tally.key, func.sum(_Tally.count)).where(*mine).group_by(_Tally.key)
    return {check_folder(key): int(count) for key, count in session.execute(query) if count}


def read_counts(session: Session, workspace_id: int) -> FolderCounts:
    known = count_folders(session, workspace_id)
    calls = select(func.count()).where(tables.ChannelEvent.workspace_id == workspace_id, _IS_CALL)
    scheduled = select(func.count()).where(*_is_scheduled(workspace_id))
    return FolderCounts(
        folders={check_folder(folder): known.get(check_folder(folder), 0) for folder in FOLDERS},
        calls=session.scalar(calls) or 0,
        scheduled=session.scalar(scheduled) or 0,
        labels=_count_labels(session, workspace_id),
    )


def read_folder(session: Session, space: tables.Workspace, folder: str, window: Window) -> Page[ListedMsg]:
    query = select(_Msg.id).where(in_folder(check_folder(folder)), _Msg.workspace_id == space.id)
    return _page(session, space, query, _Msg.id, window)


def read_labelled(session: Session, space: tables.Workspace, label: str, window: Window) -> Page[ListedMsg]:
    on = tables.MsgLabel
    query = (
        select(on.msg_id)
        .join(_Msg, _Msg.id == on.msg_id)
        .where(on.label_id == find_label(session, space.id, label).id, _Msg.visibility == "visible")
    )
    return _page(session, space, query, on.msg_id, window)


def read_calls(session: Session, space: tables.Workspace, window: Window) -> Page[Call]:
    event = tables.ChannelEvent
    before, limit = window.before, window.limit
    query = (
        select(event, tables.Contact.uuid, tables.Contact.name, tables.Channel.name)
        .join(tables.Channel, tables.Channel.id == event.channel_id)
        .outerjoin(tables.Contact, tables.Contact.id == event.contact_id)
        .where(event.workspace_id == space.id, _IS_CALL)
    )
    if before is not None:
        query = query.where(event.id < before)
    rows = session.execute(query.order_by(event.id.desc()).limit(limit + 1)).all()
    shown = [_as_call(row, is_anon=space.is_anon) for row in rows[:limit]]
    return Page(shown, str(rows[limit - 1][0].id) if len(rows) > limit else None)


def read_scheduled(session: Session, space: tables.Workspace, window: Window) -> Page[ScheduledBroadcast]:
    broadcast, schedule = tables.Broadcast, tables.Schedule
    before, limit = window.before, window.limit
    query = select(broadcast, schedule).join(schedule, schedule.id == broadcast.schedule_id).where(*_is_scheduled(space.id))
    if before is not None:
        query = query.where(broadcast.id < before)
    rows = session.execute(query.order_by(broadcast.id.desc()).limit(limit + 1)).all()
    return Page([_as_scheduled(*row) for row in rows[:limit]], str(rows[limit - 1][0].id) if len(rows) > limit else None)


def read_uncertain(session: Session, space: tables.Workspace, window: Window) -> Page[ListedMsg]:
    """From the attempts, by the index of each channel's states: few are uncertain, of however many."""
    later, attempt = aliased(tables.Attempt), tables.Attempt
    doubted = (
        attempt.channel_id.in_(select(tables.Channel.id)),
        attempt.state == UNCERTAIN,
        ~exists().where(later.msg_id == attempt.msg_id, later.id > attempt.id),
    )
    query = select(_Msg.id).where(_Msg.id.in_(select(attempt.msg_id).where(*doubted)), is_of(space), _Msg.status + "" == "wired")
    return _page(session, space, query, _Msg.id, window)


def find_label(session: Session, workspace_id: int, uuid: str) -> tables.Label:
    """Raises NotFound; a deleted label is none."""
    found = session.scalar(select(_Label).where(_Label.uuid == uuid, _Label.workspace_id == workspace_id, _Label.is_active))
    if found is None:
        raise NotFound("label", uuid)
    return found


def is_of(space: tables.Workspace) -> ColumnElement[bool]:
    """That a message is of this workspace, for rows that are found by id: no index by workspace is to tempt the planner."""
    return _Msg.workspace_id + 0 == space.id


def read_listed(session: Session, space: tables.Workspace, ids: Sequence[int]) -> dict[int, ListedMsg]:
    """These messages of the workspace by id."""
    if not ids:
        return {}
    rows = session.execute(_LISTED.where(_Msg.id.in_(ids), is_of(space))).all()
    labels = _labels_of(session, [row[0].id for row in rows])
    wired = [row[0].id for row in rows if row[0].status == "wired"]
    states = latest_attempts(session, wired) if wired else {}
    return {
        row[0].id: replace(
            _as_listed(row, labels.get(row[0].id, []), is_anon=space.is_anon),
            uncertain=is_uncertain(row[0].status, states.get(row[0].id)),
        )
        for row in rows
    }


def folder_of(msg: tables.Msg) -> Folder | None:
    """The folder of one row, by the conditions of `app.store.folders`."""
    if msg.direction == "in":
        if msg.visibility == "archived":
            return "archived"
        if msg.visibility != "visible" or msg.status != "handled":
            return None
        return "inbox" if msg.flow_id is None else "flows"
    if msg.visibility != "visible":
        return None
    if msg.status == "failed":
        return "failed"
    return "outbox" if msg.status in ("queued", "errored") else "sent"


def _page(session: Session, space: tables.Workspace, query: Select[int], key: Any, window: Window) -> Page[ListedMsg]:
    before, limit = window.before, window.limit
    if before is not None:
        query = query.where(key < before)
    ids = session.scalars(query.order_by(key.desc()).limit(limit + 1)).all()
    found = read_listed(session, space, ids[:limit])
    return Page([found[one] for one in ids[:limit] if one in found], str(ids[limit - 1]) if len(ids) > limit else None)


def _is_scheduled(workspace_id: int) -> tuple[ColumnElement[bool], ...]:
    return tables.Broadcast.workspace_id == workspace_id, tables.Broadcast.schedule_id.is_not(None)


def _count_labels(session: Session, workspace_id: int) -> list[LabelCount]:
    mine = select(_Label).where(_Label.workspace_id == workspace_id, _Label.is_active).order_by(_Label.name_key)
    labels = session.scalars(mine).all()
    wanted = (_Tally.scope == "label", _Tally.key.in_([str(label.id) for label in labels]))
    query = select(_Tally.key, func.sum(_Tally.count)).where(*wanted).group_by(_Tally.key)
    counts = {key: int(count) for key, count in session.execute(query)}
    return [LabelCount(label.uuid, label.name, counts.get(str(label.id), 0)) for label in labels]


def _labels_of(session: Session, ids: Iterable[int]) -> dict[int, list[LabelRef]]:
    on = tables.MsgLabel
    query = (
        select(on.msg_id, _Label.uuid, _Label.name)
        .join(_Label, _Label.id == on.label_id)
        .where(on.msg_id.in_(list(ids)), _Label.is_active)
        .order_by(_Label.name_key)
    )
    found: dict[int, list[LabelRef]] = {}
    for msg_id, uuid, name in session.execute(query):
        found.setdefault(msg_id, []).append(LabelRef(uuid, name))
    return found


def _as_listed(row: Row[*tuple[Any, ...]], labels: list[LabelRef], *, is_anon: bool) -> ListedMsg:
    msg, contact, name, path, flow, channel = row
    return ListedMsg(
        uuid=msg.uuid,
        contact=contact,
        name=name,
        urn=(HIDDEN_URN if is_anon else path) if path else "",
        direction=as_direction(msg.direction),
        text=msg.text,
        attachments=list(msg.attachments or []),
        status=msg.status,
        folder=folder_of(msg),
        flow=flow,
        channel=channel,
        labels=labels,
        failed_reason=msg.failed_reason,
        created_on=msg.created_on,
        sent_on=msg.sent_on,
    )


def _as_call(row: Row[*tuple[Any, ...]], *, is_anon: bool) -> Call:
    event, contact, name, channel = row
    seconds = (event.extra or {}).get("duration", 0)
    return Call(
        uuid=event.uuid,
        type=event.type,
        contact=contact,
        name=name or "",
        urn=HIDDEN_URN if is_anon else event.address.partition(":")[2],
        channel=channel,
        seconds=seconds if isinstance(seconds, int) else 0,
        occurred_on=event.occurred_on,
    )


def _as_scheduled(broadcast: tables.Broadcast, schedule: tables.Schedule) -> ScheduledBroadcast:
    texts = broadcast.translations
    in_base: dict[str, Any] = texts.get(broadcast.base_language) or next(iter(texts.values()), {})
    return ScheduledBroadcast(
        uuid=broadcast.uuid,
        text=str(in_base.get("text", "")),
        repeat=schedule.repeat,
        next_fire=schedule.next_fire,
        is_paused=schedule.is_paused,
        created_by=broadcast.created_by,
        created_on=broadcast.created_on,
    )


_LISTED = (
    select(_Msg, tables.Contact.uuid, tables.Contact.name, tables.ContactUrn.path, tables.Flow.name, tables.Channel.name)
    .join(tables.Contact, tables.Contact.id == _Msg.contact_id)
    .outerjoin(tables.ContactUrn, tables.ContactUrn.id == _Msg.urn_id)
    .outerjoin(tables.Flow, tables.Flow.id == _Msg.flow_id)
    .outerjoin(tables.Channel, tables.Channel.id == _Msg.channel_id)
)
