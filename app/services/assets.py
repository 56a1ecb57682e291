"""What a workspace has, for the flow engine: read from the database once, and again when it has changed."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Text, bindparam, case, cast, func, select
from sqlalchemy.orm import Session

from app.engine.assets import SessionAssets
from app.engine.envs import Environment, InvalidEnvironment
from app.engine.universe import Universe
from app.services.keywords import CATCH_ALL, Candidate
from app.services.outgoing import SENDING_STATES
from app.store import tables
from app.store.database import Store

log = logging.getLogger(__name__)

Revision = tuple[Any, ...]
SEND_AND_RECEIVE = ["send", "receive"]


class DatabaseAssets:
    """Implements `app.engine.assets.AssetSource` for one workspace. Holds no open session."""

    def __init__(self, store: Store, workspace_id: int) -> None:
        self._store = weakref.ref(store)
        self._workspace_id = workspace_id

    def flow(self, uuid: str) -> Mapping[str, Any] | None:
        """The newest revision; archived flows too, because sessions may stand in them."""
        with self._open().read() as session:
            query = (
                select(tables.FlowRevision.definition)
                .join(tables.Flow, tables.Flow.id == tables.FlowRevision.flow_id)
                .where(tables.Flow.uuid == uuid, tables.Flow.workspace_id == self._workspace_id)
                .where(tables.FlowRevision.revision == tables.Flow.revision)
            )
            found: Mapping[str, Any] | None = session.scalar(query)
            return found

    def objects(self, kind: str) -> Sequence[Mapping[str, Any]]:
        """Channels, fields and groups; an empty list for kinds that this office does not have."""
        with self._open().read() as session:
            if kind == "channels":
                return _channels(session, self._workspace_id)
            if kind == "fields":
                return _fields(session, self._workspace_id)
            if kind == "groups":
                return _groups(session, self._workspace_id)
            return []

    def _open(self) -> Store:
        store = self._store()
        if store is None:
            raise RuntimeError("the store is gone")
        return store


@dataclass(frozen=True, slots=True)
class FlowInfo:
    id: int
    name: str
    ignores_triggers: bool


@dataclass(frozen=True, slots=True)
class WorkspaceAssets:
    """What all turns of a workspace share. `workspace` belongs to no session; `flows` by UUID, `candidates` are its triggers."""

    workspace: tables.Workspace
    env: Environment
    assets: SessionAssets
    flows: Mapping[str, FlowInfo]
    candidates: Sequence[Candidate]

    def flow_by_id(self, flow_id: int | None) -> tuple[str, FlowInfo] | None:
        """UUID and the rest."""
        return next(((uuid, info) for uuid, info in self.flows.items() if info.id == flow_id), None)


class AssetCache:
    """One `WorkspaceAssets` a workspace, made anew when something in it has changed."""

    def __init__(self, store: Store, universe: Universe) -> None:
        self._store = weakref.ref(store)
        self._universe = universe
        self._mutex = threading.Lock()
        self._kept: dict[int, tuple[Revision, WorkspaceAssets]] = {}

    def get(self, session: Session, workspace_id: int) -> WorkspaceAssets:
        """`session` is what the caller reads with: the assets are at least as new as what it sees."""
        revision = assets_revision(session, workspace_id)
        with self._mutex:
            kept = self._kept.get(workspace_id)
            if kept and kept[0] == revision:
                return kept[1]
            made = self._make(session, workspace_id)
            self._kept[workspace_id] = (revision, made)
            return made

    def _make(self, session: Session, workspace_id: int) -> WorkspaceAssets:
        store = self._store()
        if store is None:
            raise RuntimeError("the store is gone")
        workspace = session.get_one(tables.Workspace, workspace_id, populate_existing=True)
        session.expunge(workspace)
        flow = tables.Flow
        flows = session.execute(
            select(flow.uuid, flow.id, flow.name, flow.ignore_triggers).where(flow.workspace_id == workspace_id)
        )
        return WorkspaceAssets(
            workspace=workspace,
            env=environment_of(workspace),
            assets=SessionAssets(DatabaseAssets(store, workspace_id), self._universe),
            flows={row.uuid: FlowInfo(row.id, row.name, row.ignore_triggers) for row in flows},
            candidates=load_candidates(session, workspace_id),
        )


def environment_of(workspace: tables.Workspace) -> Environment:
    """Formats, zone, languages and country of a workspace, as expressions use them."""
    languages = [code for code in workspace.languages or [] if isinstance(code, str)]
    data = {
        "date_format": workspace.date_format,
        "time_format": workspace.time_format,
        "timezone": workspace.timezone,
        "allowed_languages": languages,
        "default_country": workspace.country or None,
    }
    try:
        return Environment.read(data)
    except InvalidEnvironment:
        log.warning("environment_invalid", extra={"workspace": workspace.uuid})
        return Environment()


def load_candidates(session: Session, workspace_id: int) -> list[Candidate]:
    """The workspace's triggers whose flows are not archived, oldest first."""
    trigger = tables.Trigger
    query = (
        select(trigger)
        .join(tables.Flow, tables.Flow.id == trigger.flow_id)
        .where(trigger.workspace_id == workspace_id, ~trigger.is_archived, ~tables.Flow.is_archived)
        .order_by(trigger.id)
    )
    return [
        Candidate(row.uuid, row.type, row.flow_id, () if row.type == CATCH_ALL else tuple(row.keywords), row.match_type)
        for row in session.scalars(query)
    ]


