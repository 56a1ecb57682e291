"""What a workspace has, for the flow engine: read from the database once, and again when it has changed."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from app.engine.assets import SessionAssets
from app.engine.envs import Environment, InvalidEnvironment
from app.engine.universe import Universe
from app.services import places
from app.services.keywords import CATCH_ALL, Candidate
from app.services.outgoing import SENDING_STATES
from app.store import tables
from app.store.database import Store

log = logging.getLogger(__name__)

Objects = Sequence[Mapping[str, Any]]
SEND_AND_RECEIVE = ["send", "receive"]
VOICE = "voice"


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

    def objects(self, kind: str) -> Objects:
        """What was not deleted, as GoFlow's asset files have it; an empty list for kinds that an office does not have."""
        read = _READERS.get(kind)
        if read is None:
            return []
        with self._open().read() as session:
            return read(session, self._workspace_id)

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
    """What all turns of a workspace share. `workspace` belongs to no session; `flows` by UUID, `candidates` are its triggers;
    `revision` is `assets_revision` as they were read; `has_campaigns`: some are in use."""

    workspace: tables.Workspace
    env: Environment
    assets: SessionAssets
    flows: Mapping[str, FlowInfo]
    candidates: Sequence[Candidate]
    revision: int = 0
    has_campaigns: bool = False

    def flow_by_id(self, flow_id: int | None) -> tuple[str, FlowInfo] | None:
        """UUID and the rest."""
        return next(((uuid, info) for uuid, info in self.flows.items() if info.id == flow_id), None)


class AssetCache:
    """One `WorkspaceAssets` a workspace, made anew when something in it has changed."""

    def __init__(self, store: Store, universe: Universe) -> None:
        self._store = weakref.ref(store)
        self._universe = universe
        self._mutex = threading.Lock()
        self._kept: dict[int, tuple[int, WorkspaceAssets]] = {}

    def get(self, session: Session, workspace_id: int) -> WorkspaceAssets:
        """`session` is what the caller reads with: the assets are at least as new as what it sees."""
        revision = assets_revision(session, workspace_id)
        with self._mutex:
            kept = self._kept.get(workspace_id)
            if kept and kept[0] == revision:
                return kept[1]
            made = self._make(session, workspace_id, revision)
            self._kept[workspace_id] = (revision, made)
            return made

    def _make(self, session: Session, workspace_id: int, revision: int) -> WorkspaceAssets:
        store = self._store()
        if store is None:
            raise RuntimeError("the store is gone")
        workspace = session.get_one(tables.Workspace, workspace_id, populate_existing=True)
        session.expunge(workspace)
        flow = tables.Flow
        flows = session.execute(
            select(flow.uuid, flow.id, flow.name, flow.ignore_triggers).where(flow.workspace_id == workspace_id)
        )
        assets = SessionAssets(DatabaseAssets(store, workspace_id), self._universe)
        places.lend(assets, store, session, workspace)
        return WorkspaceAssets(
            workspace=workspace,
            env=environment_of(workspace),
            assets=assets,
            flows={row.uuid: FlowInfo(row.id, row.name, row.ignore_triggers) for row in flows},
            candidates=load_candidates(session, workspace_id),
            revision=revision,
            has_campaigns=bool(_campaigns(session, workspace_id)),
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
        "input_collation": workspace.input_collation,
        "redaction_policy": "urns" if workspace.is_anon else "none",
    }
    try:
        return Environment.read(data)
    except InvalidEnvironment:
        log.warning("environment_invalid", extra={"workspace": workspace.uuid})
        return Environment()


def load_candidates(session: Session, workspace_id: int) -> list[Candidate]:
    """The workspace's triggers whose flows can start: those of the archive don't, nor voice flows, for no phone of the office
    answers calls. Oldest first."""
    wanted, connection = {"workspace_id": workspace_id}, session.connection()
    members: dict[int, tuple[set[str], set[str]]] = {}
    for row in connection.execute(_TRIGGER_GROUPS, wanted):
        members.setdefault(row.trigger_id, (set(), set()))[row.is_exclusion].add(row.uuid)
    found = []
    for row in connection.execute(_TRIGGERS, wanted):
        included, excluded = members.get(row.id, ((), ()))
        found.append(
            Candidate(
                id=row.uuid,
                type=row.type,
                flow_id=row.flow_id,
                keywords=() if row.type == CATCH_ALL else tuple(row.keywords or ()),
                match_type=row.match_type,
                channel=row.channel_uuid,
                groups=frozenset(included),
                exclude_groups=frozenset(excluded),
                collation=row.input_collation,
                referrer=row.referrer_id or "",
                row_id=row.id,
            )
        )
    return found


def assets_revision(session: Session, workspace_id: int) -> int:
    """Rises whenever the assets change (`app.store.triggers`); asked before every sprint."""
    return session.connection().execute(_REVISION, {"workspace_id": workspace_id}).scalar_one()


