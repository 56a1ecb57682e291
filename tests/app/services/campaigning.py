"""An office with a campaign, for tests of what campaigns send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.contracts.campaigns import Campaign, CampaignEventSpec
from app.services import recovery
from app.services.campaigns import Campaigns
from app.services.contact_service import Contacts
from app.services.fields import Fields
from app.services.groups import Groups
from app.store import tables
from tests.app.services.conversing import Line, run_queue
from tests.app.support import Office

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass
class Programme:
    """A group of mothers, a date field `due`, and a campaign for the group; `line` is the phone."""

    office: Office
    line: Line
    group: str
    campaign: str

    @classmethod
    def begin(cls, office: Office) -> Programme:
        line = Line(office, office.add_phone())
        Fields(office.core, office.admin).create(office.workspace, "Due", "datetime")
        group = Groups(office.core, office.admin).create(office.workspace, "Mothers").uuid
        campaign = Campaigns(office.core, office.admin).create(office.workspace, "Visits", group).uuid
        return cls(office, line, group, campaign)

    @property
    def campaigns(self) -> Campaigns:
        return Campaigns(self.office.core, self.office.admin)

    def add_event(self, **said: Any) -> str:
        """A message an hour after `due`, unless said otherwise; its UUID. Planned at once."""
        given: dict[str, Any] = {"type": "message", "relative_to": "due", "offset": 1, "unit": "hours", **said}
        if given["type"] == "message":
            given = {"translations": {"eng": "Visit is due"}, "base_language": "eng", **given}
        before = {event.uuid for event in self.shown.events}
        after = self.campaigns.add_event(self.office.workspace, self.campaign, CampaignEventSpec(**given))
        run_queue(self.office)
        return next(event.uuid for event in after.events if event.uuid not in before)

    @property
    def shown(self) -> Campaign:
        return next(one for one in self.campaigns.all(self.office.workspace) if one.uuid == self.campaign)

    def add_mother(self, name: str, phone: str = "", due: dt.datetime | None = None, **values: Any) -> tables.Contact:
        """In the group, with a date. Not planned yet."""
        contact = self.office.add_contact(name, phone, **values)
        if due is not None:
            self.set_due(contact, due)
        self.join(contact)
        return contact

    def set_due(self, contact: tables.Contact, due: dt.datetime | None) -> None:
        text = due.isoformat() if due else ""
        Contacts(self.office.core, self.office.admin).set_fields(self.office.workspace, contact.uuid, {"due": text})

    def join(self, *contacts: tables.Contact) -> None:
        Groups(self.office.core, self.office.admin).add(self.office.workspace, self.group, [one.uuid for one in contacts])

    def leave(self, *contacts: tables.Contact) -> None:
        Groups(self.office.core, self.office.admin).remove(self.office.workspace, self.group, [one.uuid for one in contacts])

    def pass_time(self, seconds: float) -> list[str]:
        """The pulse beats then; the texts that went out."""
        self.office.clock.advance(seconds)
        recovery.sweep(self.office.core)
        return self.line.work()

    def fires(self, *states: str) -> list[tables.CampaignFire]:
        fire = tables.CampaignFire
        with self.office.store.read() as session:
            found = session.scalars(select(fire).order_by(fire.id)).all()
        return [one for one in found if not states or one.state in states]

    def coming(self) -> list[tuple[str, dt.datetime]]:
        """Name and time of what is pending, in the order of times."""
        with self.office.store.read() as session:
            names = {row.id: row.name for row in session.scalars(select(tables.Contact))}
        return sorted(((names[one.contact_id], one.due_on) for one in self.fires("pending")), key=lambda pair: pair[1])

    def ended(self) -> list[tuple[str, str | None]]:
        """State and reason of what is settled."""
        return [(one.state, one.reason) for one in self.fires("fired", "skipped", "dead")]


def marked(office: Office) -> Sequence[int]:
    with office.store.read() as session:
        return session.scalars(select(tables.CampaignDirty.contact_id)).all()
