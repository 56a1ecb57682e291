"""What a workspace has of the things a file may hold, as planning sees it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.engine.envs import Environment
from app.services import limits
from app.services.assets import environment_of
from app.services.triggers import NewTrigger, stored_triggers
from app.services.workspace_file.reading import ImportFile
from app.store import tables

ACTIVE, ARCHIVED, DELETED = "active", "archived", "deleted"
COUNTED = ("fields", "groups", "labels", "topics", "globals", "templates")
_BATCH = 500

Definition = Callable[[], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Named:
    """A label, a topic or a template."""

    uuid: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownTemplate:
    uuid: str
    name: str
    translations: Any


@dataclass(frozen=True, slots=True)
class KnownGroup:
    uuid: str
    name: str
    query: str | None


@dataclass(frozen=True, slots=True)
class KnownField:
    key: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class KnownGlobal:
    key: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class KnownFlow:
    """`state` active, archived, deleted. `definition()` works while the session is open in which it was read."""

    uuid: str
    name: str
    type: str
    state: str
    definition: Definition
    labels: tuple[str, ...] = ()
    revision: int = 0


@dataclass(frozen=True, slots=True)
class EventSpec:
    """A campaign event as its row says it. `relative_to` is a field's key, created_on or last_seen_on; `flow` a UUID."""

    type: str
    relative_to: str
    offset: int
    unit: str
    delivery_hour: int
    start_mode: str
    flow: str | None = None
    translations: Mapping[str, str] | None = None
    base_language: str | None = None


@dataclass(frozen=True, slots=True)
class KnownEvent:
    uuid: str
    spec: EventSpec


