"""What channels tell of the messages they were handed. Statuses move forward only; late and repeated words are normal.

A message was sent when one of its attempts was, an attempt when all its parts were, and it failed when one part did for good.
"Sent" outweighs "failed": a phone that says both has sent it. What comes after "sent" is kept (`failed_on`) and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.messages import ERROR_LIMIT
from app.ports import SendReport
from app.services import fires
from app.services.base import Core
from app.services.handing import fail_msg, publish_msg
from app.services.outbox_rows import DELIVERED, FAILED, HANDED, SENT, UNCERTAIN
from app.store import tables
from app.store.database import UnitOfWork

MAX_ERRORS = 3
RETRY_MINUTES = 5  # times the number of errors. Source: RapidPro
Outcome = Literal["sent", "delivered", "failed"]

MSG_RANK = {"queued": 0, "errored": 0, "wired": 1, "failed": 1, "sent": 2, "delivered": 3, "read": 4}
RANK = {"queued": 0, HANDED: 0, UNCERTAIN: 0, FAILED: 1, SENT: 2, DELIVERED: 3}


def read_attempts(session: Session, channel_id: int, ids: Iterable[int]) -> dict[int, tables.Attempt]:
    """Those of this channel, for writing."""
    query = select(tables.Attempt).where(tables.Attempt.channel_id == channel_id, tables.Attempt.id.in_(list(ids)))
    return {attempt.id: attempt for attempt in session.scalars(query.order_by(tables.Attempt.id).with_for_update())}


def outcome_of(states: Iterable[str], parts: int) -> Outcome | None:
    """What the `states` of the parts heard of make of an attempt with so many; None: nothing yet."""
    ranks = [RANK[state] for state in states]
    if len(ranks) == parts and min(ranks, default=0) >= RANK[SENT]:
        return "delivered" if min(ranks) >= RANK[DELIVERED] else "sent"
    return "failed" if RANK[FAILED] in ranks else None


@dataclass(slots=True)
class Reporting:
    """One word about one attempt."""

    core: Core
    work: UnitOfWork
    attempt: tables.Attempt

    def take(self, report: SendReport) -> None:
        now = self.core.clock.now()
        when = report.occurred_on if self.attempt.handed_on <= report.occurred_on <= now else now
        outcome: Outcome | None = report.outcome
        if report.part is not None:
            outcome = self._part(report.part, report.outcome, when)
        if outcome is None:
            return
        msg = self.work.session.get_one(tables.Msg, self.attempt.msg_id, with_for_update=True)
        if outcome == "failed":
            self._failed(msg, when)
        else:
            self._sent(msg, when, is_delivered=outcome == "delivered")

    def _part(self, number: int, outcome: Outcome, when: dt.datetime) -> Outcome | None:
        """Write down what became of a part; what that makes of the whole."""
        session, attempt = self.work.session, self.attempt
        if not 1 <= number <= attempt.segments:
            return None
        query = select(tables.AttemptPart).where(tables.AttemptPart.attempt_id == attempt.id)
        parts = {part.part: part for part in session.scalars(query)}
        part = parts.get(number)
        if part is None:
            part = parts[number] = tables.AttemptPart(attempt_id=attempt.id, part=number, state=HANDED)
            session.add(part)
        _note(part, outcome, when)
        return outcome_of((part.state for part in parts.values()), attempt.segments)

    def _sent(self, msg: tables.Msg, when: dt.datetime, *, is_delivered: bool) -> None:
        status: Outcome = "delivered" if is_delivered else "sent"
        _note(self.attempt, status, when)
        if MSG_RANK[msg.status] >= MSG_RANK[status]:
            return
        is_first = msg.sent_on is None
        msg.status, msg.modified_on, msg.failed_reason, msg.next_attempt = status, self.core.clock.now(), None, None
        msg.sent_on = msg.sent_on or when
        if is_first:
            fires.start_counting(self.work.session, msg.id, when)
        publish_msg(self.work, msg)

    def _failed(self, msg: tables.Msg, when: dt.datetime) -> None:
        is_news = RANK[self.attempt.state] < RANK[FAILED]
        _note(self.attempt, "failed", when)
        if not is_news or msg.status != "wired" or not self._is_latest(msg):
            return
        now = self.core.clock.now()
        msg.error_count += 1
        if msg.error_count >= MAX_ERRORS:
            fail_msg(self.core, self.work, msg, ERROR_LIMIT)
            return
        msg.status, msg.modified_on = "errored", now
        msg.next_attempt = now + dt.timedelta(minutes=RETRY_MINUTES * msg.error_count)
        publish_msg(self.work, msg)

    def _is_latest(self, msg: tables.Msg) -> bool:
        newest = self.work.session.scalar(select(func.max(tables.Attempt.id)).where(tables.Attempt.msg_id == msg.id))
        return newest == self.attempt.id


def _note(row: tables.Attempt | tables.AttemptPart, outcome: Outcome, when: dt.datetime) -> None:
    """The first moment of each word stays; the state becomes the furthest of all."""
    if outcome == "failed":
        row.failed_on = row.failed_on or when
    else:
        row.sent_on = row.sent_on or when
        row.delivered_on = row.delivered_on or (when if outcome == "delivered" else None)
    if RANK[outcome] > RANK[row.state]:
        row.state = outcome
