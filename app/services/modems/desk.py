"""What the bridge's modems ask: what a SIM is to the office, what to send; and where they bring what came."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.ports import CallEvent, KnownModem, ModemTask, ModemUse, PartReport, SimFacts, SmsPart
from app.services import incidents, office_settings
from app.services.base import Core, explained
from app.services.inbox import Inbox
from app.services.modems import arrivals, part_reports, rows, sending, sims
from app.services.outbox import Outbox
from app.store import tables
from app.store.database import UnitOfWork

SEEN_EVERY = dt.timedelta(minutes=10)
MAX_TEXT = 64
MAX_PIN = 8

log = logging.getLogger(__name__)


class ModemDesk:
    """Implements `app.ports.ModemDesk`. Safe between threads."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._inbox = Inbox(core)
        self._outbox = Outbox(core)

    # What is known

    def known(self) -> list[KnownModem]:
        with explained(), self._core.store.read() as session:
            found = session.scalars(select(tables.Modem).order_by(tables.Modem.id)).all()
        return [KnownModem(row.imei, row.pin, row.is_ignored) for row in found]

    def chosen_ports(self) -> list[str]:
        with explained(), self._core.store.read() as session:
            return list(office_settings.read(session, office_settings.MODEM_PORTS, []))

    def plugged(self, sim: SimFacts) -> ModemUse:
        with explained():
            if self._is_news(sim):
                self._note(sim)
            with self._core.store.read() as session:
                return sims.read_use(session, self._core, sims.channel_of(session, _sim(sim)))

    def pin_was(self, imei: str, pin: str, *, right: bool) -> None:
        with explained(), self._core.store.write() as work:
            row = rows.make_modem(work.session, imei)
            row.pin, row.pin_iccid = (pin[:MAX_PIN], "") if right else ("", "")
            work.commit()

    # What came

    def receive(
        self, channel_id: int, parts: Sequence[SmsPart], reports: Sequence[PartReport], unreadable: Sequence[str]
    ) -> None:
        if not (parts or reports or unreadable):
            return
        with explained(), self._core.store.write(durable=True) as work:
            channel = sims.find(work.session, channel_id)
            arrivals.take(self._core, work, channel, parts, unreadable)
            part_reports.take(self._core, work, channel_id, reports)
            work.commit()

    def calls(self, channel_id: int, calls: Sequence[CallEvent]) -> None:
        self._inbox.calls(channel_id, calls)

    # What goes

    def next(self, channel_id: int, resting: Sequence[int] = ()) -> ModemTask | None:
        with explained():
            return sending.next_task(self._core, self._outbox, channel_id, resting)

    def begin(self, attempt_id: int, part: int, total: int) -> None:
        with explained():
            sending.begin(self._core, attempt_id, part, total)

    def sent(self, attempt_id: int, part: int, reference: int | None) -> None:
        with explained():
            sending.sent(self._core, attempt_id, part, reference)
        self._core.modems.touch()

    def refused(self, attempt_id: int, part: int, code: int | None, *, may_have_gone: bool) -> None:
        with explained():
            sending.refused(self._core, attempt_id, part, code, may_have_gone=may_have_gone)

    def given_back(self, attempt_id: int, part: int) -> None:
        with explained():
            sending.given_back(self._core, attempt_id, part)

    def pause(self, channel_id: int, why: str) -> None:
        """`credit`, `sim_barred`: nothing goes until staff resume; they are told."""
        if why not in sims.PAUSES:
            raise Invalid("why", "unknown")
        with explained(), self._core.store.write(durable=True) as work:
            channel = sims.find(work.session, channel_id)
            if sims.SimSettings.of(channel).paused == why:
                return
            sims.change(channel, paused=why)
            incidents.modem_has(work, self._core.clock.now(), channel, incidents.MODEM_PAUSED, why)
            work.publish("modems")
            work.commit()
        log.warning("modem_paused channel=%d why=%s", channel_id, why)

    def _is_news(self, sim: SimFacts) -> bool:
        """Whether anything of it is to be written: a modem is set up often, and mostly the same."""
        with self._core.store.read() as session:
            row = session.scalar(select(tables.Modem).where(tables.Modem.imei == sim.imei))
            now = self._core.clock.now()
            if row is None or row.last_seen_on is None or abs(now - row.last_seen_on) >= SEEN_EVERY:
                return True
            known = (row.maker, row.model, row.iccid, row.imsi, row.operator)
            return known != _facts(sim) or bool(row.pin and not row.pin_iccid)

    def _note(self, sim: SimFacts) -> None:
        """The modem and the SIM that is in it now, which is in no other any more. A PIN belongs to one SIM."""
        now = self._core.clock.now()
        with self._core.store.write() as work:
            session = work.session
            row = rows.make_modem(session, sim.imei)
            _leave_others(session, row, _sim(sim))
            row.maker, row.model, row.iccid, row.imsi, row.operator = _facts(sim)
            row.last_seen_on = now
            if row.pin and row.pin_iccid and not sims.Sim(row.pin_iccid).is_same(_sim(sim)):
                row.pin, row.pin_iccid = "", ""
            elif row.pin:
                row.pin_iccid = row.iccid
            self._note_channel(work, _sim(sim), now)
            work.commit()
        self._core.modems.touch()

    def _note_channel(self, work: UnitOfWork, sim: sims.Sim, now: dt.datetime) -> None:
        channel = sims.channel_of(work.session, sim)
        if channel is None:
            return
        known = sims.sim_of(channel)
        channel.last_seen_on = now
        if (sim.iccid and not known.iccid) or (sim.imsi and sim.imsi != known.imsi):
            sims.change(channel, iccid=known.iccid or sim.iccid, imsi=sim.imsi or known.imsi)


def _sim(sim: SimFacts) -> sims.Sim:
    return sims.Sim.read(sim.iccid, sim.imsi)


def _facts(sim: SimFacts) -> tuple[str, str, str, str, str]:
    """As they are kept."""
    known = _sim(sim)
    return sim.maker[:MAX_TEXT], sim.model[:MAX_TEXT], known.iccid, known.imsi, sim.operator[:MAX_TEXT]


def _leave_others(session: Session, row: tables.Modem, sim: sims.Sim) -> None:
    for other in session.scalars(select(tables.Modem).where(tables.Modem.id != row.id)):
        if sim.is_known and sims.Sim(other.iccid, other.imsi).is_same(sim):
            other.iccid, other.imsi = "", ""
            other.pin, other.pin_iccid = "", ""
