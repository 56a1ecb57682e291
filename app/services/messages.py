"""Conversations as staff lead them."""

from __future__ import annotations

import uuid as uuids

from sqlalchemy import select

from app.contracts import messages as contracts
from app.contracts.base import Page
from app.engine import gsm7
from app.errors import Invalid, NotFound, OutpostError
from app.services import conversation_rows as rows
from app.services import outgoing
from app.services.base import Service
from app.store import tables

MAX_TEXT = 640  # RapidPro's limit for an SMS
MAX_TYPED = MAX_COST_TEXT = 10_000


class Messages(Service, contract=contracts.Messages):
    """Implements `app.contracts.messages.Messages`."""

    def conversations(
        self, workspace: str, search: str = "", before: str | None = None, limit: int = 50
    ) -> Page[contracts.Conversation]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return rows.read_conversations(session, space.id, search, before, limit)

    def history(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[contracts.Msg]:
        with self.core.store.read() as session:
            found = rows.find_contact(session, self.workspace(session, workspace).id, contact)
            return rows.read_history(session, found.id, before, limit)

    def contact(self, workspace: str, contact: str) -> contracts.ContactCard:
        with self.core.store.read() as session:
            found = rows.find_contact(session, self.workspace(session, workspace).id, contact)
            return rows.read_card(session, found)

    def reply(self, workspace: str, contact: str, text: str, request_id: str) -> contracts.Msg:
        text = _check_text(text)
        request_id = _check_request_id(request_id)
        with self.change("messages.reply", workspace=workspace, subject=contact) as work:
            session = work.session
            space = self.workspace(session, workspace)
            found = rows.find_contact(session, space.id, contact)
            msg = session.scalar(select(tables.Msg).where(tables.Msg.request_id == request_id))
            if msg is None:
                _check_reachable(outgoing.find_destination(session, found))
                msg = outgoing.create_outgoing(
                    work,
                    self.core,
                    workspace=space,
                    contact=found,
                    text=text,
                    created_by=self.actor.name,
                    request_id=request_id,
                )
            elif msg.contact_id != found.id:
                raise Invalid("request_id", "used")
            else:
                self.note(repeated=True)
            self.note(msg=msg.uuid)
            return rows.read_msg(session, msg.id)

    def resend(self, workspace: str, msg: str) -> contracts.Msg:
        with self.change("messages.resend", workspace=workspace, subject=msg) as work:
            session = work.session
            space = self.workspace(session, workspace)
            query = select(tables.Msg).where(tables.Msg.uuid == msg, tables.Msg.workspace_id == space.id)
            found = session.scalar(query)
            if found is None or found.direction != "out":
                raise NotFound("msg", msg)
            attempt = rows.latest_attempts(session, [found.id]).get(found.id)
            if found.status != "failed" and not rows.is_uncertain(found.status, attempt):
                raise Invalid("msg", "not_failed", status=found.status)
            self.note(status=found.status)
            contact = session.get_one(tables.Contact, found.contact_id)
            urn = session.get(tables.ContactUrn, found.urn_id) if found.urn_id else None
            to = _check_reachable(outgoing.find_destination(session, contact, urn))
            outgoing.requeue(found, to, self.core.clock.now())
            work.publish("messages", space.uuid, contact.uuid)
            session.flush()
            return rows.read_msg(session, found.id)

    def cost(self, workspace: str, text: str) -> contracts.TextCost:
        return text_cost(text[:MAX_COST_TEXT])


def text_cost(text: str) -> contracts.TextCost:
    """As phones will send it: typographic signs made plain where that makes the text fit the GSM alphabet."""
    plain = gsm7.substitute(text)
    parts = gsm7.split(text)
    if gsm7.is_gsm7(plain):
        size = gsm7.SINGLE_SEPTETS if len(parts) == 1 else gsm7.PART_SEPTETS
        return contracts.TextCost(len(parts), "gsm7", size - len(gsm7.encode(parts[-1])))
    size = gsm7.SINGLE_UNITS if len(parts) == 1 else gsm7.PART_UNITS
    return contracts.TextCost(len(parts), "ucs2", size - len(parts[-1].encode("utf-16-le")) // 2)


def _check_text(text: str) -> str:
    """Without NUL, other invisible controls and outer space; raises Invalid `empty` or `too_long`."""
    if len(text) > MAX_TYPED:
        raise Invalid("text", "too_long", limit=MAX_TEXT)
    text = "".join(char for char in text if char in "\n\t" or (char.isprintable() or ord(char) >= 0x80)).strip()
    if not text:
        raise Invalid("text", "empty")
    if len(text) > MAX_TEXT:
        raise Invalid("text", "too_long", limit=MAX_TEXT)
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Invalid("text", "characters")
    return text


def _check_request_id(text: str) -> str:
    try:
        return str(uuids.UUID(text))
    except ValueError:
        raise Invalid("request_id", "not_a_uuid") from None


def _check_reachable(to: outgoing.Destination) -> outgoing.Destination:
    if to.why == outgoing.CONTACT_INACTIVE:
        raise OutpostError("contact_inactive")
    if to.why is not None:
        raise OutpostError("no_channel")
    return to
