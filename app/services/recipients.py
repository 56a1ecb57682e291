"""Who gets a broadcast or is started: recipients as rows keep them, and the next of them in the order of their ids.

Kept as `contact_ids` (in order), `group_ids`, `urns` (identities that nobody has looked up yet), `query` and `create_contact`.
Whoever works through them first turns the URNs into contacts, then goes on by id, so that the last id is all that must be
remembered.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from app import ids
from app.clock import Clock
from app.contracts import broadcasts as contracts
from app.engine import urns
from app.engine.contactql import QueryError, parse_query
from app.errors import Invalid, NotFound
from app.services import contacts, tallies
from app.services.assets import WorkspaceAssets
from app.services.contact_matching import Matching
from app.store import tables
from app.store.database import UnitOfWork

MAX_CONTACTS, MAX_GROUPS, MAX_URNS = 10_000, 100, 1_000
MAX_DAYS = 3_650  # back from today
SCANNED = 200  # contacts that one look for a query goes through
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Recipients:
    contact_ids: Sequence[int] = ()
    group_ids: Sequence[int] = ()
    urns: Sequence[str] = ()
    query: str = ""
    create_contact: bool = False

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)

    def to_json(self) -> dict[str, Any]:
        """What is empty is left out."""
        everything = {
            "contact_ids": list(self.contact_ids),
            "group_ids": list(self.group_ids),
            "urns": list(self.urns),
            "query": self.query,
            "create_contact": self.create_contact,
        }
        return {name: value for name, value in everything.items() if value}

    @property
    def has_unknown(self) -> bool:
        """Whether there are contacts that have yet to be looked up or made."""
        return bool(self.urns) or self.create_contact

    @property
    def is_plain(self) -> bool:
        """Named one by one, without groups and query."""
        return not (self.group_ids or self.query)

    @property
    def count(self) -> int:
        """Of those named one by one."""
        return len(self.contact_ids) + len(self.urns) + self.create_contact

    def estimate(self, session: Session) -> int | None:
        """How many there are at most; None with a query, which nobody has counted."""
        if self.query:
            return None
        members = tallies.read(session, "group") if self.group_ids else {}
        return self.count + sum(members.get(str(group_id), 0) for group_id in self.group_ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """The next contacts, and how far the look went. `is_last`: there are no more behind `cursor`."""

    contact_ids: Sequence[int]
    cursor: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Exclusions:
    """As the contract has them, and as RapidPro names them in flows. `group_ids`: whose members are left out (triggers)."""

    non_active: bool = False
    in_a_flow: bool = False
    started_previously: bool = False
    not_seen_since_days: int = 0
    group_ids: Sequence[int] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any] | None) -> Self:
        """Of what a flow says; what can't be read excludes nobody."""
        given = data or {}
        days = given.get("not_seen_since_days")
        flags = {name: given.get(name) is True for name in ("non_active", "in_a_flow", "started_previously")}
        if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= MAX_DAYS:
            days = 0
        return cls(**flags, not_seen_since_days=days, group_ids=given.get("group_ids") or ())

    def to_json(self) -> dict[str, Any] | None:
        everything = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in everything.items() if value} or None

    def left_out(self, session: Session, people: Sequence[tables.Contact], flow_id: int | None, now: dt.datetime) -> set[int]:
        """Ids of those of `people` who are excluded. `now` in the workspace's zone: days are compared, as in contact queries."""
        found: set[int] = set()
        keys = [person.id for person in people]
        if self.non_active:
            found.update(person.id for person in people if person.status != "active")
        if self.in_a_flow:
            found.update(session.scalars(_WAITING, {"keys": keys}))
        if self.started_previously and flow_id is not None:
            found.update(session.scalars(_STARTED, {"keys": keys, "flow_id": flow_id}))
        if self.not_seen_since_days:
            last = now.date() - dt.timedelta(days=self.not_seen_since_days)
            found.update(person.id for person in people if not _seen_after(person, last, now.tzinfo))
        if self.group_ids:
            found.update(session.scalars(_IN_GROUPS, {"keys": keys, "groups": list(self.group_ids)}))
        return found


def local_now(clock: Clock, shared: WorkspaceAssets) -> dt.datetime:
    """In the workspace's zone."""
    return clock.now().astimezone(shared.env.timezone)


def _seen_after(person: tables.Contact, day: dt.date, zone: dt.tzinfo | None) -> bool:
    return person.last_seen_on is not None and person.last_seen_on.astimezone(zone).date() > day


def check_exclusions(given: contracts.Exclusions) -> Exclusions:
    """Raises Invalid not_seen_since_days `range`."""
    if not 0 <= given.not_seen_since_days <= MAX_DAYS:
        raise Invalid("not_seen_since_days", "range", most=MAX_DAYS)
    return Exclusions(given.non_active, given.in_a_flow, given.started_previously, given.not_seen_since_days)


