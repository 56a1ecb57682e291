"""Events that come from outside, in the form in which sessions keep them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.errors import EngineError
from app.engine.jsontime import read_time, write_time
from app.engine.urns import URNError, parse

# What a message in a `msg_received` event may hold; anything else was put there by older versions and is dropped.
MSG_KEYS = ("urn", "channel", "text", "attachments", "external_id")


def normal_event(data: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Times in the usual form, messages without old properties. Raises EngineError with this code."""
    event = dict(data)
    try:
        if event.get("created_on") is not None:
            event["created_on"] = write_time(read_time(event["created_on"], "event.created_on"))
        if event.get("type") == "msg_received":
            msg = {key: event["msg"][key] for key in MSG_KEYS if event["msg"].get(key) is not None}
            event["msg"] = {"text": "", **msg}
            _require(event, "uuid", "created_on")
            if msg.get("urn"):
                parse(msg["urn"])
    except (KeyError, TypeError, AttributeError, URNError) as error:
        raise EngineError(code, f"event can't be read: {error!r}") from error
    except EngineError as error:
        raise EngineError(code, error.message) from error
    return event


def _require(event: Mapping[str, Any], *keys: str) -> None:
    for key in keys:
        if not event.get(key):
            raise KeyError(key)
