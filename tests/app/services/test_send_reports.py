"""What became of what was handed over: every order of words, parts, and what nobody knows."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import Invalid
from app.ports import PhoneStatus, SendReport
from app.services import outbox
from app.services.messages import Messages
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing
from app.services.phone_register import PhoneDesk
from app.services.phones import Phones
from app.services.presence import Presence
from app.services.send_reports import outcome_of
from app.store import tables
from tests.app.services.conversing import ADA, rows
from tests.app.support import Office

WEEK = 7 * 86_400


@pytest.fixture
def channel(office: Office) -> tables.Channel:
    return office.add_phone()


def hand(office: Office, channel: tables.Channel, text: str = "Hi") -> tuple[int, int]:
    """A message that a phone was handed, and its attempt."""
    with office.store.read() as session:
        known = session.scalar(select(tables.Contact))
    person = known or office.add_contact("Ada", ADA)
    with office.store.write() as work:
        row = work.session.get_one(tables.Contact, person.id)
        space = work.session.get_one(tables.Workspace, office.workspace_id)
        msg = create_outgoing(work, office.core, workspace=space, contact=row, text=text)
        work.commit()
    [handed] = Outbox(office.core).take(channel.id, [one.id for one in rows(office, tables.Attempt)])
    return msg.id, handed.attempt_id


def say(office: Office, channel: tables.Channel, attempt: int, outcome: Any, part: int | None = None) -> None:
    office.clock.advance(1)
    Outbox(office.core).report(channel.id, [SendReport(attempt, outcome, office.clock.now(), part)])


def msg_of(office: Office, msg_id: int) -> tables.Msg:
    with office.store.read() as session:
        return session.get_one(tables.Msg, msg_id)


def attempt_of(office: Office, attempt_id: int) -> tables.Attempt:
    with office.store.read() as session:
        return session.get_one(tables.Attempt, attempt_id)


def parts_of(office: Office) -> list[tables.AttemptPart]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.AttemptPart).order_by(tables.AttemptPart.part)))


WORDS = ("sent", "delivered", "failed")
ORDERS = [order for size in (1, 2, 3) for order in itertools.product(WORDS, repeat=size)]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_every_order_of_words_about_a_whole_message(office: Office, channel: tables.Channel, order: tuple[str, ...]) -> None:
    msg_id, attempt_id = hand(office, channel)
    seen = []
    for word in order:
        say(office, channel, attempt_id, word)
        seen.append(msg_of(office, msg_id).status)
    furthest = "delivered" if "delivered" in order else "sent" if "sent" in order else "failed"
    msg, attempt = msg_of(office, msg_id), attempt_of(office, attempt_id)
    assert attempt.state == furthest
    assert msg.status == ("errored" if furthest == "failed" else furthest)
    assert (msg.sent_on is None) == (attempt.sent_on is None) == (furthest == "failed")
    assert (attempt.failed_on is None) == ("failed" not in order)
    assert msg.error_count == (1 if order[0] == "failed" else 0), "one attempt fails once, and never after it was sent"
    ranks = [("errored", "sent", "delivered").index(status) for status in seen]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("states", "parts", "outcome"),
    [
        ([], 1, None),
        (["sent"], 1, "sent"),
        (["sent"], 2, None),
        (["sent", "sent"], 2, "sent"),
        (["sent", "delivered"], 2, "sent"),
        (["delivered", "delivered"], 2, "delivered"),
        (["delivered"], 2, None),
        (["failed"], 2, "failed"),
        (["failed", "sent"], 2, "failed"),
        (["failed", "handed"], 3, "failed"),
    ],
)
def test_what_parts_make_of_the_whole(states: list[str], parts: int, outcome: str | None) -> None:
    assert outcome_of(states, parts) == outcome


PART_WORDS = [("sent", 1), ("sent", 2), ("delivered", 1), ("delivered", 2)]


@pytest.mark.parametrize("order", list(itertools.permutations(PART_WORDS)), ids=str)
def test_every_order_of_words_about_two_parts(office: Office, channel: tables.Channel, order: Any) -> None:
    msg_id, attempt_id = hand(office, channel, "x" * 200)
    heard: dict[int, int] = {}
    for word, part in order:
        say(office, channel, attempt_id, word, part)
        heard[part] = max(heard.get(part, 0), 2 if word == "delivered" else 1)
        least = min(heard.values()) if len(heard) == 2 else 0
        assert msg_of(office, msg_id).status == ("wired", "sent", "delivered")[least]
    assert [part.state for part in parts_of(office)] == ["delivered", "delivered"]


@pytest.mark.parametrize("order", list(itertools.permutations([("sent", 1), ("failed", 2), ("failed", 2)])), ids=str)
def test_a_part_that_failed_fails_the_whole_once(office: Office, channel: tables.Channel, order: Any) -> None:
    msg_id, attempt_id = hand(office, channel, "x" * 200)
    for word, part in order:
        say(office, channel, attempt_id, word, part)
    msg = msg_of(office, msg_id)
    assert (msg.status, msg.error_count, msg.sent_on) == ("errored", 1, None)
    say(office, channel, attempt_id, "sent", 2)
    assert msg_of(office, msg_id).status == "sent", "the network took it after all"


def test_a_failure_after_sent_is_kept_and_changes_nothing(office: Office, channel: tables.Channel) -> None:
    msg_id, attempt_id = hand(office, channel, "x" * 200)
    for part in (1, 2):
        say(office, channel, attempt_id, "sent", part)
    sent_on = msg_of(office, msg_id).sent_on
    say(office, channel, attempt_id, "failed", 1)
    msg, [first, _] = msg_of(office, msg_id), parts_of(office)
    assert (msg.status, msg.sent_on, msg.error_count) == ("sent", sent_on, 0)
    assert (first.state, first.failed_on) == ("sent", office.clock.now())


@pytest.mark.parametrize("part", [0, -1, 3])
def test_parts_that_do_not_exist_are_not_taken(office: Office, channel: tables.Channel, part: int) -> None:
    msg_id, attempt_id = hand(office, channel, "x" * 200)
    say(office, channel, attempt_id, "failed", part)
    assert msg_of(office, msg_id).status == "wired"
    assert parts_of(office) == []


# What nobody knows


def test_what_was_never_reported_is_uncertain_after_a_week_but_not_what_the_phone_holds(
    office: Office, channel: tables.Channel
) -> None:
    (msg_id, attempt_id), (held_msg, held_id) = hand(office, channel, "one"), hand(office, channel, "two")
    PhoneDesk(office.core).seen(channel.id, PhoneStatus(retry=(held_id,)), 0)
    office.clock.advance(WEEK)
    assert outbox.doubt_unreported(office.core) == 0
    office.clock.advance(1)
    assert outbox.doubt_unreported(office.core) == 1
    assert (attempt_of(office, attempt_id).state, attempt_of(office, held_id).state) == ("uncertain", "handed")
    assert Outbox(office.core).take(channel.id, [], refused=[held_id]) == [], "nobody repeats it unasked"
    assert [msg_of(office, one).status for one in (msg_id, held_msg)] == ["wired", "wired"]


def hand_two_and_hold_one(office: Office, channel: tables.Channel) -> tuple[int, int]:
    """Attempts that a week later neither was reported; the phone holds the second."""
    (_, lost), (_, held) = hand(office, channel, "one"), hand(office, channel, "two")
    office.clock.advance(WEEK + 60)
    PhoneDesk(office.core).seen(channel.id, PhoneStatus(pending=(held,)), 0)
    return lost, held


def test_what_a_phone_holds_is_not_doubted_after_a_start_of_the_engine(office: Office, channel: tables.Channel) -> None:
    lost, held = hand_two_and_hold_one(office, channel)
    office.core.presence = Presence()
    assert outbox.doubt_unreported(office.core) == 1
    assert (attempt_of(office, lost).state, attempt_of(office, held).state) == ("uncertain", "handed")


def test_a_phone_that_never_said_what_it_holds_is_waited_for(office: Office, channel: tables.Channel) -> None:
    """The office was made by a version that did not write it down."""
    lost, held = hand_two_and_hold_one(office, channel)
    office.core.presence = Presence()
    with office.store.write() as work:
        work.session.get_one(tables.Channel, channel.id).held = None
        work.commit()
    assert outbox.doubt_unreported(office.core) == 0
    PhoneDesk(office.core).seen(channel.id, PhoneStatus(retry=(held,)), 0)
    assert outbox.doubt_unreported(office.core) == 1
    assert (attempt_of(office, lost).state, attempt_of(office, held).state) == ("uncertain", "handed")


@pytest.mark.parametrize("is_started_anew", [True, False])
def test_what_a_phone_holds_that_is_silent_for_two_weeks_is_uncertain(
    office: Office, channel: tables.Channel, is_started_anew: bool
) -> None:
    hand_two_and_hold_one(office, channel)
    office.clock.advance(2 * WEEK)
    if is_started_anew:
        office.core.presence = Presence()
    assert outbox.doubt_unreported(office.core) == 1
    office.clock.advance(1)
    assert outbox.doubt_unreported(office.core) == 1


def test_a_modem_is_not_waited_for(office: Office, channel: tables.Channel) -> None:
    hand(office, channel)
    office.clock.advance(WEEK + 60)
    with office.store.write() as work:
        row = work.session.get_one(tables.Channel, channel.id)
        row.kind, row.last_seen_on = "modem", office.clock.now()
        work.commit()
    assert outbox.doubt_unreported(office.core) == 1


@pytest.mark.parametrize("how", ["release", "reset"])
def test_what_a_released_phone_had_is_uncertain_and_waits_for_a_person(office: Office, channel: tables.Channel, how: str) -> None:
    msg_id, attempt_id = hand(office, channel)
    if how == "release":
        Phones(office.core, office.admin).release(channel.uuid)
    else:
        PhoneDesk(office.core).reset(channel.id)
    assert attempt_of(office, attempt_id).state == "uncertain"
    other = office.add_phone(name="Other", address="+250788000002")
    assert Outbox(office.core).take(other.id, []) == []
    messages, uuid = Messages(office.core, office.admin), msg_of(office, msg_id).uuid
    [listed] = messages.folder(office.workspace, "sent").rows
    assert listed.uncertain
    assert messages.resend_many(office.workspace, [uuid]).changed == [uuid]
    [again] = Outbox(office.core).take(other.id, [])
    assert again.attempt_id != attempt_id
    say(office, channel, attempt_id, "failed")
    assert msg_of(office, msg_id).status == "wired", "a late word about the old attempt does not touch the new one"


def test_a_person_says_that_it_went_out(office: Office, channel: tables.Channel) -> None:
    msg_id, attempt_id = hand(office, channel)
    sure, _ = hand(office, channel, "not in doubt")
    office.clock.advance(WEEK + 1)
    with office.store.write() as work:
        work.session.get_one(tables.Attempt, attempt_id).state = "uncertain"
        work.commit()
    messages = Messages(office.core, office.admin)
    uuids = [msg_of(office, one).uuid for one in (msg_id, sure)]
    result = messages.mark_sent(office.workspace, uuids)
    assert (result.changed, [(one.uuid, one.why) for one in result.skipped]) == ([uuids[0]], [(uuids[1], "not_uncertain")])
    msg = msg_of(office, msg_id)
    assert (msg.status, msg.sent_on) == ("sent", office.clock.now())
    with pytest.raises(Invalid):
        messages.resend(office.workspace, uuids[0])
    say(office, channel, attempt_id, "delivered")
    assert msg_of(office, msg_id).status == "delivered"


def test_the_same_phone_that_registers_anew_goes_on_with_what_it_has(office: Office) -> None:
    """It kept its queue: the same ids again are not sent twice, and its reports count."""
    channel = office.add_phone(phone_uuid="the-same")
    msg_id, attempt_id = hand(office, channel)
    office.clock.advance(3600)
    PhoneDesk(office.core).register("the-same", "push", PhoneStatus(), "10.0.0.9")
    Phones(office.core, office.admin).approve(channel.uuid)
    assert attempt_of(office, attempt_id).state == "handed"
    assert [one.attempt_id for one in Outbox(office.core).take(channel.id, [])] == [attempt_id]
    say(office, channel, attempt_id, "sent")
    assert msg_of(office, msg_id).status == "sent"
