"""At the radio: what stands before a reply when a phone has days of bulk to send. Real services and HTTP, a driven clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import insert

from app.clock import DrivenClock
from app.ids import uuid4, uuid7
from app.ports import BridgeServices
from app.services.front import Front
from app.services.inbox import Inbox
from app.services.media import MediaDesk
from app.services.outbox import Outbox
from app.services.outgoing import create_outgoing
from app.services.phone_register import PhoneDesk
from app.services.phones import Phones
from app.store import tables
from bridge.demo.phone import Generation, Radio, SimulatedPhone
from bridge.server import BridgeServer
from bridge.tls import TlsFiles
from tests.app.support import Office, open_core, set_up

BULK = 5000
HOUR = 3600.0
STOCK, FAST = Radio(), Radio(parts=1000, window=60.0, spacing=2.5)


@dataclass
class Bench:
    """One phone that two workspaces share: the first has 5,000 bulk messages waiting."""

    office: Office
    phone: SimulatedPhone

    @property
    def clock(self) -> DrivenClock:
        return self.office.clock

    def run(self, seconds: float) -> None:
        """Let time pass, from one thing that happens to the next."""
        until = self.clock.monotonic() + seconds
        while (at := self.phone.next_at()) <= until:
            self.clock.advance(max(0.001, at - self.clock.monotonic()))  # the clock counts whole microseconds
            self.phone.tick()
        self.clock.advance(until - self.clock.monotonic())

    def reply(self, number: str, text: str) -> None:
        """Somebody of the other workspace answers."""
        with self.office.store.write() as work:
            contact = tables.Contact(
                uuid=uuid4(), workspace_id=self.office.other_workspace_id, name="", fields={}, created_on=self.clock.now(),
                modified_on=self.clock.now(),
            )  # fmt: skip
            work.session.add(contact)
            work.session.flush()
            work.session.add(_urn(self.office.other_workspace_id, contact.id, number))
            work.session.flush()
            space = work.session.get_one(tables.Workspace, self.office.other_workspace_id)
            create_outgoing(work, self.office.core, workspace=space, contact=contact, text=text)
            work.commit()

    def has_sent(self, text: str) -> bool:
        return any(sms.text == text for sms in self.phone.sent)

    def sends_before(self, text: str, start: int) -> tuple[int, float]:
        """How many messages left before this one, of those after the first `start`; and when it left (monotonic)."""
        for index, sms in enumerate(self.phone.sent[start:]):
            if sms.text == text:
                return index, sms.at / 1000
        raise AssertionError(f"{text} was not sent")


def _urn(workspace_id: int, contact_id: int, number: str) -> tables.ContactUrn:
    return tables.ContactUrn(
        workspace_id=workspace_id, contact_id=contact_id, identity=f"tel:{number}", scheme="tel", path=number, priority=1000
    )


def fill(office: Office, channel_id: int, count: int) -> None:
    now, owner = office.clock.now(), office.workspace_id
    with office.store.write(durable=False) as work:
        contact = tables.Contact(uuid=uuid4(), workspace_id=owner, name="", fields={}, created_on=now, modified_on=now)
        work.session.add(contact)
        work.session.flush()
        urn = _urn(owner, contact.id, "+250788999999")
        work.session.add(urn)
        work.session.flush()
        common = {
            "workspace_id": owner, "contact_id": contact.id, "urn_id": urn.id, "channel_id": channel_id, "direction": "out",
            "status": "queued", "priority": 0, "segments": 1, "created_on": now, "modified_on": now,
        }  # fmt: skip
        rows = [{**common, "uuid": uuid7(now), "text": f"bulk {number}"} for number in range(count)]
        work.session.execute(insert(tables.Msg), rows)
        work.commit()


@pytest.fixture
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


def start(stack: ExitStack, home: Path, templates: Path, generation: Generation, radio: Radio) -> Bench:
    core = stack.enter_context(open_core(home, templates))
    office = set_up(core)
    services = BridgeServices(PhoneDesk(core), Inbox(core), Outbox(core), Front(core), MediaDesk(core), core.changes, core.clock)
    server = BridgeServer(services, TlsFiles(home / "tls", core.clock), host="127.0.0.1", phone_port=0, tls_port=0)
    server.start()
    stack.callback(server.stop)
    phone = SimulatedPhone(f"http://127.0.0.1:{server.phone_port}", core.clock, generation, radio=radio)
    while not phone.claim_code:
        phone.sync()
    phones = Phones(core, office.admin)
    phones.claim(phone.claim_code, "+250788000001", "Phone", [office.workspace, office.other_workspace])
    while not phone.is_claimed:
        phone.sync()
    return Bench(office, phone)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


@dataclass(frozen=True)
class Case:
    """Every `gap` seconds somebody answers; `least` messages leave in the meantime: the radio is kept busy."""

    generation: Generation
    radio: Radio
    gap: float
    least: int


CASES = [
    Case("1.9", STOCK, 1500.0, 100),
    Case("2.1", STOCK, 1500.0, 80),
    Case("1.9", FAST, 130.0, 200),
    Case("2.1", FAST, 130.0, 200),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.radio.parts}-{case.generation}")
def test_a_reply_is_among_the_next_ten_sends(stack: ExitStack, tmp_path: Path, templates: Path, case: Case) -> None:
    """Five times, whatever the phone was doing."""
    bench = start(stack, tmp_path, templates, case.generation, case.radio)
    if case.radio is FAST:
        phones = Phones(bench.office.core, bench.office.admin)
        phones.set_packs(phones.all()[0].uuid, 10)
    fill(bench.office, bench.phone.relayer_id, BULK)
    bench.run(1300)
    before, waits = [], []
    for index in range(5):
        bench.run(case.gap + case.gap / 9 * index)
        sent, at = len(bench.phone.sent), bench.clock.now().timestamp()
        bench.reply(f"+2507881{index:05d}", f"reply {index}")
        while not bench.has_sent(f"reply {index}"):
            bench.run(60)
        count, left = bench.sends_before(f"reply {index}", sent)
        before.append(count)
        waits.append(round(left - at))
    ids = [sms.id for sms in bench.phone.sent]
    print(f"{case}: sends before {before}, seconds {waits}, {len(ids)} in {bench.clock.monotonic() / HOUR:.1f} h")
    assert max(before) < 10
    assert len(set(ids)) == len(ids) == len({sms.text for sms in bench.phone.sent}), "nothing was sent twice"
    assert len(ids) >= case.least
