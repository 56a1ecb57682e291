"""Taking over a workspace file of RapidPro: read, plan, report, and only then write.

Source of the format: RapidPro's exports, versions 3 to 13, whose flows may be of other versions than their file.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from app.contracts.flows import ImportLine, ImportReport
from app.engine.actions import check_action
from app.engine.definition.errors import DefinitionError
from app.engine.definition.legacy import upgrade_export
from app.engine.definition.model import Flow
from app.engine.definition.reader import read_flow
from app.engine.reading import is_uuid
from app.errors import OutpostError
from app.services.keywords import CATCH_ALL, FIRST_WORD, KEYWORD, ONLY_WORD, read_keyword
from app.services.triggers import STARTABLE, NewTrigger

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 64
OLDEST, TOO_NEW = (3, 0), (14, 0)
MAX_FIELD_KEY_CHARACTERS, MAX_NAME_CHARACTERS, MAX_FLOW_NAME_CHARACTERS = 36, 64, 128

CREATED, UPDATED, UNCHANGED, SKIPPED = "created", "updated", "unchanged", "skipped"
KNOWN_SECTIONS = ("version", "site", "flows", "fields", "groups", "triggers")
FIELD_TYPES = {"T": "text", "N": "number", "D": "datetime", "S": "state", "I": "district", "W": "ward"}
TRIGGER_TYPES = {"K": KEYWORD, "C": CATCH_ALL}
MATCH_TYPES = {"F": FIRST_WORD, "O": ONLY_WORD}

_FIELD_KEY = re.compile(rf"[a-z][a-z0-9_]{{0,{MAX_FIELD_KEY_CHARACTERS - 1}}}")
_VERSION = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?(?:\.\d{1,3})?")

NewUuid = Callable[[], str]
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file that was read and whose flows are in the newest spec version."""

    version: str
    site: str
    flows: tuple[Flow, ...]
    sections: Json

    def items(self, section: str) -> list[Json]:
        return [item for item in self.sections.get(section) or () if isinstance(item, Mapping)]

    def uuids(self) -> set[str]:
        """Of flows and groups: what must not be somebody else's already."""
        groups = {str(group.get("uuid")) for group in self.items("groups")}
        return {flow.uuid for flow in self.flows} | groups | {uuid for flow in self.flows for uuid, _ in _group_refs(flow.raw)}


@dataclass(frozen=True, slots=True)
class KnownFlow:
    uuid: str
    name: str
    type: str
    definition: Callable[[], Json | None]


