"""SMS as modems hand them over: protocol data units, read and written. Pure: no port, no clock.

Source: 3GPP TS 23.040 section 9.2 (deliver, submit, status report, user data header), TS 23.038 (alphabets, data coding).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.engine import gsm7
from app.errors import OutpostError
from bridge.modem.alphabets import DEFAULT, ESCAPE, LOCKING, SINGLE_SHIFT

Encoding = Literal["gsm7", "ucs2", "8bit"]
NumberType = Literal["unknown", "international", "national", "network", "subscriber", "alphanumeric", "abbreviated", "reserved"]
Outcome = Literal["delivered", "pending", "failed"]
ValidityFormat = Literal["none", "relative", "enhanced", "absolute"]

MAX_OCTETS = 255 + 12 + 164  # service centre, and the longest TPDU
MAX_PARTS = 255
VALID_FOR_A_DAY = 0xA7  # of a submit, relative

_NUMBER_TYPES: tuple[NumberType, ...] = (
    "unknown",
    "international",
    "national",
    "network",
    "subscriber",
    "alphanumeric",
    "abbreviated",
    "reserved",
)
_DIGITS = "0123456789*#abc"
_FORMATS: tuple[ValidityFormat, ...] = ("none", "enhanced", "relative", "absolute")
_CONCAT_8, _CONCAT_16, _PORTS_8, _PORTS_16, _SINGLE_SHIFT, _LOCKING_SHIFT = 0x00, 0x08, 0x04, 0x05, 0x24, 0x25


class PduError(OutpostError):
    """Not an SMS that can be read: `pdu_not_hex`, `pdu_too_long`, `pdu_cut`, `pdu_type`, `pdu_header`; or one that can't be
    written: `pdu_number`, `pdu_too_many_parts`."""


@dataclass(frozen=True, slots=True)
class Concat:
    """This is part `seq` of `total` of the message `ref`; references have 8 or 16 `bits`."""

    ref: int
    total: int
    seq: int
    bits: int


@dataclass(frozen=True, slots=True)
class Address:
    """`number` has a `+` when it is international, and is a name when it is alphanumeric."""

    number: str
    type: NumberType = "unknown"


@dataclass(frozen=True, slots=True)
class Header:
    """The user data header: raw, and what is understood of it. `ports` are destination and origin."""

    raw: bytes = b""
    concat: Concat | None = None
    ports: tuple[int, int] | None = None
    locking: int = DEFAULT
    single_shift: int = DEFAULT


@dataclass(frozen=True, slots=True)
class Content:
    """User data. `payload` is septets one a byte (gsm7) or octets; `dcs` the data coding scheme, `message_class` 0 to 3."""

    dcs: int
    encoding: Encoding
    message_class: int | None
    payload: bytes
    header: Header = Header()

    @property
    def text(self) -> str | None:
        """None for data. What can't be read is U+FFFD; parts of one message are read together (`join`)."""
        return join([self])


@dataclass(frozen=True, slots=True)
class Deliver:
    """An SMS that came in. `timestamp` is the service centre's, often wrong; None when it is no time at all."""

    smsc: str
    sender: Address
    pid: int
    content: Content
    timestamp: dt.datetime | None
    more_messages: bool
    status_report_indication: bool


@dataclass(frozen=True, slots=True)
class Submit:
    """An SMS that goes out, or was stored to go out. `validity_minutes` when relative, `validity_until` when absolute."""

    smsc: str
    reference: int
    recipient: Address
    pid: int
    content: Content
    status_report_request: bool
    reject_duplicates: bool
    validity_format: ValidityFormat
    validity_minutes: int | None = None
    validity_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What became of the SMS that the modem sent as `reference`; `discharge` is when."""

    smsc: str
    reference: int
    recipient: Address
    timestamp: dt.datetime | None
    discharge: dt.datetime | None
    status: int
    outcome: Outcome


Pdu = Deliver | Submit | StatusReport


@dataclass(frozen=True, slots=True)
class Encoded:
    """One part ready for `AT+CMGS=<length>`: `length` counts octets without the service centre's."""

    hex: str
    length: int
    seq: int = 1
    total: int = 1


# Reading


