"""Campaign fires and a day's pulse, for tests of what comes up late."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert

from app.ids import uuid4
from app.services import downtime
from app.store import tables
from tests.app.services.crowd import add_crowd
from tests.app.support import Office

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


def add_event(office: Office, name: str = "Visits", workspace_id: int | None = None) -> int:
    """A campaign with one event that sends a message."""
    now, owner = office.clock.now(), workspace_id or office.workspace_id
    with office.store.write(durable=False) as work:
        group = tables.ContactGroup(uuid=uuid4(), workspace_id=owner, name=f"{name}'s")
        work.session.add(group)
        work.session.flush()
        values = {"workspace_id": owner, "name": name, "group_id": group.id, "created_on": now, "modified_on": now}
        campaign = tables.Campaign(uuid=uuid4(), **values)
        work.session.add(campaign)
        work.session.flush()
        event = tables.CampaignEvent(
            uuid=uuid4(),
            campaign_id=campaign.id,
            type="M",
            relative_to="created_on",
            offset=1,
            unit="D",
            delivery_hour=-1,
            start_mode="I",
            translations={"eng": "Come tomorrow"},
            base_language="eng",
            created_on=now,
        )
        work.session.add(event)
        work.commit()
        return event.id


def add_fires(office: Office, event_id: int, due_on: dt.datetime, count: int = 1, **values: object) -> list[int]:
    """For so many new contacts."""
    people = add_crowd(office, count)
    row = {"workspace_id": office.workspace_id, "event_id": event_id, "due_on": due_on, "state": "pending", **values}
    with office.store.write(durable=False) as work:
        added = insert(tables.CampaignFire).returning(tables.CampaignFire.id)
        found = list(work.session.scalars(added, [{**row, "contact_id": person} for person in people]))
        work.commit()
    return found


def add_timer(office: Office, due_on: dt.datetime, kind: str = "expiration") -> int:
    """Of a session that went on just now; the id of the fire."""
    now = office.clock.now()
    contact = office.add_contact("Somebody")
    common = {"workspace_id": contact.workspace_id, "contact_id": contact.id, "status": "waiting", "created_on": now}
    with office.store.write(durable=False) as work:
        session = tables.Session(uuid=uuid4(), type="messaging", state={}, **common)
        work.session.add(session)
        work.session.flush()
        work.session.add(tables.Run(uuid=uuid4(), session_id=session.id, results={}, modified_on=now, **common))
        fire = tables.Fire(kind=kind, session_id=session.id, version=session.version, due_on=due_on)
        work.session.add(fire)
        work.commit()
        return fire.id


def set_policy(office: Office, policy: str, workspace_id: int | None = None) -> None:
    with office.store.write(durable=False) as work:
        work.session.get_one(tables.Workspace, workspace_id or office.workspace_id).late_policy = policy
        work.commit()


def switch_on(office: Office, off: dt.timedelta = dt.timedelta(0)) -> downtime.Watch:
    """The engine starts after the office was off for so long, and the pulse beats the first time."""
    office.clock.advance(off.total_seconds())
    watch = downtime.Watch(office.core)
    watch.start()
    watch.beat()
    return watch
