"""Changes of contacts from outside flows: made by the engine's modifiers and written as a flow's changes are.

Contacts are read and changed in memory first. Then one transaction writes them, all but those that somebody else changed
meanwhile, which are read and changed anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, select, update
from sqlalchemy.orm import Session

from app import ids
from app.engine.capabilities import Capabilities
from app.engine.contact import Contact
from app.engine.errors import EngineError
from app.engine.groups import reevaluate
from app.engine.limits import Limits
from app.engine.modifiers import Modifier, Setting, apply_modifier, read_modifier
from app.errors import NotFound, OutpostError
from app.services import campaign_marks, contacts, effects, tallies
from app.services.assets import WorkspaceAssets, assets_revision
from app.services.base import Core
from app.services.contact_matching import read_contacts
from app.services.effects import EffectContext
from app.services.effects.context import NO_RUNS
from app.services.flow_runtime import runtime_of
from app.services.session_ends import end_session
from app.services.turn import CONTACT_COLUMNS, INTERRUPTED, WAITING, contact_update
from app.store import tables
from app.store.database import UnitOfWork

BATCH = 100  # contacts of one transaction
MAX_TRIES = 5  # of changing contacts anew because something else changed them meanwhile
LIMITS = Limits()

Event = Mapping[str, Any]
Make = Callable[[WorkspaceAssets, Contact], Sequence[Modifier]]
Transaction = Callable[[int], AbstractContextManager[UnitOfWork]]
"""Opens a write transaction for a change of so many contacts, which commits at the end of its block."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Contacts as they were, with the assets of that moment. The rows are working copies in no session."""

    shared: WorkspaceAssets
    people: Sequence[tuple[tables.Contact, Contact]]


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to become of a contact: `events` are to be written, `errors` say what could not be done."""

    row: tables.Contact
    before: Mapping[str, Any]
    events: Sequence[Event]
    errors: Sequence[Event]

    @classmethod
    def of(cls, row: tables.Contact, told: Sequence[Event]) -> Planned:
        before = {name: getattr(row, name) for name in CONTACT_COLUMNS}
        events = [event for event in told if event["type"] != "error"]
        return cls(row, before, events, [event for event in told if event["type"] == "error"])


@dataclass(slots=True)
class Outcome:
    """Contacts by id: those that changed, those that were that way already, those that could not be changed (with error events).

    Ids that there are no contacts for are in none of them.
    """

    changed: list[int] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    refused: dict[int, Sequence[Event]] = field(default_factory=dict)

    def add(self, planned: Planned) -> None:
        if planned.events:
            self.changed.append(planned.row.id)
        elif planned.errors:
            self.refused[planned.row.id] = planned.errors
        else:
            self.unchanged.append(planned.row.id)


def by_json(*modifiers: Mapping[str, Any]) -> Make:
    """The same modifiers, in GoFlow's JSON, for every contact. Raises NotFound when
    something that they name is gone."""

    def make(shared: WorkspaceAssets, contact: Contact) -> Sequence[Modifier]:
        try:
            return [read_modifier(data, shared.assets) for data in modifiers]
        except EngineError as error:
            raise NotFound("asset", error.code) from error

    return make


def modify(
    core: Core,
    workspace_id: int,
    contact_ids: Sequence[int],
    make: Make,
    *,
    transaction: Transaction,
    user_id: int | None = None,
    check: Callable[[Planned], None] | None = None,
) -> Outcome:
    """Change contacts in batches, each its own transaction; at least one is opened.

    `check` may refuse a change by raising, before anything of its batch is written. Raises OutpostError `contact_busy`
    (retryable) when somebody else changes a contact over and over; earlier batches then stand.
    """
    outcome = Outcome()

    def attempt(left: Sequence[int]) -> list[int]:
        """One transaction; ids of those that must be changed anew."""
        with core.store.read() as session:
            reading = read(core, session, workspace_id, left)
        shared = reading.shared
        planned = [plan(core, shared, row, contact, make(shared, contact)) for row, contact in reading.people]
        if check is not None:
            for one in planned:
                check(one)
        with transaction(len(left)) as work:
            stale = write(core, work, reading, planned, user_id)
        for one in planned:
            if one.row.id not in stale:
                outcome.add(one)
        return sorted(stale)

    for start in range(0, max(len(contact_ids), 1), BATCH):
        left: Sequence[int] = contact_ids[start : start + BATCH]
        for _ in range(MAX_TRIES):
            left = attempt(left)
            if not left:
                break
        else:
            raise OutpostError("contact_busy", retryable=True)
    return outcome


def new_row(workspace_id: int, now: dt.datetime) -> tables.Contact:
    """Of a contact that is not written yet (`contacts.insert_empty`), in no session."""
    return tables.Contact(
        uuid=ids.uuid4(),
        workspace_id=workspace_id,
        name="",
        name_key="",
        language="",
        timezone="",
        status="active",
        fields={},
        created_on=now,
        modified_on=now,
        open_tickets=0,
        is_deleted=False,
        revision=1,
    )


def read(core: Core, session: Session, workspace_id: int, contact_ids: Sequence[int]) -> Reading:
    """Contacts of the workspace that were not deleted, by id."""
    shared = runtime_of(core).assets.get(session, workspace_id)
    rows = list(session.scalars(_CONTACTS, {"keys": list(contact_ids), "workspace_id": workspace_id}))
    people = read_contacts(session, shared, rows)
    session.expunge_all()
    return Reading(shared, people)


def plan(core: Core, shared: WorkspaceAssets, row: tables.Contact, contact: Contact, modifiers: Sequence[Modifier]) -> Planned:
    """Change the engine's contact. Smart groups follow, also when no modifier did anything."""
    told: list[Event] = []
    runtime = runtime_of(core)
    may_have = Capabilities(claim_urn=lambda uuid, identity: contacts.may_claim_urn(core.store, uuid, identity))
    setting = Setting(runtime.universe, shared.env, shared.assets, LIMITS, may_have, told.append)
    for modifier in modifiers:
        apply_modifier(modifier, contact, setting)
    moved = reevaluate(contact, shared.assets, shared.env, runtime.universe)
    if moved:
        told.append(moved)
    return Planned.of(row, told)


