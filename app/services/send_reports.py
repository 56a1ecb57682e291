"""What channels tell of the messages they were handed. Statuses move forward only; late and repeated words are normal.

A message was sent when one of its attempts was, an attempt when all its parts were, and it failed when one part did for good.
"Sent" outweighs "failed": a phone that says both has sent it. What comes after "sent" is kept (`failed_on`) and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import Row, bindparam, func, select, update

from app.contracts.messages import ERROR_LIMIT
from app.ports import SendReport
from app.services import fires
from app.services.base import Core
from app.services.outbox_rows import DELIVERED, FAILED, HANDED, SENT, UNCERTAIN
from app.store import tables
from app.store.database import UnitOfWork

MAX_ERRORS = 3
RETRY_MINUTES = 5  # times the number of errors. Source: RapidPro
Outcome = Literal["sent", "delivered", "failed"]

MSG_RANK = {"queued": 0, "errored": 0, "wired": 1, "failed": 1, "sent": 2, "delivered": 3, "read": 4}
RANK = {"queued": 0, HANDED: 0, UNCERTAIN: 0, FAILED: 1, SENT: 2, DELIVERED: 3}


def outcome_of(states: Iterable[str], parts: int) -> Outcome | None:
    """What the `states` of the parts heard of make of an attempt with so many; None: nothing yet."""
    ranks = [RANK[state] for state in states]
    if len(ranks) == parts and min(ranks, default=0) >= RANK[SENT]:
        return "delivered" if min(ranks) >= RANK[DELIVERED] else "sent"
    return "failed" if RANK[FAILED] in ranks else None


class _Told(Protocol):
    """An attempt or a part of one, as far as it was heard of."""

    state: str
    sent_on: dt.datetime | None
    delivered_on: dt.datetime | None
    failed_on: dt.datetime | None


@dataclass(slots=True)
class _Message:
    """The columns of a message that a report may change, and whom to tell."""

    id: int
    workspace: str
    contact: str
    status: str
    error_count: int
    sent_on: dt.datetime | None
    modified_on: dt.datetime
    failed_reason: str | None
    next_attempt: dt.datetime | None


@dataclass(slots=True)
class _Attempt:
    id: int
    msg: _Message
    segments: int
    handed_on: dt.datetime
    state: str
    sent_on: dt.datetime | None
    delivered_on: dt.datetime | None
    failed_on: dt.datetime | None


class Reporting:
    """Words of one channel: read together, taken one after the other, written together.

    Phones bring fifty at a time, and in a poll each message has several: a statement for each would cost ten times as much.
    """

    def __init__(self, core: Core, work: UnitOfWork, channel_id: int) -> None:
        self._work = work
        self._channel_id = channel_id
        self._now = core.clock.now()
        self._attempts: dict[int, _Attempt] = {}
        self._changed_attempts: dict[int, _Attempt] = {}
        self._changed_msgs: dict[int, _Message] = {}
        self._first_sent: dict[int, dt.datetime] = {}
        self._has_parts = False

    def take(self, reports: Sequence[SendReport]) -> bool:
        """In the caller's transaction. False: there was nothing new in them. What is no attempt of this channel is ignored."""
        self._read({report.attempt_id for report in reports})
        for report in reports:
            attempt = self._attempts.get(report.attempt_id)
            if attempt is not None:
                self._take(attempt, report)
        self._write()
        return self._has_parts or bool(self._changed_attempts or self._changed_msgs)

    def _read(self, ids: Iterable[int]) -> None:
        msgs: dict[int, _Message] = {}
        rows = self._work.session.connection().execute(_READ, {"channel_id": self._channel_id, "ids": sorted(ids)})
        for row in rows:
            msg = msgs.setdefault(row.msg_id, _message(row))
            self._attempts[row.id] = _Attempt(
                row.id, msg, row.segments, row.handed_on, row.state, row.sent_on, row.delivered_on, row.failed_on
            )

    def _take(self, attempt: _Attempt, report: SendReport) -> None:
        when = report.occurred_on if attempt.handed_on <= report.occurred_on <= self._now else self._now
        outcome: Outcome | None = report.outcome
        if report.part is not None:
            outcome = self._part(attempt, report.part, report.outcome, when)
        if outcome == "failed":
            self._failed(attempt, when)
        elif outcome is not None:
            self._sent(attempt, outcome, when)

    def _part(self, attempt: _Attempt, number: int, outcome: Outcome, when: dt.datetime) -> Outcome | None:
        """Write down what became of a part; what that makes of the whole."""
        session = self._work.session
        if not 1 <= number <= attempt.segments:
            return None
        query = select(tables.AttemptPart).where(tables.AttemptPart.attempt_id == attempt.id)
        parts = {part.part: part for part in session.scalars(query)}
        part = parts.get(number)
        if part is None:
            part = parts[number] = tables.AttemptPart(
                attempt_id=attempt.id, part=number, channel_id=self._channel_id, state=HANDED, begun_on=attempt.handed_on
            )
            session.add(part)
        self._has_parts = _note(part, outcome, when) or self._has_parts
        return outcome_of((part.state for part in parts.values()), attempt.segments)

    def _sent(self, attempt: _Attempt, outcome: Outcome, when: dt.datetime) -> None:
        self._note(attempt, outcome, when)
        msg = attempt.msg
        if MSG_RANK[msg.status] >= MSG_RANK[outcome]:
            return
        if msg.sent_on is None:
            msg.sent_on = self._first_sent[msg.id] = when
        msg.status, msg.modified_on, msg.failed_reason, msg.next_attempt = outcome, self._now, None, None
        self._changed_msgs[msg.id] = msg

    def _failed(self, attempt: _Attempt, when: dt.datetime) -> None:
        is_news = RANK[attempt.state] < RANK[FAILED]
        self._note(attempt, "failed", when)
        msg = attempt.msg
        if not is_news or msg.status != "wired" or not self._is_latest(attempt):
            return
        msg.error_count += 1
        msg.modified_on = self._now
        if msg.error_count >= MAX_ERRORS:
            msg.status, msg.failed_reason, msg.next_attempt = "failed", ERROR_LIMIT, None
        else:
            msg.status = "errored"
            msg.next_attempt = self._now + dt.timedelta(minutes=RETRY_MINUTES * msg.error_count)
        self._changed_msgs[msg.id] = msg

    def _is_latest(self, attempt: _Attempt) -> bool:
        of_msg = tables.Attempt.msg_id == attempt.msg.id
        return self._work.session.scalar(select(func.max(tables.Attempt.id)).where(of_msg)) == attempt.id

    def _note(self, attempt: _Attempt, outcome: Outcome, when: dt.datetime) -> None:
        if _note(attempt, outcome, when):
            self._changed_attempts[attempt.id] = attempt

    def _write(self) -> None:
        connection, work = self._work.session.connection(), self._work
        if self._changed_attempts:
            connection.execute(_UPDATE_ATTEMPT, [_values(one, _ATTEMPT_COLUMNS) for one in self._changed_attempts.values()])
        if self._changed_msgs:
            connection.execute(_UPDATE_MSG, [_values(one, _MSG_COLUMNS) for one in self._changed_msgs.values()])
        if self._first_sent:
            fires.start_counting(work.session, self._first_sent, self._now)
        told: dict[str, list[str]] = {}
        for msg in self._changed_msgs.values():
            told.setdefault(msg.workspace, []).append(msg.contact)
        for workspace, contacts in told.items():
            work.publish("messages", workspace, *dict.fromkeys(contacts))


