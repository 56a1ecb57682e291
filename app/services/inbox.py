"""Taking in what phones report: on the disk before it is acknowledged, and nothing twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from app import ids
from app.engine import phones, urns
from app.errors import NotFound
from app.ports import CallEvent, InboundSms, TaskRef
from app.services import contacts, routing
from app.services.base import Core, explained
from app.store import tables
from app.store.database import UnitOfWork

MAX_TEXT_CHARACTERS = 640  # RapidPro's own cut for messages of phones
ABSENT_TEXT = "null"  # the phone app leaves the key out for exactly this text
MAX_ADDRESS_CHARACTERS = 255
OWNER = "office"

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
KEPT_CONTROLS = "\n\r\t"
CALL_TYPES = ("mo_call", "mt_call", "mo_miss", "unk")
CALLED_US = ("mo_call", "mo_miss")


class Inbox:
    """Implements `app.ports.Intake`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def receive(self, channel_id: int, messages: Sequence[InboundSms]) -> list[str]:
        if not messages:
            return []
        with explained(), self._core.store.write(durable=True) as work:
            country = _channel(work, channel_id).country
            uuids = [self._take(work, channel_id, country, message) for message in messages]
            work.commit()
        return uuids

    def calls(self, channel_id: int, calls: Sequence[CallEvent]) -> None:
        """Calls without a number are taken without effect. Source: RapidPro's relayer endpoint."""
        if not calls:
            return
        with explained(), self._core.store.write(durable=True) as work:
            country = _channel(work, channel_id).country
            for call in calls:
                if call.address.strip():
                    self._take_call(work, channel_id, country, call)
            work.commit()

    def _take(self, work: UnitOfWork, channel_id: int, country: str, message: InboundSms) -> str:
        address, is_known = normal_address(message.address, country)
        text = clean_text(message.text)
        key = dedupe_key(address, text, message.sent_on)
        connection = work.session.connection()
        known = connection.scalar(_KNOWN, {"channel_id": channel_id, "dedupe_key": key})
        if known is not None:
            return str(known)
        now = self._core.clock.now()
        uuid = ids.uuid7(now)
        values = {
            "uuid": uuid,
            "channel_id": channel_id,
            "dedupe_key": key,
            "address": address,
            "text": text,
            "sent_on": message.sent_on,
            "received_on": now,
            "state": "pending" if is_known else "dead",
            "error": None if is_known else "urn_invalid",
        }
        connection.execute(_STORE, values)
        if is_known:
            self._core.queue.add(work, inbound_task(channel_id, address))
        return uuid

    def _take_call(self, work: UnitOfWork, channel_id: int, country: str, call: CallEvent) -> None:
        address, is_known = normal_address(call.address, country)
        kind = call.type if call.type in CALL_TYPES else "unk"
        key = dedupe_key(address, kind, call.occurred_on)
        event = tables.ChannelEvent
        if work.session.scalar(select(event.id).where(event.channel_id == channel_id, event.dedupe_key == key)) is not None:
            return
        now = self._core.clock.now()
        owner = self._owner_of_call(work, channel_id, address, kind, now) if is_known else None
        work.session.add(
            tables.ChannelEvent(
                uuid=ids.uuid7(now),
                channel_id=channel_id,
                dedupe_key=key,
                type=kind,
                address=address,
                occurred_on=call.occurred_on,
                created_on=now,
                workspace_id=owner.workspace_id if owner else None,
                contact_id=owner.id if owner else None,
                extra={"duration": call.duration},
            )
        )
        work.session.flush()

    def _owner_of_call(
        self, work: UnitOfWork, channel_id: int, address: str, kind: str, now: dt.datetime
    ) -> tables.Contact | None:
        """Whose call it was, who becomes a contact if nobody is; who called was seen. None: the channel serves nobody."""
        route = routing.choose(work.session, channel_id, address, "", now)
        if route is None:
            return None
        space = work.session.get_one(tables.Workspace, route.workspace_id)
        urn = contacts.find_by_urn(work.session, space.id, address)
        contact_id = urn.contact_id if urn else contacts.create(work, space, address, channel_id, now)
        contact = work.session.get_one(tables.Contact, contact_id)
        if kind in CALLED_US:
            contact.last_seen_on, contact.modified_on = now, now
            contact.revision += 1
            contacts.mark_dirty(work.session, contact.id, contact.revision)
        work.publish("contacts", space.uuid, contact.uuid)
        return contact


def inbound_task(channel_id: int, address: str) -> TaskRef:
    """One task handles all that waits of an address, in order."""
    return TaskRef(
        "handler", "handle_inbound", (channel_id, address), owner=OWNER, key=f"inbound:{channel_id}:{address}", priority=1
    )


def normal_address(text: str, country: str) -> tuple[str, bool]:
    """The sender as a URN and True, or the text as it came and False where it can be no sender.

    An empty sender is `tel:empty`. Source: RapidPro's relayer endpoint.
    """
    try:
        return urns.from_phone(text, country), True
    except phones.PhoneError:
        return clean_text(text)[:MAX_ADDRESS_CHARACTERS], False


def clean_text(text: str | None) -> str:
    """Without NUL, other controls, lone surrogates and non-characters; at most 640 characters; None is the text `null`."""
    if text is None:
        return ABSENT_TEXT
    return "".join(char for char in text if _is_kept(char))[:MAX_TEXT_CHARACTERS]


def dedupe_key(address: str, text: str, at: dt.datetime) -> str:
    """Same sender, same text, same millisecond of the phone's clock: the same message. Phones report each SMS twice as a rule."""
    millis = (at - EPOCH) // dt.timedelta(milliseconds=1)
    return hashlib.sha256(f"{address}\0{millis}\0{text}".encode()).hexdigest()


def _is_kept(char: str) -> bool:
    if char in KEPT_CONTROLS:
        return True
    if ord(char) & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(char) not in ("Cc", "Cs")


def _channel(work: UnitOfWork, channel_id: int) -> tables.Channel:
    channel = work.session.get(tables.Channel, channel_id)
    if channel is None:
        raise NotFound("channel", channel_id)
    return channel


# Made once: putting a statement together costs more than running it.
_KNOWN = select(tables.Inbound.uuid).where(
    tables.Inbound.channel_id == bindparam("channel_id"), tables.Inbound.dedupe_key == bindparam("dedupe_key")
)
_STORE = insert(tables.Inbound)
