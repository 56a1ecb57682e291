"""Contact fields: what is kept of contacts beside name, language and addresses."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import ids
from app.contracts import contacts as contracts
from app.engine.contactql import QueryError, inspect_query, parse_query
from app.engine.contactql.validate import ATTRIBUTES
from app.engine.urns import SCHEMES
from app.errors import Invalid
from app.services import field_values, limits, objects, uses
from app.services.agent_scope import is_agent
from app.services.base import Service
from app.services.contact_keys import PLACES
from app.services.contact_rows import read_fields
from app.services.flow_runtime import runtime_of
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

TYPES = ("text", "number", "datetime", *PLACES)
AGENT_ACCESS = ("none", "view", "edit")
MAX_KEY = MAX_NAME = 36  # Source: RapidPro
# Words of contact queries and of contacts in expressions, which a field's key would hide.
RESERVED = frozenset(
    {*ATTRIBUTES, *SCHEMES, "and", "or", "is", "has", "fields", "urns", "groups", "first_name", "timezone", "channel", "results"}
    | {"created_by", "modified_by", "modified_on", "org", "workspace"}
)
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")

_Field = tables.ContactField


class Fields(Service, contract=contracts.Fields):
    """Implements `app.contracts.contacts.Fields`."""

    def all(self, workspace: str) -> list[contracts.Field]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            found = self._shown(session, space, read_fields(session, space.id))
            return [one for one in found if one.agent_access != "none"] if is_agent(self.actor, workspace) else found

    def deleted(self, workspace: str) -> list[contracts.Field]:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            return self._shown(session, space, objects.deleted(session, _Field, space.id))

    def create(
        self,
        workspace: str,
        name: str,
        type: contracts.FieldType = "text",
        key: str = "",
        *,
        show_in_table: bool = False,
        agent_access: contracts.AgentAccess = "view",
    ) -> contracts.Field:
        _check_choice("agent_access", agent_access, AGENT_ACCESS)
        with self.change("fields.create", workspace=workspace, type=type) as work:
            space = self.workspace(work.session, workspace)
            row = add_field(work.session, space, name, type, key, now=self.core.clock.now())
            row.show_in_table, row.agent_access = show_in_table, agent_access
            self.note(subject=row.key)
            return self._told(work, space, row)

    def update(
        self,
        workspace: str,
        field: str,
        *,
        name: str | None = None,
        type: contracts.FieldType | None = None,
        show_in_table: bool | None = None,
        agent_access: contracts.AgentAccess | None = None,
    ) -> contracts.Field:
        name = objects.check_name(name, most=MAX_NAME) if name is not None else None
        _check_choice("type", type, (None, *TYPES))
        _check_choice("agent_access", agent_access, (None, *AGENT_ACCESS))
        with self.change("fields.update", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Field, space.id, "field", uuid=field)
            self.note(subject=row.key, before={"name": row.name, "type": row.type}, name=name, type=type)
            if name is not None:
                _claim_name(work.session, space.id, name, row.id)
                row.name = name
            if type is not None and type != row.type:
                self._change_type(work, space, row, type)
            row.show_in_table = row.show_in_table if show_in_table is None else show_in_table
            row.agent_access = agent_access or row.agent_access
            row.modified_on = self.core.clock.now()
            return self._told(work, space, row)

    def arrange(self, workspace: str, fields: list[str]) -> list[contracts.Field]:
        with self.change("fields.arrange", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            rows = read_fields(work.session, space.id)
            known = {row.uuid: row for row in rows}
            first = [known[uuid] for uuid in dict.fromkeys(fields) if uuid in known]
            order = first + [row for row in rows if row not in first]
            for place, row in enumerate(order):
                row.priority = len(order) - place
            work.session.flush()
            work.publish("contacts", workspace)
            return self._shown(work.session, space, order)

    def delete(self, workspace: str, field: str) -> None:
        store = self.core.store
        with store.read() as session:
            uses.warm(store, self.workspace(session, workspace).id)
        with self.change("fields.delete", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Field, space.id, "field", uuid=field)
            self.note(subject=row.key)
            uses.refuse_used("field", row.name, self._users(work.session, space, row))
            objects.delete(work.session, row, self.core.clock.now())
            work.publish("contacts", workspace)

    def restore(self, workspace: str, field: str) -> contracts.Field:
        with self.change("fields.restore", workspace=workspace) as work:
            space = self.workspace(work.session, workspace)
            row = objects.find(work.session, _Field, space.id, "field", is_active=False, uuid=field)
            self.note(subject=row.key)
            _claim_name(work.session, space.id, row.name, row.id)
            objects.restore(work.session, space, row, "fields", self.core.clock.now(), unique=[("key", "key")])
            return self._told(work, space, row)

    def _change_type(self, work: UnitOfWork, space: tables.Workspace, row: tables.ContactField, kind: str) -> None:
        """Every value was read as number and as date when it came in, so that only places must be read anew."""
        if row.type == "datetime":
            uses.refuse_used("field", row.name, _campaigns(work.session, row))
        row.type = kind
        work.session.flush()
        if kind in PLACES:
            field_values.queue_reading(work, self.core, space, row)

    def _users(self, session: Session, space: tables.Workspace, row: tables.ContactField) -> list[str]:
        flows = uses.flows_using(session, self.core.store, space.id, "field", row.key)
        groups = [name for name, keys in self._group_keys(session, space) if row.key in keys]
        return sorted({*flows, *groups, *_campaigns(session, row)})

    def _group_keys(self, session: Session, space: tables.Workspace) -> list[tuple[str, frozenset[str]]]:
        """Names of the smart groups, with the keys of the fields that they ask for."""
        shared = runtime_of(self.core).assets.get(session, space.id)
        found = []
        for group in shared.assets.groups():
            try:
                node = parse_query(group.query, shared.assets, shared.env) if group.query else None
            except QueryError:
                continue
            if node is not None:
                keys = frozenset(used.key for used in inspect_query(node, shared.assets).fields)
                found.append((group.name, keys))
        return found

    def _shown(self, session: Session, space: tables.Workspace, rows: list[tables.ContactField]) -> list[contracts.Field]:
        flows = uses.by_object(session, self.core.store, space.id, "field")
        groups = Counter(key for _, keys in self._group_keys(session, space) for key in keys)
        event, campaign = tables.CampaignEvent, tables.Campaign
        counted = (
            select(event.field_id, func.count())
            .join(campaign, campaign.id == event.campaign_id)
            .where(campaign.workspace_id == space.id, ~campaign.is_archived, event.is_active, event.field_id.is_not(None))
            .group_by(event.field_id)
        )
        events = {row[0]: row[1] for row in session.execute(counted)}
        return [
            contracts.Field(
                uuid=row.uuid,
                key=row.key,
                name=row.name,
                type=row.type,  # type: ignore[arg-type]
                show_in_table=row.show_in_table,
                agent_access=row.agent_access,  # type: ignore[arg-type]
                priority=row.priority,
                flows=len(flows.get(row.key, ())),
                groups=groups[row.key],
                events=events.get(row.id, 0),
            )
            for row in rows
        ]

    def _told(self, work: UnitOfWork, space: tables.Workspace, row: tables.ContactField) -> contracts.Field:
        work.session.flush()
        work.publish("contacts", space.uuid)
        return self._shown(work.session, space, [row])[0]


def add_field(
    session: Session, space: tables.Workspace, name: str, type: str, key: str = "", *, now: dt.datetime
) -> tables.ContactField:
    """A new field, shown after the others; `key` is made of the name where there is none. Raises Invalid name, type or key, and
    OutpostError `limit_reached`."""
    name = objects.check_name(name, most=MAX_NAME)
    _check_choice("type", type, TYPES)
    key = check_key(key or make_key(name))
    limits.check(session, space, "fields")
    _claim_name(session, space.id, name)
    objects.claim(session, _Field, space.id, "key", key, field="key")
    last = session.scalar(select(func.min(_Field.priority)).where(_Field.workspace_id == space.id, _Field.is_active))
    row = _Field(
        uuid=ids.uuid4(),
        workspace_id=space.id,
        key=key,
        name=name,
        type=type,
        show_in_table=False,
        agent_access="view",
        priority=(last or 0) - 1,
        created_on=now,
        modified_on=now,
    )
    session.add(row)
    session.flush()
    return row


def _claim_name(session: Session, workspace_id: int, name: str, own_id: int | None = None) -> None:
    """Case does not make a name another one."""
    others = [row for row in objects.active(session, _Field, workspace_id) if row.id != own_id]
    if any(fold_name(row.name) == fold_name(name) for row in others):
        raise Invalid("name", "taken")


def make_key(name: str) -> str:
    """`Date of Birth` is `date_of_birth`; empty when nothing of the name can stand in a key."""
    return _NOT_IN_KEYS.sub(" ", name.lower()).strip().replace(" ", "_")


def check_key(key: str) -> str:
    """Raises Invalid key `empty`, `too_long`, `characters`, `reserved`."""
    if not key:
        raise Invalid("key", "empty")
    if len(key) > MAX_KEY:
        raise Invalid("key", "too_long", limit=MAX_KEY)
    if not _KEY.fullmatch(key):
        raise Invalid("key", "characters")
    if key in RESERVED:
        raise Invalid("key", "reserved", value=key)
    return key


def _campaigns(session: Session, row: tables.ContactField) -> list[str]:
    """Names of the campaigns that count from this date."""
    event, campaign = tables.CampaignEvent, tables.Campaign
    query = select(campaign.name).join(event, event.campaign_id == campaign.id)
    return list(session.scalars(query.where(event.field_id == row.id, event.is_active, ~campaign.is_archived).distinct()))


def _check_choice(field: str, value: object, known: tuple[object, ...]) -> None:
    if value not in known:
        raise Invalid(field, "unknown")
