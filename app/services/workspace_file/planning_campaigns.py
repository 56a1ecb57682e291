"""Campaigns of a file, with their events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.definition.languages import is_language
from app.engine.definition.legacy.expressions import migrate_template
from app.services.workspace_file.items import Json, clean_name, integer, reference, shown, text
from app.services.workspace_file.known import EventSpec, KnownCampaign, KnownEvent
from app.services.workspace_file.plan import (
    CREATED,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    PlannedCampaign,
    PlannedEvent,
)
from app.services.workspace_file.planning import Planner
from app.store.folding import fold_name

FLOW, MESSAGE = "F", "M"
DATES = ("created_on", "last_seen_on")
UNITS = ("M", "H", "D", "W")
START_MODES = ("I", "S", "P")
MAX_OFFSET = 1_000_000
MAX_EVENTS = 500
MAX_MESSAGE_CHARACTERS = 640
EVENTS = "events"

_TYPES = {"F": FLOW, "M": MESSAGE, "flow": FLOW, "message": MESSAGE}


@dataclass(frozen=True, slots=True)
class _Read:
    """An event of the file, or why it can't be taken. `note` says something of one that can."""

    name: str
    uuid: str = ""
    spec: EventSpec | None = None
    reason: str | None = None
    note: str | None = None


def plan_dates(planner: Planner) -> None:
    """Fields that events count from become dates, before flows that set them would make them texts."""
    for item in planner.file.section("campaigns"):
        for event in _events(item):
            key, name = _relative(event)
            if key and key not in DATES and _why_not_shaped(event) is None:
                planner.take_field(key, name, "datetime")


def plan_campaigns(planner: Planner) -> None:
    used: set[str] = set()
    for item in planner.file.section("campaigns"):
        name = clean_name(text(item, "name"))
        if not isinstance(item, Mapping) or not name:
            planner.plan.note("campaign", shown(item), SKIPPED, "malformed", "campaigns")
            _skip_events(planner, item, "malformed")
            continue
        _plan_campaign(planner, item, name, used)


def _plan_campaign(planner: Planner, item: Json, name: str, used: set[str]) -> None:
    group_uuid, group_name = reference(item.get("group"))
    group = planner.take_group(group_uuid, group_name) if group_uuid or group_name else None
    target = _match(planner, text(item, "uuid"), name)
    key = target.uuid if target else fold_name(name)
    reason = "group_missing" if group is None else "already_in_file" if key in used else None
    if reason or group is None:
        planner.plan.note("campaign", name, SKIPPED, reason, "campaigns")
        _skip_events(planner, item, reason or "malformed")
        return
    used.update((key, fold_name(name)))
    read = [_read_event(planner, name, event) for event in _events(item)]
    left = list(target.events) if target else []
    kept, events = _sort(planner, read, left)
    ended = tuple(event.uuid for event in left)
    changed = bool(events or ended) or target is None or target.group != group or target.name != name or target.is_archived
    outcome = CREATED if target is None else UPDATED if changed else UNCHANGED
    archived = "was_archived" if target and target.is_archived else None
    planner.plan.note("campaign", name, outcome, archived, "campaigns")
    _note_events(planner, name, read, kept, left)
    if changed:
        uuid = target.uuid if target else planner.event_uuid(text(item, "uuid"))
        planner.plan.campaigns.append(PlannedCampaign(uuid, name, group, target is None, tuple(events), ended))


def _match(planner: Planner, uuid: str, name: str) -> KnownCampaign | None:
    known = planner.known.campaigns
    same = next((one for one in known if one.uuid == uuid), None)
    return same or next((one for one in known if not one.is_archived and fold_name(one.name) == fold_name(name)), None)


def _sort(planner: Planner, read: list[_Read], left: list[KnownEvent]) -> tuple[set[int], list[PlannedEvent]]:
    """Which of the file's events are here already (taken out of `left`), and those that are new."""
    kept: set[int] = set()
    events: list[PlannedEvent] = []
    for index, one in enumerate(read):
        if one.spec is None:
            continue
        here = next((event for event in left if event.spec == one.spec), None)
        if here is not None:
            left.remove(here)
            kept.add(index)
        else:
            events.append(PlannedEvent(planner.event_uuid(one.uuid), one.spec))
    return kept, _each_uuid_once(planner, events)


def _each_uuid_once(planner: Planner, events: list[PlannedEvent]) -> list[PlannedEvent]:
    seen = {event.uuid for campaign in planner.plan.campaigns for event in campaign.events}
    found = []
    for event in events:
        uuid = event.uuid if event.uuid not in seen else planner.new_uuid()
        seen.add(uuid)
        found.append(PlannedEvent(uuid, event.spec))
    return found


