"""A flow ready to run: its definition, and its actions as objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.actions import Action, read_action
from app.engine.definition.errors import DefinitionError
from app.engine.definition.model import Flow
from app.engine.definition.reader import read_flow
from app.engine.errors import EngineError
from app.engine.universe import Universe


@dataclass(frozen=True, slots=True)
class LoadedFlow:
    """`actions` by uuid of their node."""

    flow: Flow
    actions: Mapping[str, tuple[Action, ...]]


def load_flow(raw: Mapping[str, Any], universe: Universe, media_url: str = "") -> LoadedFlow:
    """Read a definition of any spec version. Raises EngineError `flow:invalid`, `action:invalid`, `action:unknown_type`."""
    try:
        flow = read_flow(raw, new_uuid=universe.uuid4, media_url=media_url)
    except DefinitionError as error:
        raise EngineError("flow:invalid", error.message) from error
    actions = {node.uuid: tuple(read_action(data, flow.type) for data in node.actions) for node in flow.nodes}
    return LoadedFlow(flow, actions)


def flow_ref(flow: Flow) -> dict[str, Any]:
    """How sessions and events name a flow; an unknown revision is left out."""
    ref: dict[str, Any] = {"uuid": flow.uuid, "name": flow.name}
    if flow.revision:
        ref["revision"] = flow.revision
    return ref
