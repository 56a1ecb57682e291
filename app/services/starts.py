"""Flow starts: a row for each contact, and a task that brings it about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.clock import Clock
from app.ports import TaskRef
from app.services import contacts, ticket_triggers
from app.services.base import Core
from app.services.recipients import Exclusions, local_now
from app.store import tables
from app.store.database import UnitOfWork

if TYPE_CHECKING:
    from app.services.turn import Situation

RUN = "run:"
PENDING, DONE, SKIPPED, DEAD = "pending", "done", "skipped", "dead"


def start_task(start_id: int, workspace_uuid: str, priority: int = 0) -> TaskRef:
    """`owner` is the workspace, so that a big start of one does not hold up another."""
    return TaskRef("flow", "start_contact", (start_id,), owner=workspace_uuid, key=f"start:{start_id}", priority=priority)


def asked_by_run(run_uuid: str) -> str:
    """`created_by` of a start that a flow asked for."""
    return f"{RUN}{run_uuid}"


def is_left_out(session: Session, start: tables.StartRow, situation: Situation, clock: Clock) -> bool:
    """Whether the contact has come under the exclusions of a start of many since they were taken up."""
    many = _many(session, start)
    if many is None:
        return False
    now = local_now(clock, situation.shared)
    return bool(Exclusions.read(many.exclusions).left_out(session, [situation.contact], start.flow_id, now))


def trigger_of(session: Session, start: tables.StartRow, flow: tables.Flow, now: str) -> dict[str, Any]:
    """GoFlow's trigger JSON: by a closed ticket, by a person, or by another session's run with what that run tells of itself."""
    data: dict[str, Any] = {"flow": {"uuid": flow.uuid, "name": flow.name}, "triggered_on": now}
    if start.ticket_id is not None:
        return {**ticket_triggers.trigger_json(session, start), **data}
    if (many := _many(session, start)) is not None:
        data |= {"batch": True, **({"params": many.params} if many.params else {})}
        return {"type": "flow_action", **data, **many.asked} if many.asked else {"type": "manual", **data, "origin": "ui"}
    run = _asking_run(session, start)
    if run is None:
        return {"type": "manual", **data, "origin": "ui"}
    parent = session.get_one(tables.Session, run.session_id)
    return {"type": "flow_action", **data, "history": _history(parent), "run_summary": _summary(session, run, parent)}


def _many(session: Session, start: tables.StartRow) -> tables.FlowStart | None:
    return session.get(tables.FlowStart, start.flow_start_id) if start.flow_start_id else None


def _asking_run(session: Session, start: tables.StartRow) -> tables.Run | None:
    if not start.created_by.startswith(RUN):
        return None
    return session.scalar(select(tables.Run).where(tables.Run.uuid == start.created_by.removeprefix(RUN)))


def _history(parent: tables.Session) -> dict[str, Any]:
    """How long the chain of sessions is, and how much of it without a word from a contact: the engine limits the latter.

    Of a session whose state is gone only itself is known.
    """
    state = parent.state or {"trigger": {}, "runs": []}
    past = state["trigger"].get("history") or {}
    heard = any(run.get("had_input") for run in state["runs"])
    since = 0 if heard else past.get("ancestors_since_input", 0) + 1
    return {"parent_uuid": parent.uuid, "ancestors": past.get("ancestors", 0) + 1, "ancestors_since_input": since}


def _summary(session: Session, run: tables.Run, parent: tables.Session) -> dict[str, Any]:
    contact = session.get_one(tables.Contact, run.contact_id)
    return {
        "uuid": run.uuid,
        "flow": _flow_ref(session, run, parent),
        "contact": contacts.to_engine(session, contact),
        "status": run.status,
        "results": run.results,
    }


def _flow_ref(session: Session, run: tables.Run, parent: tables.Session) -> dict[str, Any]:
    ref: dict[str, Any] | None
    ref = next((item["flow"] for item in (parent.state or {}).get("runs", ()) if item["uuid"] == run.uuid), None)
    if ref is None and (flow := session.get(tables.Flow, run.flow_id) if run.flow_id else None):
        ref = {"uuid": flow.uuid, "name": flow.name}
    return ref or {}


def queue_starts(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    flow: tables.Flow,
    people: Iterable[tables.Contact],
    created_by: str = "",
    priority: int = 0,
) -> int:
    """Rows and tasks in the caller's transaction; returns how many. `created_by`: who asked, or `asked_by_run`."""
    keys = [contact.id for contact in people]
    queue_rows(work, core, workspace=workspace, flow_id=flow.id, contact_ids=keys, created_by=created_by, priority=priority)
    return len(keys)


def queue_rows(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    flow_id: int,
    contact_ids: Iterable[int],
    flow_start_id: int | None = None,
    trigger_id: int | None = None,
    ticket_id: int | None = None,
    created_by: str = "",
    priority: int = 0,
) -> None:
    """As `queue_starts`, by ids; `flow_start_id` is the start of many that they are part of, `trigger_id` and `ticket_id` what
    set them off."""
    rows = [
        tables.StartRow(
            uuid=ids.uuid4(),
            workspace_id=workspace.id,
            flow_id=flow_id,
            contact_id=contact_id,
            state=PENDING,
            flow_start_id=flow_start_id,
            trigger_id=trigger_id,
            ticket_id=ticket_id,
            created_on=core.clock.now(),
            created_by=created_by,
        )
        for contact_id in contact_ids
    ]
    work.session.add_all(rows)
    work.session.flush()
    for row in rows:
        core.queue.add(work, start_task(row.id, workspace.uuid, priority))
