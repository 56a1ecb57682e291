"""Deleting contacts for good: at once they are nobody, and what they wrote is wiped in the background.

The row stays, because counts, runs and messages name it; it keeps no name, address, value or answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, literal, select, update
from sqlalchemy import delete as delete_rows
from sqlalchemy.orm import Session

from app.ports import TaskRef
from app.services import campaign_marks, contacts, msg_actions, tallies, ticket_rows
from app.services.base import Core
from app.services.contact_changes import quietly
from app.services.session_ends import end_session
from app.services.ticket_rows import Deed
from app.store import tables
from app.store.database import UnitOfWork

PENDING = "contact_deletion:"  # a setting for each contact whose messages are not wiped yet
BATCH = 50  # messages of one transaction
SECONDS = 1.0  # of work until others have their turn
FAILED_REASON = "contact"
SCHEME = "deleted"

_Msg, _Session, _Event, _Urn = tables.Msg, tables.Session, tables.ContactEvent, tables.ContactUrn


def delete(
    core: Core, work: UnitOfWork, workspace: tables.Workspace, contact_ids: Sequence[int], user_id: int | None = None
) -> list[str]:
    """In the caller's transaction, a hundred at most; UUIDs of those that there were. Their messages follow."""
    session, now = work.session, core.clock.now()
    contact = tables.Contact
    query = select(contact).where(contact.id.in_(contact_ids), contact.workspace_id == workspace.id, ~contact.is_deleted)
    rows = list(session.scalars(query.order_by(contact.id).with_for_update()))
    keys = [row.id for row in rows]
    _end_sessions(core, work, workspace, keys)
    for row in rows:
        _close_tickets(work, workspace, row, Deed(workspace.uuid, now, user_id))
        row.is_deleted, row.status, row.name, row.name_key, row.language, row.timezone = True, "archived", "", "", "", ""
        row.fields, row.last_msg_id, row.current_flow_id, row.open_tickets = {}, None, None, 0
        row.modified_on, row.revision = now, row.revision + 1
        session.add(tables.Setting(name=f"{PENDING}{row.id}", value={"workspace": workspace.uuid}))
        core.queue.add(work, wipe_task(row.id, workspace.uuid))
    session.flush()
    _leave_everything(session, keys)
    campaign_marks.contacts_changed(work, core, workspace, keys)
    _stop_sending(core, session, keys)
    contacts.mark_all_dirty(session, [(row.id, row.revision) for row in rows])
    uuids = [row.uuid for row in rows]
    if uuids:
        work.publish("contacts", workspace.uuid, *uuids)
        work.publish("messages", workspace.uuid, *uuids)
    return uuids


def wipe_task(contact_id: int, workspace_uuid: str) -> TaskRef:
    return TaskRef("default", "wipe_contact", (contact_id,), owner=workspace_uuid, key=f"wipe_contact:{contact_id}")


def pending_tasks(session: Session, limit: int) -> Iterator[TaskRef]:
    """Of the contacts whose messages are still to be wiped."""
    setting = tables.Setting
    query = select(setting).where(setting.name.startswith(PENDING, autoescape=True)).order_by(setting.name).limit(limit)
    for row in session.scalars(query):
        yield wipe_task(int(row.name.removeprefix(PENDING)), row.value["workspace"])


def wipe(core: Core, contact_id: int) -> None:
    """Wipe what a deleted contact wrote and was written, and its history, for about a second. Safe to repeat."""
    started = core.clock.monotonic()
    while _wipe_some(core, contact_id):
        if core.clock.monotonic() - started >= SECONDS:
            with quietly(core) as work:
                row = work.session.get(tables.Setting, f"{PENDING}{contact_id}")
                if row is not None:
                    core.queue.add(work, wipe_task(contact_id, row.value["workspace"]))
            return


