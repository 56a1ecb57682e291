"""Whose message is handed over next: workspaces, bundles, nights, budgets, and what never leaves."""

from __future__ import annotations

from typing import Any

import pytest

from app.ports import Handed, SendReport
from app.services import outbox_rows
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing
from app.store import tables
from tests.app.services.conversing import ADA, BOB, Line, add_keyword, flow, import_flows, node, rows, send
from tests.app.services.plans import plans_of, scanned
from tests.app.support import Office

MIDNIGHT = 13 * 3600  # seconds from the start until it is midnight in Kigali


@pytest.fixture
def channel(office: Office) -> tables.Channel:
    return office.add_phone(office.workspace, office.other_workspace)


def queue_msg(office: Office, contact: tables.Contact, text: str, *, priority: int = 1, **values: Any) -> int:
    with office.store.write() as work:
        row = work.session.get_one(tables.Contact, contact.id)
        workspace = work.session.get_one(tables.Workspace, row.workspace_id)
        msg = create_outgoing(work, office.core, workspace=workspace, contact=row, text=text, priority=priority, **values)
        work.commit()
        return msg.id


def queue_many(office: Office, contact: tables.Contact, texts: list[str], channel: tables.Channel, priority: int = 0) -> None:
    """Straight into the table: many at once."""
    now = office.clock.now()
    with office.store.write() as work:
        urn = work.session.query(tables.ContactUrn).filter_by(contact_id=contact.id).one()
        work.session.execute(
            tables.Msg.__table__.insert(),
            [
                {
                    "uuid": f"{contact.id}:{text}",
                    "workspace_id": contact.workspace_id,
                    "contact_id": contact.id,
                    "urn_id": urn.id,
                    "channel_id": channel.id,
                    "direction": "out",
                    "status": "queued",
                    "text": text,
                    "priority": priority,
                    "segments": 1,
                    "created_on": now,
                    "modified_on": now,
                }
                for text in texts
            ],
        )
        work.commit()


def ada(office: Office) -> tables.Contact:
    return office.add_contact("Ada", ADA)


def bob(office: Office) -> tables.Contact:
    return office.add_contact("Bob", BOB, office.other_workspace_id)


def take(office: Office, channel: tables.Channel, *held: int, room: int | None = None) -> list[Handed]:
    return Outbox(office.core).take(channel.id, list(held), room)


def texts(handed: list[Handed]) -> list[str]:
    return [one.text for one in handed]


def report(office: Office, channel: tables.Channel, outcome: Any, handed: list[Handed]) -> None:
    Outbox(office.core).report(channel.id, [SendReport(one.attempt_id, outcome, office.clock.now()) for one in handed])


def edit(office: Office, table: Any, key: Any, **values: Any) -> None:
    with office.store.write() as work:
        row = work.session.get_one(table, key)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()


def add_workspace(office: Office, name: str, channel: tables.Channel, weight: float = 1.0) -> int:
    with office.store.write() as work:
        space = tables.Workspace(
            uuid=name, name=name, country="RW", timezone="Africa/Kigali", languages=["eng"], created_on=office.clock.now()
        )
        work.session.add(space)
        work.session.flush()
        work.session.add(tables.ChannelWorkspace(channel_id=channel.id, workspace_id=space.id, weight=weight))
        work.commit()
        return space.id


# Workspaces


@pytest.mark.parametrize("room", [None, 1, 3])
def test_shares_follow_weights_of_1_2_4(office: Office, channel: tables.Channel, room: int | None) -> None:
    edit(office, tables.ChannelWorkspace, (channel.id, office.other_workspace_id), weight=2.0)
    third = add_workspace(office, "Third", channel, weight=4.0)
    people = {"1": ada(office), "2": bob(office), "4": office.add_contact("Eve", "+250788333333", third)}
    for weight, person in people.items():
        queue_many(office, person, [f"{weight} {number}" for number in range(900)], channel)
    desk, served, total = Outbox(office.core), dict.fromkeys(people, 0), 0
    while total < 1000:
        handed = desk.take(channel.id, [], room)
        report(office, channel, "sent", handed)
        total += len(handed)
        for one in handed:
            served[one.text[0]] += 1
        office.clock.advance(600)
    for weight, count in served.items():
        assert count == pytest.approx(total * int(weight) / 7, rel=0.05)


