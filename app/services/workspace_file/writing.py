"""An import's plan, written in one transaction; and what undoing it must take back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ids
from app.services import campaign_marks, flow_rows
from app.services.base import Core
from app.services.groups import queue_population
from app.services.triggers import archive_trigger, find_trigger, insert_trigger, revive_trigger
from app.services.workspace_file.known import EventSpec
from app.services.workspace_file.plan import Plan, PlannedCampaign, PlannedFlow, PlannedTrigger
from app.services.workspace_file.planning_campaigns import DATES
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name


@dataclass(slots=True)
class Writer:
    """One writing. `made`: UUIDs (keys of fields and globals) by kind, in the order in which they were made."""

    core: Core
    work: UnitOfWork
    workspace: tables.Workspace
    by: str
    made: dict[str, list[str]] = field(default_factory=dict)
    flows: list[dict[str, Any]] = field(default_factory=list)
    campaigns: list[dict[str, Any]] = field(default_factory=list)
    triggers: list[dict[str, Any]] = field(default_factory=list)
    flow_labels: dict[str, list[str] | None] = field(default_factory=dict)
    languages: list[list[str]] = field(default_factory=list)
    ids: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        return self.work.session

    def write(self, plan: Plan) -> dict[str, Any]:
        """Write the plan; returns what `undoing` needs."""
        now = self.core.clock.now()
        self._write_objects(plan, now)
        for planned in plan.flows:
            self._write_flow(planned, now)
        self._write_flow_labels(plan.flow_labels)
        self._learn_ids()
        for campaign in plan.campaigns:
            self._write_campaign(campaign, now)
        campaign_marks.events_changed(self.work, self.core, self.workspace)
        for trigger in plan.triggers:
            self._write_trigger(trigger, now)
        if plan.languages is not None:
            self.languages = [list(self.workspace.languages or []), plan.languages]
            self.workspace.languages = plan.languages
        self.work.publish("flows", self.workspace.uuid)
        return {
            "made": self.made,
            "flows": self.flows,
            "campaigns": self.campaigns,
            "triggers": self.triggers,
            "flow_labels": self.flow_labels,
            "languages": self.languages,
        }

    # The smaller objects

    def _write_objects(self, plan: Plan, now: dt.datetime) -> None:
        times: dict[str, Any] = {"created_on": now, "modified_on": now}
        owned: dict[str, Any] = {"workspace_id": self.workspace.id, **times}
        for one in plan.fields:
            self._add("field", one.key, tables.ContactField(uuid=ids.uuid4(), key=one.key, name=one.name, type=one.type, **owned))
        for group in plan.groups:
            row = tables.ContactGroup(uuid=group.uuid, name=group.name, query=group.query, **owned)
            self._add("group", group.uuid, row)
            if group.query:
                self.session.flush()
                queue_population(self.work, self.core, row)
        for label in plan.labels:
            self._add("label", label.uuid, tables.Label(uuid=label.uuid, name=label.name, **owned))
        for topic in plan.topics:
            self._add("topic", topic.uuid, tables.Topic(uuid=topic.uuid, name=topic.name, **owned))
        for value in plan.globals:
            row_of_global = tables.Global(uuid=ids.uuid4(), key=value.key, name=value.name, value=value.value, **owned)
            self._add("global", value.key, row_of_global)
        for template in plan.templates:
            row_of_template = tables.Template(uuid=template.uuid, name=template.name, translations=template.translations, **owned)
            self._add("template", template.uuid, row_of_template)
        self.session.flush()

    def _add(self, kind: str, uuid: str, row: Any) -> None:
        self.session.add(row)
        self.made.setdefault(kind, []).append(uuid)

    # Flows

    def _write_flow(self, planned: PlannedFlow, now: dt.datetime) -> None:
        row = self.session.scalar(select(tables.Flow).where(tables.Flow.uuid == planned.uuid))
        before: dict[str, Any] | None = None
        if row is None:
            row = flow_rows.new_flow(self.workspace, planned.uuid, planned.flow.type, now)
        else:
            before = {"revision": row.revision, "is_archived": row.is_archived, "is_deleted": row.is_deleted}
            row.is_archived = row.is_deleted = False
        flow_rows.save_revision(
            self.session, row, planned.flow, planned.raw, now=now, created_by=self.by, least=planned.flow.revision
        )
        self.flows.append({"uuid": planned.uuid, "revision": row.revision, "before": before})

    def _write_flow_labels(self, labels: dict[str, list[str]]) -> None:
        for uuid, words in labels.items():
            row = self.session.scalars(select(tables.Flow).where(tables.Flow.uuid == uuid)).one()
            self.flow_labels[uuid] = row.labels
            row.labels = words

    # Campaigns

    def _learn_ids(self) -> None:
        """Row ids of what events and campaigns name, read once."""
        for table, key in ((tables.Flow, "uuid"), (tables.ContactGroup, "uuid"), (tables.ContactField, "key")):
            columns: Any = table
            query = select(getattr(columns, key), columns.id).where(columns.workspace_id == self.workspace.id)
            if table is not tables.Flow:
                query = query.where(columns.is_active)
            self.ids[table.__tablename__] = {row[0]: row[1] for row in self.session.execute(query)}

    def _write_campaign(self, planned: PlannedCampaign, now: dt.datetime) -> None:
        row = self.session.scalar(select(tables.Campaign).where(tables.Campaign.uuid == planned.uuid))
        before: dict[str, Any] | None = None
        if row is None:
            row = tables.Campaign(uuid=planned.uuid, workspace_id=self.workspace.id, created_on=now)
            self.session.add(row)
        else:
            before = {"name": row.name, "group_id": row.group_id, "is_archived": row.is_archived}
        set_campaign(row, planned.name, self.ids["contact_group"][planned.group], now)
        row.is_archived = False
        self.session.flush()
        for event in self.session.scalars(select(tables.CampaignEvent).where(tables.CampaignEvent.uuid.in_(planned.ended))):
            event.is_active = False
        for planned_event in planned.events:
            self.session.add(self._event(row.id, planned_event.uuid, planned_event.spec, now))
        self.session.flush()
        events = [event.uuid for event in planned.events]
        entry = {
            "uuid": planned.uuid,
            "before": before,
            "events": events,
            "ended": list(planned.ended),
            "modified_on": now.isoformat(),
        }
        self.campaigns.append(entry)

    def _event(self, campaign_id: int, uuid: str, spec: EventSpec, now: dt.datetime) -> tables.CampaignEvent:
        is_system = spec.relative_to in DATES
        return event_row(
            campaign_id,
            uuid,
            spec,
            field_id=None if is_system else self.ids["contact_field"][spec.relative_to],
            flow_id=self.ids["flow"][spec.flow] if spec.flow else None,
            now=now,
        )

    # Triggers

    def _write_trigger(self, planned: PlannedTrigger, now: dt.datetime) -> None:
        trigger = tables.Trigger
        if planned.replaced:
            query = select(trigger).where(trigger.workspace_id == self.workspace.id, trigger.uuid.in_(planned.replaced))
            for row in self.session.scalars(query).all():
                archive_trigger(self.work, self.workspace, row, now)
        if planned.restored:
            row = find_trigger(self.session, self.workspace.id, planned.restored)
            revive_trigger(self.work, self.workspace, row, now)
        else:
            row = insert_trigger(self.work, self.workspace, self.ids["flow"][planned.flow_uuid], planned.new, now)
        self.triggers.append({"uuid": row.uuid, "restored": bool(planned.restored), "replaced": list(planned.replaced)})


def set_campaign(row: tables.Campaign, name: str, group_id: int, now: dt.datetime) -> None:

    row.name, row.name_key, row.group_id, row.modified_on = name, fold_name(name), group_id, now


def event_row(
    campaign_id: int, uuid: str, spec: EventSpec, *, field_id: int | None, flow_id: int | None, now: dt.datetime
) -> tables.CampaignEvent:
    """Not yet in a session."""
    return tables.CampaignEvent(
        uuid=uuid,
        campaign_id=campaign_id,
        type=spec.type,
        relative_to=spec.relative_to,
        field_id=field_id,
        offset=spec.offset,
        unit=spec.unit,
        delivery_hour=spec.delivery_hour,
        start_mode=spec.start_mode,
        flow_id=flow_id,
        translations=dict(spec.translations) if spec.translations else None,
        base_language=spec.base_language,
        is_active=True,
        created_on=now,
    )
