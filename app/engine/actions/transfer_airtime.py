"""Send airtime to the contact's phone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from app.engine import events
from app.engine.actions.base import ONLINE, Action
from app.engine.capabilities import AirtimeTransfer, ServiceError
from app.engine.contact import number_to_json
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext

LOCAL = "_new_transfer"


@dataclass(frozen=True, slots=True)
class TransferAirtime(Action):
    """`amounts` by currency. The local `_new_transfer` holds the transfer's uuid, nothing where none was made."""

    amounts: tuple[tuple[str, Decimal], ...]

    type = "transfer_airtime"
    flow_types = ONLINE
    anatomy = Anatomy(fixed_local="_new_transfer")

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        child = reader.child("amounts", required=True)
        return cls(uuid, tuple(_read_amounts(reader, child)) if child else ())

    def execute(self, ctx: RunContext) -> None:
        ctx.run.locals[LOCAL] = ""
        recipient = next((urn.identity for urn in ctx.contact.urns if urn.scheme == "tel"), "")
        if not recipient:
            ctx.error("can't transfer airtime to contact without a phone number")
            return
        sender = self._sender(ctx)
        transfer = ctx.session.capabilities.transfer_airtime
        try:
            if transfer is None:
                raise ServiceError("no airtime service is connected")
            made = transfer(sender, recipient, dict(self.amounts))
        except ServiceError as error:
            ctx.error(str(error))
            return
        event = _event(ctx, sender, recipient, made)
        ctx.log(event)
        if made.error:
            ctx.error(made.error)
        else:
            ctx.run.locals[LOCAL] = event["uuid"]

    def _sender(self, ctx: RunContext) -> str:
        reach = ctx.contact.destination(ctx.assets.channels())
        channel = reach[1] if reach else None
        return f"tel:{channel.address}" if channel and "tel" in channel.schemes else ""


def _event(ctx: RunContext, sender: str, recipient: str, made: AirtimeTransfer) -> events.Event:
    fields: dict[str, Any] = {"external_id": made.external_id, "sender": sender, "recipient": recipient}
    fields |= {"currency": made.currency, "amount": number_to_json(made.amount), "http_logs": list(made.http_logs)}
    return events.event(ctx.universe, "airtime_created", **fields)


def _read_amounts(reader: Reader, amounts: Reader) -> list[tuple[str, Decimal]]:
    found = []
    for currency, amount in amounts.data.items():
        number = Decimal(str(amount)) if isinstance(amount, (int, float)) else Decimal("NaN")
        if not number.is_finite():
            reader.complain("number value is out of permitted range")
        elif number < 0:
            reader.complain(f"amount for '{currency}' is out of range")
        else:
            found.append((currency, number))
    return found
