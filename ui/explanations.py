"""Sentences for explanations (`app.contracts.explain`): one for every word that the services may say."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QCoreApplication

from app.contracts.explain import Explanation, Step
from ui.modem_texts import refusal_text
from ui.texts import failed_text, full_when, trigger_type

WORKER_LOST = "worker_lost"  # the error of what ended the process that worked at it


def outcome_text(outcome: str, *, by_modem: bool = False) -> str:
    translate = QCoreApplication.translate
    if by_modem and outcome == "with_phone":
        return translate("texts", "A modem has it and has not said yet that it was sent.")
    known = {
        "trigger_started": translate("texts", "A trigger took it, and its flow started."),
        "flow_not_started": translate("texts", "A trigger took it, but its flow could not start."),
        "session_answered": translate("texts", "The flow that waited for an answer took it."),
        "inbox": translate("texts", "No flow took it, so it is in the inbox."),
        "nothing_started": translate("texts", "No trigger took it, so nothing started."),
        "noted": translate("texts", "It was only noted."),
        "archived": translate("texts", "The contact is blocked, so it went to the archive."),
        "pending": translate("texts", "It is still to be handled."),
        "dead": translate("texts", "It failed again and again and was given up."),
        "dismissed": translate("texts", "It failed again and again, and somebody dismissed it."),
        "unknown": translate("texts", "Nobody noted how it came in."),
        "waiting": translate("texts", "It still waits to be sent."),
        "with_phone": translate("texts", "A phone has it and has not said yet that it was sent."),
        "uncertain": translate("texts", "Nobody knows whether it was sent."),
        "sent": translate("texts", "It was sent."),
        "delivered": translate("texts", "It arrived."),
        "failed": translate("texts", "It failed."),
        "deleted": translate("texts", "It was deleted."),
        "planned": translate("texts", "It is planned."),
        "held": translate("texts", "It was due and waits for somebody's word."),
        "fired": translate("texts", "It came about."),
        "skipped": translate("texts", "It was left out."),
        "not_planned": translate("texts", "It is not planned for this contact."),
        "planning": translate("texts", "It is just being planned."),
        "paused": translate("texts", "It rests."),
        "over": translate("texts", "It will not come again."),
        "off": translate("texts", "It is switched off."),
    }
    return known.get(outcome, outcome)


def is_by_modem(explanation: Explanation) -> bool:
    """What it is about came, or goes, by a modem."""
    return any(_says_modem(step) for step in explanation.steps)


def _says_modem(step: Step) -> bool:
    return step.params.get("by") == "modem"


def wait_step(explanation: Explanation) -> Step | None:
    """The one that says why a message has not gone out."""
    return next((step for step in reversed(explanation.steps) if step.code.startswith("wait_")), None)


def wait_text(step: Step, now: dt.datetime, zone: dt.tzinfo) -> str:
    """Why it waits, and until when where that is known."""
    text = step_text(step)
    return f"{text} {time_text(step, now, zone)}" if step.at is not None and step.at > now else text


def time_text(step: Step, now: dt.datetime, zone: dt.tzinfo) -> str:
    """When it was, or is expected; empty where nobody knows."""
    if step.at is None:
        return ""
    moment = full_when(step.at, now, zone)
    return QCoreApplication.translate("texts", "Expected: {time}.").format(time=moment) if step.at > now else moment


def step_text(step: Step) -> str:
    """Without its time, which the window shows beside."""
    text = _special(step) or _steps().get(step.code)
    return text.format(**_shown(step)) if text else step.code


def _special(step: Step) -> str | None:
    """Where the usual sentence is not right."""
    translate = QCoreApplication.translate
    if step.code == "given_up" and step.params.get("error") == WORKER_LOST:
        return translate("texts", "It was given up: {error}. It can be handled again from the list of failed work.")
    if step.code == "dismissed" and step.params.get("error") == WORKER_LOST:
        return translate("texts", "It was given up: {error}. Somebody dismissed it: no flow gets it any more.")
    if step.code == "part_refused" and step.params.get("parts") == 1:
        return "{reason}"
    return _modem_steps().get(step.code) if _says_modem(step) else None


def _shown(step: Step) -> dict[str, str]:
    """The parameters in words."""
    params = {name: str(value) for name, value in step.params.items()}
    if "trigger" in params:
        params["trigger"] = params["trigger"] or trigger_type(params["type"])
    if step.code == "event_came_in":
        params["event"] = _events().get(params["type"], params["type"])
    if step.code == "failed":
        params["reason"] = failed_text(params["reason"], by_modem=_says_modem(step))
    if step.code == "part_refused":
        params["reason"] = refusal_text(step.params.get("code"))
    if params.get("error") == WORKER_LOST:
        params["error"] = QCoreApplication.translate("texts", "the program ended in the middle of it, again and again")
    if step.code == "fire_skipped":
        params["reason"] = _skips().get(params["reason"], params["reason"])
    if step.code == "late_policy":
        params["policy"] = _policies().get(params["policy"], params["policy"])
    return params


def _steps() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "came_in": translate("texts", "A message came in on {channel}."),
        "event_came_in": translate("texts", "On {channel}: {event}."),
        "routed_only": translate("texts", "Its phone serves only this workspace."),
        "routed_keyword": translate("texts", "Its first word is a keyword of this workspace."),
        "routed_trigger": translate("texts", "This workspace has a trigger for it."),
        "routed_session": translate("texts", "A flow of this workspace waited for an answer from this number."),
        "routed_conversation": translate("texts", "This workspace talked with this number last."),
        "routed_default": translate("texts", "Nothing else told whose it is; this workspace is the phone's default."),
        "routed_ambiguous": translate("texts", "Another workspace had the same claim. Staff should look at it."),
        "routed_nowhere": translate("texts", "Its phone serves no workspace."),
        "tried_before": translate("texts", "It could not be handled; it is tried again. Tries so far: {count} ({error})."),
        "given_up": translate(
            "texts", "It was given up. Tries: {count} ({error}). It can be handled again from the list of failed work."
        ),
        "dismissed": translate(
            "texts", "It was given up. Tries: {count} ({error}). Somebody dismissed it: no flow gets it any more."
        ),
        "address_unreadable": translate("texts", "Its sender is no number that can be answered."),
        "contact_blocked": translate("texts", "The contact is blocked, so no flow starts."),
        "we_called": translate("texts", "This was not a call to us, so no trigger looks at it."),
        "trigger_took": translate("texts", "The trigger “{trigger}” took it: {flow}."),
        "flow_failed": translate("texts", "The flow {flow} could not start ({error})."),
        "session_took": translate("texts", "The contact was in the flow {flow}, which took it as an answer."),
        "session_broken": translate("texts", "The flow that waited could not go on ({error})."),
        "no_flow": translate("texts", "No trigger took it, and no flow waited for it."),
        "keyword_not_first": translate("texts", "“{trigger}” ({flow}) did not: “{keyword}” is not the first word."),
        "keyword_not_only": translate("texts", "“{trigger}” ({flow}) did not: “{keyword}” is not the only word."),
        "other_channel": translate("texts", "“{trigger}” ({flow}) did not: it is only for {channel}."),
        "other_referrer": translate("texts", "“{trigger}” ({flow}) did not: it is only for the referrer {referrer}."),
        "not_in_group": translate("texts", "“{trigger}” ({flow}) did not: the contact is in none of its groups ({groups})."),
        "in_excluded_group": translate("texts", "“{trigger}” ({flow}) did not: it leaves out the contact's group ({groups})."),
        "trigger_archived": translate("texts", "“{trigger}” ({flow}) did not: it is in the archive."),
        "trigger_newer": translate("texts", "“{trigger}” ({flow}) did not: it was made later."),
        "trigger_changed": translate(
            "texts", "“{trigger}” ({flow}) would take it today, but did not then: it or the contact was changed since."
        ),
        "flow_archived": translate("texts", "“{trigger}” did not: its flow {flow} is in the archive."),
        "flow_voice": translate("texts", "“{trigger}” did not: {flow} is a flow for calls, and phones of the office carry none."),
        "flow_ignores_triggers": translate(
            "texts", "“{trigger}” ({flow}) did not: the contact was in {waiting}, which takes every message as an answer."
        ),
        "session_went_first": translate("texts", "“{trigger}” ({flow}) did not: the contact was in {waiting}, which goes first."),
        "keyword_went_first": translate("texts", "“{trigger}” ({flow}) did not: a keyword goes first."),
        "better_trigger": translate("texts", "“{trigger}” ({flow}) did not: the other one is more exact."),
        "older_trigger": translate("texts", "“{trigger}” ({flow}) did not: the other one fits as well and is older."),
        "other_keywords": translate("texts", "Triggers whose keywords it does not contain: {count}."),
        "no_triggers": translate("texts", "This workspace has no trigger for it."),
        "made_by_flow": translate("texts", "The flow {flow} made it."),
        "made_by_person": translate("texts", "{name} wrote it."),
        "made_by_broadcast": translate("texts", "It is part of a broadcast."),
        "handed": translate("texts", "It was handed to {channel}."),
        "attempt_sent": translate("texts", "{channel} sent it."),
        "attempt_delivered": translate("texts", "{channel} heard that it arrived."),
        "attempt_failed": translate("texts", "{channel} could not send it."),
        "attempt_uncertain": translate("texts", "{channel} never told what became of it."),
        "part_refused": translate("texts", "Part {part} of {parts} was not taken. {reason}"),
        "try_failed": translate("texts", "Tries that failed: {count}."),
        "failed": translate("texts", "It failed for good. {reason}"),
        "wait_uncertain": translate("texts", "Its phone never told what became of it. Nobody sends it again unasked."),
        "wait_with_phone": translate("texts", "The phone has it and sends it when its turn comes."),
        "wait_phone_released": translate("texts", "Its phone was released. Send it again, so that another takes it."),
        "wait_suspended": translate("texts", "The workspace is in the archive."),
        "wait_contact": translate("texts", "The contact is blocked, stopped or archived."),
        "wait_too_old": translate("texts", "It has waited for too long and will fail soon."),
        "wait_retry_at": translate("texts", "The last try failed; the next one comes later."),
        "wait_behind_bundle": translate(
            "texts", "It goes behind another message for the same contact, which is tried again later."
        ),
        "wait_quiet_hours": translate("texts", "These are the workspace's quiet hours: only answers go out."),
        "wait_budget_used": translate(
            "texts", "The workspace has used its share of the phone for today ({used} of {limit} parts)."
        ),
        "wait_phone_not_seen": translate(
            "texts", "Its phone has not been heard of. Look whether it is on and in the office's network."
        ),
        "wait_phone_full": translate(
            "texts", "The phone can send no more just now ({used} parts sent or waiting on it; it sends {limit} at a time)."
        ),
        "wait_modem_paused": translate(
            "texts", "Its modem is paused, because the network refused several messages. Look whether the SIM has credit."
        ),
        "wait_modem_not_ready": translate("texts", "Its modem is not plugged in, or cannot work. Look at it among the modems."),
        "wait_sim_limit": translate("texts", "The SIM has sent its parts for today ({used} of {limit})."),
        "wait_turn": translate(
            "texts",
            "It waits for its turn. Before it in this workspace: {before}. Other workspaces that wait for the phone: {others}.",
        ),
        "event_removed": translate("texts", "The event is no longer part of the campaign."),
        "campaign_archived": translate("texts", "The campaign is in the archive."),
        "workspace_archived": translate("texts", "The workspace is in the archive."),
        "contact_inactive": translate("texts", "The contact is blocked, stopped, archived or deleted."),
        "not_member": translate("texts", "The contact is not in the campaign's group {group}."),
        "no_date": translate("texts", "The contact has no date in {field}."),
        "date_said": translate("texts", "The contact's date in {field} counts."),
        "due_at": translate("texts", "By that it is due."),
        "past_when_planned": translate(
            "texts", "That was past already when the contact came in question. What is past is never made up for."
        ),
        "due_passed": translate("texts", "It is due, and comes about as soon as its turn comes."),
        "being_planned": translate("texts", "Something was changed just now; it is being planned anew."),
        "fire_held": translate(
            "texts",
            "It came up too late, because the office was off or its clock was wrong. Somebody has to say if it is still sent.",
        ),
        "fire_released": translate("texts", "Somebody said that it is sent although it is late."),
        "fired_flow": translate("texts", "It started the flow {flow}."),
        "fired_message": translate("texts", "It sent its message."),
        "fire_skipped": translate("texts", "It was left out. {reason}"),
        "fire_dead": translate("texts", "It was given up. Tries: {count} ({error})."),
        "fire_tried": translate("texts", "It failed and is tried again. Tries so far: {count} ({error})."),
        "start_pending": translate("texts", "The flow is about to start."),
        "start_done": translate("texts", "The flow started for the contact."),
        "start_skipped": translate(
            "texts", "The flow did not start: the contact was no longer active, was in a flow, or the flow was archived."
        ),
        "start_dead": translate("texts", "The flow could not start ({error})."),
        "would_yield": translate("texts", "The contact is in a flow ({flow}) just now; the event leaves such contacts out."),
        "clock_in_doubt": translate(
            "texts",
            "The office's clock is in doubt: nothing that hangs on the date happens until somebody says that it is right.",
        ),
        "outbox_full": translate(
            "texts", "Very many messages of the workspace wait to be sent; more are made when those have gone."
        ),
        "fires_next": translate("texts", "This is its next time."),
        "fired_last": translate("texts", "This was its last time."),
        "reached": translate("texts", "Contacts who were reached: {count}. Taken up: {taken_up}."),
        "start_failed": translate("texts", "That time nothing could come of it ({error})."),
        "late_held": translate("texts", "It came up too late. Somebody has to say whether it is still done."),
        "late_policy": translate("texts", "It is later than the workspace allows ({minutes} minutes). {policy}"),
        "trigger_off": translate("texts", "It was switched off."),
        "flow_off": translate("texts", "Its flow {flow} is in the archive."),
        "schedule_paused": translate("texts", "It rests until somebody lets it go on."),
        "no_more_times": translate("texts", "It had only one time, and that is past."),
        "never_fired": translate("texts", "It has not come about yet."),
    }


def _modem_steps() -> dict[str, str]:
    """Where a modem's are not those of a phone."""
    translate = QCoreApplication.translate
    return {
        "routed_only": translate("texts", "Its modem serves only this workspace."),
        "routed_default": translate("texts", "Nothing else told whose it is; this workspace is the modem's default."),
        "routed_nowhere": translate("texts", "Its modem serves no workspace."),
        "wait_uncertain": translate("texts", "Its modem never told what became of it. Nobody sends it again unasked."),
        "wait_with_phone": translate("texts", "The modem has it and is sending it."),
        "wait_phone_released": translate("texts", "Its modem was released. Send it again, so that another takes it."),
        "wait_budget_used": translate(
            "texts", "The workspace has used its share of the modem for today ({used} of {limit} parts)."
        ),
        "wait_turn": translate(
            "texts",
            "It waits for its turn. Before it in this workspace: {before}. Other workspaces that wait for the modem: {others}.",
        ),
    }


