"""What events do to the office."""

from __future__ import annotations

import ast
import datetime as dt
import pkgutil
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import app.engine
from app.engine.capabilities import AirtimeTransfer, Capabilities
from app.engine.engine import Engine
from app.engine.jsontime import read_time
from app.engine.universe import HttpRequest, HttpResponse
from app.services import effects, flow_runtime
from app.services.flow_runtime import FlowRuntime
from app.services.http_logs import redact
from app.services.universe import RealUniverse
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

ENGINE = Path(app.engine.__file__).parent
MAKERS = {"error": "error", "warning": "warning", "failure": "failure", "missing_dependency": "error"}


def emitted() -> set[str]:
    """The event types that the engine's sources make: `event(universe, "type", ...)`, `setting.tell("type", ...)` and their
    short forms."""
    found: set[str] = set()
    for path in ENGINE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                found |= event_types(call)
    return found


def event_types(call: ast.Call) -> set[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in MAKERS:
        return {MAKERS[name]}
    place = {"tell": 0, "event": 1}.get(name)
    if place is None or len(call.args) <= place:
        return set()
    told = call.args[place]
    kinds = [told.body, told.orelse] if isinstance(told, ast.IfExp) else [told]
    return {kind.value for kind in kinds if isinstance(kind, ast.Constant) and isinstance(kind.value, str)}


def test_every_event_of_the_engine_has_an_effect_or_a_reason_to_have_none() -> None:
    kinds = emitted()
    assert len(kinds) > 25
    assert {"msg_created", "run_started", "webhook_called", "error", "failure", "ticket_opened", "contact_name_changed"} <= kinds
    assert kinds - set(effects.EFFECTS) - set(effects.IGNORED) == set()


def test_effects_and_ignored_do_not_overlap_and_each_file_is_registered() -> None:
    assert not set(effects.EFFECTS) & set(effects.IGNORED)
    files = {module.name for module in pkgutil.iter_modules(effects.__path__)} - {"context", "recipients"}
    assert files == set(effects.EFFECTS)
    for kind, module in effects.EFFECTS.items():
        assert module.__name__.rpartition(".")[2] == kind
        assert hasattr(module, "before_commit") or hasattr(module, "after_commit")
    assert all(effects.IGNORED.values())


# Through whole flows


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


def act(type_: str, **fields: Any) -> dict[str, Any]:
    return {"type": type_, "uuid": new_id(), **fields}


def run_actions(line: Line, *actions: dict[str, Any], **sections: Any) -> list[str]:
    made = flow("Actions", node(actions))
    import_flows(line.office, made, **sections)
    add_keyword(line.office, made["uuid"], "go")
    return line.hear("go")


def contact_of(office: Office, phone: str = ADA) -> Any:
    [urn] = rows(office, tables.ContactUrn, tables.ContactUrn.identity == f"tel:{phone}")
    return rows(office, tables.Contact, tables.Contact.id == urn.contact_id)[0]


def test_name_language_zone_and_fields_are_written(office: Office, line: Line) -> None:
    age = {"key": "age", "name": "Age"}
    said = run_actions(
        line,
        act("set_contact_name", name="Ada Lovelace"),
        act("set_contact_language", language="fra"),
        act("set_contact_timezone", timezone="Africa/Nairobi"),
        act("set_contact_field", field=age, value="42"),
        send("@contact.name is @fields.age"),
        fields=[{**age, "type": "number"}],
    )
    assert said == ["Ada Lovelace is 42"]
    contact, [field] = contact_of(office), rows(office, tables.ContactField)
    assert (contact.name, contact.language, contact.timezone) == ("Ada Lovelace", "fra", "Africa/Nairobi")
    assert contact.fields == {field.uuid: {"text": "42", "number": 42}}
    with office.store.read() as session:
        assert session.get_one(tables.ContactDirty, contact.id).revision == contact.revision


def test_a_cleared_field_goes(office: Office, line: Line) -> None:
    age = {"key": "age", "name": "Age"}
    run_actions(line, act("set_contact_field", field=age, value="42"), act("set_contact_field", field=age, value=""))
    assert contact_of(office).fields == {}


def test_groups_are_joined_and_left(office: Office, line: Line) -> None:
    nurses, doctors = ({"uuid": new_id(), "name": name} for name in ("Nurses", "Doctors"))
    run_actions(
        line,
        act("add_contact_groups", groups=[nurses, doctors]),
        act("remove_contact_groups", groups=[nurses], all_groups=False),
    )
    with office.store.read() as session:
        members = session.query(tables.GroupContact).all()
    named = {group.id: group.name for group in rows(office, tables.ContactGroup)}
    assert [(named[member.group_id], member.contact_id) for member in members] == [("Doctors", contact_of(office).id)]


def test_smart_groups_follow_the_contact(office: Office, line: Line) -> None:
    group = {"uuid": new_id(), "name": "French", "query": "language = fra"}
    run_actions(line, act("set_contact_language", language="fra"), groups=[group])
    with office.store.read() as session:
        assert len(session.query(tables.GroupContact).all()) == 1


def test_a_status_set_by_a_flow_holds(office: Office, line: Line) -> None:
    run_actions(line, act("set_contact_status", status="stopped"))
    assert contact_of(office).status == "stopped"


def test_a_urn_is_added_unless_another_has_it(office: Office, line: Line) -> None:
    office.add_contact("Bob", BOB)
    free = "+250788999999"
    run_actions(
        line, act("add_contact_urn", scheme="tel", path=free), act("add_contact_urn", scheme="tel", path=BOB), send("Hello")
    )
    contact = contact_of(office)
    urns = [urn.identity for urn in rows(office, tables.ContactUrn, tables.ContactUrn.contact_id == contact.id)]
    assert urns == [f"tel:{ADA}", f"tel:{free}"]
    assert line.sent[-1].address == ADA


def test_quick_replies_and_locale_are_kept(office: Office, line: Line) -> None:
    run_actions(line, send("Well?", quick_replies=["Yes", "No"]))
    [out] = rows(office, tables.Msg, tables.Msg.direction == "out")
    assert out.quick_replies == ["Yes", "No"]
    assert out.locale.startswith("eng")


def test_a_blocked_webhook_is_logged_and_the_flow_goes_on(office: Office, line: Line) -> None:
    call = act("call_webhook", method="GET", url="http://10.1.2.3/?token=abc123&x=1", headers={"Authorization": "Bearer s3cr3t"})
    made = flow("Hook", node([call, send("Status @webhook.status")]))
    import_flows(office, {**made, "spec_version": "14.4.2"})
    add_keyword(office, made["uuid"], "go")
    assert line.hear("go") == ["Status 0"]
    [log] = rows(office, tables.HttpLog)
    assert (log.status_code, log.status, log.flow_id) == (0, "connection_error", rows(office, tables.Flow)[0].id)
    assert "abc123" not in log.url + log.request
    assert "s3cr3t" not in log.request
    assert "x=1" in log.url


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Authorization: Token abc\r\nHost: x\r\n", "abc"),
        ("X-Auth-Token: abc\r\n", "abc"),
        ('POST / HTTP/1.1\r\n\r\n{"password": "hunter2", "name": "x"}', "hunter2"),
        ("GET /?api_key=hunter2&page=1 HTTP/1.1", "hunter2"),
        ('{"secret": "two \\" words", "name": "x"}', "words"),
        ("{'token': 'two words'}", "words"),
    ],
)
def test_secrets_are_masked(text: str, gone: str) -> None:
    masked = redact(text)
    assert gone not in masked
    assert "**********" in masked
    for kept in ("Host: x", "page=1", '"name": "x"'):
        assert (kept in text) == (kept in masked)


