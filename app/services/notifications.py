"""What people should hear of: one row a person, told to their windows.

Types, with their scope and data:

- `tickets:opened`, `tickets:activity`: no scope, no data. Somebody else's doing, never the actor's own.
- `export:finished`, `import:finished`: scope is the job's UUID; data `{"name", "state"}`, and of an import of
  contacts `{"of": "contacts"}`.
- `schedule:failed`: scope is the UUID of the scheduled trigger or broadcast; data `{"kind", "name", "error"}`: schedule or
  broadcast, the flow's name or nothing, and why nothing came of it.
- `late:reported`: scope is the UUID of the late report; data `{"reason", "due", "sent", "skipped", "held", "off_from",
  "off_until"}`: how many reminders fell due while the office was off, and what became of them; times in RFC 3339.
- `clock:doubted`: scope is the doubt's UUID; data `{"reason", "seconds"}`: leapt or past, and by how much.
- `incident:started`: scope is the incident's UUID; data as the incident's, with its `type` as `incident`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Select, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app import ids
from app.contracts import notifications as contracts
from app.contracts.base import Page, Role
from app.errors import Invalid
from app.services.base import Service
from app.store import tables
from app.store.database import UnitOfWork

TICKETS_OPENED: Final = "tickets:opened"
TICKETS_ACTIVITY: Final = "tickets:activity"
EXPORT_FINISHED: Final = "export:finished"
IMPORT_FINISHED: Final = "import:finished"
INCIDENT_STARTED: Final = "incident:started"
SCHEDULE_FAILED: Final = "schedule:failed"
LATE_REPORTED: Final = "late:reported"
CLOCK_DOUBTED: Final = "clock:doubted"
TYPES: Final = (
    TICKETS_OPENED,
    TICKETS_ACTIVITY,
    EXPORT_FINISHED,
    IMPORT_FINISHED,
    INCIDENT_STARTED,
    SCHEDULE_FAILED,
    LATE_REPORTED,
    CLOCK_DOUBTED,
)

MAX_PAGE = 100
MAX_MARKED = 1000
HIGHEST_ID = 2**31 - 1  # PostgreSQL takes no larger one where a row's id stands

_Notification = tables.Notification
_UNSEEN = text("NOT notification.is_seen")  # as the index of them says it, so that SQLite takes it
_SAME = [_Notification.user_id, _Notification.workspace_id, _Notification.type, _Notification.scope]
_ADD = {
    name: added.on_conflict_do_update(index_elements=_SAME, index_where=text("NOT is_seen"), set_={"data": added.excluded.data})
    for name, added in (("sqlite", sqlite.insert(_Notification)), ("postgresql", postgresql.insert(_Notification)))
}


def notify(
    work: UnitOfWork,
    now: dt.datetime,
    workspace_id: int,
    user_ids: Iterable[int],
    type: str,
    *,
    scope: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Tell these people, in the caller's transaction. `type` is one of `TYPES`.

    Who has not yet seen one of the same type and scope gets no second one: that says the latest.
    """
    assert type in TYPES, type
    told = list(dict.fromkeys(user_ids))
    rows = [
        {
            "uuid": ids.uuid7(now),
            "workspace_id": workspace_id,
            "user_id": user_id,
            "type": type,
            "scope": scope,
            "data": dict(data) if data else None,
            "is_seen": False,
            "created_on": now,
        }
        for user_id in told
    ]
    if rows:
        connection = work.session.connection()
        connection.execute(_ADD[connection.dialect.name], rows)
        _publish(work, workspace_id, told)


def members(session: Session, workspace_id: int, *roles: Role) -> list[int]:
    """The ids of the active people who have one of these roles in the workspace."""
    member, user = tables.Membership, tables.User
    query = (
        select(user.id)
        .join(member, member.user_id == user.id)
        .where(member.workspace_id == workspace_id, member.role.in_(roles), user.is_active)
        .order_by(user.id)
    )
    return list(session.scalars(query))


class Notifications(Service, contract=contracts.Notifications):
    """Implements `app.contracts.notifications.Notifications`."""

    def unseen(self) -> int:
        with self.core.store.read() as session:
            mine = _mine(self.actor.user_id, self.actor.roles).where(_UNSEEN).limit(contracts.MOST_COUNTED)
            return session.scalar(select(func.count()).select_from(mine.subquery())) or 0

    def all(self, before: str | None = None, limit: int = 50) -> Page[contracts.Notification]:
        limit = min(max(limit, 1), MAX_PAGE)
        mine = _mine(self.actor.user_id, self.actor.roles)
        if before is not None:
            mine = mine.where(_Notification.id < read_cursor(before))
        query = mine.with_only_columns(_Notification, tables.Workspace.uuid).order_by(_Notification.id.desc())
        with self.core.store.read() as session:
            found = session.execute(query.limit(limit + 1)).all()
        rows = [_as_contract(row, workspace) for row, workspace in found[:limit]]
        return Page(rows, str(found[limit - 1][0].id) if len(found) > limit else None)

    def mark_seen(self, uuids: list[str] | None = None) -> int:
        if uuids is not None and len(uuids) > MAX_MARKED:
            raise Invalid("uuids", "too_many", limit=MAX_MARKED)
        with self.change("notifications.mark_seen", durable=False) as work:
            mine = _mine(self.actor.user_id, self.actor.roles).where(_UNSEEN)
            if uuids is not None:
                mine = mine.where(_Notification.uuid.in_(uuids))
            found = list(work.session.scalars(mine.limit(MAX_MARKED)))
            work.session.execute(update(_Notification).where(_Notification.id.in_(found)).values(is_seen=True))
            self.note(count=len(found))
            if found:
                work.publish("notifications")
        return len(found)


def _mine(user_id: int | None, roles: Mapping[str, Role]) -> Select[int]:
    """Of workspaces that the person is still in."""
    space = tables.Workspace
    return (
        select(_Notification.id)
        .join(space, space.id == _Notification.workspace_id)
        .where(_Notification.user_id == user_id, space.uuid.in_(list(roles)))
    )


def _publish(work: UnitOfWork, workspace_id: int, user_ids: list[int]) -> None:
    workspace = work.session.scalar(select(tables.Workspace.uuid).where(tables.Workspace.id == workspace_id))
    people = work.session.scalars(select(tables.User.uuid).where(tables.User.id.in_(user_ids)))
    work.publish("notifications", workspace, *[uuid for uuid in people if uuid])


def _as_contract(row: tables.Notification, workspace: str) -> contracts.Notification:
    return contracts.Notification(
        uuid=row.uuid,
        workspace=workspace,
        type=row.type,
        scope=row.scope,
        data=dict(row.data or {}),
        is_seen=row.is_seen,
        created_on=row.created_on,
    )


def read_cursor(cursor: str) -> int:
    """The id in the cursor of a page; raises Invalid."""
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > len(str(HIGHEST_ID)) or int(cursor) > HIGHEST_ID:
        raise Invalid("before", "unknown")
    return int(cursor)
