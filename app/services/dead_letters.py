"""What failed for good, whatever it was: rows of the domain that three tries could not settle, and tasks of the queues.

Recovery leaves them alone; staff read them here and let them begin anew, from no failures, or dismiss them (`dismissals.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, null, select, text
from sqlalchemy.orm import Session

from app.contracts.queues import DeadLetter, LetterKind, Requeued, RequeueOutcome
from app.errors import Invalid
from app.ports import QUEUES, DeadTask, QueueName, TaskQueue
from app.services import batches, campaign_planning, fires, starts
from app.services.base import Core
from app.services.broadcasts import broadcast_task
from app.services.campaign_firing import fire_task as campaign_task
from app.services.flow_starts import start_many_task
from app.services.inbox import inbound_task
from app.services.lateness import RELEASED
from app.services.modems.arrivals import PDU_UNREADABLE
from app.store import tables
from app.store.database import UnitOfWork

TASK: LetterKind = "task"
MOST_COUNTED = 1000
Named = tuple[str, str] | None

_In, _Event, _Start, _Fire = tables.Inbound, tables.ChannelEvent, tables.StartRow, tables.Fire
_Campaign, _Many, _Broadcast = tables.CampaignFire, tables.FlowStart, tables.Broadcast


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one table. `is_dead` is written as the index over the dead says it. `revive` makes a row as if it had never failed,
    and queues what takes it up, unless it `is_final`; False where there is nothing left to try. `columns`: workspace_id,
    contact_id, flow_id, about, errors, since; `joins` what they need."""

    table: Any
    is_dead: ColumnElement[bool] | Any
    revive: Callable[[Core, UnitOfWork, Any], bool]
    columns: tuple[Any, Any, Any, Any, Any, Any]
    joins: Callable[[Select[Any]], Select[Any]] = lambda query: query
    is_final: Callable[[Any], bool] = lambda row: False

    def query(self) -> Select[Any]:
        names = ("workspace_id", "contact_id", "flow_id", "about", "errors", "since")
        columns = (column.label(name) for name, column in zip(names, self.columns, strict=True))
        return self.joins(select(self.table.id, self.table.error, *columns)).where(self.is_dead).order_by(self.table.id)


def _revive_inbound(core: Core, work: UnitOfWork, row: Any) -> bool:
    row.state, row.error_count, row.error = "pending", 0, None
    core.queue.add(work, inbound_task(row.channel_id, row.address))
    return True


def revive_start(core: Core, work: UnitOfWork, row: tables.StartRow) -> bool:
    row.state, row.error_count, row.error = starts.PENDING, 0, None
    core.queue.add(work, starts.start_task(row.id, _uuid(work.session, row.workspace_id)))
    return True


def revive_fire(core: Core, work: UnitOfWork, row: tables.Fire) -> bool:
    row.error_count, row.error, row.due_on = 0, None, core.clock.now()
    owner = work.session.get_one(tables.Session, row.session_id)
    core.queue.add(work, fires.fire_task(row.id, _uuid(work.session, owner.workspace_id)))
    return True


def revive_campaign_fire(core: Core, work: UnitOfWork, row: tables.CampaignFire) -> bool:
    """What staff release is sent however late it is. Where another date has taken its place, there is nothing to release."""
    session, fire = work.session, tables.CampaignFire
    session.flush()
    is_open = (
        fire.event_id == row.event_id,
        fire.contact_id == row.contact_id,
        fire.state.in_((campaign_planning.PENDING, campaign_planning.HELD)),
    )
    if session.scalar(select(fire.id).where(*is_open).limit(1)) is not None:
        row.state, row.reason, row.settled_on = campaign_planning.SKIPPED, campaign_planning.DATE_CHANGED, core.clock.now()
        return False
    row.state, row.reason, row.settled_on = campaign_planning.PENDING, RELEASED, None
    row.error_count, row.error = 0, None
    core.queue.add(work, campaign_task(row.event_id, _uuid(work.session, row.workspace_id)))
    return True


