"""Explanations, of situations that the services themselves brought about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.contracts.broadcasts import BroadcastText, Exclusions, Recipients
from app.contracts.flows import Schedule, TriggerSpec
from app.contracts.scheduled_broadcasts import Draft
from app.errors import Invalid, NotFound
from app.services import schedule_firing
from app.services.conversations import Conversations
from app.services.explain import Explain
from app.services.groups import Groups
from app.services.messages import Messages
from app.services.outbox import Outbox
from app.services.scheduled_broadcasts import ScheduledBroadcasts
from app.services.triggers import Triggers
from app.store import tables
from tests.app.services import databases
from tests.app.services.conversing import (
    ADA,
    BOB,
    Line,
    add_keyword,
    add_trigger,
    flow,
    import_flows,
    new_id,
    node,
    rows,
    run_queue,
    send,
    stock_flow,
)
from tests.app.services.crowd import add_crowd, add_group
from tests.app.services.test_agent_scope import add_contacts, add_ticket
from tests.app.support import Office


@pytest.fixture(params=databases.NAMES)
def office(request: pytest.FixtureRequest, tmp_path: Path, templates: Path) -> Iterator[Office]:
    with databases.open_office(request.param, tmp_path / "office", templates) as made:
        yield made


@pytest.fixture
def line(office: Office) -> Line:
    return Line(office, office.add_phone())


@pytest.fixture
def ada(office: Office) -> Any:
    return office.add_contact("Ada", ADA)


def explain(office: Office) -> Any:
    return Explain(office.core, office.admin)


def talker(office: Office, text: str = "Hi", name: str = "Hotline", **more: Any) -> str:
    made = flow(name, node([send(text)]), **more)
    import_flows(office, made)
    return str(made["uuid"])


def stock(office: Office) -> str:
    made = stock_flow()
    import_flows(office, made)
    return str(made["uuid"])


def of_last_message(office: Office) -> Any:
    return explain(office).message(office.workspace, rows(office, tables.Inbound)[-1].uuid)


def of_last_event(office: Office) -> Any:
    return explain(office).event(office.workspace, rows(office, tables.ChannelEvent)[-1].uuid)


def codes(told: Any) -> list[str]:
    return [step.code for step in told.steps]


def step(told: Any, code: str) -> Any:
    [found] = [one for one in told.steps if one.code == code]
    return found


# Messages that came in


def test_a_keyword_took_it(office: Office, line: Line) -> None:
    add_keyword(office, stock(office), "stock", "pills")
    add_keyword(office, talker(office), "other")
    line.hear("Stock please")
    told = of_last_message(office)
    [inbound] = rows(office, tables.Inbound)
    assert (told.outcome, told.at) == ("trigger_started", inbound.received_on)
    assert codes(told) == ["came_in", "routed_only", "trigger_took", "other_keywords"]
    assert told.steps[0].params == {"channel": "Front desk"}
    assert step(told, "trigger_took").params == {"trigger": "stock pills", "type": "keyword", "flow": "Stock"}
    assert step(told, "other_keywords").params == {"count": 1}


def test_the_waiting_flow_took_it(office: Office, line: Line) -> None:
    add_keyword(office, stock(office), "stock")
    add_trigger(office, "catch_all", talker(office))
    line.hear("stock")
    line.hear("none")
    told = of_last_message(office)
    assert told.outcome == "session_answered"
    assert codes(told) == ["came_in", "routed_only", "session_took", "session_went_first", "other_keywords"]
    assert step(told, "session_took").params == {"flow": "Stock"}
    assert step(told, "session_went_first").params["waiting"] == "Stock"


def test_the_waiting_flow_ignores_triggers(office: Office, line: Line) -> None:
    uuid = stock(office)
    add_keyword(office, uuid, "stock")
    with office.store.write() as work:
        work.session.query(tables.Flow).one().ignore_triggers = True
        work.commit()
    line.hear("stock")
    line.hear("stock")
    told = of_last_message(office)
    assert told.outcome == "session_answered"
    assert step(told, "flow_ignores_triggers").params["waiting"] == "Stock"


def archive(office: Office, uuid: str) -> None:
    Triggers(office.core, office.admin).archive(office.workspace, uuid)


def archive_flow(office: Office, uuid: str) -> None:
    with office.store.write() as work:
        work.session.query(tables.Flow).filter_by(name="Hotline").one().is_archived = True
        work.session.get_one(tables.Workspace, office.workspace_id).assets_revision += 1
        work.commit()


def leave(office: Office, uuid: str) -> None:
    """As it is."""


@dataclass(frozen=True)
class Case:
    """A keyword trigger, what happens to it, what comes in, and what is said of it. Groups and channels by name."""

    spec: dict[str, Any]
    text: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    prepare: Callable[[Office, str], None] = leave

    def named(self, names: dict[str, str]) -> dict[str, Any]:
        return {key: names.get(value, value) if key == "channel" else value for key, value in self.spec.items()} | {
            key: [names[name] for name in self.spec[key]] for key in ("groups", "exclude_groups") if key in self.spec
        }


HELP = {"keywords": ["help"]}


@pytest.mark.parametrize(
    "case",
    [
        Case(HELP, "please help me", "keyword_not_first", {"keyword": "help"}),
        Case({**HELP, "match_type": "only_word"}, "help me", "keyword_not_only", {"keyword": "help"}),
        Case(HELP, "hello", "other_keywords", {"count": 1}),
        Case({**HELP, "channel": "Other"}, "help", "other_channel", {"channel": "Other"}),
        Case({**HELP, "groups": ["Nurses"]}, "help", "not_in_group", {"groups": "Nurses"}),
        Case({**HELP, "exclude_groups": ["Testers"]}, "help", "in_excluded_group", {"groups": "Testers"}),
        Case(HELP, "help", "trigger_archived", prepare=archive),
        Case(HELP, "help", "flow_archived", {"flow": "Hotline"}, archive_flow),
    ],
    ids=lambda case: case.code,
)
def test_why_a_keyword_did_not_take_it(office: Office, line: Line, ada: Any, case: Case) -> None:
    names = {"Nurses": add_group(office), "Testers": add_group(office, "Testers"), "Other": office.add_phone(name="Other").uuid}
    Groups(office.core, office.admin).add(office.workspace, names["Testers"], [ada.uuid])
    uuid = add_trigger(office, "keyword", talker(office), **case.named(names))
    case.prepare(office, uuid)
    assert line.hear(case.text) == []
    told = of_last_message(office)
    assert told.outcome == "inbox"
    assert codes(told) == ["came_in", "routed_only", "no_flow", case.code]
    assert case.params.items() <= step(told, case.code).params.items()


def test_triggers_that_fitted_less_well_or_came_later(office: Office, line: Line, ada: Any) -> None:
    nurses, mothers = add_group(office), add_group(office, "Mothers")
    for group in (nurses, mothers):
        Groups(office.core, office.admin).add(office.workspace, group, [ada.uuid])
    add_trigger(office, "catch_all", talker(office, name="Any"))
    add_trigger(office, "keyword", talker(office, name="All"), keywords=["help"])
    add_trigger(office, "keyword", talker(office, "Nurse", "Nurses"), keywords=["help"], groups=[nurses])
    add_trigger(office, "keyword", talker(office, name="Mothers"), keywords=["help"], groups=[mothers])
    assert line.hear("help") == ["Nurse"]
    told = of_last_message(office)
    assert [(one.code, one.params["flow"]) for one in told.steps[2:]] == [
        ("trigger_took", "Nurses"),
        ("better_trigger", "All"),
        ("older_trigger", "Mothers"),
        ("keyword_went_first", "Any"),
    ]


def test_a_trigger_that_is_newer_than_the_message(office: Office, line: Line) -> None:
    line.hear("help")
    office.clock.advance(5)
    add_keyword(office, talker(office), "help")
    told = of_last_message(office)
    assert step(told, "trigger_newer").at == rows(office, tables.Trigger)[0].created_on


def test_a_trigger_that_was_changed_since(office: Office, line: Line) -> None:
    flow_uuid = talker(office)
    uuid = add_trigger(office, "keyword", flow_uuid, keywords=["other"])
    line.hear("help")
    office.clock.advance(5)
    Triggers(office.core, office.admin).update(office.workspace, uuid, TriggerSpec("keyword", flow_uuid, ["help"]))
    assert codes(of_last_message(office))[-1] == "trigger_changed"


def test_nothing_is_there_to_take_it(office: Office, line: Line) -> None:
    line.hear("help")
    assert codes(of_last_message(office)) == ["came_in", "routed_only", "no_flow", "no_triggers"]


def test_who_is_blocked(office: Office, line: Line) -> None:
    office.add_contact("Ada", ADA, status="blocked")
    add_keyword(office, talker(office), "help")
    line.hear("help")
    told = of_last_message(office)
    assert (told.outcome, codes(told)) == ("archived", ["came_in", "routed_only", "contact_blocked"])


def test_a_flow_that_cannot_start(office: Office, line: Line) -> None:
    add_keyword(office, talker(office), "help")
    with office.store.write() as work:
        for revision in work.session.query(tables.FlowRevision):
            revision.definition = {**revision.definition, "nodes": [{"uuid": "x"}]}
        work.session.get_one(tables.Workspace, office.workspace_id).assets_revision += 1
        work.commit()
    line.hear("help")
    told = of_last_message(office)
    assert told.outcome == "flow_not_started"
    assert codes(told) == ["came_in", "routed_only", "trigger_took", "flow_failed"]
    assert step(told, "flow_failed").params == {"flow": "Hotline", "error": "flow:invalid"}


def test_a_session_that_broke(office: Office, line: Line) -> None:
    add_keyword(office, stock(office), "stock")
    line.hear("stock")
    with office.store.write() as work:
        for revision in work.session.query(tables.FlowRevision):
            revision.definition = {**revision.definition, "nodes": [{"uuid": "x"}]}
        work.session.get_one(tables.Workspace, office.workspace_id).assets_revision += 1
        work.commit()
    line.hear("none")
    told = of_last_message(office)
    assert told.outcome == "inbox"
    assert step(told, "session_broken").params == {"error": "flow:invalid"}


def test_what_failed_and_what_was_given_up(office: Office, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.receive("help")
    with monkeypatch.context() as patch:
        patch.setattr("app.services.conversations.write_turn", lambda *_: 1 / 0)
        Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
        told = of_last_message(office)
        assert (told.outcome, codes(told)) == ("pending", ["came_in", "tried_before"])
        assert step(told, "tried_before").params == {"count": 1, "error": "ZeroDivisionError"}
        for _ in range(2):
            Conversations(office.core).handle_inbound(line.channel.id, f"tel:{ADA}")
    told = of_last_message(office)
    assert (told.outcome, codes(told)) == ("dead", ["came_in", "routed_only", "given_up"])


def test_on_a_phone_that_serves_nobody_and_from_a_sender_that_is_none(office: Office, line: Line) -> None:
    line.receive("hello", "?!")
    told = of_last_message(office)
    assert (told.outcome, codes(told)) == ("dead", ["came_in", "address_unreadable"])


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        ((), ["routed_default"]),
        (("here",), ["routed_keyword"]),
        (("here", "there"), ["routed_keyword", "routed_ambiguous"]),
    ],
)
def test_why_this_workspace(office: Office, prepare: tuple[str, ...], expected: list[str]) -> None:
    line = Line(office, office.add_phone(office.workspace, office.other_workspace))
    if "here" in prepare:
        add_keyword(office, talker(office), "help")
    if "there" in prepare:
        here = office.workspace
        office.workspace = office.other_workspace
        uuid = talker(office, name="There")
        office.workspace = here
        add_keyword(office, uuid, "help", workspace=office.other_workspace)
    line.hear("help")
    assert codes(of_last_message(office))[1 : 1 + len(expected)] == expected
    with pytest.raises(NotFound):
        explain(office).message(office.other_workspace, rows(office, tables.Inbound)[-1].uuid)


def test_what_is_not_here(office: Office, line: Line) -> None:
    for ask in (explain(office).message, explain(office).event, explain(office).trigger, explain(office).broadcast):
        with pytest.raises(NotFound):
            ask(office.workspace, "nothing")


def test_a_message_of_before_anybody_noted_it(office: Office, ada: Any) -> None:
    msg = office.add_msg(ada, "Hello")
    told = explain(office).message(office.workspace, msg.uuid)
    assert (told.outcome, told.steps) == ("unknown", [])


# Calls and other events


def test_a_missed_call(office: Office, line: Line) -> None:
    nurses = add_group(office)
    add_trigger(office, "missed_call", talker(office))
    add_trigger(office, "missed_call", talker(office, name="Nurses"), groups=[nurses])
    add_trigger(office, "inbound_call", talker(office, name="Answered"))
    line.call()
    line.work()
    told = of_last_event(office)
    assert told.outcome == "trigger_started"
    assert codes(told) == ["event_came_in", "routed_only", "trigger_took", "not_in_group"]
    assert told.steps[0].params == {"channel": "Front desk", "type": "mo_miss"}


def test_calls_that_start_nothing(office: Office, line: Line) -> None:
    line.call("mo_call")
    line.call("mt_call", BOB)
    line.work()
    first, second = (explain(office).event(office.workspace, one.uuid) for one in rows(office, tables.ChannelEvent))
    assert (first.outcome, codes(first)) == ("nothing_started", ["event_came_in", "routed_only", "no_flow", "no_triggers"])
    assert (second.outcome, codes(second)) == ("noted", ["event_came_in", "routed_only", "we_called"])


def test_a_call_to_a_voice_flow_and_of_a_blocked_contact(office: Office, line: Line) -> None:
    add_trigger(office, "inbound_call", talker(office, type="voice"))
    office.add_contact("Bob", BOB, status="blocked")
    line.call("mo_call")
    line.call("mo_call", BOB)
    line.work()
    first, second = (explain(office).event(office.workspace, one.uuid) for one in rows(office, tables.ChannelEvent))
    assert codes(first)[-2:] == ["no_flow", "flow_voice"]
    assert (second.outcome, codes(second)[-1]) == ("archived", "contact_blocked")


def test_a_referral(office: Office, line: Line) -> None:
    add_trigger(office, "referral", talker(office, name="General"))
    add_trigger(office, "referral", talker(office, "Poster", "Poster"), referrer_id="poster")
    add_trigger(office, "referral", talker(office, name="Radio"), referrer_id="radio")
    line.happens("referral", referrer_id="POSTER")
    assert line.work() == ["Poster"]
    told = of_last_event(office)
    assert [(one.code, one.params["flow"]) for one in told.steps[2:]] == [
        ("trigger_took", "Poster"),
        ("better_trigger", "General"),
        ("other_referrer", "Radio"),
    ]


def test_a_call_that_waits(office: Office, line: Line) -> None:
    line.call()
    assert of_last_event(office).outcome == "pending"


# Messages that go out


def of_last_answer(office: Office) -> Any:
    return explain(office).message(office.workspace, rows(office, tables.Msg, tables.Msg.direction == "out")[-1].uuid)


def test_an_answer_that_waits_goes_and_arrives(office: Office, line: Line) -> None:
    add_keyword(office, talker(office), "help")
    line.receive("help")
    run_queue(office)
    told = of_last_answer(office)
    assert told.outcome == "waiting"
    assert [code for code in codes(told) if not code.startswith("wait_")] == ["made_by_flow"]
    [handed] = line.send()
    told = of_last_answer(office)
    assert (told.outcome, codes(told)) == ("sent", ["made_by_flow", "handed", "attempt_sent"])
    line.report("delivered", handed)
    told = of_last_answer(office)
    assert (told.outcome, codes(told)[-1]) == ("delivered", "attempt_delivered")


def test_a_reply_of_a_person_that_failed(office: Office, line: Line, ada: Any) -> None:
    Messages(office.core, office.admin).reply(office.workspace, ada.uuid, "Hello", new_id())
    [handed] = Outbox(office.core).take(line.channel.id, [], room=100)
    told = of_last_answer(office)
    assert (told.outcome, codes(told)) == ("with_phone", ["made_by_person", "handed", "wait_with_phone"])
    line.report("failed", handed)
    told = of_last_answer(office)
    assert told.outcome in ("failed", "waiting")
    assert "attempt_failed" in codes(told)


# Schedules


def daily(office: Office, flow_uuid: str, **more: Any) -> str:
    start = office.clock.now() + dt.timedelta(hours=1)
    return add_trigger(office, "schedule", flow_uuid, schedule=Schedule(start, "daily"), **more)


def test_a_schedule_that_is_to_come_and_that_has_been(office: Office, line: Line) -> None:
    group = add_group(office)
    add_crowd(office, 3, group)
    uuid = daily(office, talker(office), groups=[group])
    [schedule] = rows(office, tables.Schedule)
    told = explain(office).trigger(office.workspace, uuid)
    assert (told.outcome, told.at, codes(told)) == ("planned", schedule.next_fire, ["never_fired", "fires_next"])
    office.clock.advance(3600)
    schedule_firing.fire(office.core, schedule.id)
    run_queue(office)
    told = explain(office).trigger(office.workspace, uuid)
    assert codes(told) == ["fired_last", "reached", "fires_next"]
    assert step(told, "reached").params == {"count": 3, "taken_up": 3}
    assert told.at == rows(office, tables.Schedule)[0].next_fire


def test_a_schedule_whose_flow_is_gone_and_that_is_switched_off(office: Office, line: Line) -> None:
    group = add_group(office)
    uuid = daily(office, talker(office), groups=[group])
    [made] = rows(office, tables.Flow)
    with office.store.write() as work:
        work.session.get_one(tables.Flow, made.id).is_archived = True
        work.commit()
    office.clock.advance(3600)
    schedule_firing.fire(office.core, rows(office, tables.Schedule)[0].id)
    told = explain(office).trigger(office.workspace, uuid)
    assert (told.outcome, codes(told)) == ("off", ["flow_off", "fired_last", "start_failed", "reached", "fires_next"])
    Triggers(office.core, office.admin).archive(office.workspace, uuid)
    assert codes(explain(office).trigger(office.workspace, uuid))[:3] == ["trigger_off", "flow_off", "schedule_paused"]


def test_a_schedule_that_is_late_and_waits_for_a_persons_word(office: Office, line: Line) -> None:
    group = add_group(office)
    add_crowd(office, 1, group)
    uuid = daily(office, talker(office), groups=[group])
    [schedule] = rows(office, tables.Schedule)
    office.clock.advance(5 * 3600)
    told = explain(office).trigger(office.workspace, uuid)
    assert codes(told) == ["never_fired", "fires_next", "late_policy"]
    schedule_firing.fire(office.core, schedule.id)
    told = explain(office).trigger(office.workspace, uuid)
    assert (told.outcome, told.at) == ("held", schedule.next_fire)
    assert codes(told) == ["late_held", "never_fired", "fires_next"]


def test_what_is_not_scheduled(office: Office) -> None:
    uuid = add_trigger(office, "catch_all", talker(office))
    with pytest.raises(Invalid):
        explain(office).trigger(office.workspace, uuid)


def test_a_scheduled_broadcast(office: Office, line: Line, ada: Any) -> None:
    scheduled = ScheduledBroadcasts(office.core, office.admin)
    start = office.clock.now() + dt.timedelta(hours=1)
    draft = Draft(
        {"eng": BroadcastText("Hi")}, "eng", Recipients(contacts=[ada.uuid]), Exclusions(), Schedule(start, "weekly", "MT")
    )
    made = scheduled.add(office.workspace, draft)
    told = explain(office).broadcast(office.workspace, made.uuid)
    assert (told.outcome, told.at, codes(told)) == ("planned", start, ["never_fired", "fires_next"])
    assert step(told, "fires_next").params == {"repeat": "weekly"}
    office.clock.advance(3600)
    schedule_firing.fire(office.core, rows(office, tables.Schedule)[0].id)
    run_queue(office)
    told = explain(office).broadcast(office.workspace, made.uuid)
    assert codes(told) == ["fired_last", "reached", "fires_next"]
    assert step(told, "reached").params == {"count": 1, "taken_up": 1}
    [sent] = [one for one in rows(office, tables.Broadcast) if one.parent_id]
    with pytest.raises(Invalid):
        explain(office).broadcast(office.workspace, sent.uuid)
    [msg] = rows(office, tables.Msg)
    assert codes(explain(office).message(office.workspace, msg.uuid))[0] == "made_by_broadcast"
    scheduled.cancel(office.workspace, made.uuid)
    told = explain(office).broadcast(office.workspace, made.uuid)
    assert (told.outcome, codes(told)) == ("off", ["trigger_off"])


# Agents


def test_an_agent_is_told_of_the_contacts_that_are_theirs_to_see(office: Office) -> None:
    office.add_phone()
    contacts = add_contacts(office)
    asked = Explain(office.core, office.people["agent"])
    for name, contact in contacts.items():
        came = office.add_msg(contact, "hello")
        goes = Messages(office.core, office.admin).reply(office.workspace, contact.uuid, "hi", new_id())
        assert explain(office).message(office.workspace, goes.uuid).outcome == "waiting"
        if name in ("Mine", "Nobody's"):
            told = asked.message(office.workspace, goes.uuid)
            assert told == explain(office).message(office.workspace, goes.uuid)
            assert [step.code for step in told.steps] == ["made_by_person", "wait_phone_not_seen"]
            assert asked.message(office.workspace, came.uuid).outcome == "unknown"
            continue
        for msg in (came, goes):
            with pytest.raises(NotFound):
                asked.message(office.workspace, msg.uuid)


def test_an_agent_is_told_what_became_of_what_came_in(office: Office, line: Line) -> None:
    add_keyword(office, stock(office), "stock")
    line.hear("stock")
    came = rows(office, tables.Inbound)[-1]
    asked = Explain(office.core, office.people["agent"])
    with pytest.raises(NotFound):
        asked.message(office.workspace, came.uuid)
    add_ticket(office, rows(office, tables.Contact)[-1])
    assert asked.message(office.workspace, came.uuid) == of_last_message(office)
    assert of_last_message(office).outcome == "trigger_started"


def test_an_agent_is_told_nothing_of_what_is_nobodys_yet(office: Office, line: Line) -> None:
    """A message that is still to be handled has no contact."""
    came = line.receive("stock")
    assert explain(office).message(office.workspace, came).outcome == "pending"
    with pytest.raises(NotFound):
        Explain(office.core, office.people["agent"]).message(office.workspace, came)
