"""Android phones with the relayer app: registration, claim and the signed sync.

Everything the app must understand comes with HTTP 200, errors too: app 2.x drops the body of any other status and would
never recover. Other statuses say "later". All commands may come twice, and usually do.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from app.errors import OutpostError
from app.ports import BridgeServices, CallEvent, Handed, InboundSms, PhoneLink, PhoneStatus, Registration, SendReport
from bridge.channels import relayer_wire as wire
from bridge.channels.base import ChannelLog, ChannelReply, ChannelRequest, ConfigField, Route

log = logging.getLogger(__name__)

# RapidPro's window. A valid signature proves the secret already; the window only limits replays, which are harmless.
CLOCK_WINDOW = 15 * 60
MAX_PACKS = 10
PACK_TYPE = "application/vnd.android.package-archive"
B = TypeVar("B", InboundSms, CallEvent, SendReport, wire.Reset)


class RelayerType:
    """The channel type "A" of RapidPro. `packs` holds the message packs as `<number>.apk`."""

    code = "relayer"
    schemes: tuple[str, ...] = ("tel",)
    fields: tuple[ConfigField, ...] = ()
    secrets = frozenset({"relayer_secret", "relayer_claim_code", "secret", "signature", "fcm_id", "phone", "msg"})

    def __init__(self, services: BridgeServices, packs: Path | None = None) -> None:
        self._services = services
        self._packs = packs

    def routes(self) -> list[Route]:
        return [
            Route("POST", "/relayers/relayer/register/", self._register),
            Route("POST", "/relayers/relayer/sync/<relayer_id>/", self._sync),
            Route("GET", "/android/", self._pack),
        ]

    def send(self, msg: Handed, log: ChannelLog) -> bool:
        """Phones fetch at their next sync."""
        return False

    def _register(self, request: ChannelRequest) -> ChannelReply:
        try:
            payload = wire.read_payload(request.body, self._services.clock.now())
        except wire.NotUnderstood:
            return _error(wire.ERROR_OTHER, "Malformed request")
        hello = payload.hello
        if hello is not None and hello.is_old:
            return _reply([wire.reg_refused()])
        if hello is None or not hello.uuid:
            return _error(wire.ERROR_OTHER, "Missing FCM command")
        status = payload.status or PhoneStatus()
        try:
            given = self._services.phones.register(hello.uuid, hello.push_id, status, request.remote)
        except OutpostError as error:
            log.warning("phone_registration_refused code=%s", error.code)
            return ChannelReply.json(wire.error(wire.ERROR_OTHER, "Try again later"), 429)
        log.info("phone_registered relayer=%s", given.relayer_id)
        return _reply([wire.reg(given)])

    def _sync(self, request: ChannelRequest) -> ChannelReply:
        """The checks in RapidPro's order. Unknown ids get error 4, as a release would delete what the phone holds."""
        relayer_id = _relayer_id(request.params["relayer_id"])
        link = None if relayer_id is None else self._services.phones.link(relayer_id)
        if relayer_id is None or link is None:
            return _error(wire.ERROR_OTHER, "Unknown phone")
        if link.state == "released":
            return _reply([wire.rel(relayer_id)])
        if not link.secret:
            return _error(wire.ERROR_OTHER, "Phone has no secret")
        refused, skew = self._check(request, link)
        if refused is not None:
            return refused
        try:
            payload = wire.read_payload(request.body, self._services.clock.now())
        except wire.NotUnderstood:
            return _error(wire.ERROR_OTHER, "Malformed request")
        if payload.hello is None:
            return _error(wire.ERROR_OTHER, "Missing FCM command")
        if link.state == "unclaimed":
            return self._unclaimed(relayer_id, link, payload, skew)
        return _Sync(self._services, link, payload, skew).run()

    def _check(self, request: ChannelRequest, link: PhoneLink) -> tuple[ChannelReply | None, int]:
        """The answer if this goes no further, and by how many seconds the phone's clock is ahead.

        A phone that registered anew and waits for a person's word is told nothing, so that it keeps waiting.
        """
        ts = request.query.get("ts", "")
        if not re.fullmatch(r"[0-9]{1,12}", ts, re.ASCII):
            return _error(wire.ERROR_TIME, "Missing or invalid ts"), 0
        skew = int(ts) - int(self._services.clock.now().timestamp())
        given = request.query.get("signature", "")
        fits = wire.signature_fits(given, link.secret, ts, request.body)
        if abs(skew) > CLOCK_WINDOW:
            log.info("phone_clock_wrong channel=%s skew=%s", link.channel_id, skew)
            if fits:
                self._services.phones.seen(link.channel_id, None, skew)
            return _error(wire.ERROR_TIME, "Old Request"), skew
        if fits:
            return None, skew
        if link.state == "approval":
            return _reply([]), skew
        log.warning("phone_signature_wrong channel=%s", link.channel_id)
        return _error(wire.ERROR_SIGNATURE, "Invalid signature"), skew

    def _unclaimed(self, relayer_id: int, link: PhoneLink, payload: wire.Payload, skew: int) -> ChannelReply:
        """Show the code again. Nothing is acknowledged: what the phone holds comes again once it is claimed."""
        if payload.hello is None or payload.hello.uuid != link.phone_uuid or not link.claim_code:
            return _error(wire.ERROR_OTHER, "Unknown phone")
        self._services.phones.seen(link.channel_id, payload.status, skew)
        return _reply([wire.reg(Registration(relayer_id, link.secret, link.claim_code))])

    def _pack(self, request: ChannelRequest) -> ChannelReply:
        """The app's download page of message packs: ?v=1.2&pack=1 to 10."""
        number = request.query.get("pack", "")
        if self._packs is not None and re.fullmatch(r"[0-9]{1,2}", number, re.ASCII) and 1 <= int(number) <= MAX_PACKS:
            file = self._packs / f"{int(number)}.apk"
            if file.is_file():
                return ChannelReply(content_type=PACK_TYPE, file=file)
        return ChannelReply.json(wire.error(wire.ERROR_OTHER, "no packs"), 404)


