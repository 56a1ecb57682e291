"""Messages to many: a row says what and to whom, and batches make the messages, each in its contact's language."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from app import ids
from app.contracts import broadcasts as contracts
from app.contracts.base import Page
from app.contracts.messages import INTERRUPTED
from app.engine.broadcasts import BroadcastTexts
from app.engine.contact import Contact
from app.engine.messages import Content
from app.errors import Invalid, NotFound
from app.ports import TaskRef
from app.services import batches, estimates, media_refs, msg_search, outgoing, progress, recipients
from app.services.assets import WorkspaceAssets
from app.services.base import Core, Service
from app.services.batches import OPEN
from app.services.broadcast_texts import check_texts
from app.services.contact_matching import read_contacts
from app.services.conversation_rows import read_cursor
from app.services.flow_runtime import runtime_of
from app.services.reaching import Asked, count_reach
from app.services.recipients import Batch, Exclusions, Finder, Recipients
from app.services.repeats import check_request_id, made_before
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folders import in_folder

SCHEDULED, DELETED = "scheduled", "deleted"  # states of patterns, which make broadcasts and are none themselves
EVALUATED, UNEVALUATED = "evaluated", "unevaluated"
MAX_PAGE = 200
WRITTEN = 200  # messages in one transaction: 20 ms
TAKEN_BACK = 200  # as many
KEPT_FROM_PHONES = dt.timedelta(days=365)

Made = tuple[int, Content, str]


class Broadcasts(Service, contract=contracts.Broadcasts):
    def preview(self, workspace: str, recipients: contracts.Recipients, exclusions: contracts.Exclusions) -> contracts.Reach:
        space, _, wanted, excluded = self._read(workspace, recipients, exclusions)
        return count_reach(self.core, Asked(space.id, wanted, excluded))

    def estimate(
        self,
        workspace: str,
        translations: dict[str, contracts.BroadcastText],
        base_language: str,
        recipients: contracts.Recipients,
        exclusions: contracts.Exclusions,
    ) -> contracts.Estimate:
        texts = check_texts(translations, base_language)
        space, _, wanted, excluded = self._read(workspace, recipients, exclusions)
        universe = runtime_of(self.core).universe

        def speak(shared: WorkspaceAssets, contact: Contact) -> estimates.Words:
            content, locale = texts.content_for(contact, shared.assets, shared.env, universe)
            said = [estimates.Said(content.text, locale.partition("-")[0])] if content.text or content.attachments else []
            return estimates.Words(said)

        return estimates.estimate(self.core, Asked(space.id, wanted, excluded), speak)

    def send(
        self,
        workspace: str,
        translations: dict[str, contracts.BroadcastText],
        base_language: str,
        recipients: contracts.Recipients,
        exclusions: contracts.Exclusions,
        *,
        request_id: str | None = None,
    ) -> contracts.Broadcast:
        request_id = request_id and check_request_id(request_id)
        texts = check_texts(translations, base_language)
        _, total, wanted, excluded = self._read(workspace, recipients, exclusions)
        details: dict[str, Any] = {"named": wanted.count, "groups": len(wanted.group_ids), "query": bool(wanted.query)}
        with self.change("broadcasts.send", workspace=workspace, **details) as work:
            space = self.workspace(work.session, workspace)
            row = made_before(work.session, tables.Broadcast, request_id, space.id)
            if row is None:
                row = add_broadcast(
                    work,
                    self.core,
                    workspace=space,
                    texts=texts,
                    wanted=wanted,
                    exclusions=excluded,
                    total=total,
                    created_by=self.actor.name,
                    uuid=request_id,
                )
            elif row.schedule_id is not None:
                raise Invalid("request_id", "used")
            else:
                self.note(repeated=True)
            self.note(subject=row.uuid)
            return _shown(work.session, row)

    def all(
        self, workspace: str, before: str | None = None, limit: int = 50, scheduled: str | None = None
    ) -> Page[contracts.Broadcast]:
        row, limit = tables.Broadcast, max(1, min(limit, MAX_PAGE))
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            query = select(row).where(row.workspace_id == space.id, row.state.not_in((SCHEDULED, DELETED)))
            if scheduled is not None:
                query = query.where(row.parent_id == _pattern_id(session, space.id, scheduled))
            if before is not None:
                query = query.where(row.id < read_cursor(before))
            found = session.scalars(query.order_by(row.id.desc()).limit(limit + 1)).all()
            shown = [_shown(session, one) for one in found[:limit]]
            return Page(shown, str(found[limit - 1].id) if len(found) > limit else None)

    def get(self, workspace: str, broadcast: str) -> contracts.Broadcast:
        with self.core.store.read() as session:
            return _shown(session, self._find(session, workspace, broadcast))

    def progress(self, workspace: str, broadcast: str) -> contracts.Progress:
        with self.core.store.read() as session:
            return progress.of_broadcast(session, self._find(session, workspace, broadcast).id)

    def interrupt(self, workspace: str, broadcast: str) -> contracts.Broadcast:
        with self.change("broadcasts.interrupt", workspace=workspace, subject=broadcast) as work:
            row = self._find(work.session, workspace, broadcast)
            if row.state not in (*OPEN, batches.COMPLETED) or not (row.state in OPEN or _has_unsent(work.session, row)):
                raise Invalid("broadcast", "ended", state=row.state)
            row.state, row.modified_on = batches.INTERRUPTING, self.core.clock.now()
            _keep_from_phones(work, row, self.core.clock.now())
            self.core.queue.add(work, broadcast_task(row.id, workspace))
            work.publish("broadcasts", workspace, row.uuid)
            self.note(queued=row.queued)
            return _shown(work.session, row)

    def _read(
        self, workspace: str, wanted: contracts.Recipients, excluded: contracts.Exclusions
    ) -> tuple[tables.Workspace, int | None, Recipients, Exclusions]:
        """The workspace, about how many contacts, who, and who not."""
        exclusions = recipients.check_exclusions(excluded)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            known = runtime_of(self.core).assets.get(session, space.id)
            found = recipients.check_recipients(session, known, wanted)
            return known.workspace, found.estimate(session), found, exclusions

    def _find(self, session: Session, workspace: str, uuid: str) -> tables.Broadcast:
        space, row = self.workspace(session, workspace), tables.Broadcast
        found = session.scalar(select(row).where(row.uuid == uuid, row.workspace_id == space.id))
        if found is None or found.state in (SCHEDULED, DELETED):
            raise NotFound("broadcast", uuid)
        return found


def _pattern_id(session: Session, workspace_id: int, uuid: str) -> int | None:
    row = tables.Broadcast
    return session.scalar(select(row.id).where(row.uuid == uuid, row.workspace_id == workspace_id))


def broadcast_task(broadcast_id: int, workspace_uuid: str) -> TaskRef:
    """In a queue of its own, so that messages to many and starts of many do not wait for each other."""
    return TaskRef("msgs", "send_broadcast", (broadcast_id,), owner=workspace_uuid, key=f"broadcast:{broadcast_id}")


def add_broadcast(
    work: UnitOfWork,
    core: Core,
    *,
    workspace: tables.Workspace,
    texts: BroadcastTexts,
    wanted: Recipients,
    exclusions: Exclusions,
    total: int | None,
    created_by: str = "",
    asked_by_run: str | None = None,
    flow_id: int | None = None,
    schedule_id: int | None = None,
    parent_id: int | None = None,
    uuid: str | None = None,
) -> tables.Broadcast:
    """The row and its task, in the caller's transaction. `parent_id`: the scheduled one that it is a time of; with a
    `schedule_id` it is such a one itself, and has no task. `uuid`: of the request that made it."""
    now = core.clock.now()
    row = tables.Broadcast(
        uuid=uuid or ids.uuid7(now),
        workspace_id=workspace.id,
        state=SCHEDULED if schedule_id else batches.PENDING,
        translations={code: dict(text) for code, text in texts.translations.items()},
        base_language=texts.base_language,
        template_state=UNEVALUATED if texts.is_template else EVALUATED,
        recipients=wanted.to_json(),
        exclusions=exclusions.to_json(),
        total=total,
        schedule_id=schedule_id,
        parent_id=parent_id,
        asked_by_run=asked_by_run,
        flow_id=flow_id,
        created_by=created_by,
        created_on=now,
        modified_on=now,
    )
    work.session.add(row)
    work.session.flush()
    attached = [one for text in texts.translations.values() for one in text.get("attachments") or ()]
    media_refs.use(work.session, workspace.id, attached, kind=media_refs.BROADCAST, row_id=row.id, now=now)
    if not schedule_id:
        core.queue.add(work, broadcast_task(row.id, workspace.uuid))
    work.publish("broadcasts", workspace.uuid, row.uuid)
    return row


def send_broadcast(core: Core, broadcast_id: int) -> None:
    """The next batches of a broadcast, or of taking it back, for about a second. Safe to repeat."""
    with core.store.read() as session:
        row = session.get(tables.Broadcast, broadcast_id)
        space = session.get(tables.Workspace, row.workspace_id) if row else None
    if row is None or space is None:
        return
    task = broadcast_task(broadcast_id, space.uuid)
    batches.work_through(core, tables.Broadcast, broadcast_id, task, _Sending(core, broadcast_id, space.uuid).step)


def make_contents(
    session: Session, core: Core, shared: WorkspaceAssets, texts: BroadcastTexts, people: Sequence[tables.Contact]
) -> list[Made]:
    """Id, content and locale for each contact who may be written to and for whom there is something to say."""
    universe = runtime_of(core).universe
    active = [one for one in people if one.status == "active"]
    found = [
        (row.id, *texts.content_for(contact, shared.assets, shared.env, universe))
        for row, contact in read_contacts(session, shared, active)
    ]
    return [made for made in found if made[1].text or made[1].attachments]


def write_messages(
    work: UnitOfWork,
    core: Core,
    shared: WorkspaceAssets,
    made: Sequence[Made],
    *,
    broadcast_id: int | None = None,
    flow_id: int | None = None,
    created_by: str | None = None,
) -> dict[int, int]:
    """In the caller's transaction; returns the ids of the messages by contact."""
    contents = {
        contact_id: outgoing.Content(said.text, list(said.attachments), [reply.text for reply in said.replies], locale)
        for contact_id, said, locale in made
    }
    return outgoing.create_many(
        work,
        core,
        workspace=shared.workspace,
        contents=contents,
        flow_id=flow_id,
        broadcast_id=broadcast_id,
        created_by=created_by,
    )


