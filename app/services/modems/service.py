"""What staff ask of the office's USB modems."""

from __future__ import annotations

import re

from app import ids
from app.contracts import modems as contracts
from app.contracts.messages import CHANNEL_REMOVED
from app.engine import phones as numbers
from app.errors import Invalid, OutpostError
from app.ports import ModemControl
from app.services import balance_words, channel_shares, incidents, office_settings
from app.services.base import Service
from app.services.modems import balances, rows, sending, sims
from app.services.office import check_name
from app.services.phone_register import release_channel
from app.store import tables
from app.store.database import UnitOfWork

LEAST_SECONDS, MOST_SECONDS = 1.0, 600.0
MOST_A_DAY = 100_000
MAX_PORTS = 20
MAX_ANSWER = 182  # characters of a USSD string. Source: TS 23.038 5
PIN_TROUBLE = ("sim_pin_few_tries", "sim_puk")
TALKING = ("waiting", "asks")

_PIN = re.compile(r"[0-9]{4,8}", re.ASCII)
_CODE = re.compile(r"[0-9*#+]{1,40}", re.ASCII)
_PORT = re.compile(r"[\w./\\:-]{1,100}")


class Modems(Service, contract=contracts.Modems):
    """Implements `app.contracts.modems.Modems`."""

    def all(self) -> contracts.ModemList:
        with self.core.store.read() as session:
            return rows.read_list(session, self.core)

    # Its SIM as a channel

    def use(self, modem: str, number: str, name: str, workspaces: list[str]) -> contracts.Modem:
        with self.change("modems.use", subject=modem) as work:
            session = work.session
            known = rows.find(session, self.core, modem)
            if known.now is None:
                raise OutpostError("modem_away")
            if not known.sim.is_known or not (known.now.iccid or known.now.state == "ready"):
                raise OutpostError("modem_not_ready")
            channel = sims.channel_of(session, known.sim, is_used=False) or self._new_channel(work, known)
            address = channel_shares.read_number(session, number)
            channel_shares.check_number_free(session, address, channel.id)
            spaces = channel_shares.find_workspaces(session, workspaces)
            channel.state, channel.claimed_on = "active", self.core.clock.now()
            channel.name = check_name("name", name or known.now.operator or address)
            channel.address = address
            channel.country = numbers.country_of(address) or office_settings.office(session).get("country", "")
            rows.make_modem(session, known.imei).is_ignored = False
            channel_shares.serve(session, channel.id, spaces)
            self.note(channel=channel.uuid, workspaces=[space.uuid for space in spaces])
            return self._changed(work, modem)

    def update(self, modem: str, name: str, seconds_a_part: float, daily_limit: int, hangs_up: bool) -> contracts.Modem:
        if not LEAST_SECONDS <= seconds_a_part <= MOST_SECONDS:
            raise Invalid("seconds_a_part", "out_of_range", least=LEAST_SECONDS, most=MOST_SECONDS)
        if not 1 <= daily_limit <= MOST_A_DAY:
            raise Invalid("daily_limit", "out_of_range", least=1, most=MOST_A_DAY)
        with self.change("modems.update", subject=modem) as work:
            _, channel = rows.find_channel(work.session, self.core, modem)
            channel.name = check_name("name", name)
            sims.change(channel, seconds_a_part=seconds_a_part, daily_limit=daily_limit, hangs_up=hangs_up)
            self.note(seconds_a_part=seconds_a_part, daily_limit=daily_limit, hangs_up=hangs_up)
            return self._changed(work, modem)

    def serve(self, modem: str, workspaces: list[str]) -> contracts.Modem:
        with self.change("modems.serve", subject=modem) as work:
            _, channel = rows.find_channel(work.session, self.core, modem)
            spaces = channel_shares.find_workspaces(work.session, workspaces)
            self.note(workspaces=[space.uuid for space in spaces])
            channel_shares.serve(work.session, channel.id, spaces)
            return self._changed(work, modem)

    def set_share(self, modem: str, workspace: str, weight: float, daily_budget: int | None) -> contracts.Modem:
        channel_shares.check_share(weight, daily_budget)
        with self.change("modems.set_share", subject=modem, workspace=workspace) as work:
            _, channel = rows.find_channel(work.session, self.core, modem)
            share = channel_shares.find_share(work.session, channel.id, workspace)
            self.note(before=[share.weight, share.daily_budget], after=[weight, daily_budget])
            share.weight, share.daily_budget = weight, daily_budget
            return self._changed(work, modem)

    def resume(self, modem: str) -> contracts.Modem:
        with self.change("modems.resume", subject=modem) as work:
            _, channel = rows.find_channel(work.session, self.core, modem)
            self.note(paused=sims.SimSettings.of(channel).paused)
            sims.change(channel, paused="")
            incidents.modem_is_over(work, self.core.clock.now(), channel, incidents.MODEM_PAUSED)
            return self._changed(work, modem)

    def release(self, modem: str) -> None:
        with self.change("modems.release", subject=modem) as work:
            _, channel = rows.find_channel(work.session, self.core, modem)
            unbegun = sending.take_back_unbegun(self.core, work, channel.id, CHANNEL_REMOVED)
            sending.doubt_begun(work, channel.id)
            failed, uncertain = release_channel(work, self.core, channel)
            sims.change(channel, paused="")
            self.note(channel=channel.uuid, failed=failed + unbegun, uncertain=uncertain)
            self._tell(work, modem)

    # The modem itself

    def ignore(self, modem: str, ignored: bool) -> contracts.Modem:
        with self.change("modems.ignore", subject=modem, ignored=ignored) as work:
            known = rows.find(work.session, self.core, modem)
            if known.lost is not None:
                raise OutpostError("modem_away")
            if ignored and known.sim.is_known and sims.channel_of(work.session, known.sim) is not None:
                raise OutpostError("modem_used")
            rows.make_modem(work.session, known.imei).is_ignored = ignored
            return self._changed(work, modem)

    def choose_ports(self, ports: list[str]) -> contracts.ModemList:
        chosen = sorted({port.strip() for port in ports})
        if len(chosen) > MAX_PORTS:
            raise Invalid("ports", "too_many", limit=MAX_PORTS)
        if not all(_PORT.fullmatch(port) for port in chosen):
            raise Invalid("ports", "not_a_port")
        with self.change("modems.choose_ports", ports=chosen) as work:
            office_settings.write(work.session, office_settings.MODEM_PORTS, chosen)
            self._tell(work)
            work.session.flush()
            return rows.read_list(work.session, self.core)

    def enter_pin(self, modem: str, pin: str) -> contracts.Modem:
        if not _PIN.fullmatch(pin):
            raise Invalid("pin", "not_a_pin")
        imei, control = self._ask("modems.enter_pin", modem)
        now = self.core.modems.now(imei)
        if now is not None and now.trouble in PIN_TROUBLE:
            raise OutpostError(now.trouble)
        control.enter_pin(imei, pin)
        return self._read(modem)

    def send_test(self, modem: str, number: str) -> contracts.TestSms:
        with self.core.store.read() as session:
            address = channel_shares.read_number(session, number)
        imei, control = self._ask("modems.send_test", modem)
        board = self.core.modems
        last = board.last_test(imei)
        if last is not None and last.state == "sending":
            raise OutpostError("modem_busy", retryable=True)
        begun = board.begin_test(imei, address)
        try:
            control.send_test(imei, address)
        except OutpostError:
            board.test(imei, "failed")
            raise
        return begun

    def test(self, modem: str) -> contracts.TestSms | None:
        return self.core.modems.last_test(self._imei(modem))

    def dial(self, modem: str, code: str) -> contracts.UssdTalk:
        if not _CODE.fullmatch(code.strip()):
            raise Invalid("code", "not_a_code")
        imei, control = self._ask("modems.dial", modem)
        self._dial(imei, code.strip(), control)
        return self.core.modems.talk(imei)

    def answer(self, modem: str, text: str) -> contracts.UssdTalk:
        said = text.strip()
        if not 0 < len(said) <= MAX_ANSWER:
            raise Invalid("text", "out_of_range", least=1, most=MAX_ANSWER)
        if not said.isprintable():
            raise Invalid("text", "control_characters")
        imei, control = self._ask("modems.answer", modem)
        if self.core.modems.talk(imei).state != "asks":
            raise OutpostError("ussd_over")
        self.core.modems.say(imei, said)
        control.answer(imei, said)
        return self.core.modems.talk(imei)

    def end(self, modem: str) -> contracts.UssdTalk:
        imei, control = self._ask("modems.end", modem)
        if self.core.modems.talk(imei).state in TALKING:
            control.end(imei)
            self.core.modems.ussd(imei, "ended")
        return self.core.modems.talk(imei)

    def ussd(self, modem: str) -> contracts.UssdTalk:
        return self.core.modems.talk(self._imei(modem))

    def log(self, modem: str) -> list[contracts.ModemLogLine]:
        return self.core.modems.lines(self._imei(modem))

    # What is left on its SIM

    def teach_balance(self, modem: str, code: str, said: str, amount: str) -> contracts.Modem:
        if not _CODE.fullmatch(code.strip()):
            raise Invalid("code", "not_a_code")
        template = balance_words.learn(said, amount)
        with self.change("modems.teach_balance", subject=modem) as work:
            known, channel = rows.find_channel(work.session, self.core, modem)
            taught = balances.Taught(code.strip(), template)
            balances.teach(work.session, channel, known.operator, taught)
            read = balance_words.read(template, said)
            if read is not None:
                now = self.core.clock.now()
                balances.keep(channel, contracts.Balance(read, said[: balances.MAX_SAID], now))
            return self._changed(work, modem)

    def check_balance(self, modem: str) -> contracts.Modem:
        with self.core.store.read() as session:
            known, channel = rows.find_channel(session, self.core, modem)
            taught = balances.taught_of(session, channel, known.operator)
        if taught is None:
            raise OutpostError("balance_not_taught")
        imei, control = self._ask("modems.check_balance", modem)
        self._dial(imei, taught.code, control)
        return self._read(modem)

    def _dial(self, imei: str, code: str, control: ModemControl) -> None:
        """Written down before: the answer may come at once."""
        board = self.core.modems
        if board.talk(imei).state in TALKING:
            raise OutpostError("modem_busy", retryable=True)
        board.begin_talk(imei, code)
        try:
            control.dial(imei, code)
        except OutpostError:
            board.ussd(imei, "failed")
            raise

    def _ask(self, method: str, modem: str) -> tuple[str, ModemControl]:
        """The IMEI of a modem that is here, and who can be asked. The audit tells who asks, not what: numbers, codes and PINs are
        nobody's business."""
        with self.change(method, subject=modem) as work:
            known = rows.find(work.session, self.core, modem)
            control = self.core.modem_control
            if known.now is None or control is None:
                raise OutpostError("modem_away")
        return known.imei, control

    def _new_channel(self, work: UnitOfWork, known: rows.Known) -> tables.Channel:
        channel = tables.Channel(
            uuid=ids.uuid4(),
            kind=sims.KIND,
            state="active",
            name="",
            secret="",
            registered_on=self.core.clock.now(),
            device=" ".join((known.maker, known.model)).strip(),
            config={"iccid": known.sim.iccid, "imsi": known.sim.imsi},
        )
        work.session.add(channel)
        work.session.flush()
        return channel

    def _imei(self, modem: str) -> str:
        with self.core.store.read() as session:
            return rows.find(session, self.core, modem).imei

    def _read(self, modem: str) -> contracts.Modem:
        with self.core.store.read() as session:
            return rows.read_modem(session, self.core, modem)

    def _changed(self, work: UnitOfWork, modem: str) -> contracts.Modem:
        work.session.flush()
        self._tell(work, modem)
        return rows.read_modem(work.session, self.core, modem)

    def _tell(self, work: UnitOfWork, *modems: str) -> None:
        """Windows, and the ports' threads."""
        work.publish("modems", None, *modems)
        control = self.core.modem_control
        if control is not None:
            work.after_commit(control.look_again)
