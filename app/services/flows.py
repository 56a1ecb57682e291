"""Flows: the list, importing, starting."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import flows as contracts
from app.engine.definition.limits import EXPIRY_DEFAULT_MINUTES
from app.errors import Invalid, NotFound
from app.services import tallies
from app.services.base import Core, Service
from app.services.starts import queue_starts
from app.services.triggers import NewTrigger, active_triggers, add_trigger, startable_flow
from app.services.turn import WAITING
from app.services.workspace_import import (
    ImportFile,
    Known,
    KnownFlow,
    KnownTrigger,
    Plan,
    PlannedFlow,
    make_plan,
    read_file,
)
from app.store import tables
from app.store.database import UnitOfWork

MAX_CONTACTS_PER_START = 100
FEW_CONTACTS = 2  # go before starts of many. Source: RapidPro


class Flows(Service, contract=contracts.Flows):
    def all(self, workspace: str) -> list[contracts.Flow]:
        """Without the archived, by name."""
        with self.core.store.read() as session:
            row = self.workspace(session, workspace)
            flow = tables.Flow
            query = select(flow).where(flow.workspace_id == row.id, ~flow.is_archived).order_by(flow.name, flow.id)
            waiting, keywords = _waiting(session, row.id), _keywords(session, row.id)
            found = list(session.scalars(query))
            counts = tallies.read_many(session, [tallies.flow_scope(one.id, "status") for one in found])
            runs = {one.id: counts.get(tallies.flow_scope(one.id, "status"), {}) for one in found}
            return [_shown(one, runs[one.id], waiting.get(one.id, 0), keywords.get(one.id, [])) for one in found]

    def preview_import(self, workspace: str, content: bytes) -> contracts.ImportReport:
        file = read_file(content)
        with self.core.store.read() as session:
            known = read_known(session, self.workspace(session, workspace).id, file)
            return make_plan(file, known, ids.uuid4).report(file)

    def import_file(self, workspace: str, content: bytes) -> contracts.ImportReport:
        file = read_file(content)
        with self.change("flows.import_file", workspace=workspace, site=file.site, version=file.version) as work:
            row = self.workspace(work.session, workspace)
            plan = make_plan(file, read_known(work.session, row.id, file), ids.uuid4)
            apply_plan(self.core, work, row, plan, self.actor.name)
            self.note(flows=len(plan.flows), triggers=len(plan.triggers), fields=len(plan.fields), groups=len(plan.groups))
        return plan.report(file)

    def start(self, workspace: str, flow: str, contacts: list[str]) -> int:
        wanted = list(dict.fromkeys(contacts))
        if not wanted:
            raise Invalid("contacts", "empty")
        if len(wanted) > MAX_CONTACTS_PER_START:
            raise Invalid("contacts", "too_many", most=MAX_CONTACTS_PER_START)
        with self.change("flows.start", workspace=workspace, subject=flow, contacts=len(wanted)) as work:
            row = self.workspace(work.session, workspace)
            target = startable_flow(work.session, row.id, flow)
            found = _contacts(work.session, row.id, wanted)
            by = self.actor.name
            priority = 1 if len(found) <= FEW_CONTACTS else 0
            return queue_starts(work, self.core, workspace=row, flow=target, people=found, created_by=by, priority=priority)


def read_known(session: Session, workspace_id: int, file: ImportFile) -> Known:
    """What the workspace has; `definition()` of its flows works as long as `session` is open."""
    flow, group = tables.Flow, tables.ContactGroup
    flows = session.execute(
        select(flow.uuid, flow.name, flow.type).where(flow.workspace_id == workspace_id, ~flow.is_archived).order_by(flow.id)
    ).all()
    fields = session.scalars(select(tables.ContactField.key).where(tables.ContactField.workspace_id == workspace_id))
    groups = session.execute(select(group.uuid, group.name).where(group.workspace_id == workspace_id)).all()
    uuids = file.uuids()
    taken = [*session.scalars(select(flow.uuid)), *session.scalars(select(group.uuid))]
    triggers = [
        KnownTrigger(row.uuid, NewTrigger(trigger.type, tuple(trigger.keywords), trigger.match_type))
        for trigger, row in active_triggers(session, workspace_id)
    ]
    return Known(
        flows=[KnownFlow(row.uuid, row.name, row.type, functools.partial(_definition, session, row.uuid)) for row in flows],
        fields=frozenset(fields),
        groups={row.uuid: row.name for row in groups},
        triggers=triggers,
        taken=frozenset(uuids.intersection(taken)),
    )


def apply_plan(core: Core, work: UnitOfWork, workspace: tables.Workspace, plan: Plan, created_by: str) -> None:
    """Write the plan in the caller's transaction."""
    session = work.session
    for field in plan.fields:
        row = tables.ContactField(uuid=ids.uuid4(), workspace_id=workspace.id, key=field.key, name=field.name, type=field.type)
        session.add(row)
    for group in plan.groups:
        session.add(tables.ContactGroup(uuid=group.uuid, workspace_id=workspace.id, name=group.name, query=group.query))
    session.flush()
    for planned in plan.flows:
        _save_flow(core, session, workspace, planned, created_by)
    for trigger in plan.triggers:
        flow = session.scalars(select(tables.Flow).where(tables.Flow.uuid == trigger.flow_uuid)).one()
        add_trigger(work, workspace, flow, trigger.new, core.clock.now())
    work.publish("flows", workspace.uuid)
    if plan.triggers:
        work.publish("triggers", workspace.uuid)


