"""Handing messages to phones, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.ports import Handed, SendReport
from app.services import fires, outbox
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing
from app.store import tables
from tests.app.services.conversing import ADA, BOB, rows
from tests.app.support import Office


@pytest.fixture
def channel(office: Office) -> tables.Channel:
    return office.add_phone(office.workspace, office.other_workspace)


def queue_msg(office: Office, contact: tables.Contact, text: str = "Hi", *, priority: int = 1) -> int:
    with office.store.write() as work:
        row = work.session.get_one(tables.Contact, contact.id)
        workspace = work.session.get_one(tables.Workspace, row.workspace_id)
        msg = create_outgoing(work, office.core, workspace=workspace, contact=row, text=text, priority=priority)
        work.commit()
        return msg.id


def ada(office: Office) -> tables.Contact:
    return office.add_contact("Ada", ADA)


def bob(office: Office) -> tables.Contact:
    return office.add_contact("Bob", BOB, office.other_workspace_id)


def take(office: Office, channel: tables.Channel, *held: int, room: int | None = None) -> list[Handed]:
    return Outbox(office.core).take(channel.id, list(held), room)


def report(office: Office, channel: tables.Channel, outcome: Any, *ids: int, at: dt.datetime | None = None) -> None:
    when = at or office.clock.now()
    Outbox(office.core).report(channel.id, [SendReport(one, outcome, when) for one in ids])


def status(office: Office, msg_id: int) -> str:
    with office.store.read() as session:
        return session.get_one(tables.Msg, msg_id).status


def edit(office: Office, table: Any, key: Any, **values: Any) -> None:
    with office.store.write() as work:
        row = work.session.get_one(table, key)
        for name, value in values.items():
            setattr(row, name, value)
        work.commit()


# Handing over


def test_a_message_is_handed_once_with_an_id_of_its_own(office: Office, channel: tables.Channel) -> None:
    first, second = queue_msg(office, ada(office), "one"), queue_msg(office, bob(office), "two")
    handed = take(office, channel)
    assert {(one.address, one.text) for one in handed} == {(ADA, "one"), (BOB, "two")}
    assert len({one.attempt_id for one in handed}) == 2
    assert [status(office, msg) for msg in (first, second)] == ["wired", "wired"]
    assert take(office, channel, *[one.attempt_id for one in handed]) == []


def test_nothing_to_do_writes_nothing(office: Office, channel: tables.Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office.store, "write", lambda **_: 1 / 0)
    assert take(office, channel) == []
    Outbox(office.core).report(channel.id, [])


def test_hand_over_and_reports_are_durable(office: Office, channel: tables.Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    queue_msg(office, ada(office))
    asked: list[bool] = []
    write = office.store.write

    def watched(*, durable: bool = True) -> Any:
        asked.append(durable)
        return write(durable=durable)

    monkeypatch.setattr(office.store, "write", watched)
    [handed] = take(office, channel)
    report(office, channel, "sent", handed.attempt_id)
    assert asked == [True, True]


def test_what_the_phone_does_not_know_of_is_handed_again_with_the_same_id(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    queue_msg(office, contact, "one")
    queue_msg(office, contact, "two")
    first = take(office, channel)
    held = first[0].attempt_id
    assert take(office, channel, held) == first[1:]
    report(office, channel, "sent", held)
    assert take(office, channel) == first[1:]
    report(office, channel, "failed", first[1].attempt_id)
    assert take(office, channel) == []


def test_replies_go_before_bulk_then_first_come(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    for text, priority in (("bulk 1", 0), ("bulk 2", 0), ("reply 1", 1), ("reply 2", 1)):
        queue_msg(office, contact, text, priority=priority)
    assert [one.text for one in take(office, channel)] == ["reply 1", "reply 2", "bulk 1", "bulk 2"]


def test_a_small_workspace_does_not_stand_behind_a_big_one(office: Office, channel: tables.Channel) -> None:
    big, small = ada(office), bob(office)
    for number in range(40):
        queue_msg(office, big, f"big {number}", priority=1)
    queue_msg(office, small, "small", priority=0)
    handed = take(office, channel, room=10)
    assert len(handed) == 10
    assert "small" in [one.text for one in handed[:2]]


def test_shares_follow_the_weights(office: Office, channel: tables.Channel) -> None:
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), weight=3.0)
    big, small = ada(office), bob(office)
    for number in range(30):
        queue_msg(office, big, f"heavy {number}")
        queue_msg(office, small, f"light {number}")
    texts: list[str] = []
    for _ in range(4):
        handed = take(office, channel, room=4)
        texts += [one.text for one in handed]
        report(office, channel, "sent", *[one.attempt_id for one in handed])
    assert sum(text.startswith("heavy") for text in texts) == 12


def test_a_newcomer_gets_no_credit_for_its_silence(office: Office, channel: tables.Channel) -> None:
    big, small = ada(office), bob(office)
    for number in range(60):
        queue_msg(office, big, f"big {number}")
    for _ in range(5):
        handed = take(office, channel, room=4)
        report(office, channel, "sent", *[one.attempt_id for one in handed])
        office.clock.advance(60)
    for number in range(30):
        queue_msg(office, small, f"small {number}")
    texts: list[str] = []
    for _ in range(4):
        handed = take(office, channel, room=4)
        texts += [one.text for one in handed]
        report(office, channel, "sent", *[one.attempt_id for one in handed])
        office.clock.advance(60)
    assert sum(text.startswith("small") for text in texts) == 8


def test_room_is_what_the_phone_can_send_until_it_comes_again(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    for number in range(40):
        queue_msg(office, contact, f"{number}")
    sizes = []
    while handed := take(office, channel):
        sizes.append(len(handed))
        assert take(office, channel, *[one.attempt_id for one in handed]) == []
        report(office, channel, "sent", *[one.attempt_id for one in handed])
    assert sizes == [9, 9, 9, 2], "replies may use the whole window, a little at a time"
    office.clock.advance(32 * 60 + 1)
    assert len(take(office, channel)) == 9


def test_bulk_is_spread_over_the_window(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    for number in range(100):
        queue_msg(office, contact, f"{number}", priority=0)
    sizes = []
    for _ in range(16):  # comes every ten minutes, and again as long as it has something to report
        sizes.append(0)
        while handed := take(office, channel):
            sizes[-1] += len(handed)
            report(office, channel, "sent", *[one.attempt_id for one in handed])
        office.clock.advance(600)
    assert sizes == [10, 10, 6, 0] * 3 + [10, 10, 2, 0], "four visits are one window, of which something is kept for replies"
    queue_msg(office, contact, "a reply")
    assert [one.text for one in take(office, channel)] == ["a reply"]


def test_what_is_still_with_the_phone_takes_room_however_old(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    for number in range(40):
        queue_msg(office, contact, f"{number}")
    held = [one.attempt_id for one in take(office, channel)]
    office.clock.advance(86400)
    assert take(office, channel, *held) == []


def test_what_the_network_refuses_does_not_hold_up_replies(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    refused: list[int] = []
    for number in range(100):
        queue_msg(office, contact, f"{number}")
    for _ in range(10):
        refused += [one.attempt_id for one in Outbox(office.core).take(channel.id, [], refused=refused)]
    assert len(refused) == 58, "but a phone that can send nothing gets no more than two windows"
    report(office, channel, "failed", *refused[:29])
    office.clock.advance(7200)
    assert len(Outbox(office.core).take(channel.id, [], refused=refused[29:])) == 9


def test_packs_make_more_room_and_long_messages_take_more(office: Office, channel: tables.Channel) -> None:
    edit(office, tables.Channel, channel.id, config={"packs": 2})
    contact = ada(office)
    for number in range(60):
        queue_msg(office, contact, f"{number}" + "x" * 161)
    sizes = []
    while handed := take(office, channel):
        sizes.append(len(handed))
        report(office, channel, "sent", *[one.attempt_id for one in handed])
    assert sizes == [4, 4, 4, 4, 4, 4, 4, 1]


def test_a_long_message_goes_by_itself(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    queue_msg(office, contact, "x" * 400)
    queue_msg(office, contact, "short")
    assert [len(one.text) for one in take(office, channel, room=2)] == [400]
    assert [len(one.text) for one in take(office, channel, 1, room=2)] == [5]


@pytest.mark.parametrize("priority", [0, 1])
def test_a_message_longer_than_any_room_goes_when_the_phone_is_empty(
    office: Office, channel: tables.Channel, priority: int
) -> None:
    contact = ada(office)
    queue_msg(office, contact, "x" * 153 * 20, priority=priority)
    queue_msg(office, contact, "short", priority=priority)
    [handed] = take(office, channel)
    assert len(handed.text) == 153 * 20
    report(office, channel, "sent", handed.attempt_id)
    office.clock.advance(1200)
    assert [one.text for one in take(office, channel)] == ["short"]


def test_replies_go_past_a_long_bulk_message_but_not_for_ever(office: Office, channel: tables.Channel) -> None:
    """Replies come all the time, so that the radio is never free for all of it."""
    desk, other = Outbox(office.core), bob(office)

    def reply(count: int) -> list[Handed]:
        for _ in range(count):
            queue_msg(office, other, f"a reply {office.clock.monotonic()}")
        handed = desk.take(channel.id, [])
        report(office, channel, "sent", *[one.attempt_id for one in handed])
        return handed

    for count in (10, 5):
        reply(count)
    queue_msg(office, ada(office), "x" * 153 * 20, priority=0)
    seen: list[tuple[int, str]] = []
    for minute in range(0, 300, 2):
        seen += [(minute, one.text[:7]) for one in reply(1)]
        office.clock.advance(120)
    [(minute, _)] = [found for found in seen if found[1] == "xxxxxxx"]
    assert 32 <= minute <= 66, "a window of patience, and one until there is room"
    assert len(seen) == 151, "all replies go, before and after"


def test_a_clock_set_back_does_not_stop_a_phone(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    for number in range(29):
        queue_msg(office, contact, f"{number}")
    while handed := take(office, channel):
        report(office, channel, "sent", *[one.attempt_id for one in handed])
    office.clock.leap(-86400 * 365)
    queue_msg(office, contact, "after")
    assert [one.text for one in take(office, channel)] == ["after"]


def test_a_daily_budget_ends_at_midnight_of_the_workspace(office: Office, channel: tables.Channel) -> None:
    edit(office, tables.ChannelWorkspace, (channel.id, office.workspace_id), daily_budget=2)
    contact = ada(office)
    for number in range(5):
        queue_msg(office, contact, f"{number}")
    queue_msg(office, bob(office), "other")
    handed = take(office, channel)
    assert sorted(one.text for one in handed) == ["0", "1", "other"]
    held = [one.attempt_id for one in handed]
    office.clock.advance(12 * 3600 + 3599)  # 23:59:59 in Kigali
    assert take(office, channel, *held) == []
    office.clock.advance(1)
    assert [one.text for one in take(office, channel, *held)] == ["2", "3"]


@pytest.mark.parametrize("path", ["empty", "mtn", "12"])
def test_what_no_sms_can_reach_fails(office: Office, channel: tables.Channel, path: str) -> None:
    msg = queue_msg(office, office.add_contact("Nobody", path))
    edit(office, tables.Msg, msg, channel_id=channel.id, status="queued", failed_reason=None)
    assert take(office, channel) == []
    [row] = rows(office, tables.Msg)
    assert (row.status, row.failed_reason) == ("failed", "no_destination")


def test_a_message_longer_than_a_whole_window_fails(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, ada(office), "x" * 153 * 30)
    assert take(office, channel) == []
    assert status(office, msg) == "failed"


@pytest.mark.parametrize("state", ["released", "unclaimed"])
def test_only_phones_in_use_are_handed_anything(office: Office, channel: tables.Channel, state: str) -> None:
    queue_msg(office, ada(office))
    edit(office, tables.Channel, channel.id, state=state)
    assert take(office, channel) == []
    assert take(office, office.add_phone(name="Other", address="+250788000002")) == []


def test_a_kill_before_the_commit_hands_nothing_over(
    office: Office, channel: tables.Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    msg = queue_msg(office, ada(office))
    with monkeypatch.context() as patch:
        patch.setattr(office.core.phone_ids, "next_ids", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take(office, channel)
    assert (status(office, msg), rows(office, tables.Attempt)) == ("queued", [])
    assert len(take(office, channel)) == 1


# Reports


def test_sent_then_delivered(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, ada(office))
    [handed] = take(office, channel)
    office.clock.advance(60)
    sent_on = office.clock.now() - dt.timedelta(seconds=20)
    report(office, channel, "sent", handed.attempt_id, at=sent_on)
    office.clock.advance(60)
    report(office, channel, "delivered", handed.attempt_id)
    [row], [attempt] = rows(office, tables.Msg), rows(office, tables.Attempt)
    assert (row.id, row.status, row.sent_on) == (msg, "delivered", sent_on)
    assert (attempt.state, attempt.sent_on, attempt.delivered_on) == ("delivered", sent_on, office.clock.now())


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_phones_impossible_time_is_not_believed(office: Office, channel: tables.Channel, hours: int) -> None:
    queue_msg(office, ada(office))
    [handed] = take(office, channel)
    report(office, channel, "sent", handed.attempt_id, at=office.clock.now() + dt.timedelta(hours=hours))
    assert rows(office, tables.Msg)[0].sent_on == office.clock.now()


def test_failures_are_retried_with_new_ids_and_end(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, ada(office))
    seen: list[int] = []
    for minutes in (5, 10):
        [handed] = take(office, channel)
        seen.append(handed.attempt_id)
        report(office, channel, "failed", handed.attempt_id)
        assert status(office, msg) == "errored"
        office.clock.advance(minutes * 60 - 1)
        assert take(office, channel) == []
        office.clock.advance(1)
    [handed] = take(office, channel)
    report(office, channel, "failed", handed.attempt_id)
    [row] = rows(office, tables.Msg)
    assert (row.status, row.failed_reason, row.error_count) == ("failed", "error_limit", 3)
    assert len({*seen, handed.attempt_id}) == 3
    office.clock.advance(86400)
    assert take(office, channel) == []


def test_unknown_and_foreign_ids_have_no_effect(office: Office, channel: tables.Channel) -> None:
    other = office.add_phone(name="Other")
    msg = queue_msg(office, ada(office))
    [handed] = take(office, channel)
    report(office, other, "failed", handed.attempt_id)
    report(office, channel, "sent", 999_999, 2**31 - 1)
    assert status(office, msg) == "wired"


def test_a_late_word_of_an_uncertain_attempt_counts(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, ada(office))
    [handed] = take(office, channel)
    edit(office, tables.Attempt, handed.attempt_id, state="uncertain")
    assert take(office, channel) == []
    report(office, channel, "sent", handed.attempt_id)
    assert status(office, msg) == "sent"


def test_an_old_attempts_failure_does_not_touch_its_successor(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, ada(office))
    [first] = take(office, channel)
    edit(office, tables.Attempt, first.attempt_id, state="uncertain")
    edit(office, tables.Msg, msg, status="queued")
    [second] = take(office, channel)
    report(office, channel, "failed", first.attempt_id)
    assert status(office, msg) == "wired"
    report(office, channel, "sent", second.attempt_id)
    assert status(office, msg) == "sent"


RANK = {"queued": 0, "errored": 0, "wired": 1, "failed": 1, "sent": 2, "delivered": 3}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(["sent", "delivered", "failed", "again"]), max_size=8))
def test_statuses_only_move_forward(office: Office, channel: tables.Channel, words: list[str]) -> None:
    msg = queue_msg(office, ada_once(office))
    ids = [one.attempt_id for one in take(office, channel, room=10_000)]
    rank, was_sent = 1, False
    for word in words:
        if word == "again":
            office.clock.advance(3600)
            ids = [one.attempt_id for one in take(office, channel, room=10_000)] or ids
        else:
            report(office, channel, word, *ids)
        now = status(office, msg)
        was_sent |= word in ("sent", "delivered")
        assert not was_sent or now in ("sent", "delivered") or "failed" in words
        assert RANK[now] >= rank or now in ("errored", "failed", "wired")
        assert rank < 2 or RANK[now] >= rank
        rank = RANK[now]


def ada_once(office: Office) -> tables.Contact:
    with office.store.read() as session:
        found = session.scalar(select(tables.Contact))
    return found or ada(office)


def test_timeouts_count_from_the_sending(office: Office, channel: tables.Channel) -> None:
    msg = queue_msg(office, ada(office))
    with office.store.write() as work:
        session = tables.Session(
            uuid="s",
            workspace_id=office.workspace_id,
            contact_id=1,
            status="waiting",
            type="messaging",
            state={},
            created_on=office.clock.now(),
        )
        work.session.add(session)
        work.session.flush()
        work.session.add(tables.Fire(kind=fires.TIMEOUT, session_id=session.id, version=1, seconds=600, msg_id=msg))
        work.commit()
    office.clock.advance(86400)
    [handed] = take(office, channel)
    assert rows(office, tables.Fire)[0].due_on is None
    report(office, channel, "sent", handed.attempt_id)
    due_on = rows(office, tables.Fire)[0].due_on
    assert due_on == office.clock.now() + dt.timedelta(seconds=600)
    office.clock.advance(60)
    report(office, channel, "delivered", handed.attempt_id)
    assert rows(office, tables.Fire)[0].due_on == due_on


# Old ones


def test_unsent_for_seven_days_fails(office: Office, channel: tables.Channel) -> None:
    old = queue_msg(office, ada(office))
    office.clock.advance(7 * 86400 - 60)
    young = queue_msg(office, ada_once(office))
    assert outbox.fail_too_old(office.core) == 0
    office.clock.advance(61)
    assert [one.attempt_id for one in take(office, channel)] == [1]
    assert outbox.fail_too_old(office.core) == 1
    assert [status(office, msg) for msg in (old, young)] == ["failed", "wired"]
    assert rows(office, tables.Msg)[0].failed_reason == "too_old"


def test_windows_hear_of_hand_overs_and_reports(office: Office, channel: tables.Channel) -> None:
    contact = ada(office)
    queue_msg(office, contact)
    for act in (lambda: take(office, channel), lambda: report(office, channel, "sent", 1)):
        before = office.core.changes.latest()
        act()
        changes = office.core.changes.since(before, 0) or []
        assert [(change.topic, change.workspace, change.ids) for change in changes] == [
            ("messages", office.workspace, [contact.uuid])
        ]
