"""Flows: the list, what is done to them, starting."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import flows as contracts
from app.engine.definition.cloning import clone
from app.engine.definition.errors import DefinitionError
from app.engine.definition.reader import read_flow
from app.errors import Invalid, NotFound, OutpostError
from app.services import campaign_marks, tallies
from app.services.base import Service
from app.services.flow_rows import definition_of, find_flow, names_in_use, new_flow, save_revision
from app.services.objects import check_name
from app.services.sessions import interrupt_flow
from app.services.starts import FEW, queue_starts
from app.services.triggers import active_triggers, archive_trigger, startable_flow
from app.services.turn import WAITING
from app.services.workspace_file.planning import MAX_FLOW_LABELS, clean_labels, numbered
from app.services.workspace_file.reading import MAX_FLOW_NAME_CHARACTERS
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

MAX_REVISIONS = 100
MAX_CONTACTS_PER_START = 100


class Flows(Service, contract=contracts.Flows):
    def all(self, workspace: str) -> list[contracts.Flow]:
        """Without the archived, by name."""
        with self.core.store.read() as session:
            row = self.workspace(session, workspace)
            flow = tables.Flow
            query = select(flow).where(flow.workspace_id == row.id, ~flow.is_archived).order_by(flow.name, flow.id)
            return _shown_all(session, row.id, list(session.scalars(query)))

    def archived(self, workspace: str) -> list[contracts.Flow]:
        with self.core.store.read() as session:
            row = self.workspace(session, workspace)
            flow = tables.Flow
            query = select(flow).where(flow.workspace_id == row.id, flow.is_archived, ~flow.is_deleted)
            return _shown_all(session, row.id, list(session.scalars(query.order_by(flow.name, flow.id))))

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
            few = len(found) <= FEW
            return queue_starts(
                work,
                self.core,
                workspace=row,
                flow=target,
                people=found,
                created_by=self.actor.name,
                is_bulk=not few,
                priority=1 if few else 0,
            )

    def rename(self, workspace: str, flow: str, name: str) -> None:
        name = check_name(name, most=MAX_FLOW_NAME_CHARACTERS)
        with self.change("flows.rename", workspace=workspace, subject=flow, name=name) as work:
            row = find_flow(work.session, self.workspace(work.session, workspace).id, flow)
            if not row.is_archived:
                _check_free(work.session, row, name)
            if row.name != name:
                self._save(work, row, {**definition_of(work.session, row), "name": name}, workspace)

    def archive(self, workspace: str, flow: str) -> None:
        with self.change("flows.archive", workspace=workspace, subject=flow) as work:
            space = self.workspace(work.session, workspace)
            row = find_flow(work.session, space.id, flow)
            if not row.is_archived:
                now = self.core.clock.now()
                triggers, events = _stop_starting(work, space, row, now)
                campaign_marks.events_changed(work, self.core, space)
                self.note(triggers=triggers, events=events)
                row.is_archived, row.modified_on = True, now
                interrupt_flow(work, self.core, space, row, self.actor.name)
                work.publish("flows", workspace, flow)

    def restore(self, workspace: str, flow: str) -> None:
        with self.change("flows.restore", workspace=workspace, subject=flow) as work:
            row = find_flow(work.session, self.workspace(work.session, workspace).id, flow)
            if row.is_archived:
                _check_free(work.session, row, row.name)
                row.is_archived, row.modified_on = False, self.core.clock.now()
                work.publish("flows", workspace, flow)

    def delete(self, workspace: str, flow: str) -> None:
        with self.change("flows.delete", workspace=workspace, subject=flow) as work:
            space = self.workspace(work.session, workspace)
            row = find_flow(work.session, space.id, flow)
            if not row.is_archived:
                raise OutpostError("flow_not_archived")
            waiting = work.session.scalar(
                select(func.count()).select_from(tables.Contact).where(tables.Contact.current_flow_id == row.id)
            )
            if waiting:
                raise OutpostError("flow_waiting", count=waiting)
            by = _entered_by(work.session, row)
            if by:
                raise OutpostError("flow_in_use", by=", ".join(by)[:500])
            row.is_deleted, row.modified_on = True, self.core.clock.now()
            self.note(name=row.name)
            work.publish("flows", workspace, flow)

    def copy(self, workspace: str, flow: str) -> contracts.Flow:
        with self.change("flows.copy", workspace=workspace, subject=flow) as work:
            space = self.workspace(work.session, workspace)
            source = find_flow(work.session, space.id, flow)
            raw = clone(definition_of(work.session, source), new_uuid=ids.uuid4)
            taken = names_in_use(work.session, space.id)
            raw["name"] = numbered(source.name, lambda name: fold_name(name) in taken)
            row = new_flow(space, str(raw["uuid"]), source.type, self.core.clock.now())
            row.labels = source.labels
            self.note(copy=row.uuid)
            self._save(work, row, raw, workspace)
            return _shown_all(work.session, space.id, [row])[0]

    def set_labels(self, workspace: str, flow: str, labels: list[str]) -> None:
        wanted = [check_name(label, "labels") for label in labels[: MAX_FLOW_LABELS + 1]]
        if len(wanted) > MAX_FLOW_LABELS:
            raise Invalid("labels", "too_many", most=MAX_FLOW_LABELS)
        with self.change("flows.set_labels", workspace=workspace, subject=flow, labels=len(wanted)) as work:
            row = find_flow(work.session, self.workspace(work.session, workspace).id, flow)
            row.labels = clean_labels(wanted)
            work.publish("flows", workspace, flow)

    def revisions(self, workspace: str, flow: str) -> list[contracts.FlowRevision]:
        with self.core.store.read() as session:
            row = find_flow(session, self.workspace(session, workspace).id, flow)
            made = tables.FlowRevision
            columns = (made.revision, made.spec_version, made.created_on, made.created_by)
            query = select(*columns).where(made.flow_id == row.id).order_by(made.revision.desc()).limit(MAX_REVISIONS)
            return [contracts.FlowRevision(*found) for found in session.execute(query)]

    def definition(self, workspace: str, flow: str, revision: int = 0) -> contracts.FlowRevision:
        with self.core.store.read() as session:
            row = find_flow(session, self.workspace(session, workspace).id, flow)
            return _revision(session, row, revision or row.revision)

    def revert(self, workspace: str, flow: str, revision: int) -> contracts.FlowRevision:
        with self.change("flows.revert", workspace=workspace, subject=flow, revision=revision) as work:
            row = find_flow(work.session, self.workspace(work.session, workspace).id, flow)
            raw = {**definition_of(work.session, row, revision), "name": row.name, "uuid": row.uuid}
            self._save(work, row, raw, workspace)
            return _revision(work.session, row, row.revision)

    def _save(self, work: UnitOfWork, row: tables.Flow, raw: Mapping[str, Any], workspace: str) -> None:
        try:
            read = read_flow(raw, new_uuid=ids.uuid4)
        except DefinitionError as error:
            raise Invalid("definition", error.code) from error
        save_revision(work.session, row, read, read.raw, now=self.core.clock.now(), created_by=self.actor.name)
        work.publish("flows", workspace, row.uuid)


def _revision(session: Session, flow: tables.Flow, revision: int) -> contracts.FlowRevision:
    found = session.get(tables.FlowRevision, (flow.id, revision))
    if found is None:
        raise NotFound("revision", revision)
    text = json.dumps(found.definition, ensure_ascii=False, indent=2)
    return contracts.FlowRevision(found.revision, found.spec_version, found.created_on, found.created_by, text)


def _check_free(session: Session, flow: tables.Flow, name: str) -> None:
    if fold_name(name) in names_in_use(session, flow.workspace_id, flow.id):
        raise Invalid("name", "taken")


def _stop_starting(work: UnitOfWork, workspace: tables.Workspace, flow: tables.Flow, now: dt.datetime) -> tuple[int, int]:
    """Archive the flow's triggers and end the campaign events that start it; returns how many of each."""
    trigger, event = tables.Trigger, tables.CampaignEvent
    mine = (trigger.workspace_id == workspace.id, trigger.flow_id == flow.id, ~trigger.is_archived)
    triggers = work.session.scalars(select(trigger).where(*mine)).all()
    for one in triggers:
        archive_trigger(work, workspace, one, now)
    events = work.session.scalars(select(event).where(event.flow_id == flow.id, event.is_active)).all()
    for ended in events:
        ended.is_active = False
        work.session.get_one(tables.Campaign, ended.campaign_id).modified_on = now
    return len(triggers), len(events)


