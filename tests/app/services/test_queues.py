"""What office administrators see and do of the queues, on the real queue."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.contracts.queues import DeadLetter, LetterKind, Requeued
from app.errors import Invalid, NotFound
from app.ports import QUEUES, QueueName, TaskRef
from app.queue.fair import Queues as RealQueues
from app.queue.tasks import TASKS
from app.services import dead_letters
from app.services.flows import Flows
from app.services.queues import Queues
from app.services.recovery import sweep
from app.store import tables
from tests.app.services.conversing import ADA, Line, add_keyword, import_flows, rows, stock_flow
from tests.app.services.databases import NAMES, open_office
from tests.app.support import Office


@pytest.fixture(params=NAMES)
def real(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    """The office with the real queue, whose tasks run when the test says."""
    with open_office(request.param, tmp_path, templates) as office:
        queues = RealQueues(office.store, office.clock)
        core = dataclasses.replace(office.core, queue=queues)
        for queue, tasks in TASKS.items():
            for name, function in tasks.items():
                queues.by_name[queue].register(name, functools.partial(function, core))
        yield dataclasses.replace(office, core=core)


@pytest.fixture
def service(real: Office) -> Queues:
    return Queues(real.core, real.admin)


def run_all(office: Office) -> None:
    """Run whatever can run now."""
    assert isinstance(office.core.queue, RealQueues)
    for name in QUEUES:
        huey = office.core.queue.by_name[name]
        while (claim := huey.storage.claim()) is not None:
            task = huey.deserialize_task(claim.message)
            task.claim = claim
            huey.execute(task)
            huey.settle()


def add(office: Office, queue: QueueName, owner: str, key: str) -> None:
    register_boom(office, queue)
    with office.store.write() as work:
        office.core.queue.add(work, TaskRef(queue, "boom", (7,), owner=owner, key=key))
        work.commit()


def register_boom(office: Office, queue: QueueName) -> None:
    assert isinstance(office.core.queue, RealQueues)
    huey = office.core.queue.by_name[queue]
    if "app.queue.tasks.boom" not in huey._registry._registry:
        huey.register("boom", lambda *_: 1 / 0)


def kill(office: Office, queue: QueueName, owner: str, *keys: str) -> None:
    """Tasks that fail three times."""
    for key in keys:
        add(office, queue, owner, key)
    for wait in (0, 5, 30):
        office.clock.advance(wait)
        run_all(office)


def audited(office: Office) -> list[tuple[str, Any]]:
    return [(row.method, row.details) for row in rows(office, tables.Audit) if row.method.startswith("queues.")]


def test_shares_show_every_workspace_and_what_it_has(real: Office, service: Queues) -> None:
    kill(real, "flow", real.workspace, "dead")
    add(real, "flow", real.workspace, "k1")
    add(real, "flow", real.workspace, "k2")
    add(real, "handler", "office", "k3")
    shares = service.shares()
    assert [one.workspace for one in shares] == [
        None,
        *sorted((real.workspace, real.other_workspace), key=lambda uuid: [s.name for s in shares if s.workspace == uuid]),
    ]
    by_uuid = {one.workspace: {load.queue: (load.waiting, load.working, load.dead) for load in one.loads} for one in shares}
    nothing = dict.fromkeys(QUEUES, (0, 0, 0))
    assert by_uuid == {
        None: {**nothing, "handler": (1, 0, 0)},
        real.workspace: {**nothing, "flow": (2, 0, 1)},
        real.other_workspace: nothing,
    }
    served = next(load.served for one in shares if one.workspace == real.workspace for load in one.loads if load.queue == "flow")
    assert served == 3


def test_a_paused_workspace_begins_nothing_and_keeps_its_share(real: Office, service: Queues) -> None:
    assert service.set_share(real.workspace, 2.5, 3).weight == 2.5
    paused = service.pause(real.workspace)
    assert (paused.weight, paused.cap, paused.paused) == (2.5, 3, True)
    add(real, "flow", real.workspace, "mine")
    add(real, "default", real.workspace, "mine too")
    add(real, "flow", real.other_workspace, "theirs")
    assert isinstance(real.core.queue, RealQueues)
    storages = {name: huey.storage for name, huey in real.core.queue.by_name.items()}
    claim = storages["flow"].claim()
    assert claim is not None
    assert (claim.key, storages["flow"].claim(), storages["default"].claim()) == ("theirs", None, None)
    resumed = service.resume(real.workspace)
    assert (resumed.weight, resumed.cap, resumed.paused) == (2.5, 3, False)
    mine = storages["flow"].claim()
    assert mine is not None
    assert mine.key == "mine"
    assert audited(real) == [
        ("queues.set_share", {"weight": 2.5, "cap": 3, "weight_before": 1.0, "cap_before": None}),
        ("queues.pause", {"was_paused": False}),
        ("queues.resume", {"was_paused": True}),
    ]


@pytest.mark.parametrize(
    ("weight", "cap", "field"),
    [(0, None, "weight"), (101, None, "weight"), (float("nan"), None, "weight"), (1, 0, "cap"), (1, 101, "cap")],
)
def test_shares_have_limits(real: Office, service: Queues, weight: float, cap: int | None, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.set_share(real.workspace, weight, cap)
    assert caught.value.params["field"] == field
    with pytest.raises(NotFound):
        service.pause("no-such-workspace")


# Dead letters


def letters(service: Queues, kind: LetterKind) -> list[DeadLetter]:
    return service.letters(kind).rows


def counts(service: Queues) -> dict[str, int]:
    return {one.kind: one.count for one in service.letter_counts() if one.count}


def test_dead_tasks_come_in_pages_over_all_queues_and_begin_anew(real: Office, service: Queues) -> None:
    kill(real, "default", "office", "d1", "d2")
    kill(real, "flow", real.workspace, "f1", "f2")
    assert counts(service) == {"task": 4}
    first = service.letters("task", limit=3)
    second = service.letters("task", first.next, 3)
    found = [*first.rows, *second.rows]
    assert [(one.workspace, one.about, one.error, one.errors) for one in found] == [
        (None, "boom", "ZeroDivisionError('division by zero')", 3),
        (None, "boom", "ZeroDivisionError('division by zero')", 3),
        (real.workspace, "boom", "ZeroDivisionError('division by zero')", 3),
        (real.workspace, "boom", "ZeroDivisionError('division by zero')", 3),
    ]
    assert (len(first.rows), second.next) == (3, None)
    assert service.requeue([found[0].id, found[3].id, found[0].id]) == [
        Requeued(found[0].id, "queued"),
        Requeued(found[3].id, "queued"),
    ]
    assert service.requeue([found[1].id, found[0].id, "task:flow:999"])[1:] == [
        Requeued(found[0].id, "not_dead"),
        Requeued("task:flow:999", "not_dead"),
    ]
    assert counts(service) == {"task": 1}
    assert sum(load.waiting for one in service.shares() for load in one.loads) == 3
    assert service.requeue_all("task") == [Requeued(found[2].id, "queued")]
    assert counts(service) == {}
    assert audited(real)[-2:] == [
        ("queues.requeue", {"ids": 3, "requeued": 1}),
        ("queues.requeue_all", {"kind": "task", "requeued": 1}),
    ]


def break_turns(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be written for three tries."""
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        for _ in range(4):
            sweep(office.core)
            run_all(office)
            office.clock.advance(60)


