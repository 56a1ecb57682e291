"""The queues for office administrators: shares, pauses, and what failed for good."""

from __future__ import annotations

import math
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts import queues as contracts
from app.contracts.base import Page
from app.contracts.queues import LetterKind
from app.errors import Invalid
from app.ports import QUEUES, QueueShare
from app.services import dead_letters, dismissals
from app.services.base import Service
from app.store import tables
from app.store.database import UnitOfWork

LEAST_WEIGHT, MOST_WEIGHT = 0.01, 100.0
MOST_CAP = 100
MAX_PAGE = 200
MAX_IDS = 500
MAX_ALL = 1000
OFFICE = "office"  # the owner of what belongs to no workspace


class Queues(Service, contract=contracts.Queues):
    def shares(self) -> list[contracts.Share]:
        with self.core.store.read() as session:
            row = tables.Workspace
            spaces = session.execute(select(row.uuid, row.name).order_by(row.name, row.id)).all()
        by_owner = self._by_owner()
        office = _share(None, "", by_owner.get(OFFICE, []))
        return [office, *(_share(space.uuid, space.name, by_owner.get(space.uuid, [])) for space in spaces)]

    def set_share(self, owner: str, weight: float, cap: int | None) -> contracts.Share:
        if not (math.isfinite(weight) and LEAST_WEIGHT <= weight <= MOST_WEIGHT):
            raise Invalid("weight", "range", least=LEAST_WEIGHT, most=MOST_WEIGHT)
        if cap is not None and not 1 <= cap <= MOST_CAP:
            raise Invalid("cap", "range", least=1, most=MOST_CAP)
        with self.change("queues.set_share", workspace=owner, subject=owner, weight=weight, cap=cap) as work:
            weight_before, cap_before, paused = self._settings(work.session, owner)
            self.note(weight_before=weight_before, cap_before=cap_before)
            self._set(work, owner, weight, cap, paused)
        return self._one(owner)

    def pause(self, owner: str) -> contracts.Share:
        return self._pause(owner, "queues.pause", paused=True)

    def resume(self, owner: str) -> contracts.Share:
        return self._pause(owner, "queues.resume", paused=False)

    def letter_counts(self) -> list[contracts.LetterCount]:
        return [contracts.LetterCount(kind, dead_letters.count(self.core, kind)) for kind in dead_letters.ALL_KINDS]

    def letters(self, kind: LetterKind, after: str | None = None, limit: int = 50) -> Page[contracts.DeadLetter]:
        _check_kind(kind)
        return Page(*dead_letters.page(self.core, kind, after, max(1, min(limit, MAX_PAGE))))

    def requeue(self, ids: list[str]) -> list[contracts.Requeued]:
        wanted = _distinct(ids)
        with self.change("queues.requeue", ids=len(wanted)) as work:
            done = dead_letters.requeue(self.core, work, wanted)
            self._note(done)
            work.publish("queue")
        return done

    def requeue_all(self, kind: LetterKind) -> list[contracts.Requeued]:
        _check_kind(kind)
        with self.change("queues.requeue_all", kind=kind) as work:
            done = dead_letters.requeue_oldest(self.core, work, kind, MAX_ALL)
            self._note(done)
            work.publish("queue")
        return done

    def dismiss(self, ids: list[str]) -> list[contracts.Dismissed]:
        wanted = _distinct(ids)
        with self.change("queues.dismiss", ids=len(wanted)) as work:
            done = dismissals.dismiss(self.core, work, wanted)
            self.note(dismissed=[one.id for one in done if one.outcome == "dismissed"])
            work.publish("queue")
        return done

    def _note(self, done: list[contracts.Requeued]) -> None:
        """How many are tried again, and how many there was nothing left to try of."""
        counts = Counter(one.outcome for one in done)
        self.note(requeued=counts["queued"])
        if others := {outcome: counts[outcome] for outcome in ("replaced", "final") if counts[outcome]}:
            self.note(**others)  # type: ignore[arg-type]

    def _pause(self, workspace: str, method: str, *, paused: bool) -> contracts.Share:
        with self.change(method, workspace=workspace, subject=workspace) as work:
            weight, cap, was = self._settings(work.session, workspace)
            self.note(was_paused=was)
            self._set(work, workspace, weight, cap, paused)
        return self._one(workspace)

    def _set(self, work: UnitOfWork, workspace: str, weight: float, cap: int | None, paused: bool) -> None:
        self.core.queue.set_owner(work, workspace, weight=weight, cap=cap, paused=paused)
        work.publish("queue")

    def _settings(self, session: Session, workspace: str) -> tuple[float, int | None, bool]:
        """What was set: the rows are the truth, and the same for every queue."""
        row = tables.QueueOwner
        found = session.execute(
            select(row.weight, row.cap, row.paused).where(row.owner == workspace, row.queue == QUEUES[0])
        ).first()
        return (1.0, None, False) if found is None else (found.weight, found.cap, found.paused)

    def _one(self, workspace: str) -> contracts.Share:
        return next(one for one in self.shares() if one.workspace == workspace)

    def _by_owner(self) -> dict[str, list[QueueShare]]:
        found: dict[str, list[QueueShare]] = {}
        for queue in QUEUES:
            for one in self.core.queue.owners(queue):
                found.setdefault(one.owner, []).append(one)
        return found


def _share(workspace: str | None, name: str, found: list[QueueShare]) -> contracts.Share:
    by_queue = {one.queue: one for one in found}
    loads = [
        contracts.QueueLoad(queue, one.waiting, one.working, one.dead, one.served)
        if (one := by_queue.get(queue)) is not None
        else contracts.QueueLoad(queue, 0, 0, 0, 0.0)
        for queue in QUEUES
    ]
    setting = by_queue.get(QUEUES[0]) or next(iter(found), None)
    if setting is None:
        return contracts.Share(workspace, name, 1.0, None, False, loads)
    return contracts.Share(workspace, name, setting.weight, setting.cap, setting.paused, loads)


def _distinct(ids: list[str]) -> list[str]:
    """Each once, in their order. Raises Invalid ids `too_many`."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MAX_IDS:
        raise Invalid("ids", "too_many", most=MAX_IDS)
    return wanted


def _check_kind(kind: str) -> None:
    if kind not in dead_letters.ALL_KINDS:
        raise Invalid("kind", "unknown")
