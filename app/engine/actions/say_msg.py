"""Say a text in a call, or play its recording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import VOICE_ONLY, Action
from app.engine.definition.anatomy import Anatomy
from app.engine.messages import Content, create_ivr
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SayMsg(Action):
    """`text` is a template; text and recording are translated, each by itself."""

    text: str
    audio_url: str

    type = "say_msg"
    flow_types = VOICE_ONLY
    anatomy = Anatomy(templates=("text",), localizable=("text", "audio_url"))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, reader.text("text", required=True), reader.text("audio_url"))

    def execute(self, ctx: RunContext) -> None:
        texts, language = ctx.translated(self.uuid, "text", [self.text])
        text = ctx.text(texts[0])[0].strip()
        url = ctx.translated_text(self.uuid, "audio_url", self.audio_url) if self.audio_url else ""
        if not text and not url:
            ctx.error("Need either audio URL or text to say, skipping")
            return
        create_ivr(ctx, Content(text, (f"audio:{url}",) if url else (), language=language))
