"""Flow starts: a row for each contact. One or two have a task each; of many, slices go through the rows (`start_slices`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session, defer
from sqlalchemy.orm.interfaces import ORMOption

from app import ids
from app.clock import Clock
from app.ports import TaskRef
from app.services import contacts, ticket_triggers
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.recipients import Exclusions, local_now
from app.store import tables
from app.store.database import UnitOfWork

T = TypeVar("T", bound=tables.Base)
RUN = "run:"
_KEPT = "starts"
_ROW = tables.StartRow
IS_BULK_PENDING = text("start.state = 'pending' AND start.is_bulk")  # as the index over them says it
FEW = 2  # contacts who are started at once, and not as bulk. Source: RapidPro
LANES = 4  # slices of one workspace that may be in work at once, where there are so many workers
PENDING, DONE, SKIPPED, DEAD = "pending", "done", "skipped", "dead"
PARKED, FAILED = "parked", "failed"  # what a try comes to: it is queued again by itself; the recovery pass tries it again
Outcome = Literal["done", "parked", "failed"]


def start_task(start_id: int, workspace_uuid: str, priority: int = 0) -> TaskRef:
    """`owner` is the workspace, so that a big start of one does not hold up another."""
    return TaskRef("flow", "start_contact", (start_id,), owner=workspace_uuid, key=f"start:{start_id}", priority=priority)


def slice_task(workspace_id: int, workspace_uuid: str, lane: int) -> TaskRef:
    """A lane has every so manieth contact, so that each is started in the order that was asked for: one task, however many rows
    there are."""
    key = f"starts:{workspace_id}:{lane}"
    return TaskRef("flow", "start_slice", (workspace_id, lane), owner=workspace_uuid, key=key)


def asked_by_run(run_uuid: str) -> str:
    """`created_by` of a start that a flow asked for."""
    return f"{RUN}{run_uuid}"


def left_out(
    session: Session,
    rows: Sequence[tables.StartRow],
    people: Mapping[int, tables.Contact],
    shared: WorkspaceAssets,
    clock: Clock,
) -> set[int]:
    """Ids of those of `rows` whose contacts (`people`, by id) have come under the exclusions of their start since they were
    taken up."""
    now = local_now(clock, shared)
    found: set[int] = set()
    by_start: dict[int, list[tables.StartRow]] = {}
    for row in rows:
        if row.flow_start_id is not None:
            by_start.setdefault(row.flow_start_id, []).append(row)
    for mine in by_start.values():
        many = _many(session, mine[0])
        exclusions = Exclusions.read(many.exclusions if many else None)
        excluded = exclusions.left_out(session, [people[row.contact_id] for row in mine], mine[0].flow_id, now)
        found.update(row.id for row in mine if row.contact_id in excluded)
    return found


def triggers_of(
    session: Session,
    rows: Sequence[tables.StartRow],
    people: Mapping[int, tables.Contact],
    shared: WorkspaceAssets,
    clock: Clock,
) -> dict[int, dict[str, Any]]:
    """The trigger of each start that is to come about, by the row's id. Without those whose flow was archived or whose contact
    (`people`, by id) may not be written to, is in a flow that this one yields to, or is left out."""
    excluded, now = left_out(session, rows, people, shared, clock), contacts.time_text(clock.now())
    found = {}
    for row in rows:
        flow = _kept(session, tables.Flow, row.flow_id)
        assert flow is not None  # the row refers to it
        person = people[row.contact_id]
        is_startable = person.status == "active" and not flow.is_archived and not _yields(row, flow, person)
        if is_startable and row.id not in excluded:
            found[row.id] = trigger_of(session, row, flow, now)
    return found


def _yields(start: tables.StartRow, flow: tables.Flow, person: tables.Contact) -> bool:
    """Of flows in the background a passive start stands beside the one that the contact is in."""
    if person.current_flow_id is None:
        return False
    return start.start_mode == "skip" or (start.start_mode == "passive" and flow.type != "messaging_background")


def trigger_of(session: Session, start: tables.StartRow, flow: tables.Flow, now: str) -> dict[str, Any]:
    """GoFlow's trigger JSON: by a campaign, by a closed ticket, by a person, or by another session's run with what that run tells
    of itself."""
    data: dict[str, Any] = {"flow": {"uuid": flow.uuid, "name": flow.name}, "triggered_on": now}
    if start.campaign_event_id is not None and (event := _kept(session, tables.CampaignEvent, start.campaign_event_id)):
        return {"type": "campaign", **data, "event": _campaign_fired(session, start, event)}
    if start.ticket_id is not None:
        return {**ticket_triggers.trigger_json(session, start), **data}
    if (many := _many(session, start)) is not None:
        data |= {"batch": start.is_bulk, **({"params": many.params} if many.params else {})}
        return {"type": "flow_action", **data, **many.asked} if many.asked else {"type": "manual", **data, "origin": "ui"}
    run = _asking_run(session, start)
    if run is None:
        return {"type": "manual", **data, "origin": "ui"}
    parent = session.get_one(tables.Session, run.session_id)
    return {"type": "flow_action", **data, "history": _history(parent), "run_summary": _summary(session, run, parent)}


def _campaign_fired(session: Session, start: tables.StartRow, event: tables.CampaignEvent) -> dict[str, Any]:
    """GoFlow's event; its point is ours of the campaign. Source: goflow triggers/campaign."""
    campaign = _kept(session, tables.Campaign, event.campaign_id)
    assert campaign is not None  # the event refers to it
    return {
        "uuid": start.uuid,
        "type": "campaign_fired",
        "created_on": contacts.time_text(start.created_on),
        "campaign": {"uuid": campaign.uuid, "name": campaign.name},
        "point_uuid": event.uuid,
    }


