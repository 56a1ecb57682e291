"""Fires of campaigns as staff see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from app.contracts.base import Page
from app.contracts.campaigns import Coming, EventNumbers, EventPreview, Fire
from app.errors import Invalid
from app.services import campaign_planning as planning
from app.services import tallies
from app.services.base import Core
from app.services.campaign_planning import IS_OPEN, People, Point
from app.store import tables

SCOPE = "campaign_fire"  # of the tallies: EVENT:STATE, and the reason of what was skipped
SKIPPED = {why: f"{planning.SKIPPED}:{why}" for why in planning.REASONS}
COUNTED = (planning.PENDING, planning.HELD, planning.FIRED, planning.DEAD, *SKIPPED.values())
SECONDS = 3.0  # of counting for a preview: a person waits
BATCH = 500
SOONEST = 10
MAX_PAGE = 200
MAX_OF_CONTACT = 100

_Fire, _Event, _Campaign = tables.CampaignFire, tables.CampaignEvent, tables.Campaign


def numbers(session: Session, campaign_id: int) -> list[EventNumbers]:
    """Of the events in use, in the order in which they were made."""
    events = session.scalars(select(_Event).where(_Event.campaign_id == campaign_id, _Event.is_active).order_by(_Event.id)).all()
    return [_numbers(session, event) for event in events]


def _numbers(session: Session, event: tables.CampaignEvent) -> EventNumbers:
    kept = tallies.read(session, SCOPE, keys=[f"{event.id}:{what}" for what in COUNTED])
    counts = {key.partition(":")[2]: count for key, count in kept.items()}
    soonest = select(_Fire.due_on).where(_Fire.event_id == event.id, text("campaign_fire.state = 'pending'"))
    return EventNumbers(
        event=event.uuid,
        is_planning=event.plan_cursor is not None,
        planned=counts.get(planning.PENDING, 0),
        next_due=session.scalar(soonest.order_by(_Fire.due_on).limit(1)),
        held=counts.get(planning.HELD, 0),
        fired=counts.get(planning.FIRED, 0),
        dead=counts.get(planning.DEAD, 0),
        skipped={why: counts[key] for why, key in SKIPPED.items() if key in counts},
    )


# Lists


def coming(session: Session, event: tables.CampaignEvent, after: str | None, limit: int) -> Page[Fire]:
    """By time. Held ones are few or were all due before: they stand in front."""
    limit = max(1, min(limit, MAX_PAGE))
    query = _fires().where(_Fire.event_id == event.id, IS_OPEN).order_by(_Fire.due_on, _Fire.id)
    if after is not None:
        due_on, key = _read_cursor(after)
        query = query.where(_Fire.due_on >= due_on, (_Fire.due_on > due_on) | (_Fire.id > key))
    found = session.execute(query.limit(limit + 1)).all()
    cursor = _write_cursor(found[limit - 1][0]) if len(found) > limit else None
    return Page(shown(found[:limit]), cursor)


def ahead_of(session: Session, contact_id: int) -> list[Fire]:
    """What is to come for a contact, the soonest first."""
    query = _fires().where(_Fire.contact_id == contact_id, IS_OPEN).order_by(_Fire.due_on, _Fire.id)
    return shown(session.execute(query.limit(MAX_OF_CONTACT)).all())


def past_of(session: Session, contact_id: int) -> list[Fire]:
    """What was, the latest first."""
    query = _fires().where(_Fire.contact_id == contact_id, _Fire.settled_on.is_not(None))
    return shown(session.execute(query.order_by(_Fire.settled_on.desc(), _Fire.id.desc()).limit(MAX_OF_CONTACT)).all())


def read_one(session: Session, fire_id: int) -> Fire:
    return shown(session.execute(_fires().where(_Fire.id == fire_id)).all())[0]


def _fires() -> Select[*tuple[Any, ...]]:
    contact = tables.Contact
    return (
        select(_Fire, _Event, _Campaign, contact.uuid, contact.name, tables.Flow.name)
        .join(_Event, _Event.id == _Fire.event_id)
        .join(_Campaign, _Campaign.id == _Event.campaign_id)
        .join(contact, contact.id == _Fire.contact_id)
        .outerjoin(tables.Flow, tables.Flow.id == _Event.flow_id)
    )


def told() -> Select[*tuple[Any, ...]]:
    """What a contact's time line tells: the fire, its event, and the names of campaign and flow."""
    is_told = _Fire.state.in_((planning.FIRED, planning.DEAD)) | (
        (_Fire.state == planning.SKIPPED) & _Fire.reason.in_(planning.FINAL)
    )
    return (
        select(_Fire, _Event, _Campaign.name, tables.Flow.name)
        .join(_Event, _Event.id == _Fire.event_id)
        .join(_Campaign, _Campaign.id == _Event.campaign_id)
        .outerjoin(tables.Flow, tables.Flow.id == _Event.flow_id)
        .where(is_told, _Fire.settled_on.is_not(None))
    )