def check_recipients(session: Session, shared: WorkspaceAssets, given: contracts.Recipients) -> Recipients:
    """What staff named. Raises NotFound, or Invalid recipients, urns or query."""
    if len(given.contacts) > MAX_CONTACTS or len(given.groups) > MAX_GROUPS or len(given.urns) > MAX_URNS:
        raise Invalid("recipients", "too_many", contacts=MAX_CONTACTS, groups=MAX_GROUPS, urns=MAX_URNS)
    people = _contact_ids(session, shared.workspace.id, given.contacts)
    groups = _group_ids(session, shared.workspace.id, given.groups)
    _all_found("contact", given.contacts, people)
    _all_found("group", given.groups, groups)
    addresses = [_address(urn, shared.workspace.country) for urn in given.urns]
    if None in addresses:
        raise Invalid("urns", "unknown")
    query = given.query.strip()
    if query:
        try:
            parse_query(query, shared.assets, shared.env)
        except QueryError as error:
            raise Invalid("query", error.code, **error.extra) from error
    if not (people or groups or addresses or query):
        raise Invalid("recipients", "empty")
    known = _owners(session, shared.workspace.id, [one for one in addresses if one])
    unknown = [one for one in dict.fromkeys(addresses) if one and one not in known]
    return Recipients(sorted({*people.values(), *known.values()}), sorted(groups.values()), unknown, query)


def read_event(session: Session, workspace: tables.Workspace, event: Mapping[str, Any]) -> Recipients:
    """What an event of a flow names; contacts and groups that are gone and addresses that are none are left out."""
    people = _contact_ids(session, workspace.id, [ref["uuid"] for ref in event.get("contacts") or ()])
    groups = _group_ids(session, workspace.id, [ref["uuid"] for ref in event.get("groups") or ()])
    addresses = [_address(urn, workspace.country) for urn in event.get("urns") or ()]
    return Recipients(
        contact_ids=sorted(people.values()),
        group_ids=sorted(groups.values()),
        urns=[one for one in dict.fromkeys(addresses) if one],
        query=(event.get("contact_query") or "").strip(),
        create_contact=bool(event.get("create_contact")),
    )


def look_up(work: UnitOfWork, workspace: tables.Workspace, wanted: Recipients, now: dt.datetime, limit: int = 100) -> Recipients:
    """The same with the first so many URNs turned into contacts; who is nobody's becomes one, as in RapidPro."""
    people = list(wanted.contact_ids)
    for identity in wanted.urns[:limit]:
        known = contacts.find_by_urn(work.session, workspace.id, identity)
        _add(people, known.contact_id if known else contacts.create(work, workspace, identity, None, now))
    if wanted.create_contact:
        _add(people, new_contact(work, workspace, now).id)
    return replace(wanted, contact_ids=people, urns=wanted.urns[limit:], create_contact=False)


def new_contact(work: UnitOfWork, workspace: tables.Workspace, now: dt.datetime) -> tables.Contact:
    """Without name and URN; the flow gives it both."""
    contact = tables.Contact(uuid=ids.uuid4(), workspace_id=workspace.id, fields={}, created_on=now, modified_on=now)
    work.session.add(contact)
    work.session.flush()
    contacts.mark_dirty(work.session, contact.id, contact.revision)
    work.publish("contacts", workspace.uuid, contact.uuid)
    return contact


@dataclass(slots=True)
class Finder:
    """Looks for recipients. Make one for each read transaction: it holds what the workspace was when it began."""

    session: Session
    shared: WorkspaceAssets
    wanted: Recipients
    _matching: Matching | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.wanted.query:
            self._matching = Matching.of(self.shared, self.wanted.query)

    def next(self, cursor: int, limit: int = 100) -> Batch:
        """Raises QueryError for a query that can no longer be read."""
        looks = [self._named(cursor, limit), *(self._members(one, cursor, limit) for one in self.wanted.group_ids)]
        if self._matching is not None:
            looks.append(self._matches(self._matching, cursor))
        bound = min((look.bound for look in looks), default=math.inf)
        found = sorted({one for look in looks for one in look.found if one <= bound})
        if len(found) > limit:
            return Batch(found[:limit], found[limit - 1], is_last=False)
        return Batch(found, cursor if bound == math.inf else int(bound), is_last=bound == math.inf)

    def people(self, contact_ids: Sequence[int]) -> list[tables.Contact]:
        """Their rows, without the deleted."""
        wanted = {"keys": list(contact_ids), "workspace_id": self.shared.workspace.id}
        return list(self.session.scalars(_PEOPLE, wanted)) if contact_ids else []

    def _named(self, cursor: int, limit: int) -> _Look:
        at = bisect_right(self.wanted.contact_ids, cursor)
        return _Look.of(self.wanted.contact_ids[at : at + limit], limit)

    def _members(self, group_id: int, cursor: int, limit: int) -> _Look:
        wanted = {"group_id": group_id, "cursor": cursor, "limit": limit}
        return _Look.of(self.session.scalars(_MEMBERS, wanted).all(), limit)

    def _matches(self, matching: Matching, cursor: int) -> _Look:
        wanted = {"workspace_id": self.shared.workspace.id, "cursor": cursor, "limit": SCANNED}
        people = self.session.scalars(_ACTIVE, wanted).all()
        return replace(_Look.of([contact.id for contact in people], SCANNED), found=matching.matching(self.session, people))


