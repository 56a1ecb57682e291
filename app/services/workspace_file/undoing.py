"""Taking an import back: what it made and nobody has used or changed since. The rest stays, with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.contracts.imports import UndoLine, UndoReport
from app.engine.definition.errors import DefinitionError
from app.engine.definition.inspection import inspect_flow
from app.engine.definition.reader import read_flow
from app.services import campaign_marks, flow_rows, tallies
from app.services.base import Core
from app.services.triggers import archive_trigger, remove_trigger, revive_trigger, stored_triggers
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

TAKEN_BACK, KEPT = "taken_back", "kept"

Changes = Mapping[str, Any]


@dataclass(slots=True)
class Undoer:
    """One undoing, in the caller's transaction, in the opposite order of the import's."""

    core: Core
    work: UnitOfWork
    workspace: tables.Workspace
    by: str
    lines: list[UndoLine] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return self.work.session

    def undo(self, changes: Changes) -> UndoReport:
        now = self.core.clock.now()
        self._undo_triggers(list(reversed(changes["triggers"])), now)
        for campaign in reversed(changes["campaigns"]):
            self._undo_campaign(campaign, now)
        for uuid, labels in changes["flow_labels"].items():
            if (row := self._flow(uuid)) is not None:
                row.labels = labels
        for flow in (one for one in changes["flows"] if one["before"]):
            self._undo_update(flow, now)
        self._undo_flows([one for one in changes["flows"] if not one["before"]])
        self._undo_objects(changes["made"])
        if changes["languages"] and list(self.workspace.languages) == changes["languages"][1]:
            self.workspace.languages = changes["languages"][0]
            self._note("setting", "languages")
        campaign_marks.events_changed(self.work, self.core, self.workspace)
        self.session.flush()
        for topic in ("flows", "triggers"):
            self.work.publish(topic, self.workspace.uuid)
        return UndoReport(self.lines)

    def _note(self, kind: str, name: str, reason: str | None = None) -> None:
        self.lines.append(UndoLine(kind, name, KEPT if reason else TAKEN_BACK, reason))

    # Triggers

    def _undo_triggers(self, entries: list[Changes], now: dt.datetime) -> None:
        """Each with those it took the place of: they come back with their UUIDs."""
        found = {one.row.uuid: one for one in stored_triggers(self.session, self.workspace.id)}
        active = {uuid: one.new for uuid, one in found.items() if not one.row.is_archived}
        for entry in entries:
            one = found.get(entry["uuid"])
            if one is None:
                self._note("trigger", "", "removed_since")
                continue
            name = " ".join(one.new.keywords) or one.flow.name
            if entry["restored"]:
                archive_trigger(self.work, self.workspace, one.row, now)
            else:
                remove_trigger(self.work, self.workspace, one.row)
            active.pop(one.row.uuid, None)
            self._note("trigger", name)
            for uuid in entry["replaced"]:
                if (other := found.get(uuid)) is not None and other.row.is_archived:
                    other_name = " ".join(other.new.keywords) or other.flow.name
                    if other.flow.is_archived or any(other.new.conflicts_with(new) for new in active.values()):
                        self._note("trigger", other_name, "trigger_replaced")
                    else:
                        revive_trigger(self.work, self.workspace, other.row, now)
                        active[uuid] = other.new

    # Campaigns

    def _undo_campaign(self, entry: Changes, now: dt.datetime) -> None:
        query = select(tables.Campaign).where(tables.Campaign.uuid == entry["uuid"])
        row = self.session.scalar(query.where(tables.Campaign.workspace_id == self.workspace.id))
        if row is None:
            self._note("campaign", "", "removed_since")
            return
        if row.modified_on.isoformat() != entry["modified_on"]:
            self._note("campaign", row.name, "changed_since")
            return
        before = entry["before"]
        if before is not None and not before["is_archived"] and self._is_name_taken(row, before["name"]):
            self._note("campaign", row.name, "name_taken")
            return
        event = tables.CampaignEvent
        for made in self.session.scalars(select(event).where(event.uuid.in_(entry["events"]))).all():
            made.is_active = False
        for ended in self.session.scalars(select(event).where(event.uuid.in_(entry["ended"]))).all():
            ended.is_active = True
        self._note("campaign", row.name)
        row.modified_on = now
        if before is None:
            row.is_archived = True
        else:
            row.name, row.name_key = before["name"], fold_name(before["name"])
            row.group_id, row.is_archived = before["group_id"], before["is_archived"]
        self.session.flush()

    def _is_name_taken(self, row: tables.Campaign, name: str) -> bool:
        campaign = tables.Campaign
        query = select(campaign.id).where(campaign.workspace_id == self.workspace.id, ~campaign.is_archived)
        return self.session.scalar(query.where(campaign.name_key == fold_name(name), campaign.id != row.id)) is not None

    # Flows

    def _flow(self, uuid: str) -> tables.Flow | None:
        flow = tables.Flow
        query = select(flow).where(flow.uuid == uuid, flow.workspace_id == self.workspace.id, ~flow.is_deleted)
        return self.session.scalar(query)

    def _undo_update(self, entry: Changes, now: dt.datetime) -> None:
        """The definition that was, as a new revision."""
        row = self._flow(entry["uuid"])
        before = entry["before"]
        if row is None or row.revision != entry["revision"]:
            self._note("flow", row.name if row else "", "changed_since" if row else "removed_since")
            return
        name = row.name
        if before["is_deleted"]:
            self._remove(row)
            return
        raw = flow_rows.definition_of(self.session, row, before["revision"])
        if not before["is_archived"] and fold_name(str(raw["name"])) in flow_rows.names_in_use(
            self.session, self.workspace.id, row.id
        ):
            self._note("flow", name, "name_taken")
            return
        try:
            flow = read_flow(raw, new_uuid=_no_uuid)
        except DefinitionError:
            self._note("flow", name, "changed_since")
            return
        flow_rows.save_revision(self.session, row, flow, raw, now=now, created_by=self.by)
        row.is_archived = before["is_archived"]
        self._note("flow", name)

    def _undo_flows(self, entries: list[Changes]) -> None:
        """New ones; those that only each other name go together."""
        rows = [(self._flow(entry["uuid"]), entry) for entry in entries]
        going: dict[str, tables.Flow] = {}
        for row, entry in rows:
            reason = "removed_since" if row is None else self._why_flow_stays(row, entry["revision"])
            if reason is not None or row is None:
                self._note("flow", row.name if row else "", reason)
            else:
                going[row.uuid] = row
        needed = self._needed_by_others(set(going))
        while stays := [uuid for uuid in going if uuid in needed]:
            for uuid in stays:
                needed |= self._needs(going[uuid])
                self._note("flow", going.pop(uuid).name, "in_use")
        for row in going.values():
            self._remove(row)

    def _remove(self, row: tables.Flow) -> None:
        """The row stays, because its revisions do."""
        row.is_archived = row.is_deleted = True
        self._note("flow", row.name)

    def _why_flow_stays(self, row: tables.Flow, revision: int) -> str | None:
        if row.revision != revision:
            return "changed_since"
        if any(tallies.read(self.session, tallies.flow_scope(row.id, "status")).values()):
            return "used_since"
        start, run, started = tables.StartRow, tables.Run, tables.FlowStart
        for table in (run, start, started):
            columns: Any = table
            if self.session.scalar(select(columns.id).where(columns.flow_id == row.id).limit(1)) is not None:
                return "used_since"
        return "in_use" if self._is_started_by_others(row) else None

    def _is_started_by_others(self, row: tables.Flow) -> bool:
        trigger, event = tables.Trigger, tables.CampaignEvent
        by_trigger = select(trigger.id).where(trigger.flow_id == row.id, trigger.workspace_id == row.workspace_id).limit(1)
        by_event = select(event.id).where(event.flow_id == row.id, event.is_active).limit(1)
        return self.session.scalar(by_trigger) is not None or self.session.scalar(by_event) is not None

    def _needed_by_others(self, going: set[str]) -> set[str]:
        """UUIDs and keys that the flows name which stay."""
        flow = tables.Flow
        query = select(flow).where(flow.workspace_id == self.workspace.id, ~flow.is_deleted, flow.uuid.not_in(going))
        needed: set[str] = set()
        for row in self.session.scalars(query):
            needed |= self._needs(row)
        return needed

    def _needs(self, row: tables.Flow) -> set[str]:
        try:
            flow = read_flow(flow_rows.definition_of(self.session, row), new_uuid=_no_uuid)
        except DefinitionError:
            return set()
        return {one.reference.identity for one in inspect_flow(flow).dependencies if one.reference.identity != row.uuid}

    # The smaller objects

    def _undo_objects(self, made: Mapping[str, list[str]]) -> None:
        """Soft: each service can restore its own."""
        needed = self._needed_by_others(set()) if made else set()
        for kind in ("group", "label", "topic", "template", "global", "field"):
            table: Any = _TABLES[kind]
            column = table.key if kind in ("field", "global") else table.uuid
            for name in made.get(kind, ()):
                query = select(table).where(table.workspace_id == self.workspace.id, column == name, table.is_active)
                row = self.session.scalar(query)
                if row is None:
                    self._note(kind, name, "removed_since")
                    continue
                reason = "in_use" if name in needed else _USED[kind](self.session, row)
                if reason is None:
                    row.is_active = False
                self._note(kind, row.name, reason)
        self.session.flush()


def _no_uuid() -> str:
    raise DefinitionError("invalid", "a stored definition lacks a UUID")


_TABLES: Mapping[str, Any] = {
    "field": tables.ContactField,
    "group": tables.ContactGroup,
    "label": tables.Label,
    "topic": tables.Topic,
    "template": tables.Template,
    "global": tables.Global,
}


def _any(session: Session, column: Any, *conditions: Any) -> bool:
    return session.scalar(select(column).where(*conditions).limit(1)) is not None


def _why_group_stays(session: Session, row: tables.ContactGroup) -> str | None:
    """A smart group fills by itself; a manual one only by somebody's deed."""
    of_trigger, campaign, member = tables.TriggerGroup, tables.Campaign, tables.GroupContact
    if _any(session, of_trigger.trigger_id, of_trigger.group_id == row.id):
        return "in_use"
    if _any(session, campaign.id, campaign.group_id == row.id, ~campaign.is_archived):
        return "in_use"
    is_chosen = row.query is None and _any(session, member.contact_id, member.group_id == row.id)
    return "used_since" if is_chosen else None