def _many(session: Session, start: tables.StartRow) -> tables.FlowStart | None:
    """Without its recipients, which may be many."""
    key = start.flow_start_id
    return _kept(session, tables.FlowStart, key, defer(tables.FlowStart.recipients)) if key else None


def _kept(session: Session, table: type[T], key: int, *options: ORMOption) -> T | None:
    """A row that many starts share, of a session that reads. By itself a session forgets what nobody holds, and would read it
    anew for each of them."""
    rows: dict[tuple[type, int], T | None] = session.info.setdefault(_KEPT, {})
    place = (table, key)
    if place not in rows:
        rows[place] = session.get(table, key, options=options)
    return rows[place]


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


def are_many_pending(session: Session, workspace_id: int, many: int) -> bool:
    """Whether so many contacts of the workspace are taken up and not started yet."""
    pending = select(_ROW.id).where(IS_BULK_PENDING, _ROW.workspace_id == workspace_id).limit(many)
    return (session.scalar(select(func.count()).select_from(pending.subquery())) or 0) >= many


def slice_tasks(session: Session, limit: int) -> list[TaskRef]:
    """Of all workspaces that have contacts to start."""
    space = tables.Workspace
    query = select(space.id, space.uuid).join(_ROW, _ROW.workspace_id == space.id).where(IS_BULK_PENDING).distinct()
    return [slice_task(row.id, row.uuid, lane) for row in session.execute(query.limit(limit)) for lane in range(LANES)]


def queue_starts(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    flow: tables.Flow,
    people: Iterable[tables.Contact],
    created_by: str = "",
    is_bulk: bool,
    priority: int = 0,
) -> int:
    """Rows and tasks in the caller's transaction; returns how many. `created_by`: who asked, or `asked_by_run`."""
    keys = [contact.id for contact in people]
    made = queue_rows(
        work,
        core,
        workspace=workspace,
        flow_id=flow.id,
        contact_ids=keys,
        is_bulk=is_bulk,
        created_by=created_by,
        priority=priority,
    )
    return len(made)


def queue_rows(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    flow_id: int,
    contact_ids: Sequence[int],
    is_bulk: bool = False,
    created_by: str = "",
    priority: int = 0,
    **origin: int | str | None,
) -> list[int]:
    """As `queue_starts`, by ids; returns those of the rows, in the order of the contacts'. `origin` are further columns:
    `flow_start_id` (the start of many that they are part of), `campaign_event_id`, `trigger_id`, `ticket_id`, `start_mode`."""
    if not contact_ids:
        return []
    common = {
        "workspace_id": workspace.id,
        "flow_id": flow_id,
        "state": PENDING,
        "is_bulk": is_bulk,
        "created_on": core.clock.now(),
        "created_by": created_by,
        **origin,
    }
    rows = [{"uuid": ids.uuid4(), "contact_id": contact_id, **common} for contact_id in contact_ids]
    made = list(work.session.scalars(_NEW_ROWS, rows))
    if is_bulk:
        tasks = [slice_task(workspace.id, workspace.uuid, lane) for lane in sorted({key % LANES for key in contact_ids})]
    else:
        tasks = [start_task(row_id, workspace.uuid, priority) for row_id in made]
    for task in tasks:
        core.queue.add(work, task)
    return made


_NEW_ROWS = insert(tables.StartRow).returning(tables.StartRow.id, sort_by_parameter_order=True)
