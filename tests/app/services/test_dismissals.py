"""Work that failed for good and that a person says is over: nothing handles it any more, and nobody is asked about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.contracts.queues import Dismissed, LetterKind, Requeued
from app.errors import Invalid
from app.services import dead_letters, dismissals
from app.services.conversations import Conversations
from app.services.explain import Explain
from app.services.flows import Flows
from app.services.messages import Messages
from app.services.queues import Queues
from app.services.recovery import sweep
from app.store import tables
from tests.app.services import databases
from tests.app.services.campaigning import HOUR, Programme
from tests.app.services.conversing import ADA, Line, add_keyword, flow, import_flows, node, rows, run_queue, send, stock_flow
from tests.app.services.modeming import Stick
from tests.app.support import Office

BROKEN = {"error": "broken", "error_count": 3}


@pytest.fixture(params=databases.NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with databases.open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


@pytest.fixture
def service(office: Office) -> Queues:
    return Queues(office.core, office.admin)


def counts(service: Queues) -> dict[str, int]:
    return {one.kind: one.count for one in service.letter_counts() if one.count}


def only(service: Queues, kind: LetterKind) -> str:
    [letter] = service.letters(kind).rows
    return letter.id


def spoil(office: Office, table: Any, row_id: int, **values: Any) -> None:
    with office.store.write() as work:
        row = work.session.get_one(table, row_id)
        for name, value in {**BROKEN, **values}.items():
            setattr(row, name, value)
        work.commit()


def nothing_comes(office: Office) -> None:
    """Neither the queue nor the recovery pass takes anything up, now or tomorrow."""
    office.queue.drain()
    for _ in range(2):
        sweep(office.core)
        assert run_queue(office) == 0
        office.clock.advance(24 * 60 * 60)


def test_a_message_that_no_flow_could_take_stands_in_the_inbox(
    office: Office, line: Line, service: Queues, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    line.hear("hello")
    uuid = line.receive("stock")
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        for _ in range(3):
            Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    letter = only(service, "inbound")
    before = office.core.changes.latest()
    assert service.dismiss([letter]) == [Dismissed(letter, "dismissed")]
    assert {change.topic for change in office.core.changes.since(before, 0)} >= {"queue", "messages"}
    nothing_comes(office)
    assert (counts(service), rows(office, tables.Session)) == ({}, [])
    [row] = rows(office, tables.Inbound, tables.Inbound.uuid == uuid)
    assert (row.state, row.error, row.error_count) == ("dismissed", "ZeroDivisionError", 3)
    inbox = Messages(office.core, office.admin).folder(office.workspace, "inbox").rows
    assert [msg.text for msg in inbox] == ["stock", "hello"]
    told = Explain(office.core, office.admin).message(office.workspace, uuid)
    assert (told.outcome, [step.code for step in told.steps]) == ("dismissed", ["came_in", "routed_only", "dismissed"])
    assert service.requeue([letter]) == [Requeued(letter, "not_dead")]
    assert service.dismiss([letter]) == [Dismissed(letter, "not_dead")]


def test_who_dismissed_what_and_when_stands_in_the_audit(office: Office, line: Line, service: Queues) -> None:
    line.receive("hello", "?!")
    letter = only(service, "inbound")
    service.dismiss([letter, "inbound:999", letter])
    [entry] = rows(office, tables.Audit, tables.Audit.method == "queues.dismiss")
    assert entry.details == {"ids": 2, "dismissed": [letter]}
    assert (entry.user_id, entry.at) == (office.admin.user_id, office.clock.now())


def test_what_nobody_can_read_is_gone_from_the_list(office: Office, service: Queues) -> None:
    stick = Stick(office).use()
    stick.hear(unreadable=["07911326"])
    letter = only(service, "inbound")
    assert service.dismiss([letter]) == [Dismissed(letter, "dismissed")]
    assert counts(service) == {}
    stick.hear(unreadable=["07911326"])  # the modem brings it once more
    assert [row.state for row in rows(office, tables.Inbound)] == ["dismissed"]
    nothing_comes(office)


def test_what_comes_behind_it_is_handled(office: Office, line: Line, service: Queues) -> None:
    line.receive("first")
    office.queue.drain()
    spoil(office, tables.Inbound, rows(office, tables.Inbound)[0].id, state="dead")
    service.dismiss([only(service, "inbound")])
    line.hear("second")
    assert [row.state for row in rows(office, tables.Inbound)] == ["dismissed", "handled"]


def test_a_call_stands_among_the_calls(office: Office, line: Line, service: Queues) -> None:
    line.call()
    event = rows(office, tables.ChannelEvent)[0]
    spoil(office, tables.ChannelEvent, event.id, state="dead")
    service.dismiss([only(service, "channel_event")])
    nothing_comes(office)
    assert [(row.state, row.error) for row in rows(office, tables.ChannelEvent)] == [("dismissed", "broken")]
    told = Explain(office.core, office.admin).event(office.workspace, event.uuid)
    assert (told.outcome, [step.code for step in told.steps]) == ("dismissed", ["event_came_in", "dismissed"])


def test_a_start_is_left_out(office: Office, line: Line, service: Queues) -> None:
    made = stock_flow()
    import_flows(office, made)
    Flows(office.core, office.admin).start(office.workspace, made["uuid"], [office.add_contact("Ada", ADA).uuid])
    spoil(office, tables.StartRow, rows(office, tables.StartRow)[0].id, state="dead")
    service.dismiss([only(service, "start")])
    nothing_comes(office)
    assert [(row.state, row.error) for row in rows(office, tables.StartRow)] == [("skipped", "broken")]
    assert rows(office, tables.Session) == []


@pytest.mark.parametrize(("kind", "status"), [("timeout", "waiting"), ("expiration", "interrupted")])
def test_a_timeout_goes_and_an_expiration_ends_the_conversation(
    office: Office, line: Line, service: Queues, kind: str, status: str
) -> None:
    made = stock_flow(timeout=600)
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    line.hear("stock")
    [fire] = rows(office, tables.Fire, tables.Fire.kind == kind)
    spoil(office, tables.Fire, fire.id)
    service.dismiss([only(service, "fire")])
    assert counts(service) == {}
    assert [row.status for row in rows(office, tables.Session)] == [status]
    assert kind not in [row.kind for row in rows(office, tables.Fire)]
    [contact] = rows(office, tables.Contact)
    assert (contact.current_flow_id is None) == (status == "interrupted")
    line.hear("none")
    assert len(rows(office, tables.Run, tables.Run.status == "completed")) == (status == "waiting")


def test_a_campaign_event_is_left_out_and_not_planned_again(office: Office, service: Queues) -> None:
    programme = Programme.begin(office)
    event = programme.add_event()
    ada = programme.add_mother("Ada", ADA, office.clock.now() + dt.timedelta(hours=2))
    run_queue(office)
    [fire] = programme.fires("pending")
    spoil(office, tables.CampaignFire, fire.id, state="dead", settled_on=office.clock.now())
    service.dismiss([only(service, "campaign_fire")])
    programme.join(ada)  # planned anew
    assert programme.pass_time(5 * HOUR) == []
    assert programme.ended() == [("skipped", "by_staff")]
    told = Explain(office.core, office.admin).campaign(office.workspace, ada.uuid, event)
    assert told.outcome == "skipped"


def test_what_is_left_of_starts_and_broadcasts_of_many_is_left_out(office: Office, service: Queues) -> None:
    made = flow("Talk", node([send("hello")]))
    import_flows(office, made)
    now = office.clock.now()
    with office.store.write() as work:
        of = work.session.query(tables.Flow).one()
        common: dict[str, Any] = {"workspace_id": office.workspace_id, "state": "failed", "recipients": {}, **BROKEN}
        common |= {"created_on": now, "modified_on": now}
        work.session.add(tables.FlowStart(uuid="s", flow_id=of.id, type="manual", cursor=5, **common))
        work.session.add(tables.Broadcast(uuid="b", translations={}, base_language="eng", **common))
        work.commit()
    office.clock.advance(60)
    ids = [only(service, "flow_start"), only(service, "broadcast")]
    assert service.dismiss(ids) == [Dismissed(one, "dismissed") for one in ids]
    nothing_comes(office)
    for table in (tables.FlowStart, tables.Broadcast):
        assert [(row.state, row.error) for row in rows(office, table)] == [("interrupted", "broken")]
    assert counts(service) == {}


def test_a_task_is_only_the_hurry_up_of_rows(office: Office, service: Queues) -> None:
    assert service.dismiss(["task:handler:7"]) == [Dismissed("task:handler:7", "kept")]


def test_one_that_waits_is_not_dismissed(office: Office, line: Line, service: Queues) -> None:
    line.receive("hello")
    [row] = rows(office, tables.Inbound)
    letter = f"inbound:{row.id}"
    assert service.dismiss([letter]) == [Dismissed(letter, "not_dead")]
    run_queue(office)
    assert [row.state for row in rows(office, tables.Inbound)] == ["handled"]


def test_every_kind_of_rows_can_be_dismissed() -> None:
    assert set(dismissals.SETTLING) == set(dead_letters.KINDS)


@pytest.mark.parametrize("bad", ["", "start", "start:", "start:x", "nothing:1", "task:1", "task:nowhere:1", "start:" + "9" * 30])
def test_ids_that_are_none(service: Queues, bad: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.dismiss([bad])
    assert caught.value.params == {"field": "ids", "reason": "unknown"}
    with pytest.raises(Invalid):
        service.dismiss([f"start:{number}" for number in range(501)])
