"""What starts a session: one file a type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.engine.errors import EngineError
from app.engine.reading import Reader
from app.engine.triggers.base import Trigger
from app.engine.triggers.call import CallTrigger
from app.engine.triggers.campaign import CampaignTrigger
from app.engine.triggers.channel import ChannelTrigger
from app.engine.triggers.chat import ChatTrigger
from app.engine.triggers.flow_action import FlowActionTrigger
from app.engine.triggers.manual import ManualTrigger
from app.engine.triggers.msg import MsgTrigger
from app.engine.triggers.optin import OptinTrigger
from app.engine.triggers.ticket import TicketTrigger

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets

__all__ = ["Trigger", "read_trigger"]

REGISTRY: dict[str, type[Trigger]] = {
    CallTrigger.type: CallTrigger,
    CampaignTrigger.type: CampaignTrigger,
    ChannelTrigger.type: ChannelTrigger,
    ChatTrigger.type: ChatTrigger,
    FlowActionTrigger.type: FlowActionTrigger,
    ManualTrigger.type: ManualTrigger,
    MsgTrigger.type: MsgTrigger,
    OptinTrigger.type: OptinTrigger,
    TicketTrigger.type: TicketTrigger,
}


def read_trigger(data: Mapping[str, Any], assets: SessionAssets) -> Trigger:
    """From GoFlow's JSON. Raises EngineError `trigger:invalid` or `trigger:unknown_type`."""
    reader = Reader(data, "trigger:invalid")
    kind = reader.text("type", required=True)
    reader.done()
    found = REGISTRY.get(kind)
    if found is None:
        raise EngineError("trigger:unknown_type", f"unknown trigger type: {kind}")
    return found.read(reader)
