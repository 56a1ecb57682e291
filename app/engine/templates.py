"""Messages by templates that a channel's provider has approved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.engine.asset_types import Channel, Template, TemplateTranslation
from app.engine.locales import best_locale
from app.engine.messages import Content, QuickReply, msg_event

if TYPE_CHECKING:
    from app.engine.running import RunContext

_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}", re.ASCII)


def create_templated_msg(ctx: RunContext, item_uuid: str, template_uuid: str, variables: Sequence[str]) -> bool:
    """False where there is no such template, or none for the contact's channel: then the text itself is sent."""
    template = ctx.assets.template(template_uuid)
    reach = ctx.contact.destination(ctx.assets.channels())
    if template is None or reach is None:
        return False
    translation = find_translation(template, reach[1], _locales(ctx, reach[1]))
    if translation is None:
        return False
    texts, _ = ctx.translated(item_uuid, "template_variables", variables)
    filled = [ctx.text(text)[0] for text in texts]
    values = (filled + [""] * len(translation.variables))[: len(translation.variables)]
    content = preview(translation, values)
    ctx.log(msg_event(ctx, reach, content, translation.locale, templating(template, translation, values)))
    return True


def _locales(ctx: RunContext, channel: Channel) -> list[str]:
    country = channel.country or ctx.env.default_country
    return [f"{language}-{country}" if country else language for language in ctx.languages()]


def find_translation(template: Template, channel: Channel, locales: Sequence[str]) -> TemplateTranslation | None:
    """The channel's translation that is closest to the wished locales, best first; its first where none is close."""
    of_channel = [one for one in template.translations if one.channel_uuid == channel.uuid]
    best = best_locale(locales, [one.locale for one in of_channel])
    return next((one for one in of_channel if one.locale == best), None)


def templating(template: Template, translation: TemplateTranslation, values: Sequence[str]) -> dict[str, Any]:
    """What the channel needs to send it; parts without variables are left out."""
    result: dict[str, Any] = {"template": template.ref}
    components = [
        {"name": part["name"], "type": part["type"], "variables": dict(part["variables"])}
        for part in translation.components
        if part.get("variables")
    ]
    if components:
        result["components"] = components
    if values:
        kinds = translation.variables
        result["variables"] = [{"type": kind, "value": value} for kind, value in zip(kinds, values, strict=True)]
    return result


def preview(translation: TemplateTranslation, values: Sequence[str]) -> Content:
    """How the message will look: texts one below the other, pictures, buttons."""
    texts: list[str] = []
    attachments: list[str] = []
    replies: list[QuickReply] = []
    for part in translation.components:
        text = _fill(part, values)
        kind: str = part["type"]
        if kind in ("header/text", "body/text", "footer/text"):
            texts.append(text)
        elif kind.startswith("header/"):
            attachments += [values[index] for index in (part.get("variables") or {}).values() if values[index]]
        elif kind == "button/quick_reply":
            replies.append(QuickReply("text", text))
    return Content("\n\n".join(texts), tuple(attachments), replies=tuple(replies))


def _fill(part: Mapping[str, Any], values: Sequence[str]) -> str:
    numbers: Mapping[str, int] = part.get("variables") or {}

    def value(found: re.Match[str]) -> str:
        index = numbers.get(found[1])
        return found[0] if index is None else values[index]

    return _VARIABLE.sub(value, part.get("content") or "")