def test_a_broadcast_reaches_groups_contacts_and_numbers(office: Office, line: Line) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).languages = ["eng", "fra"]
        work.commit()
    bob = office.add_contact("Bob", BOB, language="fra")
    blocked = office.add_contact("Eve", "+250788333333", status="blocked")
    text = act(
        "send_broadcast",
        text="Meeting at ten",
        contacts=[{"uuid": bob.uuid, "name": "Bob"}, {"uuid": blocked.uuid, "name": "Eve"}],
        urns=["tel:+250788444444", f"tel:{BOB}"],
    )
    made = flow("Call", node([text]), localization={"fra": {text["uuid"]: {"text": ["Réunion"]}}})
    import_flows(office, made)
    add_keyword(office, made["uuid"], "go")
    assert sorted(line.hear("go")) == ["Meeting at ten", "Réunion"]
    assert sorted(handed.address for handed in line.sent) == [BOB, "+250788444444"]
    assert {msg.priority for msg in rows(office, tables.Msg, tables.Msg.direction == "out")} == {0}


def broadcast_to(*contacts: tables.Contact) -> dict[str, Any]:
    return act("send_broadcast", text="Meeting at ten", contacts=[{"uuid": one.uuid, "name": one.name} for one in contacts])


def test_a_broadcast_to_oneself_is_the_latest_of_the_conversation(office: Office, line: Line) -> None:
    ada = office.add_contact("Ada", ADA)
    bob = office.add_contact("Bob", BOB)
    for name, actions in (
        ("heard", [broadcast_to(ada, bob)]),
        ("said", [send("Hello"), broadcast_to(ada, bob)]),
        ("last", [broadcast_to(ada, bob), send("Hello")]),
    ):
        made = flow(name, node(actions))
        import_flows(office, made)
        add_keyword(office, made["uuid"], name)
        line.receive(name)
        run_queue(office)
        latest = {msg.contact_id: msg for msg in rows(office, tables.Msg)}
        assert {one.id: one.last_msg_id for one in rows(office, tables.Contact)} == {key: msg.id for key, msg in latest.items()}
        assert latest[ada.id].text == ("Hello" if name == "last" else "Meeting at ten")


