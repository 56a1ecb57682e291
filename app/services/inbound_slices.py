"""Messages that came in, in slices: where many wait on a channel, the oldest are read, played and written together, which costs
a fraction of one by one.

Each has a task of its own all the same: whatever a slice leaves is answered by that, and of what a slice has answered the task
finds nothing. Per address everything stays in its order, and nobody is answered before older ones that wait as well.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select, text
from sqlalchemy.exc import OperationalError as DatabaseTrouble
from sqlalchemy.orm import Session

from app.services import routing
from app.services.base import Core
from app.services.conversations import Conversations
from app.services.flow_runtime import runtime_of
from app.services.turn import AlreadyDone, Conflict, Heard, Played, read_situations, write_together
from app.store import tables
from app.store.locks import Busy

log = logging.getLogger(__name__)

TOGETHER = 10  # messages in one transaction: it holds up whoever else wants to write
FEWEST = 3  # that are worth a slice
LOOK_AT = 4 * TOGETHER  # because other workers may have the first of them in hand


def handle_inbound(core: Core, channel_id: int, address: str) -> None:
    """The oldest that wait on the channel, and then whatever of this address still waits. Safe to repeat."""
    conversations = Conversations(core)
    with core.store.read() as session:
        connection = session.connection()
        oldest = connection.execute(_OLDEST, {"channel_id": channel_id, "limit": LOOK_AT}).scalars().all()
        waits = connection.execute(_WAITS, {"channel_id": channel_id, "address": address}).scalar()
    addresses = list(dict.fromkeys(oldest))
    try:
        if len(addresses) >= FEWEST and not core.queue.losses():  # whoever was lost before harms nobody else
            _Slice(core, channel_id, conversations).run(addresses)
    except DatabaseTrouble:
        log.exception("slice_postponed", extra={"channel": channel_id})
    except Exception:
        log.exception("inbound_apart", extra={"channel": channel_id})
    if waits:
        conversations.handle_inbound(channel_id, address)
    else:
        conversations.queue_parked()


@dataclass(frozen=True, slots=True)
class _Known:
    """A message of somebody who is a contact already."""

    heard: Heard
    contact_id: int


class _Slice:
    def __init__(self, core: Core, channel_id: int, conversations: Conversations) -> None:
        self._core = core
        self._channel_id = channel_id
        self._conversations = conversations
        self._runtime = runtime_of(core)

    def run(self, addresses: Sequence[str]) -> None:
        """Answer the first of them that nobody has in hand."""
        for first in range(0, len(addresses), TOGETHER):
            keys = [("address", address) for address in addresses[first : first + TOGETHER]]
            with self._runtime.locks.hold_free(keys) as held:
                free = [address for key, address in keys if (key, address) in held]
                if len(free) >= FEWEST:
                    self._answer(free)
                    return

    def _answer(self, addresses: Sequence[str]) -> None:
        with self._core.store.read() as session:
            workspace_id, known = self._read(session, addresses)
        keys = [("contact", one.contact_id) for one in known]
        with self._runtime.locks.hold_free(keys) as held:
            played = self._play(workspace_id, [one for one, key in zip(known, keys, strict=True) if key in held])
            try:
                left = write_together(self._core, played) if played else []
            except (AlreadyDone, Conflict):
                left = played
        if left:
            log.info("inbound_left", extra={"channel": self._channel_id, "count": len(left)})

    def _read(self, session: Session, addresses: Sequence[str]) -> tuple[int, list[_Known]]:
        """The first message of each address, as far as they go to one workspace whose contacts wrote them. Without those that
        failed before, and those behind something else."""
        wanted = {"channel_id": self._channel_id, "addresses": list(addresses)}
        firsts = {row.address: row for row in session.scalars(_FIRST_PENDING, wanted)}
        for address in session.scalars(_WITH_EVENTS, wanted):
            firsts.pop(address, None)
        messages = [row for row in firsts.values() if not row.error_count and row.error is None]
        channel = session.get_one(tables.Channel, self._channel_id)
        routes = self._routes(session, messages)
        workspace_id = next((route.workspace_id for route in routes.values()), 0)
        heard = {
            row.address: Heard(row, channel, route.reason)
            for row in messages
            if (route := routes.get(row.address)) and route.workspace_id == workspace_id
        }
        owners = session.execute(_OWNERS, {"workspace_id": workspace_id, "identities": list(heard)}).all()
        by_identity = {row.identity: row.contact_id for row in owners}
        contacts: dict[int, _Known] = {}
        for identity, one in heard.items():  # the oldest first: of a contact with two numbers the other waits
            if (contact_id := by_identity.get(identity)) is not None:
                contacts.setdefault(contact_id, _Known(one, contact_id))
        return workspace_id, list(contacts.values())

    def _routes(self, session: Session, messages: Sequence[tables.Inbound]) -> dict[str, routing.Route]:
        only = routing.only_workspace(session, self._channel_id)
        if only is not None:
            return {row.address: only for row in messages}
        routes = ((row.address, self._conversations.route(session, row)) for row in messages)
        return {address: route for address, route in routes if route is not None}

    def _play(self, workspace_id: int, known: Sequence[_Known]) -> list[Played]:
        """Without those whose flow wants to call a web service: the others shall not wait for that."""
        if not known:
            return []
        with self._core.store.read() as session:
            shared = self._runtime.assets.get(session, workspace_id)
            situations = read_situations(session, shared, [one.contact_id for one in known])
        played: list[Played] = []
        for one in known:
            situation = situations.get(one.contact_id)
            if situation is None:
                continue
            try:
                with self._runtime.lane.without_calls():
                    played.append((situation, self._conversations.play_heard(situation, one.heard)))
            except Busy:
                continue
        return played


_Inbound, _Urn = tables.Inbound, tables.ContactUrn
_IS_PENDING = text("inbound.state = 'pending'")  # literally, as in the condition of the index
_IS_PENDING_EVENT = text("channel_event.state = 'pending'")
_ADDRESSES: Any = bindparam("addresses", expanding=True)
_OLDEST = (
    select(_Inbound.address)
    .where(_IS_PENDING, _Inbound.channel_id == bindparam("channel_id"))
    .order_by(_Inbound.id)
    .limit(bindparam("limit"))
)
_WAITS = select(
    or_(
        exists().where(_IS_PENDING, _Inbound.channel_id == bindparam("channel_id"), _Inbound.address == bindparam("address")),
        exists().where(
            _IS_PENDING_EVENT,
            tables.ChannelEvent.channel_id == bindparam("channel_id"),
            tables.ChannelEvent.address == bindparam("address"),
        ),
    )
)
_FIRSTS = (
    select(func.min(_Inbound.id))
    .where(_Inbound.state == "pending", _Inbound.channel_id == bindparam("channel_id"), _Inbound.address.in_(_ADDRESSES))
    .group_by(_Inbound.address)
)
_FIRST_PENDING = select(_Inbound).where(_Inbound.id.in_(_FIRSTS)).order_by(_Inbound.id)
_WITH_EVENTS = (
    select(tables.ChannelEvent.address)
    .where(_IS_PENDING_EVENT, tables.ChannelEvent.channel_id == bindparam("channel_id"))
    .where(tables.ChannelEvent.address.in_(_ADDRESSES))
)
_OWNERS = select(_Urn.identity, _Urn.contact_id).where(
    _Urn.workspace_id == bindparam("workspace_id"),
    _Urn.identity.in_(bindparam("identities", expanding=True)),
    _Urn.contact_id.is_not(None),
)