def write(core: Core, work: UnitOfWork, reading: Reading, planned: Sequence[Planned], user_id: int | None) -> set[int]:
    """Write what was planned, in the caller's transaction. Returns the ids of those that somebody else changed meanwhile:
    of them nothing is written."""
    wanted = [one for one in planned if one.events]
    stale = _stale(work.session, reading, wanted)
    ticks: list[tallies.Tick] = []
    with work.session.no_autoflush:
        for one in wanted:
            if one.row.id not in stale:
                ticks += _write_one(core, work, reading.shared, one, user_id)
        tallies.add(work, reading.shared.workspace.id, ticks)
        if reading.shared.has_campaigns:
            written = [one.row.id for one in wanted if one.row.id not in stale]
            campaign_marks.contacts_changed(work, core, reading.shared.workspace, written)
    return stale


def _write_one(
    core: Core, work: UnitOfWork, shared: WorkspaceAssets, planned: Planned, user_id: int | None
) -> list[tallies.Tick]:
    """The caller made sure that the contact is still as it was read; and adds the ticks."""
    row, zone = planned.row, ZoneInfo(shared.workspace.timezone)
    context = EffectContext(
        core=core,
        work=work,
        shared=shared,
        contact=row,
        session=None,
        runs=NO_RUNS,
        current_run=None,
        heard_on=None,
        urns=(),
        now=core.clock.now(),
        user_id=user_id,
    )
    effects.before_commit(context, planned.events)
    work.session.flush()
    ticks = [] if row.status == "active" else _leave_flow(work, row, context, zone)
    changed = {name: value for name in CONTACT_COLUMNS if (value := getattr(row, name)) != planned.before[name]}
    values = {"of_id": row.id, "of_revision": row.revision, **changed}
    if work.session.connection().execute(contact_update(frozenset(changed)), values).rowcount != 1:
        raise RuntimeError("the contact changed inside the transaction")
    work.after_commit(lambda: effects.after_commit(context, planned.events))
    return ticks