def _wipe_some(core: Core, contact_id: int) -> bool:
    """False: nothing is left, and the deletion is over."""
    with quietly(core) as work:
        session = work.session
        row = session.get(tables.Setting, f"{PENDING}{contact_id}")
        if row is None:
            return False
        gone = (msg_actions.DELETED, msg_actions.DELETED_BY_SENDER)
        query = select(_Msg).where(_Msg.contact_id == contact_id, _Msg.visibility.not_in(gone)).order_by(_Msg.id).limit(BATCH)
        msgs = list(session.scalars(query))
        msg_actions.wipe(core, work, msgs, msg_actions.DELETED)
        if msgs:
            return True
        calls = tables.HttpLog
        if _forget(session, _Event, _Event.contact_id == contact_id) or _forget(session, calls, calls.contact_id == contact_id):
            return True
        if _forget_states(session, contact_id) or _forget_answers(session, contact_id, row):
            return True
        session.delete(row)
        session.flush()
        return False


def _forget(session: Session, table: Any, *conditions: Any) -> bool:
    found = session.scalars(select(table.id).where(*conditions).limit(BATCH)).all()
    if found:
        session.execute(delete_rows(table).where(table.id.in_(found)), execution_options={"synchronize_session": False})
    return bool(found)


def _forget_states(session: Session, contact_id: int) -> bool:
    query = select(_Session.id).where(_Session.contact_id == contact_id, _Session.state.is_not(None)).limit(BATCH)
    found = session.scalars(query).all()
    if found:
        session.connection().execute(update(_Session).where(_Session.id.in_(found)).values(state=None))
    return bool(found)


def _forget_answers(session: Session, contact_id: int, pending: tables.Setting) -> bool:
    """What was answered in runs goes; in which category it fell stays, as the counts of flows do."""
    run, done = tables.Run, pending.value.get("run", 0)
    query = select(run).where(run.contact_id == contact_id, run.id > done).order_by(run.id).limit(BATCH)
    runs = list(session.scalars(query))
    for one in runs:
        one.results = {key: _without_answer(result) for key, result in (one.results or {}).items()}
    if runs:
        pending.value = {**pending.value, "run": runs[-1].id}
        session.flush()
    return bool(runs)


def _without_answer(result: dict[str, Any]) -> dict[str, Any]:
    return {name: "" if name in ("value", "input") else value for name, value in result.items() if name != "extra"}


def _end_sessions(core: Core, work: UnitOfWork, workspace: tables.Workspace, keys: Sequence[int]) -> None:
    zone, ticks = ZoneInfo(workspace.timezone), []
    query = select(_Session.id).where(_Session.contact_id.in_(keys), _Session.status == "waiting")
    for session_id in work.session.scalars(query).all():
        ticks += end_session(work, session_id, "interrupted", core.clock.now(), zone)
    tallies.add(work, workspace.id, ticks)


def _close_tickets(work: UnitOfWork, workspace: tables.Workspace, row: tables.Contact, deed: Deed) -> None:
    if not row.open_tickets:
        return
    ticket = tables.Ticket
    query = select(ticket).where(ticket.contact_id == row.id, ticket.status == ticket_rows.OPEN)
    for found in work.session.scalars(query).all():
        ticket_rows.close(work, row, found, deed)


def _leave_everything(session: Session, keys: Sequence[int]) -> None:
    connection = session.connection()
    for table in (tables.GroupContact, tables.ContactValue, tables.TriggerContact):
        connection.execute(delete_rows(table).where(table.contact_id.in_(keys)))
    freed = {"scheme": SCHEME, "path": "", "display": "", "priority": 0, "contact_id": None, "channel_id": None}
    name = literal(f"{SCHEME}:") + cast(_Urn.id, String)
    connection.execute(update(_Urn).where(_Urn.contact_id.in_(keys)).values(**freed, identity=name))


def _stop_sending(core: Core, session: Session, keys: Sequence[int]) -> None:
    """What no phone has yet stays here."""
    waiting = (_Msg.contact_id.in_(keys), _Msg.direction == "out", _Msg.status.in_(("queued", "errored")))
    values = {"status": "failed", "failed_reason": FAILED_REASON, "next_attempt": None, "modified_on": core.clock.now()}
    session.connection().execute(update(_Msg).where(*waiting).values(values))
