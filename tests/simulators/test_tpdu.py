"""The network's codec and the driver's, each read by the other."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.modem.pdu import Deliver, StatusReport, decode, encode_submit, join
from tests.simulators.tpdu import BadTpdu, deliver, read_submit, report

AT = dt.datetime(2026, 6, 1, 9, 30, 15, tzinfo=dt.timezone(dt.timedelta(hours=-3, minutes=-30)))
GSM = st.text(st.sampled_from("@£$ èabcXYZ{[€^|~\n0123"), min_size=1, max_size=400)
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
NUMBERS = st.from_regex(r"\+?[1-9][0-9]{2,14}", fullmatch=True)


@given(NUMBERS, GSM | ANY)
def test_what_the_network_delivers_the_driver_reads(number: str, text: str) -> None:
    parts = [decode(pdu) for pdu in deliver(number, text, AT, ref=9)]
    assert all(isinstance(part, Deliver) and part.sender.number == number and part.timestamp == AT for part in parts)
    assert join([part.content for part in parts if isinstance(part, Deliver)]) == text


@given(NUMBERS, GSM)
def test_what_the_driver_writes_the_network_reads(number: str, text: str) -> None:
    read = [read_submit(part.hex, part.length) for part in encode_submit(number, text, ref=9)]
    assert "".join(part.text for part in read) == text
    assert {part.to for part in read} == {number}
    assert [part.seq for part in read] == list(range(1, len(read) + 1))


def test_reports_and_names() -> None:
    read = decode(report("+250788123456", 200, sent=AT, done=AT, status=0x46))
    assert isinstance(read, StatusReport)
    assert (read.reference, read.recipient.number, read.outcome, read.discharge) == (200, "+250788123456", "failed", AT)
    named = decode(deliver("Clinic1", "hi", AT)[0])
    assert isinstance(named, Deliver)
    assert (named.sender.number, named.sender.type) == ("Clinic1", "alphanumeric")


@pytest.mark.parametrize(("text", "length"), [("00", 1), ("zz", 1), ("0011000B915155770700F20000FF0E", 14), ("00040B91", 3)])
def test_the_network_refuses_rubbish(text: str, length: int) -> None:
    with pytest.raises(BadTpdu):
        read_submit(text, length)