@pytest.mark.parametrize("says_more", [False, True])
def test_a_timeout_does_not_wait_for_a_broadcast(office: Office, line: Line, says_more: bool) -> None:
    """It counts from the sending of what the session itself said, else from now; a broadcast to its contact is none of that.
    Source: RapidPro, whose sessions note as their last message what `msg_created` made."""
    ada = office.add_contact("Ada", ADA)
    waiting, end = new_id(), new_id()
    said = [send("Are you there?")] if says_more else []
    made = flow(
        "Asks",
        node([*said, broadcast_to(ada)], to=waiting),
        ask("There", {"yes": end}, end, uuid=waiting, timeout=(600, end)),
        node([send("Bye")], uuid=end),
    )
    import_flows(office, made)
    add_keyword(office, made["uuid"], "go")
    line.receive("go")
    run_queue(office)
    [fire] = rows(office, tables.Fire, tables.Fire.kind == "timeout")
    own = next((msg.id for msg in rows(office, tables.Msg) if msg.text == "Are you there?"), None)
    assert fire.msg_id == own
    assert fire.due_on == (None if says_more else office.clock.now() + dt.timedelta(seconds=600))


def test_a_flow_starts_others_who_know_who_asked(office: Office, line: Line) -> None:
    bob = office.add_contact("Bob", BOB)
    other = flow("Other", node([send("@parent.contact.urns.0 sends you @parent.results.thing")]))
    start = act(
        "start_session",
        flow={"uuid": other["uuid"], "name": "Other"},
        contacts=[{"uuid": bob.uuid, "name": "Bob"}],
        exclusions={},
    )
    made = flow("Asks", node([act("set_run_result", name="Thing", value="greetings", category=""), start]))
    import_flows(office, made, other)
    add_keyword(office, made["uuid"], "go")
    assert line.hear("go") == [f"tel:{ADA} sends you greetings"]
    assert line.sent[-1].address == BOB
    child = rows(office, tables.Session)[-1]
    parent = rows(office, tables.Session)[0]
    assert child.state["trigger"]["type"] == "flow_action"
    assert child.state["trigger"]["history"] == {"parent_uuid": parent.uuid, "ancestors": 1, "ancestors_since_input": 0}


