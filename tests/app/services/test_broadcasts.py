"""Messages to many."""

from __future__ import annotations

from typing import Any

import pytest

from app.contracts.broadcasts import Broadcast, BroadcastText, Exclusions, Progress, Recipients
from app.errors import Invalid, NotFound
from app.services import batches, broadcasts, tallies
from app.services.broadcasts import Broadcasts
from app.services.outbox import Outbox
from app.services.recovery import sweep
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, flow, import_flows, new_id, node, rows, run_queue
from tests.app.services.crowd import add_crowd, add_group, give_way_at_once, kill_again_and_again
from tests.app.support import Office

NOBODY = Exclusions()


@pytest.fixture
def line(office: Office) -> Line:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).languages = ["eng", "fra"]
        work.commit()
    return Line(office, office.add_phone())


def send(office: Office, text: str | dict[str, BroadcastText], exclusions: Exclusions = NOBODY, **recipients: Any) -> Broadcast:
    texts = {"eng": BroadcastText(text)} if isinstance(text, str) else text
    service = Broadcasts(office.core, office.admin)
    return service.send(office.workspace, texts, "eng", Recipients(**recipients), exclusions)


def look(office: Office, uuid: str) -> Broadcast:
    return Broadcasts(office.core, office.admin).get(office.workspace, uuid)


def interrupt(office: Office, uuid: str) -> Broadcast:
    return Broadcasts(office.core, office.admin).interrupt(office.workspace, uuid)


def out(office: Office) -> list[Any]:
    return rows(office, tables.Msg, tables.Msg.direction == "out")


def test_each_gets_it_in_their_language_with_their_name(office: Office, line: Line) -> None:
    ada = office.add_contact("Ada Lovelace", ADA, language="fra")
    bob = office.add_contact("Bob", BOB, language="deu")
    made = send(
        office,
        {
            "eng": BroadcastText("Dear @contact.first_name, @(1 / 0)call @urns.tel", quick_replies=["Yes @contact.name", "No"]),
            "fra": BroadcastText("Chère @contact.first_name"),
        },
        contacts=[ada.uuid, bob.uuid],
    )
    assert line.work() == ["Chère Ada", f"Dear Bob, call tel:{BOB}"]
    first, second = out(office)
    assert (first.locale, second.locale) == ("fra-RW", "eng-RW")
    assert (first.quick_replies, second.quick_replies) == (["Yes Ada Lovelace", "No"], ["Yes Bob", "No"])
    [row] = rows(office, tables.Broadcast)
    assert {msg.broadcast_id for msg in out(office)} == {row.id}
    assert {msg.created_by for msg in out(office)} == {"Ada"}
    done = look(office, made.uuid)
    assert (done.state, done.queued, done.total, done.languages) == ("completed", 2, 2, ["eng", "fra"])


def test_fields_globals_and_groups_are_filled_in(office: Office, line: Line) -> None:
    age = {"key": "age", "name": "Age"}
    nurses = {"uuid": new_id(), "name": "Nurses"}
    ageing = flow(
        "Ageing",
        node(
            [
                {"type": "set_contact_field", "uuid": new_id(), "field": age, "value": "42"},
                {"type": "add_contact_groups", "uuid": new_id(), "groups": [nurses]},
            ]
        ),
    )
    import_flows(office, ageing, fields=[{**age, "type": "number"}])
    add_keyword(office, ageing["uuid"], "old")
    line.hear("old", BOB)
    send(office, "You are @(fields.age + 1) in @contact.groups.0.name", query="age = 42")
    assert line.work() == ["You are 43 in Nurses"]


def test_only_active_contacts_are_written_to(office: Office, line: Line) -> None:
    group = add_group(office)
    for status in ("blocked", "stopped", "archived", "active"):
        add_crowd(office, 2, group, status=status)
    made = send(office, "Hello", groups=[group])
    assert line.work() == ["Hello", "Hello"]
    assert look(office, made.uuid).queued == 2
    preview = Broadcasts(office.core, office.admin).preview(office.workspace, Recipients(groups=[group]), NOBODY)
    assert (preview.count, preview.is_complete) == (2, True)


def test_who_has_no_number_gets_a_failed_message(office: Office, line: Line) -> None:
    send(office, "Hello", contacts=[office.add_contact("Nobody").uuid])
    assert line.work() == []
    assert [(msg.status, msg.failed_reason) for msg in out(office)] == [("failed", "no_destination")]


def test_a_kill_anywhere_loses_and_doubles_nobody(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "WRITTEN", 70)
    monkeypatch.setattr(batches, "TAKEN_UP", 300)
    group = add_group(office)
    add_crowd(office, 530, group)
    made = send(office, "Hello @contact.name", groups=[group], urns=[f"+25078{at:07}" for at in range(230)])
    [row] = rows(office, tables.Broadcast)
    assert kill_again_and_again(office, monkeypatch, lambda: broadcasts.send_broadcast(office.core, row.id)) > 4
    broadcasts.send_broadcast(office.core, row.id)
    people = [contact.id for contact in rows(office, tables.Contact)]
    assert [msg.contact_id for msg in out(office)] == people
    assert len(people) == look(office, made.uuid).queued == 760
    assert {contact.id: contact.last_msg_id for contact in rows(office, tables.Contact)} == {
        msg.contact_id: msg.id for msg in out(office)
    }


