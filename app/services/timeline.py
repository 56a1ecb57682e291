"""One time line per contact: what happened to it, from all the tables that know.

Each table is a source, read downwards by its own key and only as far as one page needs. The heads of the sources are merged by
time; inside a source the order is the source's, so that a clock that leapt neither hides a line nor shows it twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.contracts.base import Page
from app.contracts.contacts import TimelineEntry, Upcoming
from app.errors import Invalid
from app.services import campaign_fires
from app.services.contact_rows import MASK, View
from app.services.fires import EXPIRATION, TIMEOUT
from app.store import tables

MAX_PAGE = 200
MAX_UPCOMING = 100
HIDDEN_EVENTS = ("contact_urns_changed",)  # their properties are addresses
_GONE = ("deleted", "deleted_by_sender")

_Msg, _Run, _Call, _Event = tables.Msg, tables.Run, tables.ChannelEvent, tables.ContactEvent
_TicketEvent, _Flow, _User = tables.TicketEvent, tables.Flow, tables.User

Place = int | tuple[dt.datetime, int]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with its place in its source."""

    place: Place
    entry: TimelineEntry


@dataclass(frozen=True, slots=True)
class Source:
    """`letter` names it in cursors. `read(session, view, contact_id, before, limit)` gives lines downwards from a place."""

    letter: str
    read: Callable[[Session, View, int, Any, int], Sequence[Line]]
    is_timed: bool = False


def read(session: Session, view: View, contact: tables.Contact, before: str | None, limit: int) -> Page[TimelineEntry]:
    """Newest first. Raises Invalid before (`not_a_cursor`)."""
    limit = max(1, min(limit, MAX_PAGE))
    places = read_cursor(before)
    heads = {one.letter: list(one.read(session, view, contact.id, places.get(one.letter), limit + 1)) for one in SOURCES}
    entries: list[TimelineEntry] = []
    while len(entries) < limit and any(heads.values()):
        letter = max((name for name, lines in heads.items() if lines), key=lambda name: heads[name][0].entry.at)
        line = heads[letter].pop(0)
        places[letter] = line.place
        entries.append(line.entry)
    return Page(entries, write_cursor(places) if any(heads.values()) else None)


def read_upcoming(session: Session, contact: tables.Contact) -> list[Upcoming]:
    """Timers of the session that waits and what campaigns will bring, each the soonest first."""
    row, fire = tables.Session, tables.Fire
    query = (
        select(fire.kind, fire.due_on, _Flow.name)
        .join(row, row.id == fire.session_id)
        .outerjoin(_Flow, _Flow.id == row.current_flow_id)
        .where(row.contact_id == contact.id, row.status == "waiting")
        .where(fire.kind.in_((TIMEOUT, EXPIRATION)), fire.version == row.version)
        .order_by(fire.due_on.is_(None), fire.due_on, fire.id)
        .limit(MAX_UPCOMING)
    )
    timers = [Upcoming(kind, due_on, flow) for kind, due_on, flow in session.execute(query)]
    return timers + [
        Upcoming("campaign", one.due_on, one.flow, one.campaign_name, one.event, one.text, one.state == "held")
        for one in campaign_fires.ahead_of(session, contact.id)
    ]


def write_cursor(places: Mapping[str, Place]) -> str:
    """`m123.r45.x1718000000000000_9`: under each source's letter the last line that was shown."""
    return ".".join(f"{letter}{_place_text(place)}" for letter, place in sorted(places.items()))


def read_cursor(text: str | None) -> dict[str, Place]:
    """Raises Invalid before (`not_a_cursor`)."""
    known = {source.letter: source for source in SOURCES}
    found: dict[str, Place] = {}
    for part in (text or "").split(".") if text else []:
        source, numbers = known.get(part[:1]), part[1:].split("_")
        if source is None or len(numbers) != 1 + source.is_timed or not all(map(_is_number, numbers)):
            raise Invalid("before", "not_a_cursor")
        found[source.letter] = (_moment(int(numbers[0])), int(numbers[1])) if source.is_timed else int(numbers[0])
    return found


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def _place_text(place: Place) -> str:
    if isinstance(place, int):
        return str(place)
    return f"{(place[0] - _EPOCH) // dt.timedelta(microseconds=1)}_{place[1]}"


def _moment(micros: int) -> dt.datetime:
    try:
        return _EPOCH + dt.timedelta(microseconds=micros)
    except OverflowError:
        raise Invalid("before", "not_a_cursor") from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _down(query: Any, column: Any, before: int | None, limit: int) -> Select[*tuple[Any, ...]]:
    query = query if before is None else query.where(column < before)
    found: Select[*tuple[Any, ...]] = query.order_by(column.desc()).limit(limit)
    return found


def _msgs(session: Session, view: View, contact_id: int, before: int | None, limit: int) -> list[Line]:
    query = (
        select(_Msg, _Flow.name, tables.Channel.name)
        .outerjoin(_Flow, _Flow.id == _Msg.flow_id)
        .outerjoin(tables.Channel, tables.Channel.id == _Msg.channel_id)
        .where(_Msg.contact_id == contact_id)
    )
    return [
        Line(row.id, _msg(row, flow, channel)) for row, flow, channel in session.execute(_down(query, _Msg.id, before, limit))
    ]


def _msg(row: tables.Msg, flow: str | None, channel: str | None) -> TimelineEntry:
    data: dict[str, Any] = {"status": row.status, "visibility": row.visibility, "channel": channel}
    if row.attachments and row.visibility not in _GONE:
        data["attachments"] = row.attachments
    if row.failed_reason:
        data["failed_reason"] = row.failed_reason
    return TimelineEntry("msg", row.direction, row.uuid, row.created_on, row.text, flow, row.created_by, data)


