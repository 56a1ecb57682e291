"""Telling the planner of campaign fires that there is work. The marks themselves are made by the database
(`app.store.triggers`), whoever writes; here they get their time, and the planner its task, in the writing transaction.

Whoever forgets to tell is found by the pulse within a minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, text, update
from sqlalchemy.orm import Session

from app.ports import TaskRef
from app.services import lateness
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

_Dirty, _Event, _Campaign = tables.CampaignDirty, tables.CampaignEvent, tables.Campaign
_Fire, _Space = tables.CampaignFire, tables.Workspace


def contacts_task(workspace_id: int, workspace_uuid: str) -> TaskRef:
    key = f"plan_contacts:{workspace_id}"
    return TaskRef("default", "plan_contacts", (workspace_id,), owner=workspace_uuid, key=key, priority=1)


def event_task(event_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("default", "plan_event", (event_id,), owner=workspace_uuid, key=f"plan_event:{event_id}")


def contacts_changed(work: UnitOfWork, core: Core, workspace: tables.Workspace, contact_ids: Iterable[int]) -> None:
    """Behind all changes of these contacts: let those be planned that the database marked."""
    if not (keys := list(contact_ids)):
        return
    connection, now = work.session.connection(), core.clock.now()
    if not connection.execute(_STAMP, {"keys": keys, "now": now}).rowcount:
        return
    trusted = lateness.trusted_now(work.session, now)  # read only now: most SMS mark nobody
    if trusted != now:
        connection.execute(_STAMP_ANEW, {"keys": keys, "now": now, "trusted": trusted})
    core.queue.add(work, contacts_task(workspace.id, workspace.uuid))


def events_changed(work: UnitOfWork, core: Core, workspace: tables.Workspace) -> None:
    """Behind all changes of campaigns of the workspace: let those events be planned that need it."""
    session = work.session
    session.flush()
    found = session.scalars(_UNPLANNED, {"workspace_id": workspace.id}).all()
    now = lateness.trusted_now(session, core.clock.now())
    stamp = update(_Event).where(_Event.id.in_(found), _Event.plan_since.is_(None)).values(plan_since=now)
    session.execute(stamp.execution_options(synchronize_session=False))
    for event_id in found:
        core.queue.add(work, event_task(event_id, workspace.uuid))


def pending_tasks(session: Session, limit: int) -> Iterator[TaskRef]:
    """Of all that is marked."""
    marked = select(_Dirty.contact_id).where(_Dirty.workspace_id == _Space.id).exists()
    for row in session.execute(select(_Space.id, _Space.uuid).where(marked).order_by(_Space.id).limit(limit)):
        yield contacts_task(row[0], row[1])
    events = _events().add_columns(_Space.uuid).join(_Space, _Space.id == _Campaign.workspace_id)
    for row in session.execute(events.limit(limit)):
        yield event_task(row[0], row[1])


def next_due_on(session: Session, after: dt.datetime) -> dt.datetime | None:
    """When the next fire falls due after that moment."""
    return session.scalar(_NEXT_DUE, {"after": after})


def put_right(session: Session, off_from: dt.datetime, now: dt.datetime) -> None:
    """The clock was wrong since then and is right now: what it dated outside of that time was changed no earlier than then."""
    for column in (_Dirty.since, _Event.plan_since):
        wrong = update(column.class_).where((column < off_from) | (column > now)).values({column: off_from})
        session.execute(wrong.execution_options(synchronize_session=False))


def not_started(session: Session, start: tables.StartRow, contact: tables.Contact) -> None:
    """The start that a fire became is not carried out after all. In the caller's transaction."""
    why = "not_active" if contact.status != "active" else "in_flow"
    if session.get_one(tables.Flow, start.flow_id).is_archived:
        why = "event_changed"
    ours = {"of_contact": start.contact_id, "of_event": start.campaign_event_id, "of_start": start.id}
    session.connection().execute(_NOT_STARTED, {**ours, "why": why})


def _events() -> Any:
    of_campaign = _Campaign.id == _Event.campaign_id
    return select(_Event.id).join(_Campaign, of_campaign).where(_Event.plan_cursor.is_not(None)).order_by(_Event.id)


_NOW: BindParameter[Any] = bindparam("now", type_=_Dirty.since.type)
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_STAMP = update(_Dirty).where(_Dirty.contact_id.in_(_KEYS), _Dirty.since.is_(None)).values(since=_NOW)
_STAMP_ANEW = (
    update(_Dirty)
    .where(_Dirty.contact_id.in_(_KEYS), _Dirty.since == _NOW)
    .values(since=bindparam("trusted", type_=_Dirty.since.type))
)
_AFTER: BindParameter[Any] = bindparam("after", type_=_Fire.due_on.type)
_NEXT_DUE = (
    select(_Fire.due_on)
    .where(text("campaign_fire.state = 'pending'"), _Fire.due_on > _AFTER)  # as the index says it
    .order_by(_Fire.due_on)
    .limit(1)
)
_UNPLANNED = _events().where(_Campaign.workspace_id == bindparam("workspace_id"))
_NOT_STARTED = (
    update(_Fire)
    .where(
        _Fire.contact_id == bindparam("of_contact"),
        _Fire.event_id == bindparam("of_event"),
        _Fire.start_id == bindparam("of_start"),
        _Fire.state == "fired",
    )
    .values(state="skipped", reason=bindparam("why"))
)