class _Sending:
    """One broadcast being worked through. It is read outside the transaction that writes; `cursor` tells if that still holds."""

    def __init__(self, core: Core, broadcast_id: int, workspace: str) -> None:
        self._core = core
        self._broadcast_id = broadcast_id
        self._workspace = workspace
        self._runtime = runtime_of(core)

    def step(self) -> bool:
        """False: nothing is to be done now."""
        with self._core.store.read() as session:
            write = self._look(session)
        return write() if write else False

    def _look(self, session: Session) -> Callable[[], bool] | None:
        """What is to be written next, outside of this reading."""
        row = session.get(tables.Broadcast, self._broadcast_id)
        if row is not None and row.state == batches.INTERRUPTING:
            return self._take_back
        if row is None or row.state not in OPEN:
            return None
        wanted = Recipients.read(row.recipients)
        shared = self._runtime.assets.get(session, row.workspace_id)
        if wanted.has_unknown:
            return functools.partial(self._look_up, row, shared, wanted)
        finder = Finder(session, shared, wanted)
        batch = finder.next(row.cursor, batches.TAKEN_UP)
        if batch.contact_ids and batches.is_held_back(session, row.workspace_id):
            return None
        people = finder.people(batch.contact_ids)
        left_out = Exclusions.read(row.exclusions).left_out(session, people, None, recipients.local_now(self._core.clock, shared))
        chosen = [one for one in people if one.id not in left_out]
        made = make_contents(session, self._core, shared, texts_of(row), chosen)
        return functools.partial(self._write, row, shared, batch, made)

    def _look_up(self, seen: tables.Broadcast, shared: WorkspaceAssets, wanted: Recipients) -> bool:
        with self._core.store.write(durable=False) as work:
            row = work.session.get_one(tables.Broadcast, seen.id)
            if row.state in OPEN and row.cursor == seen.cursor and row.recipients == seen.recipients:
                known = recipients.look_up(work, shared.workspace, wanted, self._core.clock.now(), batches.TAKEN_UP)
                row.recipients = known.to_json()
                work.commit()
        return True

    def _write(self, seen: tables.Broadcast, shared: WorkspaceAssets, batch: Batch, made: Sequence[Made]) -> bool:
        """A part in each transaction: whoever else wants to write waits for one at most. False: nothing is left to do."""
        reached = seen.cursor
        for at in range(0, max(len(made), 1), WRITTEN):
            part, is_last = made[at : at + WRITTEN], at + WRITTEN >= len(made)
            cursor = batch.cursor if is_last else part[-1][0]
            if not self._write_part(reached, shared, part, cursor, is_end=is_last and batch.is_last):
                return True
            reached = cursor
        return not batch.is_last

    def _write_part(self, reached: int, shared: WorkspaceAssets, part: Sequence[Made], cursor: int, *, is_end: bool) -> bool:
        """From the contact `reached` up to `cursor`. False: somebody has gone on with it or ended it meanwhile."""
        with self._core.store.write(durable=False) as work:
            row = work.session.get_one(tables.Broadcast, self._broadcast_id)
            if row.state not in OPEN or row.cursor != reached:
                return False
            by = row.created_by or None
            write_messages(work, self._core, shared, part, broadcast_id=row.id, flow_id=row.flow_id, created_by=by)
            row.cursor, row.queued, row.modified_on = cursor, row.queued + len(part), self._core.clock.now()
            row.state = batches.COMPLETED if is_end else batches.STARTED
            row.total = row.queued if is_end else row.total
            work.publish("broadcasts", self._workspace, row.uuid)
            work.commit()
        return True

    def _take_back(self) -> bool:
        with self._core.store.write(durable=False) as work:
            row = work.session.get_one(tables.Broadcast, self._broadcast_id)
            if row.state != batches.INTERRUPTING:
                return False
            taken = take_back(work, self._core, row, self._workspace)
            if not taken:
                row.state = batches.INTERRUPTED
            row.queued, row.modified_on = row.queued - taken, self._core.clock.now()
            work.publish("broadcasts", self._workspace, row.uuid)
            work.commit()
        return taken > 0


