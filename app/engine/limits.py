"""Limits of a session, in one place. The figures are RapidPro's; an office may hand in others."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS_PER_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts, or characters where the name says so; `webhook_*_bytes` are bytes.

    `blocked_hosts` are names that webhooks may not call, in lower case.
    """

    steps_per_sprint: int = 100
    sprints_per_session: int = 500
    runs_per_session: int = 500
    ancestors_without_input: int = 5
    template_characters: int = 10_000
    field_characters: int = 640
    result_characters: int = 640
    name_characters: int = 128
    attachment_characters: int = 2048
    attachments: int = 10
    quick_reply_text_characters: int = 64
    quick_reply_extra_characters: int = 1000
    quick_replies: int = 10
    urns_per_contact: int = 50
    local_characters: int = 64
    webhook_request_bytes: int = 262_144
    webhook_response_bytes: int = 262_144
    webhook_json_bytes: int = 10_000
    trace_characters: int = 10_000
    blocked_hosts: frozenset[str] = frozenset()