def _runs_started(session: Session, view: View, contact_id: int, before: int | None, limit: int) -> list[Line]:
    columns = (_Run.id, _Run.uuid, _Run.created_on, _Run.status, _Flow.name)
    query = select(*columns).outerjoin(_Flow, _Flow.id == _Run.flow_id).where(_Run.contact_id == contact_id)
    rows = session.execute(_down(query, _Run.id, before, limit))
    return [Line(row[0], TimelineEntry("run_started", row[3], row[1], row[2], flow=row[4])) for row in rows]


def _runs_ended(session: Session, view: View, contact_id: int, before: tuple[dt.datetime, int] | None, limit: int) -> list[Line]:
    """By the time they ended: a run that began first may end last. A contact's runs are few enough to be sorted."""
    columns = (_Run.id, _Run.uuid, _Run.exited_on, _Run.status, _Flow.name)
    query = select(*columns).outerjoin(_Flow, _Flow.id == _Run.flow_id)
    query = query.where(_Run.contact_id == contact_id, _Run.exited_on.is_not(None))
    if before is not None:
        earlier: ColumnElement[bool] = or_(_Run.exited_on < before[0], and_(_Run.exited_on == before[0], _Run.id < before[1]))
        query = query.where(earlier)
    lines = []
    for key, uuid, at, status, flow in session.execute(query.order_by(_Run.exited_on.desc(), _Run.id.desc()).limit(limit)):
        assert at is not None
        lines.append(Line((at, key), TimelineEntry("run_ended", status, uuid, at, flow=flow)))
    return lines


def _tickets(session: Session, view: View, contact_id: int, before: int | None, limit: int) -> list[Line]:
    assignee = aliased(_User)
    query = (
        select(_TicketEvent, tables.Ticket.uuid, tables.Topic.name, _User.name, assignee.name)
        .join(tables.Ticket, tables.Ticket.id == _TicketEvent.ticket_id)
        .outerjoin(tables.Topic, tables.Topic.id == _TicketEvent.topic_id)
        .outerjoin(_User, _User.id == _TicketEvent.user_id)
        .outerjoin(assignee, assignee.id == _TicketEvent.assignee_id)
        .where(_TicketEvent.contact_id == contact_id)
    )
    lines = []
    for row, ticket, topic, author, given_to in session.execute(_down(query, _TicketEvent.id, before, limit)):
        data = {"ticket": ticket, "topic": topic, "assignee": given_to}
        entry = TimelineEntry("ticket", row.type, row.uuid, row.created_on, row.note or "", author=author, data=data)
        lines.append(Line(row.id, entry))
    return lines


def _calls(session: Session, view: View, contact_id: int, before: int | None, limit: int) -> list[Line]:
    query = select(_Call, tables.Channel.name).join(tables.Channel, tables.Channel.id == _Call.channel_id)
    query = query.where(_Call.contact_id == contact_id)
    lines = []
    for row, channel in session.execute(_down(query, _Call.id, before, limit)):
        data = {"channel": channel, "extra": row.extra or {}}
        lines.append(Line(row.id, TimelineEntry("channel_event", row.type, row.uuid, row.occurred_on, data=data)))
    return lines


def _changes(session: Session, view: View, contact_id: int, before: int | None, limit: int) -> list[Line]:
    query = select(_Event, _User.name).outerjoin(_User, _User.id == _Event.user_id).where(_Event.contact_id == contact_id)
    lines = []
    for row, author in session.execute(_down(query, _Event.id, before, limit)):
        entry = TimelineEntry("event", row.type, row.uuid, row.created_on, author=author, data=_shown(view, row))
        lines.append(Line(row.id, entry))
    return lines


def _shown(view: View, row: tables.ContactEvent) -> dict[str, Any]:
    """Without what this one may not see."""
    data: dict[str, Any] = row.data or {}
    if view.hides and row.type in HIDDEN_EVENTS:
        return {"urns": [f"{str(urn).partition(':')[0]}:{MASK}" for urn in data.get("urns") or ()]}
    if row.type == "contact_field_changed" and (data.get("field") or {}).get("key") not in {field.key for field in view.fields}:
        return {"field": data.get("field")}
    return data


def _campaigns(session: Session, view: View, contact_id: int, before: tuple[dt.datetime, int] | None, limit: int) -> list[Line]:
    """What came about or was decided, by the time of that; not what was planned otherwise since."""
    fire = tables.CampaignFire
    query = campaign_fires.told().where(fire.contact_id == contact_id)
    if before is not None:
        earlier: ColumnElement[bool] = or_(fire.settled_on < before[0], and_(fire.settled_on == before[0], fire.id < before[1]))
        query = query.where(earlier)
    lines = []
    for row, event, campaign, flow in session.execute(query.order_by(fire.settled_on.desc(), fire.id.desc()).limit(limit)):
        data = {"campaign": campaign, "due_on": row.due_on.isoformat(), "reason": row.reason}
        said = campaign_fires.said_of(event)
        entry = TimelineEntry("campaign", row.state, event.uuid, row.settled_on, said, flow, None, data)
        lines.append(Line((row.settled_on, row.id), entry))
    return lines


SOURCES = (
    Source("m", _msgs),
    Source("r", _runs_started),
    Source("x", _runs_ended, is_timed=True),
    Source("t", _tickets),
    Source("c", _calls),
    Source("e", _changes),
    Source("f", _campaigns, is_timed=True),
)
