"""Why a campaign event came about for a contact, or did not, or when it will."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.explain import CampaignOutcome, Code, Explanation, Step
from app.errors import NotFound
from app.services import batches, lateness, starts
from app.services.base import Core
from app.services.campaign_firing import Setting, read_setting
from app.services.campaign_planning import DEAD, FIRED, HELD, PENDING, SKIPPED, People
from app.store import tables

MOST_PAST = 10  # fires of before
_OUTCOMES: Mapping[str, CampaignOutcome] = {FIRED: "fired", SKIPPED: "skipped", DEAD: "dead"}
_STARTS: Mapping[str, Code] = {
    starts.PENDING: "start_pending",
    starts.DONE: "start_done",
    starts.SKIPPED: "start_skipped",
    starts.DEAD: "start_dead",
}


def explain_campaign(core: Core, session: Session, space: tables.Workspace, contact_uuid: str, event_uuid: str) -> Explanation:
    """Raises NotFound (contact, campaign_event)."""
    contact = session.scalar(
        select(tables.Contact).where(tables.Contact.uuid == contact_uuid, tables.Contact.workspace_id == space.id)
    )
    if contact is None or contact.is_deleted:
        raise NotFound("contact", contact_uuid)
    event, campaign = tables.CampaignEvent, tables.Campaign
    query = select(event.id).join(campaign, campaign.id == event.campaign_id)
    event_id = session.scalar(query.where(event.uuid == event_uuid, campaign.workspace_id == space.id))
    setting = read_setting(core, session, event_id) if event_id is not None else None
    if setting is None:
        raise NotFound("campaign_event", event_uuid)
    return _Question.ask(core, session, setting, contact).answer()


@dataclass(frozen=True, slots=True)
class _Question:
    """`due` is when the contact's date says that it is due, past or not; a text: why the contact does not get it. `fires` are
    the rows of before and the open one, the newest first."""

    core: Core
    session: Session
    setting: Setting
    contact: tables.Contact
    people: People
    due: dt.datetime | str
    fires: Sequence[tables.CampaignFire]

    @classmethod
    def ask(cls, core: Core, session: Session, setting: Setting, contact: tables.Contact) -> _Question:
        people = People.read(session, [contact.id], [setting.point])
        row = tables.CampaignFire
        query = select(row).where(row.contact_id == contact.id, row.event_id == setting.event.id).order_by(row.id.desc())
        fires = session.scalars(query.limit(MOST_PAST)).all()
        return cls(core, session, setting, contact, people, people.when(setting.point, contact.id), fires)

    def answer(self) -> Explanation:
        outcome, at = self._outcome()
        steps = [*self._conditions(), *self._past()]
        if (fire := self._open) is not None:
            steps += self._coming(fire)
        elif outcome == "planning":
            steps.append(Step("being_planned"))
        elif outcome == "not_planned" and isinstance(self.due, dt.datetime):
            steps.append(Step("past_when_planned"))
        return Explanation(outcome, at, steps)

    @property
    def _open(self) -> tables.CampaignFire | None:
        return next((fire for fire in self.fires if fire.state in (PENDING, HELD)), None)

    def _outcome(self) -> tuple[CampaignOutcome, dt.datetime | None]:
        if (fire := self._open) is not None:
            return ("held" if fire.state == HELD else "planned"), fire.due_on
        if self._is_being_planned():
            return "planning", None
        latest = self.fires[0] if self.fires else None
        if latest is not None and (isinstance(self.due, str) or latest.due_on == self.due):
            return _OUTCOMES[latest.state], latest.settled_on
        return "not_planned", None

    def _is_being_planned(self) -> bool:
        return self.setting.event.plan_cursor is not None or self.session.get(tables.CampaignDirty, self.contact.id) is not None

    # What the contact and the event say now

    def _conditions(self) -> Iterator[Step]:
        setting, contact, session = self.setting, self.contact, self.session
        campaign = session.get_one(tables.Campaign, setting.event.campaign_id)
        if not setting.event.is_active:
            yield Step("event_removed")
        if campaign.is_archived:
            yield Step("campaign_archived", {}, campaign.modified_on)
        if setting.space.is_archived:
            yield Step("workspace_archived")
        if setting.flow is not None and setting.flow.is_archived:
            yield Step("flow_off", {"flow": setting.flow.name})
        if contact.status != "active":
            yield Step("contact_inactive", {"status": contact.status})
        if setting.point.group_id not in self.people.groups.get(contact.id, ()):
            group = session.get_one(tables.ContactGroup, setting.point.group_id)
            yield Step("not_member", {"group": group.name})
        yield from self._date()

    def _date(self) -> Iterator[Step]:
        event = self.setting.event
        field = self.session.get(tables.ContactField, event.field_id) if event.field_id else None
        named = {"field": field.name if field else event.relative_to}
        start = self.people.start(self.setting.point, self.contact.id)
        if start is None:
            yield Step("no_date", named)
            return
        yield Step("date_said", named, start)
        if (due := self.setting.point.offset.due_on(start)) is not None:
            yield Step("due_at", {}, due)

    # What became of it

    def _past(self) -> Iterator[Step]:
        """The oldest first."""
        for fire in reversed(self.fires):
            if fire.state == FIRED:
                yield from self._fired(fire)
            elif fire.state == SKIPPED:
                yield Step("fire_skipped", {"reason": fire.reason or ""}, fire.settled_on)
            elif fire.state == DEAD:
                yield Step("fire_dead", {"count": fire.error_count, "error": fire.error or ""}, fire.settled_on)

    def _fired(self, fire: tables.CampaignFire) -> Iterator[Step]:
        if fire.start_id is None:
            yield Step("fired_message", {}, fire.settled_on)
            return
        start = self.session.get(tables.StartRow, fire.start_id)
        flow = self.session.get(tables.Flow, start.flow_id) if start else None
        yield Step("fired_flow", {"flow": flow.name if flow else ""}, fire.settled_on)
        if start is not None:
            yield Step(_STARTS[start.state], {"error": start.error or ""} if start.state == starts.DEAD else {})

    def _coming(self, fire: tables.CampaignFire) -> Iterator[Step]:
        """What keeps an open one, and what may keep it yet."""
        session, setting = self.session, self.setting
        if fire.state == HELD:
            yield Step("fire_held", {}, fire.due_on)
            return
        if fire.error_count:
            yield Step("fire_tried", {"count": fire.error_count, "error": fire.error or ""})
        if fire.reason == lateness.RELEASED:
            yield Step("fire_released")
        if fire.due_on <= self.core.clock.now():
            yield Step("due_passed", {}, fire.due_on)
            if batches.is_held_back(session, setting.space.id):
                yield Step("outbox_full")
        if lateness.is_on_hold(session):
            yield Step("clock_in_doubt")
        if self.contact.current_flow_id is not None and setting.yields_to_flows():
            flow = session.get(tables.Flow, self.contact.current_flow_id)
            yield Step("would_yield", {"flow": flow.name if flow else ""})
