"""What stood in a modem's store: kept in one transaction, and nothing twice, however often it is listed."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from app.ports import SmsPart
from app.services.base import Core
from app.services.inbox import URN_INVALID, Incoming, clean_text, keep, normal_address
from app.services.modems.joining import MAX_CHARACTERS, Arrived, is_part, take_part
from app.store import tables
from app.store.database import UnitOfWork

PDU_UNREADABLE = "pdu_unreadable"
MAX_PDU = 1000
MORE_MESSAGES = 0x04  # of a deliver's first octet. Source: TS 23.040 9.2.2.1
_LAST = dt.datetime.max.replace(tzinfo=dt.UTC)
_DAY = dt.timedelta(days=1)


def take(core: Core, work: UnitOfWork, channel: tables.Channel, parts: Sequence[SmsPart], unreadable: Sequence[str]) -> None:
    """In the order in which they were sent: a store fills the places that are free."""
    for part in sorted(parts, key=lambda part: part.sent_on or _LAST):
        _take(core, work, channel, part)
    for pdu in unreadable:
        _bury(core, work, channel, pdu[:MAX_PDU])


def _take(core: Core, work: UnitOfWork, channel: tables.Channel, part: SmsPart) -> None:
    address, is_known = normal_address(part.address, channel.country)
    now = core.clock.now()
    signs = list(_signs(address, part, now))
    if is_part(part):
        take_part(core, work, channel.id, Arrived(part, address, signs))
        return
    inbound = tables.Inbound
    known = select(inbound.id).where(inbound.channel_id == channel.id, inbound.dedupe_key.in_(signs))
    if work.session.scalar(known.limit(1)) is None:
        came = Incoming(address, clean_text(part.text, MAX_CHARACTERS), part.sent_on or now, signs[0])
        keep(core, work, channel.id, came, error=None if is_known else URN_INVALID)


def _bury(core: Core, work: UnitOfWork, channel: tables.Channel, pdu: str) -> None:
    """Staff find it among the dead, as it came."""
    key = hashlib.sha256(f"unreadable\0{pdu}".encode("utf-8", "replace")).hexdigest()
    now = core.clock.now()
    keep(core, work, channel.id, Incoming("", clean_text(pdu, MAX_PDU), now, key), error=PDU_UNREADABLE)
    work.publish("queue")


def _signs(address: str, part: SmsPart, now: dt.datetime) -> Iterator[str]:
    """By which the same SMS is known again; the first is its own. The time in it makes two of two equal texts; where the service
    centre gave none, only what came since yesterday is the same."""
    tpdu = _tpdu(part.pdu)
    days = (None,) if part.sent_on else (now.date(), (now - _DAY).date())
    for day in days:
        told = f"{address}\0{day or ''}\0".encode("utf-8", "replace")
        yield hashlib.sha256(told + tpdu).hexdigest()


def _tpdu(pdu: str) -> bytes:
    """Without the service centre, and without the word that more messages wait for the modem: these may differ when the network
    hands over the same SMS once more."""
    try:
        octets = bytes.fromhex(pdu)
        tpdu = bytearray(octets[1 + octets[0] :])
        tpdu[0] &= ~MORE_MESSAGES
    except (ValueError, IndexError):
        return pdu.encode("utf-8", "replace")
    return bytes(tpdu)
