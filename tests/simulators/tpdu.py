"""SMS on the network's side: what a service centre delivers, what it reads of a submitted message. Written apart from the
driver's codec, bit by bit, so that a mistake in one is not hidden by the same in the other.

Source: 3GPP TS 23.040 9.2, TS 23.038 6.2.1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

_ROWS = (
    ("@", "£", "$", "¥", "è", "é", "ù", "ì", "ò", "Ç", "\n", "Ø", "ø", "\r", "Å", "å"),
    ("Δ", "_", "Φ", "Γ", "Λ", "Ω", "Π", "Ψ", "Σ", "Θ", "Ξ", None, "Æ", "æ", "ß", "É"),
    (" ", "!", '"', "#", "¤", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/"),
    ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", ":", ";", "<", "=", ">", "?"),
    ("¡", *"ABCDEFGHIJKLMNO"),
    (*"PQRSTUVWXYZ", "Ä", "Ö", "Ñ", "Ü", "§"),
    ("¿", *"abcdefghijklmno"),
    (*"pqrstuvwxyz", "ä", "ö", "ñ", "ü", "à"),
)
_BY_CODE = {16 * row + column: char for row, chars in enumerate(_ROWS) for column, char in enumerate(chars) if char}
_BY_CHAR: dict[str, tuple[int, ...]] = {char: (code,) for code, char in _BY_CODE.items()}
_ESCAPED = {10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€"}
_BY_CHAR |= {char: (27, code) for code, char in _ESCAPED.items()}


class BadTpdu(ValueError):
    """A network would refuse it."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A part of a message as the service centre reads it. `ref`, `total` and `seq` of a message in parts."""

    to: str
    text: str
    wants_report: bool
    ref: int | None = None
    total: int = 1
    seq: int = 1


# Writing


def deliver(
    sender: str, text: str, at: dt.datetime, *, ref: int = 0, smsc: str = "+15550000099", message_class: int | None = None
) -> list[str]:
    """The PDUs of a message to the modem, the service centre first, in hexadecimal."""
    is_plain = is_gsm(text)
    pieces = list(_pieces(text, is_plain))
    coding = (0x00 if is_plain else 0x08) | (0x10 | message_class if message_class is not None else 0)
    head = [0x44 if len(pieces) > 1 else 0x04, *_address(sender), 0x00, coding, *_stamp(at)]
    return [
        _octets(_centre(smsc) + head + _user_data(piece, is_plain, ref, len(pieces), seq)) for seq, piece in enumerate(pieces, 1)
    ]


def report(number: str, reference: int, *, sent: dt.datetime, done: dt.datetime, status: int, smsc: str = "+15550000099") -> str:
    """The PDU of a status report."""
    return _octets([*_centre(smsc), 0x06, reference, *_address(number), *_stamp(sent), *_stamp(done), status])


def _pieces(text: str, is_plain: bool) -> Iterator[str]:
    def width(char: str) -> int:
        return len(_BY_CHAR[char]) if is_plain else len(char.encode("utf-16-be")) // 2

    single, part = (160, 153) if is_plain else (70, 67)
    if sum(map(width, text)) <= single:
        yield text
        return
    piece, used = "", 0
    for char in text:
        if used + width(char) > part:
            yield piece
            piece, used = "", 0
        piece, used = piece + char, used + width(char)
    yield piece


def _user_data(text: str, is_plain: bool, ref: int, total: int, seq: int) -> list[int]:
    header = [5, 0, 3, ref & 0xFF, total, seq] if total > 1 else []
    if not is_plain:
        octets = header + list(text.encode("utf-16-be"))
        return [len(octets), *octets]
    bits = "".join(f"{octet:08b}"[::-1] for octet in header)
    bits += "0" * (-len(bits) % 7)
    for char in text:
        bits += "".join(f"{code:07b}"[::-1] for code in _BY_CHAR[char])
    count = len(bits) // 7
    bits += "0" * (-len(bits) % 8)
    return [count, *(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))]


def _centre(number: str) -> list[int]:
    digits = number.lstrip("+")
    body = [0x91, *_swapped(digits)]
    return [len(body), *body]


def _address(number: str) -> list[int]:
    if number.lstrip("+").isdigit():
        digits = number.lstrip("+")
        return [len(digits), 0x91 if number.startswith("+") else 0x81, *_swapped(digits)]
    bits = "".join(f"{code:07b}"[::-1] for char in number for code in _BY_CHAR[char])
    semi_octets = -(-len(bits) // 4)
    bits += "0" * (-len(bits) % 8)
    return [semi_octets, 0xD0, *(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))]


