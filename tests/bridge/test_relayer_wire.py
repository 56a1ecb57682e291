from __future__ import annotations

import contextlib
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ports import CallEvent, Handed, InboundSms, PhoneStatus, SendReport
from bridge.channels import relayer_wire as wire
from tests.bridge import vectors

NOW = dt.datetime(2026, 3, 1, 8, 0, tzinfo=dt.UTC)
AT = 1_795_218_545_756
WHEN = dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=AT)


def read(*commands: Any) -> wire.Payload:
    return wire.read_payload(json.dumps({"cmds": [{"cmd": "fcm", "uuid": "a" * 36}, *commands]}).encode(), NOW)


def body(command: dict[str, Any]) -> wire.Body:
    (found,) = read({"p_id": 3, **command}).commands
    assert found.position == 3
    return found.body


def test_signatures() -> None:
    for vector in vectors.read("signatures.json")["vectors"]:
        raw = vector["body"].encode()
        assert wire.signature_of(vector["secret"], vector["ts"], raw) == vector["signature"]
        assert wire.signature_fits(vector["signature"], vector["secret"], vector["ts"], raw)
        assert not wire.signature_fits(vector["signature"], vector["secret"], vector["ts"], raw + b" ")
        assert not wire.signature_fits(vector["signature"], vector["secret"] + "x", vector["ts"], raw)
        assert not wire.signature_fits(vector["signature"][:-1], vector["secret"], vector["ts"], raw)


@pytest.mark.parametrize("given_signature", ["", "é", "\ud800", "x" * 10_000])
def test_odd_signatures_do_not_fit(given_signature: str) -> None:
    assert not wire.signature_fits(given_signature, "s", "1", b"")


def test_texts_as_the_phone_writes_them() -> None:
    for vector in vectors.read("json_text.json")["vectors"]:
        command = f'{{"cmd":"mo_sms","phone":"+1","ts":{AT},"p_id":3,{vector["body"][1:]}'
        raw = f'{{"cmds":[{{"cmd":"fcm","uuid":"{"a" * 36}"}},{command}]}}'
        (found,) = wire.read_payload(raw.encode(), NOW).commands
        assert found.body == InboundSms("+1", vector["text"], WHEN)


TEXTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("key absent: the SMS said null", {}, None),
    ("null", {"msg": None}, None),
    ("empty", {"msg": ""}, ""),
    ("a number", {"msg": 12}, "12"),
    ("a truth", {"msg": True}, "true"),
    ("NUL", {"msg": "a\0b"}, "ab"),
    ("half a character", {"msg": "a\ud83db"}, "a\ufffdb"),
    ("very long", {"msg": "x" * 10_000}, "x" * wire.MAX_TEXT),
]


