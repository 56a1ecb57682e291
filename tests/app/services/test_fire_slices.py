"""Where many timers are due, some go off together; and what may not go off together goes off by itself."""

from __future__ import annotations

import pytest

from app.services import fire_slices, fires
from app.services.conversations import Conversations
from app.services.flow_runtime import runtime_of
from app.services.recovery import sweep
from app.services.turn import Turn
from app.store import tables
from tests.app.services.conversing import (
    Line,
    add_keyword,
    ask,
    flow,
    import_flows,
    new_id,
    node,
    rows,
    run_queue,
    send,
    stock_flow,
)
from tests.app.services.crowd import Killed, killed_after
from tests.app.support import Office

PEOPLE = [f"+2507881000{number:02d}" for number in range(25)]
LATE = "Still there?"


@pytest.fixture
def line(office: Office) -> Line:
    """Everybody has been asked, one after another, and says nothing."""
    made, late, waiting = stock_flow(timeout=600), new_id(), new_id()
    call = {"type": "call_webhook", "uuid": new_id(), "method": "GET", "url": "http://127.0.0.1:9/", "result_name": "Web"}
    web = flow(
        "Web",
        node([send("Yes or no?")], waiting),
        ask("Yes", {"yes": late}, late, uuid=waiting, timeout=(600, late)),
        node([call, send("Asked the web.")], None, late),
    )
    import_flows(office, made, web)
    add_keyword(office, made["uuid"], "stock")
    add_keyword(office, web["uuid"], "web")
    return Line(office, office.add_phone())


def have_asked(line: Line, people: list[str], keyword: str = "stock") -> None:
    for address in people:
        line.receive(keyword, address)
        line.work()
    line.sent.clear()


def fire_of(line: Line, address: str) -> tables.Fire:
    """This one's timeout."""
    [urn] = rows(line.office, tables.ContactUrn, tables.ContactUrn.path == address)
    [session] = rows(line.office, tables.Session, tables.Session.contact_id == urn.contact_id, tables.Session.status == "waiting")
    return next(row for row in rows(line.office, tables.Fire, tables.Fire.session_id == session.id) if row.kind == fires.TIMEOUT)


def left(line: Line) -> int:
    return len(rows(line.office, tables.Fire, tables.Fire.kind == fires.TIMEOUT))


def fire_one(line: Line, address: str) -> None:
    fire_slices.fire(line.office.core, fire_of(line, address).id)


def reminded(line: Line) -> list[str]:
    """Who was asked whether they are still there, in that order."""
    told = rows(line.office, tables.Msg, tables.Msg.text == LATE)
    by_contact = {row.contact_id: row.path for row in rows(line.office, tables.ContactUrn)}
    return [by_contact[row.contact_id] for row in told]


def test_some_go_off_together_from_the_own_one_on(line: Line) -> None:
    have_asked(line, PEOPLE)
    line.office.clock.advance(3000)
    fire_one(line, PEOPLE[3])
    assert reminded(line) == PEOPLE[3:13]
    assert left(line) == 15
    sweep(line.office.core)
    run_queue(line.office)
    assert sorted(reminded(line)) == PEOPLE
    assert (left(line), rows(line.office, tables.Fire)) == (0, [])
    assert {row.status for row in rows(line.office, tables.Session)} == {"completed"}


def test_what_is_not_due_yet_waits(line: Line) -> None:
    have_asked(line, PEOPLE[:6])
    line.office.clock.advance(300)
    have_asked(line, PEOPLE[6:9])
    line.office.clock.advance(310)
    fire_one(line, PEOPLE[0])
    assert reminded(line) == PEOPLE[:6]
    fire_one(line, PEOPLE[6])
    assert reminded(line) == PEOPLE[:6]


def test_two_are_no_slice(line: Line) -> None:
    have_asked(line, PEOPLE[:2])
    line.office.clock.advance(3000)
    fire_one(line, PEOPLE[0])
    assert reminded(line) == PEOPLE[:1]


