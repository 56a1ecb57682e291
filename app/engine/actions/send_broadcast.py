"""Send a message to others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine import events
from app.engine.actions.base import ONLINE, Action
from app.engine.actions.lookups import Recipients, find_recipients
from app.engine.definition.anatomy import Anatomy
from app.engine.messages import Content, evaluate_content, read_content
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SendBroadcast(Action):
    """In all languages of the flow: each recipient gets their own. Expressions are those of the sender's run."""

    recipients: Recipients
    content: Content

    type = "send_broadcast"
    flow_types = ONLINE
    anatomy = Anatomy(
        templates=(
            "groups[*].name_match",
            "contact_query",
            "legacy_vars[*]",
            "text",
            "attachments[*]",
            "quick_replies[*]",
            "template_variables[*]",
        ),
        localizable=("text", "attachments[*]", "quick_replies[*]"),
        references=(("groups", "group"), ("contacts", "contact"), ("template", "template")),
    )

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, Recipients.read(reader), read_content(reader, text_required=True))

    def execute(self, ctx: RunContext) -> None:
        found = find_recipients(ctx, self.recipients)
        if not found:
            return
        if ctx.session.is_batch and (found.groups or found.contact_query):
            ctx.error("Can't send broadcasts to groups during batch starts")
            return
        base = ctx.flow.language
        languages = [base, *(code for code in ctx.flow.localization.languages if code != base)]
        translations = {code: evaluate_content(ctx, self.uuid, self.content, [code, base]).to_json() for code in languages}
        fields = {"translations": translations, "base_language": base, **found.to_json()}
        ctx.log(events.event(ctx.universe, "broadcast_created", **fields))
