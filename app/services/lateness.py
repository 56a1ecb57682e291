"""What becomes of campaign events and schedules that come up late, and whether the office's clock is to be trusted at all.

Pure but for what reads the hold and the pulse. Conversations do not ask how late they are: answers, timeouts and expirations
go on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.services import office_settings
from app.store import tables

Verdict = Literal["send", "skip", "hold"]

SEND, SKIP, ASK = "send", "skip", "ask"
POLICIES = (SEND, SKIP, ASK)
MAX_LATE_AFTER = 7 * 24 * 60  # minutes
HOLD = "clock_hold"  # the setting; unset: no hold
PULSE = "pulse"  # the setting: `wall`, what the clock said at the last beat; `rows`, ids up to which rows say nothing of the time
AFTER = "after"  # of a hold: timers due up to then were set before a start whose clock was far ahead
EVER = dt.datetime.min.replace(tzinfo=dt.UTC)
COUNTING = "counting"  # the reason of a hold in which the clock is in no doubt
NOTICED_WITHIN = dt.timedelta(minutes=2)  # of a beat, the next compares the clock with what it was

# A campaign fire that staff let go is pending again for this reason: nobody judges it a second time.
RELEASED = "released"
LATE = "late"  # why a fire was skipped


def judge(workspace: tables.Workspace, due_on: dt.datetime, now: dt.datetime) -> Verdict:
    """What is to be done with something that was due then. Up to `late_after` minutes late is not late."""
    if now - due_on <= dt.timedelta(minutes=workspace.late_after) or workspace.late_policy == SEND:
        return "send"
    return "skip" if workspace.late_policy == SKIP else "hold"


def is_on_hold(session: Session) -> bool:
    """Nothing that hangs on the date may fire: the clock is in doubt, or what fell due while the office was off has not been
    counted yet."""
    return hold_of(session) is not None


def seen_now(session: Session, now: dt.datetime) -> dt.datetime:
    """What the clock says, as far as the pulse has seen it: a leap ahead counts only when the pulse has noticed and judged it."""
    wall = office_settings.read(session, PULSE, {}).get("wall")
    return now if wall is None else min(now, dt.datetime.fromisoformat(wall) + NOTICED_WITHIN)


def timers_due(session: Session, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Timers of sessions that are due after the first of these times, up to the second, go off.

    They keep the time that they had left when the clock leaps, as soon as the pulse has judged that, and go on. At a start with
    a clock far ahead nobody knows how much that is: what was set before waits (`AFTER`) until the clock is right, and is due
    when it was.
    """
    hold = hold_of(session)
    if hold is None:
        return EVER, seen_now(session, now)
    after = dt.datetime.fromisoformat(hold[AFTER]) if AFTER in hold and hold["reason"] != COUNTING else EVER
    return after, min(now, dt.datetime.fromisoformat(hold["wall"]) + NOTICED_WITHIN)


def is_in_doubt(session: Session) -> bool:
    """Nobody knows what time it is."""
    hold = hold_of(session)
    return hold is not None and hold["reason"] != COUNTING


def trusted_now(session: Session, now: dt.datetime) -> dt.datetime:
    """The time to plan by. While the clock is in doubt that is the last time that nobody doubts."""
    hold = hold_of(session)
    if hold is None:
        return seen_now(session, now)
    return now if hold["reason"] == COUNTING else dt.datetime.fromisoformat(hold["from"])


def hold_of(session: Session) -> dict[str, Any] | None:
    """As `app.services.downtime` keeps it."""
    found = office_settings.read(session, HOLD)
    return dict(found) if found else None
