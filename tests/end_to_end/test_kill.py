"""SIGKILL between the acknowledgement and the answer: the answer is sent, once, after the restart."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.services import office_settings, webhooks
from app.store.database import Store
from tests.support.office import CLOCK, RunningOffice, wait_until

pytestmark = pytest.mark.real_process

FARMER = "+250788123456"
FLOW = "9a1cbb1c-4a6e-4a2e-8f0d-3f8f2c7a0b11"
NODE = "2f7c5e0a-31b7-4a7e-9a51-6d0f6f4f3c22"


class SlowPrices(http.server.ThreadingHTTPServer):
    """A service on the LAN that keeps its callers waiting until it is told to answer."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.may_answer = threading.Event()
        super().__init__(("127.0.0.1", 0), PricesHandler)


class PricesHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, SlowPrices)
        server.asked.set()
        server.may_answer.wait(60)
        body = b'{"price": 350}'
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return  # the caller was killed

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def prices() -> Iterator[SlowPrices]:
    server = SlowPrices()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join()


def export(url: str) -> bytes:
    """A workspace file with one flow that asks the service and answers."""
    call = {"uuid": "5b7d1c3e-0c3c-4d8a-bb0e-2f1f6d5a8c33", "type": "call_webhook", "method": "GET", "url": url}
    text = "Maize is @webhook.json.price a kilo."
    send = {"uuid": "7c9e2d4f-1d4d-4e9b-8c1f-3a2a7e6b9d44", "type": "send_msg", "text": text}
    exits = [{"uuid": "8d0f3e5a-2e5e-4f0c-9d2a-4b3b8f7c0e55"}]
    flow = {
        "uuid": FLOW,
        "name": "Prices",
        "spec_version": "14.4.2",
        "language": "eng",
        "type": "messaging",
        "revision": 1,
        "expire_after_minutes": 60,
        "localization": {},
        "nodes": [{"uuid": NODE, "actions": [call, send], "exits": exits}],
    }
    return json.dumps({"version": "13", "site": "test", "flows": [flow], "triggers": [], "campaigns": []}).encode()


def test_killed_between_acknowledging_and_answering(tmp_path: Path, prices: SlowPrices) -> None:
    office = RunningOffice(tmp_path / "office")
    with office:
        office.set_up()
        _allow_loopback(office)
        office.client.imports.import_file(office.workspace, export(f"http://127.0.0.1:{prices.server_port}/maize"))
        office.client.triggers.create_keyword(office.workspace, FLOW, ["price"])
        phone = office.pair()
        phone.receive_sms(FARMER, "price")
        wait_until(lambda: phone.sync().is_fine and not phone.queued, "the acknowledgement")
        assert prices.asked.wait(20)
        assert phone.sent == []
        office.kill()
        prices.may_answer.set()
        office.start()
        phone.move(office.phone_url)
        wait_until(lambda: phone.sync() and phone.sent, "the answer after the restart")
        wait_until(lambda: phone.sync() and not phone.queued, "the reports")
        office.sign_in()
        contact = office.client.messages.conversations(office.workspace).rows[0].contact
        history = office.client.messages.history(office.workspace, contact).rows
    assert [(sent.address, sent.text) for sent in phone.sent] == [(FARMER, "Maize is 350 a kilo.")]
    assert [(msg.direction, msg.status) for msg in history] == [("out", "delivered"), ("in", "handled")]


def _allow_loopback(office: RunningOffice) -> None:
    """What staff would choose for a service on this PC."""
    store = Store(f"sqlite:///{office.paths.database}", CLOCK)
    with store.write() as work:
        office_settings.write(work.session, webhooks.SETTING, ["127.0.0.0/8"])
        work.commit()
    store.close()
