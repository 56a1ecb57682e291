"""A flow called a web service: a log that staff can read, without secrets."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from app.services.effects.context import EffectContext, Event
from app.store import tables

MAX_TRACE_CHARACTERS = 10_000
MASK = "**********"
_HIDDEN_HEADERS = r"authorization|proxy-authorization|cookie|set-cookie|x-api-key|[\w-]*(?:token|secret)[\w-]*"
_SECRET_HEADER = re.compile(rf"(?im)^((?:{_HIDDEN_HEADERS}):[ \t]*)\S.*?(?=\r?$)")
_SECRET_VALUE = re.compile(
    r"(?i)([\"']?\b(?:auth_token|access_token|api_key|apikey|token|secret|password|passwd)\b[\"']?\s*[=:]\s*)"
    r"(\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s\"'&,}]+)"
)


def before_commit(ctx: EffectContext, event: Event) -> None:
    row = tables.HttpLog(
        workspace_id=ctx.workspace.id,
        flow_id=ctx.current_flow_id,
        url=redact(_without_user(str(event.get("url") or ""))),
        status=str(event.get("status") or ""),
        status_code=int(event.get("status_code") or 0),
        elapsed_ms=int(event.get("elapsed_ms") or 0),
        request=_trace(event.get("request")),
        response=_trace(event.get("response")),
        created_on=ctx.now,
    )
    ctx.work.session.add(row)


def redact(text: str) -> str:
    """Headers and values that are secrets by their name become asterisks."""
    return _SECRET_VALUE.sub(rf"\g<1>{MASK}", _SECRET_HEADER.sub(rf"\g<1>{MASK}", text))


def _trace(value: Any) -> str:
    return redact(str(value or ""))[:MAX_TRACE_CHARACTERS]


def _without_user(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))