def decode(text: str) -> Pdu:
    """Read a PDU as `+CMGR`, `+CMGL`, `+CMT` and `+CDS` give it: hexadecimal, the service centre first. Raises PduError only."""
    if len(text) > 2 * MAX_OCTETS:
        raise PduError("pdu_too_long", limit=MAX_OCTETS)
    try:
        octets = bytes.fromhex(text) if text.isascii() and text.isalnum() else None
    except ValueError:
        octets = None
    if octets is None:
        raise PduError("pdu_not_hex" if text else "pdu_cut", at="octets")
    reader = _Reader(octets)
    smsc = reader.service_centre()
    first = reader.octet("type")
    kind = first & 0x03
    if kind == 0:
        return _deliver(reader, smsc, first)
    if kind == 1:
        return _submit(reader, smsc, first)
    if kind == 2:
        return _status_report(reader, smsc, first)
    raise PduError("pdu_type", type=kind)


def join(parts: Sequence[Content]) -> str | None:
    """The text of the parts of one message, in order; None when they are data.

    Characters may lie on both sides of a cut (surrogates; an escape and what it escapes), so equal encodings are read together.
    """
    texts = []
    start = 0
    for index in range(1, len(parts) + 1):
        if index == len(parts) or not _continues(parts[start], parts[index]):
            texts.append(_text(parts[start], b"".join(part.payload for part in parts[start:index])))
            start = index
    known = [text for text in texts if text is not None]
    return "".join(known) if known else None


def join_pdus(pdus: Sequence[str]) -> str | None:
    """The text of delivered parts (hexadecimal) that follow one another; None when one can't be read, or is no text."""
    try:
        parts = [decode(pdu) for pdu in pdus]
    except PduError:
        return None
    return join([part.content for part in parts if isinstance(part, Deliver)])


def outcome_of(status: int) -> Outcome:
    """Of a status report. Source: TS 23.040 9.2.3.15."""
    if status <= 0x02:
        return "delivered"
    return "pending" if 0x20 <= status <= 0x3F else "failed"


def _deliver(reader: _Reader, smsc: str, first: int) -> Deliver:
    sender = reader.address()
    pid, dcs = reader.octet("pid"), reader.octet("dcs")
    timestamp = reader.timestamp()
    content = reader.content(dcs, bool(first & 0x40))
    return Deliver(smsc, sender, pid, content, timestamp, not first & 0x04, bool(first & 0x20))


def _submit(reader: _Reader, smsc: str, first: int) -> Submit:
    reference, recipient = reader.octet("reference"), reader.address()
    pid, dcs = reader.octet("pid"), reader.octet("dcs")
    validity = _FORMATS[first >> 3 & 0x03]
    minutes = until = None
    if validity == "relative":
        minutes = relative_minutes(reader.octet("validity"))
    elif validity == "absolute":
        until = reader.timestamp()
    elif validity == "enhanced":
        reader.take(7, "validity")
    content = reader.content(dcs, bool(first & 0x40))
    return Submit(
        smsc=smsc,
        reference=reference,
        recipient=recipient,
        pid=pid,
        content=content,
        status_report_request=bool(first & 0x20),
        reject_duplicates=bool(first & 0x04),
        validity_format=validity,
        validity_minutes=minutes,
        validity_until=until,
    )


def _status_report(reader: _Reader, smsc: str, _first: int) -> StatusReport:
    reference, recipient = reader.octet("reference"), reader.address()
    timestamp, discharge = reader.timestamp(), reader.timestamp()
    status = reader.octet("status")
    return StatusReport(smsc, reference, recipient, timestamp, discharge, status, outcome_of(status))


def relative_minutes(value: int) -> int:
    """Source: TS 23.040 9.2.3.12.1."""
    if value <= 143:
        return (value + 1) * 5
    if value <= 167:
        return 12 * 60 + (value - 143) * 30
    if value <= 196:
        return (value - 166) * 24 * 60
    return (value - 192) * 7 * 24 * 60


def read_coding(dcs: int) -> tuple[Encoding, int | None]:
    """Encoding and message class of a data coding scheme. Compressed text is data to us. Source: TS 23.038 section 4."""
    group = dcs >> 4
    if group < 0x08:
        by_bits: tuple[Encoding, ...] = ("gsm7", "8bit", "ucs2", "gsm7")
        encoding = "8bit" if dcs & 0x20 else by_bits[dcs >> 2 & 0x03]
        return encoding, dcs & 0x03 if dcs & 0x10 else None
    if group == 0x0F:
        return "8bit" if dcs & 0x04 else "gsm7", dcs & 0x03
    return "ucs2" if group == 0x0E else "gsm7", None


