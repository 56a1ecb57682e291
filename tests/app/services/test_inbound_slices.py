"""Where many wait, the oldest are answered together; and what may not be answered together is answered by itself."""

from __future__ import annotations

import pytest

from app.services import inbound_slices
from app.services.conversations import Conversations
from app.services.flow_runtime import runtime_of
from app.services.turn import Turn
from app.store import tables
from tests.app.services.conversing import Line, add_keyword, flow, import_flows, new_id, node, rows, run_queue, send, stock_flow
from tests.app.support import Office

QUESTION = "Boxes of amoxicillin? (none or some)"
PEOPLE = [f"+2507881000{number:02d}" for number in range(25)]


@pytest.fixture
def line(office: Office) -> Line:
    """Everybody has been asked; what they answer then waits."""
    made = stock_flow()
    call = {"type": "call_webhook", "uuid": new_id(), "method": "GET", "url": "http://127.0.0.1:9/", "result_name": "Web"}
    web = flow("Web", node([call, send("Asked the web.")]))
    import_flows(office, made, web)
    add_keyword(office, made["uuid"], "stock")
    add_keyword(office, web["uuid"], "web")
    line = Line(office, office.add_phone())
    for address in PEOPLE:
        line.receive("stock", address)
    line.work()
    line.sent.clear()
    return line


def handled(line: Line) -> list[str]:
    """Whose messages have been handled, in the order in which their rows of messages were made."""
    done = rows(line.office, tables.Inbound, tables.Inbound.state == "handled", tables.Inbound.text != "stock")
    return [one.address.removeprefix("tel:") for one in sorted(done, key=lambda one: one.msg_id)]


def waiting(line: Line) -> list[str]:
    return [one.text for one in rows(line.office, tables.Inbound, tables.Inbound.state == "pending")]


def run_one(line: Line, address: str) -> None:
    inbound_slices.handle_inbound(line.office.core, line.channel.id, f"tel:{address}")


def texts(line: Line) -> list[tuple[str, str]]:
    return [(handed.address, handed.text) for handed in line.sent]


def test_the_oldest_are_answered_together_and_the_rest_by_their_own_tasks(line: Line) -> None:
    for address in PEOPLE:
        line.receive("none", address)
    run_one(line, PEOPLE[20])
    assert handled(line) == [*PEOPLE[:10], PEOPLE[20]]  # ten of them, and the one whose task it was
    assert line.work().count("Thanks, noted None.") == 25
    assert sorted(handled(line)) == PEOPLE
    assert texts(line) == [
        (address, "Thanks, noted None.") for address in [*PEOPLE[:10], PEOPLE[20], *PEOPLE[10:20], *PEOPLE[21:]]
    ]
    sessions = rows(line.office, tables.Session)
    assert [one.status for one in sessions] == ["completed"] * 25


