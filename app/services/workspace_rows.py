"""The rows of workspaces and of who is in them. Who calls decides whether it may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import workspaces as contracts
from app.contracts.base import ADMINISTRATOR, AGENT, EDITOR, SURVEYOR, VIEWER, Role
from app.errors import Invalid, NotFound
from app.services import limits
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

ROLES: tuple[Role, ...] = (ADMINISTRATOR, EDITOR, VIEWER, AGENT, SURVEYOR)
DEFAULT_TOPIC = "General"

_Member = tables.Membership
_Space = tables.Workspace


def add_workspace(session: Session, settings: contracts.WorkspaceSettings, now: dt.datetime) -> tables.Workspace:
    """A workspace with its default topic; the settings were checked."""
    space = _Space(uuid=ids.uuid4(), languages=list(settings.languages), created_on=now, **_columns(settings))
    session.add(space)
    session.flush()
    topic = tables.Topic(
        uuid=ids.uuid4(), workspace_id=space.id, name=DEFAULT_TOPIC, is_default=True, created_on=now, modified_on=now
    )
    session.add(topic)
    return space


def write_settings(space: tables.Workspace, settings: contracts.WorkspaceSettings) -> None:
    for name, value in _columns(settings).items():
        setattr(space, name, value)
    if list(space.languages) != list(settings.languages):
        space.languages = list(settings.languages)


def read_settings(space: tables.Workspace) -> contracts.WorkspaceSettings:
    return contracts.WorkspaceSettings(
        name=space.name,
        country=space.country,
        timezone=space.timezone,
        languages=list(space.languages),
        date_format=space.date_format,  # type: ignore[arg-type]
        time_format=space.time_format,  # type: ignore[arg-type]
        input_collation=space.input_collation,  # type: ignore[arg-type]
    )


def read_all(session: Session, wanted: Select[tables.Workspace]) -> list[contracts.WorkspaceDetails]:
    """By name, archived ones last."""
    spaces = sorted(session.scalars(wanted), key=lambda space: (space.is_archived, fold_name(space.name), space.id))
    found = [space.id for space in spaces]
    people = _counts(session, _people(found))
    phones = _counts(session, _phones(found))
    return [_details(space, people.get(space.id, 0), phones.get(space.id, 0)) for space in spaces]


def read_one(session: Session, space: tables.Workspace) -> contracts.WorkspaceDetails:
    session.flush()
    return read_all(session, select(_Space).where(_Space.id == space.id))[0]


def check_role(role: Role | None) -> Role | None:
    """Raises Invalid."""
    if role is not None and role not in ROLES:
        raise Invalid("role", "unknown")
    return role


def role_of(session: Session, user_id: int, workspace_id: int) -> Role | None:
    member = session.get(_Member, (user_id, workspace_id))
    return member.role if member is not None else None  # type: ignore[return-value]


def put_role(work: UnitOfWork, user: tables.User, space: tables.Workspace, role: Role | None) -> Role | None:
    """Give somebody a role, or none; returns the one before. Tells the windows."""
    session = work.session
    before = role_of(session, user.id, space.id)
    if role is None:
        mine = (_Member.user_id == user.id, _Member.workspace_id == space.id)
        session.execute(delete(_Member).where(*mine), execution_options={"synchronize_session": "fetch"})
    elif before is None:
        session.add(_Member(user_id=user.id, workspace_id=space.id, role=role))
    else:
        session.get_one(_Member, (user.id, space.id)).role = role
    session.flush()
    work.publish("people", space.uuid, user.uuid or "")
    return before


def find_person(session: Session, uuid: str) -> tables.User:
    """Raises NotFound."""
    found = session.scalar(select(tables.User).where(tables.User.uuid == uuid))
    if found is None:
        raise NotFound("person", uuid[:64])
    return found


def phones_left_alone(session: Session, space: tables.Workspace) -> list[str]:
    """Names of the phones that serve no workspace but this one, archived ones not counted."""
    share, channel = tables.ChannelWorkspace, tables.Channel
    others = (
        select(share.channel_id)
        .join(_Space, _Space.id == share.workspace_id)
        .where(share.workspace_id != space.id, ~_Space.is_archived)
    )
    query = (
        select(channel.name, channel.address)
        .join(share, share.channel_id == channel.id)
        .where(share.workspace_id == space.id, channel.state != "released", channel.id.not_in(others))
        .order_by(channel.id)
    )
    return [row.name or row.address or "" for row in session.execute(query)]


def _columns(settings: contracts.WorkspaceSettings) -> dict[str, str]:
    names = ("name", "country", "timezone", "date_format", "time_format", "input_collation")
    return {name: getattr(settings, name) for name in names}


def _details(space: tables.Workspace, people: int, phones: int) -> contracts.WorkspaceDetails:
    return contracts.WorkspaceDetails(
        uuid=space.uuid,
        settings=read_settings(space),
        is_anon=space.is_anon,
        is_archived=space.is_archived,
        limits={kind: limits.limit_of(space, kind) for kind in limits.DEFAULTS},
        people=people,
        phones=phones,
        created_on=space.created_on,
        quiet_from=space.quiet_from,
        quiet_until=space.quiet_until,
    )


def _people(spaces: Iterable[int]) -> Select[int, int]:
    user = tables.User
    return (
        select(_Member.workspace_id, func.count())
        .join(user, user.id == _Member.user_id)
        .where(_Member.workspace_id.in_(list(spaces)), user.is_active)
        .group_by(_Member.workspace_id)
    )


def _phones(spaces: Iterable[int]) -> Select[int, int]:
    share, channel = tables.ChannelWorkspace, tables.Channel
    return (
        select(share.workspace_id, func.count())
        .join(channel, channel.id == share.channel_id)
        .where(share.workspace_id.in_(list(spaces)), channel.state != "released")
        .group_by(share.workspace_id)
    )


def _counts(session: Session, query: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(query)}
