"""The assets and the contact of a published case as rows of an office, and an office's runtime in the case's world.

What an office can't have as rows comes from the case's own files: channels that are no phones, language models, places,
message templates, and the environment's texts for models.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from app import ids
from app.engine import urns
from app.engine.assets import SessionAssets
from app.engine.envs import Environment
from app.engine.jsontime import read_time
from app.services import flow_runtime
from app.services.assets import AssetCache, DatabaseAssets, WorkspaceAssets
from app.services.flow_runtime import FlowRuntime
from app.store import tables
from app.store.locks import KeyedLocks
from tests.app.support import Office
from tests.conformance.mock_universe import MockUniverse

Json = Any
BORROWED = ("channels", "llms", "locations", "templates")
MEDIA_URL = "http://temba.io/"


@dataclass(frozen=True, slots=True)
class CaseSource:
    """Implements `app.engine.assets.AssetSource`: the office's rows, and the `BORROWED` kinds from the case."""

    rows: DatabaseAssets
    case: Mapping[str, Json]

    def flow(self, uuid: str) -> Mapping[str, Json] | None:
        return self.rows.flow(uuid)

    def objects(self, kind: str) -> Sequence[Mapping[str, Json]]:
        if kind in BORROWED:
            found: Sequence[Mapping[str, Json]] = self.case.get(kind) or ()
            return found
        return self.rows.objects(kind)


class CaseAssets(AssetCache):
    """The cache of an office, whose assets are a `CaseSource` and whose environment is the case's."""

    def __init__(self, office: Office, universe: MockUniverse, case: Mapping[str, Json], env: Environment) -> None:
        super().__init__(office.store, universe)
        self._office, self._case, self._env, self._world = office, case, env, universe
        self._lent: tuple[WorkspaceAssets, WorkspaceAssets] | None = None

    def get(self, session: Session, workspace_id: int) -> WorkspaceAssets:
        made = super().get(session, workspace_id)
        if self._lent is None or self._lent[0] is not made:
            source = CaseSource(DatabaseAssets(self._office.store, workspace_id), self._case)
            lent = replace(made, assets=SessionAssets(source, self._world, MEDIA_URL), env=self._env)
            self._lent = (made, lent)
        return self._lent[1]


def lend_runtime(office: Office, universe: Any, engine: Any, case: Mapping[str, Json], env: Environment) -> None:
    """From here on the office's conversations happen in the case's world."""
    cache = CaseAssets(office, universe, case, env)
    flow_runtime._made[office.store] = FlowRuntime(universe, engine, cache, KeyedLocks())


