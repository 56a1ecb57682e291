"""What modems answer and say by themselves, as values. Nothing here raises: a line that makes no sense is None.

Source: 3GPP TS 27.005 (messages), 27.007 (network, calls, USSD).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from app.engine import gsm7
from bridge.modem.pdu import pack, read_septets

Registration = Literal["none", "home", "searching", "denied", "unknown", "roaming"]

_REGISTRATIONS: dict[int, Registration] = {0: "none", 1: "home", 2: "searching", 3: "denied", 4: "unknown", 5: "roaming"}
_SMS_ONLY: dict[int, Registration] = {6: "home", 7: "roaming"}
_DIGITS = re.compile(r"\d+")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Store:
    """A message store: `name` SM, ME, MT and so on, `used` of `total` places."""

    name: str
    used: int
    total: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A message in a store. `status` 0 unread, 1 read, 2 to be sent, 3 sent; `length` octets behind the service centre's."""

    index: int
    status: int
    pdu: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Ussd:
    """`state` 0 no more needed, 1 an answer is expected, 2 ended by the network, 3 somebody else answered, 4 not supported,
    5 timed out. `coding` is the data coding scheme, `text` as the modem gave it."""

    state: int
    text: str = ""
    coding: int | None = None


def fields(line: str) -> list[str]:
    """The values behind the colon; commas in quotes do not part them, quotes go."""
    _, _, rest = line.partition(":")
    parts = re.findall(r'"[^"]*"?|[^,]+|(?<=,)(?=,)|(?<=,)$', rest.strip())
    return [part.strip().strip('"') for part in parts]


