"""Campaigns and their events. `campaign_planning` plans from these rows, `campaign_firing` brings about."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import ids
from app.contracts import campaigns as contracts
from app.contracts.base import Page
from app.contracts.campaigns import CampaignEventSpec, EventUnit, StartMode
from app.engine.definition.languages import is_language
from app.errors import Invalid, NotFound
from app.services import campaign_fires, campaign_marks, campaign_planning, dead_letters
from app.services.base import Service
from app.services.campaign_planning import Point
from app.services.campaign_times import Offset
from app.services.conversation_rows import find_contact
from app.services.flow_rows import find_flow
from app.services.objects import check_name, check_text
from app.services.workspace_file.known import EventSpec, event_spec
from app.services.workspace_file.planning_campaigns import (
    DATES,
    FLOW,
    MAX_EVENTS,
    MAX_MESSAGE_CHARACTERS,
    MAX_OFFSET,
    MESSAGE,
)
from app.services.workspace_file.writing import event_row, set_campaign
from app.store import tables
from app.store.database import UnitOfWork
from app.store.folding import fold_name

Said = tuple[EventSpec, int | None, int | None]
"""An event with the row ids of its field and flow."""

MAX_LANGUAGES = 50
MAX_RETRIED = 1_000
TYPES = {"flow": FLOW, "message": MESSAGE}
UNITS: dict[EventUnit, str] = {"minutes": "M", "hours": "H", "days": "D", "weeks": "W"}
MODES: dict[StartMode, str] = {"interrupt": "I", "skip": "S", "passive": "P"}
_MINUTES = {"M": 1, "H": 60, "D": 1440, "W": 10080}


class Campaigns(Service, contract=contracts.Campaigns):
    def all(self, workspace: str, archived: bool = False) -> list[contracts.Campaign]:
        with self.core.store.read() as session:
            row = self.workspace(session, workspace)
            return _shown(session, row.id, tables.Campaign.is_archived.is_(archived))

    def create(self, workspace: str, name: str, group: str) -> contracts.Campaign:
        name = check_name(name)
        with self.change("campaigns.create", workspace=workspace, name=name) as work:
            space = self.workspace(work.session, workspace)
            now = self.core.clock.now()
            _check_free(work.session, space.id, name)
            row = tables.Campaign(uuid=ids.uuid4(), workspace_id=space.id, is_archived=False, created_on=now)
            set_campaign(row, name, _group(work.session, space.id, group), now)
            work.session.add(row)
            self.note(subject=row.uuid)
            return self._done(work, row, workspace)

    def update(self, workspace: str, campaign: str, name: str, group: str) -> contracts.Campaign:
        name = check_name(name)
        with self.change("campaigns.update", workspace=workspace, subject=campaign, name=name) as work:
            row = self._find(work, workspace, campaign)
            _check_free(work.session, row.workspace_id, name, row.id)
            set_campaign(row, name, _group(work.session, row.workspace_id, group), self.core.clock.now())
            return self._done(work, row, workspace)

    def add_event(self, workspace: str, campaign: str, event: CampaignEventSpec) -> contracts.Campaign:
        with self.change("campaigns.add_event", workspace=workspace, subject=campaign, type=event.type) as work:
            row = self._find(work, workspace, campaign)
            made = tables.CampaignEvent
            count = len(work.session.scalars(select(made.id).where(made.campaign_id == row.id, made.is_active)).all())
            if count >= MAX_EVENTS:
                raise Invalid("events", "too_many", most=MAX_EVENTS)
            self._add(work, row, _read(work.session, row.workspace_id, event))
            return self._done(work, row, workspace)

    def update_event(self, workspace: str, campaign: str, uuid: str, event: CampaignEventSpec) -> contracts.Campaign:
        with self.change("campaigns.update_event", workspace=workspace, subject=campaign, event=uuid) as work:
            row = self._find(work, workspace, campaign)
            before, said = _event(work.session, row.id, uuid), _read(work.session, row.workspace_id, event)
            spec, field_id, flow_id = said
            if _is_same_time(before, spec, field_id):
                before.start_mode, before.flow_id = spec.start_mode, flow_id
                before.translations, before.base_language = dict(spec.translations or {}) or None, spec.base_language
            else:
                before.is_active = False
                self._add(work, row, said)
            return self._done(work, row, workspace)

    def remove_event(self, workspace: str, campaign: str, uuid: str) -> contracts.Campaign:
        with self.change("campaigns.remove_event", workspace=workspace, subject=campaign, event=uuid) as work:
            row = self._find(work, workspace, campaign)
            _event(work.session, row.id, uuid).is_active = False
            return self._done(work, row, workspace)

    def archive(self, workspace: str, campaign: str) -> None:
        with self.change("campaigns.archive", workspace=workspace, subject=campaign) as work:
            row = _campaign(work.session, self.workspace(work.session, workspace).id, campaign)
            row.is_archived = True
            self._changed(work, row, workspace)

    def restore(self, workspace: str, campaign: str) -> None:
        with self.change("campaigns.restore", workspace=workspace, subject=campaign) as work:
            row = _campaign(work.session, self.workspace(work.session, workspace).id, campaign)
            if row.is_archived:
                _check_free(work.session, row.workspace_id, row.name, row.id)
            row.is_archived = False
            self._changed(work, row, workspace)

    def numbers(self, workspace: str, campaign: str) -> list[contracts.EventNumbers]:
        with self.core.store.read() as session:
            return campaign_fires.numbers(session, _campaign(session, self.workspace(session, workspace).id, campaign).id)

    def preview(self, workspace: str, campaign: str, event: CampaignEventSpec) -> contracts.EventPreview:
        with self.core.store.read() as session:
            space = self.workspace(session, workspace)
            row = _campaign(session, space.id, campaign)
            spec, field_id, _ = _read(session, space.id, event)
            offset = Offset(spec.offset, spec.unit, spec.delivery_hour, ZoneInfo(space.timezone))
            point = Point(0, space.id, row.group_id, spec.relative_to, field_id, offset, is_live=True)
        return campaign_fires.preview(self.core, point)

    def coming(self, workspace: str, event: str, after: str | None = None, limit: int = 50) -> Page[contracts.Fire]:
        with self.core.store.read() as session:
            row = _event_of(session, self.workspace(session, workspace).id, event)
            return campaign_fires.coming(session, row, after, limit)

    def of_contact(self, workspace: str, contact: str) -> list[contracts.Fire]:
        with self.core.store.read() as session:
            row = find_contact(session, self.workspace(session, workspace).id, contact)
            return campaign_fires.ahead_of(session, row.id) + campaign_fires.past_of(session, row.id)

    def skip(self, workspace: str, contact: str, event: str) -> contracts.Fire:
        with self.change("campaigns.skip", workspace=workspace, subject=contact, event=event) as work:
            session, fire = work.session, tables.CampaignFire
            space = self.workspace(session, workspace)
            person, row = find_contact(session, space.id, contact), _event_of(session, space.id, event)
            query = select(fire).where(fire.event_id == row.id, fire.contact_id == person.id, campaign_planning.IS_OPEN)
            found = session.scalar(query)
            if found is None:
                raise NotFound("campaign_fire", event)
            found.state, found.reason = campaign_planning.SKIPPED, campaign_planning.BY_STAFF
            found.settled_on = self.core.clock.now()
            self.note(due_on=found.due_on.isoformat())
            session.flush()
            work.publish("campaigns", workspace)
            return campaign_fires.read_one(session, found.id)

    def retry(self, workspace: str, event: str) -> int:
        with self.change("campaigns.retry", workspace=workspace, subject=event) as work:
            fire, row = tables.CampaignFire, _event_of(work.session, self.workspace(work.session, workspace).id, event)
            dead = select(fire).where(fire.event_id == row.id, text("campaign_fire.state = 'dead'")).order_by(fire.id)
            found = work.session.scalars(dead.limit(MAX_RETRIED)).all()
            for one in found:
                dead_letters.revive_campaign_fire(self.core, work, one)
            work.session.flush()
            self.note(count=len(found))
            work.publish("campaigns", workspace)
            work.publish("queue")
            return len(found)

    def _find(self, work: UnitOfWork, workspace: str, uuid: str) -> tables.Campaign:
        """One that is in use."""
        row = _campaign(work.session, self.workspace(work.session, workspace).id, uuid)
        if row.is_archived:
            raise NotFound("campaign", uuid)
        return row

    def _add(self, work: UnitOfWork, row: tables.Campaign, said: Said) -> None:
        spec, field_id, flow_id = said
        work.session.add(event_row(row.id, ids.uuid4(), spec, field_id=field_id, flow_id=flow_id, now=self.core.clock.now()))

    def _changed(self, work: UnitOfWork, row: tables.Campaign, workspace: str) -> None:
        row.modified_on = self.core.clock.now()
        campaign_marks.events_changed(work, self.core, work.session.get_one(tables.Workspace, row.workspace_id))
        work.publish("campaigns", workspace, row.uuid)

    def _done(self, work: UnitOfWork, row: tables.Campaign, workspace: str) -> contracts.Campaign:
        self._changed(work, row, workspace)
        return _shown(work.session, row.workspace_id, tables.Campaign.id == row.id)[0]


def _campaign(session: Session, workspace_id: int, uuid: str) -> tables.Campaign:
    campaign = tables.Campaign
    found = session.scalar(select(campaign).where(campaign.uuid == uuid, campaign.workspace_id == workspace_id))
    if found is None:
        raise NotFound("campaign", uuid)
    return found


def _event(session: Session, campaign_id: int, uuid: str) -> tables.CampaignEvent:
    event = tables.CampaignEvent
    found = session.scalar(select(event).where(event.uuid == uuid, event.campaign_id == campaign_id, event.is_active))
    if found is None:
        raise NotFound("campaign_event", uuid)
    return found


def _event_of(session: Session, workspace_id: int, uuid: str) -> tables.CampaignEvent:
    """In use or not."""
    event, campaign = tables.CampaignEvent, tables.Campaign
    query = select(event).join(campaign, campaign.id == event.campaign_id)
    found = session.scalar(query.where(event.uuid == uuid, campaign.workspace_id == workspace_id))
    if found is None:
        raise NotFound("campaign_event", uuid)
    return found


def _group(session: Session, workspace_id: int, uuid: str) -> int:
    group = tables.ContactGroup
    found = session.scalar(select(group.id).where(group.uuid == uuid, group.workspace_id == workspace_id, group.is_active))
    if found is None:
        raise NotFound("group", uuid)
    return found


def _check_free(session: Session, workspace_id: int, name: str, except_id: int = 0) -> None:
    campaign = tables.Campaign
    taken = select(campaign.id).where(campaign.workspace_id == workspace_id, ~campaign.is_archived, campaign.id != except_id)
    if session.scalar(taken.where(campaign.name_key == fold_name(name))) is not None:
        raise Invalid("name", "taken")


# An event as a person gives it


def _is_same_time(row: tables.CampaignEvent, spec: EventSpec, field_id: int | None) -> bool:
    """Whether it stays of its kind and at its time: then what is planned, and what is just being sent, goes on."""
    before = (row.type, row.relative_to, row.field_id, row.offset, row.unit, row.delivery_hour)
    return before == (spec.type, spec.relative_to, field_id, spec.offset, spec.unit, spec.delivery_hour)


def _read(session: Session, workspace_id: int, event: CampaignEventSpec) -> Said:
    """Checked, with the row ids of its field and flow."""
    if event.type not in TYPES:
        raise Invalid("type", "unknown")
    if event.unit not in UNITS:
        raise Invalid("unit", "unknown")
    if event.start_mode not in MODES:
        raise Invalid("start_mode", "unknown")
    if abs(event.offset) > MAX_OFFSET:
        raise Invalid("offset", "too_large", most=MAX_OFFSET)
    if event.delivery_hour is not None and not 0 <= event.delivery_hour <= 23:
        raise Invalid("delivery_hour", "range")
    field_id = None if event.relative_to in DATES else _date_field(session, workspace_id, event.relative_to)
    flow = _flow(session, workspace_id, event.flow) if event.type == "flow" else None
    translations = _translations(event) if event.type == "message" else None
    spec = EventSpec(
        type=TYPES[event.type],
        relative_to=event.relative_to,
        offset=event.offset,
        unit=UNITS[event.unit],
        delivery_hour=-1 if event.delivery_hour is None else event.delivery_hour,
        start_mode=MODES[event.start_mode],
        flow=flow.uuid if flow else None,
        translations=translations,
        base_language=event.base_language if translations else None,
    )
    return spec, field_id, flow.id if flow else None


def _date_field(session: Session, workspace_id: int, key: str) -> int:
    field = tables.ContactField
    row = session.scalar(select(field).where(field.workspace_id == workspace_id, field.key == key, field.is_active))
    if row is None:
        raise Invalid("relative_to", "unknown")
    if row.type != "datetime":
        raise Invalid("relative_to", "not_a_date")
    return row.id


def _flow(session: Session, workspace_id: int, uuid: str | None) -> tables.Flow:
    row = find_flow(session, workspace_id, uuid or "")
    if row.is_archived:
        raise NotFound("flow", row.uuid)
    if row.type == "messaging_offline":
        raise Invalid("flow", "wrong_type", type=row.type)
    return row


def _translations(event: CampaignEventSpec) -> dict[str, str]:
    if len(event.translations) > MAX_LANGUAGES or not all(is_language(code) for code in event.translations):
        raise Invalid("translations", "language")
    texts = {code: check_text(text, "translations", MAX_MESSAGE_CHARACTERS) for code, text in event.translations.items()}
    said = {code: text for code, text in texts.items() if text.strip()}
    if not said:
        raise Invalid("translations", "empty")
    if event.base_language not in said:
        raise Invalid("base_language", "not_translated")
    return said


# Reading


def _shown(session: Session, workspace_id: int, condition: Any) -> list[contracts.Campaign]:
    campaign, group = tables.Campaign, tables.ContactGroup
    query = (
        select(campaign, group.uuid, group.name)
        .join(group, group.id == campaign.group_id)
        .where(campaign.workspace_id == workspace_id, condition)
        .order_by(campaign.name_key, campaign.id)
    )
    found = session.execute(query).all()
    events = _events(session, [row.id for row, _, _ in found])
    return [
        contracts.Campaign(
            uuid=row.uuid,
            name=row.name,
            group=uuid,
            group_name=name,
            is_archived=row.is_archived,
            created_on=row.created_on,
            modified_on=row.modified_on,
            events=events.get(row.id, []),
        )
        for row, uuid, name in found
    ]


def _events(session: Session, campaign_ids: list[int]) -> dict[int, list[contracts.CampaignEvent]]:
    event, field, flow = tables.CampaignEvent, tables.ContactField, tables.Flow
    query = (
        select(event, field.key, field.name, flow.uuid, flow.name)
        .outerjoin(field, field.id == event.field_id)
        .outerjoin(flow, flow.id == event.flow_id)
        .where(event.campaign_id.in_(campaign_ids), event.is_active)
        .order_by(event.id)
    )
    found: dict[int, list[tuple[int, contracts.CampaignEvent]]] = {}
    for row, key, field_name, flow_uuid, flow_name in session.execute(query):
        spec = event_spec(row, key, flow_uuid)
        shown = contracts.CampaignEvent(row.uuid, _spec_shown(spec), field_name or row.relative_to, flow_name)
        found.setdefault(row.campaign_id, []).append((spec.offset * _MINUTES[spec.unit], shown))
    return {key: [shown for _, shown in sorted(pairs, key=lambda pair: pair[0])] for key, pairs in found.items()}


def _spec_shown(spec: EventSpec) -> CampaignEventSpec:
    return CampaignEventSpec(
        type="flow" if spec.type == FLOW else "message",
        relative_to=spec.relative_to,
        offset=spec.offset,
        unit=next(name for name, code in UNITS.items() if code == spec.unit),
        delivery_hour=spec.delivery_hour if spec.delivery_hour >= 0 else None,
        flow=spec.flow,
        start_mode=next(name for name, code in MODES.items() if code == spec.start_mode),
        translations=dict(spec.translations or {}),
        base_language=spec.base_language or "",
    )