def _message(row: Row[*tuple[Any, ...]]) -> _Message:
    return _Message(
        id=row.msg_id,
        workspace=row.workspace,
        contact=row.contact,
        status=row.status,
        error_count=row.error_count,
        sent_on=row.msg_sent_on,
        modified_on=row.modified_on,
        failed_reason=row.failed_reason,
        next_attempt=row.next_attempt,
    )


def _note(row: _Told, outcome: Outcome, when: dt.datetime) -> bool:
    """The first moment of each word stays; the state becomes the furthest of all. False: all this was known."""
    before = (row.state, row.sent_on, row.delivered_on, row.failed_on)
    if outcome == "failed":
        row.failed_on = row.failed_on or when
    else:
        row.sent_on = row.sent_on or when
        row.delivered_on = row.delivered_on or (when if outcome == "delivered" else None)
    if RANK[outcome] > RANK[row.state]:
        row.state = outcome
    return before != (row.state, row.sent_on, row.delivered_on, row.failed_on)


def _values(row: _Attempt | _Message, columns: Iterable[str]) -> dict[str, Any]:
    return {"of_id": row.id, **{f"new_{name}": getattr(row, name) for name in columns}}


# Made once: putting a statement together costs more than running it.
_ATTEMPT_COLUMNS = ("state", "sent_on", "delivered_on", "failed_on")
_MSG_COLUMNS = ("status", "error_count", "sent_on", "modified_on", "failed_reason", "next_attempt")
_UPDATE_ATTEMPT = (
    update(tables.Attempt)
    .where(tables.Attempt.id == bindparam("of_id"))
    .values({name: bindparam(f"new_{name}") for name in _ATTEMPT_COLUMNS})
)
_UPDATE_MSG = (
    update(tables.Msg)
    .where(tables.Msg.id == bindparam("of_id"))
    .values({name: bindparam(f"new_{name}") for name in _MSG_COLUMNS})
)
_READ = (
    select(
        tables.Attempt.id,
        tables.Attempt.msg_id,
        tables.Attempt.segments,
        tables.Attempt.handed_on,
        tables.Attempt.state,
        tables.Attempt.sent_on,
        tables.Attempt.delivered_on,
        tables.Attempt.failed_on,
        tables.Msg.status,
        tables.Msg.error_count,
        tables.Msg.sent_on.label("msg_sent_on"),
        tables.Msg.modified_on,
        tables.Msg.failed_reason,
        tables.Msg.next_attempt,
        tables.Workspace.uuid.label("workspace"),
        tables.Contact.uuid.label("contact"),
    )
    .join(tables.Msg, tables.Msg.id == tables.Attempt.msg_id)
    .join(tables.Workspace, tables.Workspace.id == tables.Msg.workspace_id)
    .join(tables.Contact, tables.Contact.id == tables.Msg.contact_id)
    .where(tables.Attempt.channel_id == bindparam("channel_id"), tables.Attempt.id.in_(bindparam("ids", expanding=True)))
    .order_by(tables.Attempt.id)
    .with_for_update(of=(tables.Attempt, tables.Msg))
)