@dataclass(frozen=True, slots=True)
class _Look:
    """What one way of naming gave. It gave everything up to the contact `bound`."""

    found: Sequence[int]
    bound: float

    @classmethod
    def of(cls, found: Sequence[int], limit: int) -> _Look:
        return cls(found, math.inf if len(found) < limit else found[-1])


def shown(session: Session, wanted: Recipients) -> contracts.ShownRecipients:
    """As lists show them; groups by name."""
    group = tables.ContactGroup
    query = select(group.uuid, group.name).where(group.id.in_(wanted.group_ids)).order_by(group.name)
    names = [contracts.Named(row.uuid, row.name) for row in session.execute(query)] if wanted.group_ids else []
    return contracts.ShownRecipients(len(wanted.contact_ids), len(wanted.urns), names, wanted.query)


def shown_exclusions(data: Mapping[str, Any] | None) -> contracts.Exclusions:
    found = Exclusions.read(data)
    return contracts.Exclusions(found.non_active, found.in_a_flow, found.started_previously, found.not_seen_since_days)


def _add(people: list[int], contact_id: int) -> None:
    at = bisect_right(people, contact_id)
    if at == 0 or people[at - 1] != contact_id:
        insort(people, contact_id)


def _address(urn: str, country: str) -> str | None:
    """The identity of a URN or of a bare number; None: it is neither."""
    text = urn.strip()
    found = urns.normalize(text if ":" in text else f"tel:{text}", country)
    return urns.identity(found) if urns.is_valid(found) else None


def _contact_ids(session: Session, workspace_id: int, uuids: Sequence[str]) -> dict[str, int]:
    contact = tables.Contact
    query = select(contact.uuid, contact.id).where(contact.workspace_id == workspace_id, ~contact.is_deleted)
    return _found(session, query, contact.uuid, uuids)


def _group_ids(session: Session, workspace_id: int, uuids: Sequence[str]) -> dict[str, int]:
    group = tables.ContactGroup
    query = select(group.uuid, group.id).where(group.workspace_id == workspace_id, group.is_active)
    return _found(session, query, group.uuid, uuids)


def _owners(session: Session, workspace_id: int, identities: Sequence[str]) -> dict[str, int]:
    urn = tables.ContactUrn
    query = select(urn.identity, urn.contact_id).where(urn.workspace_id == workspace_id)
    return _found(session, query, urn.identity, identities)


def _found(session: Session, query: Any, column: Any, names: Sequence[str]) -> dict[str, int]:
    """Ids by name; asked in parts, because statements take so many values only."""
    found: dict[str, int] = {}
    for start in range(0, len(names), CHUNK):
        found.update((row[0], row[1]) for row in session.execute(query.where(column.in_(names[start : start + CHUNK]))))
    return found


def _all_found(kind: str, uuids: Iterable[str], found: Mapping[str, int]) -> None:
    missing = next((uuid for uuid in uuids if uuid not in found), None)
    if missing is not None:
        raise NotFound(kind, missing[:64])


# Made once: putting a statement together costs more than running it.
_CONTACT, _MEMBER, _SESSION, _RUN = tables.Contact, tables.GroupContact, tables.Session, tables.Run
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_WAITING = select(_SESSION.contact_id).where(_SESSION.contact_id.in_(_KEYS), _SESSION.status == "waiting")
_GROUPS: BindParameter[Any] = bindparam("groups", expanding=True)
_IN_GROUPS = select(_MEMBER.contact_id).where(_MEMBER.group_id.in_(_GROUPS), _MEMBER.contact_id.in_(_KEYS))
_STARTED = select(_RUN.contact_id).where(_RUN.contact_id.in_(_KEYS), _RUN.flow_id == bindparam("flow_id"))
_PEOPLE = (
    select(_CONTACT)
    .where(_CONTACT.id.in_(_KEYS), _CONTACT.workspace_id == bindparam("workspace_id"), ~_CONTACT.is_deleted)
    .order_by(_CONTACT.id)
)
_MEMBERS = (
    select(_MEMBER.contact_id)
    .where(_MEMBER.group_id == bindparam("group_id"), _MEMBER.contact_id > bindparam("cursor"))
    .order_by(_MEMBER.contact_id)
    .limit(bindparam("limit"))
)
_ACTIVE = (
    select(_CONTACT)
    .where(_CONTACT.workspace_id == bindparam("workspace_id"), _CONTACT.status == "active", ~_CONTACT.is_deleted)
    .where(_CONTACT.id > bindparam("cursor"))
    .order_by(_CONTACT.id)
    .limit(bindparam("limit"))
)