def _events() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "mo_call": translate("texts", "a call that was answered"),
        "mo_miss": translate("texts", "a missed call"),
        "mt_call": translate("texts", "a call that was made"),
        "unk": translate("texts", "a call"),
        "new_conversation": translate("texts", "a new conversation"),
        "referral": translate("texts", "a referral"),
        "opt_in": translate("texts", "an opt-in"),
        "opt_out": translate("texts", "an opt-out"),
    }


def _skips() -> dict[str, str]:
    """Why a campaign event was left out."""
    translate = QCoreApplication.translate
    return {
        "in_flow": translate("texts", "The contact was in a flow."),
        "by_staff": translate("texts", "Somebody took it out."),
        "empty": translate("texts", "Its message was empty for this contact."),
        "late": translate("texts", "It came up too late."),
        "not_active": translate("texts", "The contact was not active."),
        "left_group": translate("texts", "The contact had left the group."),
        "no_date": translate("texts", "The contact had no date."),
        "date_changed": translate("texts", "The contact's date was changed to one that is past."),
        "event_changed": translate("texts", "The event or its campaign was changed."),
    }


def _policies() -> dict[str, str]:
    translate = QCoreApplication.translate
    return {
        "send": translate("texts", "It is sent all the same."),
        "skip": translate("texts", "It is left out."),
        "ask": translate("texts", "Somebody is asked."),
    }