def _note_events(planner: Planner, campaign: str, read: list[_Read], kept: set[int], ended: list[KnownEvent]) -> None:
    for index, one in enumerate(read):
        outcome = SKIPPED if one.spec is None else UNCHANGED if index in kept else CREATED
        planner.plan.note("campaign_event", one.name, outcome, one.reason or one.note, EVENTS)
    for event in ended:
        planner.plan.note(
            "campaign_event", _name(campaign, event.spec.offset, event.spec.unit, event.spec.relative_to), UPDATED, "replaced"
        )


def _skip_events(planner: Planner, item: Any, reason: str) -> None:
    for event in _events(item):
        planner.plan.note("campaign_event", text(item, "name") or shown(event), SKIPPED, reason, EVENTS)


def _events(item: Any) -> list[Any]:
    events = item.get("events") if isinstance(item, Mapping) else None
    return events if isinstance(events, list) else []


# One event


def _read_event(planner: Planner, campaign: str, item: Any) -> _Read:
    key, label = _relative(item)
    name = _name(campaign, item.get("offset") if isinstance(item, Mapping) else None, text(item, "unit"), label or key)
    reason = _why_not_shaped(item)
    if reason is None and key not in DATES and key not in planner.field_types:
        reason = "field_key_invalid"
    if reason is not None:
        return _Read(name, reason=reason)
    kind = _TYPES[text(item, "event_type") or text(item, "type")]
    note = None if key in DATES or planner.field_types[key] == "datetime" else "field_not_a_date"
    mode = text(item, "start_mode") or "I"
    spec = EventSpec(kind, key, integer(item, "offset") or 0, text(item, "unit"), _hour(item), mode)
    return _with_flow(planner, name, item, spec, note) if kind == FLOW else _with_message(planner, name, item, spec, note)


def _with_flow(planner: Planner, name: str, item: Json, spec: EventSpec, note: str | None) -> _Read:
    flow = planner.flow_here(item.get("flow"))
    if flow is None:
        return _Read(name, reason="flow_missing")
    if planner.flow_types.get(flow) == "messaging_offline":
        return _Read(name, reason="flow_type_not_supported")
    made = EventSpec(spec.type, spec.relative_to, spec.offset, spec.unit, spec.delivery_hour, spec.start_mode, flow)
    return _Read(name, text(item, "uuid"), made, note=note)


def _with_message(planner: Planner, name: str, item: Json, spec: EventSpec, note: str | None) -> _Read:
    translations, base = _message(planner, item)
    if not translations:
        return _Read(name, reason="message_missing")
    if any(len(one) > MAX_MESSAGE_CHARACTERS for one in translations.values()):
        return _Read(name, reason="malformed")
    made = EventSpec(
        spec.type, spec.relative_to, spec.offset, spec.unit, spec.delivery_hour, spec.start_mode, None, translations, base
    )
    return _Read(name, text(item, "uuid"), made, note=note)


def _message(planner: Planner, item: Json) -> tuple[dict[str, str], str]:
    """Texts by language and the base language. Old files have a JSON text, a mere text, or `base` in place of a language."""
    value = item.get("message") or item.get("translations")
    if isinstance(value, str):
        value = _unpacked(value)
    texts = value if isinstance(value, Mapping) else {}
    own = next((code for code in planner.known.languages if is_language(code)), "und")
    found: dict[str, str] = {}
    for code, content in texts.items():
        said = content if isinstance(content, str) else text(content, "text")
        language = code if is_language(code) else own if code == "base" else ""
        if language and said.strip():
            found.setdefault(language, migrate_template(said) if planner.file.has_old_expressions else said)
    base = text(item, "base_language")
    return found, base if base in found else own if own in found else next(iter(found), "")


def _unpacked(value: str) -> Any:
    try:
        found = json.loads(value) if value.lstrip().startswith("{") else None
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"base": value}


def _why_not_shaped(item: Any) -> str | None:
    if not isinstance(item, Mapping):
        return "malformed"
    offset, kind = integer(item, "offset"), text(item, "event_type") or text(item, "type")
    hour, mode = integer(item, "delivery_hour", -1), text(item, "start_mode") or "I"
    shaped = (
        offset is not None
        and abs(offset) <= MAX_OFFSET
        and kind in _TYPES
        and text(item, "unit") in UNITS
        and hour is not None
        and -1 <= hour <= 23
        and mode in START_MODES
        and bool(_relative(item)[0])
    )
    return None if shaped else "malformed"


def _relative(item: Any) -> tuple[str, str]:
    """Key and label of the date."""
    value = item.get("relative_to") if isinstance(item, Mapping) else None
    if isinstance(value, str):
        return value.strip(), ""
    return text(value, "key"), text(value, "label") or text(value, "name")


def _hour(item: Json) -> int:
    hour = integer(item, "delivery_hour", -1)
    return -1 if hour is None else hour


def _name(campaign: str, offset: Any, unit: str, relative: str) -> str:
    number = f"{offset:+d}" if isinstance(offset, int) and not isinstance(offset, bool) else "?"
    return f"{campaign}: {number} {unit[:10]} {relative}".strip()
