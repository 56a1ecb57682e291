"""A campaign whose group all get an event at the same minute: planning it, a message event and a flow event; then all of them
leave the flow's question unanswered until it expires. Real tables and a real queue with one worker, no phones; beside it another
workspace starts one contact, over and over."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import bindparam, func, select, text

from app.clock import DrivenClock, SystemClock
from app.contracts.broadcasts import Exclusions, Recipients
from app.contracts.campaigns import CampaignEventSpec, EventType
from app.paths import OfficePaths
from app.ports import QUEUES
from app.process import keep_to_one_core
from app.queue.fair import Queues
from app.queue.tasks import register
from app.services import batches, fires, recovery
from app.services.base import Core
from app.services.campaigns import Campaigns
from app.services.changes import ChangeHub
from app.services.flow_starts import Starts
from app.services.imports import Imports
from app.settings import Settings
from app.store import tables
from app.store.database import Store
from app.store.migrate import upgrade
from tests.app.services.crowd import add_crowd, add_group
from tests.app.support import MemoryQueue, Office, set_up
from tests.bench.path import FLOW
from tests.bench.queue_starts import WatchedStore

LOOK_SECONDS = 0.05
HOUR = dt.timedelta(hours=1)
EXPIRED = dt.timedelta(hours=2)  # the flow waits an hour for an answer
_PENDING = select(tables.CampaignFire.id).where(text("campaign_fire.state = 'pending'")).limit(1)
_UNPLANNED = select(tables.CampaignEvent.id).where(text("campaign_event.plan_cursor IS NOT NULL")).limit(1)
_STATE = select(tables.StartRow.state).join(tables.FlowStart, tables.FlowStart.id == tables.StartRow.flow_start_id)
_TIMERS = select(tables.Fire.id).where(fires.IS_ALIVE, tables.Fire.due_on <= bindparam("now")).limit(1)
_BULK = select(tables.StartRow.id).where(text("start.state = 'pending' AND start.is_bulk")).limit(1)


class _AheadClock(SystemClock):
    """Goes as the real one does, and can be set ahead."""

    ahead = dt.timedelta(0)

    def now(self) -> dt.datetime:
        return super().now() + self.ahead


def run(home: Path, contacts: int, kinds: Sequence[EventType] = ("message", "flow")) -> dict[str, Any]:
    """Figures of each step: milliseconds a contact, the longest transaction, memory, and how long the other workspace waited.

    The outbox takes any number here: no phone empties it.
    """
    settings = Settings(OfficePaths(home).make())
    office, group = _build(settings, contacts)
    changes, clock = ChangeHub(), _AheadClock()
    store = WatchedStore(settings.sqlalchemy_url, clock, changes)
    queues = Queues(store, clock)
    core = Core(store, clock, queues, settings, changes, clock.now(), version="bench")
    register(queues, core)
    limit, batches.OUTBOX_LIMIT = batches.OUTBOX_LIMIT, sys.maxsize
    try:
        queues.start(dict.fromkeys(QUEUES, 1))
        campaign = Campaigns(core, office.admin).create(office.workspace, "Visits", group).uuid
        figures: dict[str, Any] = {"contacts": contacts}
        for kind in kinds:
            figures |= _bring_about(core, clock, office, campaign, kind)
        queues.stop()
        return {**figures, **_counts(store)}
    finally:
        batches.OUTBOX_LIMIT = limit
        changes.close()
        store.close()


def _bring_about(core: Core, clock: _AheadClock, office: Office, campaign: str, kind: EventType) -> dict[str, Any]:
    """An event of this kind for everybody: planned, then due at the same minute."""
    hours = round(clock.ahead / HOUR) + 2
    said = {"translations": {"eng": "Dear @contact.first_name"}, "base_language": "eng"}
    event = CampaignEventSpec(kind, "created_on", hours, "hours", **(said if kind == "message" else {"flow": str(FLOW["uuid"])}))
    step = _Step(core, office)
    Campaigns(core, office.admin).add_event(office.workspace, campaign, event)
    figures = {f"{kind}_planned": step.until(_UNPLANNED)}
    clock.ahead += 2 * HOUR + dt.timedelta(minutes=1)
    step = _Step(core, office)
    recovery.sweep(core)
    figures[f"{kind}_fired"] = step.until(_PENDING)
    if kind == "flow":
        figures["flow_started"] = _Step(core, office).until(_BULK)
        clock.ahead += EXPIRED
        due = _TIMERS.params(now=clock.now())
        step = _Step(core, office)
        recovery.sweep(core)
        figures["timers_fired"] = step.until(due)
    return figures


class _Step:
    """Measures from when it was made. The other workspace's starts tell how long others wait."""

    def __init__(self, core: Core, office: Office) -> None:
        self._core = core
        self._office = office
        with core.store.read() as session:
            self._contacts = session.scalar(select(func.count()).select_from(tables.GroupContact)) or 1
        self._began, self._worked = time.perf_counter(), time.process_time()
        assert isinstance(core.store, WatchedStore)
        self._held = core.store.held
        self._held.clear()
        self._process = psutil.Process()
        self._waits: list[float] = []
        self._asked: tuple[float, str] | None = None

    def until(self, left: Any) -> dict[str, Any]:
        peak = 0
        pause = threading.Event()
        while self._is_there(left):
            self._ask_for_another()
            peak = max(peak, self._process.memory_info().rss)
            pause.wait(LOOK_SECONDS)
        took, worked = time.perf_counter() - self._began, time.process_time() - self._worked
        clock, processor = (max((one[at] for one in self._held), default=0.0) for at in (0, 1))
        return {
            "seconds": round(took, 1),
            "ms_per_contact": round(took * 1000 / self._contacts, 3),
            "cpu_ms_per_contact": round(worked * 1000 / self._contacts, 3),
            "longest_transaction_ms": round(clock * 1000, 1),
            "longest_transaction_cpu_ms": round(processor * 1000, 1),
            "memory_mib": round(peak / 2**20),
            "other_waited_s": _summary(self._waits),
        }

    def _is_there(self, query: Any) -> bool:
        with self._core.store.read() as session:
            return session.scalar(query) is not None

    def _ask_for_another(self) -> None:
        """One start of the other workspace at a time."""
        other = self._office.other_workspace_id
        with self._core.store.read() as session:
            if self._asked is not None and session.scalar(_STATE.where(tables.FlowStart.uuid == self._asked[1])) != "done":
                return
            flow = session.scalars(select(tables.Flow.uuid).where(tables.Flow.workspace_id == other)).one()
            contact = session.scalars(select(tables.Contact.uuid).where(tables.Contact.workspace_id == other)).one()
        if self._asked is not None:
            self._waits.append(time.perf_counter() - self._asked[0])
        began, starts = time.perf_counter(), Starts(self._core, self._office.admin)
        asked = starts.start(self._office.other_workspace, flow, Recipients(contacts=[contact]), Exclusions())
        self._asked = (began, asked.uuid)


