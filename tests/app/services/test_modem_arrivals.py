"""What a modem brings: singles and parts, in any order, twice, cut, late, hostile."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.contracts.queues import Requeued
from app.ports import CallEvent, SmsPart
from app.services import dead_letters
from app.services.modems.joining import GAP, hand_over_late
from app.store import tables
from tests.app.services.conversing import ADA, BOB, rows
from tests.app.services.modeming import Stick, part_of, parts, texts
from tests.app.support import START, Office

HOUR = 3600
LONG = "".join(f"{number:03d} boxes of amoxicillin in the store. " for number in range(10))  # three parts


@pytest.fixture
def stick(office: Office) -> Stick:
    return Stick(office).use()


def one(text: str, at: dt.datetime, sender: str = ADA) -> SmsPart:
    [part] = parts(text, at, sender=sender)
    return part


# Whole messages


def test_a_message_is_stored_with_its_task_and_listed_again_it_is_no_second_one(office: Office, stick: Stick) -> None:
    sms = one("hello", START)
    for _ in range(3):
        stick.hear(sms)
        office.clock.advance(40 * 86_400)
    [row] = rows(office, tables.Inbound)
    assert (row.address, row.text, row.sent_on, row.state) == (f"tel:{ADA}", "hello", START, "pending")
    assert row.channel_id == stick.channel_id
    assert [task.args for task in office.queue.drain()] == [(stick.channel_id, f"tel:{ADA}")]


def test_the_network_hands_it_over_again_by_another_centre_or_with_more_behind_it(office: Office, stick: Stick) -> None:
    pdu = one("hello", START).pdu
    length = 2 + 2 * int(pdu[:2], 16)
    tpdu = bytearray.fromhex(pdu[length:])
    tpdu[0] ^= 0x04
    for again in ("00" + pdu[length:], pdu[:length] + tpdu.hex(), pdu.lower()):
        stick.hear(one("hello", START), part_of(again))
    assert texts(office) == ["hello"]


def test_equal_texts_of_different_times_or_senders_are_different_messages(office: Office, stick: Stick) -> None:
    second = dt.timedelta(seconds=1)
    stick.hear(one("1", START), one("1", START + second), one("1", START, BOB))
    assert texts(office) == ["1", "1", "1"]


def test_a_store_is_read_in_the_order_in_which_it_was_sent(office: Office, stick: Stick) -> None:
    minute = dt.timedelta(minutes=1)
    stick.hear(one("third", START + minute), one("first", START - minute), one("second", START))
    assert texts(office) == ["first", "second", "third"]


def test_without_a_time_only_what_came_since_yesterday_is_the_same(office: Office, stick: Stick) -> None:
    """A centre whose clock is dead must not make every `yes` the first one."""
    sms = replace(one("yes", START), sent_on=None)
    for hours in (0, 10, 13):
        office.clock.advance(hours * HOUR)
        stick.hear(sms)
    assert texts(office) == ["yes"]
    assert rows(office, tables.Inbound)[0].sent_on == START
    office.clock.advance(48 * HOUR)
    stick.hear(sms)
    assert texts(office) == ["yes", "yes"]


@pytest.mark.parametrize(("sender", "address"), [("MTN", "tel:mtn"), ("8080", "tel:8080"), ("0788111111", f"tel:{ADA}")])
def test_names_short_codes_and_national_numbers(office: Office, stick: Stick, sender: str, address: str) -> None:
    stick.hear(replace(one("hello", START), address=sender))
    assert [row.address for row in rows(office, tables.Inbound)] == [address]


def test_a_sender_that_can_be_none_is_found_among_the_dead(office: Office, stick: Stick) -> None:
    stick.hear(replace(one("hello", START), address="??"))
    [row] = rows(office, tables.Inbound)
    assert (row.state, row.error, row.address, row.text) == ("dead", "urn_invalid", "??", "hello")


def test_what_cannot_be_read_is_found_among_the_dead_once(office: Office, stick: Stick) -> None:
    for _ in range(2):
        stick.hear(unreadable=["07911326", "zz\x00\ud800"])
    found = rows(office, tables.Inbound)
    assert [(row.state, row.error, row.text) for row in found] == [
        ("dead", "pdu_unreadable", "07911326"),
        ("dead", "pdu_unreadable", "zz"),
    ]
    letters, _ = dead_letters.page(office.core, "inbound", None, 10)
    assert [letter.error for letter in letters] == ["pdu_unreadable"] * 2
    with office.store.write() as work:
        done = dead_letters.requeue(office.core, work, [letter.id for letter in letters])
        assert done == [Requeued(letter.id, "final") for letter in letters]
        work.commit()
    assert office.queue.drain() == []


@pytest.mark.parametrize("text", ["", "\x00", "\ud83d", "a\ud800b", "\u202e" * 300, "x" * 20_000, "'; DROP TABLE msg; --"])
def test_hostile_texts(office: Office, stick: Stick, text: str) -> None:
    stick.hear(replace(one("hello", START), text=text))
    [found] = texts(office)
    assert len(found) <= 10_000
    found.encode()


def test_a_missed_call(office: Office, stick: Stick) -> None:
    call = CallEvent("mo_miss", ADA, START, 0)
    stick.desk.calls(stick.channel_id, [call])
    stick.desk.calls(stick.channel_id, [call])
    assert [row.type for row in rows(office, tables.ChannelEvent)] == ["mo_miss"]


# Parts


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_parts_in_every_order(office: Office, stick: Stick, order: tuple[int, ...]) -> None:
    cut = parts(LONG, START)
    for index in order:
        assert texts(office) == []
        stick.hear(cut[index])
        stick.hear(cut[index])
        office.clock.advance(5 * HOUR)
    assert texts(office) == [LONG]
    [row] = rows(office, tables.Inbound)
    assert row.sent_on == cut[0].sent_on
    assert {(part.pdu, part.text, part.state) for part in rows(office, tables.SmsPart)} == {("", "", "joined")}


def test_all_at_once_and_listed_again_when_complete(office: Office, stick: Stick) -> None:
    cut = parts(LONG, START)
    for some in (cut, cut[::-1], cut[1:], cut[:1]):
        stick.hear(*some)
        office.clock.advance(7 * HOUR)
        hand_over_late(office.core)
    assert texts(office) == [LONG]


def test_a_long_message_is_not_cut_as_those_of_phones_are(office: Office, stick: Stick) -> None:
    long = "0123456789" * 200
    stick.hear(*parts(long, START))
    assert texts(office) == [long]


def test_two_messages_of_one_sender_beside_each_other(office: Office, stick: Stick) -> None:
    first, second = parts(LONG, START, ref=1), parts(LONG.upper(), START, ref=2)
    stick.hear(*(part for pair in zip(first, reversed(second), strict=True) for part in pair))
    assert sorted(texts(office)) == sorted([LONG, LONG.upper()])


def test_the_key_is_sender_reference_bits_and_total(office: Office, stick: Stick) -> None:
    first = parts(LONG, START)[0]
    others = parts(LONG, START)[1:]
    for change in ({"bits": 16}, {"reference": 8}, {"total": 4}, {"address": BOB}):
        stick.hear(*(replace(part, pdu=part.pdu + "00", **change) for part in others))
    stick.hear(first)
    assert texts(office) == []
    stick.hear(*others)
    assert texts(office) == [LONG]


@pytest.mark.parametrize(("total", "number"), [(0, 0), (0, 1), (2, 3), (1, 1), (3, 0), (256, 1)])
def test_numbers_that_make_no_sense_make_a_message_of_its_own(office: Office, stick: Stick, total: int, number: int) -> None:
    stick.hear(replace(one("hello", START), total=total, number=number, bits=8))
    assert texts(office) == ["hello"]


def test_the_same_reference_again_with_another_text_is_another_message(office: Office, stick: Stick) -> None:
    """The first part of the new one takes no place of the old one, and parts go to the message that was sent at their time."""
    minute = dt.timedelta(minutes=1)
    old, new = parts(LONG, START), parts(LONG.upper(), START + 90 * minute)
    stick.hear(old[0], old[2])
    office.clock.advance(90 * 60)
    stick.hear(new[0])
    stick.hear(new[1])
    assert texts(office) == []
    stick.hear(new[2])
    assert texts(office) == [LONG.upper()]
    stick.hear(old[1])
    assert texts(office) == [LONG.upper(), LONG]


def test_the_same_message_sent_twice_within_the_window_is_two(office: Office, stick: Stick) -> None:
    stick.hear(*parts(LONG, START))
    office.clock.advance(HOUR)
    stick.hear(*parts(LONG, START + dt.timedelta(hours=1)))
    assert texts(office) == [LONG, LONG]


def test_a_part_that_the_sender_repeated_at_once_is_the_same(office: Office, stick: Stick) -> None:
    first, repeated = parts(LONG, START), parts(LONG, START + dt.timedelta(seconds=40))
    stick.hear(first[0], repeated[0], *first[1:], repeated[2])
    office.clock.advance(7 * HOUR)
    hand_over_late(office.core)
    assert texts(office) == [LONG]


def test_a_part_of_the_day_before_belongs_to_another_message(office: Office, stick: Stick) -> None:
    cut = parts(LONG, START)
    stick.hear(*cut[:2])
    office.clock.advance(24 * HOUR + 1)
    stick.hear(cut[2])
    assert texts(office) == []
    assert len({part.first_id for part in rows(office, tables.SmsPart)}) == 2


def test_the_centres_clock_rules_no_window(office: Office, stick: Stick) -> None:
    cut = [replace(part, sent_on=START - dt.timedelta(days=4000 * index)) for index, part in enumerate(parts(LONG, START))]
    stick.hear(*cut)
    assert texts(office) == [LONG]


# Many at once


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_the_order_every_message_comes_once(office: Office, stick: Stick, data: st.DataObject) -> None:
    """Several messages of two senders, parts listed again, and hours between them."""
    with office.store.write() as work:
        for table in (tables.SmsPart, tables.Inbound):
            work.session.execute(delete(table))
        work.commit()
    began = office.clock.now()
    made = []
    for number in range(data.draw(st.integers(1, 3))):
        text = f"{number} " + data.draw(st.text("ab€😀", min_size=100, max_size=300))
        sender = data.draw(st.sampled_from([ADA, BOB]))
        made.append((text, parts(text, began + dt.timedelta(minutes=data.draw(st.integers(0, 600))), sender=sender, ref=number)))
    listed = [part for _, cut in made for part in cut]
    again = data.draw(st.lists(st.sampled_from(listed), max_size=6))
    left = data.draw(st.permutations([*listed, *again]))
    while left:
        some = data.draw(st.integers(1, len(left)))
        stick.hear(*left[:some])
        left = left[some:]
        office.clock.advance(data.draw(st.sampled_from([0, 60, 3600])))
    assert sorted(texts(office)) == sorted(text for text, _ in made)
    stick.hear(*listed)
    office.clock.advance(7 * HOUR)
    hand_over_late(office.core)
    assert len(texts(office)) == len(made)


# Cut characters


def raw(octets: bytes, dcs: int, number: int, total: int = 2, *, count: int | None = None) -> SmsPart:
    """A deliver of so many octets of user data (`count` as its length field says) behind a header of a message in parts."""
    header = bytes([5, 0, 3, 9, total, number])
    stamp = bytes.fromhex("62601090000000")
    length = len(header) + len(octets) if count is None else count
    tpdu = bytes([0x44, 12, 0x91]) + bytes.fromhex("527088111111") + bytes([0, dcs]) + stamp + bytes([length]) + header + octets
    return part_of("00" + tpdu.hex())


@pytest.mark.parametrize("cut", [2, 4])
def test_a_surrogate_pair_on_both_sides_of_a_cut(office: Office, stick: Stick, cut: int) -> None:
    octets = "a😀b".encode("utf-16-be")
    stick.hear(raw(octets[cut:], 8, 2))
    stick.hear(raw(octets[:cut], 8, 1))
    assert texts(office) == ["a😀b"]


def test_an_escape_on_both_sides_of_a_cut(office: Office, stick: Stick) -> None:
    """Seven septets stand before the text (the header and a bit of fill), so each part's text begins at an odd bit."""

    def packed(septets: bytes) -> bytes:
        bits = sum(septet << (7 * index + 1) for index, septet in enumerate(septets))
        return bits.to_bytes((7 * len(septets) + 1 + 7) // 8, "little")

    stick.hear(raw(packed(b"a\x1b"), 0, 1, count=9), raw(packed(b"eb"), 0, 2, count=9))
    assert texts(office) == ["a€b"]


# What never comes


def test_after_six_hours_what_is_there_is_handed_over_and_late_parts_are_a_message_of_their_own(
    office: Office, stick: Stick
) -> None:
    cut = parts((LONG * 2)[:700], START)
    assert len(cut) == 5
    stick.hear(cut[1], cut[3])
    office.clock.advance(6 * HOUR - 1)
    assert hand_over_late(office.core) == 0
    office.clock.advance(1)
    assert hand_over_late(office.core) == 1
    assert hand_over_late(office.core) == 0
    assert texts(office) == [f"{GAP}{cut[1].text}{GAP}{cut[3].text}{GAP}"]
    stick.hear(cut[0], cut[1], cut[2])
    assert len(texts(office)) == 1
    stick.hear(cut[4])
    assert texts(office)[1:] == [f"{cut[0].text}{GAP}{cut[2].text}{GAP}{cut[4].text}"]
    stick.hear(*cut)
    office.clock.advance(7 * HOUR)
    assert hand_over_late(office.core) == 0
    assert len(texts(office)) == 2


def test_slow_parts_have_six_hours_each(office: Office, stick: Stick) -> None:
    cut = parts(LONG, START)
    for part in cut:
        office.clock.advance(6 * HOUR - 1)
        assert hand_over_late(office.core) == 0
        stick.hear(part)
    assert texts(office) == [LONG]


def test_parts_that_came_in_the_future_are_not_kept_for_ever(office: Office, stick: Stick) -> None:
    stick.hear(parts(LONG, START)[0])
    office.clock.leap(-300 * 86_400)
    assert hand_over_late(office.core) == 1
    assert len(texts(office)) == 1


def test_nothing_is_kept_when_the_transaction_fails(office: Office, stick: Stick, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modem keeps its copy, and brings it again."""

    def fail(*_args: object) -> None:
        raise RuntimeError("power")

    cut = parts(LONG, START)
    with monkeypatch.context() as patched:
        patched.setattr("app.services.modems.part_reports.take", fail)
        with pytest.raises(RuntimeError):
            stick.hear(one("hello", START), *cut)
    assert rows(office, tables.Inbound) == rows(office, tables.SmsPart) == []
    stick.hear(one("hello", START), *cut)
    assert sorted(texts(office)) == sorted(["hello", LONG])
