"""What the office lends the engine beside the Universe: questions only it can answer, and services it may lack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol


class ServiceError(Exception):
    """A service could not do it; the text is shown in the event."""


class ClaimUrn(Protocol):
    def __call__(self, contact_uuid: str, identity: str) -> bool:
        """Whether this contact may have this URN (`tel:+250...`): False when it belongs to another."""
        ...


class CheckSendable(Protocol):
    def __call__(self, contact_uuid: str, content: Mapping[str, Any]) -> str:
        """Why this message must not go out, in one word with underscores; empty when it may."""
        ...


class SendEmail(Protocol):
    def __call__(self, addresses: Sequence[str], subject: str, body: str) -> None:
        """Raises ServiceError."""
        ...


@dataclass(frozen=True, slots=True)
class LlmAnswer:
    output: str
    input_tokens: int
    output_tokens: int


class AskLlm(Protocol):
    def __call__(self, llm_uuid: str, instructions: str, text: str) -> LlmAnswer:
        """Raises ServiceError."""
        ...


@dataclass(frozen=True, slots=True)
class AirtimeTransfer:
    """`http_logs` are in the form of GoFlow's events; an empty `external_id` is a transfer that did not happen."""

    external_id: str
    currency: str
    amount: Decimal
    http_logs: Sequence[Mapping[str, Any]] = ()
    error: str = ""


class TransferAirtime(Protocol):
    def __call__(self, sender: str, recipient: str, amounts: Mapping[str, Decimal]) -> AirtimeTransfer:
        """`amounts` by currency; raises ServiceError."""
        ...


def _anyone(contact_uuid: str, identity: str) -> bool:
    return True


def _anything(contact_uuid: str, content: Mapping[str, Any]) -> str:
    return ""


def _no_email(addresses: Sequence[str], subject: str, body: str) -> None:
    raise ServiceError("no SMTP server configured")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """An office without internet has no mail, language model or airtime: flows then take their failure path."""

    claim_urn: ClaimUrn = _anyone
    check_sendable: CheckSendable = _anything
    send_email: SendEmail = _no_email
    ask_llm: AskLlm | None = None
    transfer_airtime: TransferAirtime | None = None
    webhook_headers: Mapping[str, str] = field(default_factory=lambda: {"User-Agent": "Outpost"})
