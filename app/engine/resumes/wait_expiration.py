"""The run waited too long: it ends, and its parent goes on."""

from __future__ import annotations

from app.engine.resumes.base import Resume


class WaitExpirationResume(Resume):
    """Ends any wait."""

    type = "wait_expiration"
    event_type = "wait_expired"
    expires = True
