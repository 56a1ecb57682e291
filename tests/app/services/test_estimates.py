"""What a broadcast or a start would come to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from app.contracts.broadcasts import BroadcastText, Estimate, Exclusions, LanguageEstimate, Recipients
from app.errors import Invalid, NotFound
from app.services import estimates, reaching
from app.services.broadcasts import Broadcasts
from app.services.flow_starts import Starts
from app.services.outbox import Outbox
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, flow, import_flows, new_id, node, rows, run_queue, send, stock_flow
from tests.app.services.crowd import add_crowd, add_group
from tests.app.services.modeming import Stick, write_to
from tests.app.support import START, Office

PART = 32 * 60 / 29  # seconds a segment of the stock relayer
LONG = "x" * 161  # two segments
NOBODY = Exclusions()


def texts(office: Office, *languages: str) -> None:
    with office.store.write() as work:
        work.session.get_one(tables.Workspace, office.workspace_id).languages = list(languages)
        work.commit()


def of_broadcast(office: Office, text: str | dict[str, str], exclusions: Exclusions = NOBODY, **recipients: Any) -> Estimate:
    said = {"eng": text} if isinstance(text, str) else text
    translations = {code: BroadcastText(one) for code, one in said.items()}
    service = Broadcasts(office.core, office.admin)
    return service.estimate(office.workspace, translations, "eng", Recipients(**recipients), exclusions)


def of_start(office: Office, flow_uuid: str, **recipients: Any) -> Estimate:
    return Starts(office.core, office.admin).estimate(office.workspace, flow_uuid, Recipients(**recipients), NOBODY)


def after(segments: float) -> dt.datetime:
    """When a stock phone has sent so many, rounded up to the minute."""
    minutes = segments * PART / 60
    return START + dt.timedelta(minutes=int(minutes) + (minutes > int(minutes)))


def test_each_language_and_its_segments(office: Office) -> None:
    texts(office, "eng", "fra")
    office.add_phone()
    people = [
        office.add_contact("Ada", ADA, language="fra"),
        office.add_contact("B" * 200, BOB),
        office.add_contact("Eve", "+250788000033", language="deu"),
    ]
    found = of_broadcast(
        office, {"eng": "Dear @contact.name", "fra": "Chère @contact.name ✓"}, contacts=[one.uuid for one in people]
    )
    assert found.languages == [LanguageEstimate("eng", 2, 3, 2), LanguageEstimate("fra", 1, 1, 1)]
    assert (found.contacts, found.sampled, found.messages, found.segments, found.longest) == (3, 3, 3, 4, 2)
    assert (found.is_complete, found.is_partial, found.is_too_late, found.unreachable) == (True, False, False, 0)
    [phone] = found.phones
    assert (phone.messages, phone.segments, phone.waiting, phone.segments_per_minute) == (3, 4, 0, 0.91)
    assert (phone.minutes, phone.done_on, found.done_on) == (5, after(4), after(4))
    assert rows(office, tables.Msg) == []


def test_it_is_what_is_then_made(office: Office) -> None:
    texts(office, "eng", "fra")
    phones = [office.add_phone(address="+250788000001"), office.add_phone(address="+250730000001", name="Other")]
    group = add_group(office)
    add_crowd(office, 7, group, language="fra")
    add_crowd(office, 4, group)
    known = office.add_contact("Known", "+250730000009")
    with office.store.write() as work:
        work.session.query(tables.ContactUrn).filter_by(contact_id=known.id).update({"channel_id": phones[0].id})
        work.commit()
    office.add_contact("Blocked", "+250730000010", status="blocked")
    texts_ = {"eng": LONG, "fra": "Bonjour @fields.x"}
    wanted = {"groups": [group], "contacts": [known.uuid, office.add_contact("Nobody").uuid], "urns": ["tel:+250730000011"]}
    found = of_broadcast(office, texts_, **wanted)
    service = Broadcasts(office.core, office.admin)
    translations = {code: BroadcastText(one) for code, one in texts_.items()}
    service.send(office.workspace, translations, "eng", Recipients(**wanted), NOBODY)
    run_queue(office)
    made = [msg for msg in rows(office, tables.Msg) if msg.status == "queued"]
    by_phone = {
        phone.uuid: (sum(msg.channel_id == phone.id for msg in made), sum(m.segments for m in made if m.channel_id == phone.id))
        for phone in phones
    }
    assert {phone.phone: (phone.messages, phone.segments) for phone in found.phones} == by_phone
    assert len(by_phone) == 2
    assert all(messages for messages, _ in by_phone.values())
    assert (found.contacts, found.messages, found.segments) == (14, len(made), sum(msg.segments for msg in made))
    assert found.unreachable == 1


def test_of_many_a_sample_is_made(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "SAMPLED", 40)
    office.add_phone()
    group = add_group(office)
    add_crowd(office, 300, group)
    add_crowd(office, 300, group, language="fra")
    texts(office, "eng", "fra")
    found = of_broadcast(office, {"eng": "Hi", "fra": LONG}, groups=[group])
    assert (found.contacts, found.sampled, found.messages) == (600, 40, 600)
    assert 600 < found.segments < 1200
    french = next(one for one in found.languages if one.language == "fra")
    assert 150 < french.messages < 450  # neither the first nor the last only
    assert french.segments == 2 * french.messages
    assert of_broadcast(office, {"eng": "Hi", "fra": LONG}, groups=[group]) == found


def test_counting_and_trying_end_in_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "BATCH", 10)
    monkeypatch.setattr(estimates, "COUNTING", -1.0)
    monkeypatch.setattr(estimates, "SECONDS", -1.0)
    office.add_phone()
    group = add_group(office)
    add_crowd(office, 30, group)
    found = of_broadcast(office, "Hi", groups=[group])
    assert (found.contacts, found.is_complete, found.sampled, found.messages) == (10, False, 1, 10)


def test_who_is_left_out_does_not_count(office: Office) -> None:
    office.add_phone()
    seen = office.add_contact("Ada", ADA, last_seen_on=office.clock.now())
    unseen = office.add_contact("Bob", BOB)
    wanted = [seen.uuid, unseen.uuid]
    assert of_broadcast(office, "Hi", Exclusions(not_seen_since_days=30), contacts=wanted).contacts == 1


def test_what_waits_already_shares_the_phone(office: Office) -> None:
    phone = office.add_phone(office.workspace, office.other_workspace)
    line = Line(office, phone)
    group = add_group(office)
    add_crowd(office, 20, group)
    other = office.add_contact("Other", "+250788999999", workspace_id=office.other_workspace_id)
    [urn] = rows(office, tables.ContactUrn, tables.ContactUrn.contact_id == other.id)
    common = {"channel_id": phone.id, "urn_id": urn.id}
    for _ in range(100):
        office.add_msg(other, "bulk", "out", priority=0, **common)
    for _ in range(5):
        office.add_msg(other, "reply", "out", priority=1, segments=2, **common)
    found = of_broadcast(office, "Hi", groups=[group])
    assert found.phones[0].waiting == 110
    assert found.done_on == after(10 + 20 + 20)  # replies first, then in turns
    with office.store.write() as work:
        work.session.query(tables.ChannelWorkspace).filter_by(workspace_id=office.workspace_id).update({"weight": 4.0})
        work.commit()
    assert of_broadcast(office, "Hi", groups=[group]).done_on == after(10 + 20 + 5)
    handed = Outbox(office.core).take(line.channel.id, [], room=4)  # two replies
    assert len(handed) == 2
    assert of_broadcast(office, "Hi", groups=[group]).phones[0].waiting == 110


def test_quiet_hours_budget_and_what_is_too_late(office: Office) -> None:
    office.add_phone(last_seen_on=START)
    group = add_group(office)
    add_crowd(office, 30, group)
    with office.store.write() as work:
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        space.quiet_from, space.quiet_until = 11 * 60, 13 * 60  # it is eleven in Kigali
        work.commit()
    found = of_broadcast(office, "Hi", groups=[group])
    assert found.done_on == after(30) + dt.timedelta(hours=2)
    assert found.phones[0].last_seen_on == START
    with office.store.write() as work:
        work.session.query(tables.ChannelWorkspace).update({"daily_budget": 3})
        work.commit()
    late = of_broadcast(office, "Hi", groups=[group])
    assert late.is_too_late
    assert late.done_on is not None
    assert late.done_on > START + dt.timedelta(days=8)
    with office.store.write() as work:
        work.session.query(tables.ChannelWorkspace).update({"daily_budget": 0})
        work.commit()
    never = of_broadcast(office, "Hi", groups=[group])
    assert (never.done_on, never.phones[0].minutes, never.is_too_late) == (None, None, True)


def test_without_a_phone_nobody_is_reached(office: Office) -> None:
    found = of_broadcast(office, "Hi", contacts=[office.add_contact("Ada", ADA).uuid])
    assert (found.contacts, found.unreachable, found.messages, found.phones, found.done_on) == (1, 1, 0, [], None)
    assert not found.is_too_late


def test_errors_are_those_of_sending(office: Office) -> None:
    with pytest.raises(Invalid):
        of_broadcast(office, "")
    with pytest.raises(NotFound):
        of_broadcast(office, "Hi", contacts=[new_id()])
    with pytest.raises(NotFound):
        of_start(office, new_id(), query="name ~ ada")


def test_a_flow_is_played_to_its_first_question(office: Office) -> None:
    office.add_phone()
    stock = stock_flow()
    greeting = flow(
        "Greeting",
        node([send("Dear @contact.name"), send(LONG), {"type": "set_contact_name", "uuid": new_id(), "name": "Changed"}]),
    )
    import_flows(office, stock, greeting)
    ada = office.add_contact("Ada", ADA)
    asked = of_start(office, stock["uuid"], contacts=[ada.uuid])
    assert (asked.messages, asked.segments, asked.is_partial) == (1, 1, False)
    greeted = of_start(office, greeting["uuid"], contacts=[ada.uuid])
    assert (greeted.contacts, greeted.messages, greeted.segments, greeted.longest) == (1, 2, 3, 2)
    assert [use.language for use in greeted.languages] == ["eng"]
    assert rows(office, tables.Contact)[0].name == "Ada"
    assert rows(office, tables.Session) == rows(office, tables.Msg) == []
    assert office.queue.tasks == {}


def test_no_web_service_is_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.webhooks.WebhookClient.send", None)
    office.add_phone()
    calls = {"type": "call_webhook", "uuid": new_id(), "method": "GET", "url": "http://127.0.0.1:1/", "result_name": "x"}
    asking = flow("Asking", node([send("One"), calls, send("Two")]))
    import_flows(office, asking)
    found = of_start(office, asking["uuid"], contacts=[office.add_contact("Ada", ADA).uuid])
    assert (found.messages, found.is_partial) == (2, True)
    assert rows(office, tables.HttpLog) == []


def test_who_is_in_a_broken_flow_hears_nothing(office: Office) -> None:
    office.add_phone()
    hello = flow("Hello", node([send("Hi")]))
    import_flows(office, hello)
    with office.store.write() as work:
        for row in work.session.query(tables.FlowRevision):
            row.definition = {**row.definition, "nodes": "none"}
        work.commit()
    found = of_start(office, hello["uuid"], contacts=[office.add_contact("Ada", ADA).uuid])
    assert (found.contacts, found.messages, found.phones) == (1, 0, [])


def test_a_modem_sends_at_its_own_pace_and_so_many_a_day(office: Office) -> None:
    stick = Stick(office).use()
    group = add_group(office)
    add_crowd(office, 100, group)
    found = of_broadcast(office, "Hi", groups=[group])
    assert found.done_on == START + dt.timedelta(minutes=10)
    assert (found.phones[0].segments_per_minute, found.phones[0].last_seen_on) == (10.0, START)
    stick.service.update(stick.uuid, "Stick", 6.0, 40, False)
    midnight = dt.datetime(2026, 6, 1, 22, 0, tzinfo=dt.UTC)
    assert of_broadcast(office, "Hi", groups=[group]).done_on == midnight + dt.timedelta(days=1, minutes=2)
    write_to(office, "before")
    stick.send_next(1)
    assert of_broadcast(office, "Hi", groups=[group]).done_on == midnight + dt.timedelta(days=1, seconds=180)
