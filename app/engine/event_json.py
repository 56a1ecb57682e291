"""Events that come from outside, in the form in which sessions keep them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.errors import EngineError
from app.engine.jsontime import read_time, write_time
from app.engine.reading import required_text, text_of, texts_of
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
            event["msg"] = _normal_msg(event["msg"])
            required_text(event, "uuid")
            required_text(event, "created_on")
    except (KeyError, TypeError, AttributeError, URNError) as error:
        raise EngineError(code, f"event can't be read: {error!r}") from error
    except EngineError as error:
        raise EngineError(code, error.message) from error
    return event


def _normal_msg(data: Mapping[str, Any]) -> dict[str, Any]:
    texts_of(data, "attachments")
    text_of(data, "external_id")
    if text_of(data, "urn"):
        parse(data["urn"])
    if data.get("channel") is not None:
        required_text(data["channel"], "uuid")
    kept = {key: data[key] for key in MSG_KEYS if data.get(key) is not None}
    return {**kept, "text": text_of(data, "text")}
