"""The commands of nodes: one file a type, one line in the registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.actions.add_contact_groups import AddContactGroups
from app.engine.actions.add_contact_urn import AddContactUrn
from app.engine.actions.add_input_labels import AddInputLabels
from app.engine.actions.base import Action
from app.engine.actions.call_classifier import CallClassifier
from app.engine.actions.call_llm import CallLlm
from app.engine.actions.call_resthook import CallResthook
from app.engine.actions.call_webhook import CallWebhook
from app.engine.actions.enter_flow import EnterFlow
from app.engine.actions.open_ticket import OpenTicket
from app.engine.actions.play_audio import PlayAudio
from app.engine.actions.remove_contact_groups import RemoveContactGroups
from app.engine.actions.request_optin import RequestOptin
from app.engine.actions.say_msg import SayMsg
from app.engine.actions.send_broadcast import SendBroadcast
from app.engine.actions.send_email import SendEmail
from app.engine.actions.send_msg import SendMsg
from app.engine.actions.set_contact_channel import SetContactChannel
from app.engine.actions.set_contact_field import SetContactField
from app.engine.actions.set_contact_language import SetContactLanguage
from app.engine.actions.set_contact_name import SetContactName
from app.engine.actions.set_contact_status import SetContactStatus
from app.engine.actions.set_contact_timezone import SetContactTimezone
from app.engine.actions.set_run_local import SetRunLocal
from app.engine.actions.set_run_result import SetRunResult
from app.engine.actions.start_session import StartSession
from app.engine.actions.transfer_airtime import TransferAirtime
from app.engine.definition.model import ActionData
from app.engine.errors import EngineError
from app.engine.reading import Reader

__all__ = ["Action", "check_action", "read_action"]

REGISTRY: dict[str, type[Action]] = {
    AddContactGroups.type: AddContactGroups,
    AddContactUrn.type: AddContactUrn,
    AddInputLabels.type: AddInputLabels,
    CallClassifier.type: CallClassifier,
    CallLlm.type: CallLlm,
    CallResthook.type: CallResthook,
    CallWebhook.type: CallWebhook,
    EnterFlow.type: EnterFlow,
    OpenTicket.type: OpenTicket,
    PlayAudio.type: PlayAudio,
    RemoveContactGroups.type: RemoveContactGroups,
    RequestOptin.type: RequestOptin,
    SayMsg.type: SayMsg,
    SendBroadcast.type: SendBroadcast,
    SendEmail.type: SendEmail,
    SendMsg.type: SendMsg,
    SetContactChannel.type: SetContactChannel,
    SetContactField.type: SetContactField,
    SetContactLanguage.type: SetContactLanguage,
    SetContactName.type: SetContactName,
    SetContactStatus.type: SetContactStatus,
    SetContactTimezone.type: SetContactTimezone,
    SetRunLocal.type: SetRunLocal,
    SetRunResult.type: SetRunResult,
    StartSession.type: StartSession,
    TransferAirtime.type: TransferAirtime,
}


def read_action(data: ActionData, flow_type: str) -> Action:
    """Raises EngineError `action:invalid`, also for a type that this type of flow can't have, or `action:unknown_type`."""
    found = REGISTRY.get(data.type)
    if found is None:
        raise EngineError("action:unknown_type", f"unknown action type: {data.type}")
    reader = Reader(data.data, "action:invalid")
    action = found.read(data.uuid, reader)
    reader.done()
    if flow_type not in found.flow_types:
        message = f"action type '{data.type}' is not allowed in a flow of type '{flow_type}'"
        raise EngineError("action:invalid", message)
    return action


def check_action(data: Mapping[str, Any], flow_type: str) -> None:
    """The check that reading a definition calls for each action. Raises EngineError as `read_action` does."""
    read_action(ActionData(data.get("uuid", ""), data.get("type", ""), data), flow_type)
