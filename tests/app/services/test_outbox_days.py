"""What must hold at every hand-over, whatever is queued, lost or refused: see `phone_days`."""

from __future__ import annotations

import pytest

from tests.app.services.phone_days import Days
from tests.app.support import Office

MINUTE = 60.0


@pytest.mark.parametrize("seed", range(6))
def test_days_of_a_phone(office: Office, seed: int) -> None:
    days = Days(office, seed)
    days.feed(60)
    found = days.drain()
    assert set(found) <= {"sent", "error_limit", "too_old"}, found
    if all(space.budget is None for space in days.spaces.values()):
        assert "too_old" not in found
    assert max(days.phone.sent.values()) == 1, "sent twice"
    assert sum(days.phone.sent.values()) == found["sent"]


@pytest.mark.parametrize(("seed", "seconds"), [(0, 62), (3, 400), (4, 62), (2, 20), (8, 45)])
def test_nothing_is_starved_by_replies_without_end(office: Office, seed: int, seconds: float) -> None:
    """A long message waits for a window or two, for bulk after the patience with it, and then it goes; so does a short one."""
    days = Days(office, seed, is_plain=True)
    days.saturated(30, seconds)
    for parts in (1, 3, 9):
        assert days.wait_for(parts, 1, seconds) <= 40 * MINUTE + 2 * seconds, (days.kind, "reply", parts)
    for parts in (4, 12):
        assert days.wait_for(parts, 0, seconds) <= 75 * MINUTE + 2 * seconds, (days.kind, "bulk", parts)
