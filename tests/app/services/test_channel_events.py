"""Calls and other events of a channel: taken in, handled in order with messages, and the flows that they set off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.ports import CallEvent
from app.services import conversations, dead_letters
from app.services.conversations import Conversations
from app.services.inbox import Inbox
from app.services.recovery import sweep
from app.store import tables
from tests.app.services import databases
from tests.app.services.conversing import (
    ADA,
    BOB,
    Line,
    add_keyword,
    add_trigger,
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
from tests.app.services.crowd import Killed, add_group, killed_after
from tests.app.support import Office

QUESTION = "Boxes of amoxicillin? (none or some)"


@pytest.fixture(params=databases.NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with databases.open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


def talker(office: Office, text: str, name: str = "Hotline", **more: Any) -> str:
    made = flow(name, node([send(text)]), **more)
    import_flows(office, made)
    return str(made["uuid"])


def stock(office: Office) -> str:
    made = stock_flow()
    import_flows(office, made)
    return str(made["uuid"])


def events(office: Office) -> list[Any]:
    return rows(office, tables.ChannelEvent)


def put_in_group(office: Office, contact_id: int, group: str) -> None:
    with office.store.write() as work:
        found = work.session.query(tables.ContactGroup).filter_by(uuid=group).one()
        work.session.add(tables.GroupContact(group_id=found.id, contact_id=contact_id))
        work.commit()


def test_a_missed_call_of_a_stranger_makes_a_contact_and_starts_the_flow(office: Office, line: Line) -> None:
    uuid = add_trigger(office, "missed_call", talker(office, "We call back @contact.urn: @trigger.type"))
    line.call()
    assert line.work() == [f"We call back tel:{ADA}: call"]
    [event] = events(office)
    [contact] = rows(office, tables.Contact)
    [trigger] = rows(office, tables.Trigger)
    assert trigger.uuid == uuid
    assert (event.state, event.routing, event.error, event.trigger_id) == ("handled", "only", None, trigger.id)
    assert (event.workspace_id, event.contact_id) == (office.workspace_id, contact.id)
    assert contact.last_seen_on == event.created_on
    [session] = rows(office, tables.Session)
    [urn] = rows(office, tables.ContactUrn)
    assert session.contact_id == contact.id
    assert (session.state["trigger"]["event"]["type"], urn.channel_id) == ("call_missed", line.channel.id)
    [msg] = rows(office, tables.Msg)
    assert (msg.priority, msg.channel_id) == (1, line.channel.id)


def test_a_call_that_the_phone_reports_again_starts_nothing(office: Office, line: Line) -> None:
    add_trigger(office, "missed_call", talker(office, "Hi"))
    line.call()
    again = CallEvent("mo_miss", ADA, events(office)[0].occurred_on, 0)
    assert line.work() == ["Hi"]
    Inbox(office.core).calls(line.channel.id, [again])
    assert line.work() == []
    assert len(events(office)) == 1


def test_a_call_that_staff_answered_sets_off_its_own_triggers(office: Office, line: Line) -> None:
    add_trigger(office, "missed_call", talker(office, "Missed", "Missed"))
    add_trigger(office, "inbound_call", talker(office, "Thanks for calling", "Answered"))
    line.call("mo_call", seconds=40)
    assert line.work() == ["Thanks for calling"]
    event = rows(office, tables.Session)[0].state["trigger"]["event"]
    assert (event["type"], event["call"]["urn"], event["call"]["channel"]["uuid"]) == (
        "call_received",
        f"tel:{ADA}",
        line.channel.uuid,
    )


def test_a_voice_flow_does_not_start(office: Office, line: Line) -> None:
    add_trigger(office, "inbound_call", talker(office, "Hello", type="voice"))
    line.call("mo_call")
    assert line.work() == []
    [event] = events(office)
    assert (event.state, event.trigger_id, rows(office, tables.Session)) == ("handled", None, [])


@pytest.mark.parametrize("kind", ["mt_call", "unk"])
def test_a_call_that_we_made_is_noted_and_nobody_was_seen(office: Office, line: Line, kind: str) -> None:
    add_trigger(office, "missed_call", talker(office, "Missed"))
    line.call(kind, BOB)
    assert line.work() == []
    [event] = events(office)
    [contact] = rows(office, tables.Contact)
    assert (event.state, event.contact_id, contact.last_seen_on) == ("handled", contact.id, None)


def test_a_new_chat(office: Office, line: Line) -> None:
    add_trigger(office, "new_conversation", talker(office, "Welcome (@trigger.type)"))
    line.happens("new_conversation")
    assert line.work() == ["Welcome (chat)"]


def test_a_referral_goes_to_its_referrer_in_any_case_else_to_the_general_one(office: Office, line: Line) -> None:
    add_trigger(office, "referral", talker(office, "From @trigger.params.referrer_id", "General"))
    add_trigger(office, "referral", talker(office, "The poster", "Poster"), referrer_id="Poster-7")
    line.happens("referral", referrer_id="pOSTER-7")
    assert line.work() == ["The poster"]
    line.happens("referral", referrer_id="radio")
    assert line.work() == ["From radio"]
    line.happens("referral")
    assert line.work() == ["From "]


@pytest.mark.parametrize(("kind", "told"), [("opt_in", "optin_started"), ("opt_out", "optin_stopped")])
def test_opting_in_and_out(office: Office, line: Line, kind: str, told: str) -> None:
    add_trigger(office, "opt_in", talker(office, "opt_in @trigger.type", "In"))
    add_trigger(office, "opt_out", talker(office, "opt_out @trigger.type", "Out"))
    line.happens(kind, optin="Jokes")
    assert line.work() == [f"{kind} optin"]
    event = rows(office, tables.Session)[0].state["trigger"]["event"]
    assert (event["type"], event["optin"]) == (told, {"name": "Jokes"})


def test_the_trigger_that_fits_best_has_it(office: Office, line: Line) -> None:
    ada, bob = office.add_contact("Ada", ADA), office.add_contact("Bob", BOB)
    nurses, testers = add_group(office), add_group(office, "Testers")
    put_in_group(office, ada.id, nurses)
    put_in_group(office, bob.id, nurses)
    put_in_group(office, bob.id, testers)
    other = Line(office, office.add_phone(name="Other"))
    add_trigger(office, "missed_call", talker(office, "Anybody", "A"))
    add_trigger(office, "missed_call", talker(office, "Nurses", "B"), groups=[nurses], exclude_groups=[testers])
    add_trigger(office, "missed_call", talker(office, "On the other phone", "C"), channel=other.channel.uuid)
    line.call()
    assert line.work() == ["Nurses"]
    line.call(address=BOB)
    assert line.work() == ["Anybody"]
    other.call()
    assert other.work() == ["On the other phone"]


def test_a_call_interrupts_whatever_the_contact_is_in(office: Office, line: Line) -> None:
    made = stock_flow()
    made["metadata"] = {"expires": 60}
    import_flows(office, made)
    add_keyword(office, made["uuid"], "stock")
    with office.store.write() as work:
        for row in work.session.query(tables.Flow):
            row.ignore_triggers = True
        work.commit()
    line.hear("stock")
    add_trigger(office, "missed_call", talker(office, "We call back"))
    line.call()
    assert line.work() == ["We call back"]
    assert [session.status for session in rows(office, tables.Session)] == ["interrupted", "completed"]


def test_messages_and_calls_of_an_address_go_in_the_order_in_which_they_came(office: Office, line: Line) -> None:
    wait, done = new_id(), new_id()
    made = flow(
        "Back",
        node([send("What about?")], wait),
        ask("About", {}, done, uuid=wait),
        node([send("@results.about, then")], None, done),
    )
    import_flows(office, made)
    add_trigger(office, "missed_call", made["uuid"])
    add_keyword(office, stock(office), "stock")
    line.receive("stock")
    line.call()
    line.receive("pills")
    line.call()
    line.receive("stock")
    assert line.work() == [QUESTION, "What about?", "pills, then", "What about?", QUESTION]
    assert {event.state for event in events(office)} == {"handled"}


def test_a_clock_that_is_set_back_turns_nothing_of_a_kind_round(office: Office, line: Line) -> None:
    add_keyword(office, stock(office), "stock")
    line.receive("stock")
    office.clock.advance(-3600)
    line.receive("none")
    line.call()
    assert line.work() == [QUESTION, "Thanks, noted None."]
    assert [event.state for event in events(office)] == ["handled"]


def test_who_is_blocked_is_not_answered(office: Office, line: Line) -> None:
    office.add_contact("Ada", ADA, status="blocked")
    add_trigger(office, "missed_call", talker(office, "Hi"))
    line.call()
    assert line.work() == []
    [event] = events(office)
    assert (event.state, event.trigger_id) == ("handled", None)


def test_who_was_stopped_and_calls_is_active_again_but_not_who_opts_out(office: Office, line: Line) -> None:
    for phone in (ADA, BOB):
        office.add_contact("Somebody", phone, status="stopped")
    line.call()
    line.happens("opt_out", BOB)
    line.work()
    assert [contact.status for contact in rows(office, tables.Contact)] == ["active", "stopped"]


def test_one_that_fails_stays_in_front_and_is_dead_at_the_third_time(
    office: Office, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_keyword(office, stock(office), "stock")
    ada = office.add_contact("Ada", ADA)
    line.call()
    line.receive("stock")
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.channel_events.is_by_contact", lambda _: 1 / 0)
        patch.setattr("app.services.turn.is_by_contact", lambda _: 1 / 0)
        for count in (1, 2):
            Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
            [event] = events(office)
            assert (event.state, event.error_count, event.error) == ("pending", count, "ZeroDivisionError")
            assert rows(office, tables.Inbound)[0].state == "pending"
        Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    [event] = events(office)
    assert (event.state, event.error_count) == ("dead", 3)
    assert (event.workspace_id, event.contact_id) == (office.workspace_id, ada.id)
    assert [handed.text for handed in line.send()] == [QUESTION]


def test_on_a_phone_that_serves_nobody_a_call_is_dead(office: Office, line: Line) -> None:
    with office.store.write() as work:
        work.session.query(tables.ChannelWorkspace).delete()
        work.commit()
    line.call()
    line.work()
    [event] = events(office)
    assert (event.state, event.error) == ("dead", "no_workspace")


def test_a_trigger_claims_the_call_on_a_shared_phone(office: Office) -> None:
    line = Line(office, office.add_phone(office.workspace, office.other_workspace))
    made = flow("School", node([send("School calls back")]))
    import_flows_of_other(office, made)
    add_trigger(office, "missed_call", made["uuid"], workspace=office.other_workspace)
    line.call()
    assert line.work() == ["School calls back"]
    [event] = events(office)
    assert (event.workspace_id, event.routing) == (office.other_workspace_id, "trigger")
    add_trigger(office, "missed_call", talker(office, "Clinic calls back"))
    line.call(address=BOB)
    assert line.work() == ["Clinic calls back"]
    assert events(office)[-1].routing == "trigger:ambiguous"


def import_flows_of_other(office: Office, made: dict[str, Any]) -> None:
    here = office.workspace
    office.workspace = office.other_workspace
    try:
        import_flows(office, made)
    finally:
        office.workspace = here


def test_a_call_goes_to_the_conversation_as_a_message_does(office: Office) -> None:
    line = Line(office, office.add_phone(office.workspace, office.other_workspace))
    eve = office.add_contact("Eve", BOB, office.other_workspace_id)
    office.add_msg(eve, "Hello")
    line.call("mo_call", BOB)
    line.work()
    [event] = events(office)
    assert (event.workspace_id, event.contact_id, event.routing) == (office.other_workspace_id, eve.id, "conversation")


def test_what_the_queue_lost_is_put_back(office: Office, line: Line) -> None:
    add_trigger(office, "missed_call", talker(office, "Hi"))
    line.call()
    office.queue.drain()
    assert line.work() == []
    sweep(office.core)
    assert line.work() == ["Hi"]


@pytest.mark.parametrize("before_commit", [True, False])
@pytest.mark.parametrize("commits", [0, 1])
def test_a_kill_at_any_commit_answers_once(
    office: Office, line: Line, monkeypatch: pytest.MonkeyPatch, commits: int, before_commit: bool
) -> None:
    add_trigger(office, "missed_call", talker(office, "Hi"))
    line.call()
    with killed_after(monkeypatch, commits, before_commit=before_commit), pytest.raises(Killed):
        run_queue(office)
    sweep(office.core)
    run_queue(office)
    [event] = events(office)
    assert (event.state, event.error_count) == ("handled", 0)
    assert [msg.text for msg in rows(office, tables.Msg)] == ["Hi"]
    assert len(rows(office, tables.Contact)) == len(rows(office, tables.Session)) == 1


def test_old_calls_stay_handled(office: Office, line: Line) -> None:
    """As the migration leaves them: without a state of their own."""
    add_trigger(office, "missed_call", talker(office, "Hi"))
    now = office.clock.now()
    with office.store.write() as work:
        values = {"dedupe_key": "x", "type": "mo_miss", "address": f"tel:{ADA}", "occurred_on": now, "created_on": now}
        work.session.add(tables.ChannelEvent(uuid=new_id(), channel_id=line.channel.id, **values))
        work.commit()
    sweep(office.core)
    assert line.work() == []
    assert [event.state for event in events(office)] == ["handled"]


def test_more_than_a_task_takes_go_in_order_and_at_once(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.conversations.MAX_MESSAGES", 3)
    monkeypatch.setattr("app.services.conversations._PENDING", [query.limit(3) for query in conversations._PENDING])
    add_keyword(office, stock(office), "stock")
    add_trigger(office, "missed_call", talker(office, "We call back"))
    for text in ("stock", "dunno", "what", "none", "stock"):
        line.receive(text)
    line.call()
    line.receive("stock")
    again = "Please say none or some."
    assert line.work() == [QUESTION, again, again, "Thanks, noted None.", QUESTION, "We call back", QUESTION]


def test_who_has_much_to_say_gives_way_after_a_second(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    add_keyword(office, talker(office, "Hi"), "hi")
    for _ in range(3):
        line.receive("hi")
    real = Conversations._handle

    def slowly(self: Conversations, *args: Any) -> None:
        real(self, *args)
        office.clock.advance(2)

    monkeypatch.setattr(Conversations, "_handle", slowly)
    [task] = office.queue.drain()
    for left in (2, 1, 0):
        Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
        assert len(rows(office, tables.Inbound, tables.Inbound.state == "pending")) == left
        assert office.queue.drain() == ([task] if left else [])


def test_staff_let_a_dead_call_begin_anew(office: Office, line: Line) -> None:
    with office.store.write() as work:
        work.session.query(tables.ChannelWorkspace).delete()
        work.commit()
    add_trigger(office, "missed_call", talker(office, "Hi"))
    line.call()
    line.work()
    assert events(office)[0].state == "dead"
    with office.store.write() as work:
        work.session.add(tables.ChannelWorkspace(channel_id=line.channel.id, workspace_id=office.workspace_id, is_default=True))
        assert dead_letters.revive(office.core, work, "channel_event", [events(office)[0].id]) == {events(office)[0].id: "queued"}
        work.commit()
    assert line.work() == ["Hi"]
    [event] = events(office)
    assert (event.state, event.error, event.routing) == ("handled", None, "only")
