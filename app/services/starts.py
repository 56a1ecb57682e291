"""Flow starts: a row for each contact, and a task that brings it about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.ports import TaskRef
from app.services import contacts
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

RUN = "run:"
PENDING, DONE, SKIPPED, DEAD = "pending", "done", "skipped", "dead"


def start_task(start_id: int, workspace_uuid: str, priority: int = 0) -> TaskRef:
    """`owner` is the workspace, so that a big start of one does not hold up another."""
    return TaskRef("flow", "start_contact", (start_id,), owner=workspace_uuid, key=f"start:{start_id}", priority=priority)


def asked_by_run(run_uuid: str) -> str:
    """`created_by` of a start that a flow asked for."""
    return f"{RUN}{run_uuid}"


def trigger_of(session: Session, start: tables.StartRow, flow: tables.Flow, now: str) -> dict[str, Any]:
    """GoFlow's trigger JSON: by a person, or by another session's run with what that run tells of itself."""
    data: dict[str, Any] = {"flow": {"uuid": flow.uuid, "name": flow.name}, "triggered_on": now}
    run = _asking_run(session, start)
    if run is None:
        return {"type": "manual", **data, "origin": "ui"}
    parent = session.get_one(tables.Session, run.session_id)
    return {"type": "flow_action", **data, "history": _history(parent), "run_summary": _summary(session, run, parent)}


def _asking_run(session: Session, start: tables.StartRow) -> tables.Run | None:
    if not start.created_by.startswith(RUN):
        return None
    return session.scalar(select(tables.Run).where(tables.Run.uuid == start.created_by.removeprefix(RUN)))


def _history(parent: tables.Session) -> dict[str, Any]:
    """How long the chain of sessions is, and how much of it without a word from a contact: the engine limits the latter."""
    past = parent.state["trigger"].get("history") or {}
    heard = any(run.get("had_input") for run in parent.state["runs"])
    since = 0 if heard else past.get("ancestors_since_input", 0) + 1
    return {"parent_uuid": parent.uuid, "ancestors": past.get("ancestors", 0) + 1, "ancestors_since_input": since}


def _summary(session: Session, run: tables.Run, parent: tables.Session) -> dict[str, Any]:
    ref: dict[str, Any] = next((item["flow"] for item in parent.state["runs"] if item["uuid"] == run.uuid), {})
    contact = session.get_one(tables.Contact, run.contact_id)
    return {
        "uuid": run.uuid,
        "flow": ref,
        "contact": contacts.to_engine(session, contact),
        "status": run.status,
        "results": run.results,
    }


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
    rows = [
        tables.StartRow(
            uuid=ids.uuid4(),
            workspace_id=workspace.id,
            flow_id=flow.id,
            contact_id=contact.id,
            state=PENDING,
            created_on=core.clock.now(),
            created_by=created_by,
        )
        for contact in people
    ]
    work.session.add_all(rows)
    work.session.flush()
    for row in rows:
        core.queue.add(work, start_task(row.id, workspace.uuid, priority))
    return len(rows)