@pytest.mark.parametrize("weight", [1.0, 100.0])
@pytest.mark.parametrize("kind", ["relayer", "modem"])
def test_a_reply_of_another_goes_before_bulk_whatever_the_weights(
    office: Office, channel: tables.Channel, weight: float, kind: str
) -> None:
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), weight=weight)
    edit(office, tables.Channel, channel.id, kind=kind)
    queue_many(office, ada(office), [f"bulk {number}" for number in range(300)], channel)
    person = bob(office)
    for number in range(20):
        queue_msg(office, person, f"reply {number}")
        handed = take(office, channel, room=5)
        assert texts(handed)[0] == f"reply {number}"
        report(office, channel, "sent", handed)
        office.clock.advance(60)


def test_many_who_reply_leave_half_for_the_others(office: Office, channel: tables.Channel) -> None:
    queue_many(office, ada(office), [f"bulk {number}" for number in range(50)], channel)
    for index in range(12):
        person = office.add_contact("Someone", f"+2507884{index:05d}", add_workspace(office, f"W{index}", channel))
        queue_many(office, person, [f"reply {index} {number}" for number in range(50)], channel, priority=1)
    served: list[str] = []
    for _ in range(40):
        handed = take(office, channel)
        report(office, channel, "sent", handed)
        served += texts(handed)
        office.clock.advance(600)
    bulk = sum(text.startswith("bulk") for text in served)
    assert bulk == pytest.approx(len(served) / 13, rel=0.25), "its share, though it has nothing but bulk"


def test_replies_without_end_leave_others_their_share_of_bulk(office: Office, channel: tables.Channel) -> None:
    """More replies than the radio can carry: the other workspace, which has nothing but bulk, still gets its half."""
    queue_many(office, ada(office), [f"bulk {number}" for number in range(200)], channel)
    queue_many(office, bob(office), [f"reply {number}" for number in range(400)], channel, priority=1)
    served: list[str] = []
    for _ in range(60):
        handed = take(office, channel)
        report(office, channel, "sent", handed)
        served += texts(handed)
        office.clock.advance(120)
    bulk = sum(text.startswith("bulk") for text in served)
    assert bulk == pytest.approx(len(served) / 2, rel=0.1)


@pytest.mark.parametrize(("weight", "share"), [(1.0, 0.5), (100.0, 0.5), (0.25, 0.2)])
def test_bulk_has_its_share_where_one_goes_at_a_time(
    office: Office, channel: tables.Channel, weight: float, share: float
) -> None:
    """Half at most, whatever its weight: every other one may be a reply."""
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), weight=weight)
    queue_many(office, ada(office), [f"bulk {number}" for number in range(200)], channel)
    queue_many(office, bob(office), [f"reply {number}" for number in range(200)], channel, priority=1)
    served: list[str] = []
    for _ in range(80):
        handed = take(office, channel, room=1)
        report(office, channel, "sent", handed)
        served += texts(handed)
        office.clock.advance(6)
    assert sum(text.startswith("bulk") for text in served) == pytest.approx(80 * share, rel=0.1)


def test_a_night_buys_no_advantage(office: Office, channel: tables.Channel) -> None:
    """A workspace that was quiet for long does not get all turns in the morning."""
    edit(office, tables.Workspace, office.workspace_id, quiet_from=0, quiet_until=20 * 60)
    queue_many(office, ada(office), [f"quiet {number}" for number in range(100)], channel)
    queue_many(office, bob(office), [f"other {number}" for number in range(300)], channel)
    for _ in range(30):
        handed = take(office, channel, room=3)
        assert all(text.startswith("other") for text in texts(handed))
        report(office, channel, "sent", handed)
    office.clock.advance(9 * 3600)
    handed = take(office, channel, room=10)
    assert 5 <= sum(text.startswith("quiet") for text in texts(handed)) <= 7, "at most what one hand-over gave the other"


# Bundles


