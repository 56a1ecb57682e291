"""Send a message to the contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action, Ref
from app.engine.definition.anatomy import Anatomy
from app.engine.messages import Content, create_msg, evaluate_content, read_content
from app.engine.reading import Reader
from app.engine.templates import create_templated_msg

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SendMsg(Action):
    """In the contact's language; by an approved template of the channel where it has one for that."""

    content: Content
    template: Ref | None
    template_variables: tuple[str, ...]

    type = "send_msg"
    anatomy = Anatomy(
        templates=("text", "attachments[*]", "quick_replies[*]", "template_variables[*]"),
        localizable=("text", "attachments[*]", "quick_replies[*]"),
        references=(("template", "template"),),
    )

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        content = read_content(reader, text_required=True)
        template = reader.child("template")
        variables = tuple(reader.texts("template_variables"))
        return cls(uuid, content, Ref.read(template) if template else None, variables)

    def execute(self, ctx: RunContext) -> None:
        content = evaluate_content(ctx, self.uuid, self.content, ctx.languages())
        if self.template and create_templated_msg(ctx, self.uuid, self.template.uuid, self.template_variables):
            return
        create_msg(ctx, content)
