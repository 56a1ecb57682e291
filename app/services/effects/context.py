"""What the effect of an event may use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.services import contacts
from app.services.base import Core
from app.store import tables
from app.store.database import UnitOfWork

Event = Mapping[str, Any]


@dataclass(slots=True)
class EffectContext:
    """One sprint being written. Rows belong to the open transaction; after the commit only their values may be read.

    `runs` are the session's runs in GoFlow's JSON by UUID; `current_run` is the one that the events now belong to, as
    `run_started` and `run_ended` move it. `is_reply`: the sprint answers a message. `waits_for_msg`: the last message of the
    sprint that a phone still has to send.
    """

    core: Core
    work: UnitOfWork
    workspace: tables.Workspace
    contact: tables.Contact
    session: tables.Session
    runs: dict[str, Mapping[str, Any]]
    current_run: str | None
    is_reply: bool
    now: dt.datetime
    waits_for_msg: int | None = None
    _flow_ids: dict[str, int | None] = field(default_factory=dict)

    def flow_id(self, uuid: str) -> int | None:
        """None: the flow is gone."""
        if uuid not in self._flow_ids:
            query = select(tables.Flow.id).where(tables.Flow.uuid == uuid, tables.Flow.workspace_id == self.workspace.id)
            self._flow_ids[uuid] = self.work.session.scalar(query)
        return self._flow_ids[uuid]

    @property
    def current_flow_id(self) -> int | None:
        """Of the run that the events now belong to."""
        run = self.runs.get(self.current_run or "")
        return self.flow_id(run["flow"]["uuid"]) if run else None

    def contact_changed(self) -> None:
        """Something that lists, filters and search show."""
        self.contact.modified_on = self.now
        contacts.mark_dirty(self.work.session, self.contact)
        self.work.publish("contacts", self.workspace.uuid, self.contact.uuid)

    def field_row(self, key: str) -> tables.ContactField | None:
        field_table = tables.ContactField
        query = select(field_table).where(field_table.workspace_id == self.workspace.id, field_table.key == key)
        return self.work.session.scalar(query)

    def channel_row(self, ref: Mapping[str, Any] | None) -> tables.Channel | None:
        if not ref:
            return None
        return self.work.session.scalar(select(tables.Channel).where(tables.Channel.uuid == ref["uuid"]))
