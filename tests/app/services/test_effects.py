"""What events do to the office."""

from __future__ import annotations

import ast
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import app.engine
from app.services import effects
from app.services.effects.webhook_called import redact
from app.store import tables
from tests.app.services.conversing import (
    ADA,
    BOB,
    Line,
    add_keyword,
    flow,
    import_flows,
    new_id,
    node,
    rows,
    run_queue,
    send,
)
from tests.app.support import Office

ENGINE = Path(app.engine.__file__).parent
MAKERS = {"error": "error", "warning": "warning", "failure": "failure", "missing_dependency": "error"}


def emitted() -> set[str]:
    """The event types that the engine's sources make: `event(universe, "type", ...)` and its short forms."""
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
    if name != "event" or len(call.args) < 2:
        return set()
    kinds = [call.args[1].body, call.args[1].orelse] if isinstance(call.args[1], ast.IfExp) else [call.args[1]]
    return {kind.value for kind in kinds if isinstance(kind, ast.Constant) and isinstance(kind.value, str)}


def test_every_event_of_the_engine_has_an_effect_or_a_reason_to_have_none() -> None:
    kinds = emitted()
    assert len(kinds) > 15
    assert {"msg_created", "run_started", "webhook_called", "error", "failure"} <= kinds
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
