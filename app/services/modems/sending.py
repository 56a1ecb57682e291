"""What a modem sends: message by message, each part durable before it goes, so that a kill never sends one twice unasked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.contracts.messages import TOO_OLD
from app.errors import Invalid, OutpostError
from app.ports import Handed, ModemTask, SendReport
from app.services.base import Core
from app.services.handing import fail_msg, publish_msg
from app.services.modems import part_reports, sims
from app.services.modems.joining import MAX_PARTS
from app.services.outbox import UNREPORTED_FOR, Outbox
from app.services.outbox_rows import FAILED, HANDED, UNCERTAIN
from app.services.radio import MODEM_PARTS
from app.services.send_reports import Reporting
from app.store import tables
from app.store.database import UnitOfWork

_Attempt, _Part = tables.Attempt, tables.AttemptPart


def next_task(core: Core, outbox: Outbox, channel_id: int, resting: Sequence[int]) -> ModemTask | None:
    """First what was begun and does not rest; then the outbox says whose turn it is. A message goes only as a whole: one that the
    day's limit has no room for waits for tomorrow, one that is longer than a day is the only one of its day."""
    with core.store.read() as session:
        channel = sims.find_used(session, channel_id)
        if channel is None:
            return None
        known = sims.SimSettings.of(channel)
        has_open = session.scalar(_open(channel_id, resting).limit(1)) is not None
        sent = sims.sent_today(session, core, channel_id)
    begun = _begun(core, channel_id, resting) if has_open else None
    if begun is not None or known.paused:
        return None if known.paused else begun
    left = known.daily_limit - sent
    if left <= 0:
        return None
    handed = outbox.take_one(channel_id, left if sent else MODEM_PARTS, resting)
    return None if handed is None else _task(handed, {})


def begin(core: Core, attempt_id: int, part: int, total: int) -> None:
    """On the disk before the part goes. Errors: `attempt_over`, `part_begun`, `invalid` part."""
    with core.store.write(durable=True) as work:
        attempt = work.session.get(_Attempt, attempt_id, with_for_update=True)
        if attempt is None or attempt.state != HANDED:
            raise OutpostError("attempt_over")
        if not 1 <= part <= total <= MAX_PARTS:
            raise Invalid("part", "out_of_range")
        known = work.session.get(_Part, (attempt_id, part))
        if known is not None:
            if known.state != HANDED:
                raise OutpostError("part_begun")
            return
        attempt.segments = total  # as it is really cut
        work.session.add(_new_part(core, attempt, part))
        work.commit()


def sent(core: Core, attempt_id: int, part: int, reference: int | None) -> None:
    """The network took it, and reports will name it by the reference (None: the modem's answer was lost)."""
    with core.store.write(durable=True) as work:
        attempt = work.session.get(_Attempt, attempt_id, with_for_update=True)
        if attempt is None:
            return
        row = work.session.get(_Part, (attempt_id, part))
        if row is None:
            row = _new_part(core, attempt, part)
            work.session.add(row)
        row.reference = row.reference if reference is None else reference
        work.session.flush()
        Reporting(core, work, attempt.channel_id).take([SendReport(attempt_id, "sent", core.clock.now(), part)])
        _close(core, work, attempt)
        work.commit()


def refused(core: Core, attempt_id: int, part: int, code: int | None, *, may_have_gone: bool) -> None:
    with core.store.write(durable=True) as work:
        attempt = work.session.get(_Attempt, attempt_id, with_for_update=True)
        if attempt is None:
            return
        row = work.session.get(_Part, (attempt_id, part))
        if row is None:
            row = _new_part(core, attempt, part)
            work.session.add(row)
        row.code = row.code if code is None else code
        if may_have_gone:
            row.state = UNCERTAIN if row.state == HANDED else row.state
        work.session.flush()
        if not may_have_gone:
            Reporting(core, work, attempt.channel_id).take([SendReport(attempt_id, "failed", core.clock.now(), part)])
        _close(core, work, attempt)
        work.commit()


def given_back(core: Core, attempt_id: int, part: int) -> None:
    """It certainly did not go: as if it had never been begun."""
    with core.store.write(durable=True) as work:
        row = work.session.get(_Part, (attempt_id, part))
        if row is None or row.state != HANDED:
            return
        channel_id = row.channel_id
        work.session.delete(row)
        work.session.flush()
        part_reports.take_parked(core, work, channel_id)
        work.commit()