def test_a_bundle_goes_out_in_order_across_retries(office: Office, channel: tables.Channel) -> None:
    person = ada(office)
    first = queue_msg(office, person, "one")
    queue_msg(office, person, "two", bundle_id=first)
    queue_msg(office, person, "three", bundle_id=first)
    queue_msg(office, person, "alone")
    handed = take(office, channel, room=1)
    assert texts(handed) == ["one"]
    for minutes in (5, 10):
        report(office, channel, "failed", handed)
        alone = take(office, channel)
        assert texts(alone) == (["alone"] if minutes == 5 else [])
        report(office, channel, "sent", alone)
        office.clock.advance(minutes * 60 - 1)
        assert take(office, channel) == []
        office.clock.advance(1)
        handed = take(office, channel, room=1)
        assert texts(handed) == ["one"]
    report(office, channel, "failed", handed)
    assert texts(take(office, channel)) == ["two", "three"], "its first failed for good: the others go on"


def test_a_bundle_goes_together_when_there_is_room(office: Office, channel: tables.Channel) -> None:
    person = ada(office)
    first = queue_msg(office, person, "one")
    queue_msg(office, person, "two", bundle_id=first)
    assert texts(take(office, channel)) == ["one", "two"]


def test_looking_for_bundles_reads_no_more_than_the_contacts_messages(office: Office, channel: tables.Channel) -> None:
    person = ada(office)
    first = queue_msg(office, person, "one")
    queue_msg(office, person, "two", bundle_id=first)
    plans = plans_of(office, lambda: take(office, channel))
    assert not scanned(plans)
    bundles = [step for step in plans if "before" in step]
    assert bundles
    assert all("ix_msg_contact_id" in step or "PRIMARY KEY" in step for step in bundles), bundles
    outbox = [step for step in plans if "ix_msg_unsent" in step]
    assert all("channel_id=? AND status=? AND workspace_id=? AND priority=?" in step for step in outbox), outbox


# Nights


def test_at_night_only_replies_go_and_nothing_is_written_for_the_rest(
    office: Office, channel: tables.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(office, tables.Workspace, office.workspace_id, quiet_from=20 * 60, quiet_until=6 * 60)
    person = ada(office)
    queue_msg(office, person, "bulk", priority=0)
    office.clock.advance(9 * 3600)  # 20:00 in Kigali
    queue_msg(office, person, "reply")
    queue_msg(office, bob(office), "other bulk", priority=0)
    handed = take(office, channel)
    assert sorted(texts(handed)) == ["other bulk", "reply"]
    report(office, channel, "sent", handed)
    with monkeypatch.context() as patch:
        patch.setattr(office.store, "write", lambda **_: 1 / 0)
        for _ in range(10):
            assert take(office, channel) == []
            office.clock.advance(3599)
    office.clock.advance(10)
    assert texts(take(office, channel)) == ["bulk"]


def test_a_used_budget_writes_nothing_all_day(office: Office, channel: tables.Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), daily_budget=2)
    queue_many(office, ada(office), [str(number) for number in range(9)], channel)
    handed = take(office, channel)
    assert texts(handed) == ["0", "1"]
    report(office, channel, "sent", handed)
    with monkeypatch.context() as patch:
        patch.setattr(office.store, "write", lambda **_: 1 / 0)
        office.clock.advance(MIDNIGHT - 1)
        assert take(office, channel) == []
    office.clock.advance(1)
    assert texts(take(office, channel)) == ["2", "3"]


def test_a_message_that_costs_more_than_a_days_budget_has_a_day_of_its_own(office: Office, channel: tables.Channel) -> None:
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), daily_budget=2)
    person = ada(office)
    for text in ("a", "x" * 400, "b"):
        queue_msg(office, person, text)
    days = []
    for _ in range(4):
        handed = take(office, channel)
        report(office, channel, "sent", handed)
        days.append([text[0] for text in texts(handed)])
        office.clock.advance(86400)
    assert days == [["a"], ["x"], ["b"], []]


# What never leaves


