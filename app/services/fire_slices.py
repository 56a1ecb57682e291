"""Timers that are due, in slices: where many fall due at the same time, some are read, played and written together, which costs
a fraction of one by one.

Each has a task of its own all the same, as with messages that came in (`inbound_slices`): whatever a slice leaves goes off by
that, and of what a slice has done the task finds nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError as DatabaseTrouble
from sqlalchemy.orm import Session

from app.services import fires, lateness
from app.services.base import Core
from app.services.conversations import Conversations
from app.services.flow_runtime import FlowRuntime, runtime_of
from app.services.turn import AlreadyDone, Conflict, Played, read_situations, write_together
from app.store import tables
from app.store.locks import Busy

log = logging.getLogger(__name__)

TOGETHER = 10  # timers in one transaction: it holds up whoever else wants to write
FEWEST = 3  # that are worth a slice
LOOK_AT = 4 * TOGETHER  # some are other workspaces', or in others' hands


@dataclass(frozen=True, slots=True)
class _Due:
    fire: tables.Fire
    contact_id: int
    workspace_id: int


def fire(core: Core, fire_id: int) -> None:
    """This timer, if it is still due, and some that fell due just behind it. Safe to repeat."""
    if not fires.is_there(core, fire_id):
        return  # a slice has done it: where many are due, that is nine tasks of ten
    conversations = Conversations(core)
    try:
        if not core.queue.losses():  # whoever was lost before harms nobody else
            _fire_together(core, conversations, fire_id)
    except DatabaseTrouble:
        log.exception("slice_postponed", extra={"fire": fire_id})
    except Exception:
        log.exception("fires_apart", extra={"fire": fire_id})
    conversations.queue_parked()  # who came while the slice held their contact
    conversations.fire(fire_id)


def _fire_together(core: Core, conversations: Conversations, fire_id: int) -> None:
    with core.store.read() as session:
        found = _due_from(core, session, fire_id)
    if len(found) < FEWEST:
        return
    runtime = runtime_of(core)
    keys = [("contact", one.contact_id) for one in found]
    with runtime.locks.hold_free(keys) as held:
        played = _play(core, runtime, conversations, [one for one, key in zip(found, keys, strict=True) if key in held])
        try:
            left = write_together(core, played) if played else []
        except (AlreadyDone, Conflict):
            left = played
    if left:
        log.info("fires_left", extra={"count": len(left)})


def _due_from(core: Core, session: Session, fire_id: int) -> list[_Due]:
    """This one and those of its workspace that are due behind it, of each contact the first; without those that failed before,
    or whose session went on. Empty where this one is not due any more."""
    own = session.get(tables.Fire, fire_id)
    if own is None or own.due_on is None:
        return []
    after, until = lateness.timers_due(session, core.clock.now())
    if not after < own.due_on <= until:
        return []
    rows = [_Due(*row) for row in session.execute(_FROM, {"since": own.due_on, "until": until, "limit": LOOK_AT})]
    workspace_id = next((row.workspace_id for row in rows if row.fire.id == fire_id), None)
    of_contact: dict[int, _Due] = {}
    for row in rows:
        if row.workspace_id == workspace_id:
            of_contact.setdefault(row.contact_id, row)
    return list(of_contact.values())[:TOGETHER]


def _play(core: Core, runtime: FlowRuntime, conversations: Conversations, due: Sequence[_Due]) -> list[Played]:
    """Without those whose flow wants to call a web service: the others shall not wait for that."""
    if not due:
        return []
    with core.store.read() as session:
        shared = runtime.assets.get(session, due[0].workspace_id)
        situations = read_situations(session, shared, [one.contact_id for one in due])
    played: list[Played] = []
    for one in due:
        situation = situations.get(one.contact_id)
        waiting = situation.waiting if situation else None
        if situation is None or waiting is None or (waiting.id, waiting.version) != (one.fire.session_id, one.fire.version):
            continue
        try:
            with runtime.lane.without_calls():
                turn = conversations.play_fire(situation, one.fire)
        except Busy:
            continue
        if turn is not None:
            played.append((situation, turn))
    return played


_Fire, _Session = tables.Fire, tables.Session
_FIRST = (
    select(_Fire.id)
    .where(_Fire.due_on >= bindparam("since"), _Fire.due_on <= bindparam("until"), fires.IS_ALIVE)
    .order_by(_Fire.due_on, _Fire.id)
    .limit(bindparam("limit"))
    .subquery()
)
_FROM = (
    select(_Fire, _Session.contact_id, _Session.workspace_id)
    .join(_FIRST, _FIRST.c.id == _Fire.id)
    .join(_Session, _Session.id == _Fire.session_id)
    .where(_Session.status == "waiting", _Session.version == _Fire.version, _Fire.error_count == 0, _Fire.error.is_(None))
    .order_by(_Fire.due_on, _Fire.id)
)
