"""Runs: who went through a flow, what they answered and which way they took."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.contracts import sessions as contracts
from app.contracts.base import Page
from app.engine.errors import EngineError
from app.engine.jsontime import read_time
from app.errors import Invalid, NotFound
from app.services import flow_counts, tallies
from app.services.base import Service
from app.services.conversation_rows import find_contact, read_cursor
from app.services.sessions import INTERRUPTED, WAITING, contact_changed, end_sessions
from app.store import tables

MAX_PAGE = 200
EXITS = ("completed", "interrupted", "expired", "failed")
STATUSES = ("active", "waiting", *EXITS)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND = dt.timedelta(microseconds=1)


class Runs(Service, contract=contracts.Runs):
    def of_flow(
        self, workspace: str, flow: str, wanted: contracts.RunFilter | None = None, before: str | None = None, limit: int = 50
    ) -> Page[contracts.Run]:
        wanted = wanted or contracts.RunFilter()
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            target = session.scalar(select(tables.Flow).where(tables.Flow.uuid == flow, tables.Flow.workspace_id == space.id))
            if target is None:
                raise NotFound("flow", flow)
            conditions = [tables.Run.flow_id == target.id, *_conditions(wanted, ZoneInfo(space.timezone))]
            if wanted.start is None and wanted.end is None:
                return _page(session, conditions, before, limit)
            return _page_by_time(session, conditions, before, limit)

    def of_contact(self, workspace: str, contact: str, before: str | None = None, limit: int = 50) -> Page[contracts.Run]:
        with self.core.store.read() as session:
            found = find_contact(session, self.workspace(session, workspace).id, contact)
            return _page(session, [tables.Run.contact_id == found.id], before, limit)

    def get(self, workspace: str, run: str) -> contracts.Run:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            found = session.execute(_SHOWN.where(tables.Run.uuid == run, tables.Run.workspace_id == space.id)).first()
            if found is None:
                raise NotFound("run", run)
            shown = _shown(_Row(*found), with_path=True)
        return shown

    def delete(self, workspace: str, run: str) -> None:
        with self.change("runs.delete", workspace=workspace, subject=run) as work:
            space, row, now = self.workspace(work.session, workspace), tables.Run, self.core.clock.now()
            found = work.session.scalar(select(row).where(row.uuid == run, row.workspace_id == space.id))
            if found is None:
                raise NotFound("run", run)
            owner = work.session.get_one(tables.Session, found.session_id)
            self.note(flow=found.flow_id, status=found.status)
            if found.exited_on is None and owner.status == WAITING:
                end_sessions(work, self.core, space, [owner], INTERRUPTED)
                work.session.refresh(found)
            ticks = flow_counts.changes(flow_counts.seen_in_row(found), None, ZoneInfo(space.timezone))
            tallies.add(work, space.id, ticks)
            contact_changed(work, found.contact_id, now)
            work.session.delete(found)
            work.session.flush()
            work.publish("flows", workspace)


class _Row(NamedTuple):
    run: tables.Run
    session: str
    flow: str | None
    flow_name: str | None
    contact: str
    contact_name: str


_SHOWN = (
    select(
        tables.Run,
        tables.Session.uuid,
        tables.Flow.uuid,
        tables.Flow.name,
        tables.Contact.uuid,
        tables.Contact.name,
    )
    .join(tables.Session, tables.Session.id == tables.Run.session_id)
    .join(tables.Contact, tables.Contact.id == tables.Run.contact_id)
    .outerjoin(tables.Flow, tables.Flow.id == tables.Run.flow_id)
)


def _conditions(wanted: contracts.RunFilter, zone: dt.tzinfo) -> list[ColumnElement[bool]]:
    """Raises Invalid status `unknown` or start `range`."""
    run, found = tables.Run, []
    if wanted.status is not None:
        if wanted.status not in STATUSES:
            raise Invalid("status", "unknown")
        found.append(run.status == wanted.status)
    if wanted.responded is not None:
        found.append(run.responded == wanted.responded)
    if wanted.start and wanted.end and wanted.start > wanted.end:
        raise Invalid("start", "range")
    if wanted.start is not None:
        found.append(run.created_on >= _midnight(wanted.start, zone))
    if wanted.end is not None and wanted.end < dt.date.max:
        found.append(run.created_on < _midnight(wanted.end + dt.timedelta(days=1), zone))
    return found


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    try:
        return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
    except OverflowError:
        return dt.datetime.combine(day, dt.time(), dt.UTC)


def _page(session: Session, conditions: Sequence[ColumnElement[bool]], before: str | None, limit: int) -> Page[contracts.Run]:
    """In the order of ids, which is that of making."""
    limit = max(1, min(limit, MAX_PAGE))
    query = _SHOWN.where(*conditions)
    if before is not None:
        query = query.where(tables.Run.id < read_cursor(before))
    found = [_Row(*one) for one in session.execute(query.order_by(tables.Run.id.desc()).limit(limit + 1))]
    shown = [_shown(one) for one in found[:limit]]
    return Page(shown, str(found[limit - 1].run.id) if len(found) > limit else None)


def _page_by_time(
    session: Session, conditions: Sequence[ColumnElement[bool]], before: str | None, limit: int
) -> Page[contracts.Run]:
    """In the order of time, as the index has it that finds a range of days; the cursor is microseconds and id."""
    limit, run = max(1, min(limit, MAX_PAGE)), tables.Run
    query = _SHOWN.where(*conditions)
    if before is not None:
        micros, _, last = before.partition("-")
        moment, key = _read_moment(micros), read_cursor(last)
        query = query.where(run.created_on <= moment, or_(run.created_on < moment, and_(run.created_on == moment, run.id < key)))
    found = [_Row(*one) for one in session.execute(query.order_by(run.created_on.desc(), run.id.desc()).limit(limit + 1))]
    shown = [_shown(one) for one in found[:limit]]
    end = found[limit - 1].run if len(found) > limit else None
    return Page(shown, f"{(end.created_on - EPOCH) // MICROSECOND}-{end.id}" if end else None)


def _read_moment(micros: str) -> dt.datetime:
    """Raises Invalid."""
    try:
        return EPOCH + int(micros[:20]) * MICROSECOND
    except (OverflowError, ValueError):
        raise Invalid("before", "not_a_cursor") from None


def _shown(row: _Row, *, with_path: bool = False) -> contracts.Run:
    run = row.run
    steps = [contracts.Step(node, time) for node, at in run.path or () if (time := _time(at))] if with_path else []
    return contracts.Run(
        uuid=run.uuid,
        session=row.session,
        flow=row.flow,
        flow_name=row.flow_name,
        contact=row.contact,
        contact_name=row.contact_name,
        status=run.status,  # type: ignore[arg-type]
        responded=run.responded,
        results=[_result(key, value) for key, value in (run.results or {}).items()],
        created_on=run.created_on,
        modified_on=run.modified_on,
        exited_on=run.exited_on,
        exit_type=run.status if run.status in EXITS else None,  # type: ignore[arg-type]
        path=steps,
    )


def _result(key: str, value: Mapping[str, Any]) -> contracts.Result:
    return contracts.Result(
        key=key,
        name=str(value.get("name") or ""),
        value=str(value.get("value") or ""),
        category=str(value.get("category") or ""),
        input=str(value.get("input") or ""),
        node=str(value.get("node_uuid") or ""),
        time=_time(value.get("created_on")),
    )


def _time(text: str | None) -> dt.datetime | None:
    """None: there is none, or one that nobody can read."""
    try:
        return read_time(text).to_datetime().astimezone(dt.UTC) if text else None
    except (EngineError, ValueError, OverflowError):
        return None