def _revive_many(core: Core, work: UnitOfWork, row: tables.FlowStart) -> bool:
    row.state, row.error_count, row.error = batches.STARTED if row.cursor else batches.PENDING, 0, None
    core.queue.add(work, start_many_task(row.id, _uuid(work.session, row.workspace_id), row.priority))
    return True


def _revive_broadcast(core: Core, work: UnitOfWork, row: tables.Broadcast) -> bool:
    row.state, row.error_count, row.error = batches.STARTED if row.cursor else batches.PENDING, 0, None
    core.queue.add(work, broadcast_task(row.id, _uuid(work.session, row.workspace_id)))
    return True


def _uuid(session: Session, workspace_id: int) -> str:
    return session.get_one(tables.Workspace, workspace_id).uuid


_channel = (
    select(tables.Channel.name).where(tables.Channel.id == _In.channel_id).scalar_subquery(),
    select(tables.Channel.name).where(tables.Channel.id == _Event.channel_id).scalar_subquery(),
)
_message_contact = select(tables.Msg.contact_id).where(tables.Msg.id == _In.msg_id).scalar_subquery()
_event_flow = select(tables.CampaignEvent.flow_id).where(tables.CampaignEvent.id == _Campaign.event_id).scalar_subquery()
_campaign_name = (
    select(tables.Campaign.name)
    .join(tables.CampaignEvent, tables.CampaignEvent.campaign_id == tables.Campaign.id)
    .where(tables.CampaignEvent.id == _Campaign.event_id)
    .scalar_subquery()
)

KINDS: dict[LetterKind, Kind] = {
    "inbound": Kind(
        _In,
        text("inbound.state = 'dead'"),
        _revive_inbound,
        (_In.workspace_id, _message_contact, null(), _channel[0], _In.error_count, _In.received_on),
        is_final=lambda row: row.error == PDU_UNREADABLE,
    ),
    "channel_event": Kind(
        _Event,
        text("channel_event.state = 'dead'"),
        _revive_inbound,
        (_Event.workspace_id, _Event.contact_id, null(), _Event.type, _Event.error_count, _Event.created_on),
    ),
    "start": Kind(
        _Start,
        text("start.state = 'dead'"),
        revive_start,
        (_Start.workspace_id, _Start.contact_id, _Start.flow_id, literal(""), _Start.error_count, _Start.created_on),
    ),
    "fire": Kind(
        _Fire,
        fires.IS_DEAD,
        revive_fire,
        (
            tables.Session.workspace_id,
            tables.Session.contact_id,
            tables.Session.current_flow_id,
            _Fire.kind,
            _Fire.error_count,
            func.coalesce(_Fire.due_on, tables.Session.created_on),
        ),
        lambda query: query.join(tables.Session, tables.Session.id == _Fire.session_id),
    ),
    "campaign_fire": Kind(
        _Campaign,
        text("campaign_fire.state = 'dead'"),
        revive_campaign_fire,
        (_Campaign.workspace_id, _Campaign.contact_id, _event_flow, _campaign_name, _Campaign.error_count, _Campaign.due_on),
    ),
    "flow_start": Kind(
        _Many,
        text("flow_start.state = 'failed'"),
        _revive_many,
        (_Many.workspace_id, null(), _Many.flow_id, literal(""), _Many.error_count, _Many.created_on),
    ),
    "broadcast": Kind(
        _Broadcast,
        text("broadcast.state = 'failed'"),
        _revive_broadcast,
        (_Broadcast.workspace_id, null(), _Broadcast.flow_id, literal(""), _Broadcast.error_count, _Broadcast.created_on),
    ),
}
ALL_KINDS: tuple[LetterKind, ...] = (*KINDS, TASK)


