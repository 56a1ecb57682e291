"""Who did what, and what was refused."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from sqlalchemy import select

from app.clock import Clock
from app.contracts.base import Actor
from app.store import tables
from app.store.database import Store

DONE = "done"
REFUSED = "refused"
REPEAT_SECONDS = 60.0
MAX_REMEMBERED = 10_000


def row(
    actor: Actor,
    at: dt.datetime,
    method: str,
    *,
    outcome: str = DONE,
    workspace_id: int | None = None,
    subject: str | None = None,
    details: dict[str, Any] | None = None,
) -> tables.Audit:
    """An audit row, not yet in a session. `details` hold no password, token or message text."""
    return tables.Audit(
        at=at,
        user_id=actor.user_id,
        actor=actor.name,
        origin=actor.origin,
        workspace_id=workspace_id,
        method=method,
        subject=subject,
        outcome=outcome,
        details=details or None,
    )


class Refusals:
    """Writes refused calls. The same refusal is written once a minute at most, so that nobody fills the disk with them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._mutex = threading.Lock()
        self._written: dict[tuple[str, ...], float] = {}

    def write(self, actor: Actor, method: str, workspace: str | None = None, subject: str | None = None) -> None:
        """In a transaction of its own; call it outside any other. `workspace` is a UUID, known or not."""
        who = str(actor.user_id) if actor.user_id is not None else actor.address
        if not self._is_new((actor.origin, who, method, workspace or "", subject or "")):
            return
        with self._store.write(durable=False) as work:
            query = select(tables.Workspace.id).where(tables.Workspace.uuid == workspace)
            workspace_id = work.session.scalar(query) if workspace else None
            details = {"address": actor.address} if actor.address else None
            entry = row(
                actor,
                self._clock.now(),
                method,
                outcome=REFUSED,
                workspace_id=workspace_id,
                subject=subject,
                details=details,
            )
            work.session.add(entry)
            work.commit()

    def _is_new(self, key: tuple[str, ...]) -> bool:
        now = self._clock.monotonic()
        with self._mutex:
            last = self._written.get(key)
            if last is not None and now - last < REPEAT_SECONDS:
                return False
            if len(self._written) >= MAX_REMEMBERED:
                self._forget_old(now)
            if len(self._written) >= MAX_REMEMBERED:
                return False
            self._written[key] = now
            return True

    def _forget_old(self, now: float) -> None:
        self._written = {key: at for key, at in self._written.items() if now - at < REPEAT_SECONDS}