def shown(rows: Sequence[Any]) -> list[Fire]:
    return [
        Fire(
            contact=contact,
            contact_name=name,
            campaign=campaign.uuid,
            campaign_name=campaign.name,
            event=event.uuid,
            due_on=fire.due_on,
            state=fire.state,
            reason=fire.reason,
            settled_on=fire.settled_on,
            error=fire.error,
            flow=flow,
            text=said_of(event),
        )
        for fire, event, campaign, contact, name, flow in rows
    ]


def said_of(event: tables.CampaignEvent) -> str:
    """What a message event says in its base language."""
    return str((event.translations or {}).get(event.base_language or "", ""))


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _write_cursor(row: tables.CampaignFire) -> str:
    return f"{(row.due_on - _EPOCH) // dt.timedelta(microseconds=1)}_{row.id}"


def _read_cursor(text: str) -> tuple[dt.datetime, int]:
    """Raises Invalid."""
    micros, _, key = text.partition("_")
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in (micros, key)):
        raise Invalid("after", "not_a_cursor")
    try:
        return _EPOCH + dt.timedelta(microseconds=int(micros)), int(key)
    except OverflowError:
        raise Invalid("after", "not_a_cursor") from None


# What would be


def preview(core: Core, point: Point) -> EventPreview:
    """One short reading a batch of the group's members."""
    counts = dict.fromkeys(("members", "past", planning.NOT_ACTIVE, planning.NO_DATE, "coming"), 0)
    until, now, cursor = core.clock.monotonic() + SECONDS, core.clock.now(), 0
    due: list[tuple[dt.datetime, int]] = []
    last: dt.datetime | None = None
    is_complete = False
    while not is_complete and core.clock.monotonic() <= until:
        with core.store.read() as session:
            keys = _members(session, point.group_id, cursor)
            found = [(people.when(point, key), key) for people in (People.read(session, keys, [point]),) for key in keys]
        reached = [(when, key) for when, key in found if isinstance(when, dt.datetime) and when >= now]
        counts["members"] += len(keys)
        counts["coming"] += len(reached)
        counts["past"] += sum(1 for when, _ in found if isinstance(when, dt.datetime) and when < now)
        for why in (planning.NOT_ACTIVE, planning.NO_DATE):
            counts[why] += sum(1 for when, _ in found if when == why)
        last = max((*([last] if last else []), *(when for when, _ in reached)), default=None)
        due = sorted([*due, *reached])[:SOONEST]
        cursor, is_complete = keys[-1] if keys else cursor, len(keys) < BATCH
    with core.store.read() as session:
        soonest = _soonest(session, due)
    first = due[0][0] if due else None
    return EventPreview(
        members=counts["members"],
        not_active=counts[planning.NOT_ACTIVE],
        no_date=counts[planning.NO_DATE],
        past=counts["past"],
        coming=counts["coming"],
        first=first,
        last=last,
        is_complete=is_complete,
        soonest=soonest,
    )


def _members(session: Session, group_id: int, cursor: int) -> list[int]:
    member = tables.GroupContact
    query = select(member.contact_id).where(member.group_id == group_id, member.contact_id > cursor)
    return list(session.scalars(query.order_by(member.contact_id).limit(BATCH)))


def _soonest(session: Session, due: Sequence[tuple[dt.datetime, int]]) -> list[Coming]:
    contact = tables.Contact
    query = select(contact.id, contact.uuid, contact.name).where(contact.id.in_([key for _, key in due]))
    named = {row.id: row for row in session.execute(query)}
    return [Coming(named[key].uuid, named[key].name, when) for when, key in due]
