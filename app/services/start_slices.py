"""Starts of many, in slices: some contacts are read, played and written together, which costs a fraction of one by one.

The contacts of a workspace's pending start rows, whatever asked for them. What a kill leaves is pending and is taken up again;
a row is done in the transaction that writes its session, so nobody is started twice.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError as DatabaseTrouble

from app.engine.assets import SessionAssets
from app.engine.errors import EngineError
from app.services import batches, starts
from app.services.assets import WorkspaceAssets
from app.services.base import Core
from app.services.conversations import Conversations
from app.services.flow_runtime import runtime_of
from app.services.flow_starts import open_tasks
from app.services.turn import AlreadyDone, Conflict, Played, read_situations, write_together
from app.store import tables

log = logging.getLogger(__name__)

SECONDS = 0.25  # of work until others have their turn
TOGETHER = 10  # contacts in one transaction: it holds up whoever else wants to write
CALLS_OUT = frozenset({"call_webhook", "call_resthook", "call_classifier", "call_llm", "send_email", "transfer_airtime"})
ENTER = "enter_flow"


def start_slice(core: Core, workspace_id: int, lane: int) -> None:
    """Start pending contacts of this lane for a moment; then the task stands again. Safe to repeat."""
    with core.store.read() as session:
        space = session.get(tables.Workspace, workspace_id)
    if space is None:
        return
    task, until = starts.slice_task(workspace_id, space.uuid, lane), core.clock.monotonic() + SECONDS
    going = _Slice(core, workspace_id, lane, until)
    try:
        while going.step():
            if core.clock.monotonic() >= until:
                batches.stand_again(core, task)
                return
    except DatabaseTrouble:
        log.exception("slice_postponed", extra={"task": task.key})
        return
    with core.store.read() as session:
        more = open_tasks(session, tables.FlowStart.workspace_id == workspace_id)
    batches.stand_again(core, *more)


class _Slice:
    """One turn at a lane, until a moment of the monotonic clock. A row that failed stays pending and is passed by: the recovery
    pass tries it again. So is one that is parked: it queues the lane's task as soon as it need not wait. What else is asked for
    the contacts of either stays behind it."""

    def __init__(self, core: Core, workspace_id: int, lane: int, until: float) -> None:
        self._core = core
        self._workspace_id = workspace_id
        self._lane = lane
        self._until = until
        self._after = 0
        self._passed: set[int] = set()  # contacts
        self._may_call = True
        self._runtime = runtime_of(core)
        self._conversations = Conversations(core)

    def step(self) -> bool:
        """False: none is left."""
        with self._core.store.read() as session:
            shared = self._runtime.assets.get(session, self._workspace_id)
            wanted = {"workspace_id": self._workspace_id, "lane": self._lane, "after": self._after, "limit": TOGETHER}
            found = session.scalars(_PENDING, wanted).all()
        if not found:
            return False
        rows = _of_one_flow([row for row in found if row.contact_id not in self._passed])
        self._after = rows[-1].id if rows else found[-1].id
        if not rows:
            return True
        is_calling = calls_out(shared, rows[0].flow_id)
        is_apart = is_calling or bool(self._core.queue.losses()) or any(row.error for row in rows)
        alone = {row.id for row in rows} if is_apart else set(self._start_together(rows))
        self._conversations.queue_parked()  # who came while the slice held their contact
        self._start_alone([row for row in rows if row.id in alone], is_calling)
        return True

    def _start_alone(self, rows: Sequence[tables.StartRow], is_calling: bool) -> None:
        """One after another, as long as there is time: a web service may take some."""
        for row in rows:
            may_start = self._may_call or not is_calling
            outcome = self._conversations.start(row.id) if may_start else starts.PARKED
            if outcome != starts.DONE:
                self._passed.add(row.contact_id)
            if outcome == starts.PARKED and is_calling and self._runtime.flow_lane.is_full:
                self._may_call = False  # nor for those behind it
            if self._core.clock.monotonic() >= self._until:
                return

    def _start_together(self, rows: Sequence[tables.StartRow]) -> list[int]:
        """Ids of those who must be started by themselves: somebody else has to do with them just now, or something is wrong
        with one and the others shall not suffer."""
        keys = {row.contact_id: ("contact", row.contact_id) for row in rows}
        with self._runtime.locks.hold_free(keys.values()) as held:
            free = [row for row in rows if keys[row.contact_id] in held]
            busy = [row.id for row in rows if keys[row.contact_id] not in held]
            try:
                played = self._play(free)
                left = write_together(self._core, played) if played else []
            except DatabaseTrouble:
                raise
            except (AlreadyDone, Conflict):
                return [row.id for row in rows]
            except Exception:
                log.exception("starts_apart", extra={"workspace": self._workspace_id, "first": rows[0].id})
                return [row.id for row in rows]
        written = {turn.start_id for _, turn in played} - {turn.start_id for _, turn in left}
        return busy + [row.id for row in free if row.id not in written]

    def _play(self, rows: Sequence[tables.StartRow]) -> list[Played]:
        """Without those whose contact is gone."""
        if not rows:
            return []
        with self._core.store.read() as session:
            shared = self._runtime.assets.get(session, self._workspace_id)
            situations = read_situations(session, shared, [row.contact_id for row in rows])
            people = {contact_id: one.contact for contact_id, one in situations.items()}
            known = [row for row in rows if row.contact_id in people]
            triggers = starts.triggers_of(session, known, people, shared, self._core.clock)
        play = self._conversations.play_start
        return [
            (situation, play(situation, row, triggers.get(row.id))) for row in known if (situation := situations[row.contact_id])
        ]


def _of_one_flow(found: Sequence[tables.StartRow]) -> list[tables.StartRow]:
    """The first of them that can be dealt with together: in the same flow, and no contact twice."""
    seen: set[int] = set()
    chosen = []
    for row in found:
        if row.flow_id != found[0].flow_id or row.contact_id in seen:
            break
        seen.add(row.contact_id)
        chosen.append(row)
    return chosen


def calls_out(shared: WorkspaceAssets, flow_id: int) -> bool:
    """Whether the flow, or one that it enters, may have to wait for somebody outside: then nobody else waits with it."""
    found = shared.flow_by_id(flow_id)
    if found is None:
        return True
    uuid, assets = found[0], shared.assets
    return assets.derived(f"calls_out:{uuid}", lambda: _calls_out(assets, uuid, set()))


def _calls_out(assets: SessionAssets, uuid: str, seen: set[str]) -> bool:
    """One that is missing or can't be read calls nobody: what is wrong with it shows contact by contact."""
    if uuid in seen:
        return False
    seen.add(uuid)
    try:
        flow = assets.flow(uuid)
    except EngineError:
        return False
    actions = [action for node in flow.nodes for action in node.actions] if flow else []
    entered = [ref["uuid"] for action in actions if action.type == ENTER and isinstance(ref := action.data.get("flow"), Mapping)]
    return any(action.type in CALLS_OUT for action in actions) or any(_calls_out(assets, str(one), seen) for one in entered)


_START = tables.StartRow
_PENDING = (
    select(_START)
    .where(starts.IS_BULK_PENDING, _START.workspace_id == bindparam("workspace_id"))
    .where(_START.id > bindparam("after"), _START.contact_id % starts.LANES == bindparam("lane"))
    .order_by(_START.id)
    .limit(bindparam("limit"))
)
