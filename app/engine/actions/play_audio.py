"""Play a recording in a call."""

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
class PlayAudio(Action):
    """`audio_url` is a template, and translated."""

    audio_url: str

    type = "play_audio"
    flow_types = VOICE_ONLY
    anatomy = Anatomy(templates=("audio_url",), localizable=("audio_url",))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, reader.text("audio_url", required=True))

    def execute(self, ctx: RunContext) -> None:
        urls, language = ctx.translated(self.uuid, "audio_url", [self.audio_url])
        url = ctx.text(urls[0])[0].strip()
        if not url:
            ctx.error("Audio URL evaluated to empty, skipping")
            return
        create_ivr(ctx, Content("", (f"audio:{url}",), language=language))