def number(text: str) -> int | None:
    """A non-negative number of at most nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def numbers(line: str) -> list[int | None]:
    return [number(part) for part in fields(line)]


def bare(lines: Iterable[str]) -> str:
    """An answer that is text alone (maker, model, serial number), with or without its own prefix."""
    line = next(iter(lines), "")
    return (line.partition(":")[2] if line.startswith(("+", "^")) and ":" in line else line).strip().strip('"')


def imei(lines: Iterable[str]) -> str:
    """14 to 17 digits, or empty."""
    found = re.sub(r"\D", "", bare(lines))
    return found if 14 <= len(found) <= 17 else ""


def digits(lines: Iterable[str]) -> str:
    """The first run of digits: an IMSI, an ICCID (whose last digit may be a filler)."""
    match = _DIGITS.search(bare(lines))
    return match[0] if match else ""


def signal_dbm(line: str) -> int | None:
    """Of `+CSQ: <rssi>,<ber>`: -113 to -51 dBm; None: not known."""
    rssi = next(iter(numbers(line)), None)
    return None if rssi is None or rssi > 31 else 2 * rssi - 113


def registration(lines: Iterable[str]) -> Registration:
    """Of the answer to `+CREG?` (`<n>,<stat>[,…]`) or of what the modem says by itself (`<stat>[,…]`); the last that counts."""
    found: Registration = "unknown"
    for line in lines:
        values = fields(line)
        has_mode = len(values) >= 2 and number(values[1]) is not None and len(values[1]) == 1
        status = number(values[1] if has_mode else values[0]) if values else None
        if status is not None:
            found = _REGISTRATIONS.get(status) or _SMS_ONLY.get(status) or "unknown"
    return found


def operator(line: str) -> str:
    """Of `+COPS: <mode>[,<format>,"<operator>"[,<act>]]`; empty without one."""
    values = fields(line)
    return values[2] if len(values) > 2 else ""


def service_centre(line: str) -> str:
    """Of `+CSCA: "<number>",<type>`; some modems write it as hexadecimal UCS2."""
    text = next(iter(fields(line)), "")
    if len(text) >= 16 and len(text) % 4 == 0 and _HEX.fullmatch(text) and text.startswith("00"):
        text = bytes.fromhex(text).decode("utf-16-be", "replace")
    return text if re.fullmatch(r"\+?\d{3,20}", text) else ""


def stores(line: str) -> list[Store]:
    """Of `+CPMS?`: up to three of name, used, total. Of `+CPMS=…` (numbers only): the same without names."""
    values = fields(line)
    found = []
    groups = list(zip(values[0::3], values[1::3], values[2::3], strict=False))
    if values and number(values[0]) is not None:
        groups = [("", used, total) for used, total in zip(values[0::2], values[1::2], strict=False)]
    for name, used, total in groups:
        has, most = number(used), number(total)
        if has is not None and most is not None:
            found.append(Store(name, has, most))
    return found


def choices(line: str) -> list[list[str]]:
    """Of an answer to `=?`: the values in each pair of brackets, ranges written out: `(0-2),("SM","ME")`."""
    found = []
    for group in re.findall(r"\(([^()]*)\)", line):
        values: list[str] = []
        for part in group.split(","):
            text = part.strip().strip('"')
            first, dash, last = text.partition("-")
            low, high = number(first), number(last)
            if dash and low is not None and high is not None and 0 <= high - low <= 64:
                values += [str(value) for value in range(low, high + 1)]
            elif text:
                values.append(text)
        found.append(values)
    return found


def listed(lines: Iterable[str]) -> Iterator[Stored]:
    """Of `+CMGL` in PDU mode: a line for the head, a line for the PDU. A head without PDU is left out."""
    head: list[int | None] | None = None
    for line in lines:
        if line.startswith("+CMGL:"):
            head = numbers(line)
        elif head and head[0] is not None and _HEX.fullmatch(line):
            yield Stored(
                head[0], head[1] if len(head) > 1 and head[1] is not None else 0, line, head[-1] if len(head) > 2 else None
            )
            head = None


def arrived(line: str) -> tuple[str, int] | None:
    """Of `+CMTI: "<store>",<index>` and `+CDSI:`."""
    values = fields(line)
    index = number(values[1]) if len(values) > 1 else None
    return (values[0], index) if index is not None else None


def reference(lines: Iterable[str]) -> int | None:
    """Of `+CMGS: <mr>[,…]`: 0 to 255."""
    for line in lines:
        value = next(iter(numbers(line)), None)
        if value is not None and value <= 255:
            return value
    return None


def caller(line: str) -> str:
    """Of `+CLIP: "<number>",<type>[,…]`, with `+` when it is international; empty when it is withheld."""
    values = fields(line)
    text = values[0] if values else ""
    kind = number(values[1]) if len(values) > 1 else None
    if not re.fullmatch(r"\+?[\d*#]{1,20}", text):
        return ""
    return f"+{text}" if kind == 145 and not text.startswith("+") else text


def ussd(line: str) -> Ussd | None:
    """Of `+CUSD: <m>[,"<text>"[,<dcs>]]`."""
    values = fields(line)
    state = number(values[0]) if values else None
    if state is None or state > 5:
        return None
    coding = number(values[-1]) if len(values) > 2 else None
    match = re.search(r'"(.*)"', line, re.DOTALL)
    return Ussd(state, match[1] if match else values[1] if len(values) > 1 else "", coding)


def pack_ussd(text: str) -> str:
    """Text of the default alphabet as packed septets in hexadecimal, as Huawei wants it; a carriage return fills up seven empty
    bits. Source: TS 23.038 6.1.2.3."""
    septets = gsm7.encode(text)
    return pack(septets + b"\r" if len(septets) % 8 == 7 else septets).hex().upper()


def write_ussd(text: str, *, packed: bool) -> str:
    """What stands behind `AT+CUSD=1,` for a code or a reply: the text and its coding. Other alphabets as UCS2."""
    if not gsm7.is_gsm7(text) or ('"' in text and not packed) or not (packed or text.isascii()):
        return f'"{text.encode("utf-16-be", "replace").hex().upper()}",72'
    return f'"{pack_ussd(text) if packed else text}",15'


def ussd_text(answer: Ussd) -> str:
    """What people read, guessed by shape: plain text; hexadecimal of UCS2 or of packed septets, whatever the coding says."""
    text = answer.text.strip()
    if len(text) < 4 or not _HEX.fullmatch(text):
        return text
    octets = bytes.fromhex(text)
    if (answer.coding is not None and answer.coding & 0x0C == 0x08) or (
        len(octets) % 2 == 0 and octets[0] < 0x20 and octets[0::2].count(octets[0]) * 2 >= len(octets[0::2])
    ):
        return octets.decode("utf-16-be", "replace")
    count = len(octets) * 8 // 7
    bits = int.from_bytes(octets, "little")
    septets = bytes(bits >> (7 * index) & 0x7F for index in range(count))
    if len(octets) % 7 == 0 and septets[-1:] == b"\r":
        septets = septets[:-1]  # fills the last octet
    return read_septets(septets)
