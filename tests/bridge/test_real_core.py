"""The bridge over the real services: a database on the disk, the queues, a flow that answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from app.bootstrap import EngineProcess
from app.clock import SystemClock
from app.contracts.base import ANONYMOUS
from app.contracts.flows import TriggerSpec
from app.contracts.office import OfficeSetup
from app.paths import OfficePaths
from app.services.base import Service
from app.services.explain import Explain
from app.services.flows import Flows
from app.services.imports import Imports
from app.services.messages import Messages
from app.services.office import Office
from app.services.phones import Phones
from app.services.triggers import Triggers
from app.settings import Settings
from bridge.demo.office import WORKSPACE_FILE
from bridge.demo.phone import Generation, SimulatedPhone
from tests.bridge.http_client import ask, payload, signed

PASSWORD = "a long enough password"
SENDER = "+256772123456"
SECONDS = 60
S = TypeVar("S", bound=Service)


class RealOffice:
    def __init__(self, engine: EngineProcess) -> None:
        self.engine = engine
        office = self._service(Office, None)
        setup = OfficeSetup(engine.core.setup_token or "", "Office", "UG", "Africa/Kampala", "admin", PASSWORD, "Programme")
        signed_in = office.setup(setup)
        self.token = signed_in.token
        self.workspace = signed_in.person.workspaces[0].uuid
        self.phones = self._service(Phones, self.token)

    def keyword(self) -> str:
        """A flow that answers, and its keyword."""
        flows = self._service(Flows, self.token)
        self._service(Imports, self.token).import_file(self.workspace, WORKSPACE_FILE.read_bytes())
        flow = next(flow for flow in flows.all(self.workspace) if flow.type == "messaging")
        self._service(Triggers, self.token).create_keyword(self.workspace, flow.uuid, ["begin"])
        return "begin"

    def pair(self, generation: Generation) -> SimulatedPhone:
        phone = SimulatedPhone(f"http://127.0.0.1:{self.engine.server.phone_port}", SystemClock(), generation, country="UG")
        until(lambda: phone.sync() and phone.claim_code)
        self.phones.claim(phone.claim_code, "+256772000001", "Phone", [self.workspace])
        until(lambda: phone.sync() and phone.is_claimed)
        return phone

    def _service(self, kind: type[S], token: str | None) -> S:
        actor = self.engine.services.front.authenticate(token, "127.0.0.1") if token else ANONYMOUS
        service = self.engine.services.front.service(kind.name, actor)
        assert isinstance(service, kind)
        return service


def until(probe: Callable[[], object]) -> None:
    """A condition of other threads: asked again until it holds."""
    clock, pause = SystemClock(), threading.Event()
    end = clock.monotonic() + SECONDS
    while not probe():
        assert clock.monotonic() < end, "took too long"
        pause.wait(0.02)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[RealOffice]:
    engine = EngineProcess(Settings(OfficePaths(tmp_path), phone_port=0, tls_port=0), SystemClock())
    engine.start()
    try:
        yield RealOffice(engine)
    finally:
        engine.stop()


@pytest.mark.parametrize("generation", ["1.9", "2.1"])
def test_an_sms_is_answered(office: RealOffice, generation: Generation) -> None:
    keyword = office.keyword()
    phone = office.pair(generation)
    phone.receive_sms(SENDER, keyword)
    until(lambda: phone.sync() and phone.sent)
    assert phone.sent[0].address == SENDER
    until(lambda: phone.sync() and not phone.queued)
    assert len({sms.id for sms in phone.sent}) == len(phone.sent), "nothing was sent twice"


@pytest.mark.parametrize("generation", ["1.9", "2.1"])
def test_a_missed_call_is_answered_by_its_flow(office: RealOffice, generation: Generation) -> None:
    office.keyword()
    flow = next(flow for flow in office._service(Flows, office.token).all(office.workspace) if flow.type == "messaging")
    office._service(Triggers, office.token).create(office.workspace, TriggerSpec("missed_call", flow.uuid))
    phone = office.pair(generation)
    phone.call(SENDER)
    phone._memory.queue.append(dict(phone._memory.queue[-1]))  # reported twice
    until(lambda: phone.sync() and phone.sent)
    [call] = office._service(Messages, office.token).calls(office.workspace).rows
    assert (call.type, call.urn) == ("mo_miss", SENDER)
    told = office._service(Explain, office.token).event(office.workspace, call.uuid)
    assert told.outcome == "trigger_started"
    assert {sent.address for sent in phone.sent} == {SENDER}


def test_reset_and_release_over_the_real_services(office: RealOffice) -> None:
    phone = office.pair("2.1")
    first = phone.relayer_id
    phone.reset()
    until(lambda: phone.sync() and phone.relayer_id not in (first, -1))
    assert office.phones.all()[0].state == "unclaimed"
    until(lambda: phone.sync() and phone.claim_code)
    office.phones.claim(phone.claim_code, "+256772000001", "Phone", [office.workspace])
    until(lambda: phone.sync() and phone.is_claimed)
    second = phone.relayer_id
    office.phones.release(office.phones.all()[0].uuid)
    until(lambda: phone.sync() and phone.relayer_id not in (second, -1))


def test_nonsense_leaves_nothing(office: RealOffice) -> None:
    phone = office.pair("1.9")
    port = office.engine.server.phone_port
    now = int(SystemClock().now().timestamp())
    secret = phone._memory.secret
    sms = {"cmd": "mo_sms", "phone": SENDER, "ts": 1795218545756, "msg": "x"}
    for number, key, ts, body, error_id in (
        (phone.relayer_id, "wrong", now, payload(sms), 1),
        (phone.relayer_id, secret, now - 5000, payload(sms), 3),
        (999, secret, now, payload(sms), 4),
        (phone.relayer_id, secret, now, b"\x00\xff{", 4),
    ):
        assert ask(port, "POST", signed(number, key, ts, body), body).error_id == error_id
    assert ask(port, "POST", signed(phone.relayer_id, secret, now, b"x" * 10_000_000), b"x" * 10_000_000).status == 413
    assert phone.receive_sms(SENDER, "still here")
    assert phone.sync().is_fine
    assert phone.queued == 0
