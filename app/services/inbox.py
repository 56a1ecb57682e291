"""Taking in what phones report: on the disk before it is acknowledged, and nothing twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from app import ids
from app.engine import phones, urns
from app.errors import Invalid, NotFound
from app.ports import CallEvent, InboundEvent, InboundSms, TaskRef
from app.services import channel_events
from app.services.base import Core, explained
from app.store import tables
from app.store.database import UnitOfWork

MAX_TEXT_CHARACTERS = 640  # RapidPro's own cut for messages of phones
ABSENT_TEXT = "null"  # the phone app leaves the key out for exactly this text
MAX_ADDRESS_CHARACTERS = 255
OWNER = "office"
URN_INVALID = "urn_invalid"

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
KEPT_CONTROLS = "\n\r\t"
MAX_KEY_CHARACTERS, MAX_VALUE_CHARACTERS = 64, 255  # of what an event carries


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
        self._take_events(channel_id, [_of_call(call) for call in calls if call.address.strip()])

    def events(self, channel_id: int, events: Sequence[InboundEvent]) -> None:
        if any(event.type not in channel_events.TYPES for event in events):
            raise Invalid("type", "unknown")
        self._take_events(channel_id, [_cleaned(event) for event in events])

    def _take_events(self, channel_id: int, events: Sequence[_Event]) -> None:
        if not events:
            return
        with explained(), self._core.store.write(durable=True) as work:
            country = _channel(work, channel_id).country
            for event in events:
                self._take_event(work, channel_id, country, event)
            work.commit()

    def _take(self, work: UnitOfWork, channel_id: int, country: str, message: InboundSms) -> str:
        address, is_known = normal_address(message.address, country)
        text = clean_text(message.text)
        came = Incoming(address, text, message.sent_on, dedupe_key(address, text, message.sent_on))
        return keep(self._core, work, channel_id, came, error=None if is_known else URN_INVALID)

    def _take_event(self, work: UnitOfWork, channel_id: int, country: str, event: _Event) -> None:
        """Who hides their number is nobody: such an event is kept, and there is nothing to do about it."""
        address, is_known = normal_address(event.address, country)
        key = dedupe_key(address, " ".join((event.type, *event.sign)), event.occurred_on)
        row = tables.ChannelEvent
        if work.session.scalar(select(row.id).where(row.channel_id == channel_id, row.dedupe_key == key)) is not None:
            return
        now = self._core.clock.now()
        work.session.add(
            tables.ChannelEvent(
                uuid=ids.uuid7(now),
                channel_id=channel_id,
                dedupe_key=key,
                type=event.type,
                address=address,
                occurred_on=event.occurred_on,
                created_on=now,
                state="pending" if is_known else "handled",
                error=None if is_known else URN_INVALID,
                extra=event.extra,
            )
        )
        work.session.flush()
        if is_known:
            self._core.queue.add(work, inbound_task(channel_id, address))


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as it is kept. `address` is a URN, or what came where that can be none; `key` knows the same message again."""

    address: str
    text: str
    sent_on: dt.datetime
    key: str


def keep(core: Core, work: UnitOfWork, channel_id: int, came: Incoming, error: str | None = None) -> str:
    """In the caller's transaction; the UUID of the inbound, which may have been here before. With an `error` it is dead, and
    staff find it there."""
    connection = work.session.connection()
    known = connection.scalar(_KNOWN, {"channel_id": channel_id, "dedupe_key": came.key})
    if known is not None:
        return str(known)
    now = core.clock.now()
    uuid = ids.uuid7(now)
    values = {
        "uuid": uuid,
        "channel_id": channel_id,
        "dedupe_key": came.key,
        "address": came.address,
        "text": came.text,
        "sent_on": came.sent_on,
        "received_on": now,
        "state": "dead" if error else "pending",
        "error": error,
    }
    connection.execute(_STORE, values)
    if error is None:
        core.queue.add(work, inbound_task(channel_id, came.address))
    return uuid


@dataclass(frozen=True, slots=True)
class _Event:
    """`sign`: what tells it from another of its type, beside address and time."""

    type: str
    address: str
    occurred_on: dt.datetime
    extra: dict[str, Any]
    sign: tuple[str, ...] = ()


def _of_call(call: CallEvent) -> _Event:
    kind = call.type if call.type in channel_events.CALL_TYPES else channel_events.OTHER_CALL
    return _Event(kind, call.address, call.occurred_on, {"duration": call.duration})


def _cleaned(event: InboundEvent) -> _Event:
    extra = {key[:MAX_KEY_CHARACTERS]: clean_text(value)[:MAX_VALUE_CHARACTERS] for key, value in event.extra.items()}
    return _Event(event.type, event.address, event.occurred_on, extra, tuple(extra[key] for key in sorted(extra)))


def inbound_task(channel_id: int, address: str) -> TaskRef:
    """One task handles all that waits of an address, messages and events, in order."""
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


def clean_text(text: str | None, most: int = MAX_TEXT_CHARACTERS) -> str:
    """Without NUL, other controls, lone surrogates and non-characters; at most so many characters; None is the text `null`."""
    if text is None:
        return ABSENT_TEXT
    return "".join(char for char in text if _is_kept(char))[:most]


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