def _save_flow(core: Core, session: Session, workspace: tables.Workspace, planned: PlannedFlow, created_by: str) -> None:
    """A new flow, or the next revision of one that stands."""
    now, flow = core.clock.now(), planned.flow
    row = session.scalar(select(tables.Flow).where(tables.Flow.uuid == planned.uuid))
    if row is None:
        row = tables.Flow(uuid=planned.uuid, workspace_id=workspace.id, revision=max(flow.revision, 1), created_on=now)
        session.add(row)
    else:
        row.revision += 1
    row.name, row.type, row.language = flow.name, flow.type, flow.language
    row.nodes, row.modified_on = len(flow.nodes), now
    row.expire_after_minutes = flow.expire_after_minutes or EXPIRY_DEFAULT_MINUTES.get(flow.type, 0)
    row.ignore_triggers = _ignores_triggers(planned.raw, bool(row.ignore_triggers))
    session.flush()
    session.add(
        tables.FlowRevision(
            flow_id=row.id,
            revision=row.revision,
            spec_version=flow.spec_version,
            definition={**planned.raw, "revision": row.revision},
            created_on=now,
            created_by=created_by,
        )
    )


def _ignores_triggers(raw: Mapping[str, Any], before: bool) -> bool:
    metadata = raw.get("metadata")
    value = metadata.get("ignore_triggers") if isinstance(metadata, Mapping) else None
    return value if isinstance(value, bool) else before


def _definition(session: Session, uuid: str) -> Mapping[str, Any] | None:
    query = (
        select(tables.FlowRevision.definition)
        .join(tables.Flow, tables.Flow.id == tables.FlowRevision.flow_id)
        .where(tables.Flow.uuid == uuid, tables.FlowRevision.revision == tables.Flow.revision)
    )
    found: Mapping[str, Any] | None = session.scalar(query)
    return found


def _contacts(session: Session, workspace_id: int, uuids: list[str]) -> list[tables.Contact]:
    """In the order asked for. Raises NotFound."""
    query = select(tables.Contact).where(tables.Contact.workspace_id == workspace_id, tables.Contact.uuid.in_(uuids))
    found = {contact.uuid: contact for contact in session.scalars(query)}
    missing = next((uuid for uuid in uuids if uuid not in found), None)
    if missing is not None:
        raise NotFound("contact", missing)
    return [found[uuid] for uuid in uuids]


def _waiting(session: Session, workspace_id: int) -> dict[int, int]:
    row = tables.Session
    query = (
        select(row.current_flow_id, func.count())
        .join(tables.Flow, tables.Flow.id == row.current_flow_id)
        .where(row.status == WAITING, tables.Flow.workspace_id == workspace_id)
        .group_by(row.current_flow_id)
    )
    return {flow_id: count for flow_id, count in session.execute(query) if flow_id is not None}


def _keywords(session: Session, workspace_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for trigger, flow in active_triggers(session, workspace_id):
        found.setdefault(flow.id, []).extend(trigger.keywords or ())
    return found


def _shown(flow: tables.Flow, runs: Mapping[str, int], waiting: int, keywords: list[str]) -> contracts.Flow:
    return contracts.Flow(
        uuid=flow.uuid,
        name=flow.name,
        type=flow.type,
        language=flow.language,
        nodes=flow.nodes,
        revision=flow.revision,
        modified_on=flow.modified_on,
        started=sum(runs.values()),
        completed=runs.get("completed", 0),
        waiting=waiting,
        keywords=keywords,
    )
