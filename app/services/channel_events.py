"""What happens on a channel beside messages: calls, and what other kinds of channels tell of a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services import contacts
from app.services.keywords import REFERRAL
from app.store import tables

CALL_TYPES = ("mo_call", "mt_call", "mo_miss", "unk")
OTHER_CALL = "unk"
OPT_OUT = "opt_out"

# The type of the triggers that an event sets off. What is not here sets off none: we called, or nobody knows what it was.
TRIGGER_OF: Mapping[str, str] = {
    "mo_miss": "missed_call",
    "mo_call": "inbound_call",
    "new_conversation": "new_conversation",
    "referral": REFERRAL,
    "opt_in": "opt_in",
    OPT_OUT: "opt_out",
}
TYPES = (*CALL_TYPES, *(kind for kind in TRIGGER_OF if kind not in CALL_TYPES))


def is_by_contact(event: tables.ChannelEvent) -> bool:
    """Whether the contact did it, who was seen then."""
    return event.type in TRIGGER_OF


def referrer_of(event: tables.ChannelEvent) -> str:
    return str((event.extra or {}).get("referrer_id") or "")


def trigger_json(event: tables.ChannelEvent, channel: tables.Channel, flow: Mapping[str, str], now: str) -> dict[str, Any]:
    """GoFlow's trigger: `call` with call_missed or call_received, `chat` with chat_started, `optin` with optin_started or
    optin_stopped. `flow` is the reference, `now` a time in the engine's form."""
    kind, told = _EVENTS[event.type](event, {"uuid": channel.uuid, "name": channel.name})
    head = {"uuid": event.uuid, "type": told.pop("type"), "created_on": contacts.time_text(event.created_on)}
    return {"type": kind, "flow": dict(flow), "event": {**head, **told}, "triggered_on": now}


Told = tuple[str, dict[str, Any]]


def _missed(event: tables.ChannelEvent, channel: Mapping[str, str]) -> Told:
    return "call", {"type": "call_missed", "channel": channel}


def _received(event: tables.ChannelEvent, channel: Mapping[str, str]) -> Told:
    return "call", {"type": "call_received", "call": {"uuid": event.uuid, "channel": channel, "urn": event.address}}


def _chat(event: tables.ChannelEvent, channel: Mapping[str, str]) -> Told:
    params = {key: value for key, value in (event.extra or {}).items() if isinstance(value, str)}
    return "chat", {"type": "chat_started", "channel": channel, **({"params": params} if params else {})}


def _optin(event: tables.ChannelEvent, channel: Mapping[str, str]) -> Told:
    kind = "optin_stopped" if event.type == OPT_OUT else "optin_started"
    return "optin", {"type": kind, "optin": {"name": str((event.extra or {}).get("optin") or "")}, "channel": channel}


_EVENTS = {
    "mo_miss": _missed,
    "mo_call": _received,
    "new_conversation": _chat,
    "referral": _chat,
    "opt_in": _optin,
    OPT_OUT: _optin,
}
