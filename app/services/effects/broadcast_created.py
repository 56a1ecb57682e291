"""A flow sends a message to others: one for each of them, in their language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.services.effects.context import EffectContext, Event
from app.services.effects.recipients import recipients
from app.services.outgoing import create_outgoing


def before_commit(ctx: EffectContext, event: Event) -> None:
    texts = event.get("translations") or {}
    for contact in recipients(ctx, event):
        content = _content(texts, contact.language, event.get("base_language") or "")
        if content.get("text"):
            create_outgoing(
                ctx.work,
                ctx.core,
                workspace=ctx.workspace,
                contact=contact,
                text=content["text"],
                flow_id=ctx.current_flow_id,
                priority=0,
                attachments=list(content.get("attachments") or ()),
            )


def _content(texts: Mapping[str, Any], language: str, base: str) -> Mapping[str, Any]:
    """In the contact's language, else in the flow's."""
    found: Mapping[str, Any] = texts.get(language) or texts.get(base) or next(iter(texts.values()), {})
    return found
