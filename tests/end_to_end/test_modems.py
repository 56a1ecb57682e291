"""A real engine with simulated modems on pseudo-terminals, which staff named as a modem's ports."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.contracts.modems import Modem
from tests.simulators.modem import IMEI, PROFILES, PtyModem
from tests.support.office import RunningOffice, wait_until

pytestmark = pytest.mark.real_process

FARMER = "+250788123456"
OTHER_IMEI = "861234567890123"
FLOW = "0d7a5ff8-6a51-4a4c-9d6c-0f7d7e0b6a10"
ANSWER = "Maize is 350 a kilo."


def export() -> bytes:
    """A workspace file with one flow that answers."""
    send = {"uuid": "3a8f4b8c-93a5-4f26-9c8e-6b2d6f6b9a11", "type": "send_msg", "text": ANSWER}
    exits = [{"uuid": "b6a0f6a7-0d9e-4d4f-8d1f-1c8a8a1b2c12"}]
    flow = {
        "uuid": FLOW,
        "name": "Prices",
        "spec_version": "14.4.2",
        "language": "eng",
        "type": "messaging",
        "revision": 1,
        "expire_after_minutes": 60,
        "localization": {},
        "nodes": [{"uuid": "5c1d9a44-2f0b-4f5c-8f59-3a4b5c6d7e13", "actions": [send], "exits": exits}],
    }
    return json.dumps({"version": "13", "site": "test", "flows": [flow], "triggers": [], "campaigns": []}).encode()


class ModemOffice:
    """An office with modems on its desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running = RunningOffice(folder / "office", settings={"OUTPOST_MODEMS": "on"})
        self.modems: list[PtyModem] = []

    def set_up(self) -> None:
        self.running.start()
        self.running.set_up()
        client, workspace = self.running.client, self.running.workspace
        client.imports.import_file(workspace, export())
        client.triggers.create_keyword(workspace, FLOW, ["price"])

    def add(self, imei: str, number: str, profile: str = "quectel") -> PtyModem:
        """A modem whose SIM is a channel of the office."""
        modem = PtyModem(PROFILES[profile], link=self.folder / imei, imei=imei)
        modem.core.sim.iccid = f"892501{imei[-13:]}"
        self.modems.append(modem)
        client = self.running.client
        client.modems.choose_ports([str(one.link) for one in self.modems])
        found = self.until(imei, lambda one: one.state == "ready")
        client.modems.use(found.uuid, number, f"SIM {number}", [self.running.workspace])
        client.modems.update(found.uuid, f"SIM {number}", 1.0, 1000, True)
        return modem

    def until(self, imei: str, probe: Callable[[Modem], bool]) -> Modem:
        def look() -> Modem | None:
            modems = self.running.client.modems.all().modems
            return next((one for one in modems if one.imei == imei and probe(one)), None)

        found = wait_until(look, f"the modem {imei}")
        assert isinstance(found, Modem)
        return found

    def statuses(self, contact_says: str) -> list[tuple[str, str]]:
        """Of the conversation in which the contact wrote so: direction and status, the oldest first."""
        client, workspace = self.running.client, self.running.workspace
        for row in client.messages.conversations(workspace).rows:
            history = client.messages.history(workspace, row.contact).rows
            if any(msg.text == contact_says for msg in history):
                return [(msg.direction, msg.status) for msg in reversed(history)]
        return []

    def attempts(self) -> list[str]:
        with sqlite3.connect(self.running.paths.database) as database:
            return [state for (state,) in database.execute("select state from attempt order by id")]

    def close(self) -> None:
        self.running.stop()
        for modem in self.modems:
            modem.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[ModemOffice]:
    made = ModemOffice(tmp_path)
    try:
        made.set_up()
        yield made
    finally:
        made.close()


def sent(modem: PtyModem) -> list[tuple[str, str]]:
    return [(one.to, one.text) for one in modem.core.sent]


def test_an_sms_starts_a_flow_and_its_answer_goes_out(office: ModemOffice) -> None:
    modem = office.add(IMEI, "+250788000001")
    modem.do(lambda core: core.deliver(FARMER, "price"))
    wait_until(lambda: sent(modem) == [(FARMER, ANSWER)], "the answer")
    wait_until(lambda: office.statuses("price") == [("in", "handled"), ("out", "delivered")], "the report")
    wait_until(lambda: not any(modem.core.stores.values()), "an empty store")
    modem.unplug()
    office.until(IMEI, lambda one: one.state == "away")
    modem.do(lambda core: core.deliver("+250788123457", "Price please"))
    modem.plug()
    office.until(IMEI, lambda one: one.state == "ready" and one.channel is not None)
    wait_until(lambda: len(sent(modem)) == 2, "the answer to what came while it was out")
    modem.do(lambda core: core.call(FARMER))
    wait_until(lambda: modem.core.hung_up == [FARMER], "the call hung up")


def test_killed_while_a_part_is_on_its_way(office: ModemOffice) -> None:
    """It may have gone: it is never sent again unasked. What came meanwhile is answered after the restart."""
    modem = office.add(IMEI, "+250788000001")
    modem.core.faults.swallow = 1
    modem.do(lambda core: core.deliver(FARMER, "price"))
    wait_until(lambda: len(sent(modem)) == 1, "the part on its way")
    office.running.kill()
    modem.do(lambda core: core.deliver("+250788123457", "price"))
    office.running.start()
    wait_until(lambda: len(sent(modem)) == 2, "the other answer after the restart")
    wait_until(lambda: sorted(office.attempts()) == ["delivered", "uncertain"], "what became of them")
    assert [to for to, _ in sent(modem)] == [FARMER, "+250788123457"]


def test_a_modem_that_hangs_holds_up_no_other(office: ModemOffice) -> None:
    hung, works = office.add(IMEI, "+250788000001"), office.add(OTHER_IMEI, "+250788000002", "huawei")
    hung.core.faults.is_mute = True
    for number in range(3):
        works.do(lambda core, number=number: core.deliver(f"+25078812346{number}", "price"))  # type: ignore[misc]
    wait_until(lambda: len(sent(works)) == 3, "the answers of the one that works")
    wait_until(lambda: office.statuses("price")[-1:] == [("out", "delivered")], "the reports")