@pytest.mark.parametrize(
    ("priority", "values", "reason"),
    [
        (0, {"status": "blocked"}, "contact"),
        (1, {"status": "blocked"}, "contact"),
        (1, {"status": "archived"}, "contact"),
        (1, {"is_deleted": True}, "contact"),
        (0, {"status": "stopped"}, "contact"),
        (1, {"status": "stopped"}, None),  # what answers "stop" may say so
    ],
)
def test_who_became_inactive_is_sent_nothing(
    office: Office, channel: tables.Channel, priority: int, values: dict[str, Any], reason: str | None
) -> None:
    person = ada(office)
    queue_msg(office, person, "Hi", priority=priority)
    edit(office, tables.Contact, person.id, **values)
    assert len(take(office, channel)) == (0 if reason else 1)
    assert rows(office, tables.Msg)[0].failed_reason == reason


def test_an_archived_workspace_sends_nothing_more_and_holds_up_nobody(office: Office, channel: tables.Channel) -> None:
    queue_many(office, ada(office), [f"gone {number}" for number in range(250)], channel)
    queue_msg(office, bob(office), "other")
    edit(office, tables.Workspace, office.workspace_id, is_archived=True)
    handed = take(office, channel)
    for _ in range(4):
        handed += take(office, channel, *[one.attempt_id for one in handed])
    assert texts(handed) == ["other"]
    found = {(msg.status, msg.failed_reason) for msg in rows(office, tables.Msg) if msg.text != "other"}
    assert found == {("failed", "suspended")}


def test_one_phone_that_reads_and_one_that_writes_agree(office: Office, channel: tables.Channel) -> None:
    """Whatever a look without writing says may go, a hand-over finds."""
    queue_many(office, ada(office), ["one"], channel)
    with office.store.read() as session:
        row = session.get_one(tables.Channel, channel.id)
        assert outbox_rows.look(session, office.core, row, outbox_rows.Held()).may_send
    assert texts(take(office, channel)) == ["one"]


def test_what_a_flow_says_at_once_is_a_bundle(office: Office, channel: tables.Channel) -> None:
    made = flow("Hello", node([send("one"), send("two"), send("three")]))
    import_flows(office, made)
    add_keyword(office, made["uuid"], "hi")
    line = Line(office, channel)
    for _ in range(2):
        line.hear("hi")
    first, second, third, other, *rest = [msg for msg in rows(office, tables.Msg) if msg.direction == "out"]
    assert [msg.bundle_id for msg in (first, second, third)] == [None, first.id, first.id]
    assert [msg.bundle_id for msg in (other, *rest)] == [None, other.id, other.id], "the next turn has a bundle of its own"


# Long messages are not starved


def visits_until(office: Office, channel: tables.Channel, text: str, feed: Any, *, visits: int, seconds: int) -> int | None:
    """At which visit it goes, while `feed` queues others before each; None: at none of them."""
    desk = Outbox(office.core)
    for visit in range(visits):
        feed(visit)
        handed = desk.take(channel.id, [])
        report(office, channel, "sent", handed)
        if any(one.text == text for one in handed):
            return visit
        office.clock.advance(seconds)
    return None


@pytest.mark.parametrize("parts", [3, 4])
def test_a_long_reply_goes_though_others_reply_as_fast_as_the_radio_carries(
    office: Office, channel: tables.Channel, parts: int
) -> None:
    other, text = bob(office), "ж" * (67 * parts - 2)

    def feed(visit: int) -> None:
        queue_msg(office, other, f"reply {visit}")

    visits_until(office, channel, "none", feed, visits=40, seconds=62)
    queue_msg(office, ada(office), text)
    gone_at = visits_until(office, channel, text, lambda visit: feed(100 + visit), visits=30, seconds=62)
    assert gone_at is not None


@pytest.mark.parametrize(("parts", "replies", "seconds"), [(6, 4, 400), (7, 3, 400), (9, 1, 600)])
def test_long_bulk_goes_though_its_own_workspace_replies_at_every_visit(
    office: Office, channel: tables.Channel, parts: int, replies: int, seconds: int
) -> None:
    person, text = ada(office), "ж" * (67 * parts - 2)
    queue_msg(office, person, text, priority=0)

    def feed(visit: int) -> None:
        for number in range(replies):
            queue_msg(office, person, f"reply {visit} {number}")

    gone_at = visits_until(office, channel, text, feed, visits=40, seconds=seconds)
    assert gone_at is not None


