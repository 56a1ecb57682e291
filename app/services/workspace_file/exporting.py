"""A workspace file, written: flows and campaigns, and all that they need.

What goes along is what RapidPro sends along: the flows that flows enter, the campaigns of groups that they name, the flows of
campaigns, the triggers of flows, fields and groups. What its file has no place for stands under `outpost`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.imports import ExportBundle, ExportItem
from app.engine.contactql.errors import QueryError
from app.engine.contactql.inspection import inspect_query
from app.engine.contactql.parser import parse_query
from app.engine.definition.errors import DefinitionError
from app.engine.definition.inspection import inspect_flow
from app.engine.definition.reader import read_flow
from app.engine.envs import Environment
from app.services.assets import environment_of
from app.services.schedules import NewSchedule
from app.services.triggers import SCHEDULE, Stored, stored_triggers
from app.services.workspace_file.known import SETTINGS, KnownCampaign, KnownEvent, read_campaigns, read_definition
from app.services.workspace_file.planning_campaigns import DATES, FLOW
from app.services.workspace_file.planning_triggers import CODES, MATCH_TYPES
from app.services.workspace_file.reading import EXTRAS, EXTRAS_VERSION
from app.store import tables

VERSION = "13"
Json = dict[str, Any]

_CODE_OF = {name: code for code, name in CODES.items()}
_MATCH_CODE_OF = {name: code for code, name in MATCH_TYPES.items()}


@dataclass(slots=True)
class Stock:
    """All that a workspace could export, without what is archived. `uses` of a flow: kind to UUIDs or keys."""

    env: Environment
    workspace: tables.Workspace
    flows: dict[str, tables.Flow] = field(default_factory=dict)
    definitions: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    uses: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    campaigns: dict[str, KnownCampaign] = field(default_factory=dict)
    triggers: list[Stored] = field(default_factory=list)
    fields: dict[str, tables.ContactField] = field(default_factory=dict)
    groups: dict[str, tables.ContactGroup] = field(default_factory=dict)
    labels: dict[str, tables.Label] = field(default_factory=dict)
    topics: dict[str, tables.Topic] = field(default_factory=dict)
    globals: dict[str, tables.Global] = field(default_factory=dict)
    templates: dict[str, tables.Template] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Selection:
    """UUIDs (keys of fields and globals) of what an export holds."""

    flows: set[str] = field(default_factory=set)
    campaigns: set[str] = field(default_factory=set)
    triggers: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    templates: set[str] = field(default_factory=set)


def read_stock(session: Session, workspace: tables.Workspace) -> Stock:
    """Reads every current definition: seconds, not milliseconds, for a large workspace."""
    stock = Stock(environment_of(workspace), workspace)
    flow = tables.Flow
    for row in session.scalars(select(flow).where(flow.workspace_id == workspace.id, ~flow.is_archived).order_by(flow.id)):
        definition = read_definition(session, row.id, row.revision)
        if definition is not None:
            stock.flows[row.uuid] = row
            stock.definitions[row.uuid] = definition
            stock.uses[row.uuid] = _uses(definition)
    stock.campaigns = {one.uuid: one for one in read_campaigns(session, workspace.id) if not one.is_archived}
    stock.triggers = [
        one for one in stored_triggers(session, workspace.id, ~tables.Trigger.is_archived) if one.flow.uuid in stock.flows
    ]
    for name, table, key in _OBJECTS:
        query = select(table).where(table.workspace_id == workspace.id, table.is_active).order_by(table.id)
        setattr(stock, name, {getattr(row, key): row for row in session.scalars(query)})
    share, channel = tables.ChannelWorkspace, tables.Channel
    channels = select(channel.uuid, channel.name).join(share, share.channel_id == channel.id)
    stock.channels = {row[0]: row[1] for row in session.execute(channels.where(share.workspace_id == workspace.id))}
    return stock


_OBJECTS: tuple[tuple[str, Any, str], ...] = (
    ("fields", tables.ContactField, "key"),
    ("groups", tables.ContactGroup, "uuid"),
    ("labels", tables.Label, "uuid"),
    ("topics", tables.Topic, "uuid"),
    ("globals", tables.Global, "key"),
    ("templates", tables.Template, "uuid"),
)
_KINDS = {
    "flow": "flows", "field": "fields", "group": "groups", "label": "labels", "topic": "topics", "global": "globals",
    "template": "templates",
}  # fmt: skip


def _uses(definition: Mapping[str, Any]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    try:
        inspection = inspect_flow(read_flow(definition, new_uuid=str))
    except DefinitionError:
        return found
    for dependency in inspection.dependencies:
        found.setdefault(_KINDS.get(dependency.reference.type, ""), set()).add(dependency.reference.identity)
    return found


# Choosing


def everything(stock: Stock) -> Selection:
    return Selection(
        flows=set(stock.flows),
        campaigns=set(stock.campaigns),
        triggers={one.row.uuid for one in stock.triggers},
        fields=set(stock.fields),
        groups=set(stock.groups),
        labels=set(stock.labels),
        topics=set(stock.topics),
        globals=set(stock.globals),
        templates=set(stock.templates),
    )


def select_with_needs(stock: Stock, flows: Iterable[str], campaigns: Iterable[str]) -> Selection:
    """These flows and campaigns, and what they need, and what that needs."""
    chosen = Selection()
    left = [*((uuid, True) for uuid in flows), *((uuid, False) for uuid in campaigns)]
    while left:
        uuid, is_flow = left.pop()
        done = chosen.flows if is_flow else chosen.campaigns
        if uuid in done or uuid not in (stock.flows if is_flow else stock.campaigns):
            continue
        done.add(uuid)
        left += _needed_by_flow(stock, chosen, uuid) if is_flow else _needed_by_campaign(stock, chosen, uuid)
    for group in list(chosen.groups):
        _add_query_fields(stock, chosen, group)
    return chosen


def _needed_by_flow(stock: Stock, chosen: Selection, uuid: str) -> Iterator[tuple[str, bool]]:
    uses = stock.uses[uuid]
    for kind in ("fields", "groups", "labels", "topics", "globals", "templates"):
        getattr(chosen, kind).update(uses.get(kind, set()) & set(getattr(stock, kind)))
    for trigger in stock.triggers:
        if trigger.flow.uuid == uuid:
            chosen.triggers.add(trigger.row.uuid)
            chosen.groups |= (trigger.new.groups | trigger.new.exclude_groups) & set(stock.groups)
    yield from ((other, True) for other in uses.get("flows", ()))
    groups = uses.get("groups", set())
    yield from ((one.uuid, False) for one in stock.campaigns.values() if one.group in groups)


def _needed_by_campaign(stock: Stock, chosen: Selection, uuid: str) -> Iterator[tuple[str, bool]]:
    campaign = stock.campaigns[uuid]
    chosen.groups.add(campaign.group)
    chosen.fields.update(event.spec.relative_to for event in campaign.events if event.spec.relative_to in stock.fields)
    yield from ((event.spec.flow, True) for event in campaign.events if event.spec.flow)


def _add_query_fields(stock: Stock, chosen: Selection, group: str) -> None:
    query = stock.groups[group].query if group in stock.groups else None
    if not query:
        return
    try:
        found = inspect_query(parse_query(query, None, stock.env), None)
    except QueryError:
        return
    chosen.fields.update(use.key for use in found.fields if use.key in stock.fields)


def bundles(stock: Stock) -> list[ExportBundle]:
    """Flows and campaigns by what hangs together, the largest first."""
    parent = {node: node for node in (*stock.flows, *stock.campaigns)}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for uuid in parent:
        needs = _needed_by_flow if uuid in stock.flows else _needed_by_campaign
        for other, _ in needs(stock, Selection(), uuid):
            if other in parent:
                parent[root(other)] = root(uuid)
    found: dict[str, ExportBundle] = {}
    for uuid, row in sorted(stock.flows.items(), key=lambda pair: pair[1].name):
        found.setdefault(root(uuid), ExportBundle([], [])).flows.append(ExportItem("flow", uuid, row.name))
    for uuid, one in sorted(stock.campaigns.items(), key=lambda pair: pair[1].name):
        found.setdefault(root(uuid), ExportBundle([], [])).campaigns.append(ExportItem("campaign", uuid, one.name))
    return sorted(found.values(), key=lambda one: -len(one.flows) - len(one.campaigns))


def items(stock: Stock, chosen: Selection) -> list[ExportItem]:
    """What the file will hold, by kind and name."""
    found = [ExportItem("flow", uuid, row.name) for uuid, row in stock.flows.items() if uuid in chosen.flows]
    found += [ExportItem("campaign", uuid, one.name) for uuid, one in stock.campaigns.items() if uuid in chosen.campaigns]
    for one in stock.triggers:
        if one.row.uuid in chosen.triggers:
            found.append(ExportItem("trigger", one.row.uuid, " ".join(one.new.keywords) or one.flow.name))
    for kind, name in (("field", "fields"), ("group", "groups"), *_EXTRA_KINDS):
        rows: Mapping[str, Any] = getattr(stock, name)
        found += [ExportItem(kind, key, row.name) for key, row in rows.items() if key in getattr(chosen, name)]
    return found


_EXTRA_KINDS = (("label", "labels"), ("topic", "topics"), ("global", "globals"), ("template", "templates"))


# Writing


def parts(stock: Stock, chosen: Selection, site: str, *, is_whole: bool) -> Iterator[bytes]:
    """The file, piece by piece: a flow is one piece."""
    yield f'{{"version":{_dump(VERSION)},"site":{_dump(site)},"flows":['.encode()
    for index, uuid in enumerate(uuid for uuid in stock.flows if uuid in chosen.flows):
        yield (b"," if index else b"") + _dump(_definition(stock, uuid)).encode()
    yield b"]"
    sections: Json = {
        "campaigns": [_campaign(stock, one) for one in stock.campaigns.values() if one.uuid in chosen.campaigns],
        "triggers": [
            _trigger(stock, one) for one in stock.triggers if one.row.uuid in chosen.triggers and one.row.type != SCHEDULE
        ],
        "fields": [
            {"key": row.key, "name": row.name, "type": row.type} for key, row in stock.fields.items() if key in chosen.fields
        ],
        "groups": [_group(row) for uuid, row in stock.groups.items() if uuid in chosen.groups],
        EXTRAS: {"version": EXTRAS_VERSION, **_extras(stock, chosen, is_whole)},
    }
    for name, value in sections.items():
        yield f",{_dump(name)}:{_dump(value)}".encode()
    yield b"}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _definition(stock: Stock, uuid: str) -> Json:
    row = stock.flows[uuid]
    return {**stock.definitions[uuid], "uuid": uuid, "name": row.name, "revision": row.revision}


def _flow_ref(row: tables.Flow) -> Json:
    return {"uuid": row.uuid, "name": row.name}


def _group(row: tables.ContactGroup) -> Json:
    return {"uuid": row.uuid, "name": row.name, "query": row.query}


def _group_ref(stock: Stock, uuid: str) -> Json:
    return {"uuid": uuid, "name": stock.groups[uuid].name if uuid in stock.groups else ""}


def _campaign(stock: Stock, one: KnownCampaign) -> Json:
    events = [_event(stock, event) for event in one.events]
    return {"uuid": one.uuid, "name": one.name, "group": _group_ref(stock, one.group), "events": events}


def _event(stock: Stock, event: KnownEvent) -> Json:
    spec = event.spec
    labels = {"created_on": "Created On", "last_seen_on": "Last Seen On"}
    label = labels[spec.relative_to] if spec.relative_to in DATES else _field_name(stock, spec.relative_to)
    data: Json = {
        "uuid": event.uuid,
        "offset": spec.offset,
        "unit": spec.unit,
        "event_type": spec.type,
        "delivery_hour": spec.delivery_hour,
        "message": dict(spec.translations) if spec.translations else None,
        "relative_to": {"label": label, "key": spec.relative_to},
        "start_mode": spec.start_mode,
    }
    if spec.type == FLOW and spec.flow in stock.flows:
        data["flow"] = _flow_ref(stock.flows[spec.flow])
    elif spec.type != FLOW:
        data["base_language"] = spec.base_language
    return data


def _field_name(stock: Stock, key: str) -> str:
    return stock.fields[key].name if key in stock.fields else key


def _trigger(stock: Stock, one: Stored) -> Json:
    new = one.new
    data: Json = {
        "trigger_type": _CODE_OF[new.type],
        "flow": _flow_ref(one.flow),
        "groups": [_group_ref(stock, uuid) for uuid in sorted(new.groups)],
        "exclude_groups": [_group_ref(stock, uuid) for uuid in sorted(new.exclude_groups)],
        "channel": new.channel,
        "keywords": list(new.keywords),
    }
    if new.keywords:
        data |= {"keyword": new.keywords[0], "match_type": _MATCH_CODE_OF[new.match_type]}
    if new.referrer_id:
        data["referrer_id"] = new.referrer_id
    if new.schedule is not None:
        data["schedule"] = _schedule(new.schedule)
        data["contacts"] = [{"uuid": uuid} for uuid in sorted(new.contacts)]
    return data


def _schedule(schedule: NewSchedule) -> Json:
    return {
        "repeat": schedule.repeat,
        "hour": schedule.hour,
        "minute": schedule.minute,
        "day_of_month": schedule.day_of_month,
        "days_of_week": schedule.days_of_week,
        "next_fire": schedule.first.isoformat() if schedule.first else None,
    }


def _extras(stock: Stock, chosen: Selection, is_whole: bool) -> Json:
    """What RapidPro's own sections have no place for; settings only with the whole workspace."""
    labelled = [(row, row.labels) for uuid, row in stock.flows.items() if uuid in chosen.flows and row.labels]
    scheduled = [one for one in stock.triggers if one.row.uuid in chosen.triggers and one.row.type == SCHEDULE]
    extras: Json = {
        "labels": [{"uuid": uuid, "name": row.name} for uuid, row in stock.labels.items() if uuid in chosen.labels],
        "topics": [{"uuid": uuid, "name": row.name} for uuid, row in stock.topics.items() if uuid in chosen.topics],
        "globals": [
            {"key": key, "name": row.name, "value": row.value} for key, row in stock.globals.items() if key in chosen.globals
        ],
        "templates": [
            {"uuid": uuid, "name": row.name, "translations": row.translations}
            for uuid, row in stock.templates.items()
            if uuid in chosen.templates
        ],
        "flow_labels": [{"flow": _flow_ref(row), "labels": list(labels or ())} for row, labels in labelled],
        "triggers": [_trigger(stock, one) for one in scheduled],
    }
    if is_whole:
        settings = {"languages": list(stock.workspace.languages or ())}
        settings |= {name: getattr(stock.workspace, name) for name in SETTINGS}
        extras["settings"] = [{"name": name, "value": value} for name, value in settings.items()]
    return extras
