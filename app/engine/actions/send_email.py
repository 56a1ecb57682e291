"""Send an e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from app.engine import events
from app.engine.actions.base import ONLINE, Action
from app.engine.capabilities import ServiceError
from app.engine.definition.anatomy import Anatomy
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.running import RunContext


@dataclass(frozen=True, slots=True)
class SendEmail(Action):
    """Addresses, subject and body are templates; subject and body are translated."""

    addresses: tuple[str, ...]
    subject: str
    body: str

    type = "send_email"
    flow_types = ONLINE
    anatomy = Anatomy(templates=("addresses[*]", "subject", "body"), localizable=("subject", "body"))

    @classmethod
    def read(cls, uuid: str, reader: Reader) -> Self:
        addresses = tuple(reader.texts("addresses", required=True, maximum=100))
        return cls(uuid, addresses, reader.text("subject", required=True), reader.text("body", required=True))

    def execute(self, ctx: RunContext) -> None:
        subject = self._text(ctx, "subject", self.subject).replace("\n", " ")
        if not subject:
            ctx.error("Email subject evaluated to empty string, skipping")
            return
        body = self._text(ctx, "body", self.body)
        if not body:
            ctx.error("Email body evaluated to empty string, skipping")
            return
        addresses = self._addresses(ctx)
        if addresses:
            self._send(ctx, addresses, subject, body)

    def _text(self, ctx: RunContext, prop: str, native: str) -> str:
        return ctx.text(ctx.translated_text(self.uuid, prop, native))[0].strip()

    def _addresses(self, ctx: RunContext) -> list[str]:
        found = []
        for template in self.addresses:
            address = ctx.text(template)[0].strip().removeprefix("mailto:")
            if address:
                found.append(address)
            else:
                ctx.error("Email address evaluated to empty string, skipping")
        return found

    def _send(self, ctx: RunContext, addresses: list[str], subject: str, body: str) -> None:
        try:
            ctx.session.capabilities.send_email(addresses, subject, body)
        except ServiceError as error:
            ctx.error(f"Unable to send email: {error}")
            return
        ctx.log(events.event(ctx.universe, "email_sent", to=addresses, subject=subject, body=body))
