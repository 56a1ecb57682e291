"""What importing a file does to a workspace. Pure: from the file and what is known here to a plan with a line an object.

What RapidPro does: objects are matched by UUID, else by name (fields and globals by key); what is here already keeps its type,
query and value; flows get a new revision; a campaign's events are replaced; triggers archive those they conflict with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.contactql.errors import QueryError
from app.engine.contactql.inspection import inspect_query
from app.engine.contactql.parser import parse_query
from app.engine.definition.languages import is_language
from app.engine.definition.limits import EXPIRY_DEFAULT_MINUTES, EXPIRY_MAX_MINUTES
from app.engine.definition.model import Flow
from app.engine.reading import is_uuid
from app.services.workspace_file.items import Json, clean_name, shown, text
from app.services.workspace_file.known import ACTIVE, DELETED, SETTINGS, Known, KnownFlow
from app.services.workspace_file.plan import (
    CONFLICT,
    CREATED,
    MAX_NAME_CHARACTERS,
    SKIPPED,
    UNCHANGED,
    UPDATED,
    Plan,
    PlannedField,
    PlannedFlow,
    PlannedGlobal,
    PlannedGroup,
    PlannedNamed,
    PlannedTemplate,
)
from app.services.workspace_file.reading import EXTRAS, MAX_FLOW_NAME_CHARACTERS, SECTIONS, ImportFile, NewUuid
from app.store.folding import fold_name

MAX_KEY_CHARACTERS = 36
MAX_QUERY_CHARACTERS = 10_000
MAX_VALUE_CHARACTERS = 10_000
MAX_FLOW_LABELS = 20
MAX_TRANSLATIONS = 100
FIELD_TYPES = {"T": "text", "N": "number", "D": "datetime", "S": "state", "I": "district", "W": "ward"}
EXTRA_SECTIONS = ("labels", "topics", "globals", "templates", "flow_labels", "triggers", "settings")

_KEY = re.compile(rf"[a-z][a-z0-9_]{{0,{MAX_KEY_CHARACTERS - 1}}}")


@dataclass(slots=True)
class Shelf:
    """The objects of one kind that have UUID and name: those here and those planned."""

    kind: str
    by_uuid: set[str]
    by_name: dict[str, str]
    room: int
    seen: set[str] = field(default_factory=set)

    def find(self, uuid: str, name: str) -> str | None:
        return uuid if uuid in self.by_uuid else self.by_name.get(fold_name(clean_name(name))) if name else None

    def add(self, uuid: str, name: str) -> None:
        self.by_uuid.add(uuid)
        self.by_name[fold_name(name)] = uuid
        self.room -= 1


def _shelf(kind: str, known: Iterable[Any], room: int) -> Shelf:
    items = list(known)
    return Shelf(kind, {one.uuid for one in items}, {fold_name(one.name): one.uuid for one in items}, room)


@dataclass(slots=True)
class Planner:
    """The state of one planning. `renamed`: UUIDs of the file and what they are here."""

    file: ImportFile
    known: Known
    new_uuid: NewUuid
    plan: Plan = field(init=False)
    renamed: dict[str, str] = field(default_factory=dict)
    field_types: dict[str, str] = field(default_factory=dict)
    field_room: int = 0
    fields_seen: set[str] = field(default_factory=set)
    groups: Shelf = field(init=False)
    labels: Shelf = field(init=False)
    topics: Shelf = field(init=False)
    templates: Shelf = field(init=False)
    flow_types: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known, room = self.known, self.known.room
        self.plan = Plan(known.revision)
        self.field_types = {one.key: one.type for one in known.fields}
        self.field_room = room.get("fields", 0)
        self.groups = _shelf("group", known.groups, room.get("groups", 0))
        self.labels = _shelf("label", known.labels, room.get("labels", 0))
        self.topics = _shelf("topic", known.topics, room.get("topics", 0))
        self.templates = _shelf("template", known.templates, room.get("templates", 0))

    # Fields

    def plan_fields(self) -> None:
        for item in self.file.section("fields"):
            if not isinstance(item, Mapping):
                self.plan.note("field", shown(item), SKIPPED, "malformed", "fields")
                continue
            kind = text(item, "type") or text(item, "value_type") or "text"
            self.take_field(text(item, "key"), text(item, "name") or text(item, "label"), FIELD_TYPES.get(kind, kind), "fields")

    def take_field(self, key: str, name: str, kind: str, section: str = "") -> bool:
        """Have the field here; says whether it is."""
        name = name or key.replace("_", " ").title()
        outcome, reason = self._field_outcome(key, kind, section)
        if outcome == CREATED:
            self.plan.fields.append(PlannedField(key, name[:MAX_NAME_CHARACTERS], kind))
            self.field_types[key] = kind
            self.field_room -= 1
        if section or key not in self.fields_seen:
            self.plan.note("field", name, outcome, reason, section)
        self.fields_seen.add(key)
        return outcome != SKIPPED

    def _field_outcome(self, key: str, kind: str, section: str) -> tuple[str, str | None]:
        here = self.field_types.get(key)
        if here is not None:
            twice = "already_in_file" if section and key in self.fields_seen else None
            return (CONFLICT, "field_type_differs") if section and here != kind else (UNCHANGED, twice)
        if not _KEY.fullmatch(key):
            return SKIPPED, "field_key_invalid"
        if kind not in FIELD_TYPES.values():
            return SKIPPED, "field_type_unknown"
        return (SKIPPED, "limit_reached") if self.field_room <= 0 else (CREATED, None)

    # Groups

    def plan_groups(self) -> None:
        for item in self.file.section("groups"):
            if not isinstance(item, Mapping):
                self.plan.note("group", shown(item), SKIPPED, "malformed", "groups")
                continue
            query = item.get("query")
            text_of_query = query.strip() if isinstance(query, str) and query.strip() else None
            self.take_group(text(item, "uuid"), text(item, "name"), text_of_query, "groups")

    def take_group(self, uuid: str, name: str, query: str | None = None, section: str = "") -> str | None:
        """The group's UUID here; None when there is none and none can be made."""
        here = self.groups.find(uuid, name)
        if here is not None:
            if section or uuid not in self.groups.seen:
                self._note_group_here(here, uuid, name, query, section)
        else:
            made = self._make(self.groups, uuid, name, section)
            if made is None:
                return None
            here, name = made
            usable = query if query and self._is_usable(query) else None
            self.plan.groups.append(PlannedGroup(here, name, usable))
            self.plan.note("group", name, CREATED, "group_query_invalid" if query and not usable else None, section)
        self.groups.seen.update((uuid, here))
        self._rename(uuid, here)
        return here

    def _note_group_here(self, here: str, uuid: str, name: str, query: str | None, section: str) -> None:
        known = next((one for one in self.known.groups if one.uuid == here), None)
        if section and known is not None and (known.query or None) != query:
            self.plan.note("group", name or known.name, CONFLICT, "group_query_differs", section)
        elif section or known is not None:
            twice = "already_in_file" if uuid in self.groups.seen or here in self.groups.seen else None
            self.plan.note("group", name or (known.name if known else ""), UNCHANGED, twice, section)

    def _is_usable(self, query: str) -> bool:
        """Whether a smart group may have it; the fields that it names are made here."""
        if len(query) > MAX_QUERY_CHARACTERS:
            return False
        try:
            found = inspect_query(parse_query(query, None, self.known.env), None)
        except QueryError:
            return False
        return found.allow_as_group and self._take_fields([use.key for use in found.fields])

    def _take_fields(self, keys: Iterable[str]) -> bool:
        """Whether all of them can be had; each is tried."""
        taken = [self.take_field(key, "", "text") for key in keys]
        return all(taken)

    # Labels, topics, templates, globals

    def plan_named(self, section: str, shelf: Shelf, planned: list[PlannedNamed]) -> None:
        for item in self.file.our_own(section):
            self.take_named(shelf, planned, text(item, "uuid"), text(item, "name"), f"{EXTRAS}.{section}")

    def take_named(self, shelf: Shelf, planned: list[PlannedNamed], uuid: str, name: str, section: str = "") -> str | None:
        here = shelf.find(uuid, name)
        if here is None:
            made = self._make(shelf, uuid, name, section)
            if made is None:
                return None
            here = made[0]
            planned.append(PlannedNamed(*made))
            self.plan.note(shelf.kind, made[1], CREATED, None, section)
        elif section or here not in shelf.seen:
            self.plan.note(shelf.kind, name, UNCHANGED, "already_in_file" if here in shelf.seen else None, section)
        shelf.seen.add(here)
        self._rename(uuid, here)
        return here

    def _make(self, shelf: Shelf, uuid: str, name: str, section: str) -> tuple[str, str] | None:
        """UUID and name of a new object; None, with its line, when it can't be."""
        short = clean_name(name)
        if not short or shelf.room <= 0:
            if section or uuid not in shelf.seen:
                self.plan.note(shelf.kind, name or uuid, SKIPPED, "limit_reached" if short else "name_missing", section)
            shelf.seen.add(uuid)
            return None
        here = self._free_uuid(uuid)
        shelf.add(here, short)
        return here, short

    def plan_templates(self) -> None:
        section = f"{EXTRAS}.templates"
        for item in self.file.our_own("templates"):
            uuid, name = text(item, "uuid"), text(item, "name")
            here = self.templates.find(uuid, name)
            translations = item.get("translations") if isinstance(item, Mapping) else None
            if not isinstance(translations, list) or len(translations) > MAX_TRANSLATIONS:
                self.plan.note("template", name or shown(item), SKIPPED, "malformed", section)
            elif here is not None:
                known = next((one for one in self.known.templates if one.uuid == here), None)
                differs = known is not None and known.translations != translations
                self.plan.note(
                    "template", name, CONFLICT if differs else UNCHANGED, "value_differs" if differs else None, section
                )
                self._rename(uuid, here)
            elif (made := self._make(self.templates, uuid, name, section)) is not None:
                self.plan.templates.append(PlannedTemplate(*made, translations))
                self.plan.note("template", name, CREATED, None, section)
                self._rename(uuid, made[0])

    def plan_globals(self) -> None:
        values = {one.key: one.value for one in self.known.globals}
        seen: set[str] = set()
        room = self.known.room.get("globals", 0)
        for key, name, value, section in self._globals():
            outcome, reason = self._global_outcome(key, value, values, is_twice=bool(section) and key in seen, has_room=room > 0)
            if outcome == CREATED:
                self.plan.globals.append(PlannedGlobal(key, (name or key)[:MAX_NAME_CHARACTERS], value or ""))
                values[key] = value or ""
                room -= 1
            if section or key not in seen:
                self.plan.note("global", name or key, outcome, reason, section)
            seen.add(key)

    def _globals(self) -> Iterable[tuple[str, str, str | None, str]]:
        for item in self.file.our_own("globals"):
            value = item.get("value") if isinstance(item, Mapping) else None
            yield text(item, "key"), text(item, "name"), value if isinstance(value, str) else "", f"{EXTRAS}.globals"
        for key, name in self._needed("global"):
            yield key, name or key.replace("_", " ").title(), None, ""

    def _global_outcome(
        self, key: str, value: str | None, values: Mapping[str, str], *, is_twice: bool, has_room: bool
    ) -> tuple[str, str | None]:
        """`value` None: a flow only names it."""
        if key in values:
            if value is not None and value != values[key]:
                return CONFLICT, "value_differs"
            return UNCHANGED, "already_in_file" if is_twice else None
        if not _KEY.fullmatch(key):
            return SKIPPED, "field_key_invalid"
        if value is not None and len(value) > MAX_VALUE_CHARACTERS:
            return SKIPPED, "malformed"
        return (CREATED, None) if has_room else (SKIPPED, "limit_reached")

    # What flows need

    def plan_needed(self) -> None:
        """What flows name and the file does not hold: made here as far as it can be. Source: RapidPro makes the same."""
        for key, name in self._needed("field"):
            self.take_field(key, name, "text")
        for uuid, name in self._needed("group"):
            self.take_group(uuid, name)
        for uuid, name in self._needed("label"):
            self.take_named(self.labels, self.plan.labels, uuid, name)
        for uuid, name in self._needed("topic"):
            self.take_named(self.topics, self.plan.topics, uuid, name)
        for uuid, name in self._needed("template"):
            self._look_for("template", uuid, name, self.templates.find(uuid, name))
        for uuid, name in self._needed("channel"):
            self._look_for("channel", uuid, name, self.channel(uuid, name))
        for uuid, name in self._needed("contact"):
            self._look_for("contact", uuid, name, uuid if uuid in self.known.contacts else None)
        for uuid, name in self._needed("user"):
            self._look_for("user", uuid, name, uuid if uuid in self.known.users else None)
        for kind in ("classifier", "llm", "optin"):
            for uuid, name in self._needed(kind):
                self.plan.note(kind, name or uuid, SKIPPED, "not_supported")

    def _look_for(self, kind: str, uuid: str, name: str, here: str | None) -> None:
        if here is None:
            self.plan.note(kind, name or uuid, SKIPPED, "dependency_missing")
        else:
            self._rename(uuid, here)

    def _needed(self, kind: str) -> list[tuple[str, str]]:
        """Key or UUID, and a name where some flow gives one, of what flows name; each once, in order."""
        found: dict[str, str] = {}
        for one in self.file.flows:
            for dependency in one.inspection.dependencies:
                reference = dependency.reference
                if reference.type == kind:
                    found[reference.identity] = found.get(reference.identity) or reference.name or ""
        return list(found.items())

    # Flows

    def plan_flows(self) -> None:
        matched: dict[str, KnownFlow | None] = {}
        used: set[str] = set()
        for one in self.file.flows:
            target = self._match(one.flow, used)
            matched[one.flow.uuid] = target
            if target:
                used.add(target.uuid)
            self._rename(one.flow.uuid, target.uuid if target else self._free_uuid(one.flow.uuid))
        for uuid, name in self._needed("flow"):
            if uuid not in matched:
                self._find_flow_here(uuid, name)
        names = {fold_name(one.name) for one in self.known.flows if one.state == ACTIVE and one.uuid not in used}
        for one in self.file.flows:
            self._plan_flow(one.flow, matched[one.flow.uuid], names)

    def _match(self, flow: Flow, used: set[str]) -> KnownFlow | None:
        """The same UUID and type is the same flow, from whatever site; else the same name and type."""
        left = [one for one in self.known.flows if one.uuid not in used and one.type == flow.type]
        same = next((one for one in left if one.uuid == flow.uuid), None)
        folded = fold_name(flow.name)
        named = (one for one in left if one.state == ACTIVE and fold_name(one.name) == folded)
        return same or next(named, None)

    def _find_flow_here(self, uuid: str, name: str) -> None:
        """A flow that the file's flows enter and the file lacks."""
        active = [one for one in self.known.flows if one.state == ACTIVE]
        folded = fold_name(name)
        here = next((one for one in active if one.uuid == uuid), None) or next(
            (one for one in active if name and fold_name(one.name) == folded), None
        )
        self._look_for("flow", uuid, name, here.uuid if here else None)

    def _plan_flow(self, flow: Flow, target: KnownFlow | None, names: set[str]) -> None:
        uuid = self.renamed.get(flow.uuid, flow.uuid)
        name = self._flow_name(flow.name, target, names)
        names.add(fold_name(name))
        raw = {**_renamed(flow.raw, self.renamed), "uuid": uuid, "name": name, **_expiry(flow)}
        self.flow_types[uuid] = flow.type
        state = target.state if target else DELETED
        if target and state == ACTIVE and _same(target.definition(), raw):
            self.plan.note("flow", flow.name, UNCHANGED, None, "flows")
            return
        revision = max((target.revision if target else 0) + 1, flow.revision)
        self.plan.flows.append(PlannedFlow(uuid, name, flow, raw, revision, is_new=target is None))
        outcome = CREATED if state == DELETED else UPDATED
        reason = "was_archived" if outcome == UPDATED and state != ACTIVE else "name_taken" if name != flow.name else None
        self.plan.note("flow", flow.name, outcome, reason, "flows")

    def _flow_name(self, name: str, target: KnownFlow | None, names: set[str]) -> str:
        """The file's name, unless another flow has it: then the one it has here, or a numbered one."""
        if fold_name(name) not in names:
            return name
        if target and fold_name(target.name) not in names:
            return target.name
        return numbered(name, lambda one: fold_name(one) in names)

    def flow_here(self, value: Any) -> str | None:
        """UUID here of the flow that a trigger or an event names."""
        uuid, name = text(value, "uuid"), text(value, "name")
        folded = fold_name(name)
        for one in self.file.flows:
            if one.flow.uuid == uuid or (not uuid and fold_name(one.flow.name) == folded):
                return self.renamed.get(one.flow.uuid, one.flow.uuid)
        active = [one for one in self.known.flows if one.state == ACTIVE]
        for known in (*(one for one in active if one.uuid == uuid), *(one for one in active if fold_name(one.name) == folded)):
            self.flow_types.setdefault(known.uuid, known.type)
            return known.uuid
        return None

    def channel(self, uuid: str, name: str) -> str | None:
        if uuid in self.known.channels:
            return uuid
        named = [known for known, here in self.known.channels.items() if name and fold_name(here) == fold_name(name)]
        return named[0] if len(named) == 1 else None

    # The rest of our own key

    def plan_flow_labels(self) -> None:
        section = f"{EXTRAS}.flow_labels"
        before = {one.uuid: list(one.labels) for one in self.known.flows}
        for item in self.file.our_own("flow_labels"):
            flow = self.flow_here(item.get("flow")) if isinstance(item, Mapping) else None
            words = item.get("labels") if isinstance(item, Mapping) else None
            if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
                self.plan.note("flow_labels", shown(item), SKIPPED, "malformed", section)
                continue
            name = text(item.get("flow"), "name")
            if flow is None:
                self.plan.note("flow_labels", name, SKIPPED, "flow_missing", section)
                continue
            wanted = clean_labels([*before.get(flow, []), *words])
            changed = wanted != before.get(flow, [])
            if changed:
                self.plan.flow_labels[flow] = wanted
            self.plan.note("flow_labels", name, UPDATED if changed else UNCHANGED, None, section)

    def plan_settings(self) -> None:
        """Languages are added; formats are the workspace's own and stay."""
        section = f"{EXTRAS}.settings"
        for item in self.file.our_own("settings"):
            name, value = text(item, "name"), item.get("value") if isinstance(item, Mapping) else None
            if name == "languages" and isinstance(value, list):
                self._plan_languages(value, section)
            elif name in SETTINGS and isinstance(value, str):
                differs = self.known.settings.get(name) != value
                self.plan.note("setting", name, CONFLICT if differs else UNCHANGED, "value_differs" if differs else None, section)
            else:
                self.plan.note("setting", name or shown(item), SKIPPED, "not_supported", section)

    def _plan_languages(self, value: list[Any], section: str) -> None:
        wanted = [code for code in dict.fromkeys(one for one in value if isinstance(one, str)) if is_language(code)]
        merged = [*self.known.languages, *(code for code in wanted if code not in self.known.languages)]
        if len(wanted) != len(value):
            self.plan.note("setting", "languages", SKIPPED, "language_unknown", section)
        elif len(merged) == len(self.known.languages):
            self.plan.note("setting", "languages", UNCHANGED, None, section)
        else:
            self.plan.languages = merged
            self.plan.note("setting", "languages", UPDATED, None, section)

    def skip_the_rest(self) -> None:
        """Sections that nobody here knows: a line an object all the same."""
        for section, items in self.file.sections.items():
            if section not in SECTIONS:
                self._skip(section, items, section)
        for section, value in self.file.extras.items():
            if section not in EXTRA_SECTIONS or not isinstance(value, list):
                self._skip(section, value if isinstance(value, list) else [value], f"{EXTRAS}.{section}")

    def _skip(self, kind: str, items: Iterable[Any], section: str) -> None:
        for item in items:
            self.plan.note(kind.removesuffix("s")[:MAX_NAME_CHARACTERS], shown(item), SKIPPED, "not_supported", section)

    # UUIDs

    def _free_uuid(self, uuid: str) -> str:
        return uuid if is_uuid(uuid) and uuid not in self.known.taken else self.new_uuid()

    def event_uuid(self, uuid: str) -> str:
        return self._free_uuid(uuid)

    def _rename(self, old: str, new: str) -> None:
        if old and old != new:
            self.renamed[old] = new


def numbered(name: str, is_taken: Callable[[str], bool]) -> str:
    """`Stock` is `Stock 2`, or the next that is free."""
    number = 2
    while is_taken(found := f"{name[: MAX_FLOW_NAME_CHARACTERS - 5]} {number}"):
        number += 1
    return found


def clean_labels(words: Iterable[str]) -> list[str]:
    """Names of flow labels, each once whatever its case."""
    found = {fold_name(word): word.strip()[:MAX_NAME_CHARACTERS] for word in reversed(list(words)) if word.strip()}
    return list(reversed(list(found.values())))[:MAX_FLOW_LABELS]


def _expiry(flow: Flow) -> dict[str, int]:
    """What is wrong with how long a flow waits becomes the default of its type."""
    minutes, most = flow.expire_after_minutes, EXPIRY_MAX_MINUTES.get(flow.type)
    if most is None:
        return {}
    return {} if 0 < minutes <= most else {"expire_after_minutes": EXPIRY_DEFAULT_MINUTES[flow.type]}


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
