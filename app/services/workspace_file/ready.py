"""A plan ready to be written: made by one process, written by another, so that it travels as JSON and is read without trust.

The file has a line of its own for each flow, so that whoever reads it never holds the interpreter for long: first
`{"format", "version", "site", "flows", "plan"}`, where `flows` is how many lines follow, then the flows. Definitions are packed
as their table has them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from app.contracts.imports import ImportReport
from app.engine.definition.model import FLOW_TYPES
from app.engine.reading import is_uuid
from app.services import media_refs
from app.services.flow_rows import ignores_triggers
from app.services.workspace_file.plan import Plan, PlannedFlow, SmallPlan
from app.services.workspace_file.reading import MAX_FLOW_NAME_CHARACTERS, MAX_ITEMS, MAX_UNPACKED_BYTES, ImportFile
from app.store.types import packed_json

FORMAT = 1
MAX_DEFINITION_BYTES = 2 * MAX_UNPACKED_BYTES  # UUIDs that are written in may be longer than those of the file


class PlanUnreadable(Exception):
    """No plan, or not the whole of one."""


@dataclass(frozen=True, slots=True)
class ReadyFlow:
    """`definition` as `flow_revision` has it. `ignore_triggers` None: as it is here. `attachments` are those it names."""

    uuid: str
    name: str
    type: str
    language: str
    spec_version: str
    revision: int
    nodes: int
    expire_after_minutes: int
    ignore_triggers: bool | None
    attachments: tuple[str, ...]
    is_new: bool
    definition: bytes


@dataclass(frozen=True, slots=True)
class ReadyPlan:
    version: str
    site: str
    plan: SmallPlan
    flows: tuple[ReadyFlow, ...]

    def report(self, uuid: str | None = None) -> ImportReport:
        return ImportReport(self.version, self.site, self.plan.lines, uuid)

    def new_uuids(self) -> list[str]:
        """UUIDs that must not stand anywhere in the office yet."""
        return self.plan.new_uuids() + [flow.uuid for flow in self.flows if flow.is_new]


@dataclass(frozen=True, slots=True)
class _Head:
    format: int
    version: str
    site: str
    flows: int
    plan: SmallPlan


class _Definition(msgspec.Struct, gc=False):
    """What must agree with the line that it stands in."""

    uuid: str
    name: str
    type: str
    revision: int
    nodes: list[msgspec.Raw]


_HEAD = msgspec.json.Decoder(_Head)
_FLOW = msgspec.json.Decoder(ReadyFlow)
_DEFINITION = msgspec.json.Decoder(_Definition)


def ready_plan(file: ImportFile, plan: Plan) -> ReadyPlan:
    return ReadyPlan(file.version, file.site, _small(plan), tuple(map(_ready, plan.flows)))


def plan_lines(file: ImportFile, plan: Plan) -> Iterator[bytes]:
    head = _Head(FORMAT, file.version, file.site, len(plan.flows), _small(plan))
    yield msgspec.json.encode(head) + b"\n"
    for flow in plan.flows:
        yield msgspec.json.encode(_ready(flow)) + b"\n"


def read_plan(lines: Iterable[bytes]) -> ReadyPlan:
    """Raises PlanUnreadable."""
    source = iter(lines)
    try:
        head = _read_head(next(source, b""))
        flows = tuple(_checked(_FLOW.decode(line)) for line in source)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, zlib.error) as error:
        raise PlanUnreadable(type(error).__name__) from error
    if len(flows) != head.flows or len({flow.uuid for flow in flows}) != len(flows):
        raise PlanUnreadable("flows")
    return ReadyPlan(head.version, head.site, head.plan, flows)


def read_report(lines: Iterable[bytes]) -> ImportReport:
    """What the plan would do, from its first line alone. Raises PlanUnreadable."""
    try:
        head = _read_head(next(iter(lines), b""))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise PlanUnreadable(type(error).__name__) from error
    return ImportReport(head.version, head.site, head.plan.lines)


def _read_head(line: bytes) -> _Head:
    head = _HEAD.decode(line)
    if head.format != FORMAT or not 0 <= head.flows <= MAX_ITEMS:
        raise PlanUnreadable("format")
    if not all(map(is_uuid, head.plan.new_uuids())):
        raise PlanUnreadable("uuid")
    return head


def _checked(flow: ReadyFlow) -> ReadyFlow:
    unpacking = zlib.decompressobj()
    unpacked = unpacking.decompress(flow.definition, MAX_DEFINITION_BYTES)
    if not unpacking.eof:
        raise PlanUnreadable("definition")
    said = _DEFINITION.decode(unpacked)
    agrees = (said.uuid, said.name, said.type, said.revision, len(said.nodes)) == (
        flow.uuid,
        flow.name,
        flow.type,
        flow.revision,
        flow.nodes,
    )
    fits = is_uuid(flow.uuid) and 0 < len(flow.name) <= MAX_FLOW_NAME_CHARACTERS and flow.type in FLOW_TYPES
    if not (agrees and fits and flow.revision > 0):
        raise PlanUnreadable("flow")
    return flow


def _small(plan: Plan) -> SmallPlan:
    return SmallPlan(
        revision=plan.revision,
        fields=plan.fields,
        groups=plan.groups,
        labels=plan.labels,
        topics=plan.topics,
        globals=plan.globals,
        templates=plan.templates,
        flow_labels=plan.flow_labels,
        campaigns=plan.campaigns,
        triggers=plan.triggers,
        languages=plan.languages,
        lines=plan.lines,
    )


def _ready(planned: PlannedFlow) -> ReadyFlow:
    flow, raw = planned.flow, planned.raw
    return ReadyFlow(
        uuid=planned.uuid,
        name=planned.name,
        type=flow.type,
        language=flow.language,
        spec_version=flow.spec_version,
        revision=planned.revision,
        nodes=len(flow.nodes),
        expire_after_minutes=int(raw.get("expire_after_minutes") or 0),
        ignore_triggers=ignores_triggers(raw),
        attachments=tuple(media_refs.in_definition(raw)),
        is_new=planned.is_new,
        definition=packed_json({**raw, "revision": planned.revision}),
    )
