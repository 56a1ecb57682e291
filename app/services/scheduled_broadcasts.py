"""Messages to many at a later time: a broadcast that is a pattern, with a schedule. `schedule_firing` makes broadcasts of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.contracts import scheduled_broadcasts as contracts
from app.contracts.broadcasts import BroadcastText, Recipients
from app.contracts.flows import Schedule
from app.engine.broadcasts import BroadcastTexts
from app.errors import Invalid, NotFound
from app.services import media_refs, recipients, schedules
from app.services.base import Service
from app.services.broadcast_texts import check_texts
from app.services.broadcasts import DELETED, SCHEDULED, UNEVALUATED, add_broadcast
from app.services.flow_runtime import runtime_of
from app.services.repeats import check_request_id, made_before
from app.services.schedules import NewSchedule
from app.store import tables
from app.store.database import UnitOfWork

MAX_SCHEDULED = 500  # of a workspace
MAX_TIMES = 50

_Wanted = tuple[BroadcastTexts, recipients.Recipients, recipients.Exclusions, NewSchedule]


class ScheduledBroadcasts(Service, contract=contracts.ScheduledBroadcasts):
    def all(self, workspace: str) -> list[contracts.ScheduledBroadcast]:
        row, schedule = tables.Broadcast, tables.Schedule
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            query = (
                select(row, schedule)
                .join(schedule, schedule.id == row.schedule_id)
                .where(schedule.workspace_id == space.id, row.state == SCHEDULED)
                .where(or_(schedule.next_fire.is_not(None), schedule.late_fire.is_not(None)))
                .order_by(func.coalesce(schedule.next_fire, schedule.late_fire), row.id)
                .limit(MAX_SCHEDULED)
            )
            return [self._shown(session, space, *found) for found in session.execute(query)]

    def get(self, workspace: str, broadcast: str) -> contracts.ScheduledBroadcast:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return self._shown(session, space, *_find(session, space.id, broadcast))

    def draft(self, workspace: str, broadcast: str) -> contracts.Draft:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            row, schedule = _find(session, space.id, broadcast)
            return contracts.Draft(
                translations={code: BroadcastText(**{"text": "", **text}) for code, text in row.translations.items()},
                base_language=row.base_language,
                recipients=_named(session, recipients.Recipients.read(row.recipients)),
                exclusions=recipients.shown_exclusions(row.exclusions),
                schedule=schedules.shown(schedule, ZoneInfo(space.timezone), self.core.clock.now()),
            )

    def times(self, workspace: str, schedule: Schedule, count: int = 5) -> list[dt.datetime]:
        now = self.core.clock.now()
        with self.core.store.read() as session:
            zone = ZoneInfo(self.workspace(session, workspace).timezone)
        wanted = schedules.read_schedule(schedule, now, zone)
        found: list[dt.datetime] = []
        moment = wanted.first_fire(now, zone)
        while moment is not None and len(found) < min(count, MAX_TIMES):
            found.append(moment)
            moment = schedules.next_fire(wanted, moment, zone)
        return found

    def add(self, workspace: str, draft: contracts.Draft, *, request_id: str | None = None) -> contracts.ScheduledBroadcast:
        request_id = request_id and check_request_id(request_id)
        wanted = self._read(workspace, draft)
        with self.change("scheduled_broadcasts.add", workspace=workspace, **_details(wanted)) as work:
            space = self.workspace(work.session, workspace)
            made = made_before(work.session, tables.Broadcast, request_id, space.id)
            if made is not None:
                if made.schedule_id is None:
                    raise Invalid("request_id", "used")
                self.note(subject=made.uuid, repeated=True)
                return self._shown(work.session, space, *_find(work.session, space.id, made.uuid))
            if _count(work.session, space.id) >= MAX_SCHEDULED:
                raise Invalid("schedule", "too_many", most=MAX_SCHEDULED)
            texts, named, excluded, when = wanted
            timer = schedules.new_row(when, space, self.core.clock.now())
            work.session.add(timer)
            work.session.flush()
            schedules.wake(work, self.core, timer)
            row = add_broadcast(
                work,
                self.core,
                workspace=space,
                texts=texts,
                wanted=named,
                exclusions=excluded,
                total=None,
                created_by=self.actor.name,
                schedule_id=timer.id,
                uuid=request_id,
            )
            self.note(subject=row.uuid)
            return self._shown(work.session, space, row, timer)

    def update(self, workspace: str, broadcast: str, draft: contracts.Draft) -> contracts.ScheduledBroadcast:
        wanted = self._read(workspace, draft)
        with self.change("scheduled_broadcasts.update", workspace=workspace, subject=broadcast, **_details(wanted)) as work:
            space = self.workspace(work.session, workspace)
            row, timer = _find(work.session, space.id, broadcast)
            self._save(work, space, row, wanted)
            schedules.change_row(timer, wanted[3], space, self.core.clock.now())
            schedules.wake(work, self.core, timer)
            work.publish("broadcasts", workspace, row.uuid)
            return self._shown(work.session, space, row, timer)

    def cancel(self, workspace: str, broadcast: str) -> None:
        """The row stays for those that it made."""
        with self.change("scheduled_broadcasts.cancel", workspace=workspace, subject=broadcast) as work:
            space, now = self.workspace(work.session, workspace), self.core.clock.now()
            row, timer = _find(work.session, space.id, broadcast)
            row.state, row.schedule_id, row.modified_on = DELETED, None, now
            row.translations, row.recipients = {row.base_language: {}}, {}
            media_refs.release(work.session, media_refs.BROADCAST, [row.id], now)
            work.session.flush()
            work.session.delete(timer)
            work.publish("broadcasts", workspace, row.uuid)

    def _read(self, workspace: str, draft: contracts.Draft) -> _Wanted:
        texts = check_texts(draft.translations, draft.base_language)
        exclusions = recipients.check_exclusions(draft.exclusions)
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            known = runtime_of(self.core).assets.get(session, space.id)
            wanted = recipients.check_recipients(session, known, draft.recipients)
        when = schedules.read_schedule(draft.schedule, self.core.clock.now(), ZoneInfo(space.timezone))
        return texts, wanted, exclusions, when

    def _save(self, work: UnitOfWork, space: tables.Workspace, row: tables.Broadcast, wanted: _Wanted) -> None:
        texts, named, excluded, _ = wanted
        now = self.core.clock.now()
        row.translations = {code: dict(text) for code, text in texts.translations.items()}
        row.base_language, row.template_state = texts.base_language, UNEVALUATED
        row.recipients, row.exclusions, row.modified_on = named.to_json(), excluded.to_json(), now
        attached = [one for text in texts.translations.values() for one in text.get("attachments") or ()]
        media_refs.use(work.session, space.id, attached, kind=media_refs.BROADCAST, row_id=row.id, now=now)

    def _shown(
        self, session: Session, space: tables.Workspace, row: tables.Broadcast, timer: tables.Schedule
    ) -> contracts.ScheduledBroadcast:
        base = row.translations.get(row.base_language) or {}
        return contracts.ScheduledBroadcast(
            uuid=row.uuid,
            text=base.get("text") or "",
            base_language=row.base_language,
            languages=sorted(row.translations),
            recipients=recipients.shown(session, recipients.Recipients.read(row.recipients)),
            exclusions=recipients.shown_exclusions(row.exclusions),
            schedule=schedules.shown(timer, ZoneInfo(space.timezone), self.core.clock.now()),
            late_on=timer.late_fire,
            last_on=timer.last_fire,
            created_by=row.created_by,
            created_on=row.created_on,
        )


def _find(session: Session, workspace_id: int, uuid: str) -> tuple[tables.Broadcast, tables.Schedule]:
    row, schedule = tables.Broadcast, tables.Schedule
    query = select(row, schedule).join(schedule, schedule.id == row.schedule_id)
    found = session.execute(query.where(row.uuid == uuid, row.workspace_id == workspace_id, row.state == SCHEDULED)).first()
    if found is None:
        raise NotFound("broadcast", uuid)
    return found[0], found[1]


def _count(session: Session, workspace_id: int) -> int:
    """Of those whose time is yet to come."""
    row, schedule = tables.Broadcast, tables.Schedule
    query = select(func.count()).select_from(row).join(schedule, schedule.id == row.schedule_id)
    waiting = (schedule.workspace_id == workspace_id, schedule.next_fire.is_not(None), row.state == SCHEDULED)
    return session.scalar(query.where(*waiting)) or 0


def _details(wanted: _Wanted) -> dict[str, Any]:
    named = wanted[1]
    return {"named": named.count, "groups": len(named.group_ids), "query": bool(named.query), "repeat": wanted[3].repeat}


def _named(session: Session, wanted: recipients.Recipients) -> Recipients:
    """As people name them."""
    group = tables.ContactGroup
    groups = select(group.uuid).where(group.id.in_(wanted.group_ids), group.is_active).order_by(group.name)
    return Recipients(
        contacts=_uuids(session, wanted.contact_ids),
        groups=list(session.scalars(groups)) if wanted.group_ids else [],
        urns=list(wanted.urns),
        query=wanted.query,
    )


def _uuids(session: Session, contact_ids: Sequence[int]) -> list[str]:
    contact = tables.Contact
    found: list[str] = []
    for start in range(0, len(contact_ids), recipients.CHUNK):
        keys = contact_ids[start : start + recipients.CHUNK]
        found += session.scalars(select(contact.uuid).where(contact.id.in_(keys), ~contact.is_deleted).order_by(contact.id))
    return found
