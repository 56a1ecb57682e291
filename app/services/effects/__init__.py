"""What the engine's events do to the office: one file an event type.

A module here may have `before_commit(ctx, event)`, inside the transaction that writes the sprint, and
`after_commit(ctx, event)`, when that transaction is on its way to the disk. An event type stands in `EFFECTS` or, with the
reason, in `IGNORED`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from types import ModuleType

from app.services.effects import (
    broadcast_created,
    contact_field_changed,
    contact_groups_changed,
    contact_language_changed,
    contact_last_seen_changed,
    contact_name_changed,
    contact_status_changed,
    contact_timezone_changed,
    contact_urns_changed,
    failure,
    msg_created,
    msg_wait,
    run_ended,
    run_started,
    session_triggered,
    webhook_called,
)
from app.services.effects.context import EffectContext, Event

__all__ = ["EFFECTS", "IGNORED", "EffectContext", "after_commit", "before_commit"]

log = logging.getLogger(__name__)

EFFECTS: dict[str, ModuleType] = {
    "broadcast_created": broadcast_created,
    "contact_field_changed": contact_field_changed,
    "contact_groups_changed": contact_groups_changed,
    "contact_language_changed": contact_language_changed,
    "contact_last_seen_changed": contact_last_seen_changed,
    "contact_name_changed": contact_name_changed,
    "contact_status_changed": contact_status_changed,
    "contact_timezone_changed": contact_timezone_changed,
    "contact_urns_changed": contact_urns_changed,
    "failure": failure,
    "msg_created": msg_created,
    "msg_wait": msg_wait,
    "run_ended": run_ended,
    "run_started": run_started,
    "session_triggered": session_triggered,
    "webhook_called": webhook_called,
}

IGNORED: dict[str, str] = {
    "airtime_created": "the office has no airtime service: the flow has taken its failure path",
    "call_created": "made by services, not by flows",
    "call_missed": "comes in, is not made by flows",
    "call_received": "comes in, is not made by flows",
    "campaign_fired": "comes in, is not made by flows",
    "chat_started": "comes in, is not made by flows",
    "contact_flow_changed": "the session's row says in which flow a contact is",
    "dial_ended": "comes in, is not made by flows",
    "dial_wait": "the office has no voice calls: voice flows are not started",
    "email_sent": "the office has no mail service: the engine logs an error event instead",
    "error": "a mistake in a flow: the flow has gone on",
    "input_labels_added": "messages have no labels",
    "ivr_created": "the office has no voice calls: voice flows are not started",
    "llm_called": "the office has no language model: the flow has taken its failure path",
    "msg_received": "comes in; its message is written with the turn",
    "resthook_called": "its calls are webhook_called events",
    "run_result_changed": "results are written whole with their run",
    "ticket_assignee_changed": "the office has no tickets",
    "ticket_closed": "the office has no tickets",
    "ticket_note_added": "the office has no tickets",
    "ticket_opened": "the office has no tickets",
    "ticket_reopened": "the office has no tickets",
    "ticket_topic_changed": "the office has no tickets",
    "typing_started": "phones do not type",
    "typing_stopped": "phones do not type",
    "wait_expired": "comes in, is not made by flows",
    "wait_timed_out": "comes in, is not made by flows",
    "warning": "something that works today and should be changed",
}


def before_commit(ctx: EffectContext, events: Iterable[Event]) -> None:
    """In the order of the events. An exception rolls the whole turn back."""
    for event in events:
        effect = getattr(_module(event), "before_commit", None)
        if effect is not None:
            effect(ctx, event)


def after_commit(ctx: EffectContext, events: Iterable[Event]) -> None:
    """What fails here is logged: the turn is written already."""
    for event in events:
        effect = getattr(_module(event), "after_commit", None)
        if effect is None:
            continue
        try:
            effect(ctx, event)
        except Exception:
            log.exception("effect_failed", extra={"event": event["type"]})


def _module(event: Event) -> ModuleType | None:
    kind = event["type"]
    if kind not in EFFECTS and kind not in IGNORED:
        log.warning("event_without_effect", extra={"event": kind})
    return EFFECTS.get(kind)