def assets_revision(session: Session, workspace_id: int) -> Revision:
    """Differs whenever the assets differ; cheap, because it is asked before every sprint."""
    wanted, connection = {"workspace_id": workspace_id}, session.connection()
    channels = tuple(map(tuple, connection.execute(_CHANNELS, wanted)))
    return (*connection.execute(_REVISION, wanted).one(), channels)


def _revision_query() -> Select[*tuple[Any, ...]]:
    """The workspace's own row, and counts and newest of what belongs to it, in one statement."""
    space, flow, trigger = tables.Workspace, tables.Flow, tables.Trigger

    def of(table: Any, *columns: Any, where: Any = None) -> list[Any]:
        condition = table.workspace_id == space.id if where is None else (table.workspace_id == space.id) & where
        return [select(column).where(condition).correlate(space).scalar_subquery() for column in columns]

    archived = func.sum(case((flow.is_archived, 1), else_=0))
    counted = [
        *of(flow, func.count(), func.sum(flow.revision), func.max(flow.modified_on), archived),
        *of(trigger, func.count(), func.max(trigger.id), where=~trigger.is_archived),
        *of(tables.ContactField, func.count(), func.max(tables.ContactField.id)),
        *of(tables.ContactGroup, func.count(), func.max(tables.ContactGroup.id)),
    ]
    own = [space.name, space.country, space.timezone, cast(space.languages, Text), space.date_format, space.time_format]
    return select(*own, *counted).where(space.id == bindparam("workspace_id"))


def _channel_query() -> Select[*tuple[Any, ...]]:
    channel, share = tables.Channel, tables.ChannelWorkspace
    return (
        select(channel.uuid, channel.name, channel.address, channel.country)
        .join(share, share.channel_id == channel.id)
        .where(share.workspace_id == bindparam("workspace_id"), channel.state.in_(SENDING_STATES))
        .order_by(share.is_default.desc(), channel.id)
    )


# Made once: putting a statement together costs more than running it.
_REVISION, _CHANNELS = _revision_query(), _channel_query()


def _channels(session: Session, workspace_id: int) -> list[dict[str, Any]]:
    return [
        {
            "uuid": row.uuid,
            "name": row.name,
            "address": row.address,
            "country": row.country,
            "schemes": ["tel"],
            "roles": SEND_AND_RECEIVE,
        }
        for row in session.execute(_CHANNELS, {"workspace_id": workspace_id})
    ]


def _fields(session: Session, workspace_id: int) -> list[dict[str, Any]]:
    query = select(tables.ContactField).where(tables.ContactField.workspace_id == workspace_id).order_by(tables.ContactField.id)
    return [{"uuid": row.uuid, "key": row.key, "name": row.name, "type": row.type} for row in session.scalars(query)]


def _groups(session: Session, workspace_id: int) -> list[dict[str, Any]]:
    query = select(tables.ContactGroup).where(tables.ContactGroup.workspace_id == workspace_id).order_by(tables.ContactGroup.id)
    return [{"uuid": row.uuid, "name": row.name, "query": row.query or ""} for row in session.scalars(query)]