def count(core: Core, kind: LetterKind) -> int:
    """At most `MOST_COUNTED`."""
    if kind == TASK:
        return min(MOST_COUNTED, sum(one.dead for queue in QUEUES for one in core.queue.owners(queue)))
    some = select(KINDS[kind].table.id).where(KINDS[kind].is_dead).limit(MOST_COUNTED).subquery()
    with core.store.read() as session:
        return session.scalar(select(func.count()).select_from(some)) or 0


def page(core: Core, kind: LetterKind, after: str | None, limit: int) -> tuple[list[DeadLetter], str | None]:
    """Oldest first, and the cursor of the next page."""
    if kind == TASK:
        return _task_page(core, after, limit)
    query = KINDS[kind].query()
    if after is not None:
        query = query.where(KINDS[kind].table.id > _number(after))
    with core.store.read() as session:
        found = session.execute(query.limit(limit + 1)).all()
        letters = _letters(session, kind, found[:limit])
    return letters, str(found[limit - 1].id) if len(found) > limit else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Letters that somebody named: by kind or queue, the row's or task's id and how it was named."""

    rows: Mapping[LetterKind, dict[int, str]]
    tasks: Mapping[QueueName, dict[int, str]]


def read_ids(ids: Sequence[str]) -> Wanted:
    """Raises Invalid ids `unknown`."""
    rows: dict[LetterKind, dict[int, str]] = {}
    tasks: dict[QueueName, dict[int, str]] = {}
    for one in ids:
        kind, key = _parse(one)
        if kind == TASK:
            queue, _, number = key.partition(":")
            tasks.setdefault(_queue(queue), {})[_number(number, "ids", "unknown")] = one
        else:
            rows.setdefault(kind, {})[_number(key, "ids", "unknown")] = one
    return Wanted(rows, tasks)


def requeue(core: Core, work: UnitOfWork, ids: Sequence[str]) -> list[Requeued]:
    """Let those that are still dead begin anew, in the caller's transaction. Raises Invalid ids `unknown`."""
    wanted = read_ids(ids)
    done: dict[str, RequeueOutcome] = {}
    for kind, named in wanted.rows.items():
        done |= {named[number]: outcome for number, outcome in revive(core, work, kind, list(named)).items()}
    for queue, named in wanted.tasks.items():
        done |= {named[number]: "queued" for number in core.queue.requeue(work, queue, list(named))}
    return [Requeued(one, done.get(one, "not_dead")) for one in ids]


def requeue_oldest(core: Core, work: UnitOfWork, kind: LetterKind, most: int) -> list[Requeued]:
    if kind == TASK:
        return _requeue_tasks(core, work, most)
    found = KINDS[kind].table
    oldest = work.session.scalars(select(found.id).where(KINDS[kind].is_dead).order_by(found.id).limit(most)).all()
    return [Requeued(f"{kind}:{number}", outcome) for number, outcome in revive(core, work, kind, oldest).items()]


def _requeue_tasks(core: Core, work: UnitOfWork, most: int) -> list[Requeued]:
    """The oldest of each queue."""
    done: list[Requeued] = []
    for queue in QUEUES:
        oldest = _task_ids(core.queue, queue, most - len(done))
        done += [Requeued(f"{TASK}:{queue}:{number}", "queued") for number in core.queue.requeue(work, queue, oldest)]
    return done


def revive(
    core: Core, work: UnitOfWork, kind: LetterKind, numbers: Sequence[int], workspace_id: int | None = None
) -> dict[int, RequeueOutcome]:
    """Those of these rows that are dead (and of the workspace), and what becomes of each."""
    of, table = KINDS[kind], KINDS[kind].table
    done: dict[int, RequeueOutcome] = {}
    for row in work.session.scalars(select(table).where(table.id.in_(numbers), of.is_dead).order_by(table.id)).all():
        if workspace_id is not None and _workspace_of(work.session, row) != workspace_id:
            continue
        if of.is_final(row):
            done[row.id] = "final"
        else:
            done[row.id] = "queued" if of.revive(core, work, row) else "replaced"
    work.session.flush()
    return done