def test_who_is_in_a_flow_can_be_left_out(office: Office, line: Line) -> None:
    bob = office.add_contact("Bob", BOB)
    other = flow("Other", node([send("Hi")]))
    start = act(
        "start_session",
        flow={"uuid": other["uuid"], "name": "Other"},
        contacts=[{"uuid": bob.uuid, "name": "Bob"}],
        exclusions={"in_a_flow": True},
    )
    made = flow("Asks", node([start]))
    import_flows(office, made, other)
    add_keyword(office, made["uuid"], "go")
    with office.store.write() as work:
        values = {"status": "waiting", "type": "messaging", "state": {}, "created_on": office.clock.now()}
        work.session.add(tables.Session(uuid="w", workspace_id=office.workspace_id, contact_id=bob.id, **values))
        work.commit()
    assert line.hear("go") == []
    assert rows(office, tables.StartRow) == []


def test_flows_that_start_each_other_come_to_an_end(office: Office, line: Line) -> None:
    bob = office.add_contact("Bob", BOB)
    made = flow("Loop")
    start = act("start_session", flow={"uuid": made["uuid"], "name": "Loop"}, contacts=[{"uuid": bob.uuid, "name": "Bob"}])
    made["nodes"] = [node([start])]
    import_flows(office, made)
    add_keyword(office, made["uuid"], "go")
    line.receive("go")
    assert run_queue(office) < 10
    assert len(rows(office, tables.Session)) < 10


def test_a_flow_can_make_a_new_contact(office: Office, line: Line) -> None:
    other = flow("Other", node([act("set_contact_name", name="New")]))
    start = act("start_session", flow={"uuid": other["uuid"], "name": "Other"}, create_contact=True)
    made = flow("Asks", node([start]))
    import_flows(office, made, other)
    add_keyword(office, made["uuid"], "go")
    line.hear("go")
    assert [contact.name for contact in rows(office, tables.Contact)] == ["", "New"]


def test_what_follows_the_commit_may_fail(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects.EFFECTS["msg_created"], "after_commit", lambda *_: 1 / 0, raising=False)
    assert run_actions(line, send("Hello")) == ["Hello"]
    assert rows(office, tables.Inbound)[0].state == "handled"


# Messages, tickets, services


class Answers:
    """The port of web calls: an answer a host, in words of HTTP."""

    def __init__(self, **statuses: int) -> None:
        self.statuses = statuses

    def send(self, request: HttpRequest) -> HttpResponse:
        host = (urlsplit(request.url).hostname or "").partition(".")[0]
        return HttpResponse(self.statuses[host], [], b"{}", "Said")


def lend(office: Office, http: Answers, **services: Any) -> None:
    """From here on the office's flows have these services."""
    made = flow_runtime.runtime_of(office.core)
    universe = RealUniverse(office.clock, http)
    engine = Engine(universe, capabilities=Capabilities(**services))
    flow_runtime._made[office.store] = FlowRuntime(universe, engine, made.assets, made.locks)


def add_row(office: Office, row: Any) -> Any:
    with office.store.write() as work:
        work.session.add(row)
        work.commit()
    return row


def dated(office: Office) -> dict[str, Any]:
    now = office.clock.now()
    return {"uuid": new_id(), "workspace_id": office.workspace_id, "created_on": now, "modified_on": now}


def add_topic(office: Office, name: str, **values: Any) -> Any:
    return add_row(office, tables.Topic(name=name, **dated(office), **values))


def ref(row: Any) -> dict[str, str]:
    return {"uuid": row.uuid, "name": row.name}


def history(office: Office) -> list[tuple[str, Any]]:
    return [(row.type, row.data) for row in rows(office, tables.ContactEvent)]


def test_labels_come_onto_the_message_that_was_heard(office: Office, line: Line) -> None:
    label = add_row(office, tables.Label(name="Urgent", **dated(office)))
    again = act("add_input_labels", labels=[ref(label)])
    run_actions(line, act("add_input_labels", labels=[ref(label)]), again)
    [heard] = rows(office, tables.Msg, tables.Msg.direction == "in")
    with office.store.read() as session:
        assert [(on.label_id, on.msg_id) for on in session.query(tables.MsgLabel)] == [(label.id, heard.id)]