def _entered_by(session: Session, flow: tables.Flow) -> list[str]:
    """Names of the other flows that enter or start this one."""
    other, revision = tables.Flow, tables.FlowRevision
    query = (
        select(other.name, revision.definition)
        .join(revision, (revision.flow_id == other.id) & (revision.revision == other.revision))
        .where(other.workspace_id == flow.workspace_id, ~other.is_deleted, other.id != flow.id)
        .order_by(other.name)
    )
    return [name for name, definition in session.execute(query) if _names(definition, flow.uuid)]


def _names(definition: Mapping[str, Any], uuid: str) -> bool:
    actions = (action for node in definition.get("nodes") or () for action in node.get("actions") or ())
    return any((action.get("flow") or {}).get("uuid") == uuid for action in actions if isinstance(action.get("flow"), Mapping))


def _contacts(session: Session, workspace_id: int, uuids: list[str]) -> list[tables.Contact]:
    """In the order asked for. Raises NotFound."""
    query = select(tables.Contact).where(tables.Contact.workspace_id == workspace_id, tables.Contact.uuid.in_(uuids))
    found = {contact.uuid: contact for contact in session.scalars(query)}
    missing = next((uuid for uuid in uuids if uuid not in found), None)
    if missing is not None:
        raise NotFound("contact", missing)
    return [found[uuid] for uuid in uuids]


def _shown_all(session: Session, workspace_id: int, flows: list[tables.Flow]) -> list[contracts.Flow]:
    waiting, keywords = _waiting(session, workspace_id), _keywords(session, workspace_id)
    counts = tallies.read_many(session, [tallies.flow_scope(one.id, "status") for one in flows])
    runs = {one.id: counts.get(tallies.flow_scope(one.id, "status"), {}) for one in flows}
    return [_shown(one, runs[one.id], waiting.get(one.id, 0), keywords.get(one.id, [])) for one in flows]


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
        labels=list(flow.labels or ()),
    )
