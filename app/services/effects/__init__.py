"""What the engine's events do to the office: one file an event type.

A module here may have `before_commit(ctx, event)`, inside the transaction that writes the sprint (or what a person changes of
a contact), and `after_commit(ctx, event)`, when that transaction is on its way to the disk. An event type stands in `EFFECTS`
or, with the reason, in `IGNORED`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from types import ModuleType

from app.services.effects import (
    airtime_created,
    broadcast_created,
    contact_field_changed,
    contact_groups_changed,
    contact_language_changed,
    contact_last_seen_changed,
    contact_name_changed,
    contact_status_changed,
    contact_timezone_changed,
    contact_urns_changed,
    email_sent,
    failure,
    input_labels_added,
    llm_called,
    msg_created,
    msg_wait,
    resthook_called,
    run_ended,
    run_result_changed,
    run_started,
    session_triggered,
    ticket_assignee_changed,
    ticket_closed,
    ticket_note_added,
    ticket_opened,
    ticket_reopened,
    ticket_topic_changed,
    webhook_called,
)
from app.services.effects.context import EffectContext, Event

__all__ = ["EFFECTS", "IGNORED", "EffectContext", "after_commit", "before_commit"]

log = logging.getLogger(__name__)

EFFECTS: dict[str, ModuleType] = {
    "airtime_created": airtime_created,
    "broadcast_created": broadcast_created,
    "contact_field_changed": contact_field_changed,
    "contact_groups_changed": contact_groups_changed,
    "contact_language_changed": contact_language_changed,
    "contact_last_seen_changed": contact_last_seen_changed,
    "contact_name_changed": contact_name_changed,
    "contact_status_changed": contact_status_changed,
    "contact_timezone_changed": contact_timezone_changed,
    "contact_urns_changed": contact_urns_changed,
    "email_sent": email_sent,
    "failure": failure,
    "input_labels_added": input_labels_added,
    "llm_called": llm_called,
    "msg_created": msg_created,
    "msg_wait": msg_wait,
    "resthook_called": resthook_called,
    "run_ended": run_ended,
    "run_result_changed": run_result_changed,
    "run_started": run_started,
    "session_triggered": session_triggered,
    "ticket_assignee_changed": ticket_assignee_changed,
    "ticket_closed": ticket_closed,
    "ticket_note_added": ticket_note_added,
    "ticket_opened": ticket_opened,
    "ticket_reopened": ticket_reopened,
    "ticket_topic_changed": ticket_topic_changed,
    "webhook_called": webhook_called,
}

COMES_IN = "comes in, is not made by flows: its own row is written where it comes in"
NO_VOICE = "the office's phones carry no calls of flows: such a flow does not start"
IGNORED: dict[str, str] = {
    "call_created": COMES_IN,
    "call_missed": COMES_IN,
    "call_received": COMES_IN,
    "campaign_fired": COMES_IN,
    "chat_started": COMES_IN,
    "contact_flow_changed": "the turn writes which flow the contact is in, with the session",
    "dial_ended": COMES_IN,
    "dial_wait": NO_VOICE,
    "error": "a mistake of the flow's author: the flow has gone on, and the office is as it was",
    "ivr_created": NO_VOICE,
    "msg_received": "comes in; its message is written with the turn",
    "typing_started": "phones do not type",
    "typing_stopped": "phones do not type",
    "wait_expired": "the timer that fell due; the session's and the runs' rows say what it did",
    "wait_timed_out": "the timer that fell due; the session's and the runs' rows say what it did",
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
