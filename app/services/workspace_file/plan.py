"""What an import will do, said before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.contracts.imports import ImportLine
from app.engine.definition.model import Flow
from app.services.triggers import NewTrigger
from app.services.workspace_file.known import EventSpec

CREATED, UPDATED, UNCHANGED, CONFLICT, SKIPPED = "created", "updated", "unchanged", "conflict", "skipped"
MAX_NAME_CHARACTERS = 64
_MAX_SHOWN_CHARACTERS = 128


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
class PlannedNamed:
    """A label or a topic."""

    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class PlannedGlobal:
    key: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PlannedTemplate:
    uuid: str
    name: str
    translations: list[Any]


@dataclass(frozen=True, slots=True)
class PlannedFlow:
    """`raw` is what is to be stored, its references already those of this workspace; `revision` its number here."""

    uuid: str
    name: str
    flow: Flow
    raw: Mapping[str, Any]
    revision: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    uuid: str
    spec: EventSpec


@dataclass(frozen=True, slots=True)
class PlannedCampaign:
    """`ended` are UUIDs of events here that the file's replace."""

    uuid: str
    name: str
    group: str
    is_new: bool
    events: tuple[PlannedEvent, ...]
    ended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedTrigger:
    """`restored` names an archived one here that is the same: it comes back instead of a new one. `replaced` are UUIDs of
    those here that answer the same and are archived."""

    flow_uuid: str
    new: NewTrigger
    restored: str | None = None
    replaced: tuple[str, ...] = ()


@dataclass(slots=True)
class SmallPlan:
    """All but the flows. `flow_labels` by UUID of the flow, `languages` what the workspace's will be where that changes."""

    revision: int
    fields: list[PlannedField] = field(default_factory=list)
    groups: list[PlannedGroup] = field(default_factory=list)
    labels: list[PlannedNamed] = field(default_factory=list)
    topics: list[PlannedNamed] = field(default_factory=list)
    globals: list[PlannedGlobal] = field(default_factory=list)
    templates: list[PlannedTemplate] = field(default_factory=list)
    flow_labels: dict[str, list[str]] = field(default_factory=dict)
    campaigns: list[PlannedCampaign] = field(default_factory=list)
    triggers: list[PlannedTrigger] = field(default_factory=list)
    languages: list[str] | None = None
    lines: list[ImportLine] = field(default_factory=list)

    def note(self, kind: str, name: str, outcome: str, reason: str | None = None, section: str = "") -> None:
        self.lines.append(ImportLine(kind, name[:_MAX_SHOWN_CHARACTERS], outcome, reason, section))

    def new_uuids(self) -> list[str]:
        """UUIDs that must not stand anywhere in the office yet."""
        kinds: list[list[Any]] = [self.groups, list(self.labels), list(self.topics), list(self.templates)]
        made: list[str] = [one.uuid for kind in kinds for one in kind]
        made += [campaign.uuid for campaign in self.campaigns if campaign.is_new]
        return made + [event.uuid for campaign in self.campaigns for event in campaign.events]


@dataclass(slots=True)
class Plan(SmallPlan):
    """The whole of it, as planning makes it."""

    flows: list[PlannedFlow] = field(default_factory=list)
