"""What phones rely on, asked over real HTTP."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest

from app.ports import Handed
from bridge.server import BridgeServer
from tests.bridge.http_client import Answer, ask, payload, signed
from tests.bridge.ports import ORG, Core, MemoryPhones

UUID = "0c5b9e2e-4a6f-4d5c-9f3a-2b7f0a1d2e3f"
REGISTER = "/relayers/relayer/register/"
SMS = {"cmd": "mo_sms", "phone": "+250788123123", "ts": 1795218545756, "msg": "join"}


class Office:
    def __init__(self, core: Core, server: BridgeServer) -> None:
        self.core = core
        self.port = server.phone_port

    @property
    def now(self) -> int:
        return int(self.core.clock.now().timestamp())

    def register(self, uuid: str = UUID) -> dict[str, Any]:
        (reg,) = ask(self.port, "POST", REGISTER, payload(uuid=uuid, org_id=-1)).cmds
        return reg

    def claimed(self) -> dict[str, Any]:
        reg = self.register()
        self.core.phones.claim(reg["relayer_id"])
        return reg

    def sync(self, reg: dict[str, Any], *commands: dict[str, Any], **status: Any) -> Answer:
        return self.send(reg, payload(*commands, **status))

    def send(self, reg: dict[str, Any], body: bytes, ts: object = None) -> Answer:
        path = signed(reg["relayer_id"], reg["relayer_secret"], self.now if ts is None else ts, body)
        return ask(self.port, "POST", path, body)


@pytest.fixture
def office(core: Core, server: BridgeServer) -> Office:
    return Office(core, server)


def acked(answer: Answer) -> list[Any]:
    return [cmd["p_id"] for cmd in answer.cmds if cmd["cmd"] == "ack"]


# Registration


def test_registering_twice_gives_the_same(office: Office) -> None:
    first = office.register()
    assert first["cmd"] == "reg"
    assert len(first["relayer_claim_code"]) == 9
    assert len(first["relayer_secret"]) == 64
    assert office.register() == first
    uuid, push_id, status, remote = office.core.phones.registrations[0]
    assert (uuid, push_id, status.country, status.battery, remote) == (UUID, "push", "RW", 55, "127.0.0.1")


@pytest.mark.parametrize("path", ["/relayers/relayer/register", REGISTER])
def test_the_slash_at_the_end_does_not_matter(office: Office, path: str) -> None:
    assert ask(office.port, "POST", path, payload()).cmds[0]["cmd"] == "reg"
    reg = office.claimed()
    body = payload(SMS)
    path = signed(reg["relayer_id"], reg["relayer_secret"], office.now, body).replace("/?", "?")
    assert acked(ask(office.port, "POST", path, body)) == [3]


def test_clients_from_before_fcm_get_a_code_that_nobody_can_claim(office: Office) -> None:
    body = json.dumps({"cmds": [{"cmd": "gcm", "gcm_id": "x", "uuid": UUID}]}).encode()
    expected = {"cmd": "reg", "relayer_claim_code": "*********", "relayer_secret": "0" * 64, "relayer_id": -1}
    assert ask(office.port, "POST", REGISTER, body).cmds == [expected]
    assert not office.core.phones.registrations


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"cmds":[]}', b'{"cmds":[{"cmd":"status"}]}', b'{"cmds":[{"cmd":"fcm"}]}'])
def test_registration_of_nothing(office: Office, body: bytes) -> None:
    assert ask(office.port, "POST", REGISTER, body).error_id == 4
    assert not office.core.phones.registrations


def test_too_many_registrations_are_told_to_wait(office: Office) -> None:
    office.core.phones.is_full = True
    answer = ask(office.port, "POST", REGISTER, payload())
    assert answer.status == 429
    assert answer.json["error_id"] == 4


# Claim


def test_an_unclaimed_phone_sees_its_code_and_keeps_its_commands(office: Office) -> None:
    reg = office.register()
    assert office.sync(reg, SMS, org_id=-1).cmds == [reg]
    assert office.core.is_untouched()


def test_an_unclaimed_phone_with_another_uuid(office: Office) -> None:
    reg = office.register()
    assert office.send(reg, payload(uuid="another-phone-entirely")).error_id == 4


def test_claim_comes_with_the_next_sync_until_the_phone_knows(office: Office) -> None:
    reg = office.claimed()
    for _ in range(2):
        assert office.sync(reg, org_id=-1).cmds == [{"cmd": "claim", "org_id": ORG}]
    assert office.sync(reg, org_id=ORG).cmds == []


def test_claim_and_acks_and_messages_come_in_this_order(office: Office) -> None:
    reg = office.claimed()
    office.core.desk.put(Handed(501, "+250788000001", "Muraho"))
    assert [cmd["cmd"] for cmd in office.sync(reg, SMS, org_id=-1).cmds] == ["ack", "claim", "mt_bcast"]


# Who may sync


def test_unknown_ids_are_not_released(office: Office) -> None:
    office.claimed()
    for number in ("2", "999999999999", "-1", "abc", "1.0", "%00", "%D9%A3"):
        path = f"/relayers/relayer/sync/{number}/?ts={office.now}&signature=x"
        answer = ask(office.port, "POST", path, payload(SMS))
        assert (answer.error_id, answer.json["cmds"]) == (4, [])


def test_released_phones_are_released_without_a_signature(office: Office) -> None:
    office.claimed()
    office.core.phones.change(1, state="released")
    answer = ask(office.port, "POST", "/relayers/relayer/sync/1/?ts=x&signature=y", b"junk")
    assert answer.cmds == [{"cmd": "rel", "relayer_id": 1}]


def test_a_phone_without_secret(office: Office) -> None:
    reg = office.claimed()
    office.core.phones.change(1, secret="")
    assert office.sync(reg, SMS).error_id == 4


@pytest.mark.parametrize("ts", ["", "x", "1e9", "-5", "1.5", "9" * 400, "%31%00", "NaN"])
def test_a_ts_that_is_no_number(office: Office, ts: str) -> None:
    office.claimed()
    assert ask(office.port, "POST", f"/relayers/relayer/sync/1/?ts={ts}&signature=x", payload(SMS)).error_id == 3
    assert ask(office.port, "POST", "/relayers/relayer/sync/1/", payload(SMS)).error_id == 3
    assert office.core.is_untouched()


@pytest.mark.parametrize(("off", "error_id"), [(900, None), (-900, None), (901, 3), (-901, 3), (10**9, 3)])
def test_clock_window(office: Office, off: int, error_id: int | None) -> None:
    reg = office.claimed()
    assert office.send(reg, payload(SMS), office.now + off).error_id == error_id
    assert office.core.is_untouched() == (error_id is not None)
    assert office.core.phones.seen_calls[-1][2] == off, "staff see by how much a clock is off"


def test_a_wrong_clock_with_a_wrong_signature_is_not_noted(office: Office) -> None:
    reg = office.claimed()
    assert office.send({**reg, "relayer_secret": "x"}, payload(SMS), office.now + 5000).error_id == 3
    assert not office.core.phones.seen_calls


def test_signatures_are_over_the_raw_bytes(office: Office) -> None:
    reg = office.claimed()
    body = payload(SMS)
    path = signed(1, reg["relayer_secret"], office.now, body)
    assert ask(office.port, "POST", path, body + b"\n").error_id == 1
    assert ask(office.port, "POST", path.replace("signature=", "signature=A"), body).error_id == 1
    assert ask(office.port, "POST", path.partition("&")[0], body).error_id == 1
    assert office.core.is_untouched()
    assert acked(ask(office.port, "POST", path, body)) == [3]


def test_a_phone_that_registered_anew_waits_in_silence(office: Office) -> None:
    reg = office.claimed()
    office.core.phones.change(1, state="approval")
    office.core.desk.put(Handed(501, "+250788000001", "Muraho"))
    assert office.sync({**reg, "relayer_secret": "another"}, SMS).cmds == []
    assert office.core.is_untouched()
    assert [cmd["cmd"] for cmd in office.sync(reg, SMS).cmds] == ["ack", "mt_bcast"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"cmds":1}', b"\x00\xff", b'{"cmds":[{"cmd":"status"},{"cmd":"mo_sms"}]}'])
def test_signed_nonsense_loses_nothing(office: Office, body: bytes) -> None:
    reg = office.claimed()
    answer = office.send(reg, body)
    assert (answer.error_id, answer.json["cmds"]) == (4, [])
    assert office.core.is_untouched()


# What comes up


def test_everything_with_a_position_is_acknowledged(office: Office) -> None:
    reg = office.claimed()
    commands = [
        {**SMS, "p_id": "3"}, {**SMS, "phone": "", "p_id": 4}, {"cmd": "mo_sms", "msg": ["?"], "p_id": 5},
        {"cmd": "mo_sms", "phone": "x", "ts": "?", "p_id": 6}, {"cmd": "call", "phone": "", "p_id": 7},
        {"cmd": "mt_sent", "msg_id": 999, "ts": 1, "p_id": 8}, {"cmd": "mt_fail", "msg_id": "?", "p_id": 9},
        {"cmd": "from the future", "p_id": 10}, {"cmd": "mt_dlvd", "p_id": 11}, {**SMS, "msg": "no position", "p_id": None},
    ]  # fmt: skip
    assert acked(office.sync(reg, *commands)) == ["3", 4, 5, 6, 7, 8, 9, 10, 11]


def test_inbound_sms_and_calls_are_taken_once(office: Office) -> None:
    reg = office.claimed()
    call = {"cmd": "call", "phone": "+250788123123", "type": "mo_miss", "ts": 1795218545756, "dur": 0}
    for _ in range(3):
        assert acked(office.sync(reg, SMS, call)) == [3, 4]
    assert office.core.intake.texts == [("+250788123123", "join")]
    assert len(office.core.intake.call_events) == 1


def test_an_sms_is_acknowledged_only_when_it_is_stored(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    reg = office.claimed()
    office.core.intake.fails = True
    with caplog.at_level(logging.CRITICAL):
        answer = office.sync(reg, SMS)
    assert answer.status == 503
    assert answer.json["cmds"] == []
    office.core.intake.fails = False
    assert acked(office.sync(reg, SMS)) == [3]


def test_trouble_with_one_kind_does_not_hold_back_another(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    reg = office.claimed()
    office.core.intake.calls_fail = True
    office.core.desk.fails = True
    call = {"cmd": "call", "phone": "+1", "type": "mo_miss", "ts": 5, "dur": 0}
    with caplog.at_level(logging.CRITICAL):
        assert acked(office.sync(reg, call, SMS, {"cmd": "mt_sent", "msg_id": 5, "ts": 1})) == [4, 5]


def test_when_nothing_works_the_phone_hears_later(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    reg = office.claimed()
    office.core.phones.fails = True
    with caplog.at_level(logging.CRITICAL):
        answer = office.sync(reg, SMS)
    assert answer.status == 500
    assert answer.json == {"error_id": 4, "error": "Internal Server Error", "cmds": []}


def test_status_reaches_the_register(office: Office) -> None:
    reg = office.claimed()
    office.send(reg, payload(p_lvl=14, net="EDGE"), office.now + 30)
    channel, status, skew = office.core.phones.seen_calls[-1]
    assert (channel, skew) == (1, 30)
    assert status is not None
    assert (status.battery, status.network) == (14, "EDGE")


def test_a_sync_without_status_gets_everything(office: Office) -> None:
    reg = office.claimed()
    office.core.desk.put(Handed(501, "+250788000001", "Muraho"))
    body = json.dumps({"cmds": [{"cmd": "fcm", "uuid": UUID, "p_id": 1}, {**SMS, "p_id": 2}]}).encode()
    assert [cmd["cmd"] for cmd in office.send(reg, body).cmds] == ["ack", "mt_bcast"]
    assert office.core.desk.takes == [()]


# What goes down


def test_held_messages_are_not_handed_again(office: Office) -> None:
    reg = office.claimed()
    office.core.desk.put(Handed(501, "+250788000001", "Muraho"), Handed(502, "+250788000002", "Muraho"))
    to = [{"phone": "+250788000001", "id": 501}, {"phone": "+250788000002", "id": 502}]
    expected = {"cmd": "mt_bcast", "to": to, "msg": "Muraho"}
    assert office.sync(reg).cmds == [expected]
    assert office.sync(reg).cmds == [expected], "the first answer may have been lost"
    assert office.sync(reg, pending=[501], retry=[502]).cmds == []
    assert office.core.desk.takes[-1] == (501, 502)
    report = {"cmd": "mt_sent", "msg_id": 501, "ts": 1}
    assert office.sync(reg, report, pending=[], retry=[502]).cmds == [{"p_id": 3, "cmd": "ack"}]


def test_a_phone_with_more_reports_than_fit_is_not_handed_them_again(office: Office) -> None:
    """It would queue two more reports for each, and never come to an end."""
    reg = office.claimed()
    office.core.desk.put(*(Handed(number, "+250788000001", "x") for number in range(1, 101)))
    assert len(office.sync(reg).cmds[0]["to"]) == 100
    reports = [{"cmd": "mt_sent", "msg_id": number, "ts": 1} for number in range(1, 101)]
    assert {cmd["cmd"] for cmd in office.sync(reg, *reports[:50]).cmds} == {"ack"}
    assert {cmd["cmd"] for cmd in office.sync(reg, *reports[50:]).cmds} == {"ack"}
    sms = [{**SMS, "ts": number} for number in range(1, 51)]
    office.core.desk.put(Handed(101, "+250788000001", "y"))
    assert office.sync(reg, *sms).cmds[-1]["cmd"] == "mt_bcast", "answers to a burst of SMS do not wait"


def test_reset_releases_and_the_second_one_is_released(office: Office) -> None:
    reg = office.claimed()
    office.core.desk.put(Handed(501, "+250788000001", "Muraho"))
    assert office.sync(reg, {"cmd": "reset"}).cmds == [{"p_id": 3, "cmd": "ack"}]
    assert office.core.phones.resets == [1]
    assert office.sync(reg, {"cmd": "reset"}).cmds == [{"cmd": "rel", "relayer_id": 1}]
    assert office.core.phones.resets == [1]
    assert office.register()["relayer_id"] == 2


def test_all_scripts_reach_the_phone(office: Office) -> None:
    reg = office.claimed()
    text = 'مرحبا 😀 a/b "q" \n'
    office.core.desk.put(Handed(501, "+250788000001", text))
    answer = office.sync(reg)
    assert answer.cmds[0]["msg"] == text
    assert text[:5].encode() in answer.body, "raw UTF-8, which the phone expects"


def test_many_phones_at_once(office: Office) -> None:
    regs = [office.register(f"phone-number-{number}") for number in range(12)]
    for reg in regs:
        office.core.phones.claim(reg["relayer_id"])
    seen: list[list[Any]] = []

    def talk(reg: dict[str, Any]) -> None:
        uuid = office.core.phones.links[reg["relayer_id"]].phone_uuid
        for turn in range(5):
            sms = {**SMS, "msg": f"{reg['relayer_id']} {turn}"}
            seen.append(acked(office.send(reg, payload(sms, uuid=str(uuid)))))

    threads = [threading.Thread(target=talk, args=(reg,)) for reg in regs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [[3]] * 60
    assert len(office.core.intake.messages) == 60


# Message packs


def test_no_packs(office: Office) -> None:
    for query in ("", "?v=1.2&pack=1", "?pack=../../etc/passwd", "?pack=99", "?pack=0"):
        answer = ask(office.port, "GET", "/android/" + query)
        assert answer.status == 404
        assert answer.json["error"] == "no packs"


def test_packs_are_handed_out(office: Office, packs: Path) -> None:
    (packs / "2.apk").write_bytes(b"PK" + bytes(100_000))
    answer = ask(office.port, "GET", "/android/?v=1.2&pack=2")
    assert (answer.status, len(answer.body)) == (200, 100_002)
    assert answer.headers["content-type"] == "application/vnd.android.package-archive"
    assert ask(office.port, "GET", "/android?v=1.2&pack=2").status == 200
    assert ask(office.port, "GET", "/android/?v=1.2&pack=3").status == 404


def test_memory_ports_give_a_new_secret_after_the_grace(core: Core) -> None:
    """The stand-in behaves as the port says, so that the tests above mean something."""
    phones = MemoryPhones(core.clock)
    first = phones.register(UUID, "", _status(), "")
    core.clock.advance(700)
    assert phones.register(UUID, "", _status(), "").secret != first.secret


def _status() -> Any:
    from app.ports import PhoneStatus

    return PhoneStatus()