def test_what_went_out_by_an_earlier_try_is_not_handed_over_again(office: Office, channel: tables.Channel) -> None:
    desk = Outbox(office.core)
    queue_msg(office, ada(office), "Once.")
    [first] = desk.take(channel.id, [])
    report(office, channel, "failed", [first])
    office.clock.advance(600)
    [second] = desk.take(channel.id, [])  # the answer with it is lost
    assert second.attempt_id != first.attempt_id
    report(office, channel, "sent", [first])  # the network was late
    assert desk.take(channel.id, []) == []
    [attempt] = rows(office, tables.Attempt, tables.Attempt.id == second.attempt_id)
    assert attempt.state == "uncertain"
    report(office, channel, "sent", [second])
    [attempt] = rows(office, tables.Attempt, tables.Attempt.id == second.attempt_id)
    assert attempt.state == "sent"


def test_a_long_bulk_message_that_is_overdue_is_handed_over_once(office: Office, channel: tables.Channel) -> None:
    """It also stands behind the reply in what was read of its workspace."""
    desk, text = Outbox(office.core), "ж" * (67 * 4 - 2)
    overdue = queue_msg(office, ada(office), text, priority=0)
    queue_msg(office, office.add_contact("Ann", "+250788000044"), "a reply")
    desk._stuck.note(channel.id, overdue, 0.0)
    handed = texts(desk.take(channel.id, []))
    assert sorted(handed) == sorted(["a reply", text])
    assert len(rows(office, tables.Attempt, tables.Attempt.msg_id == overdue)) == 1


def test_patience_with_long_bulk_outlasts_a_visit_that_the_pace_leaves_no_room(office: Office, channel: tables.Channel) -> None:
    desk, text, other = Outbox(office.core), long_text(4), bob(office)
    queue_many(office, other, [f"bulk {number}" for number in range(10)], channel)
    for _ in range(2):
        report(office, channel, "sent", desk.take(channel.id, []))
        office.clock.advance(1)
    overdue = queue_msg(office, ada(office), text, priority=0)
    desk._stuck.note(channel.id, overdue, 0.0)
    queue_msg(office, other, "a reply")
    assert texts(desk.take(channel.id, [])) == [text, "a reply"]


def test_overdue_bulk_that_the_budget_does_not_pay_keeps_no_reply(office: Office, channel: tables.Channel) -> None:
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), daily_budget=3)
    desk, person = Outbox(office.core), ada(office)
    queue_msg(office, person, "paid")
    report(office, channel, "sent", desk.take(channel.id, []))
    overdue = queue_msg(office, person, long_text(4), priority=0)
    desk._stuck.note(channel.id, overdue, 0.0)
    queue_msg(office, person, "a reply")
    assert texts(desk.take(channel.id, [])) == ["a reply"]


@pytest.mark.parametrize("room", [1, 2])
def test_a_long_reply_goes_though_the_channel_takes_little_at_a_time(office: Office, channel: tables.Channel, room: int) -> None:
    desk, other = Outbox(office.core), bob(office)
    queue_many(office, other, [f"reply {number}" for number in range(200)], channel, priority=1)
    for _ in range(5):
        report(office, channel, "sent", desk.take(channel.id, [], room))
        office.clock.advance(5)
    queue_msg(office, ada(office), long_text(3))
    served: list[str] = []
    while long_text(3) not in served and len(served) < 100:
        handed = desk.take(channel.id, [], room)
        report(office, channel, "sent", handed)
        served += texts(handed)
        office.clock.advance(5)
    assert len(served) <= 4 * room


