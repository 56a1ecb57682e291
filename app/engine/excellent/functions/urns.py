"""Functions on URNs and attachments."""

from __future__ import annotations

from app.engine import urns
from app.engine.envs import Environment
from app.engine.excellent.functions.registry import TEXT, function
from app.engine.excellent.scope import Scope
from app.engine.excellent.types import XError, XObject, XValue


@function("urn_parts", TEXT)
def urn_parts(scope: Scope, env: Environment, urn: str) -> XValue:
    """Scheme, path and display."""
    try:
        parts = urns.parse(urn)
    except urns.URNError as error:
        return XError(f"{urn} is not a valid URN: {error}")
    return XObject({"scheme": parts.scheme, "path": parts.path, "display": parts.display})


@function("format_urn", TEXT)
def format_urn(scope: Scope, env: Environment, urn: str) -> XValue:
    """For people: a phone number as its country writes it, others their display or path."""
    try:
        urns.validate(urn)
    except urns.URNError as error:
        if not urn.endswith(":********"):
            return XError(f"{urn} is not a valid URN: {error}")
    return urns.format_urn(urn)


@function("attachment_parts", TEXT)
def attachment_parts(scope: Scope, env: Environment, attachment: str) -> XValue:
    """Content type and address of `image/jpeg:https://example.com/a.jpg`; a text without a type is an address."""
    content_type, _, url = attachment.partition(":")
    if not url or content_type.lower() in ("", "http", "https"):
        content_type, url = "", attachment
    return XObject({"content_type": content_type, "url": url})
