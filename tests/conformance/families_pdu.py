"""SMS of modems: PDUs that must be read to the letter, and some that must be refused or survived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.engine import gsm7
from bridge.modem.pdu import Content, Deliver, Pdu, PduError, StatusReport, Submit, decode, encode_submit
from tests.conformance.vectors import CaseResult, Family, check, read_json

Json = Any
KINDS = {Deliver: "deliver", Submit: "submit", StatusReport: "status-report"}


def readings(folder: Path) -> Iterator[CaseResult]:
    for case in read_json(folder / "pdu/vectors.json"):
        yield check(case["id"], partial(_read, case))


def malformed(folder: Path) -> Iterator[CaseResult]:
    for case in read_json(folder / "pdu/malformed.json"):
        yield check(case["id"], partial(_survive, case))


def writings(folder: Path) -> Iterator[CaseResult]:
    """What is written is read back: the texts and numbers of all cases that can be sent."""
    for case in read_json(folder / "pdu/vectors.json"):
        number = str(case["number"])
        if case["kind"] != "status-report" and case["text"] and number.removeprefix("+").isdigit():
            yield check(case["id"], partial(_write, number, case["text"]))


def _read(case: Json) -> str | None:
    pdu = decode(case["pdu"])
    got = {**_common(pdu), **(_content(pdu.content) if not isinstance(pdu, StatusReport) else {}), **_own(pdu)}
    wrong = {name: (case[name], got[name]) for name in case.keys() & got.keys() if case[name] != got[name]}
    length = len(case["pdu"]) // 2 - 1 - int(case["pdu"][:2], 16)
    if "length" in case and case["length"] != length:
        wrong["length"] = (case["length"], length)
    return ", ".join(f"{name}: expected {want!r}, got {have!r}" for name, (want, have) in wrong.items()) or None


def _common(pdu: Pdu) -> dict[str, Json]:
    address = pdu.sender if isinstance(pdu, Deliver) else pdu.recipient
    return {"kind": KINDS[type(pdu)], "smsc": pdu.smsc, "number": address.number, "number_type": address.type}


def _content(content: Content) -> dict[str, Json]:
    header, concat = content.header, content.header.concat
    tables: Mapping[str, int] = {"locking_shift": header.locking, "single_shift": header.single_shift}
    return {
        "dcs": content.dcs,
        "encoding": content.encoding,
        "message_class": content.message_class,
        "text": content.text,
        "data": content.payload.hex().upper() if content.encoding == "8bit" else None,
        "udh": header.raw[1:].hex().upper() if header.raw else None,
        "concat": (
            {"ref": concat.ref, "total": concat.total, "seq": concat.seq, "ref_bits": concat.bits} if concat is not None else None
        ),
        "ports": list(header.ports) if header.ports else None,
        "language": {name: table for name, table in tables.items() if table} or None,
    }


def _own(pdu: Pdu) -> dict[str, Json]:
    if isinstance(pdu, Deliver):
        return {
            "pid": pdu.pid,
            "timestamp": _iso(pdu.timestamp),
            "more_messages": pdu.more_messages,
            "status_report_indication": pdu.status_report_indication,
        }
    if isinstance(pdu, StatusReport):
        return {
            "reference": pdu.reference,
            "timestamp": _iso(pdu.timestamp),
            "discharge": _iso(pdu.discharge),
            "status": pdu.status,
            "outcome": pdu.outcome,
        }
    return {
        "pid": pdu.pid,
        "reference": pdu.reference,
        "status_report_request": pdu.status_report_request,
        "reject_duplicates": pdu.reject_duplicates,
        "validity_format": pdu.validity_format,
        "validity_minutes": pdu.validity_minutes,
        "validity_until": _iso(pdu.validity_until),
    }


def _iso(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def _survive(case: Json) -> str | None:
    """A case that may be accepted must give text that is valid UTF-8, and no time or concatenation that it does not have."""
    try:
        pdu = decode(case["pdu"])
    except PduError:
        return None if "reject" in case["expect"] else "refused"
    if case["expect"] == "reject":
        return "accepted"
    if not isinstance(pdu, Deliver):
        return f"a {KINDS[type(pdu)]}"
    (pdu.content.text or "").encode("utf-8")
    if "timestamp null" in case["expect"] and pdu.timestamp is not None:
        return f"timestamp {pdu.timestamp}"
    if "single message" in case["expect"] and pdu.content.header.concat is not None:
        return "has a concatenation"
    return None


def _write(number: str, text: str) -> str | None:
    parts = [decode(part.hex) for part in encode_submit(number, text, ref=77)]
    texts = "".join((part.content.text or "") for part in parts if isinstance(part, Submit))
    plain = gsm7.substitute(text)
    wanted = plain if gsm7.is_gsm7(plain) else text
    numbers = {part.recipient.number for part in parts if isinstance(part, Submit)}
    return None if (texts, numbers) == (wanted, {number}) else f"expected {wanted!r} to {number}, got {texts!r} to {numbers}"


FAMILIES: dict[str, Family] = {"pdu/readings": readings, "pdu/malformed": malformed, "pdu/writings": writings}