def test_a_message_that_is_tried_again_buys_no_advantage(office: Office, channel: tables.Channel) -> None:
    """While it waited for that, its workspace had nothing else."""
    queue_many(office, bob(office), [f"other {number}" for number in range(400)], channel)
    person = ada(office)
    queue_msg(office, person, "again", priority=0)
    desk = Outbox(office.core)
    handed = desk.take(channel.id, [], 2)
    mine = [one for one in handed if one.text == "again"]
    report(office, channel, "sent", [one for one in handed if one not in mine])
    for _ in range(30):
        report(office, channel, "sent", desk.take(channel.id, [mine[0].attempt_id], 3))
        office.clock.advance(120)
    report(office, channel, "failed", mine)
    for _ in range(3):
        report(office, channel, "sent", desk.take(channel.id, [], 3))
        office.clock.advance(120)
    queue_many(office, person, [f"mine {number}" for number in range(60)], channel)
    served: list[str] = []
    for _ in range(10):
        handed = desk.take(channel.id, [], 4)
        report(office, channel, "sent", handed)
        served += texts(handed)
        office.clock.advance(120)
    assert sum(text.startswith("other") for text in served) >= 15, served


def test_who_cannot_pay_holds_no_place_for_those_who_come_back(office: Office, channel: tables.Channel) -> None:
    """Its virtual time stands still until tomorrow; that of who comes meanwhile does not start there."""
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), daily_budget=2)
    third = add_workspace(office, "Third", channel)
    person, desk = ada(office), Outbox(office.core)
    queue_msg(office, person, "paid", priority=0)
    queue_msg(office, person, long_text(2), priority=0)
    queue_many(office, bob(office), [f"other {number}" for number in range(200)], channel)
    for _ in range(20):
        report(office, channel, "sent", desk.take(channel.id, [], 4))
        office.clock.advance(120)
    queue_many(office, office.add_contact("Eve", "+250788333333", third), [f"third {number}" for number in range(60)], channel)
    handed = [one for _ in range(5) for one in desk.take(channel.id, [], 4)]
    assert sum(text.startswith("third") for text in texts(handed)) == pytest.approx(len(handed) / 2, abs=4)


def test_an_overdue_message_does_not_go_past_its_bundle(office: Office, channel: tables.Channel) -> None:
    desk, person = Outbox(office.core), ada(office)
    first = queue_msg(office, person, "one", priority=0)
    second = queue_msg(office, person, long_text(4), priority=0, bundle_id=first)
    report(office, channel, "failed", desk.take(channel.id, [], 1))
    office.clock.advance(600)
    desk._stuck.note(channel.id, second, 0.0)
    assert texts(desk.take(channel.id, [])) == ["one", long_text(4)]


def test_nobody_waits_for_a_message_that_what_is_refused_leaves_no_room(office: Office, channel: tables.Channel) -> None:
    desk, person = Outbox(office.core), ada(office)
    for number in range(16):
        queue_msg(office, person, f"refused {number}")
    refused: list[int] = []
    for _ in range(3):
        refused += [one.attempt_id for one in desk.take(channel.id, [], refused=refused)]
    office.clock.advance(3600)
    queue_msg(office, person, long_text(20))
    other, served = bob(office), []
    for number in range(6):
        queue_msg(office, other, f"reply {number}")
        handed = desk.take(channel.id, [], refused=refused)
        report(office, channel, "sent", handed)
        served += texts(handed)
        office.clock.advance(60)
    assert served == [f"reply {number}" for number in range(6)]
    report(office, channel, "failed", [Handed(one, "", "") for one in refused])
    office.clock.advance(240)
    assert texts(desk.take(channel.id, [])) == [long_text(20)]


def test_what_got_lost_on_the_way_is_not_handed_again_where_the_contact_is_deleted(
    office: Office, channel: tables.Channel
) -> None:
    person = ada(office)
    queue_msg(office, person, "Hi")
    [handed] = take(office, channel)
    with office.store.read() as session:
        urn = session.query(tables.ContactUrn).filter_by(contact_id=person.id).one()
    edit(office, tables.ContactUrn, urn.id, scheme="deleted", path="", identity=f"deleted:{urn.id}", contact_id=None)
    assert take(office, channel) == []
    [attempt] = rows(office, tables.Attempt)
    assert (attempt.id, attempt.state) == (handed.attempt_id, "uncertain")


def long_text(parts: int) -> str:
    return "ж" * (67 * parts - 2)
