"""Conversations as staff lead them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts import messages as contracts
from app.contracts.base import Page
from app.engine import gsm7
from app.errors import Invalid, NotFound, OutpostError
from app.services import conversation_rows as rows
from app.services import folders, msg_actions, msg_search, outgoing
from app.services.agent_scope import agent_scope, check_contact
from app.services.base import Service
from app.services.repeats import check_request_id
from app.store import tables
from app.store.database import UnitOfWork

MAX_TEXT = 640  # RapidPro's limit for an SMS
MAX_TYPED = MAX_COST_TEXT = 10_000


class Messages(Service, contract=contracts.Messages):
    """Implements `app.contracts.messages.Messages`."""

    def conversations(
        self, workspace: str, search: str = "", before: str | None = None, limit: int = 50
    ) -> Page[contracts.Conversation]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            scope = agent_scope(self.actor, space)
            return rows.read_conversations(session, space.id, search, rows.Window.of(before, limit), scope)

    def history(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[contracts.Msg]:
        with self.core.store.read() as session:
            return rows.read_history(session, self._contact(session, workspace, contact).id, rows.Window.of(before, limit))

    def contact(self, workspace: str, contact: str) -> contracts.ContactCard:
        with self.core.store.read() as session:
            return rows.read_card(session, self._contact(session, workspace, contact))

    def reply(self, workspace: str, contact: str, text: str, request_id: str) -> contracts.Msg:
        text = _check_text(text)
        request_id = check_request_id(request_id)
        with self.change("messages.reply", workspace=workspace, subject=contact) as work:
            session = work.session
            space = self.workspace(session, workspace)
            found = self._contact(session, workspace, contact)
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
            check_contact(session, self.actor, space, contact)
            urn = session.get(tables.ContactUrn, found.urn_id) if found.urn_id else None
            to = _check_reachable(outgoing.find_destination(session, contact, urn))
            outgoing.requeue(found, to, self.core.clock.now())
            work.publish("messages", space.uuid, contact.uuid)
            session.flush()
            return rows.read_msg(session, found.id)

    def folders(self, workspace: str) -> contracts.FolderCounts:
        with self.core.store.read() as session:
            return folders.read_counts(session, self.workspace(session, workspace).id)

    def folder(
        self, workspace: str, folder: contracts.Folder, before: str | None = None, limit: int = 50
    ) -> Page[contracts.ListedMsg]:
        with self.core.store.read() as session:
            return folders.read_folder(session, self.workspace(session, workspace), folder, rows.Window.of(before, limit))

    def labelled(self, workspace: str, label: str, before: str | None = None, limit: int = 50) -> Page[contracts.ListedMsg]:
        with self.core.store.read() as session:
            return folders.read_labelled(session, self.workspace(session, workspace), label, rows.Window.of(before, limit))

    def calls(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[contracts.Call]:
        with self.core.store.read() as session:
            return folders.read_calls(session, self.workspace(session, workspace), rows.Window.of(before, limit))

    def scheduled(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[contracts.ScheduledBroadcast]:
        with self.core.store.read() as session:
            return folders.read_scheduled(session, self.workspace(session, workspace), rows.Window.of(before, limit))

    def search(
        self,
        workspace: str,
        words: str,
        filters: contracts.MsgFilters | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> Page[contracts.FoundMsg]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return msg_search.search(session, space, words, filters or contracts.MsgFilters(), rows.Window.of(before, limit))

    def label(self, workspace: str, msgs: list[str], label: str) -> contracts.BulkResult:
        with self._chosen("label", workspace, msgs) as (work, chosen):
            msg_actions.label(work, chosen, self._label(work, workspace, label))
        return chosen.result()

    def unlabel(self, workspace: str, msgs: list[str], label: str) -> contracts.BulkResult:
        with self._chosen("unlabel", workspace, msgs) as (work, chosen):
            msg_actions.unlabel(work, chosen, self._label(work, workspace, label))
        return chosen.result()

    def archive(self, workspace: str, msgs: list[str]) -> contracts.BulkResult:
        with self._chosen("archive", workspace, msgs) as (work, chosen):
            msg_actions.set_archived(self.core, work, chosen, is_archived=True)
        return chosen.result()

    def restore(self, workspace: str, msgs: list[str]) -> contracts.BulkResult:
        with self._chosen("restore", workspace, msgs) as (work, chosen):
            msg_actions.set_archived(self.core, work, chosen, is_archived=False)
        return chosen.result()

    def delete(self, workspace: str, msgs: list[str]) -> contracts.BulkResult:
        with self._chosen("delete", workspace, msgs) as (work, chosen):
            msg_actions.delete_chosen(self.core, work, chosen)
        return chosen.result()

    def resend_many(self, workspace: str, msgs: list[str]) -> contracts.BulkResult:
        with self._chosen("resend_many", workspace, msgs) as (work, chosen):
            msg_actions.resend(self.core, work, chosen)
        return chosen.result()

    def uncertain(self, workspace: str, before: str | None = None, limit: int = 50) -> Page[contracts.ListedMsg]:
        with self.core.store.read() as session:
            return folders.read_uncertain(session, self.workspace(session, workspace), rows.Window.of(before, limit))

    def mark_sent(self, workspace: str, msgs: list[str]) -> contracts.BulkResult:
        with self._chosen("mark_sent", workspace, msgs) as (work, chosen):
            msg_actions.mark_sent(self.core, work, chosen)
        return chosen.result()

    def cost(self, workspace: str, text: str) -> contracts.TextCost:
        return text_cost(text[:MAX_COST_TEXT])

    def _contact(self, session: Session, workspace: str, uuid: str) -> tables.Contact:
        """Raises NotFound, also for whom the actor may not see."""
        space = self.workspace(session, workspace)
        found = rows.find_contact(session, space.id, uuid)
        check_contact(session, self.actor, space, found)
        return found

    @contextmanager
    def _chosen(self, method: str, workspace: str, msgs: list[str]) -> Iterator[tuple[UnitOfWork, msg_actions.Chosen]]:
        """The messages of a call and its transaction; says in the audit how many changed and which, and tells windows."""
        with self.change(f"messages.{method}", workspace=workspace) as work:
            chosen = msg_actions.choose(work.session, self.workspace(work.session, workspace).id, msgs)
            yield work, chosen
            self.note(changed=len(chosen.rows), skipped=len(chosen.skipped), msgs=[row.uuid for row in chosen.rows])
            msg_actions.publish(work, chosen.rows)

    def _label(self, work: UnitOfWork, workspace: str, uuid: str) -> int:
        found = folders.find_label(work.session, self.workspace(work.session, workspace).id, uuid)
        self.note(subject=found.uuid)
        return found.id


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


def _check_reachable(to: outgoing.Destination) -> outgoing.Destination:
    if to.why == contracts.CONTACT_INACTIVE:
        raise OutpostError("contact_inactive")
    if to.why is not None:
        raise OutpostError("no_channel")
    return to