def test_a_dead_inbound_is_answered_when_it_is_requeued(real: Office, service: Queues, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stock_flow()
    import_flows(real, made)
    add_keyword(real, made["uuid"], "stock")
    phone = real.add_phone()
    line = Line(real, phone)
    line.receive("hello", ADA)
    run_all(real)  # the contact is known from here on
    line.receive("stock", ADA)
    break_turns(real, monkeypatch)
    [letter] = letters(service, "inbound")
    [contact] = rows(real, tables.Contact)
    assert (letter.workspace, letter.contact, letter.about, letter.error, letter.errors) == (
        real.workspace,
        contact.uuid,
        phone.name,
        "ZeroDivisionError",
        3,
    )
    shown = rows(real, tables.Msg)[-1]
    assert (shown.text, shown.status) == ("stock", "pending")
    assert service.requeue([letter.id]) == [Requeued(letter.id, "queued")]
    run_all(real)
    assert counts(service) == {}
    assert len(line.send()) == 1
    messages = [(msg.id, msg.text, msg.status) for msg in rows(real, tables.Msg) if msg.direction == "in"]
    assert messages[-1] == (shown.id, "stock", "handled")
    assert len(messages) == 2
    assert service.requeue([letter.id]) == [Requeued(letter.id, "not_dead")]


def test_dead_starts_and_timers_begin_anew(real: Office, service: Queues, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stock_flow()
    import_flows(real, made)
    real.add_phone()
    ada = real.add_contact("Ada", ADA)
    Flows(real.core, real.admin).start(real.workspace, made["uuid"], [ada.uuid])
    break_turns(real, monkeypatch)
    [letter] = letters(service, "start")
    assert (letter.contact_name, letter.flow_name, letter.workspace) == ("Ada", "Stock", real.workspace)
    assert service.requeue_all("start") == [Requeued(letter.id, "queued")]
    run_all(real)
    assert [row.status for row in rows(real, tables.Session)] == ["waiting"]
    [fire, *_] = rows(real, tables.Fire)
    with real.store.write() as work:
        row = work.session.get_one(tables.Fire, fire.id)
        row.error_count, row.error, row.due_on = 3, "broken", real.clock.now()
        work.commit()
    [letter] = letters(service, "fire")
    assert (letter.contact_name, letter.flow_name, letter.about, letter.error) == ("Ada", "Stock", fire.kind, "broken")
    assert service.requeue([letter.id]) == [Requeued(letter.id, "queued")]
    assert counts(service) == {}
    assert [(row.error_count, row.error) for row in rows(real, tables.Fire) if row.id == fire.id] == [(0, None)]


def test_failed_starts_and_broadcasts_of_many_and_campaign_fires_begin_anew(real: Office, service: Queues) -> None:
    """Each goes on from where it stood."""
    made = stock_flow()
    import_flows(real, made)
    now = real.clock.now()
    ada = real.add_contact("Ada", ADA)
    with real.store.write() as work:
        flow = work.session.query(tables.Flow).one()
        common: dict[str, Any] = {
            "workspace_id": real.workspace_id,
            "state": "failed",
            "recipients": {},
            "error_count": 3,
            "error": "broken",
            "created_on": now,
            "modified_on": now,
        }
        work.session.add(tables.FlowStart(uuid="s", flow_id=flow.id, type="manual", cursor=5, **common))
        work.session.add(tables.Broadcast(uuid="b", translations={}, base_language="eng", **common))
        group = tables.ContactGroup(uuid="g", workspace_id=real.workspace_id, name="G", created_on=now, modified_on=now)
        work.session.add(group)
        field = tables.ContactField(
            uuid="f", workspace_id=real.workspace_id, key="due", name="Due", type="datetime", created_on=now, modified_on=now
        )
        work.session.add(field)
        work.session.flush()
        campaign = tables.Campaign(
            uuid="c", workspace_id=real.workspace_id, name="Visits", group_id=group.id, created_on=now, modified_on=now
        )
        work.session.add(campaign)
        work.session.flush()
        event = tables.CampaignEvent(
            uuid="e",
            campaign_id=campaign.id,
            type="flow",
            relative_to="due",
            field_id=field.id,
            offset=1,
            unit="D",
            delivery_hour=-1,
            start_mode="interrupt",
            flow_id=flow.id,
            created_on=now,
        )
        work.session.add(event)
        work.session.flush()
        fire = {"workspace_id": real.workspace_id, "event_id": event.id, "contact_id": ada.id, "due_on": now}
        work.session.add(tables.CampaignFire(state="dead", error="broken", error_count=3, settled_on=now, **fire))
        work.commit()
    shown = {kind: [(one.about, one.flow_name, one.error) for one in letters(service, kind)] for kind in dead_letters.ALL_KINDS}
    assert {kind: found for kind, found in shown.items() if found} == {
        "flow_start": [("", "Stock", "broken")],
        "broadcast": [("", None, "broken")],
        "campaign_fire": [("Visits", "Stock", "broken")],
    }
    for kind in ("flow_start", "broadcast", "campaign_fire"):
        [letter] = letters(service, kind)
        assert service.requeue_all(kind) == [Requeued(letter.id, "queued")]
    assert counts(service) == {}
    assert [(row.state, row.error_count, row.error) for row in rows(real, tables.FlowStart)] == [("started", 0, None)]
    assert [(row.state, row.error_count, row.error) for row in rows(real, tables.Broadcast)] == [("pending", 0, None)]
    assert [(row.state, row.reason, row.error) for row in rows(real, tables.CampaignFire)] == [("pending", "released", None)]
    waiting = {load.queue: load.waiting for one in service.shares() if one.workspace == real.workspace for load in one.loads}
    assert waiting["flow"] + waiting["msgs"] == 3


def test_dead_channel_events_begin_anew(real: Office, service: Queues) -> None:
    line = Line(real, real.add_phone())
    line.call()
    with real.store.write() as work:
        event = work.session.query(tables.ChannelEvent).one()
        event.state, event.error, event.error_count = "dead", "broken", 3
        work.commit()
    [letter] = letters(service, "channel_event")
    assert (letter.about, letter.error) == ("mo_miss", "broken")
    assert service.requeue([letter.id]) == [Requeued(letter.id, "queued")]
    run_all(real)
    assert [row.state for row in rows(real, tables.ChannelEvent)] == ["handled"]


@pytest.mark.parametrize("bad", ["", "start", "start:", "start:x", "nothing:1", "task:1", "task:nowhere:1", "start:" + "9" * 30])
def test_ids_that_are_none(real: Office, service: Queues, bad: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.requeue([bad])
    assert caught.value.params == {"field": "ids", "reason": "unknown"}


def test_what_cannot_be_asked(real: Office, service: Queues) -> None:
    for ask in (
        lambda: service.letters("nothing"),  # type: ignore[arg-type]
        lambda: service.requeue_all("nothing"),  # type: ignore[arg-type]
        lambda: service.letters("start", "x"),
        lambda: service.letters("task", "nowhere:1"),
        lambda: service.requeue([f"start:{number}" for number in range(501)]),
    ):
        with pytest.raises(Invalid):
            ask()
