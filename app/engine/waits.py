"""Beginning a wait: what is told to the office, and when it gives up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.engine import events
from app.engine.definition.model import DialWait, Hint, MsgWait
from app.engine.jsontime import write_time
from app.engine.phones import PhoneError, parse_number

if TYPE_CHECKING:
    from app.engine.running import RunContext

# Minutes that a run waits when its flow does not say: three days of messaging, five minutes of a call.
DEFAULT_EXPIRY_MINUTES = {"messaging": 4320, "voice": 5}


def begin_msg_wait(ctx: RunContext, wait: MsgWait) -> bool:
    """Wait for a message. Not where the message that started the session is still unread: then False, and the flow goes on."""
    if ctx.session.trigger.type == "msg" and ctx.is_first_step:
        return False
    flow = ctx.flow
    minutes = flow.expire_after_minutes or DEFAULT_EXPIRY_MINUTES.get(flow.type, 0)
    fields: dict[str, Any] = {}
    if wait.timeout:
        fields["timeout_seconds"] = wait.timeout.seconds
    fields["expires_on"] = write_time(ctx.universe.now().plus(seconds=minutes * 60))
    if wait.hint:
        fields["hint"] = _hint(wait.hint)
    ctx.log(events.event(ctx.universe, "msg_wait", **fields))
    return True


def begin_dial_wait(ctx: RunContext, wait: DialWait) -> bool:
    """Forward the call. A phone number that is none is an error event, and the flow goes on: then False."""
    text, _ = ctx.text(wait.phone)
    try:
        urn = f"tel:{parse_number(text, ctx.env.default_country)}"
    except PhoneError as error:
        ctx.error(str(error))
        return False
    seconds = wait.dial_limit_seconds + wait.call_limit_seconds
    expires_on = write_time(ctx.universe.now().plus(seconds=seconds))
    limits = {"dial_limit_seconds": wait.dial_limit_seconds, "call_limit_seconds": wait.call_limit_seconds}
    ctx.log(events.event(ctx.universe, "dial_wait", urn=urn, **limits, expires_on=expires_on))
    return True


def _hint(hint: Hint) -> dict[str, Any]:
    result: dict[str, Any] = {"type": hint.type}
    if hint.count is not None:
        result["count"] = hint.count
    if hint.terminated_by:
        result["terminated_by"] = hint.terminated_by
    return result