@pytest.mark.parametrize(("fields", "text"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_text_of_an_sms(fields: dict[str, Any], text: str | None) -> None:
    assert body({"cmd": "mo_sms", "phone": "+1", "ts": AT, **fields}) == InboundSms("+1", text, WHEN)


@pytest.mark.parametrize("msg", [[], {}, ["x"], {"a": 1}])
def test_an_sms_that_is_no_text_is_only_acknowledged(msg: Any) -> None:
    assert body({"cmd": "mo_sms", "phone": "+1", "ts": AT, "msg": msg}) is None


@pytest.mark.parametrize(
    ("phone", "address"), [("", ""), (None, ""), ("Mobile", "Mobile"), (" 123 ", "123"), (4455, "4455"), ([], ""), ({}, "")]
)
def test_sender(phone: Any, address: str) -> None:
    assert body({"cmd": "mo_sms", "phone": phone, "ts": AT, "msg": "x"}) == InboundSms(address, "x", WHEN)


@pytest.mark.parametrize("ts", [None, "", "x", -1, 0, 10**18, 1.5, [], {}, True, "9" * 30, "٣"])
def test_times_that_make_no_sense_are_now(ts: Any) -> None:
    assert body({"cmd": "mo_sms", "phone": "+1", "ts": ts, "msg": "x"}) == InboundSms("+1", "x", NOW)


def test_a_time_as_text() -> None:
    assert body({"cmd": "mo_sms", "phone": "+1", "ts": str(AT), "msg": "x"}) == InboundSms("+1", "x", WHEN)


CALLS: list[tuple[dict[str, Any], CallEvent | None]] = [
    ({"phone": "+1", "type": "mo_miss", "dur": 0}, CallEvent("mo_miss", "+1", WHEN, 0)),
    ({"phone": "+1", "type": "mo_call", "dur": 17}, CallEvent("mo_call", "+1", WHEN, 17)),
    ({"phone": "+1", "type": "odd", "dur": "3"}, CallEvent("unk", "+1", WHEN, 3)),
    ({"phone": "+1", "type": ["x"], "dur": -3}, CallEvent("unk", "+1", WHEN, 0)),
    ({"phone": "+1", "type": "unk", "dur": 10**30}, CallEvent("unk", "+1", WHEN, wire.MAX_CALL_SECONDS)),
    ({"phone": "", "type": "mo_call", "dur": 1}, None),
    ({"type": "mo_call", "dur": 1}, None),
]


@pytest.mark.parametrize(("fields", "event"), CALLS)
def test_calls(fields: dict[str, Any], event: CallEvent | None) -> None:
    assert body({"cmd": "call", "ts": AT, **fields}) == event


@pytest.mark.parametrize(
    ("cmd", "outcome"), [("mt_sent", "sent"), ("mt_dlvd", "delivered"), ("mt_fail", "failed"), ("mt_error", "failed")]
)
def test_reports(cmd: str, outcome: Any) -> None:
    assert body({"cmd": cmd, "msg_id": 501, "ts": AT}) == SendReport(501, outcome, WHEN)
    assert body({"cmd": cmd, "msg_id": "501", "ts": AT}) == SendReport(501, outcome, WHEN)


@pytest.mark.parametrize("msg_id", [None, 0, -5, 2**31, 10**40, "x", [], 1.5, True])
def test_a_report_of_an_id_that_we_never_give_is_only_acknowledged(msg_id: Any) -> None:
    assert body({"cmd": "mt_sent", "msg_id": msg_id, "ts": AT}) is None


def test_what_nobody_knows_is_only_acknowledged() -> None:
    assert body({"cmd": "new_thing"}) is None
    assert body({"cmd": ["x"]}) is None
    assert body({}) is None
    assert body({"cmd": "reset"}) == wire.Reset()


@pytest.mark.parametrize("position", [3, "3", "x", 0, -1])
def test_positions_come_back_as_they_came(position: Any) -> None:
    (found,) = read({"cmd": "reset", "p_id": position}).commands
    assert found.position is not None
    assert wire.ack(found.position) == {"p_id": position, "cmd": "ack"}


@pytest.mark.parametrize("position", [None, True, 1.5, [], {}, 2**40, "x" * 100, "\ud800"])
def test_positions_that_cannot_be_named(position: Any) -> None:
    (found,) = read({"cmd": "reset", "p_id": position}).commands
    assert found.position is None


def test_status() -> None:
    given_status = {
        "cmd": "status", "p_src": "USB", "p_lvl": "55", "p_sts": "CHA", "net": "HSPA+", "pending": [5, "6", -1, "x", 2**31],
        "retry": [7], "org_id": 7, "cc": "rw", "dev": "SM", "os": "11", "app_version": "2.1.0",
    }  # fmt: skip
    assert read(given_status).status == PhoneStatus(55, "USB", "CHA", "HSPA+", (5, 6), (7,), 7, "RW", "SM", "11", "2.1.0")


def test_status_of_old_clients() -> None:
    old = {"cmd": "status", "power_level": 20, "power_source": "BAT", "power_status": "DIS", "network_type": "EDGE"}
    found = read({**old, "pending_messages": [1], "retry_messages": [2]}).status
    assert found == PhoneStatus(20, "BAT", "DIS", "EDGE", (1,), (2,))


def test_status_of_nonsense_is_unknown() -> None:
    odd = {name: ["x"] for name in ("p_lvl", "p_src", "p_sts", "net", "pending", "retry", "org_id", "cc", "dev", "os")}
    assert read({"cmd": "status", **odd}).status == PhoneStatus()
    assert read({"cmd": "status", "p_lvl": 101, "org_id": -7, "cc": "RWA"}).status == PhoneStatus()


def test_no_status() -> None:
    assert read({"cmd": "reset"}).status is None


@pytest.mark.parametrize(
    "raw",
    [b"", b"x", b"[]", b"null", b"1", b'"x"', b"{}", b'{"cmds":{}}', b'{"cmds":null}', b'{"cmds":[', b"\xff\xfe\x00",
     b"[" * 100_000, b'{"cmds":' * 50_000, b'{"cmds":[{"a":' * 20_000, b"9" * 5_000, b'{"a":' + b"1" * 5_000 + b"}"],
)  # fmt: skip
def test_no_payload(raw: bytes) -> None:
    with pytest.raises(wire.NotUnderstood):
        wire.read_payload(raw, NOW)


def test_broken_utf8_and_control_characters_are_read() -> None:
    raw = b'{"cmds":[{"cmd":"fcm","uuid":"12345678"},{"cmd":"mo_sms","phone":"+1","ts":1,"msg":"a\xffb\nc","p_id":3}]}'
    found = wire.read_payload(raw, NOW).commands[0].body
    assert isinstance(found, InboundSms)
    assert found.text == "a\ufffdb\nc"


def test_hello() -> None:
    first = {"cmd": "fcm", "fcm_id": "push", "uuid": "0c5b9e2e-4a6f-4d5c-9f3a-2b7f0a1d2e3f"}
    assert wire.read_payload(json.dumps({"cmds": [first]}).encode(), NOW).hello == wire.Hello(first["uuid"], "push", False)
    old = {"cmd": "gcm", "gcm_id": "x", "uuid": first["uuid"]}
    assert wire.read_payload(json.dumps({"cmds": [old]}).encode(), NOW).hello == wire.Hello(first["uuid"], "", True)
    for uuid in (None, 5, "", "short", "x" * 65, "a b c d e f", "<script>x"):
        found = wire.read_payload(json.dumps({"cmds": [{"cmd": "fcm", "uuid": uuid}]}).encode(), NOW).hello
        assert found is not None
        assert found.uuid == ""
    assert wire.read_payload(b'{"cmds":[{"cmd":"status"},{"cmd":"fcm"}]}', NOW).hello is None
    assert wire.read_payload(b'{"cmds":[]}', NOW).hello is None


def test_too_many_commands_stay_with_the_phone() -> None:
    assert len(read(*({"cmd": "reset", "p_id": place} for place in range(1000))).commands) == wire.MAX_COMMANDS - 1


def test_equal_neighbours_share_a_broadcast() -> None:
    handed = [Handed(1, "+1", "a"), Handed(2, "+2", "a"), Handed(3, "+3", "b"), Handed(4, "+4", "a")]
    assert wire.broadcasts(handed) == [
        {"cmd": "mt_bcast", "to": [{"phone": "+1", "id": 1}, {"phone": "+2", "id": 2}], "msg": "a"},
        {"cmd": "mt_bcast", "to": [{"phone": "+3", "id": 3}], "msg": "b"},
        {"cmd": "mt_bcast", "to": [{"phone": "+4", "id": 4}], "msg": "a"},
    ]
    assert wire.broadcasts([]) == []


ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.lists(st.integers(), max_size=3)
NAMES = ("p_id", "phone", "msg", "ts", "msg_id", "type", "dur", "pending", "retry", "org_id", "uuid")
KINDS = st.sampled_from(["fcm", "status", "mo_sms", "call", "mt_sent", "mt_dlvd", "mt_fail", "reset", "odd"])
COMMANDS = st.fixed_dictionaries({"cmd": KINDS}, optional=dict.fromkeys(NAMES, ANY))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(COMMANDS, max_size=4))
def test_no_command_breaks_the_reading(commands: list[dict[str, Any]]) -> None:
    found = wire.read_payload(json.dumps({"cmds": commands}).encode(), NOW)
    assert len(found.commands) == sum(command["cmd"] not in ("fcm", "status") for command in commands)
    json.dumps([wire.ack(command.position) for command in found.commands if command.position is not None]).encode()
    for command in found.commands:
        if isinstance(command.body, InboundSms):
            (command.body.address + (command.body.text or "")).encode()


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(raw: bytes) -> None:
    with contextlib.suppress(wire.NotUnderstood):
        wire.read_payload(raw, NOW)