def test_both_timers_of_a_session_are_one_turn(line: Line) -> None:
    """Silence for long: the timeout comes first, and with it the expiration is forgotten."""
    have_asked(line, PEOPLE[:5])
    line.office.clock.advance(8000)
    fire_one(line, PEOPLE[0])
    assert reminded(line) == PEOPLE[:5]
    assert rows(line.office, tables.Fire) == []


def test_who_calls_a_web_service_is_left_to_the_own_task(line: Line) -> None:
    have_asked(line, PEOPLE[:4])
    have_asked(line, PEOPLE[4:5], "web")
    have_asked(line, PEOPLE[5:6])
    line.office.clock.advance(3000)
    fire_one(line, PEOPLE[0])
    assert reminded(line) == [*PEOPLE[:4], PEOPLE[5]]
    sweep(line.office.core)
    assert line.work().count("Asked the web.") == 1


def test_what_failed_before_and_who_is_in_hand_is_left(line: Line) -> None:
    have_asked(line, PEOPLE[:6])
    line.office.clock.advance(3000)
    with line.office.store.write() as work:
        work.session.get_one(tables.Fire, fire_of(line, PEOPLE[1]).id).error_count = 1
        work.commit()
    contact = rows(line.office, tables.ContactUrn, tables.ContactUrn.path == PEOPLE[2])[0].contact_id
    with runtime_of(line.office.core).locks.hold(("contact", contact)):
        fire_one(line, PEOPLE[0])
        assert reminded(line) == [PEOPLE[0], *PEOPLE[3:6]]
    sweep(line.office.core)
    run_queue(line.office)
    assert sorted(reminded(line)) == PEOPLE[:6]


def test_an_answer_forgets_its_timer(line: Line) -> None:
    have_asked(line, PEOPLE[:5])
    line.office.clock.advance(3000)
    line.receive("none", PEOPLE[1])
    line.work()
    fire_one(line, PEOPLE[0])
    assert reminded(line) == [PEOPLE[0], *PEOPLE[2:5]]


def test_a_program_error_with_one_does_not_stop_the_others(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    have_asked(line, PEOPLE[:6])
    line.office.clock.advance(3000)
    broken, play = fire_of(line, PEOPLE[2]).id, Conversations.play_fire

    def fails(self: Conversations, situation: object, fire: tables.Fire) -> Turn | None:
        if fire.id == broken:
            raise ZeroDivisionError
        return play(self, situation, fire)  # type: ignore[arg-type]

    monkeypatch.setattr(Conversations, "play_fire", fails)
    sweep(line.office.core)
    run_queue(line.office)
    assert sorted(reminded(line)) == [*PEOPLE[:2], *PEOPLE[3:6]]
    assert [row.error_count for row in rows(line.office, tables.Fire, tables.Fire.id == broken)] == [1]


@pytest.mark.parametrize("before_commit", [True, False])
def test_killed_at_its_commit_each_goes_off_once(line: Line, monkeypatch: pytest.MonkeyPatch, before_commit: bool) -> None:
    have_asked(line, PEOPLE[:8])
    line.office.clock.advance(3000)
    with killed_after(monkeypatch, 0, before_commit=before_commit), pytest.raises(Killed):
        fire_one(line, PEOPLE[0])
    assert len(reminded(line)) == (0 if before_commit else 8)
    sweep(line.office.core)
    run_queue(line.office)
    assert sorted(reminded(line)) == PEOPLE[:8]


def test_each_workspace_has_slices_of_its_own(office: Office, line: Line) -> None:
    have_asked(line, PEOPLE[:6])
    with office.store.write() as work:  # half of them are another workspace's, as if its flow had asked them
        found = rows(office, tables.Session)
        for session in found[::2]:
            work.session.get_one(tables.Session, session.id).workspace_id = office.other_workspace_id
        work.commit()
    office.clock.advance(3000)
    ids = fire_slices._due_from
    with office.store.read() as session:
        chosen = ids(office.core, session, fire_of(line, PEOPLE[1]).id)
    assert [one.workspace_id for one in chosen] == [office.workspace_id] * 3