class _Reader:
    """Octets from the front. Whatever is missing is `pdu_cut`."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    def take(self, count: int, what: str) -> bytes:
        end = self._at + count
        if end > len(self._octets):
            raise PduError("pdu_cut", at=what)
        taken = self._octets[self._at : end]
        self._at = end
        return taken

    def octet(self, what: str) -> int:
        return self.take(1, what)[0]

    def service_centre(self) -> str:
        length = self.octet("smsc")
        if not length:
            return ""
        octets = self.take(length, "smsc")
        return _number(octets[0], octets[1:], 2 * (length - 1)).number

    def address(self) -> Address:
        length = self.octet("address")
        kind = self.octet("address")
        return _number(kind, self.take((length + 1) // 2, "address"), length)

    def timestamp(self) -> dt.datetime | None:
        return read_timestamp(self.take(7, "timestamp"))

    def content(self, dcs: int, has_header: bool) -> Content:
        encoding, message_class = read_coding(dcs)
        length = self.octet("length")
        octets = self.take((length * 7 + 7) // 8 if encoding == "gsm7" else length, "user data")
        header = _header(octets) if has_header else Header()
        if encoding == "gsm7":
            payload = unpack(octets, length)[(len(header.raw) * 8 + 6) // 7 :]
        else:
            payload = octets[len(header.raw) :]
        return Content(dcs, encoding, message_class, payload, header)


def _header(octets: bytes) -> Header:
    if not octets or octets[0] + 1 > len(octets):
        raise PduError("pdu_header", at="length")
    raw = octets[: octets[0] + 1]
    found: dict[int, bytes] = {}
    at = 1
    while at < len(raw):
        if at + 2 > len(raw) or at + 2 + raw[at + 1] > len(raw):
            raise PduError("pdu_header", at="element")
        found.pop(raw[at], None)  # of elements that repeat or exclude one another the last counts. Source: 9.2.3.24
        found[raw[at]] = raw[at + 2 : at + 2 + raw[at + 1]]
        at += 2 + raw[at + 1]
    return Header(raw, _concat(found), _ports(found), _table(found, _LOCKING_SHIFT), _table(found, _SINGLE_SHIFT))


def _concat(found: dict[int, bytes]) -> Concat | None:
    """An element that makes no sense is as if it were not there. Source: TS 23.040 9.2.3.24.1."""
    concat = None
    for element, data in found.items():
        if element == _CONCAT_16 and len(data) == 4:
            read = Concat(data[0] << 8 | data[1], data[2], data[3], 16)
        elif element == _CONCAT_8 and len(data) == 3:
            read = Concat(data[0], data[1], data[2], 8)
        else:
            continue
        concat = read if 1 <= read.seq <= read.total else concat
    return concat


def _ports(found: dict[int, bytes]) -> tuple[int, int] | None:
    ports = None
    for element, data in found.items():
        if element == _PORTS_16 and len(data) == 4:
            ports = data[0] << 8 | data[1], data[2] << 8 | data[3]
        elif element == _PORTS_8 and len(data) == 2:
            ports = data[0], data[1]
    return ports


def _table(found: dict[int, bytes], element: int) -> int:
    """An unknown table is the default one. Source: TS 23.040 9.2.3.24.15 and 16."""
    value = found.get(element, b"")
    known = LOCKING if element == _LOCKING_SHIFT else SINGLE_SHIFT
    return value[0] if len(value) == 1 and value[0] in known else DEFAULT


def _number(kind: int, octets: bytes, length: int) -> Address:
    number_type = _NUMBER_TYPES[kind >> 4 & 0x07]
    if number_type == "alphanumeric":
        return Address(read_septets(unpack(octets, length * 4 // 7)), number_type)
    nibbles = [nibble for octet in octets for nibble in (octet & 0x0F, octet >> 4)]
    digits = "".join(_DIGITS[nibble] for nibble in nibbles[:length] if nibble < len(_DIGITS))
    return Address(f"+{digits}" if number_type == "international" and digits else digits, number_type)


def read_timestamp(octets: bytes) -> dt.datetime | None:
    """Seven octets of swapped digits, the zone in quarters of an hour with a sign bit. None: no such time, or no such zone."""
    *swapped, (signed, quarter) = [(octet & 0x0F, octet >> 4) for octet in octets]
    if quarter > 9 or any(tens > 9 or ones > 9 for tens, ones in swapped):
        return None
    year, month, day, hour, minute, second = (tens * 10 + ones for tens, ones in swapped)
    quarters = (signed & 0x07) * 10 + quarter
    try:
        zone = dt.timezone(dt.timedelta(minutes=-15 * quarters if signed & 0x08 else 15 * quarters))
        return dt.datetime(2000 + year if year < 70 else 1900 + year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None


# Septets


def unpack(octets: bytes, count: int) -> bytes:
    """The first `count` septets of packed octets, one a byte."""
    bits = int.from_bytes(octets, "little")
    return bytes(bits >> (7 * index) & 0x7F for index in range(count))


def pack(septets: bytes, fill: int = 0) -> bytes:
    """Septets as octets; `fill` empty bits come first."""
    bits = 0
    for index, septet in enumerate(septets):
        bits |= (septet & 0x7F) << (7 * index + fill)
    return bits.to_bytes((7 * len(septets) + fill + 7) // 8, "little")


def read_septets(septets: bytes, locking: int = DEFAULT, single_shift: int = DEFAULT) -> str:
    """Text of septets. An escape before an unused code shows what the code means without it; an escape at the end nothing."""
    base, shifted = LOCKING.get(locking, LOCKING[DEFAULT]), SINGLE_SHIFT.get(single_shift, SINGLE_SHIFT[DEFAULT])
    found = []
    codes = iter(septets)
    for code in codes:
        if code != ESCAPE:
            found.append(base[code])
            continue
        escaped = next(codes, None)
        if escaped is not None:
            known = shifted[escaped]
            found.append(known if known != " " else " " if escaped == ESCAPE else base[escaped])
    return "".join(found)


def _continues(first: Content, other: Content) -> bool:
    return (first.encoding, first.header.locking, first.header.single_shift) == (
        other.encoding,
        other.header.locking,
        other.header.single_shift,
    )


def _text(content: Content, payload: bytes) -> str | None:
    if content.encoding == "gsm7":
        return read_septets(payload, content.header.locking, content.header.single_shift)
    if content.encoding == "ucs2":
        return payload[: len(payload) // 2 * 2].decode("utf-16-be", "replace")
    return None


# Writing


def encode_submit(
    number: str,
    text: str,
    *,
    ref: int = 0,
    report: bool = True,
    validity: int = VALID_FOR_A_DAY,
    message_class: int | None = None,
) -> list[Encoded]:
    """The parts of an SMS to a number (`+` and digits, or digits, `*` and `#`).

    The default alphabet where the text fits it (typographic signs made plain), otherwise UTF-16. `ref` is the reference of a
    message in parts. Raises PduError `pdu_number`, `pdu_too_many_parts`.
    """
    plain = gsm7.substitute(text)
    is_gsm = gsm7.is_gsm7(plain)
    parts = gsm7.split(plain if is_gsm else text)
    if len(parts) > MAX_PARTS:
        raise PduError("pdu_too_many_parts", parts=len(parts), limit=MAX_PARTS)
    total = len(parts)
    first = 0x01 | (0x20 if report else 0) | 0x10 | (0x40 if total > 1 else 0)
    dcs = (0x00 if is_gsm else 0x08) | (0x10 | message_class if message_class is not None else 0)
    head = bytes([first, 0x00]) + write_address(number) + bytes([0x00, dcs, validity])
    encoded = []
    for seq, part in enumerate(parts, 1):
        header = bytes([5, _CONCAT_8, 3, ref & 0xFF, total, seq]) if total > 1 else b""
        tpdu = head + (_septet_data(header, part) if is_gsm else _octet_data(header, part.encode("utf-16-be", "replace")))
        encoded.append(Encoded("00" + tpdu.hex().upper(), len(tpdu), seq, total))
    return encoded


def write_address(number: str) -> bytes:
    """Source: TS 23.040 9.1.2.5. Raises PduError `pdu_number`."""
    digits = number.removeprefix("+")
    if not 1 <= len(digits) <= 20 or any(digit not in "0123456789*#" for digit in digits):
        raise PduError("pdu_number")
    nibbles = [_DIGITS.index(digit) for digit in digits] + [0x0F] * (len(digits) % 2)
    octets = bytes(nibbles[at] | nibbles[at + 1] << 4 for at in range(0, len(nibbles), 2))
    return bytes([len(digits), 0x91 if number.startswith("+") else 0x81]) + octets


def _septet_data(header: bytes, text: str) -> bytes:
    septets = gsm7.encode(text)
    before = (len(header) * 8 + 6) // 7
    fill = before * 7 - len(header) * 8
    return bytes([before + len(septets)]) + header + pack(septets, fill)


def _octet_data(header: bytes, octets: bytes) -> bytes:
    return bytes([len(header) + len(octets)]) + header + octets