def test_a_label_that_is_gone_is_left_out(office: Office, line: Line) -> None:
    label = add_row(office, tables.Label(name="Urgent", **dated(office)))
    made = flow("Actions", node([act("add_input_labels", labels=[ref(label)])]))
    import_flows(office, made)
    add_keyword(office, made["uuid"], "go")
    with office.store.write() as work:
        work.session.get_one(tables.Label, label.id).is_active = False
        work.commit()
    line.hear("go")
    with office.store.read() as session:
        assert session.query(tables.MsgLabel).all() == []


def test_a_ticket_is_opened_with_topic_assignee_and_note(office: Office, line: Line) -> None:
    topic = add_topic(office, "Weather")
    [agent] = rows(office, tables.User, tables.User.username == "agent")
    opening = act("open_ticket", topic=ref(topic), assignee=ref(agent), note="Please call @contact.urn")
    said = run_actions(line, opening, send("@(if(ticket, ticket.topic.name, 0))"))
    [ticket], contact, [made] = rows(office, tables.Ticket), contact_of(office), rows(office, tables.Flow)
    assert said == ["Weather"]
    assert (ticket.topic_id, ticket.assignee_id, ticket.status, ticket.flow_id) == (topic.id, agent.id, "open", made.id)
    assert ticket.contact_id == contact.id
    assert contact.open_tickets == 1
    events = rows(office, tables.TicketEvent)
    assert [(one.type, one.note, one.user_id) for one in events] == [
        ("opened", None, None),
        ("note_added", f"Please call tel:{ADA}", None),
    ]
    told = rows(office, tables.Notification)
    assert [(one.user_id, one.type) for one in told] == [(agent.id, "tickets:activity")]


def test_all_who_may_take_a_ticket_hear_of_one_that_is_nobodys(office: Office, line: Line) -> None:
    run_actions(line, act("open_ticket", topic=ref(add_topic(office, "Weather"))))
    takers = {office.admin.user_id, *(office.people[role].user_id for role in ("administrator", "editor", "agent"))}
    assert {one.user_id for one in rows(office, tables.Notification)} == takers
    assert {one.type for one in rows(office, tables.Notification)} == {"tickets:opened"}


def test_a_contact_with_an_open_ticket_gets_no_second_one_and_flows_see_it(office: Office, line: Line) -> None:
    topic = add_topic(office, "Weather")
    run_actions(line, act("open_ticket", topic=ref(topic)), send("@ticket.topic.name/@contact.tickets"))
    line.hear("go")
    assert len(rows(office, tables.Ticket)) == 1
    assert contact_of(office).open_tickets == 1


def test_a_subscriber_that_is_gone_is_not_called_again(office: Office, line: Line) -> None:
    hook = add_row(office, tables.Resthook(slug="new-case", **dated(office)))
    for url in ("http://good.lan/", "http://gone.lan/a b", "http://bad.lan/"):
        add_row(office, tables.ResthookSubscriber(resthook_id=hook.id, target_url=url, created_on=office.clock.now()))
    lend(office, Answers(good=200, gone=410, bad=500))
    run_actions(line, act("call_resthook", resthook="new-case", result_name="Told"))
    active = {row.target_url: row.is_active for row in rows(office, tables.ResthookSubscriber)}
    assert active == {"http://good.lan/": True, "http://gone.lan/a b": False, "http://bad.lan/": True}
    logs = [(log.service, log.status_code, log.is_error, log.contact_id) for log in rows(office, tables.HttpLog)]
    contact_id = contact_of(office).id
    assert logs == [("resthook", code, code != 200, contact_id) for code in (200, 410, 500)]
    assert ("resthook_called", {"resthook": "new-case"}) in history(office)
    line.hear("go")
    assert [log.status_code for log in rows(office, tables.HttpLog)] == [200, 410, 500, 200, 500]