@dataclass(slots=True)
class _Sync:
    """One accepted sync of a claimed phone.

    Each kind of command stands for itself: where storing one kind fails, only its acks are withheld, and the phone brings
    those commands again.
    """

    services: BridgeServices
    link: PhoneLink
    payload: wire.Payload
    skew: int
    failed: list[type] = field(default_factory=list)

    def run(self) -> ChannelReply:
        channel = self.link.channel_id
        if messages := self._of(InboundSms):
            self._try(InboundSms, lambda: self.services.intake.receive(channel, messages))
        if calls := self._of(CallEvent):
            self._try(CallEvent, lambda: self.services.intake.calls(channel, calls))
        if reports := self._of(SendReport):
            self._try(SendReport, lambda: self.services.sending.report(channel, reports))
        self._try(PhoneStatus, lambda: self.services.phones.seen(channel, self.payload.status, self.skew))
        is_reset = bool(self._of(wire.Reset)) and self._try(wire.Reset, lambda: self.services.phones.reset(channel))
        acks = self._acks()
        if self.failed and not acks:
            return ChannelReply.json(wire.error(wire.ERROR_OTHER, "Try again later"), 503)
        return _reply(acks if is_reset else [*acks, *self._down()])

    def _down(self) -> list[dict[str, Any]]:
        """What goes to the phone: its claim, then messages."""
        status = self.payload.status
        found: list[dict[str, Any]] = []
        if status is not None and status.org_id != self.link.org_id:
            found.append(wire.claim(self.link.org_id))
        if self._reports_are_left():
            return found
        pending, retry = (status.pending, status.retry) if status is not None else ((), ())
        handed: list[Handed] = []
        self._try(Handed, lambda: handed.extend(self.services.sending.take(self.link.channel_id, pending, refused=retry)))
        return [*found, *wire.broadcasts(handed)]

    def _reports_are_left(self) -> bool:
        """Whether the phone may have sent messages that it has no room to report yet.

        Handing those over again makes it queue two more reports each, faster than they can be brought: it would never end.
        """
        commands = self.payload.commands
        return len(commands) >= wire.FULL and any(isinstance(command.body, SendReport) for command in commands)

    def _acks(self) -> list[dict[str, Any]]:
        return [
            wire.ack(command.position)
            for command in self.payload.commands
            if command.position is not None and (command.body is None or type(command.body) not in self.failed)
        ]

    def _of(self, kind: type[B]) -> list[B]:
        return [command.body for command in self.payload.commands if isinstance(command.body, kind)]

    def _try(self, kind: type, work: Callable[[], object]) -> bool:
        try:
            work()
        except OutpostError as error:
            log.error("phone_sync_postponed channel=%s kind=%s code=%s", self.link.channel_id, kind.__name__, error.code)
            self.failed.append(kind)
            return False
        except Exception:
            log.exception("phone_sync_failed channel=%s kind=%s", self.link.channel_id, kind.__name__)
            self.failed.append(kind)
            return False
        return True


def _relayer_id(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) and int(text) <= wire.MAX_ID else None


def _reply(commands: Sequence[dict[str, Any]]) -> ChannelReply:
    return ChannelReply.json(wire.cmds(commands))


def _error(number: int, text: str) -> ChannelReply:
    return ChannelReply.json(wire.error(number, text))
