"""What became of a message that goes out, or why it still waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.explain import Code, Explanation, SendOutcome, Step
from app.contracts.messages import WaitCode, Waiting
from app.services.base import Core
from app.services.modems import sims
from app.services.outbox_rows import FAILED, UNCERTAIN
from app.services.waiting import why_waiting
from app.store import tables

MOST_ATTEMPTS = 20
NOT_TAKEN = (FAILED, UNCERTAIN)  # as far as anybody knows
_DELETED = ("deleted", "deleted_by_sender")
_WAITS: Mapping[WaitCode, Code] = {
    "uncertain": "wait_uncertain",
    "with_phone": "wait_with_phone",
    "phone_released": "wait_phone_released",
    "suspended": "wait_suspended",
    "contact": "wait_contact",
    "too_old": "wait_too_old",
    "retry_at": "wait_retry_at",
    "behind_bundle": "wait_behind_bundle",
    "quiet_hours": "wait_quiet_hours",
    "budget_used": "wait_budget_used",
    "phone_not_seen": "wait_phone_not_seen",
    "phone_full": "wait_phone_full",
    "modem_paused": "wait_modem_paused",
    "modem_not_ready": "wait_modem_not_ready",
    "sim_limit": "wait_sim_limit",
    "turn": "wait_turn",
}
assert set(_WAITS) == set(get_args(WaitCode))


def explain_outgoing(core: Core, session: Session, msg: tables.Msg) -> Explanation:
    waiting = why_waiting(core, session, msg)
    outcome = _outcome(msg, waiting)
    steps = [*_making(session, msg), *_attempts(session, msg), *_trouble(session, msg)]
    if waiting is not None:
        steps.append(_wait_step(waiting, _by(session, msg.channel_id)))
    return Explanation(outcome, _at(msg, outcome, waiting), steps)


def _outcome(msg: tables.Msg, waiting: Waiting | None) -> SendOutcome:
    if waiting is not None:
        return {"uncertain": "uncertain", "with_phone": "with_phone"}.get(waiting.code, "waiting")  # type: ignore[return-value]
    if msg.status == "failed":
        return "deleted" if msg.visibility in _DELETED else "failed"
    return "delivered" if msg.status in ("delivered", "read") else "sent"


def _at(msg: tables.Msg, outcome: SendOutcome, waiting: Waiting | None) -> Any:
    if waiting is not None:
        return waiting.until
    return msg.sent_on if outcome in ("sent", "delivered") else msg.modified_on


def _making(session: Session, msg: tables.Msg) -> Iterator[Step]:
    on = msg.created_on
    if msg.broadcast_id is not None:
        yield Step("made_by_broadcast", {}, on)
    elif msg.flow_id is not None:
        flow = session.get(tables.Flow, msg.flow_id)
        yield Step("made_by_flow", {"flow": flow.name if flow else ""}, on)
    elif msg.created_by:
        yield Step("made_by_person", {"name": msg.created_by}, on)


def _attempts(session: Session, msg: tables.Msg) -> Iterator[Step]:
    """The latest tries, each with what was heard of it."""
    query = select(tables.Attempt, tables.Channel.name).join(tables.Channel, tables.Channel.id == tables.Attempt.channel_id)
    query = query.where(tables.Attempt.msg_id == msg.id).order_by(tables.Attempt.id.desc()).limit(MOST_ATTEMPTS)
    for attempt, channel in reversed(session.execute(query).all()):
        told = {"channel": channel}
        yield Step("handed", told, attempt.handed_on)
        if attempt.sent_on:
            yield Step("attempt_sent", told, attempt.sent_on)
        if attempt.delivered_on:
            yield Step("attempt_delivered", told, attempt.delivered_on)
        if attempt.failed_on:
            yield Step("attempt_failed", told, attempt.failed_on)
        yield from _refusals(session, attempt)
        if attempt.state == "uncertain":
            yield Step("attempt_uncertain", told)


def _refusals(session: Session, attempt: tables.Attempt) -> Iterator[Step]:
    """Why a modem's network did not take parts, where it said so."""
    part = tables.AttemptPart
    query = select(part).where(part.attempt_id == attempt.id, part.code.is_not(None), part.state.in_(NOT_TAKEN))
    for row in session.scalars(query.order_by(part.part)):
        yield Step("part_refused", {"part": row.part, "parts": attempt.segments, "code": row.code}, row.failed_on)


def _by(session: Session, channel_id: int | None) -> dict[str, Any]:
    channel = session.get(tables.Channel, channel_id) if channel_id else None
    return {"by": "modem"} if channel is not None and channel.kind == sims.KIND else {}


def _trouble(session: Session, msg: tables.Msg) -> Iterator[Step]:
    if msg.error_count:
        yield Step("try_failed", {"count": msg.error_count})
    if msg.status == "failed":
        yield Step("failed", {"reason": msg.failed_reason or "", **_by(session, msg.channel_id)}, msg.modified_on)


def _wait_step(waiting: Waiting, by: dict[str, Any]) -> Step:
    numbers = {"before": waiting.before, "others": waiting.others, "limit": waiting.limit, "used": waiting.used}
    params = {name: value for name, value in numbers.items() if value is not None}
    return Step(_WAITS[waiting.code], {**params, **by}, waiting.until or waiting.since)
