"""What the contact last said in a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.engine.asset_types import Channel
from app.engine.contact import ContactUrn
from app.engine.dates import Instant
from app.engine.jsontime import read_time, write_time
from app.engine.reading import required_text, text_of, texts_of

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


@dataclass(frozen=True, slots=True)
class MsgInput:
    """`uuid` is that of the msg_received event; attachments are `content-type:url`."""

    uuid: str
    created_on: Instant
    text: str = ""
    urn: ContactUrn | None = None
    channel: Channel | None = None
    attachments: tuple[str, ...] = ()
    external_id: str = ""

    type = "msg"

    @classmethod
    def of_event(cls, event: Mapping[str, Any], assets: SessionAssets) -> MsgInput:
        """From a `msg_received` event."""
        msg = event["msg"]
        return cls._read({**msg, "uuid": event["uuid"], "created_on": event["created_on"]}, assets)

    @classmethod
    def read(cls, data: Mapping[str, Any], assets: SessionAssets) -> MsgInput:
        """From the `input` of a session."""
        return cls._read(data, assets)

    @classmethod
    def _read(cls, data: Mapping[str, Any], assets: SessionAssets) -> MsgInput:
        channel = data.get("channel")
        return cls(
            uuid=required_text(data, "uuid"),
            created_on=read_time(data["created_on"], "created_on"),
            text=text_of(data, "text"),
            urn=ContactUrn.read(text_of(data, "urn"), assets) if data.get("urn") else None,
            channel=assets.channel(channel["uuid"]) if channel else None,
            attachments=texts_of(data, "attachments"),
            external_id=text_of(data, "external_id"),
        )

    def to_json(self) -> dict[str, Any]:
        result: dict[str, Any] = {"type": "msg", "uuid": self.uuid, "created_on": write_time(self.created_on)}
        if self.channel:
            result["channel"] = self.channel.ref
        if self.urn:
            result["urn"] = self.urn.to_json()
        result["text"] = self.text
        if self.attachments:
            result["attachments"] = list(self.attachments)
        if self.external_id:
            result["external_id"] = self.external_id
        return result