def test_mail_and_airtime_stand_in_the_history(office: Office, line: Line) -> None:
    call = {"url": "http://air.lan/?token=s3cr3t", "status": "success", "status_code": 200, "elapsed_ms": 3}
    transfer = AirtimeTransfer("X1", "RWF", Decimal(500), [{**call, "request": "GET / HTTP/1.1", "response": "ok"}])
    lend(office, Answers(), send_email=lambda *_: None, transfer_airtime=lambda *_: transfer)
    run_actions(
        line,
        act("send_email", addresses=["ada@example.org"], subject="Hello", body="Well?"),
        act("transfer_airtime", amounts={"RWF": 500}, result_name="Airtime"),
    )
    kinds = dict(history(office))
    assert kinds["email_sent"] == {"to": ["ada@example.org"], "subject": "Hello", "body": "Well?"}
    assert kinds["airtime_created"]["external_id"] == "X1"
    assert "http_logs" not in kinds["airtime_created"]
    [log] = rows(office, tables.HttpLog)
    assert (log.service, log.status_code, log.is_error) == ("airtime", 200, False)
    assert "s3cr3t" not in log.url


def test_changes_of_the_contact_stand_in_its_history(office: Office, line: Line) -> None:
    age = {"key": "age", "name": "Age"}
    run_actions(line, act("set_contact_name", name="Ada"), act("set_contact_field", field=age, value="42"))
    [session] = rows(office, tables.Session)
    events = rows(office, tables.ContactEvent)
    assert [(one.type, one.data) for one in events] == [
        ("contact_name_changed", {"name": "Ada"}),
        ("contact_field_changed", {"field": age, "value": {"text": "42", "number": 42}}),
    ]
    assert {one.session_id for one in events} == {session.id}
    assert contact_of(office).name_key == "ada"


def test_a_fields_keys_follow_its_value(office: Office, line: Line) -> None:
    age = {"key": "age", "name": "Age"}
    fields = [{**age, "type": "number"}]
    run_actions(line, act("set_contact_field", field=age, value="42"), fields=fields)
    with office.store.read() as session:
        [value] = session.query(tables.ContactValue).all()
    assert (value.text_key, value.contact_id) == ("42", contact_of(office).id)
    assert value.number_key


def test_an_answer_that_is_replaced_stays_in_the_history(office: Office, line: Line) -> None:
    run_actions(
        line,
        act("set_run_result", name="Colour", value="red", category="Warm"),
        act("set_run_result", name="Colour", value="blue", category="Cold"),
    )
    [(kind, data)] = history(office)
    assert kind == "run_result_changed"
    assert data["previous"] == {"value": "red", "category": "Warm"}
    assert rows(office, tables.Run)[0].results["colour"]["value"] == "blue"


def test_a_failure_says_in_the_history_why(office: Office, line: Line) -> None:
    again = new_id()
    made = flow("Round", node([], again, again))
    import_flows(office, made)
    add_keyword(office, made["uuid"], "go")
    line.hear("go")
    [run] = rows(office, tables.Run)
    assert run.status == "failed"
    [(kind, data)] = history(office)
    assert kind == "failure"
    assert "steps" in data["text"]


def test_a_runs_way_and_place_are_kept(office: Office, line: Line) -> None:
    made = stock_flow()
    import_flows(office, made)
    add_keyword(office, made["uuid"], "go")
    start, waiting, _, thanks, _ = (one["uuid"] for one in made["nodes"])
    line.hear("go")
    [run] = rows(office, tables.Run)
    assert ([uuid for uuid, _ in run.path], run.current_node) == ([start, waiting], waiting)
    assert contact_of(office).current_flow_id == run.flow_id
    line.hear("none")
    [run] = rows(office, tables.Run)
    assert ([uuid for uuid, _ in run.path], run.current_node) == ([start, waiting, thanks], None)
    assert contact_of(office).current_flow_id is None
    times = [read_time(at).to_datetime() for _, at in run.path]
    assert times == sorted(times)
