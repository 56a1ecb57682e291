"""What a message holds, and the event that tells of one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.engine import events
from app.engine.asset_types import Channel
from app.engine.contact import ContactUrn
from app.engine.localization import locale, translated
from app.engine.reading import Reader
from app.engine.text import truncate_ellipsis

if TYPE_CHECKING:
    from app.engine.running import RunContext

MAX_ATTACHMENTS = MAX_QUICK_REPLIES = 10
MAX_QUICK_REPLY_TEMPLATE = 1000
QUICK_REPLY_TYPES = ("text", "location", "url", "form")
_TYPED = re.compile(r"<(\w+)>", re.ASCII)
EXTRA_MARK = "<extra>"


@dataclass(frozen=True, slots=True)
class QuickReply:
    """An answer to tap: `type` is text, location, url or form; `extra` an address or explanation."""

    type: str
    text: str
    extra: str = ""

    @classmethod
    def parse(cls, text: str) -> QuickReply:
        """From the form of definitions: `Yes`, `Yes<extra>Really`, `<url>Shop<extra>https://example.com`."""
        kind = "text"
        found = _TYPED.match(text)
        if found and found[1] in QUICK_REPLY_TYPES:
            kind, text = found[1], text[found.end() :]
        shown, _, extra = text.partition(EXTRA_MARK)
        return cls(kind, shown, extra)

    @classmethod
    def read(cls, value: str | Mapping[str, str]) -> QuickReply:
        """From the JSON of a message: an object, whose type may be missing, or the text form."""
        if isinstance(value, str):
            return cls.parse(value)
        return cls(value.get("type") or "", value.get("text") or "", value.get("extra") or "")

    def to_json(self) -> dict[str, str]:
        result = {"type": self.type or "text"}
        result |= {"text": self.text} if self.text else {}
        return result | ({"extra": self.extra} if self.extra else {})


@dataclass(frozen=True, slots=True)
class Content:
    """Templates, as a definition has them, or texts, as they are sent. `language` is that of the text."""

    text: str
    attachments: tuple[str, ...] = ()
    quick_replies: tuple[str, ...] = ()
    language: str = ""
    replies: tuple[QuickReply, ...] = ()

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = {"text": self.text}
        if self.attachments:
            result["attachments"] = list(self.attachments)
        if self.replies:
            result["quick_replies"] = [reply.to_json() for reply in self.replies]
        return result


def read_content(reader: Reader, *, text_required: bool) -> Content:
    return Content(
        text=reader.text("text", required=text_required),
        attachments=tuple(reader.texts("attachments", maximum=MAX_ATTACHMENTS)),
        quick_replies=tuple(reader.texts("quick_replies", maximum=MAX_QUICK_REPLIES, each=MAX_QUICK_REPLY_TEMPLATE)),
    )


def evaluate_content(ctx: RunContext, item_uuid: str, content: Content, languages: Sequence[str]) -> Content:
    """In the best of these languages, each property by itself, with its expressions filled in."""
    texts, language = translated(ctx.flow, languages, item_uuid, "text", [content.text])
    attachments, _ = translated(ctx.flow, languages, item_uuid, "attachments", content.attachments)
    quick_replies, _ = translated(ctx.flow, languages, item_uuid, "quick_replies", content.quick_replies)
    text, _ = ctx.text(texts[0])
    return Content(
        text=text,
        attachments=_attachments(ctx, attachments),
        language=language,
        replies=_quick_replies(ctx, quick_replies),
    )


def _attachments(ctx: RunContext, templates: Sequence[str]) -> tuple[str, ...]:
    found = []
    limit = ctx.limits.attachment_characters
    for template in templates[: ctx.limits.attachments]:
        attachment, _ = ctx.text(template, cut=False)
        if not attachment:
            ctx.error("Attachment text evaluated to empty string, skipping")
        elif len(attachment) > limit:
            ctx.error(f"Evaluated attachment is longer than the {limit} limit and will be ignored")
        else:
            found.append(attachment)
    return tuple(found)


def _quick_replies(ctx: RunContext, templates: Sequence[str]) -> tuple[QuickReply, ...]:
    found = []
    for template in templates[: ctx.limits.quick_replies]:
        text, _ = ctx.text(template, cut=False)
        if not text:
            ctx.error("Quick reply text evaluated to empty string, skipping")
            continue
        reply = QuickReply.parse(text)
        shown = truncate_ellipsis(reply.text, ctx.limits.quick_reply_text_characters)
        extra = truncate_ellipsis(reply.extra, ctx.limits.quick_reply_extra_characters)
        found.append(QuickReply(reply.type, shown, extra))
    return tuple(found)


def create_msg(ctx: RunContext, content: Content) -> None:
    """Tell that the contact is to get this message; where it can't, the event says why."""
    reach = ctx.contact.destination(ctx.assets.channels())
    ctx.log(msg_event(ctx, reach, content, locale(content.language, ctx.env.default_country)))


def msg_event(
    ctx: RunContext,
    reach: tuple[ContactUrn, Channel] | None,
    content: Content,
    msg_locale: str,
    templating: Mapping[str, Any] | None = None,
) -> events.Event:
    """`reach` is the address and the channel it goes by, None where there is no way."""
    msg: dict[str, Any] = {"urn": reach[0].text, "channel": reach[1].ref} if reach else {}
    msg |= content.to_json()
    if templating:
        msg["templating"] = templating
    if msg_locale:
        msg["locale"] = msg_locale
    reason = _unsendable(ctx, reach is not None, content)
    if reason:
        msg["unsendable_reason"] = reason
    return events.event(ctx.universe, "msg_created", msg=msg)


def create_ivr(ctx: RunContext, content: Content) -> None:
    """Tell that the call is to say or play something."""
    call = ctx.session.call
    if call is None:
        ctx.error("Can't say or play anything in a session without a call")
        return
    msg: dict[str, Any] = {"urn": call.urn, "channel": call.channel.ref, **content.to_json()}
    msg["locale"] = locale(content.language, call.channel.country or ctx.env.default_country)
    ctx.log(events.event(ctx.universe, "ivr_created", msg=msg))


def _unsendable(ctx: RunContext, reachable: bool, content: Content) -> str:
    if ctx.contact.status != "active":
        return f"contact_{ctx.contact.status}"
    if not reachable:
        return "no_route"
    return ctx.session.capabilities.check_sendable(ctx.contact.uuid, content.to_json())
