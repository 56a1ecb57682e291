"""An import's plan, written in one transaction; and what undoing it must take back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import LargeBinary, bindparam, insert, select, type_coerce, update
from sqlalchemy.orm import Session

from app import ids
from app.services import campaign_marks, media_refs
from app.services.base import Core
from app.services.groups import queue_population
from app.services.triggers import archive_trigger, find_trigger, insert_trigger, revive_trigger
from app.services.workspace_file.known import EventSpec, read_taken
from app.services.workspace_file.plan import PlannedCampaign, PlannedTrigger, SmallPlan
from app.services.workspace_file.planning_campaigns import DATES
from app.services.workspace_file.ready import ReadyFlow, ReadyPlan
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

_Flow, _Revision = tables.Flow, tables.FlowRevision
_BATCH = 500


class Outdated(Exception):
    """The workspace is no longer what the plan stands on."""


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

    def write(self, ready: ReadyPlan) -> dict[str, Any]:
        """Write the plan; returns what `undoing` needs. Raises Outdated before anything is written."""
        plan, now = ready.plan, self.core.clock.now()
        self.session.refresh(self.workspace, with_for_update=True)  # on PostgreSQL others may be writing
        if self.workspace.assets_revision != plan.revision or read_taken(self.session, ready.new_uuids()):
            raise Outdated
        self._write_objects(plan, now)
        self._write_flows(ready.flows, now)
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

    def _write_objects(self, plan: SmallPlan, now: dt.datetime) -> None:
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

    def _write_flows(self, flows: Sequence[ReadyFlow], now: dt.datetime) -> None:
        """Many rows with few statements: whoever brings an SMS waits for this transaction."""
        before = self._flows_here(flow.uuid for flow in flows)
        made = [_flow_values(flow, now, ignores=False) for flow in flows if flow.uuid not in before]
        changed = [_flow_values(flow, now, before[flow.uuid][4]) for flow in flows if flow.uuid in before]
        connection = self.session.connection()
        if made:
            common = {"workspace_id": self.workspace.id, "created_on": now}
            connection.execute(insert(_Flow), [{**one, **common} for one in made])
        if changed:
            named: dict[str, Any] = {name: bindparam(f"_{name}") for name in changed[0]}
            query = update(_Flow).where(_Flow.uuid == named.pop("uuid")).values(named)
            connection.execute(query, [{f"_{name}": value for name, value in one.items()} for one in changed])
        row_ids = {uuid: row[0] for uuid, row in self._flows_here(flow.uuid for flow in flows).items()}
        self._write_revisions(flows, row_ids, now)
        for flow in flows:
            known = before.get(flow.uuid)
            entry = {"revision": known[1], "is_archived": known[2], "is_deleted": known[3]} if known else None
            self.flows.append({"uuid": flow.uuid, "revision": flow.revision, "before": entry})

    def _flows_here(self, uuids: Iterable[str]) -> dict[str, tuple[int, int, bool, bool, bool]]:
        """Row id, revision, whether archived, whether deleted, whether it ignores triggers."""
        wanted, found = sorted(uuids), {}
        columns = (_Flow.uuid, _Flow.id, _Flow.revision, _Flow.is_archived, _Flow.is_deleted, _Flow.ignore_triggers)
        for start in range(0, len(wanted), _BATCH):
            query = select(*columns).where(_Flow.uuid.in_(wanted[start : start + _BATCH]))
            found.update({row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in self.session.execute(query)})
        return found

    def _write_revisions(self, flows: Sequence[ReadyFlow], row_ids: Mapping[str, int], now: dt.datetime) -> None:
        rows = [
            {
                "flow_id": row_ids[flow.uuid],
                "revision": flow.revision,
                "spec_version": flow.spec_version,
                "packed": flow.definition,
                "created_on": now,
                "created_by": self.by,
            }
            for flow in flows
        ]
        if rows:
            self.session.connection().execute(_INSERT_REVISION, rows)
        for flow in flows:
            if flow.attachments:
                named: dict[str, Any] = {"kind": media_refs.FLOW, "row_id": row_ids[flow.uuid], "now": now}
                media_refs.hold(self.session, self.workspace.id, flow.attachments, **named)

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


_INSERT_REVISION = insert(_Revision).values(definition=type_coerce(bindparam("packed", type_=LargeBinary), LargeBinary))


def _flow_values(flow: ReadyFlow, now: dt.datetime, ignores: bool) -> dict[str, Any]:
    """Columns of its row; `ignores` triggers where the file does not say."""
    return {
        "uuid": flow.uuid,
        "name": flow.name,
        "type": flow.type,
        "language": flow.language,
        "revision": flow.revision,
        "nodes": flow.nodes,
        "expire_after_minutes": flow.expire_after_minutes,
        "modified_on": now,
        "is_archived": False,
        "is_deleted": False,
        "ignore_triggers": ignores if flow.ignore_triggers is None else flow.ignore_triggers,
    }


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