def _workspace_of(session: Session, row: Any) -> int | None:
    if isinstance(row, tables.Fire):
        return session.get_one(tables.Session, row.session_id).workspace_id
    found: int | None = row.workspace_id
    return found


def _letters(session: Session, kind: LetterKind, found: Sequence[Any]) -> list[DeadLetter]:
    spaces = _named(session, tables.Workspace, (row.workspace_id for row in found))
    people = _named(session, tables.Contact, (row.contact_id for row in found))
    flows = _named(session, tables.Flow, (row.flow_id for row in found))
    return [_letter(kind, row, spaces.get(row.workspace_id), people.get(row.contact_id), flows.get(row.flow_id)) for row in found]


def _letter(kind: LetterKind, row: Any, space: Named, person: Named, flow: Named) -> DeadLetter:
    return DeadLetter(
        id=f"{kind}:{row.id}",
        kind=kind,
        workspace=space[0] if space else None,
        workspace_name=space[1] if space else None,
        contact=person[0] if person else None,
        contact_name=person[1] if person else None,
        flow=flow[0] if flow else None,
        flow_name=flow[1] if flow else None,
        about=row.about or "",
        error=row.error or "",
        errors=row.errors,
        since=_moment(row.since),
    )


def _named(session: Session, table: Any, keys: Iterable[int | None]) -> dict[int | None, tuple[str, str]]:
    """UUID and name by id."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    return {
        row.id: (row.uuid, row.name)
        for row in session.execute(select(table.id, table.uuid, table.name).where(table.id.in_(wanted)))
    }


def _task_page(core: Core, after: str | None, limit: int) -> tuple[list[DeadLetter], str | None]:
    """The queues one after the other."""
    queue, _, number = (after or f"{QUEUES[0]}:0").partition(":")
    first = _queue(queue, "after", "not_a_cursor")
    found: list[DeadTask] = []
    for name in QUEUES[QUEUES.index(first) :]:
        found += core.queue.dead(name, _number(number) if name == first else 0, limit + 1 - len(found))
        if len(found) > limit:
            break
    with core.store.read() as session:
        rows = session.execute(select(tables.Workspace.uuid, tables.Workspace.name))
        names: dict[str, str] = {row.uuid: row.name for row in rows}
    letters = [
        DeadLetter(
            id=f"{TASK}:{one.queue}:{one.id}",
            kind=TASK,
            workspace=one.owner if one.owner in names else None,
            workspace_name=names.get(one.owner),
            contact=None,
            contact_name=None,
            flow=None,
            flow_name=None,
            about=one.name,
            error=one.error,
            errors=one.attempts,
            since=one.created_on,
        )
        for one in found[:limit]
    ]
    last = found[limit - 1] if len(found) > limit else None
    return letters, f"{last.queue}:{last.id}" if last else None


def _task_ids(queue: TaskQueue, name: QueueName, most: int) -> list[int]:
    return [one.id for one in queue.dead(name, 0, most)]


def _parse(text_id: str) -> tuple[LetterKind, str]:
    kind, _, key = text_id.partition(":")
    known = next((one for one in ALL_KINDS if one == kind), None)
    if known is None:
        raise Invalid("ids", "unknown")
    return known, key


def _queue(name: str, field: str = "ids", reason: str = "unknown") -> QueueName:
    found = next((queue for queue in QUEUES if queue == name), None)
    if found is None:
        raise Invalid(field, reason)
    return found


def _number(digits: str, field: str = "after", reason: str = "not_a_cursor") -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise Invalid(field, reason)
    return int(digits)


def _moment(found: dt.datetime) -> dt.datetime:
    """`coalesce` of two columns comes back as the driver has it on SQLite."""
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
