"""The simulated phone says and does what the recorded ones did."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from app.ports import Handed
from bridge.demo.phone import RETRY_MINUTES, Generation, PhoneRunner, SimulatedPhone
from bridge.server import BridgeServer
from bridge.tls import TlsFiles
from tests.bridge import vectors
from tests.bridge.ports import ORG, Core

BOTH: list[Generation] = ["1.9", "2.1"]
UUID = "0c5b9e2e-4a6f-4d5c-9f3a-2b7f0a1d2e3f"


@pytest.fixture(params=BOTH)
def phone(request: pytest.FixtureRequest, core: Core, server: BridgeServer) -> SimulatedPhone:
    return SimulatedPhone(f"http://127.0.0.1:{server.phone_port}", core.clock, request.param, uuid=UUID)


def pair(phone: SimulatedPhone, core: Core) -> None:
    while not phone.claim_code:
        phone.sync()
    core.phones.claim(phone.relayer_id)
    settle(phone)
    assert phone.is_claimed


def settle(phone: SimulatedPhone, turns: int = 6) -> None:
    for _ in range(turns):
        assert phone.sync().status == 200


@pytest.mark.parametrize("generation", BOTH)
def test_it_writes_byte_for_byte_what_the_app_writes(core: Core, generation: Generation) -> None:
    recorded = vectors.read(f"life_{generation}.json")["conversation"]
    phone = SimulatedPhone("http://127.0.0.1:9", core.clock, generation, uuid=UUID)
    phone._push_id = "fcm-token-123"
    assert phone._payload([]).decode() == recorded[0]["body"]
    phone._memory.org_id = 7
    body = next(entry["body"] for entry in recorded if "Ubutumwa" in entry["body"] and '"p_id":4' not in entry["body"])
    sms = json.loads(body)["cmds"][2]
    phone.receive_sms(sms["phone"], sms["msg"], sms["ts"])
    assert phone._payload(phone._memory.queue).decode() == body


def test_registration_and_claim(phone: SimulatedPhone, core: Core) -> None:
    assert phone.sync().is_fine
    assert phone.is_registered
    assert not phone.is_claimed
    code = core.phones.links[1].claim_code or ""
    assert phone.claim_code == f"{code[:3]} {code[3:6]} {code[6:]}"
    assert len(core.phones.registrations) == (1 if phone.generation == "1.9" else 2), "2.1 asks twice"
    assert not phone.receive_sms("+250788123123", "lost"), "an unclaimed phone skips what comes in"
    pair(phone, core)
    assert phone.claim_code == ""
    assert len(core.phones.links) == 1


def test_an_inbound_sms_arrives_once_and_leaves_the_queue(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    for text in ("join", "null", "a/b é😀"):
        phone.receive_sms("+250788123123", text)
    settle(phone)
    assert phone.queued == 0
    assert core.intake.texts == [("+250788123123", "join"), ("+250788123123", None), ("+250788123123", "a/b é😀")]
    assert core.intake.receive_calls == (1 if phone.generation == "1.9" else 2), "2.1 reports everything twice"


def test_messages_are_sent_once_and_reported(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    core.desk.put(Handed(501, "+250788000001", "Muraho"), Handed(502, "250788000002", "Muraho"), Handed(503, "8080", "Bye"))
    settle(phone)
    sent = [(sms.id, sms.address, sms.text) for sms in phone.sent]
    assert sent == [(501, "+250788000001", "Muraho"), (502, "+250788000002", "Muraho"), (503, "8080", "Bye")]
    assert core.desk.statuses == {501: "delivered", 502: "delivered", 503: "delivered"}
    assert phone.queued == 0
    assert all(message.state == "delivered" for message in phone.messages.values())


def test_a_known_message_is_reported_again_and_not_sent_again(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    core.desk.put(Handed(501, "+250788000001", "Muraho"))
    settle(phone)
    core.desk.statuses.clear()  # the office lost what it heard
    settle(phone)
    assert [sms.id for sms in phone.sent] == [501]
    assert core.desk.statuses == {501: "delivered"}


def test_messages_that_were_never_answered_come_again(phone: SimulatedPhone, core: Core, caplog: Any) -> None:
    pair(phone, core)
    phone.receive_sms("+250788123123", "join")
    core.intake.fails = True
    with caplog.at_level(logging.CRITICAL):
        phone.sync()
        phone.sync()
    assert phone.queued == 1
    core.intake.fails = False
    settle(phone)
    assert (phone.queued, core.intake.texts) == (0, [("+250788123123", "join")])


def test_at_most_fifty_commands_at_a_time(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    for number in range(120):
        phone.receive_sms("+250788123123", str(number))
    assert phone.sync().status == 200
    assert len(core.intake.messages) == 50
    settle(phone, 8)
    assert [text for _, text in core.intake.texts] == [str(number) for number in range(120)]
    assert phone.queued == 0


def test_a_refused_number_fails_after_ten_tries(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    phone.refused_numbers.add("+250788000001")
    core.desk.put(Handed(601, "+250788000001", "will fail"))
    settle(phone, 2)
    assert phone.messages[601].state == "retry"
    for minutes in RETRY_MINUTES:
        assert core.desk.takes[-1] in ((601,), ())
        core.clock.advance(minutes * 60)
        settle(phone, 2)
    assert phone.messages[601].tries == 10
    settle(phone, 2)
    assert core.desk.statuses == {601: "failed"}
    assert phone.sent == []


def test_a_failed_message_that_comes_again(phone: SimulatedPhone, core: Core) -> None:
    """1.9 ignores it for ever; 2.1 tries again."""
    pair(phone, core)
    core.desk.put(Handed(601, "+250788000001", "x"))
    settle(phone)
    phone.messages[601].state = "failed"
    phone.sent.clear()
    core.desk.statuses.clear()
    settle(phone)
    assert [sms.id for sms in phone.sent] == ([] if phone.generation == "1.9" else [601])


def test_reset(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    phone.receive_sms("+250788123123", "thrown away")
    phone.reset()
    settle(phone, 3)
    assert core.phones.resets == [1]
    assert core.intake.texts == []
    settle(phone, 3)
    assert phone.relayer_id == 2
    assert not phone.is_claimed


def test_release_deletes_the_queue(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    phone.receive_sms("+250788123123", "lost")
    core.phones.change(1, state="released")
    settle(phone, 2)
    assert phone.queued == 0
    settle(phone, 3)
    assert (phone.is_registered, phone.is_claimed, phone.relayer_id) == (True, False, 2)


def test_a_wrong_secret_heals_and_nothing_is_lost(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    phone.receive_sms("+250788123123", "kept")
    core.phones.change(1, secret="another")
    core.phones.given_on[1] = core.clock.now()
    settle(phone, 8)
    assert (phone.is_claimed, phone.queued) == (True, 0)
    assert core.intake.texts == [("+250788123123", "kept")]


@pytest.mark.parametrize("off", [-3600, 86_400])
def test_a_wrong_clock_keeps_everything(phone: SimulatedPhone, core: Core, off: int) -> None:
    pair(phone, core)
    phone.receive_sms("+250788123123", "late")
    phone.clock_offset = off
    phone.sync()
    assert phone.sync().error_id == 3
    assert phone.queued == 1
    phone.clock_offset = 0
    settle(phone)
    assert core.intake.texts == [("+250788123123", "late")]


def test_an_unknown_office_keeps_everything(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    phone.receive_sms("+250788123123", "kept")
    link = core.phones.links.pop(1)
    phone.sync()
    assert phone.sync().error_id == 4
    assert phone.queued == 1
    core.phones.links[1] = link
    settle(phone)
    assert (phone.is_claimed, core.intake.texts) == (True, [("+250788123123", "kept")])


def test_nobody_answers(core: Core) -> None:
    phone = SimulatedPhone("http://127.0.0.1:9", core.clock)
    outcome = phone.sync()
    assert (outcome.status, outcome.reply, outcome.is_fine) == (0, None, False)


def test_over_tls(core: Core, server: BridgeServer, tls: TlsFiles) -> None:
    phone = SimulatedPhone(f"https://127.0.0.1:{server.tls_port}", core.clock, ca_pem=tls.ca.read_text())
    assert phone.sync().is_fine
    other = SimulatedPhone(f"https://127.0.0.1:{server.tls_port}", core.clock)
    assert other.sync().status == 0, "no trust without the office's certificate"


def test_calls(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    phone.call("+250788123123")
    phone.call("+250788123123", "mo_call", 17)
    settle(phone)
    assert sorted((call.type, call.duration) for call in core.intake.call_events.values()) == [("mo_call", 17), ("mo_miss", 0)]


def test_the_first_hundred_are_forgotten(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    core.desk.put(*(Handed(number, "+250788000001", str(number)) for number in range(1, 131)))
    settle(phone, 20)
    assert phone.queued == 0
    assert len(phone.messages) == 100
    assert 1 not in phone.messages
    assert len(phone.sent) == 130


def test_the_runner_syncs_until_told_to_stop(core: Core, server: BridgeServer) -> None:
    phone = SimulatedPhone(f"http://127.0.0.1:{server.phone_port}", core.clock, uuid=UUID)
    pair(phone, core)
    runner = PhoneRunner(phone, 600)
    runner.start()
    try:
        assert runner.receive_sms("+250788123123", "join")
        assert core.intake.taken.wait(60), "an SMS forces a sync"
    finally:
        runner.stop()
    assert core.intake.texts == [("+250788123123", "join")]


def test_it_stays_claimed_in_the_office(phone: SimulatedPhone, core: Core) -> None:
    pair(phone, core)
    settle(phone)
    assert core.phones.links[1].org_id == ORG
    assert core.phones.seen_calls[-1][1] is not None