def take_back(work: UnitOfWork, core: Core, broadcast: tables.Broadcast, workspace: str) -> int:
    """Wipe some messages of a broadcast that no phone has; returns how many.

    The rows stay as deleted, so that nothing refers to what is not there; conversations show what was said before.
    """
    msg, contact = tables.Msg, tables.Contact
    columns = (msg.id, msg.contact_id, msg.workspace_id, msg.created_on, msg.text)
    rows = work.session.execute(select(*columns).where(_is_unsent(broadcast)).order_by(msg.id).limit(TAKEN_BACK)).all()
    owners = {row.id: row.contact_id for row in rows}
    if not owners:
        return 0
    msg_search.forget(work, core.store, rows)
    media_refs.release(work.session, media_refs.MSG, list(owners), core.clock.now())
    wiped = {"text": "", "attachments": None, "quick_replies": None, "status": "failed", "failed_reason": INTERRUPTED}
    values = {**wiped, "visibility": "deleted", "next_attempt": None, "modified_on": core.clock.now()}
    work.session.execute(update(msg).where(msg.id.in_(owners)).values(values).execution_options(synchronize_session=False))
    before = (msg.contact_id == contact.id, msg.id < contact.last_msg_id, msg.visibility.in_(("visible", "archived")))
    latest = select(func.max(msg.id)).where(*before).correlate(contact).scalar_subquery()
    shown = update(contact).where(contact.id.in_(set(owners.values())), contact.last_msg_id.in_(owners))
    work.session.execute(shown.values(last_msg_id=latest).execution_options(synchronize_session=False))
    uuids = work.session.scalars(select(contact.uuid).where(contact.id.in_(set(owners.values()))))
    work.publish("messages", workspace, *uuids)
    return len(owners)


