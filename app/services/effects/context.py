"""What the effect of an event may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.services import contacts, history
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.ticket_rows import Deed
from app.store import tables
from app.store.database import UnitOfWork

Event = Mapping[str, Any]
NO_RUNS: Mapping[str, Mapping[str, Any]] = {}


@dataclass(slots=True)
class EffectContext:
    """Events being written: those of a sprint, or of a change that a person makes.

    `contact` and `session` are working copies: what they end as is written behind the events. `session` None: no flow took
    part, `user_id` is who made the change. `runs` are the session's runs in GoFlow's JSON by UUID; `current_run` is the one that
    the events now belong to, as `run_started` and `run_ended` move it. `heard_on`: where the message came in that the sprint
    answers; `urns` are the contact's as the sprint began. `waits_for_msg`: the last message of the sprint that a phone still
    has to send; `bundle_id`: the first, behind which the others go. `is_bulk`: what the flow says stands back behind replies;
    `flow_start_id`: the start of many that the sprint begins.
    """

    core: Core
    work: UnitOfWork
    shared: WorkspaceAssets
    contact: tables.Contact
    session: tables.Session | None
    runs: Mapping[str, Mapping[str, Any]]
    current_run: str | None
    heard_on: tables.Channel | None
    urns: Sequence[tables.ContactUrn]
    now: dt.datetime
    waits_for_msg: int | None = None
    bundle_id: int | None = None
    user_id: int | None = None
    is_changed: bool = False
    is_bulk: bool = False
    flow_start_id: int | None = None

    @property
    def is_reply(self) -> bool:
        """Whether the sprint answers a message."""
        return self.heard_on is not None

    @property
    def workspace(self) -> tables.Workspace:
        """Belongs to no session."""
        return self.shared.workspace

    @property
    def session_id(self) -> int | None:
        return self.session.id if self.session else None

    def flow_id(self, uuid: str) -> int | None:
        """None: the flow is gone."""
        flow = self.shared.flows.get(uuid)
        return flow.id if flow else None

    @property
    def current_flow_id(self) -> int | None:
        """Of the run that the events now belong to."""
        run = self.runs.get(self.current_run or "")
        return self.flow_id(run["flow"]["uuid"]) if run else None

    def contact_changed(self) -> None:
        """Something that lists, filters and search show."""
        if self.is_changed:
            return
        self.is_changed = True
        self.contact.modified_on = self.now
        contacts.mark_dirty(self.work.session, self.contact.id, self.contact.revision + 1)
        self.work.publish("contacts", self.workspace.uuid, self.contact.uuid)

    def remember(self, event: Event, *without: str) -> None:
        """Keep the event in the contact's history, save its properties `without`."""
        history.remember(self.work, self.contact, event, session_id=self.session_id, user_id=self.user_id, without=without)

    def deed(self, event: Event) -> Deed:
        """The event as something that was done to a ticket."""
        return Deed(self.workspace.uuid, history.time_of(event), self.user_id, event["uuid"])

    def field_row(self, key: str) -> tables.ContactField | None:
        return self.work.session.scalar(_FIELD, {"workspace_id": self.workspace.id, "key": key})


# Made once: putting a statement together costs more than running it.
_FIELDS = tables.ContactField
_FIELD = select(_FIELDS).where(
    _FIELDS.workspace_id == bindparam("workspace_id"), _FIELDS.key == bindparam("key"), _FIELDS.is_active
)
