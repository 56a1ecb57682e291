"""Status reports of modems: which part each is about.

A report names the part by a number from 0 to 255 that the modem chose, and the recipient; networks write the number in one form
or another, so its last digits count. It may come before the modem said which number the part got, twice, or never. What fits
nothing yet, or one of several parts in doubt, is parked for a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ports import PartReport, SendReport
from app.services.base import Core
from app.services.outbox_rows import HANDED, SENT, UNCERTAIN
from app.services.send_reports import Reporting
from app.store import tables
from app.store.database import UnitOfWork

VALID_FOR = dt.timedelta(hours=25)  # the network tries for a day
DIGITS, LEAST_DIGITS = 8, 6
MAX_PARKED = 500  # of one SIM
MAX_ADDRESS = 64

_Part, _Parked = tables.AttemptPart, tables.ParkedReport
_PARK: Literal["park"] = "park"
_REPEATED: Literal["repeated"] = "repeated"
_Found = tables.AttemptPart | Literal["park", "repeated"]


@dataclass(frozen=True, slots=True)
class _Came:
    """A report, and when it came by our clock: what was begun after that it can't be about."""

    report: PartReport
    on: dt.datetime


def take(core: Core, work: UnitOfWork, channel_id: int, reports: Sequence[PartReport]) -> None:
    """In the caller's transaction."""
    for report in reports:
        came = _Came(report, core.clock.now())
        if not _settle(core, work, channel_id, came) and _park(work.session, channel_id, came):
            take_parked(core, work, channel_id)


def take_parked(core: Core, work: UnitOfWork, channel_id: int) -> None:
    """Now that more is known of what was sent, what was parked may find its part."""
    for row in work.session.scalars(select(_Parked).where(_Parked.channel_id == channel_id).order_by(_Parked.id)).all():
        if _settle(core, work, channel_id, _Came(_report_of(row), row.received_on)):
            work.session.delete(row)
            work.session.flush()


def same_number(one: str, other: str) -> bool:
    """By the last digits, as networks drop what stands before them. Short codes must be the same."""
    first, second = (_digits(number)[-DIGITS:] for number in (one, other))
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return short == long or (len(short) >= LEAST_DIGITS and long.endswith(short))


def _settle(core: Core, work: UnitOfWork, channel_id: int, came: _Came) -> bool:
    """False: it has to wait."""
    found = _find(work.session, channel_id, came)
    if found == _PARK:
        return False
    if isinstance(found, tables.AttemptPart):
        report = came.report
        found.reference = report.reference
        work.session.flush()
        told = SendReport(found.attempt_id, report.outcome, report.occurred_on, found.part)
        Reporting(core, work, channel_id).take([told])
    return True


def _find(session: Session, channel_id: int, came: _Came) -> _Found:
    """The newest part with this number that has not arrived yet. One that is on its way to the same recipient may have got the
    number too, so that must be settled first. A part that may have gone out has no number, or its number was lost: if nothing
    else fits, it is that. Which one of several can't be told until each has its report."""
    parts = [part for part, path in _candidates(session, channel_id, came) if same_number(path, came.report.address)]
    numbered = [part for part in parts if part.reference == came.report.reference]
    unnumbered = [part for part in parts if part.reference is None]
    open_now = [part for part in numbered if part.delivered_on is None]
    on_its_way = any(part.state == HANDED for part in unnumbered)
    if open_now:
        if on_its_way:
            return _PARK
        return min(open_now, key=lambda part: part.failed_on is not None)
    if numbered:
        return _REPEATED
    if on_its_way:
        return _PARK
    if len(unnumbered) > 1 and any(part.state == UNCERTAIN for part in unnumbered):
        parked = _numbers_parked(session, channel_id, came, unnumbered[-1].begun_on)
        return unnumbered[-1] if len(parked) >= len(unnumbered) else _PARK
    return unnumbered[-1] if unnumbered else _PARK


def _numbers_parked(session: Session, channel_id: int, came: _Came, since: dt.datetime) -> set[int]:
    """Of parts to the same recipient."""
    waiting = select(_Parked.reference, _Parked.address).where(_Parked.channel_id == channel_id, _Parked.received_on >= since)
    return {reference for reference, address in session.execute(waiting) if same_number(address, came.report.address)}


def _candidates(session: Session, channel_id: int, came: _Came) -> Iterable[tuple[tables.AttemptPart, str]]:
    """The newest first, with the number each went to."""
    query = (
        select(_Part, tables.ContactUrn.path)
        .join(tables.Attempt, tables.Attempt.id == _Part.attempt_id)
        .join(tables.Msg, tables.Msg.id == tables.Attempt.msg_id)
        .join(tables.ContactUrn, tables.ContactUrn.id == tables.Msg.urn_id)
        .where(
            _Part.channel_id == channel_id,
            _Part.begun_on.between(came.on - VALID_FOR, came.on),
            (_Part.reference == came.report.reference) | (_Part.reference.is_(None) & _Part.state.in_((HANDED, UNCERTAIN, SENT))),
        )
        .order_by(_Part.begun_on.desc(), _Part.attempt_id.desc(), _Part.part.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _park(session: Session, channel_id: int, came: _Came) -> bool:
    """Once; and the oldest goes where there are too many. False: it was there."""
    report = came.report
    rows = session.scalars(select(_Parked).where(_Parked.channel_id == channel_id).order_by(_Parked.id)).all()
    if any(_report_of(row) == report for row in rows):
        return False
    if len(rows) >= MAX_PARKED:
        session.delete(rows[0])
    session.add(
        _Parked(
            channel_id=channel_id,
            reference=report.reference,
            address=report.address[:MAX_ADDRESS],
            outcome=report.outcome,
            occurred_on=report.occurred_on,
            received_on=came.on,
        )
    )
    session.flush()
    return True


def _report_of(row: tables.ParkedReport) -> PartReport:
    outcome: Literal["sent", "delivered", "failed"] = row.outcome  # type: ignore[assignment]
    return PartReport(row.reference, row.address, outcome, row.occurred_on)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isdigit())
