"""Whole conversations: from an SMS to the answer in a phone's hands."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.services import turn as turns
from app.services.conversations import Conversations
from app.services.flow_runtime import runtime_of
from app.services.flows import Flows
from app.services.imports import Imports
from app.services.triggers import Triggers
from app.store import tables
from tests.app.services.conversing import (
    ADA,
    BOB,
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
from tests.app.support import Office
from tests.conformance.vectors import find_vectors

QUESTION = "Boxes of amoxicillin? (none or some)"


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


@pytest.fixture
def stock(office: Office) -> str:
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    return str(made["uuid"])


def contact_of(office: Office, phone: str = ADA) -> Any:
    [urn] = rows(office, tables.ContactUrn, tables.ContactUrn.identity == f"tel:{phone}")
    return rows(office, tables.Contact, tables.Contact.id == urn.contact_id)[0]


def set_contact(office: Office, **values: Any) -> None:
    with office.store.write() as work:
        for contact in work.session.query(tables.Contact):
            for name, value in values.items():
                setattr(contact, name, value)
        work.commit()


def test_a_stranger_reports_stock(office: Office, line: Line, stock: str) -> None:
    assert line.hear("Stock please") == [QUESTION]
    assert line.hear("dunno") == ["Please say none or some."]
    assert line.hear("SOME of it") == ["Thanks, noted Some."]
    assert line.hear("thanks") == []

    contact = contact_of(office)
    assert (contact.status, contact.last_seen_on) == ("active", rows(office, tables.Inbound)[-1].received_on)
    [session] = rows(office, tables.Session)
    [run] = rows(office, tables.Run)
    assert (session.status, session.version, session.current_flow_id) == ("completed", 3, None)
    assert session.ended_on is not None
    assert (run.status, run.responded, run.results["boxes"]["category"]) == ("completed", True, "Some")
    assert rows(office, tables.Fire) == []
    [shown] = Flows(office.core, office.admin).all(office.workspace)
    assert (shown.started, shown.completed, shown.waiting) == (1, 1, 0)


def test_messages_say_what_they_belong_to(office: Office, line: Line, stock: str) -> None:
    line.hear("hello")
    line.hear("stock")
    line.hear("none")
    [flow_row] = rows(office, tables.Flow)
    [session] = rows(office, tables.Session)
    told = [(msg.direction, msg.text, msg.status, msg.flow_id, msg.session_id) for msg in rows(office, tables.Msg)]
    belongs = (flow_row.id, session.id)
    assert told == [
        ("in", "hello", "handled", None, None),
        ("in", "stock", "handled", *belongs),
        ("out", QUESTION, "sent", *belongs),
        ("in", "none", "handled", *belongs),
        ("out", "Thanks, noted None.", "sent", *belongs),
    ]
    assert [inbound.msg_id for inbound in rows(office, tables.Inbound)] == [1, 2, 4]
    assert contact_of(office).last_msg_id == 5


def test_a_keyword_starts_anew_and_interrupts(office: Office, line: Line, stock: str) -> None:
    line.hear("stock")
    assert line.hear("stock") == [QUESTION]
    sessions = rows(office, tables.Session)
    assert [session.status for session in sessions] == ["interrupted", "waiting"]
    assert [run.status for run in rows(office, tables.Run)] == ["interrupted", "waiting"]
    assert {fire.session_id for fire in rows(office, tables.Fire)} == {sessions[1].id}


def test_a_flow_that_ignores_triggers_takes_keywords_as_answers(office: Office, line: Line, stock: str) -> None:
    made = flow("Registration", node([send("What do you keep?")], wait := new_id()))
    answer = new_id()
    made["nodes"] += [ask("Thing", {"stock": answer}, answer, uuid=wait), node([send("You keep @results.thing.")], None, answer)]
    import_flows(office, {**made, "metadata": {"ignore_triggers": True}})
    add_keyword(office, made["uuid"], "register")
    assert line.hear("register") == ["What do you keep?"]
    assert line.hear("stock") == ["You keep stock."]


def test_what_nothing_takes_goes_to_the_catch_all(office: Office, line: Line, stock: str) -> None:
    made = flow("Help", node([send("Write STOCK to report.")]))
    import_flows(office, made)
    Triggers(office.core, office.admin).create_catch_all(office.workspace, made["uuid"])
    assert line.hear("hello?") == ["Write STOCK to report."]
    assert line.hear("stock") == [QUESTION]
    assert line.hear("what?") == ["Please say none or some."]


def test_a_blocked_contact_is_not_answered(office: Office, line: Line, stock: str) -> None:
    line.hear("hello")
    set_contact(office, status="blocked")
    assert line.hear("stock") == []
    assert rows(office, tables.Msg)[-1].visibility == "archived"
    assert contact_of(office).status == "blocked"
    assert rows(office, tables.Session) == []


def test_a_stopped_contact_who_writes_is_active_again(office: Office, line: Line, stock: str) -> None:
    line.hear("hello")
    set_contact(office, status="stopped")
    assert line.hear("stock") == [QUESTION]
    assert contact_of(office).status == "active"


def add_group(office: Office, name: str, query: str) -> tables.ContactGroup:
    with office.store.write() as work:
        row = tables.ContactGroup(uuid=new_id(), workspace_id=office.workspace_id, name=name, query=query)
        work.session.add(row)
        work.commit()
    return row


def groups_of(office: Office) -> list[str]:
    with office.store.read() as session:
        member, group = tables.GroupContact, tables.ContactGroup
        return [row.name for row in session.query(group).join(member, member.group_id == group.id)]


@pytest.mark.parametrize("status", ["stopped", "archived"])
def test_coming_back_is_told_and_brings_smart_groups_also_without_a_flow(office: Office, line: Line, status: str) -> None:
    line.hear("hello")
    set_contact(office, status=status)
    add_group(office, "Rwandans", "tel ~ 250788")
    with office.store.write() as work:
        work.session.query(tables.ContactDirty).delete()
        work.commit()
    assert line.hear("back again") == []
    contact = contact_of(office)
    assert contact.status == "active"
    assert groups_of(office) == ["Rwandans"]
    assert [row.type for row in rows(office, tables.ContactEvent)] == ["contact_status_changed", "contact_groups_changed"]
    with office.store.read() as session:
        assert session.get_one(tables.ContactDirty, contact.id).revision == contact.revision


def test_who_is_heard_the_first_time_comes_into_smart_groups(office: Office, line: Line) -> None:
    add_group(office, "Rwandans", "tel ~ 250788")
    add_group(office, "Named", 'name != ""')
    line.hear("hello")
    assert groups_of(office) == ["Rwandans"]


def test_a_blocked_contact_stays_as_it_is(office: Office, line: Line) -> None:
    line.hear("hello")
    set_contact(office, status="blocked")
    add_group(office, "Rwandans", "tel ~ 250788")
    line.hear("let me in")
    assert contact_of(office).status == "blocked"
    assert groups_of(office) == []


def test_the_address_heard_last_is_preferred(office: Office, line: Line, stock: str) -> None:
    line.hear("hello")
    contact = contact_of(office)
    with office.store.write() as work:
        work.session.add(
            tables.ContactUrn(
                workspace_id=office.workspace_id, contact_id=contact.id, identity=f"tel:{BOB}", scheme="tel", path=BOB, priority=1
            )
        )
        work.commit()
    line.hear("stock", BOB)
    assert line.sent[-1].address == BOB
    first, second = rows(office, tables.ContactUrn)
    assert (first.identity, second.identity) == (f"tel:{ADA}", f"tel:{BOB}")
    assert second.priority > first.priority
    assert second.channel_id == line.channel.id


def test_messages_of_one_address_are_handled_in_order(office: Office, line: Line, stock: str) -> None:
    for text in ("stock", "dunno", "none", "stock"):
        line.receive(text)
    assert line.work() == [QUESTION, "Please say none or some.", "Thanks, noted None.", QUESTION]


def test_two_threads_on_one_address_answer_once(office: Office, line: Line, stock: str) -> None:
    texts = ["stock", "dunno", "none"] * 4
    for text in texts:
        line.receive(text)
    gate = threading.Barrier(4)

    def handle() -> None:
        gate.wait()
        Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")

    threads = [threading.Thread(target=handle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [QUESTION, "Please say none or some.", "Thanks, noted None."] * 4
    assert [handed.text for handed in line.send()] == expected
    assert len(runtime_of(office.core).locks) == 0


def test_two_phones_and_one_contact_at_once(office: Office, stock: str) -> None:
    lines = [Line(office, office.add_phone(name=f"Phone {number}")) for number in range(3)]
    for each in lines:
        for text in ("stock", "none"):
            each.receive(text)
    threads = [
        threading.Thread(target=Conversations(office.core).handle_inbound, args=(each.channel.id, f"tel:{ADA}")) for each in lines
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(office, tables.Contact)) == 1
    assert [inbound.state for inbound in rows(office, tables.Inbound)] == ["handled"] * 6
    waiting = [session for session in rows(office, tables.Session) if session.status == "waiting"]
    assert len(waiting) <= 1
    answers = sum(len(each.send()) for each in lines)
    assert answers == len(rows(office, tables.Msg, tables.Msg.direction == "out"))


def test_a_change_between_reading_and_writing_plays_the_turn_anew(
    office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = flow("Name", node([send("Hello @contact.name!")]))
    import_flows(office, made)
    add_keyword(office, made["uuid"], "name")
    line.hear("hello")
    real = turns.write_turn
    meddled: list[bool] = []

    def meddle(*args: Any) -> None:
        if not meddled:
            meddled.append(True)
            set_contact(office, name="Ada", revision=contact_of(office).revision + 1)
        real(*args)

    monkeypatch.setattr("app.services.conversations.write_turn", meddle)
    assert line.hear("name") == ["Hello Ada!"]
    assert len(rows(office, tables.Session)) == 1


def test_a_contact_that_never_rests_is_an_error(office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line.hear("hello")
    real = turns.write_turn

    def meddle(*args: Any) -> None:
        set_contact(office, revision=contact_of(office).revision + 1)
        real(*args)

    monkeypatch.setattr("app.services.conversations.write_turn", meddle)
    line.hear("stock")
    last = rows(office, tables.Inbound)[-1]
    assert (last.state, last.error, last.error_count) == ("pending", "contact_busy", 1)
    assert rows(office, tables.Session) == []


def test_what_another_process_has_handled_is_left_alone(
    office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.hear("hello")
    real = turns.write_turn

    def overtaken(*args: Any) -> None:
        with office.store.write() as work:
            for inbound in work.session.query(tables.Inbound):
                inbound.state = "handled"
            work.commit()
        real(*args)

    monkeypatch.setattr("app.services.conversations.write_turn", overtaken)
    assert line.hear("stock") == []
    assert len(rows(office, tables.Msg)) == 1
    assert rows(office, tables.Session) == []
    assert rows(office, tables.Inbound)[-1].error_count == 0


@pytest.mark.parametrize("stage", ["first", "middle", "last"])
def test_a_kill_in_the_middle_of_writing_leaves_nothing_and_is_made_good(
    office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any, **__: Any) -> None:
        raise Killed

    line.hear("hello")
    targets = {
        "first": "app.services.turn.contacts.prefer",
        "middle": "app.services.effects.msg_created.create_outgoing",
        "last": "app.services.turn._Writer._publish",
    }
    before = {table.__tablename__: len(rows(office, table)) for table in (tables.Msg, tables.Session, tables.Run, tables.Fire)}
    with monkeypatch.context() as patch:
        patch.setattr(targets[stage], die)
        line.receive("stock")
        with pytest.raises(Killed):
            run_queue(office)
    after = {table.__tablename__: len(rows(office, table)) for table in (tables.Msg, tables.Session, tables.Run, tables.Fire)}
    assert after == before
    Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    assert [handed.text for handed in line.send()] == [QUESTION]


def test_a_message_that_fails_three_times_is_dead_and_the_next_goes_on(
    office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    line.hear("hello")
    line.receive("stock")
    with monkeypatch.context() as patch:
        patch.setattr("app.services.effects.msg_created.create_outgoing", fail)
        states = []
        for _ in range(3):
            Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
            last = rows(office, tables.Inbound)[-1]
            states.append((last.state, last.error_count, last.error))
    assert states == [
        ("pending", 1, "ZeroDivisionError"),
        ("pending", 2, "ZeroDivisionError"),
        ("dead", 3, "ZeroDivisionError"),
    ]
    dead = rows(office, tables.Msg)[-1]
    assert (dead.text, dead.status, contact_of(office).last_msg_id) == ("stock", "pending", dead.id)
    assert line.hear("stock") == [QUESTION]


def test_a_full_disk_is_not_held_against_the_message(
    office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    line.receive("stock")
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", full)
        for _ in range(4):
            Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    [inbound] = rows(office, tables.Inbound)
    assert (inbound.state, inbound.error_count) == ("pending", 0)
    assert line.work() == [QUESTION]


def test_one_that_fails_stays_in_front(office: Office, line: Line, stock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line.hear("hello")
    line.receive("stock")
    line.receive("none")
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    assert [inbound.state for inbound in rows(office, tables.Inbound)] == ["handled", "pending", "pending"]
    Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    assert [handed.text for handed in line.send()] == [QUESTION, "Thanks, noted None."]


def test_a_session_whose_flow_broke_fails_and_the_message_is_taken_on(office: Office, line: Line, stock: str) -> None:
    line.hear("stock")
    with office.store.write() as work:
        for revision in work.session.query(tables.FlowRevision):
            revision.definition = {**revision.definition, "nodes": [{"uuid": "x"}]}
        for row in work.session.query(tables.Workspace):
            row.assets_revision += 1
        work.commit()
    assert line.hear("none") == []
    [session] = rows(office, tables.Session)
    assert session.status == "failed"
    assert rows(office, tables.Fire) == []
    inbound = rows(office, tables.Inbound)[-1]
    assert (inbound.state, inbound.error) == ("handled", "flow:invalid")
    line.hear("stock")
    assert rows(office, tables.Inbound)[-1].error == "flow:invalid"


def test_a_child_flow_says_its_own_and_gives_back(office: Office, line: Line) -> None:
    after, wait, done = new_id(), new_id(), new_id()
    child = flow("Child", node([send("Colour?")], wait), ask("Colour", {}, done, uuid=wait), node([send("Nice.")], None, done))
    enter = {"type": "enter_flow", "uuid": new_id(), "flow": {"uuid": child["uuid"], "name": "Child"}, "terminal": False}
    parent = flow("Parent", node([send("First"), enter], after), node([send("You said @child.results.colour.")], None, after))
    import_flows(office, parent, child)
    add_keyword(office, parent["uuid"], "go")
    assert line.hear("go") == ["First", "Colour?"]
    assert line.hear("blue") == ["Nice.", "You said blue."]
    names = {row.id: row.name for row in rows(office, tables.Flow)}
    told = [(names[msg.flow_id], msg.text) for msg in rows(office, tables.Msg)]
    assert told == [
        ("Parent", "go"),
        ("Parent", "First"),
        ("Child", "Colour?"),
        ("Child", "blue"),
        ("Child", "Nice."),
        ("Parent", "You said blue."),
    ]
    assert [run.status for run in rows(office, tables.Run)] == ["completed", "completed"]


def test_a_flow_in_the_background_does_not_interrupt(office: Office, line: Line, stock: str) -> None:
    made = flow("Log", node([send("Logged.")]), type="messaging_background")
    import_flows(office, made)
    add_keyword(office, made["uuid"], "log")
    line.hear("stock")
    assert line.hear("log") == ["Logged."]
    assert line.hear("none") == ["Thanks, noted None."]


def test_the_workspace_language_and_formats_are_used(office: Office, line: Line) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).languages = ["fra", "eng"]
        work.commit()
    question = send("Hello @(format_date(contact.created_on))")
    made = flow(
        "Hello", node([question]), localization={"fra": {question["uuid"]: {"text": ["Bonjour @(format_date(today()))"]}}}
    )
    import_flows(office, made)
    add_keyword(office, made["uuid"], "hi")
    assert line.hear("hi") == ["Bonjour 01-06-2026"]


def test_two_machines_talking_stop(office: Office, line: Line) -> None:
    made = flow("Echo", node([send("You are welcome")]))
    import_flows(office, made)
    Triggers(office.core, office.admin).create_catch_all(office.workspace, made["uuid"])
    for number in range(22):
        line.hear(f"thanks {number}")
    out = rows(office, tables.Msg, tables.Msg.direction == "out")
    assert [msg.status for msg in out] == ["sent"] * 20 + ["failed"] * 2
    assert out[-1].failed_reason == "looping"


def test_a_message_for_nobody_is_kept_as_dead(office: Office, line: Line) -> None:
    with office.store.write() as work:
        work.session.query(tables.ChannelWorkspace).delete()
        work.commit()
    line.hear("hello")
    [inbound] = rows(office, tables.Inbound)
    assert (inbound.state, inbound.error) == ("dead", "no_workspace")


def test_windows_hear_of_it(office: Office, line: Line, stock: str) -> None:
    before = office.core.changes.latest()
    line.hear("stock")
    changes = office.core.changes.since(before, 0) or []
    contact = contact_of(office).uuid
    assert {change.topic for change in changes} >= {"messages", "contacts", "flows"}
    assert all(change.workspace == office.workspace for change in changes)
    assert contact in {uuid for change in changes if change.topic == "messages" for uuid in change.ids}


def test_a_published_flow_runs_to_its_end(office: Office, line: Line) -> None:
    folder = find_vectors()
    path = folder / "real_flows" / "rapidpro_favorites.v13.json" if folder else None
    if path is None or not path.is_file():
        pytest.skip("no conformance vectors here: set OUTPOST_VECTORS")
    content = path.read_bytes()
    report = Imports(office.core, office.admin).import_file(office.workspace, content)
    assert [(one.kind, one.name, one.outcome) for one in report.lines] == [("flow", "Favorites", "created")]
    uuid = json.loads(content)["flows"][0]["uuid"]
    add_keyword(office, uuid, "fav")
    dialogue = {
        "FAV": ["What is your favorite color?"],
        "puce": ["I don't know that color. Try again."],
        "Blue": ["Good choice, I like Blue too! What is your favorite beer?"],
        "water": ["I don't know that one, try again please."],
        "Turbo King": ["Mmmmm... delicious Turbo King. If only they made blue Turbo King! Lastly, what is your name?"],
        "Ada": ["Thanks Ada, we are all done!"],
    }
    assert {text: line.hear(text) for text in dialogue} == dialogue
    [run] = rows(office, tables.Run)
    assert {key: result["category"] for key, result in run.results.items()} == {
        "color": "Blue",
        "beer": "Turbo King",
        "name": "All Responses",
    }
