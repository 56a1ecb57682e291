"""What kills the process that works at it: it dies at last, alone, and whatever stands behind it goes on. On all queues."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.contracts.queues import LetterKind
from app.ports import QUEUES
from app.queue.fair import Queues
from app.queue.storage import MAX_LOSSES
from app.queue.tasks import TASKS
from app.services import dead_letters, lost_work, starts
from app.services.broadcasts import Broadcasts
from app.services.conversations import Conversations
from app.services.flow_starts import Starts
from app.services.queues import Queues as QueueService
from app.services.recipients import Finder
from app.services.recovery import sweep
from app.store import tables
from tests.app.queue.adapters import NAMES, emptied_redis, stop_servers
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, import_flows, rows, stock_flow
from tests.app.services.crowd import Killed, add_crowd, add_group
from tests.app.services.databases import open_office
from tests.app.services.late import HOUR, add_timer
from tests.app.support import Office

QUESTION = "Boxes of amoxicillin? (none or some)"
WORKERS = 3
OTHERS = [f"+2507883333{at:02d}" for at in range(8)]
POISON = "poison"


@pytest.fixture(scope="module", autouse=True)
def _servers() -> Iterator[None]:
    yield
    stop_servers()


@pytest.fixture(params=NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    name = request.param
    with open_office("sqlite" if name == "redis" else name, tmp_path / "office", templates) as office:
        queues = Queues(office.store, office.clock, emptied_redis() if name == "redis" else "")
        core = dataclasses.replace(office.core, queue=queues)
        for queue, tasks in TASKS.items():
            for task, function in tasks.items():
                queues.by_name[queue].register(task, functools.partial(function, core))
        yield dataclasses.replace(office, core=core)
        queues.stop()


@pytest.fixture
def line(office: Office) -> Line:
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    return Line(office, office.add_phone())


@contextmanager
def poisonous(monkeypatch: pytest.MonkeyPatch, method: str, is_poison: Callable[..., bool]) -> Iterator[None]:
    """The process ends where the conversation comes to it."""
    real = getattr(Conversations, method)

    def play(self: Conversations, *args: Any, **values: Any) -> Any:
        if is_poison(*args, *values.values()):
            raise Killed
        return real(self, *args, **values)

    with monkeypatch.context() as patch:
        patch.setattr(Conversations, method, play)
        yield


def live(office: Office) -> bool:
    """A process with several workers, each of which has a task in hand, until nothing is left. False: it was killed."""
    queues = office.core.queue
    assert isinstance(queues, Queues)
    queues.reap()
    lost_work.bury(office.core)
    sweep(office.core)
    for name in QUEUES:
        huey = queues.by_name[name]
        while claims := [claim for _ in range(WORKERS) if (claim := huey.storage.claim()) is not None]:
            try:
                for claim in claims:
                    task = huey.deserialize_task(claim.message)
                    task.claim = claim
                    huey.execute(task)
                    huey.settle()
            except Killed:
                for claim in claims:
                    huey.storage.let_go(claim)
                return False
    return True


def live_on(office: Office) -> int:
    """Lives that it took to get through."""
    for life in range(1, 5 * MAX_LOSSES):
        if live(office):
            return life
    raise AssertionError("it is killed for ever")


def dead(office: Office) -> list[tuple[str, str]]:
    pages = (dead_letters.page(office.core, kind, None, 50) for kind in dead_letters.ALL_KINDS)
    return [(letter.kind, letter.error) for letters, _ in pages for letter in letters]


def test_a_message_that_kills_is_dead_and_what_stands_behind_it_is_answered(
    office: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.receive(POISON)
    line.receive("stock")
    for address in OTHERS:
        line.receive("stock", address)
    with poisonous(monkeypatch, "play_heard", lambda _, heard: heard.message.text == POISON):
        assert live_on(office) <= MAX_LOSSES + 2
    assert [(row.state, row.error) for row in rows(office, tables.Inbound, tables.Inbound.text == POISON)] == [
        ("dead", "worker_lost")
    ]
    assert {row.state for row in rows(office, tables.Inbound, tables.Inbound.text != POISON)} == {"handled"}
    assert sorted(handed.address for handed in line.send()) == sorted([ADA, *OTHERS])
    assert dead(office) == [("inbound", "worker_lost")]
    [shown] = rows(office, tables.Msg, tables.Msg.text == POISON)
    assert (shown.direction, shown.status) == ("in", "pending")
    QueueService(office.core, office.admin).requeue_all("inbound")
    live_on(office)
    assert dead(office) == []
    assert {row.state for row in rows(office, tables.Inbound)} == {"handled"}


def test_two_that_kill(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (ADA, BOB):
        line.receive(POISON, address)
        line.receive("stock", address)
    line.receive("stock", OTHERS[0])
    with poisonous(monkeypatch, "play_heard", lambda _, heard: heard.message.text == POISON):
        live_on(office)
    assert dead(office) == [("inbound", "worker_lost")] * 2
    assert sorted(handed.address for handed in line.send()) == [ADA, BOB, OTHERS[0]]


def test_an_event_that_kills(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.call()
    line.receive("stock")
    with poisonous(monkeypatch, "play_heard", lambda _, heard: heard.event is not None):
        live_on(office)
    assert dead(office) == [("channel_event", "worker_lost")]
    assert [handed.text for handed in line.send()] == [QUESTION]


@pytest.mark.parametrize("is_bulk", [False, True])
def test_a_start_that_kills(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch, is_bulk: bool) -> None:
    people = add_crowd(office, 6)
    [flow] = rows(office, tables.Flow)
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        common = {"workspace": space, "flow_id": flow.id, "is_bulk": is_bulk}
        starts.queue_rows(work, office.core, contact_ids=people, **common)
        work.commit()
    with poisonous(monkeypatch, "play_start", lambda _, start, __: start.contact_id == people[2]):
        live_on(office)
    assert [row.state for row in rows(office, tables.StartRow)] == ["done", "done", "dead", "done", "done", "done"]
    assert dead(office) == [("start", "worker_lost")]


def test_a_timer_that_kills(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    add_timer(office, office.clock.now() + HOUR)
    office.clock.advance(2 * HOUR.total_seconds())
    with poisonous(monkeypatch, "play_fire", lambda *_: True):
        live_on(office)
    assert dead(office) == [("fire", "worker_lost")]


def test_a_timer_that_kills_among_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """They go off several together until a worker is lost; then one by one."""
    made = [add_timer(office, office.clock.now() + HOUR) for _ in range(6)]
    office.clock.advance(2 * HOUR.total_seconds())
    with poisonous(monkeypatch, "play_fire", lambda _, fire: fire.id == made[3]):
        live_on(office)
    assert dead(office) == [("fire", "worker_lost")]
    assert [row.id for row in rows(office, tables.Fire)] == [made[3]]


@pytest.mark.parametrize("kind", ["broadcast", "flow_start"])
def test_a_message_or_start_for_many_that_kills(
    office: Office, line: Line, monkeypatch: pytest.MonkeyPatch, kind: LetterKind
) -> None:
    nurses = Recipients(groups=[add_group(office)])
    add_crowd(office, 3, *nurses.groups)
    line.receive("stock")
    if kind == "broadcast":
        Broadcasts(office.core, office.admin).send(office.workspace, {"eng": BroadcastText("Hi")}, "eng", nurses, Exclusions())
    else:
        [flow] = rows(office, tables.Flow)
        Starts(office.core, office.admin).start(office.workspace, flow.uuid, nurses, Exclusions())

    def kill(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Finder, "next", kill)
        live_on(office)
    assert dead(office) == [(kind, "worker_lost")]
    assert [handed.text for handed in line.send()] == [QUESTION]
    QueueService(office.core, office.admin).requeue_all(kind)
    live_on(office)
    assert dead(office) == []
    assert len(line.send()) == 3


def test_power_cuts_bury_nobody(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is in hand is not guilty of them."""
    for address in OTHERS:
        line.receive("stock", address)
    queues = office.core.queue
    assert isinstance(queues, Queues)
    storage = queues.by_name["handler"].storage
    for _ in range(3 * MAX_LOSSES):
        for claim in [storage.claim() for _ in range(WORKERS)]:
            storage.let_go(claim)
        queues.reap()
        assert lost_work.bury(office.core) == 0
    live_on(office)
    assert dead(office) == []
    assert {row.state for row in rows(office, tables.Inbound)} == {"handled"}


@pytest.mark.parametrize("commits", [1, 2])
def test_a_kill_while_it_is_buried_buries_nobody_else(
    office: Office, line: Line, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    """On Redis the task begins anew after the commit, if at all."""
    line.receive(POISON)
    line.receive("stock")
    queues = office.core.queue
    assert isinstance(queues, Queues)
    with poisonous(monkeypatch, "play_heard", lambda _, heard: heard.message.text == POISON):
        while not queues.dead("handler"):
            assert not live(office)
            queues.reap()
        with monkeypatch.context() as patch:
            patch.setattr(type(queues), "requeue", lambda *_: 0)
            assert lost_work.bury(office.core) == 1
            for _ in range(commits):
                assert lost_work.bury(office.core) == 0
        live_on(office)
    assert dead(office) == [("inbound", "worker_lost")]
    assert [handed.text for handed in line.send()] == [QUESTION]