# Made once: putting a statement together costs more than running it.
_SPACE, _FLOW, _TRIGGER, _GROUP = tables.Workspace, tables.Flow, tables.Trigger, tables.ContactGroup
_OF_WORKSPACE: BindParameter[int] = bindparam("workspace_id")
_REVISION = select(_SPACE.assets_revision).where(_SPACE.id == _OF_WORKSPACE)
_ACTIVE_TRIGGER = (_TRIGGER.workspace_id == _OF_WORKSPACE, ~_TRIGGER.is_archived)
_TRIGGERS = (
    select(
        _TRIGGER.id,
        _TRIGGER.uuid,
        _TRIGGER.type,
        _TRIGGER.flow_id,
        _TRIGGER.keywords,
        _TRIGGER.match_type,
        _TRIGGER.referrer_id,
        tables.Channel.uuid.label("channel_uuid"),
        _SPACE.input_collation,
    )
    .join(_FLOW, _FLOW.id == _TRIGGER.flow_id)
    .join(_SPACE, _SPACE.id == _TRIGGER.workspace_id)
    .outerjoin(tables.Channel, tables.Channel.id == _TRIGGER.channel_id)
    .where(*_ACTIVE_TRIGGER, ~_FLOW.is_archived, _FLOW.type != VOICE)
    .order_by(_TRIGGER.id)
)
_TRIGGER_GROUPS = (
    select(tables.TriggerGroup.trigger_id, tables.TriggerGroup.is_exclusion, _GROUP.uuid)
    .join(_TRIGGER, _TRIGGER.id == tables.TriggerGroup.trigger_id)
    .join(_GROUP, _GROUP.id == tables.TriggerGroup.group_id)
    .where(*_ACTIVE_TRIGGER)
)


def _channels(session: Session, workspace_id: int) -> Objects:
    channel, share = tables.Channel, tables.ChannelWorkspace
    query = (
        select(channel.uuid, channel.name, channel.address, channel.country)
        .join(share, share.channel_id == channel.id)
        .where(share.workspace_id == workspace_id, channel.state.in_(SENDING_STATES))
        .order_by(share.is_default.desc(), channel.id)
    )
    fixed = {"schemes": ["tel"], "roles": SEND_AND_RECEIVE}
    return [{**row._asdict(), **fixed} for row in session.execute(query)]


def _users(session: Session, workspace_id: int) -> Objects:
    """People of every role; offices know them by username, so it stands where flows ask for an address."""
    user, member = tables.User, tables.Membership
    query = (
        select(user.uuid, user.name, user.username.label("email"))
        .join(member, member.user_id == user.id)
        .where(member.workspace_id == workspace_id, user.is_active, user.uuid.is_not(None))
        .order_by(user.id)
    )
    return [row._asdict() for row in session.execute(query)]


def _resthooks(session: Session, workspace_id: int) -> Objects:
    hook, subscriber = tables.Resthook, tables.ResthookSubscriber
    query = (
        select(hook.slug, subscriber.target_url)
        .outerjoin(subscriber, (subscriber.resthook_id == hook.id) & subscriber.is_active)
        .where(hook.workspace_id == workspace_id, hook.is_active)
        .order_by(hook.id, subscriber.id)
    )
    found: dict[str, list[str]] = {}
    for slug, url in session.execute(query):
        found.setdefault(slug, []).extend([url] if url else [])
    return [{"slug": slug, "subscribers": urls} for slug, urls in found.items()]


def _campaigns(session: Session, workspace_id: int) -> Objects:
    campaign = tables.Campaign
    query = (
        select(campaign.uuid, campaign.name, _GROUP.uuid, _GROUP.name)
        .join(_GROUP, _GROUP.id == campaign.group_id)
        .where(campaign.workspace_id == workspace_id, ~campaign.is_archived)
        .order_by(campaign.id)
    )
    return [{"uuid": row[0], "name": row[1], "group": {"uuid": row[2], "name": row[3]}} for row in session.execute(query)]


def _groups(session: Session, workspace_id: int) -> Objects:
    return [{**group, "query": group["query"] or ""} for group in _GROUPS(session, workspace_id)]


def _plain(table: Any, *columns: str) -> Callable[[Session, int], Objects]:
    """Rows that were not deleted, with these columns, in the order they were made."""
    chosen = [getattr(table, name) for name in columns]
    query: Select[*tuple[Any, ...]] = (
        select(*chosen).where(table.workspace_id == _OF_WORKSPACE, table.is_active).order_by(table.id)
    )

    def read(session: Session, workspace_id: int) -> Objects:
        return [row._asdict() for row in session.execute(query, {"workspace_id": workspace_id})]

    return read


_GROUPS = _plain(_GROUP, "uuid", "name", "query")
_READERS: Mapping[str, Callable[[Session, int], Objects]] = {
    "channels": _channels,
    "fields": _plain(tables.ContactField, "uuid", "key", "name", "type"),
    "groups": _groups,
    "labels": _plain(tables.Label, "uuid", "name"),
    "globals": _plain(tables.Global, "key", "name", "value"),
    "topics": _plain(tables.Topic, "uuid", "name"),
    "users": _users,
    "templates": _plain(tables.Template, "uuid", "name", "translations"),
    "resthooks": _resthooks,
    "campaigns": _campaigns,
    "locations": places.trees,
}