@dataclass(frozen=True, slots=True)
class KnownTrigger:
    flow_uuid: str
    new: NewTrigger


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace has. `taken` are UUIDs of the file that stand somewhere in this office."""

    flows: Sequence[KnownFlow] = ()
    fields: frozenset[str] = frozenset()
    groups: Mapping[str, str] = field(default_factory=dict)
    triggers: Sequence[KnownTrigger] = ()
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedField:
    key: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    uuid: str
    name: str
    query: str | None


@dataclass(frozen=True, slots=True)
class PlannedFlow:
    """`raw` is what is to be stored, its references already those of this workspace."""

    uuid: str
    flow: Flow
    raw: dict[str, Any]
    is_new: bool


@dataclass(frozen=True, slots=True)
class PlannedTrigger:
    flow_uuid: str
    new: NewTrigger


@dataclass(slots=True)
class Plan:
    fields: list[PlannedField] = field(default_factory=list)
    groups: list[PlannedGroup] = field(default_factory=list)
    flows: list[PlannedFlow] = field(default_factory=list)
    triggers: list[PlannedTrigger] = field(default_factory=list)
    lines: list[ImportLine] = field(default_factory=list)

    def report(self, file: ImportFile) -> ImportReport:
        return ImportReport(file.version, file.site, self.lines)

    def note(self, kind: str, name: str, outcome: str, reason: str | None = None) -> None:
        self.lines.append(ImportLine(kind, name[:MAX_NAME_CHARACTERS], outcome, reason))


def read_file(content: bytes) -> ImportFile:
    """Errors: `import_not_json`, `import_too_large`, `import_too_old`, `import_too_new`, `import_invalid` (with `path`)."""
    data = _read_json(content)
    version = _read_version(data)
    data = _upgraded(data)
    flows = data.get("flows")
    if not isinstance(flows, list):
        raise _invalid("flows")
    for section, value in data.items():
        if section not in ("version", "site") and not isinstance(value, list | None):
            raise _invalid(section)
    read = tuple(_read_flow(item, index) for index, item in enumerate(flows))
    if len({flow.uuid for flow in read}) != len(read):
        raise _invalid("flows", "uuid_twice")
    return ImportFile(version, str(data.get("site") or "")[:255], read, data)


def make_plan(file: ImportFile, known: Known, new_uuid: NewUuid) -> Plan:
    """What importing the file does to the workspace; every object of the file has a line."""
    planner = _Planner(file, known, new_uuid)
    planner.plan_fields()
    planner.plan_groups()
    planner.plan_flows()
    planner.plan_triggers()
    planner.skip_the_rest()
    return planner.plan


@dataclass(slots=True)
class _Planner:
    file: ImportFile
    known: Known
    new_uuid: NewUuid
    plan: Plan = field(default_factory=Plan)
    renamed: dict[str, str] = field(default_factory=dict)

    # Fields

    def plan_fields(self) -> None:
        seen: set[str] = set()
        for item in self.file.items("fields"):
            self._plan_field(_text(item, "key"), _text(item, "name") or _text(item, "label"), _text(item, "type"), seen)
        for flow in self.file.flows:
            for key, name in _field_refs(flow.raw):
                if key not in seen:
                    self._plan_field(key, name, "text", seen)

    def _plan_field(self, key: str, name: str, kind: str, seen: set[str]) -> None:
        name = name or key
        kind = FIELD_TYPES.get(kind, kind)
        if key in self.known.fields or key in seen:
            self.plan.note("field", name, UNCHANGED)
        elif not _FIELD_KEY.fullmatch(key):
            self.plan.note("field", name, SKIPPED, "field_key_invalid")
        elif kind not in FIELD_TYPES.values():
            self.plan.note("field", name, SKIPPED, "field_type_unknown")
        else:
            self.plan.fields.append(PlannedField(key, name[:MAX_NAME_CHARACTERS], kind))
            self.plan.note("field", name, CREATED)
        seen.add(key)

    # Groups

    def plan_groups(self) -> None:
        by_name = {name.lower(): uuid for uuid, name in self.known.groups.items()}
        seen: set[str] = set()
        for item in self.file.items("groups"):
            self._plan_group(_text(item, "uuid"), _text(item, "name"), item.get("query"), by_name)
            seen.add(_text(item, "uuid"))
        for flow in self.file.flows:
            for uuid, name in _group_refs(flow.raw):
                if uuid not in seen:
                    seen.add(uuid)
                    self._plan_group(uuid, name, None, by_name)

    def _plan_group(self, uuid: str, name: str, query: Any, by_name: dict[str, str]) -> None:
        if not name:
            self.plan.note("group", uuid, SKIPPED, "name_missing")
            return
        here = uuid if uuid in self.known.groups else by_name.get(name.lower())
        if here is None:
            here = self._free_uuid(uuid)
            text = query if isinstance(query, str) and query.strip() else None
            self.plan.groups.append(PlannedGroup(here, name[:MAX_NAME_CHARACTERS], text))
            by_name[name.lower()] = here
            self.plan.note("group", name, CREATED)
        else:
            self.plan.note("group", name, UNCHANGED)
        self._rename(uuid, here)

    # Flows

    def plan_flows(self) -> None:
        matched: set[str] = set()
        targets: list[tuple[Flow, KnownFlow | None]] = []
        for flow in self.file.flows:
            target = self._match(flow, matched)
            if target:
                matched.add(target.uuid)
            targets.append((flow, target))
            self._rename(flow.uuid, target.uuid if target else self._free_uuid(flow.uuid))
        for flow, target in targets:
            self._plan_flow(flow, target)

    def _match(self, flow: Flow, matched: set[str]) -> KnownFlow | None:
        """The same UUID is the same flow, from whatever site; else the same name and type."""
        left = [one for one in self.known.flows if one.uuid not in matched]
        same = next((one for one in left if one.uuid == flow.uuid), None)
        named = (one for one in left if (one.name.lower(), one.type) == (flow.name.lower(), flow.type))
        return same or next(named, None)

    def _plan_flow(self, flow: Flow, target: KnownFlow | None) -> None:
        uuid = self.renamed.get(flow.uuid, flow.uuid)
        raw = {**_renamed(flow.raw, self.renamed), "uuid": uuid}
        if target and _same(target.definition(), raw):
            self.plan.note("flow", flow.name, UNCHANGED)
            return
        self.plan.flows.append(PlannedFlow(uuid, flow, raw, is_new=target is None))
        self.plan.note("flow", flow.name, UPDATED if target else CREATED)

    # Triggers

    def plan_triggers(self) -> None:
        for item in self.file.items("triggers"):
            flow = item.get("flow")
            flow_ref = flow if isinstance(flow, Mapping) else {}
            words = _keywords(item)
            name = " ".join(words) or _text(flow_ref, "name")
            target = self._trigger_flow(flow_ref)
            reason = _why_skip_trigger(item, words) or _why_skip_flow(target)
            if reason or target is None:
                self.plan.note("trigger", name, SKIPPED, reason)
                continue
            self._plan_trigger(name, target[0], _new_trigger(item, words))

    def _plan_trigger(self, name: str, flow_uuid: str, new: NewTrigger) -> None:
        if any(one.flow_uuid == flow_uuid and one.new == new for one in self.known.triggers):
            self.plan.note("trigger", name, UNCHANGED)
        elif any(one.new.type == new.type and _overlap(one.new, new) for one in self.plan.triggers):
            self.plan.note("trigger", name, SKIPPED, "trigger_twice")
        else:
            self.plan.triggers.append(PlannedTrigger(flow_uuid, new))
            self.plan.note("trigger", name, CREATED)

    def _trigger_flow(self, ref: Json) -> tuple[str, str] | None:
        """UUID here and type of the flow that a trigger names."""
        uuid, name = _text(ref, "uuid"), _text(ref, "name").lower()
        for flow in self.file.flows:
            if flow.uuid == uuid or (not uuid and flow.name.lower() == name):
                return self.renamed.get(flow.uuid, flow.uuid), flow.type
        for known in self.known.flows:
            if known.uuid == uuid or known.name.lower() == name:
                return known.uuid, known.type
        return None

    # The rest

    def skip_the_rest(self) -> None:
        for section, items in self.file.sections.items():
            if section in KNOWN_SECTIONS:
                continue
            kind = section.removesuffix("s")[:MAX_NAME_CHARACTERS]
            for item in items or ():
                name = _text(item, "name") if isinstance(item, Mapping) else str(item)
                self.plan.note(kind, name, SKIPPED, "not_supported")

    def _free_uuid(self, uuid: str) -> str:
        return uuid if is_uuid(uuid) and uuid not in self.known.taken else self.new_uuid()

    def _rename(self, old: str, new: str) -> None:
        if old and old != new:
            self.renamed[old] = new


# Reading


def _read_json(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise OutpostError("import_too_large", most=MAX_BYTES)
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise OutpostError("import_not_json") from None
    if not isinstance(data, dict):
        raise _invalid("")
    if _is_deeper(data, MAX_DEPTH):
        raise _invalid("", "too_deep")
    return data


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _is_deeper(data: Any, limit: int) -> bool:
    level = [data]
    for _ in range(limit):
        level = [
            child
            for item in level
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def _read_version(data: Json) -> str:
    version = data.get("version")
    text = str(version) if isinstance(version, str | int | float) and not isinstance(version, bool) else ""
    match = _VERSION.fullmatch(text)
    if match is None:
        raise _invalid("version")
    number = (int(match[1]), int(match[2] or 0))
    if number < OLDEST:
        raise OutpostError("import_too_old", version=text)
    if number >= TOO_NEW:
        raise OutpostError("import_too_new", version=text)
    return text


def _upgraded(data: Json) -> dict[str, Any]:
    """Exports of version 3 to 10 in the shape of 11, where every reference has a UUID."""
    try:
        return dict(upgrade_export(data, new_uuid=_steady_uuids(data)))
    except DefinitionError as error:
        if error.code == "too_old":
            raise OutpostError("import_too_old", version=str(data.get("version"))) from error
        raise _invalid("flows", error.code, error.message[:300]) from error


def _read_flow(item: Any, index: int) -> Flow:
    path = f"flows[{index}]"
    if not isinstance(item, Mapping):
        raise _invalid(path)
    try:
        flow = read_flow(item, new_uuid=_steady_uuids(item), check_action=check_action)
        if len(flow.name) > MAX_FLOW_NAME_CHARACTERS:
            raise _invalid(path, "name_too_long")
        return flow
    except DefinitionError as error:
        if error.code in ("too_old", "too_new"):
            raise OutpostError(f"import_{error.code}", path=path) from error
        raise _invalid(path, error.code, error.message[:300]) from error


def _steady_uuids(definition: Json) -> NewUuid:
    """UUIDs for what migrations add: the same for the same definition, so that a file imported again changes nothing."""
    seed = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()
    numbers = itertools.count()
    return lambda: str(uuid5(NAMESPACE_OID, f"{seed}:{next(numbers)}"))


def _invalid(path: str, reason: str = "malformed", detail: str = "") -> OutpostError:
    return OutpostError("import_invalid", path=path, reason=reason, detail=detail)


# Parts of objects


def _text(item: Json, key: str) -> str:
    value = item.get(key)
    return value.strip() if isinstance(value, str) else ""


def _keywords(item: Json) -> list[str]:
    """Older files have one `keyword`, newer ones a list."""
    several = item.get("keywords")
    words = several if isinstance(several, list) and several else [item.get("keyword")]
    return [word for word in words if isinstance(word, str) and word.strip()]


def _why_skip_trigger(item: Json, words: Sequence[str]) -> str | None:
    kind = TRIGGER_TYPES.get(_text(item, "trigger_type"))
    if kind is None:
        return "trigger_type_not_supported"
    if item.get("channel"):
        return "trigger_channel_not_supported"
    if item.get("groups") or item.get("exclude_groups") or item.get("contacts"):
        return "trigger_groups_not_supported"
    if kind == KEYWORD and (not words or any(read_keyword(word) is None for word in words)):
        return "keyword_invalid"
    return None


def _why_skip_flow(target: tuple[str, str] | None) -> str | None:
    if target is None:
        return "flow_missing"
    return None if target[1] in STARTABLE else "flow_type_not_supported"


def _new_trigger(item: Json, words: Sequence[str]) -> NewTrigger:
    kind = TRIGGER_TYPES[_text(item, "trigger_type")]
    if kind == CATCH_ALL:
        return NewTrigger(CATCH_ALL)
    folded = dict.fromkeys(read for word in words if (read := read_keyword(word)))
    return NewTrigger(KEYWORD, tuple(folded), MATCH_TYPES.get(_text(item, "match_type"), FIRST_WORD))


def _overlap(one: NewTrigger, other: NewTrigger) -> bool:
    return one.type == CATCH_ALL or bool(set(one.keywords) & set(other.keywords))


def _field_refs(raw: Json) -> Iterator[tuple[str, str]]:
    """Key and name of the contact fields that a definition sets."""
    for action in _actions(raw):
        ref = action.get("field")
        if isinstance(ref, Mapping) and _text(ref, "key"):
            yield _text(ref, "key"), _text(ref, "name")


def _group_refs(raw: Json) -> Iterator[tuple[str, str]]:
    """UUID and name of the groups that a definition names; groups named by an expression have none."""
    for action in _actions(raw):
        for ref in action.get("groups") or ():
            if isinstance(ref, Mapping) and is_uuid(ref.get("uuid")):
                yield str(ref["uuid"]), _text(ref, "name")
    for node in raw.get("nodes") or ():
        for case in (node.get("router") or {}).get("cases") or ():
            arguments = case.get("arguments") or []
            if case.get("type") == "has_group" and arguments and is_uuid(arguments[0]):
                yield str(arguments[0]), str(arguments[1]) if len(arguments) > 1 else ""


def _actions(raw: Json) -> Iterator[Json]:
    for node in raw.get("nodes") or ():
        yield from node.get("actions") or ()


def _renamed(value: Any, renamed: Mapping[str, str]) -> Any:
    """The same JSON with every UUID of the mapping replaced."""
    if not renamed:
        return value
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, Mapping):
        return {key: _renamed(item, renamed) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(item, renamed) for item in value]
    return value


def _same(one: Json | None, other: Json) -> bool:
    """Whether two definitions differ in their revision at most."""
    if one is None:
        return False
    return {k: v for k, v in one.items() if k != "revision"} == {k: v for k, v in other.items() if k != "revision"}
