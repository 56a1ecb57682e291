"""What staff do with many messages at once: label, archive, restore, delete, send again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from app.contracts.messages import CONTACT_INACTIVE, MAX_MSGS, BulkResult, Skipped, SkippedReason
from app.errors import Invalid
from app.services import fires, media_refs, msg_search, outgoing
from app.services.base import Core
from app.services.conversation_rows import is_uncertain, latest_attempts
from app.store import tables
from app.store.database import UnitOfWork

DELETED, DELETED_BY_SENDER = "deleted", "deleted_by_sender"
_KEPT_BY_PHONES = ("queued", "errored", "wired")
_Msg, _On = tables.Msg, tables.MsgLabel


@dataclass(slots=True)
class Chosen:
    """The messages of one call. `skip` sorts out those that it is not for."""

    rows: list[tables.Msg]
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, why: SkippedReason, when: Callable[[tables.Msg], bool]) -> None:
        self.skipped += [Skipped(row.uuid, why) for row in self.rows if when(row)]
        self.rows = [row for row in self.rows if not when(row)]

    @property
    def ids(self) -> list[int]:
        return [row.id for row in self.rows]

    def result(self) -> BulkResult:
        return BulkResult([row.uuid for row in self.rows], self.skipped)


def choose(session: Session, workspace_id: int, uuids: Sequence[str]) -> Chosen:
    """In the order asked for, each once. Raises Invalid `empty` or `too_many`."""
    if not uuids:
        raise Invalid("msgs", "empty")
    if len(uuids) > MAX_MSGS:
        raise Invalid("msgs", "too_many", limit=MAX_MSGS)
    wanted = list(dict.fromkeys(uuids))
    query = select(_Msg).where(_Msg.uuid.in_(wanted), _Msg.workspace_id + 0 == workspace_id)
    found = {row.uuid: row for row in session.scalars(query)}
    chosen = Chosen([found[uuid] for uuid in wanted if uuid in found])
    chosen.skipped = [Skipped(uuid, "not_found") for uuid in wanted if uuid not in found]
    chosen.skip("deleted", lambda row: row.visibility not in ("visible", "archived"))
    return chosen


def label(work: UnitOfWork, chosen: Chosen, label_id: int) -> None:
    """Those that have it already do not change."""
    _incoming_only(chosen)
    have = _labelled(work.session, chosen, label_id)
    chosen.rows = [row for row in chosen.rows if row.id not in have]
    if chosen.rows:
        work.session.execute(insert(_On), [{"label_id": label_id, "msg_id": row.id} for row in chosen.rows])


def unlabel(work: UnitOfWork, chosen: Chosen, label_id: int) -> None:
    _incoming_only(chosen)
    have = _labelled(work.session, chosen, label_id)
    chosen.rows = [row for row in chosen.rows if row.id in have]
    work.session.execute(delete(_On).where(_On.label_id == label_id, _On.msg_id.in_(chosen.ids)))


def set_archived(core: Core, work: UnitOfWork, chosen: Chosen, *, is_archived: bool) -> None:
    _incoming_only(chosen)
    visibility = "archived" if is_archived else "visible"
    chosen.rows = [row for row in chosen.rows if row.visibility != visibility]
    for row in chosen.rows:
        row.visibility, row.modified_on = visibility, core.clock.now()
    work.session.flush()


def delete_chosen(core: Core, work: UnitOfWork, chosen: Chosen) -> None:
    """Not what a phone may still send: its text is needed."""
    chosen.skip("unsent", lambda row: row.status in _KEPT_BY_PHONES)
    wipe(core, work, chosen.rows, DELETED)


def resend(core: Core, work: UnitOfWork, chosen: Chosen) -> None:
    uncertain = uncertain_ids(work.session, chosen.rows)
    chosen.skip("not_failed", lambda row: row.direction != "out" or (row.status != "failed" and row.id not in uncertain))
    ways = {row.id: _way(work.session, row) for row in chosen.rows}
    chosen.skip("contact_inactive", lambda row: ways[row.id].why == CONTACT_INACTIVE)
    chosen.skip("no_channel", lambda row: ways[row.id].why is not None)
    for row in chosen.rows:
        outgoing.requeue(row, ways[row.id], core.clock.now())
    work.session.flush()


def mark_sent(core: Core, work: UnitOfWork, chosen: Chosen) -> None:
    """Timers that wait for the sending count from now. The attempt stays uncertain: its phone said nothing."""
    uncertain, now = uncertain_ids(work.session, chosen.rows), core.clock.now()
    chosen.skip("not_uncertain", lambda row: row.id not in uncertain)
    first = {row.id: now for row in chosen.rows if row.sent_on is None}
    for row in chosen.rows:
        row.status, row.modified_on, row.sent_on = "sent", now, row.sent_on or now
    fires.start_counting(work.session, first, now)
    work.session.flush()


def uncertain_ids(session: Session, rows: Sequence[tables.Msg]) -> set[int]:
    """Those that a phone was handed and never told what became of."""
    wired = [row.id for row in rows if row.status == "wired"]
    states = latest_attempts(session, wired) if wired else {}
    return {key for key in wired if is_uncertain("wired", states.get(key))}


def delete_by_sender(core: Core, work: UnitOfWork, msg: tables.Msg) -> None:
    """Who wrote it took it back. For channels whose people can."""
    if msg.direction == "in" and msg.visibility in ("visible", "archived"):
        wipe(core, work, [msg], DELETED_BY_SENDER)
        publish(work, [msg])


def wipe(core: Core, work: UnitOfWork, rows: Sequence[tables.Msg], visibility: str) -> None:
    """Text, attachments and labels go, also from the SMS as it came, the word index and the files; the rows stay.

    At most a few hundred at a time: it is one transaction. The rows are of the session.
    """
    session, now = work.session, core.clock.now()
    ids = [row.id for row in rows]
    if not ids:
        return
    msg_search.forget(work, core.store, rows)
    media_refs.release(session, media_refs.MSG, ids, now)
    session.execute(delete(_On).where(_On.msg_id.in_(ids)))
    session.execute(update(tables.Inbound).where(tables.Inbound.msg_id.in_(ids)).values(text=""))
    for row in rows:
        row.text, row.attachments, row.quick_replies = "", None, None
        row.visibility, row.modified_on = visibility, now
    session.flush()
    _show_others(session, {row.contact_id for row in rows}, ids)


def publish(work: UnitOfWork, rows: Sequence[tables.Msg]) -> None:
    """Tell windows whose messages changed."""
    if not rows:
        return
    space = work.session.get_one(tables.Workspace, rows[0].workspace_id)
    contacts = select(tables.Contact.uuid).where(tables.Contact.id.in_({row.contact_id for row in rows}))
    work.publish("messages", space.uuid, *sorted(work.session.scalars(contacts)))


def _incoming_only(chosen: Chosen) -> None:
    chosen.skip("outgoing", lambda row: row.direction != "in")


def _labelled(session: Session, chosen: Chosen, label_id: int) -> set[int]:
    return set(session.scalars(select(_On.msg_id).where(_On.label_id == label_id, _On.msg_id.in_(chosen.ids))))


def _way(session: Session, msg: tables.Msg) -> outgoing.Destination:
    contact = session.get_one(tables.Contact, msg.contact_id)
    urn = session.get(tables.ContactUrn, msg.urn_id) if msg.urn_id else None
    return outgoing.find_destination(session, contact, urn)


def _show_others(session: Session, contact_ids: set[int], gone: Sequence[int]) -> None:
    """A conversation shows the latest message that is left."""
    contact = tables.Contact
    newest = (
        select(func.max(_Msg.id))
        .where(_Msg.contact_id == contact.id, _Msg.visibility.in_(("visible", "archived")))
        .scalar_subquery()
    )
    showing = (contact.id.in_(contact_ids), contact.last_msg_id.in_(gone))
    session.execute(update(contact).where(*showing).values(last_msg_id=newest), execution_options={"synchronize_session": False})
