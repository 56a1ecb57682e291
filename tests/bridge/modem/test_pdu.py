"""PDUs: tables of what is known, and what must hold for anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import gsm7
from bridge.modem.alphabets import LOCKING, SINGLE_SHIFT
from bridge.modem.pdu import (
    Content,
    Deliver,
    Header,
    PduError,
    Submit,
    decode,
    encode_submit,
    join,
    outcome_of,
    pack,
    read_coding,
    read_septets,
    read_timestamp,
    relative_minutes,
    unpack,
    write_address,
)


def submit(text: str) -> Submit:
    read = decode(text)
    assert isinstance(read, Submit)
    return read


def test_the_default_alphabet_is_the_engine_s() -> None:
    codes = bytes(code for code in range(128) if code != 0x1B)
    assert read_septets(codes) == gsm7.decode(codes)
    assert {0, *range(3, 14)} | {1} == set(LOCKING)
    assert all(len(table) == 128 for table in (*LOCKING.values(), *SINGLE_SHIFT.values()))
    assert set(SINGLE_SHIFT) == set(range(14))


@pytest.mark.parametrize(
    ("dcs", "encoding", "message_class"),
    [
        (0x00, "gsm7", None),
        (0x04, "8bit", None),
        (0x08, "ucs2", None),
        (0x0C, "gsm7", None),
        (0x11, "gsm7", 1),
        (0x18, "ucs2", 0),
        (0x20, "8bit", None),
        (0x48, "ucs2", None),
        (0x80, "gsm7", None),
        (0xC8, "gsm7", None),
        (0xD0, "gsm7", None),
        (0xE0, "ucs2", None),
        (0xF1, "gsm7", 1),
        (0xF6, "8bit", 2),
    ],
)
def test_data_coding(dcs: int, encoding: str, message_class: int | None) -> None:
    assert read_coding(dcs) == (encoding, message_class)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (0x00, "delivered"),
        (0x02, "delivered"),
        (0x03, "failed"),
        (0x20, "pending"),
        (0x3F, "pending"),
        (0x40, "failed"),
        (0x60, "failed"),
    ],
)
def test_outcomes(status: int, outcome: str) -> None:
    assert outcome_of(status) == outcome


@pytest.mark.parametrize(
    ("value", "minutes"), [(0, 5), (143, 720), (144, 750), (167, 1440), (168, 2880), (196, 43200), (197, 50400), (255, 635040)]
)
def test_relative_validity(value: int, minutes: int) -> None:
    assert relative_minutes(value) == minutes


def test_a_message_that_fits_is_one_part_without_header() -> None:
    [part] = encode_submit("+250788123456", "x" * 160)
    read = submit(part.hex)
    assert (part.seq, part.total, part.length) == (1, 1, len(part.hex) // 2 - 1)
    assert read.content.header == Header()
    assert (read.content.text, read.recipient.number, read.status_report_request) == ("x" * 160, "+250788123456", True)
    assert (read.validity_format, read.validity_minutes) == ("relative", 1440)


def test_parts_are_cut_between_characters_and_joined_whole() -> None:
    text = "é" * 66 + "😀" * 40
    parts = [submit(part.hex).content for part in encode_submit("0788123456", text, ref=300)]
    assert [part.header.concat and (part.header.concat.ref, part.header.concat.seq) for part in parts] == [
        (44, 1),
        (44, 2),
        (44, 3),
    ]
    assert all(part.text is not None and "\ufffd" not in part.text for part in parts)
    assert join(parts) == text


def test_what_a_network_cut_inside_a_character_is_read_together() -> None:
    octets = "a😀b".encode("utf-16-be")
    parts = [Content(8, "ucs2", None, octets[:4]), Content(8, "ucs2", None, octets[4:])]
    assert join(parts) == "a😀b"
    assert parts[0].text == "a\ufffd"
    septets = gsm7.encode("1 €")
    assert join([Content(0, "gsm7", None, septets[:3]), Content(0, "gsm7", None, septets[3:])]) == "1 €"


def test_parts_of_different_alphabets_are_read_each_its_own_way() -> None:
    parts = [
        Content(0, "gsm7", None, b"ab"),
        Content(8, "ucs2", None, "ж".encode("utf-16-be")),
        Content(4, "8bit", None, b"\x01"),
    ]
    assert join(parts) == "abж"
    assert join(parts[2:]) is None


@pytest.mark.parametrize(
    ("header", "concat", "ports"),
    [
        ("000301020108040002" + "0201", (0x0002, 2, 1), None),
        ("080400020201" + "0003010201", (1, 2, 1), None),
        ("0003010201" + "0003010202", (1, 2, 2), None),
        ("0003010201" + "0003010203", None, None),
        ("0003010201" + "08040002" + "0203", (1, 2, 1), None),
        ("04020102" + "050400030004", None, (3, 4)),
        ("050400030004" + "04020102", None, (1, 2)),
    ],
)
def test_of_elements_that_exclude_one_another_the_last_counts(
    header: str, concat: tuple[int, int, int] | None, ports: tuple[int, int] | None
) -> None:
    length = len(header) // 2
    pdu = f"0040049121430004625082904102{'00'}{length + 2:02X}{length:02X}{header}41"
    read = decode(pdu)
    assert isinstance(read, Deliver)
    found = read.content.header
    assert (found.concat and (found.concat.ref, found.concat.total, found.concat.seq)) == concat
    assert found.ports == ports


def test_escapes() -> None:
    assert read_septets(bytes([0x1B, 0x65])) == "€"
    assert read_septets(bytes([0x1B, 0x41])) == "A"
    assert read_septets(bytes([0x41, 0x1B])) == "A"
    assert read_septets(bytes([0x1B, 0x1B, 0x42])) == " B"
    assert read_septets(bytes([0x1B, 0x49]), 1, 1) == "İ"


@pytest.mark.parametrize("number", ["", "+", "12a", "1" * 21, "+25 078", "٠٧٨"])
def test_numbers_that_can_not_be_written(number: str) -> None:
    with pytest.raises(PduError) as caught:
        encode_submit(number, "hello")
    assert caught.value.code == "pdu_number"


def test_star_and_hash_are_digits() -> None:
    assert write_address("*100#") == bytes([5, 0x81, 0x1A, 0x00, 0xFB])
    [part] = encode_submit("*100#", "x")
    assert submit(part.hex).recipient.number == "*100#"


def test_no_more_parts_than_a_header_counts() -> None:
    assert len(encode_submit("1", "x" * 153 * 255)) == 255
    with pytest.raises(PduError) as caught:
        encode_submit("1", "x" * (153 * 255 + 1))
    assert caught.value.code == "pdu_too_many_parts"


def test_message_class_and_no_report() -> None:
    [part] = encode_submit("1", "x", report=False, message_class=0)
    read = submit(part.hex)
    assert (read.content.message_class, read.status_report_request) == (0, False)


def test_zone_west_of_greenwich() -> None:
    read = read_timestamp(bytes.fromhex("5230415190620A"))
    assert read is not None
    assert read.isoformat() == "2025-03-14T15:09:26-05:00"


@pytest.mark.parametrize(
    "octets",
    [
        "FFFFFFFFFFFFFF",
        "523041519062FF",  # a time that could be, in a zone that can not
        "523041519062A0",
        "5A304151906200",
        "52004151906200",  # month 0, month 13, day 0, February 30, hour 24, minute 60
        "52310351906200",
        "52300051906200",
        "52200351906200",
        "52304142906200",
        "52304151066200",
    ],
)
def test_what_is_no_time(octets: str) -> None:
    assert read_timestamp(bytes.fromhex(octets)) is None


texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("@£€{[\n ñéабв😀"), max_size=400)


@given(texts, st.integers(0, 70_000))
def test_what_is_written_is_read_back(text: str, ref: int) -> None:
    parts = [submit(part.hex).content for part in encode_submit("+250788123456", text, ref=ref)]
    plain = gsm7.substitute(text)
    assert join(parts) == (plain if gsm7.is_gsm7(plain) else text)
    assert len(parts) == gsm7.segments(text)
    assert all(len(part.payload) + len(part.header.raw) <= 160 for part in parts)


@given(st.binary(max_size=160), st.integers(0, 6))
def test_septets_packed_are_unpacked(octets: bytes, fill: int) -> None:
    septets = bytes(octet & 0x7F for octet in octets)
    packed = pack(septets, fill)
    assert len(packed) == (7 * len(septets) + fill + 7) // 8
    assert unpack((int.from_bytes(packed, "little") >> fill).to_bytes(len(packed), "little"), len(septets)) == septets


def survives(text: str) -> None:
    try:
        read = decode(text)
    except PduError:
        return
    if isinstance(read, Deliver | Submit):
        (read.content.text or "").encode("utf-8")
    address = read.sender if isinstance(read, Deliver) else read.recipient
    address.number.encode("utf-8")


@given(st.binary(max_size=200))
def test_any_octets_are_read_or_refused_with_a_code(octets: bytes) -> None:
    survives(octets.hex())


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_code(text: str) -> None:
    survives(text)


GOOD = "07911467214365F700048121430000706050316503000631D98C56B301"


@given(st.integers(0, len(GOOD) // 2 - 1), st.integers(0, 255), st.integers(0, len(GOOD)))
def test_a_damaged_pdu_is_read_or_refused_with_a_code(at: int, octet: int, cut: int) -> None:
    damaged = bytearray.fromhex(GOOD)
    damaged[at] = octet
    survives(damaged.hex()[:cut] if cut % 3 == 0 else damaged.hex())


def test_endless_input_is_not_read() -> None:
    with pytest.raises(PduError) as caught:
        decode("00" * 10_000_000)
    assert caught.value.code == "pdu_too_long"