class Rows:
    """Writes a case's assets and contact into the office's first workspace."""

    def __init__(self, office: Office, session: Session) -> None:
        self.office, self.session, self.now = office, session, office.clock.now()
        self.ours = {"workspace_id": office.workspace_id}
        self.dated = {**self.ours, "created_on": self.now, "modified_on": self.now}
        self.channels: dict[str, int] = {}
        self.fields: dict[str, str] = {}
        self.groups: dict[str, int] = {}
        self.topics: dict[str, int] = {}
        self.users: dict[str, int] = {}

    def write_assets(self, case: Mapping[str, Json]) -> None:
        for channel in case.get("channels") or ():
            self._channel(channel)
        for field in case.get("fields") or ():
            self.fields[field["key"]] = field.get("uuid") or ids.uuid4()
            values = {"key": field["key"], "name": field["name"], "type": field.get("type") or "text"}
            self._add(tables.ContactField(uuid=self.fields[field["key"]], **self.ours, **values))
        for group in case.get("groups") or ():
            row = tables.ContactGroup(uuid=group["uuid"], name=group["name"], query=group.get("query") or None, **self.ours)
            self.groups[group["uuid"]] = self._add(row)
        for label in case.get("labels") or ():
            self._add(tables.Label(uuid=label["uuid"], name=label["name"], **self.dated))
        for topic in case.get("topics") or ():
            self.topics[topic["uuid"]] = self._add(tables.Topic(uuid=topic["uuid"], name=topic["name"], **self.dated))
        for one in case.get("globals") or ():
            values = {"key": one["key"], "name": one["name"], "value": one["value"]}
            self._add(tables.Global(uuid=ids.uuid4(), **values, **self.dated))
        for user in case.get("users") or ():
            self._user(user)
        for hook in case.get("resthooks") or ():
            hook_id = self._add(tables.Resthook(uuid=ids.uuid4(), slug=hook["slug"], **self.dated))
            for url in hook.get("subscribers") or ():
                self._add(tables.ResthookSubscriber(resthook_id=hook_id, target_url=url, created_on=self.now))
        for flow in case.get("flows") or ():
            self._flow(flow)

    def write_contact(self, data: Mapping[str, Json]) -> int:
        """Only what the assets know, as the engine reads it."""
        known = data.get("fields") or {}
        values = {self.fields[key]: value for key, value in known.items() if value and key in self.fields}
        contact = tables.Contact(
            id=data.get("id") or 1234567,
            uuid=data["uuid"],
            name=data.get("name") or "",
            language=data.get("language") or "",
            timezone=data.get("timezone") or "",
            status=data.get("status") or "active",
            fields=values,
            last_seen_on=_moment(data["last_seen_on"]) if data.get("last_seen_on") else None,
            open_tickets=sum(1 for one in data.get("tickets") or () if one.get("status", "open") == "open"),
            **{**self.dated, "created_on": _moment(data["created_on"])},
        )
        contact_id = self._add(contact)
        for place, text in enumerate(data.get("urns") or ()):
            self._urn(contact_id, text, 1000 - place)
        for group in data.get("groups") or ():
            if group["uuid"] in self.groups:
                self.session.add(tables.GroupContact(group_id=self.groups[group["uuid"]], contact_id=contact_id))
        for ticket in data.get("tickets") or ():
            self._ticket(contact_id, ticket)
        self.session.flush()
        return contact_id

    def _add(self, row: Any) -> int:
        self.session.add(row)
        self.session.flush()
        row_id: int = row.id
        return row_id

    def _channel(self, data: Mapping[str, Json]) -> None:
        about = {"name": data["name"], "address": data.get("address") or "", "country": data.get("country") or ""}
        row = tables.Channel(uuid=data["uuid"], state="active", secret="S" * 64, registered_on=self.now, **about)
        self.channels[data["uuid"]] = self._add(row)
        if "tel" in (data.get("schemes") or ()):
            self.session.add(tables.ChannelWorkspace(channel_id=row.id, **self.ours))

    def _user(self, data: Mapping[str, Json]) -> None:
        row = tables.User(
            uuid=data["uuid"],
            username=data.get("email") or data["uuid"],
            name=data["name"],
            password_hash="",
            created_on=self.now,
        )
        self.users[data["uuid"]] = self._add(row)
        self.session.add(tables.Membership(user_id=row.id, role="agent", **self.ours))

    def _flow(self, data: Mapping[str, Json]) -> None:
        about = data.get("metadata") or {}
        uuid, name = data.get("uuid") or about["uuid"], data.get("name") or about.get("name") or "?"
        nodes = len(data.get("nodes") or ())
        rest = {"type": data.get("type") or "messaging", "language": data.get("language") or "", "revision": 1, "nodes": nodes}
        row = tables.Flow(uuid=uuid, name=name, expire_after_minutes=0, **rest, **self.dated)
        flow_id = self._add(row)
        version = str(data.get("spec_version") or data.get("version") or "")
        values = {"flow_id": flow_id, "revision": 1, "spec_version": version, "created_on": self.now}
        self.session.add(tables.FlowRevision(**values, definition=data))

    def _urn(self, contact_id: int, text: str, priority: int) -> None:
        urn = urns.parse(text)
        channel = next(iter(urn.params.get("channel", [])), "")
        values = {"identity": urn.identity, "scheme": urn.scheme, "path": urn.path, "display": urn.display}
        ours = {"contact_id": contact_id, "priority": priority, "channel_id": self.channels.get(channel), **self.ours}
        self._add(tables.ContactUrn(**values, **ours))

    def _ticket(self, contact_id: int, data: Mapping[str, Json]) -> None:
        topic = data["topic"]
        topic_id = self.topics.get(topic["uuid"]) or self._add(
            tables.Topic(uuid=topic["uuid"], name=topic.get("name") or "?", is_active=False, **self.dated)
        )
        assignee_id = self.users.get((data.get("assignee") or {}).get("uuid", ""))
        dates = {"opened_on": self.now, "modified_on": self.now, "last_activity_on": self.now}
        values = {"contact_id": contact_id, "topic_id": topic_id, "assignee_id": assignee_id}
        self._add(tables.Ticket(uuid=data["uuid"], status=data.get("status") or "open", **values, **dates, **self.ours))


def _moment(text: str) -> dt.datetime:
    return read_time(text).to_datetime().astimezone(dt.UTC)
