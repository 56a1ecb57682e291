"""Change the channel that the contact prefers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine.actions.base import Action, Ref, read_ref
from app.engine.definition.anatomy import Anatomy
from app.engine.modifiers.channel import ChannelModifier
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SetContactChannel(Action):
    """No channel frees the contact's addresses from theirs."""

    channel: Ref | None

    type = "set_contact_channel"
    anatomy = Anatomy(references=(("channel", "channel"),))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        return cls(uuid, read_ref(reader, "channel", required=False))

    def execute(self, ctx: RunContext) -> None:
        channel = ctx.assets.channel(self.channel.uuid) if self.channel else None
        if self.channel and channel is None:
            ctx.missing("channel", self.channel.uuid, self.channel.name)
        else:
            ctx.modify(ChannelModifier(channel))