def _keep_from_phones(work: UnitOfWork, row: tables.Broadcast, now: dt.datetime) -> None:
    """What is going to be taken back is handed over no more, from this moment on; taking it back takes seconds. One statement,
    which touches no index."""
    msg, values = tables.Msg, {"next_attempt": now + KEPT_FROM_PHONES}
    work.session.execute(update(msg).where(_is_unsent(row)).values(values).execution_options(synchronize_session=False))


def texts_of(row: tables.Broadcast) -> BroadcastTexts:
    return BroadcastTexts(row.translations, row.base_language, row.template_state == UNEVALUATED)


def _is_unsent(row: tables.Broadcast) -> ColumnElement[bool]:
    """Looked for in the workspace's outbox, which never holds much."""
    msg = tables.Msg
    return and_(in_folder("outbox"), msg.workspace_id == row.workspace_id, msg.broadcast_id == row.id)


def _has_unsent(session: Session, row: tables.Broadcast) -> bool:
    return session.scalar(select(tables.Msg.id).where(_is_unsent(row)).limit(1)) is not None


def _shown(session: Session, row: tables.Broadcast) -> contracts.Broadcast:
    flow = session.get(tables.Flow, row.flow_id) if row.flow_id else None
    base = row.translations.get(row.base_language) or {}
    pattern = session.get(tables.Broadcast, row.parent_id) if row.parent_id else None
    return contracts.Broadcast(
        uuid=row.uuid,
        state=row.state,  # type: ignore[arg-type]
        text=base.get("text") or "",
        base_language=row.base_language,
        languages=sorted(row.translations),
        recipients=recipients.shown(session, Recipients.read(row.recipients)),
        exclusions=recipients.shown_exclusions(row.exclusions),
        queued=row.queued,
        total=row.total,
        error=row.error,
        flow=flow.name if flow else None,
        scheduled=pattern.uuid if pattern else None,
        created_by=row.created_by,
        created_on=row.created_on,
    )
