"""The office's workspaces, and who is in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from app.contracts import workspaces as contracts
from app.contracts.base import ADMINISTRATOR, Role
from app.engine.envs import DATE_FORMATS, TIME_FORMATS
from app.errors import Invalid, NotFound, OutpostError
from app.services import campaign_marks, languages, limits, schedules
from app.services import workspace_rows as rows
from app.services.base import Service
from app.services.office import check_country, check_name, check_timezone
from app.services.quiet_hours import DAY_MINUTES
from app.services.sessions import interrupt_flow
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

MAX_WORKSPACES = 100
COLLATIONS = ("default", "confusables", "arabic_variants")

_Space = tables.Workspace


class Workspaces(Service, contract=contracts.Workspaces):
    """Implements `app.contracts.workspaces.Workspaces`."""

    def all(self) -> list[contracts.WorkspaceDetails]:
        with self.core.store.read() as session:
            return rows.read_all(session, select(_Space))

    def create(self, settings: contracts.WorkspaceSettings) -> contracts.WorkspaceDetails:
        settings = check_settings(settings)
        with self.change("workspaces.create") as work:
            session = work.session
            if (session.scalar(select(func.count()).select_from(_Space)) or 0) >= MAX_WORKSPACES:
                raise OutpostError("limit_reached", kind="workspaces", limit=MAX_WORKSPACES)
            _check_free(session, settings.name)
            space = rows.add_workspace(session, settings, self.core.clock.now())
            if self.actor.user_id is not None:
                rows.put_role(work, session.get_one(tables.User, self.actor.user_id), space, ADMINISTRATOR)
            self.note(subject=space.uuid, after=_as_details(settings))
            work.publish("office")
            return rows.read_one(session, space)

    def get(self, workspace: str) -> contracts.WorkspaceDetails:
        with self.core.store.read() as session:
            return rows.read_one(session, self.workspace(session, workspace))

    def update(self, workspace: str, settings: contracts.WorkspaceSettings) -> contracts.WorkspaceDetails:
        settings = check_settings(settings)
        with self.change("workspaces.update", workspace=workspace, subject=workspace) as work:
            space = self.workspace(work.session, workspace)
            before, after = _as_details(rows.read_settings(space)), _as_details(settings)
            if fold_name(space.name) != fold_name(settings.name):
                _check_free(work.session, settings.name, space.id)
            rows.write_settings(space, settings)
            if before["timezone"] != after["timezone"]:
                schedules.move_zone(work.session, space, ZoneInfo(str(before["timezone"])), self.core.clock.now())
                campaign_marks.events_changed(work, self.core, space)
            changed = [name for name in after if after[name] != before[name]]
            self.note(before={name: before[name] for name in changed}, after={name: after[name] for name in changed})
            work.publish("office", space.uuid)
            return rows.read_one(work.session, space)

    def set_quiet_hours(self, workspace: str, quiet_from: int | None, quiet_until: int | None) -> contracts.WorkspaceDetails:
        _check_quiet_hours(quiet_from, quiet_until)
        with self.change("workspaces.set_quiet_hours", workspace=workspace, subject=workspace) as work:
            space = self.workspace(work.session, workspace)
            self.note(before=[space.quiet_from, space.quiet_until], after=[quiet_from, quiet_until])
            space.quiet_from, space.quiet_until = quiet_from, quiet_until
            work.publish("office", space.uuid)
            return rows.read_one(work.session, space)

    def set_anonymous(self, uuid: str, is_anon: bool) -> contracts.WorkspaceDetails:
        with self._change_of("workspaces.set_anonymous", uuid) as (work, space):
            self.note(before=space.is_anon, after=is_anon)
            space.is_anon = is_anon
            work.publish("contacts", space.uuid)
            return rows.read_one(work.session, space)

    def set_limits(self, uuid: str, limits: dict[str, int]) -> contracts.WorkspaceDetails:
        own = _read_limits(limits)
        with self._change_of("workspaces.set_limits", uuid) as (work, space):
            self.note(before=dict(space.limits or {}), after=own)
            space.limits = own or None
            return rows.read_one(work.session, space)

    def archive(self, uuid: str) -> contracts.WorkspaceDetails:
        with self._change_of("workspaces.archive", uuid) as (work, space):
            self.note(repeated=space.is_archived)
            if not space.is_archived:
                _check_not_needed(work.session, space)
                self._end_conversations(work, space)
            space.is_archived = True
            return rows.read_one(work.session, space)

    def restore(self, uuid: str) -> contracts.WorkspaceDetails:
        with self._change_of("workspaces.restore", uuid) as (work, space):
            self.note(repeated=not space.is_archived)
            if space.is_archived:
                _check_free(work.session, space.name, space.id)
            space.is_archived = False
            return rows.read_one(work.session, space)

    def people(self, workspace: str) -> list[contracts.Member]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            member, user = tables.Membership, tables.User
            query = select(user, member.role).join(member, member.user_id == user.id).where(member.workspace_id == space.id)
            found = [_as_member(person, role) for person, role in session.execute(query)]
        return sorted(found, key=_by_name)

    def candidates(self, workspace: str) -> list[contracts.Member]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            member, user = tables.Membership, tables.User
            inside = select(member.user_id).where(member.workspace_id == space.id)
            query = select(user).where(user.is_active, user.id.not_in(inside))
            found = [_as_member(person, None) for person in session.scalars(query)]
        return sorted(found, key=_by_name)

    def set_role(self, workspace: str, person: str, role: Role | None) -> contracts.Member:
        rows.check_role(role)
        with self.change("workspaces.set_role", workspace=workspace, subject=person) as work:
            user = rows.find_person(work.session, person)
            if user.id == self.actor.user_id:
                raise OutpostError("yourself")
            if not user.is_active and role is not None:
                raise NotFound("person", person)
            before = rows.put_role(work, user, self.workspace(work.session, workspace), role)
            self.note(username=user.username, before=before, after=role)
            return _as_member(user, role)

    def _end_conversations(self, work: UnitOfWork, space: tables.Workspace) -> None:
        """What waits in its flows ends, in batches after this change."""
        waiting = select(tables.Session.current_flow_id).where(
            tables.Session.workspace_id == space.id, tables.Session.status == literal_column("'waiting'")
        )
        for flow in work.session.scalars(select(tables.Flow).where(tables.Flow.id.in_(waiting)).order_by(tables.Flow.id)):
            interrupt_flow(work, self.core, space, flow, self.actor.name)

    @contextmanager
    def _change_of(self, method: str, uuid: str) -> Iterator[tuple[UnitOfWork, tables.Workspace]]:
        """A change of an office administrator to one workspace."""
        with self.change(method, workspace=uuid, subject=uuid) as work:
            yield work, self.workspace(work.session, uuid)
            work.publish("office", uuid)


def check_settings(settings: contracts.WorkspaceSettings) -> contracts.WorkspaceSettings:
    """As they are stored; raises Invalid."""
    for field, known in (("date_format", DATE_FORMATS), ("time_format", TIME_FORMATS), ("input_collation", COLLATIONS)):
        if getattr(settings, field) not in known:
            raise Invalid(field, "unknown")
    return replace(
        settings,
        name=check_name("name", settings.name),
        country=check_country(settings.country),
        timezone=check_timezone(settings.timezone),
        languages=languages.check_languages(settings.languages),
    )


def _check_quiet_hours(quiet_from: int | None, quiet_until: int | None) -> None:
    for name, minute in (("quiet_from", quiet_from), ("quiet_until", quiet_until)):
        if minute is None and (quiet_from, quiet_until) != (None, None):
            raise Invalid(name, "missing")
        if minute is not None and not 0 <= minute < DAY_MINUTES:
            raise Invalid(name, "out_of_range", least=0, most=DAY_MINUTES - 1)
    if quiet_from is not None and quiet_from == quiet_until:
        raise Invalid("quiet_until", "same")


def _read_limits(given: dict[str, int]) -> dict[str, int]:
    return limits.read_limits(given)


def _check_free(session: Session, name: str, own: int | None = None) -> None:
    """Raises Invalid `taken` when another workspace that is not archived has the name."""
    query = select(_Space.name).where(~_Space.is_archived, _Space.id != (own or 0))
    if fold_name(name) in {fold_name(other) for other in session.scalars(query)}:
        raise Invalid("name", "taken")


def _check_not_needed(session: Session, space: tables.Workspace) -> None:
    if session.scalar(select(_Space.id).where(~_Space.is_archived, _Space.id != space.id).limit(1)) is None:
        raise OutpostError("last_workspace")
    phones = rows.phones_left_alone(session, space)
    if phones:
        raise OutpostError("workspace_needed", phones=", ".join(phones)[:200])


def _as_details(settings: contracts.WorkspaceSettings) -> dict[str, Any]:
    names = ("name", "country", "timezone", "languages", "date_format", "time_format", "input_collation")
    return {name: getattr(settings, name) for name in names}


def _as_member(user: tables.User, role: str | None) -> contracts.Member:
    return contracts.Member(user.uuid or "", user.username, user.name, role, user.is_active)  # type: ignore[arg-type]


def _by_name(member: contracts.Member) -> tuple[str, str]:
    return fold_name(member.name), member.username
