"""Tickets: open, close, reopen, assign, file under a topic, note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from app.engine.asset_types import Named, User
from app.engine.contact import Contact, Ticket
from app.engine.modifiers.base import Modifier, Setting
from app.engine.reading import Reader

if TYPE_CHECKING:
    from app.engine.assets import SessionAssets


def _find(contact: Contact, uuid: str) -> Ticket | None:
    return next((ticket for ticket in contact.tickets if ticket.uuid == uuid), None)


def _topic(reader: Reader, assets: SessionAssets) -> Named:
    child = reader.child("topic", required=True)
    uuid = child.text("uuid", required=True) if child else ""
    topic = assets.topic(uuid)
    if topic is None:
        reader.complain(f"no topic with UUID {uuid}")
    return topic or Named(uuid, "")


def _assignee(reader: Reader, assets: SessionAssets) -> User | None:
    child = reader.child("assignee")
    return assets.user(child.text("uuid", required=True)) if child else None


@dataclass(frozen=True, slots=True)
class TicketOpenModifier(Modifier):
    """One open ticket a contact: with another one open nothing happens."""

    topic: Named
    assignee: User | None = None
    note: str = ""

    type = "ticket_open"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(_topic(reader, assets), _assignee(reader, assets), reader.text("note"))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        if contact.open_ticket:
            return False
        ticket = Ticket(setting.universe.uuid7(), self.topic, self.assignee)
        contact.tickets.append(ticket)
        setting.tell("ticket_opened", ticket=ticket.to_json())
        if self.note:
            setting.tell("ticket_note_added", ticket_uuid=ticket.uuid, note=self.note)
        return True

    def fields(self) -> dict[str, Any]:
        result: dict[str, Any] = {"topic": self.topic.ref}
        if self.assignee:
            result["assignee"] = self.assignee.ref
        return result | ({"note": self.note} if self.note else {})


@dataclass(frozen=True, slots=True)
class _TicketModifier(Modifier):
    """A change of one ticket, which must be the contact's."""

    ticket_uuid: str

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.uuid("ticket_uuid", required=True))

    def fields(self) -> dict[str, Any]:
        return {"ticket_uuid": self.ticket_uuid}


@dataclass(frozen=True, slots=True)
class TicketCloseModifier(_TicketModifier):
    type = "ticket_close"

    def apply(self, contact: Contact, setting: Setting) -> bool:
        ticket = _find(contact, self.ticket_uuid)
        if ticket is None or ticket.status != "open":
            return False
        ticket.status = "closed"
        setting.tell("ticket_closed", ticket_uuid=ticket.uuid)
        return True


@dataclass(frozen=True, slots=True)
class TicketReopenModifier(_TicketModifier):
    """Not while another ticket is open."""

    type = "ticket_reopen"

    def apply(self, contact: Contact, setting: Setting) -> bool:
        ticket = _find(contact, self.ticket_uuid)
        if ticket is None or contact.open_ticket:
            return False
        ticket.status = "open"
        setting.tell("ticket_reopened", ticket_uuid=ticket.uuid)
        return True


@dataclass(frozen=True, slots=True)
class TicketAssigneeModifier(_TicketModifier):
    assignee: User | None

    type = "ticket_assignee"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.uuid("ticket_uuid", required=True), _assignee(reader, assets))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        ticket = _find(contact, self.ticket_uuid)
        if ticket is None or ticket.assignee == self.assignee:
            return False
        fields = {"ticket_uuid": ticket.uuid, "assignee": self.assignee.ref if self.assignee else None}
        if ticket.assignee:
            fields["previous"] = ticket.assignee.ref
        ticket.assignee = self.assignee
        setting.tell("ticket_assignee_changed", **fields)
        return True

    def fields(self) -> dict[str, Any]:
        return {"ticket_uuid": self.ticket_uuid, "assignee": self.assignee.ref if self.assignee else None}


@dataclass(frozen=True, slots=True)
class TicketTopicModifier(_TicketModifier):
    topic: Named

    type = "ticket_topic"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.uuid("ticket_uuid", required=True), _topic(reader, assets))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        ticket = _find(contact, self.ticket_uuid)
        if ticket is None or ticket.topic == self.topic:
            return False
        ticket.topic = self.topic
        setting.tell("ticket_topic_changed", ticket_uuid=ticket.uuid, topic=self.topic.ref)
        return True

    def fields(self) -> dict[str, Any]:
        return {"ticket_uuid": self.ticket_uuid, "topic": self.topic.ref}


@dataclass(frozen=True, slots=True)
class TicketNoteModifier(_TicketModifier):
    note: str

    type = "ticket_note"

    @classmethod
    def read(cls, reader: Reader, assets: SessionAssets) -> Self:
        return cls(reader.uuid("ticket_uuid", required=True), reader.text("note", required=True))

    def apply(self, contact: Contact, setting: Setting) -> bool:
        ticket = _find(contact, self.ticket_uuid)
        if ticket is None:
            return False
        setting.tell("ticket_note_added", ticket_uuid=ticket.uuid, note=self.note)
        return True

    def fields(self) -> dict[str, Any]:
        return {"ticket_uuid": self.ticket_uuid, "note": self.note}
