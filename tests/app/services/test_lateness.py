"""What is late, and what then."""

from __future__ import annotations

import datetime as dt

import pytest

from app.services import lateness, office_settings
from app.store import tables
from tests.app.support import Office

NOW = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("policy", "late_after", "minutes", "verdict"),
    [
        ("ask", 120, 0, "send"),
        ("ask", 120, 120, "send"),
        ("ask", 120, 121, "hold"),
        ("skip", 120, 120, "send"),
        ("skip", 120, 121, "skip"),
        ("send", 120, 100_000, "send"),
        ("ask", 0, 0, "send"),
        ("ask", 0, 1, "hold"),
        ("ask", 120, -5, "send"),
    ],
)
def test_verdict(policy: str, late_after: int, minutes: int, verdict: str) -> None:
    workspace = tables.Workspace(late_policy=policy, late_after=late_after)
    assert lateness.judge(workspace, NOW - dt.timedelta(minutes=minutes), NOW) == verdict


def test_a_new_workspace_asks_after_two_hours(office: Office) -> None:
    with office.store.read() as session:
        workspace = session.get_one(tables.Workspace, office.workspace_id)
        assert lateness.judge(workspace, NOW - dt.timedelta(minutes=120), NOW) == "send"
        assert lateness.judge(workspace, NOW - dt.timedelta(minutes=121), NOW) == "hold"


def test_hold_is_a_setting(office: Office) -> None:
    with office.store.write() as work:
        assert not lateness.is_on_hold(work.session)
        office_settings.write(work.session, lateness.HOLD, {"reason": "leap"})
        work.session.flush()
        assert lateness.is_on_hold(work.session)
        office_settings.forget(work.session, lateness.HOLD)
        work.session.flush()
        assert not lateness.is_on_hold(work.session)
        work.commit()
