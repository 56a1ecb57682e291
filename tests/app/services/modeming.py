"""A SIM in a modem, as the bridge sees it: real services over a real database, PDUs of the simulated network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select

from app.contracts.messages import Waiting
from app.contracts.modems import Modem
from app.ports import ModemNow, ModemTask, PartReport, SimFacts, SmsPart
from app.services.modems.desk import ModemDesk
from app.services.modems.rows import uuid_of
from app.services.modems.service import Modems
from app.services.outgoing import create_outgoing
from app.services.waiting import why_waiting
from app.store import tables
from bridge.modem.pdu import Deliver, decode, join_pdus
from tests.app.services.conversing import ADA, rows
from tests.app.support import Office
from tests.simulators import tpdu

IMEI, ICCID, IMSI = "490154203237518", "8925010000000000012", "635010000000012"
NUMBER = "+250788000009"


@dataclass
class Control:
    """The bridge's side, which only notes what it was asked. `refuses`: the error that it gives instead."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    refuses: Exception | None = None

    def look_again(self) -> None:
        self.asked.append(("look_again",))

    def enter_pin(self, imei: str, pin: str) -> None:
        self._ask("enter_pin", imei, pin)

    def send_test(self, imei: str, number: str) -> None:
        self._ask("send_test", imei, number)

    def dial(self, imei: str, code: str) -> None:
        self._ask("dial", imei, code)

    def answer(self, imei: str, text: str) -> None:
        self._ask("answer", imei, text)

    def end(self, imei: str) -> None:
        self._ask("end", imei)

    def _ask(self, *what: str) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.asked.append(what)


@dataclass
class Stick:
    """A modem with its SIM."""

    office: Office
    imei: str = IMEI
    iccid: str = ICCID
    imsi: str = IMSI
    channel_id: int = 0

    def __post_init__(self) -> None:
        self.office.core.join_parts = join_pdus
        self.desk = ModemDesk(self.office.core)
        if not isinstance(self.office.core.modem_control, Control):
            self.office.core.modem_control = Control()

    @property
    def uuid(self) -> str:
        return uuid_of(self.imei)

    @property
    def service(self) -> Modems:
        return Modems(self.office.core, self.office.admin)

    @property
    def control(self) -> Control:
        control = self.office.core.modem_control
        assert isinstance(control, Control)
        return control

    def plug_in(self, **now: Any) -> Stick:
        """It is set up and ready."""
        use = self.desk.plugged(SimFacts(self.imei, "Huawei", "E1752", self.iccid, self.imsi, "MTN"))
        self.channel_id = use.channel_id or 0
        self.show(**now)
        return self

    def show(self, **now: Any) -> None:
        told = {"port": "/dev/ttyUSB2", "state": "ready", "iccid": self.iccid, "operator": "MTN", **now}
        self.office.core.modems.modem(ModemNow(self.imei, "Huawei", "E1752", **told))

    def use(self, *workspaces: str, number: str = NUMBER) -> Stick:
        self.plug_in()
        self.service.use(self.uuid, number, "Stick", list(workspaces) or [self.office.workspace])
        return self.plug_in()

    def row(self) -> Modem:
        return next(one for one in self.service.all().modems if one.imei == self.imei)

    # What comes

    def hear(self, *parts: SmsPart, reports: Iterable[PartReport] = (), unreadable: Iterable[str] = ()) -> None:
        self.desk.receive(self.channel_id, parts, list(reports), list(unreadable))

    def report(self, reference: int, outcome: Literal["sent", "delivered", "failed"] = "delivered", to: str = ADA) -> None:
        self.desk.receive(self.channel_id, [], [PartReport(reference, to, outcome, self.office.clock.now())], [])

    # What goes

    def next(self, resting: Iterable[int] = ()) -> ModemTask | None:
        return self.desk.next(self.channel_id, list(resting))

    def begin_next(self, total: int = 1) -> ModemTask:
        """Its next message, with its first part begun."""
        task = self.next()
        assert task is not None
        self.desk.begin(task.attempt_id, 1, total)
        return task

    def send_next(self, reference: int | None, total: int = 1) -> ModemTask:
        """Its next message of one part goes out."""
        task = self.begin_next(total)
        self.desk.sent(task.attempt_id, 1, reference)
        return task


def parts(text: str, at: dt.datetime, *, sender: str = ADA, ref: int = 7) -> list[SmsPart]:
    """As the network cuts it."""
    return [part_of(pdu) for pdu in tpdu.deliver(sender, text, at, ref=ref)]


def part_of(pdu: str) -> SmsPart:
    read = decode(pdu)
    assert isinstance(read, Deliver)
    concat = read.content.header.concat
    cut = {"bits": concat.bits, "reference": concat.ref, "total": concat.total, "number": concat.seq} if concat else {}
    return SmsPart(read.sender.number, read.timestamp, pdu, read.content.text or "", **cut)


def write_to(office: Office, text: str, phone: str = ADA, **more: Any) -> tables.Msg:
    """A message to somebody, who is known from then on."""
    known = rows(office, tables.ContactUrn, tables.ContactUrn.path == phone)
    contact_id = known[0].contact_id if known else office.add_contact(phone, phone).id
    with office.store.write() as work:
        contact = work.session.get_one(tables.Contact, contact_id)
        space = work.session.get_one(tables.Workspace, contact.workspace_id)
        msg = create_outgoing(work, office.core, workspace=space, contact=contact, text=text, **more)
        work.commit()
    return msg


def texts(office: Office) -> list[str]:
    """What came in, dead ones left out."""
    return [row.text for row in rows(office, tables.Inbound, tables.Inbound.state == "pending")]


def status_of(office: Office, msg: tables.Msg) -> str:
    with office.store.read() as session:
        return session.get_one(tables.Msg, msg.id).status


def states(office: Office, task: ModemTask) -> tuple[str, dict[int, str]]:
    """Of an attempt and its parts."""
    with office.store.read() as session:
        attempt = session.get_one(tables.Attempt, task.attempt_id)
    found = [part for part in _parts(office) if part.attempt_id == task.attempt_id]
    return attempt.state, {part.part: part.state for part in found}


def why(office: Office, msg: tables.Msg) -> Waiting:
    with office.store.read() as session:
        found = why_waiting(office.core, session, session.get_one(tables.Msg, msg.id))
    assert found is not None
    return found


def _parts(office: Office) -> list[tables.AttemptPart]:
    with office.store.read() as session:
        return list(session.scalars(select(tables.AttemptPart).order_by(tables.AttemptPart.attempt_id, tables.AttemptPart.part)))
