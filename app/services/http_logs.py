"""Calls to web services as staff can read them: trimmed, and without secrets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import insert

from app.store import tables
from app.store.database import UnitOfWork

MAX_TRACE_CHARACTERS = 10_000
SUCCESS = "success"
MASK = "**********"
_HIDDEN_HEADERS = r"authorization|proxy-authorization|cookie|set-cookie|x-api-key|[\w-]*(?:token|secret)[\w-]*"
_SECRET_HEADER = re.compile(rf"(?im)^((?:{_HIDDEN_HEADERS}):[ \t]*)\S.*?(?=\r?$)")
_SECRET_VALUE = re.compile(
    r"(?i)([\"']?\b(?:auth_token|access_token|api_key|apikey|token|secret|password|passwd)\b[\"']?\s*[=:]\s*)"
    r"(\"(?:[^\"\\]|\\.)*\"?|'[^']*'?|[^\s\"'&,}]+)"
)


def write(
    work: UnitOfWork,
    contact: tables.Contact,
    call: Mapping[str, Any],
    *,
    service: str,
    flow_id: int | None,
    now: dt.datetime,
) -> None:
    """One call in the caller's transaction. `call` has url, status, status_code, elapsed_ms, request and response as the
    engine's events have them; `service` webhook, resthook or airtime."""
    status = str(call.get("status") or "")
    values = {
        "workspace_id": contact.workspace_id,
        "service": service,
        "contact_id": contact.id,
        "flow_id": flow_id,
        "is_error": status != SUCCESS,
        "url": redact(_without_user(str(call.get("url") or ""))),
        "status": status,
        "status_code": int(call.get("status_code") or 0),
        "elapsed_ms": int(call.get("elapsed_ms") or 0),
        "request": _trace(call.get("request")),
        "response": _trace(call.get("response")),
        "created_on": now,
    }
    work.session.connection().execute(_INSERT, values)


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


_INSERT = insert(tables.HttpLog)