def test_a_second_of_work_then_others_have_their_turn(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    group = add_group(office)
    add_crowd(office, 250, group)
    give_way_at_once(monkeypatch)
    made = send(office, "Hello", groups=[group])
    seen = []
    while tasks := office.queue.drain():
        assert [task.key for task in tasks] == [f"broadcast:{rows(office, tables.Broadcast)[0].id}"]
        broadcasts.send_broadcast(office.core, int(tasks[0].args[0]))
        seen.append((look(office, made.uuid).state, look(office, made.uuid).queued))
    assert seen == [("started", 100), ("started", 200), ("completed", 250)]


def test_interrupting_takes_back_what_no_phone_has(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "TAKEN_BACK", 30)
    group = add_group(office)
    crowd = add_crowd(office, 250, group)
    ada = office.add_contact("Ada", ADA)
    before = office.add_msg(ada, "How are you?", "in")
    give_way_at_once(monkeypatch)
    made = send(office, "Hello", groups=[group], contacts=[ada.uuid])
    [task] = office.queue.drain()
    broadcasts.send_broadcast(office.core, int(task.args[0]))
    handed = line.send()
    assert handed
    queued = len(out(office)) - len(handed)
    monkeypatch.setattr("app.services.batches.SECONDS", 1.0)
    send(office, "Other", contacts=[office.add_contact("Bob", BOB).uuid])
    assert interrupt(office, made.uuid).state == "interrupting"
    run_queue(office)
    done = look(office, made.uuid)
    assert (done.state, done.queued) == ("interrupted", len(handed))
    visible = [msg.text for msg in out(office) if msg.visibility == "visible"]
    assert visible == ["Hello"] * len(handed) + ["Other"]
    wiped = [msg for msg in out(office) if msg.visibility == "deleted"]
    assert len(wiped) == queued
    assert {(msg.text, msg.status, msg.failed_reason) for msg in wiped} <= {("", "failed", "interrupted")}
    assert rows(office, tables.Contact, tables.Contact.id == ada.id)[0].last_msg_id == before.id
    gone = {contact.last_msg_id for contact in rows(office, tables.Contact, tables.Contact.id.in_(crowd))}
    assert not gone & {msg.id for msg in wiped}
    with office.store.read() as session:
        assert tallies.read(session, "msgs").get("outbox") == 1
    assert line.work() == ["Other"]
    with pytest.raises(Invalid):
        interrupt(office, made.uuid)


def test_interrupting_is_finished_after_a_kill(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "TAKEN_BACK", 40)
    group = add_group(office)
    add_crowd(office, 150, group)
    made = send(office, "Hello", groups=[group])
    run_queue(office)
    assert look(office, made.uuid).state == "completed"
    interrupt(office, made.uuid)
    [row] = rows(office, tables.Broadcast)
    assert sweep(office.core) == 1
    assert kill_again_and_again(office, monkeypatch, lambda: broadcasts.send_broadcast(office.core, row.id)) > 2
    assert look(office, made.uuid).state == "interrupted"
    assert {msg.visibility for msg in out(office)} == {"deleted"}
    assert sweep(office.core) == 0


def test_what_was_sent_already_cannot_be_interrupted(office: Office, line: Line) -> None:
    made = send(office, "Hello", contacts=[office.add_contact("Ada", ADA).uuid])
    line.work()
    with pytest.raises(Invalid) as caught:
        interrupt(office, made.uuid)
    assert caught.value.params["reason"] == "ended"


def test_a_flow_that_writes_to_a_group_makes_a_broadcast(office: Office, line: Line) -> None:
    group = add_group(office)
    people = add_crowd(office, 150, group)
    text = {
        "type": "send_broadcast",
        "uuid": new_id(),
        "text": "@contact.name says hi",
        "groups": [{"uuid": group, "name": "Nurses"}],
    }
    made = flow("Call", node([text]), localization={"fra": {text["uuid"]: {"text": ["@contact.name dit bonjour"]}}})
    import_flows(office, made)
    add_keyword(office, made["uuid"], "go")
    office.add_contact("Ada", ADA, language="eng")
    line.receive("go")
    run_queue(office)
    [row] = rows(office, tables.Broadcast)
    [flow_row] = rows(office, tables.Flow)
    assert (row.state, row.queued, row.template_state, row.flow_id) == ("completed", 150, "evaluated", flow_row.id)
    assert row.asked_by_run == rows(office, tables.Run)[0].uuid
    assert [msg.contact_id for msg in out(office)] == people
    assert {(msg.text, msg.flow_id) for msg in out(office)} == {("Ada says hi", flow_row.id)}


def test_what_is_refused(office: Office, line: Line) -> None:
    ada = office.add_contact("Ada", ADA)
    texts: list[tuple[dict[str, BroadcastText], str, str]] = [
        ({}, "base_language", "missing"),
        ({"fra": BroadcastText("Salut")}, "base_language", "missing"),
        ({"eng": BroadcastText("Hi"), "Latin": BroadcastText("Ave")}, "translations", "language"),
        ({"eng": BroadcastText(" \x00\n ")}, "text", "empty"),
        ({"eng": BroadcastText("x" * 641)}, "text", "too_long"),
        ({"eng": BroadcastText("Hi", ["image/png:a"] * 11)}, "attachments", "too_many"),
        ({"eng": BroadcastText("Hi", ["image/png:" + "a" * 2048])}, "attachments", "too_long"),
        ({"eng": BroadcastText("Hi", quick_replies=["a"] * 11)}, "quick_replies", "too_many"),
        ({"eng": BroadcastText("Hi", quick_replies=["a" * 65])}, "quick_replies", "too_long"),
    ]
    for given, field, reason in texts:
        with pytest.raises(Invalid) as caught:
            send(office, given, contacts=[ada.uuid])
        assert (caught.value.params["field"], caught.value.params["reason"]) == (field, reason)
    with pytest.raises(Invalid):
        send(office, "Hello")
    with pytest.raises(NotFound):
        look(office, "none")
    assert rows(office, tables.Broadcast) == []
    assert office.queue.drain() == []


def test_lists_newest_first_in_pages(office: Office, line: Line) -> None:
    service = Broadcasts(office.core, office.admin)
    ada = office.add_contact("Ada", ADA)
    made = [send(office, f"No {at}", contacts=[ada.uuid]).uuid for at in range(5)]
    first = service.all(office.workspace, limit=3)
    second = service.all(office.workspace, before=first.next, limit=3)
    assert [one.uuid for one in first.rows + second.rows] == made[::-1]
    assert (first.rows[0].text, second.next) == ("No 4", None)
    assert service.all(office.other_workspace).rows == []


def test_no_text_in_the_audit(office: Office, line: Line) -> None:
    made = send(office, "Secret words", contacts=[office.add_contact("Ada", ADA).uuid])
    audit = rows(office, tables.Audit, tables.Audit.method == "broadcasts.send")[-1]
    assert audit.subject == made.uuid
    assert "Secret" not in str(audit.details)


def test_progress_tells_what_became_of_the_messages(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    group = add_group(office)
    add_crowd(office, 9, group)
    service = Broadcasts(office.core, office.admin)
    made = send(office, "Hello", groups=[group], contacts=[office.add_contact("Nobody").uuid])
    other = send(office, "Other", contacts=[office.add_contact("Ada", ADA).uuid])
    assert service.progress(office.workspace, made.uuid) == Progress()
    run_queue(office)
    assert service.progress(office.workspace, made.uuid) == Progress(waiting=9, failed=1)
    handed = Outbox(office.core).take(line.channel.id, [], room=6)
    line.report("delivered", *handed[:1])
    line.report("sent", *handed[1:3])
    line.report("failed", handed[3])
    seen = service.progress(office.workspace, made.uuid)
    assert seen == Progress(waiting=4, handed=2, sent=2, delivered=1, failed=1)
    interrupt(office, made.uuid)
    run_queue(office)
    ended = service.progress(office.workspace, made.uuid)
    assert ended == Progress(handed=2, sent=2, delivered=1, failed=1, taken_back=4)
    assert service.progress(office.workspace, other.uuid) == Progress(waiting=1)
    with pytest.raises(NotFound):
        service.progress(office.other_workspace, made.uuid)


def test_what_is_under_way_is_looked_at_every_ten_seconds(office: Office, line: Line) -> None:
    assert batches.next_look(office.core) is None
    send(office, "Hello", contacts=[office.add_contact("Ada", ADA).uuid])
    assert batches.next_look(office.core) == 10
    run_queue(office)
    assert batches.next_look(office.core) is None


def test_one_that_has_made_all_is_over_however_much_waits(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "TAKEN_UP", 3)
    monkeypatch.setattr(batches, "OUTBOX_LIMIT", 3)
    group = add_group(office)
    add_crowd(office, 3, group)
    made = send(office, "Hello", groups=[group])
    run_queue(office)
    assert look(office, made.uuid).state == "completed"


def test_from_the_interruption_on_no_phone_gets_anything_of_it(office: Office, line: Line) -> None:
    group = add_group(office)
    add_crowd(office, 9, group)
    made = send(office, "Hello", groups=[group])
    other = send(office, "Other", contacts=[office.add_contact("Ada", ADA).uuid])
    run_queue(office)
    handed = Outbox(office.core).take(line.channel.id, [], room=2)
    assert [one.text for one in handed] == ["Hello", "Hello"]
    interrupt(office, made.uuid)
    assert [one.text for one in Outbox(office.core).take(line.channel.id, [one.attempt_id for one in handed], room=20)] == [
        "Other"
    ]
    run_queue(office)
    service = Broadcasts(office.core, office.admin)
    assert service.progress(office.workspace, made.uuid) == Progress(handed=2, taken_back=7)
    assert service.progress(office.workspace, other.uuid) == Progress(handed=1)
    assert {msg.next_attempt for msg in out(office)} == {None}