def take_back_unbegun(core: Core, work: UnitOfWork, channel_id: int, reason: str) -> int:
    """Messages that the modem was given and has not begun: they certainly did not go, and fail for this reason."""
    session = work.session
    rows = session.scalars(_open(channel_id).where(~_has_parts()).with_for_update()).all()
    for attempt in rows:
        _fail_unbegun(core, work, attempt, reason)
    return len(rows)


def doubt_begun(work: UnitOfWork, channel_id: int) -> None:
    """Nobody will tell any more what became of these parts."""
    work.session.execute(_DOUBT.where(_Part.channel_id == channel_id))


def fail_unbegun_too_old(core: Core) -> int:
    """As `outbox.doubt_unreported`, of what a modem that is away was given and has not begun. Returns how many."""
    old = _Attempt.handed_on < core.clock.now() - UNREPORTED_FOR
    modem = select(tables.Channel.id).where(tables.Channel.kind == sims.KIND)
    query = select(_Attempt).where(_Attempt.channel_id.in_(modem), _Attempt.state == HANDED, old, ~_has_parts())
    with core.store.write(durable=False) as work:
        rows = work.session.scalars(query.with_for_update()).all()
        for attempt in rows:
            _fail_unbegun(core, work, attempt, TOO_OLD)
        work.commit()
    return len(rows)


def _fail_unbegun(core: Core, work: UnitOfWork, attempt: tables.Attempt, reason: str) -> None:
    msg = work.session.get_one(tables.Msg, attempt.msg_id)
    attempt.state, attempt.failed_on = FAILED, core.clock.now()
    if msg.status == "wired":
        fail_msg(core, work, msg, reason)
    work.session.flush()


def _begun(core: Core, channel_id: int, resting: Sequence[int]) -> ModemTask | None:
    """The oldest message that is not at its end. A part that was begun, and of which nothing was told since, may have gone."""
    with core.store.write(durable=True) as work:
        task = None
        for attempt in work.session.scalars(_open(channel_id, resting).with_for_update()).all():
            task = _go_on(core, work, attempt)
            if task is not None:
                break
        work.commit()
    return task


def _go_on(core: Core, work: UnitOfWork, attempt: tables.Attempt) -> ModemTask | None:
    session = work.session
    session.execute(_DOUBT.where(_Part.attempt_id == attempt.id))
    _close(core, work, attempt)
    if attempt.state != HANDED:
        return None
    msg = session.get_one(tables.Msg, attempt.msg_id)
    urn = session.get(tables.ContactUrn, msg.urn_id) if msg.urn_id else None
    parts = _parts(session, attempt.id)
    if msg.status != "wired" or urn is None:
        # A late word about an earlier try says that it went out.
        attempt.state = UNCERTAIN if parts else FAILED
        session.flush()
        return None
    done = {row.part: HANDED if row.state == UNCERTAIN else row.state for row in parts}
    return _task(Handed(attempt.id, urn.path, msg.text), done)


def _close(core: Core, work: UnitOfWork, attempt: tables.Attempt) -> None:
    """After a word about one of its parts: reports that waited for it, and whether the message is at its end with a doubt."""
    session = work.session
    session.flush()
    part_reports.take_parked(core, work, attempt.channel_id)
    session.refresh(attempt)
    states = [row.state for row in _parts(session, attempt.id)]
    if attempt.state == HANDED and len(states) >= attempt.segments and HANDED not in states and UNCERTAIN in states:
        attempt.state = UNCERTAIN
        publish_msg(work, session.get_one(tables.Msg, attempt.msg_id))
        session.flush()


def _parts(session: Session, attempt_id: int) -> Sequence[tables.AttemptPart]:
    return session.scalars(select(_Part).where(_Part.attempt_id == attempt_id).order_by(_Part.part)).all()


def _new_part(core: Core, attempt: tables.Attempt, part: int) -> tables.AttemptPart:
    return _Part(attempt_id=attempt.id, part=part, channel_id=attempt.channel_id, state=HANDED, begun_on=core.clock.now())


def _task(handed: Handed, done: dict[int, str]) -> ModemTask:
    return ModemTask(handed.attempt_id, handed.address, handed.text, done)


def _open(channel_id: int, resting: Sequence[int] = ()) -> Any:
    """Messages that are not at their end, but those that rest."""
    open_now = (_Attempt.channel_id == channel_id, _Attempt.state == HANDED, _Attempt.id.not_in(resting))
    return select(_Attempt).where(*open_now).order_by(_Attempt.id)


def _has_parts() -> Any:
    return exists().where(_Part.attempt_id == _Attempt.id)


_DOUBT = update(_Part).where(_Part.state == HANDED).values(state=UNCERTAIN).execution_options(synchronize_session="fetch")