def test_one_or_two_are_no_slice(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in PEOPLE[:2]:
        line.receive("none", address)
    run_one(line, PEOPLE[1])
    assert handled(line) == [PEOPLE[1]]


def test_two_of_one_address_stay_in_their_order(line: Line) -> None:
    for address in PEOPLE[:5]:
        line.receive("dunno", address)
        line.receive("some", address)
    run_one(line, PEOPLE[0])
    assert sorted(waiting(line)) == ["some"] * 4  # its own task answers both of the first
    assert set(line.work()) == {"Please say none or some.", "Thanks, noted Some."}
    for address in PEOPLE[:5]:
        assert [text for to, text in texts(line) if to == address] == ["Please say none or some.", "Thanks, noted Some."]


def test_of_a_contact_with_two_numbers_the_older_message_goes_first(line: Line) -> None:
    second, [urn] = "+250788199999", rows(line.office, tables.ContactUrn, tables.ContactUrn.path == PEOPLE[0])
    with line.office.store.write() as work:
        number = {"identity": f"tel:{second}", "scheme": "tel", "path": second, "priority": 900}
        work.session.add(tables.ContactUrn(workspace_id=urn.workspace_id, contact_id=urn.contact_id, **number))
        work.commit()
    line.receive("dunno", second)
    for address in PEOPLE[:5]:
        line.receive("some", address)
    run_one(line, PEOPLE[4])
    assert sorted(handled(line)) == sorted([second, *PEOPLE[1:5]])
    assert waiting(line) == ["some"]
    line.work()
    said = rows(line.office, tables.Msg, tables.Msg.contact_id == urn.contact_id, tables.Msg.direction == "out")
    assert [one.text for one in said[1:]] == ["Please say none or some.", "Thanks, noted Some."]


def test_who_calls_a_web_service_is_left_to_the_own_task(line: Line) -> None:
    line.receive("web", PEOPLE[0])
    for address in PEOPLE[1:6]:
        line.receive("none", address)
    run_one(line, PEOPLE[5])
    assert handled(line) == PEOPLE[1:6]
    assert waiting(line) == ["web"]
    assert "Asked the web." in line.work()


def test_what_failed_before_and_what_stands_behind_an_event_is_left(line: Line) -> None:
    line.call(address=PEOPLE[1])
    for address in PEOPLE[:6]:
        line.receive("none", address)
    with line.office.store.write() as work:
        failed = work.session.query(tables.Inbound).filter_by(address=f"tel:{PEOPLE[0]}", text="none").one()
        failed.error_count = 1
        work.session.query(tables.ChannelEvent).one().state = "pending"
        work.commit()
    run_one(line, PEOPLE[5])
    assert handled(line) == PEOPLE[2:6]
    line.work()
    assert sorted(handled(line)) == PEOPLE[:6]


def test_strangers_are_left_and_become_contacts(line: Line) -> None:
    strangers = [f"+2507882000{number:02d}" for number in range(3)]
    for address in [*strangers, *PEOPLE[:4]]:
        line.receive("none", address)
    run_one(line, PEOPLE[3])
    assert handled(line) == PEOPLE[:4]
    run_queue(line.office)
    assert set(handled(line)) == {*strangers, *PEOPLE[:4]}


def test_nobody_waits_for_an_address_or_a_contact_that_is_in_hand(line: Line) -> None:
    for address in PEOPLE[:6]:
        line.receive("none", address)
    runtime = runtime_of(line.office.core)
    contact = rows(line.office, tables.ContactUrn, tables.ContactUrn.path == PEOPLE[1])[0].contact_id
    with runtime.locks.hold(("address", f"tel:{PEOPLE[0]}")), runtime.locks.hold(("contact", contact)):
        run_one(line, PEOPLE[5])
        assert handled(line) == PEOPLE[2:6]
    line.work()
    assert sorted(handled(line)) == PEOPLE[:6]


def test_a_program_error_with_one_does_not_stop_the_others(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slice is given up, and each is answered by its own task."""
    for address in PEOPLE[:6]:
        line.receive("none", address)
    play = Conversations.play_heard

    def fails(self: Conversations, situation: object, heard: object) -> Turn:
        if heard.what.address == f"tel:{PEOPLE[0]}":  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return play(self, situation, heard)  # type: ignore[arg-type]

    monkeypatch.setattr(Conversations, "play_heard", fails)
    run_queue(line.office)
    assert handled(line) == PEOPLE[1:6]
    stuck = rows(line.office, tables.Inbound, tables.Inbound.state == "pending")
    assert [(one.address, one.error_count) for one in stuck] == [(f"tel:{PEOPLE[0]}", 1)]
    monkeypatch.undo()
    run_one(line, PEOPLE[0])
    assert sorted(handled(line)) == PEOPLE[:6]


def test_a_shared_phone_answers_each_workspace_in_slices_of_its_own(office: Office) -> None:
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    line = Line(office, office.add_phone(office.workspace, office.other_workspace))
    for address in PEOPLE[:4]:
        office.add_contact("Here", address)
    for address in PEOPLE[4:8]:
        there = office.add_contact("There", address, office.other_workspace_id)
        office.add_msg(there, "hello", channel_id=line.channel.id, urn_id=rows(office, tables.ContactUrn)[-1].id)
    for address in PEOPLE[:8]:
        line.receive("stock" if address in PEOPLE[:4] else "hi", address)
    line.work()
    assert len(line.sent) == 4
    where = {one.address: (one.workspace_id, one.routing) for one in rows(office, tables.Inbound)}
    assert {where[f"tel:{address}"] for address in PEOPLE[:4]} == {(office.workspace_id, "keyword")}
    assert {where[f"tel:{address}"] for address in PEOPLE[4:8]} == {(office.other_workspace_id, "conversation")}
