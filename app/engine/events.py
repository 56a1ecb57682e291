"""Events: past facts, as JSON objects. `type`, `uuid` (version 7) and `created_on` come first; the rest depends on the type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.engine.jsontime import write_time
from app.engine.universe import Universe

Event = dict[str, Any]
Log = Callable[[Event], None]


def event(universe: Universe, kind: str, **fields: Any) -> Event:
    """A new event. Draws its id, then reads the clock: the order is part of the contract."""
    uuid = universe.uuid7()
    return {"uuid": uuid, "type": kind, "created_on": write_time(universe.now()), **fields}


def error(universe: Universe, text: str, code: str = "", extra: Mapping[str, str] | None = None) -> Event:
    """Something went wrong, and the session goes on without it."""
    return _problem(universe, "error", text, code, extra)


def warning(universe: Universe, text: str, code: str = "", extra: Mapping[str, str] | None = None) -> Event:
    """Something works today and should be changed."""
    return _problem(universe, "warning", text, code, extra)


def failure(universe: Universe, text: str) -> Event:
    """Something went wrong, and the run ends with it."""
    return event(universe, "failure", text=text)


def missing_dependency(universe: Universe, kind: str, identity: str, name: str, identity_key: str = "uuid") -> Event:
    """An asset that a flow names is not there."""
    text = f"Missing dependency: {kind}[{identity_key}={identity},name={name}]"
    return error(universe, text, "dependency:missing", {"identity": identity, "type": kind})


def _problem(universe: Universe, kind: str, text: str, code: str, extra: Mapping[str, str] | None) -> Event:
    made = event(universe, kind, text=text)
    if code:
        made["code"] = code
    if extra:
        made["extra"] = dict(extra)
    return made