def unchanged(session: Session, rows: Sequence[tables.Contact]) -> list[tables.Contact]:
    """Those of these working copies that are still as they were read; locked until the transaction ends."""
    found = session.connection().execute(_REVISIONS, {"keys": [row.id for row in rows]})
    now = {row.id: row.revision for row in found}
    return [row for row in rows if now.get(row.id) == row.revision]


def touch(core: Core, work: UnitOfWork, rows: Sequence[tables.Contact]) -> None:
    """In the caller's transaction, something of these unchanged contacts was changed: whoever read them before must read anew."""
    if rows:
        values = [{"of_id": row.id, "now": core.clock.now()} for row in rows]
        work.session.connection().execute(_TOUCH, values)
        contacts.mark_all_dirty(work.session, [(row.id, row.revision + 1) for row in rows])


def regroup(core: Core, contact_id: int) -> None:
    """Look at the contact's smart groups anew. Safe to repeat."""
    with core.store.read() as session:
        workspace_id = session.scalar(select(tables.Contact.workspace_id).where(tables.Contact.id == contact_id))
    if workspace_id is None:
        return

    def nothing(shared: WorkspaceAssets, contact: Contact) -> Sequence[Modifier]:
        return ()

    modify(core, workspace_id, [contact_id], nothing, transaction=lambda count: quietly(core))


@contextmanager
def quietly(core: Core) -> Iterator[UnitOfWork]:
    """A write transaction of the office itself: no audit, not waited for to be on the disk."""
    with core.store.write(durable=False) as work:
        yield work
        work.commit()


def _stale(session: Session, reading: Reading, planned: Sequence[Planned]) -> set[int]:
    """Those that are no longer as they were read; all, when the workspace's groups or fields may have changed."""
    if assets_revision(session, reading.shared.workspace.id) != reading.shared.revision:
        return {one.row.id for one in planned}
    kept = {row.id for row in unchanged(session, [one.row for one in planned])}
    return {one.row.id for one in planned if one.row.id not in kept}


def _leave_flow(work: UnitOfWork, row: tables.Contact, context: EffectContext, zone: ZoneInfo) -> list[tallies.Tick]:
    """Who is not active is in no flow any more."""
    ticks: list[tallies.Tick] = []
    for session_id in work.session.connection().execute(_WAITING, {"of_contact": row.id}).scalars().all():
        ticks += end_session(work, session_id, INTERRUPTED, context.now, zone)
    row.current_flow_id = None
    return ticks


# Made once: putting a statement together costs more than running it.
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_CONTACT, _SESSION = tables.Contact, tables.Session
_CONTACTS = (
    select(_CONTACT)
    .where(_CONTACT.id.in_(_KEYS), _CONTACT.workspace_id == bindparam("workspace_id"), ~_CONTACT.is_deleted)
    .order_by(_CONTACT.id)
)
_REVISIONS = select(_CONTACT.id, _CONTACT.revision).where(_CONTACT.id.in_(_KEYS)).order_by(_CONTACT.id).with_for_update()
_TOUCH = (
    update(_CONTACT)
    .where(_CONTACT.id == bindparam("of_id"))
    .values(revision=_CONTACT.revision + 1, modified_on=bindparam("now", type_=_CONTACT.modified_on.type))
)
_WAITING = select(_SESSION.id).where(_SESSION.contact_id == bindparam("of_contact"), _SESSION.status == WAITING)