def _summary(waits: list[float]) -> dict[str, Any]:
    """To within the time between two looks."""
    ordered = sorted(waits)
    if not ordered:
        return {"count": 0}
    return {"count": len(ordered), "median": round(ordered[len(ordered) // 2], 2), "longest": round(ordered[-1], 2)}


def _build(settings: Settings, contacts: int) -> tuple[Office, str]:
    clock, changes = DrivenClock.create(settings.paths.home / "clock", SystemClock().now()), ChangeHub()
    store = Store(settings.sqlalchemy_url, clock, changes)
    upgrade(store)
    office = set_up(Core(store, clock, MemoryQueue(), settings, changes, clock.now(), version="bench"))
    office.add_phone(office.workspace, office.other_workspace)
    content = {"version": "13", "site": "bench", "flows": [FLOW], "triggers": [], "campaigns": []}
    for space in (office.workspace, office.other_workspace):
        Imports(office.core, office.admin).import_file(space, json.dumps(content).encode())
    office.add_contact("Other", "+250788999999", office.other_workspace_id)
    group = add_group(office)
    add_crowd(office, contacts, group)
    changes.close()
    store.close()
    clock.close()
    return office, group


def _counts(store: Store) -> dict[str, Any]:
    fire = tables.CampaignFire
    with store.read() as session:
        states = session.execute(select(fire.state, func.count()).group_by(fire.state)).all()
        msgs = session.scalar(select(func.count()).select_from(tables.Msg))
        sessions = session.execute(select(tables.Session.status, func.count()).group_by(tables.Session.status)).all()
    return {
        "fires": {row[0]: row[1] for row in states},
        "messages": msgs,
        "sessions": {row[0]: row[1] for row in sessions},
    }


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench queue_campaigns")
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--kinds", nargs="+", choices=("message", "flow"), default=["message", "flow"])
    asked = parser.parse_args(argv)
    keep_to_one_core()
    with tempfile.TemporaryDirectory(prefix="outpost-bench-") as home:
        print(json.dumps(run(Path(home), asked.contacts, asked.kinds), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