@dataclass(frozen=True, slots=True)
class KnownCampaign:
    uuid: str
    name: str
    group: str
    is_archived: bool
    events: tuple[KnownEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTrigger:
    uuid: str
    flow_uuid: str
    new: NewTrigger
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """`taken` are UUIDs of the file that stand somewhere in this office; `room` is how many more of a kind there may be.

    `revision` is the workspace's `assets_revision`: while it stays, so does all of this. `channels` by UUID, `contacts` those
    of the file that are here, `settings` of the workspace.
    """

    env: Environment
    revision: int = 0
    flows: Sequence[KnownFlow] = ()
    fields: Sequence[KnownField] = ()
    groups: Sequence[KnownGroup] = ()
    labels: Sequence[Named] = ()
    topics: Sequence[Named] = ()
    globals: Sequence[KnownGlobal] = ()
    templates: Sequence[KnownTemplate] = ()
    campaigns: Sequence[KnownCampaign] = ()
    triggers: Sequence[KnownTrigger] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    contacts: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    room: Mapping[str, int] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


def read_known(session: Session, workspace: tables.Workspace, file: ImportFile) -> Known:
    """`definition()` of the flows works as long as `session` is open."""
    uuids = file.uuids()
    fields = [KnownField(row.key, row.name, row.type) for row in _active(session, tables.ContactField, workspace.id)]
    groups = [KnownGroup(row.uuid, row.name, row.query) for row in _active(session, tables.ContactGroup, workspace.id)]
    labels = [Named(row.uuid, row.name) for row in _active(session, tables.Label, workspace.id)]
    topics = [Named(row.uuid, row.name) for row in _active(session, tables.Topic, workspace.id)]
    values = [KnownGlobal(row.key, row.name, row.value) for row in _active(session, tables.Global, workspace.id)]
    templates = [KnownTemplate(row.uuid, row.name, row.translations) for row in _active(session, tables.Template, workspace.id)]
    kinds: Sequence[Sequence[Any]] = (fields, groups, labels, topics, values, templates)
    counts = {kind: len(found) for kind, found in zip(COUNTED, kinds, strict=True)}
    return Known(
        env=environment_of(workspace),
        revision=workspace.assets_revision,
        flows=_flows(session, workspace.id),
        fields=fields,
        groups=groups,
        labels=labels,
        topics=topics,
        globals=values,
        templates=templates,
        campaigns=read_campaigns(session, workspace.id),
        triggers=_triggers(session, workspace.id),
        channels=_channels(session, workspace.id),
        contacts=_contacts(session, workspace.id, uuids),
        users=_users(session, workspace.id),
        languages=tuple(workspace.languages or ()),
        settings={name: str(getattr(workspace, name)) for name in SETTINGS},
        room={kind: max(0, limits.limit_of(workspace, kind) - count) for kind, count in counts.items()},
        taken=read_taken(session, uuids),
    )


SETTINGS = ("date_format", "time_format", "input_collation")
OWNERS: tuple[Any, ...] = (
    tables.Flow, tables.ContactGroup, tables.Label, tables.Topic, tables.Template, tables.Campaign, tables.CampaignEvent,
)  # fmt: skip


def read_taken(session: Session, uuids: Iterable[str]) -> frozenset[str]:
    """Which of these UUIDs stand somewhere in the office, in whatever workspace and state."""
    wanted = sorted(uuids)
    found: set[str] = set()
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        for table in OWNERS:
            found.update(session.scalars(select(table.uuid).where(table.uuid.in_(batch))))
    return frozenset(found)


def read_campaigns(session: Session, workspace_id: int) -> list[KnownCampaign]:
    """With their active events, in the order of their rows."""
    event, campaign = tables.CampaignEvent, tables.Campaign
    query = (
        select(event, tables.ContactField.key, tables.Flow.uuid)
        .join(campaign, campaign.id == event.campaign_id)
        .outerjoin(tables.ContactField, tables.ContactField.id == event.field_id)
        .outerjoin(tables.Flow, tables.Flow.id == event.flow_id)
        .where(campaign.workspace_id == workspace_id, event.is_active)
        .order_by(event.id)
    )
    events: dict[int, list[KnownEvent]] = {}
    for row, key, flow in session.execute(query):
        events.setdefault(row.campaign_id, []).append(KnownEvent(row.uuid, event_spec(row, key, flow)))
    of_workspace = (
        select(campaign, tables.ContactGroup.uuid)
        .join(tables.ContactGroup, tables.ContactGroup.id == campaign.group_id)
        .where(campaign.workspace_id == workspace_id)
        .order_by(campaign.id)
    )
    return [
        KnownCampaign(row.uuid, row.name, group, row.is_archived, tuple(events.get(row.id, ())))
        for row, group in session.execute(of_workspace)
    ]


def event_spec(row: tables.CampaignEvent, field_key: str | None, flow: str | None) -> EventSpec:
    return EventSpec(
        type=row.type,
        relative_to=field_key or row.relative_to,
        offset=row.offset,
        unit=row.unit,
        delivery_hour=row.delivery_hour,
        start_mode=row.start_mode,
        flow=flow,
        translations=row.translations or None,
        base_language=row.base_language,
    )


def _active(session: Session, table: Any, workspace_id: int) -> list[Any]:
    return list(session.scalars(select(table).where(table.workspace_id == workspace_id, table.is_active).order_by(table.id)))


def _flows(session: Session, workspace_id: int) -> list[KnownFlow]:
    query = select(tables.Flow).where(tables.Flow.workspace_id == workspace_id).order_by(tables.Flow.id)
    return [
        KnownFlow(
            uuid=row.uuid,
            name=row.name,
            type=row.type,
            state=DELETED if row.is_deleted else ARCHIVED if row.is_archived else ACTIVE,
            definition=functools.partial(read_definition, session, row.id, row.revision),
            labels=tuple(row.labels or ()),
            revision=row.revision,
        )
        for row in session.scalars(query)
    ]


def read_definition(session: Session, flow_id: int, revision: int) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = session.scalar(
        select(tables.FlowRevision.definition).where(
            tables.FlowRevision.flow_id == flow_id, tables.FlowRevision.revision == revision
        )
    )
    return found


def _triggers(session: Session, workspace_id: int) -> list[KnownTrigger]:
    found = stored_triggers(session, workspace_id)
    return [KnownTrigger(one.row.uuid, one.flow.uuid, one.new, one.row.is_archived) for one in found]


def _channels(session: Session, workspace_id: int) -> dict[str, str]:
    channel, share = tables.Channel, tables.ChannelWorkspace
    query = (
        select(channel.uuid, channel.name)
        .join(share, share.channel_id == channel.id)
        .where(share.workspace_id == workspace_id, channel.state != "released")
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _contacts(session: Session, workspace_id: int, uuids: Iterable[str]) -> frozenset[str]:
    wanted = sorted(uuids)
    found: set[str] = set()
    for start in range(0, len(wanted), _BATCH):
        contact = tables.Contact
        query = select(contact.uuid).where(contact.uuid.in_(wanted[start : start + _BATCH]))
        found.update(session.scalars(query.where(contact.workspace_id == workspace_id, ~contact.is_deleted)))
    return frozenset(found)


def _users(session: Session, workspace_id: int) -> frozenset[str]:
    member = tables.Membership
    query = select(tables.User.uuid).join(member, member.user_id == tables.User.id).where(member.workspace_id == workspace_id)
    return frozenset(uuid for uuid in session.scalars(query) if uuid)