def _why_field_stays(session: Session, row: tables.ContactField) -> str | None:
    event, value = tables.CampaignEvent, tables.ContactValue
    if _any(session, event.id, event.field_id == row.id, event.is_active):
        return "in_use"
    if _any(session, value.contact_id, value.field_id == row.id):
        return "used_since"
    group = tables.ContactGroup
    mentions = or_(group.query.contains(row.key, autoescape=True), func.lower(group.query).contains(row.key, autoescape=True))
    return "in_use" if _any(session, group.id, group.workspace_id == row.workspace_id, group.is_active, mentions) else None


def _why_label_stays(session: Session, row: tables.Label) -> str | None:
    used = tables.MsgLabel
    return "used_since" if _any(session, used.msg_id, used.label_id == row.id) else None


def _why_topic_stays(session: Session, row: tables.Topic) -> str | None:
    return "used_since" if row.is_default or _any(session, tables.Ticket.id, tables.Ticket.topic_id == row.id) else None


def _never(_session: Session, _row: Any) -> str | None:
    return None


_USED: Mapping[str, Callable[[Session, Any], str | None]] = {
    "group": _why_group_stays,
    "field": _why_field_stays,
    "label": _why_label_stays,
    "topic": _why_topic_stays,
    "template": _never,
    "global": _never,
}