def _swapped(digits: str) -> list[int]:
    even = digits + "F" * (len(digits) % 2)
    return [int(even[at + 1] + even[at], 16) for at in range(0, len(even), 2)]


def _stamp(at: dt.datetime) -> list[int]:
    offset = at.utcoffset() or dt.timedelta()
    quarters = int(offset.total_seconds() // 900)
    zone = f"{abs(quarters):02d}"
    octets = _swapped(at.strftime("%y%m%d%H%M%S") + zone)
    if quarters < 0:
        octets[-1] |= 0x08
    return octets


def _octets(values: list[int]) -> str:
    return bytes(values).hex().upper()


def is_gsm(text: str) -> bool:
    """Whether the default alphabet has it all."""
    return all(char in _BY_CHAR for char in text)


def pack(text: str) -> str:
    """Septets in hexadecimal, as USSD carries them: seven bits left empty are a carriage return. Source: TS 23.038 6.1.2.3.1."""
    codes = [code for char in text for code in _BY_CHAR[char]]
    if len(codes) % 8 == 7:
        codes.append(13)
    bits = "".join(f"{code:07b}"[::-1] for code in codes)
    bits += "0" * (-len(bits) % 8)
    return _octets([int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8)])


# Reading


def unpack(text: str) -> str:
    """Of `pack`. Raises BadTpdu."""
    try:
        octets = list(bytes.fromhex(text))
    except ValueError:
        raise BadTpdu("not hexadecimal") from None
    read = _septets(octets, 0, len(octets) * 8 // 7)
    return read.removesuffix("\r") if len(octets) % 7 == 0 else read


def read_submit(text: str, length: int) -> Submitted:
    """What was submitted, `length` octets behind the service centre's as `AT+CMGS` said. Raises BadTpdu."""
    try:
        octets = list(bytes.fromhex(text.strip()))
    except ValueError:
        raise BadTpdu("not hexadecimal") from None
    try:
        tpdu = octets[1 + octets[0] :]
        if len(tpdu) != length:
            raise BadTpdu(f"{len(tpdu)} octets, {length} announced")
        return _submitted(tpdu)
    except (IndexError, KeyError, UnicodeDecodeError) as error:
        raise BadTpdu(repr(error)) from error


def _submitted(tpdu: list[int]) -> Submitted:
    first, digits, kind = tpdu[0], tpdu[2], tpdu[3]
    if first & 3 != 1:
        raise BadTpdu("not a submit")
    at = 4 + (digits + 1) // 2
    number = "".join(f"{octet & 15:x}{octet >> 4:x}" for octet in tpdu[4:at])[:digits]
    if not number or not all(digit in "0123456789ab" for digit in number):
        raise BadTpdu("number")
    coding = tpdu[at + 1]
    at += 2 + {0: 0, 1: 7, 2: 1, 3: 7}[first >> 3 & 3]
    count, data = tpdu[at], tpdu[at + 1 :]
    header = data[: data[0] + 1] if first & 0x40 else []
    is_wide = coding & 0x0C == 0x08 and coding < 0xF0
    if is_wide:
        if len(data) != count:
            raise BadTpdu("user data length")
        body = bytes(data[len(header) :]).decode("utf-16-be")
    else:
        if len(data) != -(-count * 7 // 8):
            raise BadTpdu("user data length")
        body = _septets(data, len(header), count)
    ref, total, seq = _parts(header)
    to = number.replace("a", "*").replace("b", "#")
    return Submitted(f"+{to}" if kind >> 4 & 7 == 1 else to, body, bool(first & 0x20), ref, total, seq)


def _septets(data: list[int], header: int, count: int) -> str:
    bits = "".join(f"{octet:08b}"[::-1] for octet in data)
    start = -(-header * 8 // 7)
    codes = [int(bits[7 * at : 7 * at + 7][::-1], 2) for at in range(start, count)]
    text, escaped = "", False
    for code in codes:
        if escaped:
            text, escaped = text + _ESCAPED.get(code, _BY_CODE.get(code, "?")), False
        elif code == 27:
            escaped = True
        else:
            text += _BY_CODE[code]
    return text


def _parts(header: list[int]) -> tuple[int | None, int, int]:
    at = 1
    while at + 1 < len(header):
        element, length = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + length]
        if element == 0 and length == 3:
            return value[0], value[1], value[2]
        if element == 8 and length == 4:
            return value[0] << 8 | value[1], value[2], value[3]
        at += 2 + length
    return None, 1, 1
