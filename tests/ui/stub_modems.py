"""The modems of the office in memory: what the window calls, as the contract says, with a network that answers by a script."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from app.contracts import modems as contract
from app.contracts.modems import Balance, Modem, ModemList, ModemLogLine, Obstacle, UssdLine, UssdTalk
from app.contracts.phones import PhoneShare
from app.errors import Invalid, NotFound, OutpostError

PIN = "2468"
ANSWER = "Your balance is 1,250 RWF, valid until 30/04/2026. Dial *182# for MoMo."
MENU = "1. Airtime\n2. Bundles\n3. Messages"


class ModemsService:
    """What begins with an underscore is what modems and networks do by themselves, for tests to set going."""

    def __init__(self, office: Any, now: dt.datetime) -> None:
        self.o = office
        self._now = now
        self.modems: list[Modem] = []
        self.obstacles: list[Obstacle] = []
        self.ports: list[str] = []
        self.chosen_ports: list[str] = []
        self.talks: dict[str, UssdTalk] = {}
        self.tests: dict[str, contract.TestSms] = {}
        self.lines: dict[str, list[ModemLogLine]] = {}
        self.pins: list[str] = []

    def all(self) -> ModemList:
        return ModemList(list(self.modems), list(self.obstacles), list(self.ports), list(self.chosen_ports))

    def use(self, modem: str, number: str, name: str, workspaces: list[str]) -> Modem:
        if len(number) < 6:
            raise Invalid("number", "not_possible")
        if any(one.number == number for one in self.modems):
            raise OutpostError("number_taken")
        shares = [PhoneShare(space, not at, 1.0, None, None, 0, None) for at, space in enumerate(workspaces)]
        return self._change(modem, channel=f"c-{modem}", number=number, name=name, workspaces=workspaces, shares=shares)

    def update(self, modem: str, name: str, seconds_a_part: float, daily_limit: int, hangs_up: bool) -> Modem:
        if not 1 <= seconds_a_part <= 600:
            raise Invalid("seconds_a_part", "out_of_range")
        return self._change(modem, name=name, seconds_a_part=seconds_a_part, daily_limit=daily_limit, hangs_up=hangs_up)

    def serve(self, modem: str, workspaces: list[str]) -> Modem:
        if not workspaces:
            raise Invalid("workspaces", "empty")
        return self._change(modem, workspaces=workspaces)

    def set_share(self, modem: str, workspace: str, weight: float, daily_budget: int | None) -> Modem:
        changed: dict[str, Any] = {"weight": weight, "daily_budget": daily_budget}
        shares = [dataclasses.replace(s, **changed) if s.workspace == workspace else s for s in self._get(modem).shares]
        return self._change(modem, shares=shares)

    def resume(self, modem: str) -> Modem:
        return self._change(modem, trouble="", state="ready")

    def release(self, modem: str) -> None:
        self._change(modem, channel=None, name="", number="", workspaces=[], shares=[])

    def ignore(self, modem: str, ignored: bool) -> Modem:
        if ignored and self._get(modem).channel is not None:
            raise OutpostError("modem_used")
        return self._change(modem, is_ignored=ignored)

    def choose_ports(self, ports: list[str]) -> ModemList:
        self.chosen_ports = list(ports)
        self.o.changed("modems", workspace=None)
        return self.all()

    def enter_pin(self, modem: str, pin: str) -> Modem:
        self.pins.append(pin)
        if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
            raise Invalid("pin", "format")
        if self._get(modem).trouble in ("sim_pin_few_tries", "sim_puk"):
            raise OutpostError(self._get(modem).trouble)
        if pin != PIN:
            return self._change(modem, trouble="sim_pin_wrong", state="stopped")
        return self._change(modem, trouble="", state="ready")

    def send_test(self, modem: str, number: str) -> contract.TestSms:
        if len(number) < 3:
            raise Invalid("number", "not_possible")
        self.tests[modem] = contract.TestSms(number, "sending", None, self._now)
        return self.tests[modem]

    def test(self, modem: str) -> contract.TestSms | None:
        return self.tests.get(modem)

    def dial(self, modem: str, code: str) -> UssdTalk:
        if not code.startswith(("*", "#")) or not code.endswith("#"):
            raise Invalid("code", "format")
        line = UssdLine("office", code, self._now)
        return self._talk(modem, UssdTalk("waiting", [line]))

    def answer(self, modem: str, text: str) -> UssdTalk:
        talk = self.ussd(modem)
        if talk.state != "asks":
            raise OutpostError("ussd_over")
        return self._talk(modem, UssdTalk("waiting", [*talk.lines, UssdLine("office", text, self._now)]))

    def end(self, modem: str) -> UssdTalk:
        return self._talk(modem, UssdTalk("ended", self.ussd(modem).lines))

    def ussd(self, modem: str) -> UssdTalk:
        return self.talks.get(modem, UssdTalk("none", []))

    def teach_balance(self, modem: str, code: str, said: str, amount: str) -> Modem:
        if amount not in said:
            raise Invalid("amount", "not_in_answer")
        return self._change(modem, balance_code=code, balance=Balance(amount, said, self._now))

    def check_balance(self, modem: str) -> Modem:
        if not self._get(modem).balance_code:
            raise OutpostError("balance_not_taught")
        return self._change(modem, balance=Balance("1,250 RWF", ANSWER, self._now))

    def log(self, modem: str) -> list[ModemLogLine]:
        return list(self.lines.get(modem, []))

    def _network_says(self, modem: str, text: str, *, asks: bool = False) -> None:
        lines = [*self.ussd(modem).lines, UssdLine("network", text, self._now)]
        self._talk(modem, UssdTalk("asks" if asks else "ended", lines))

    def _test_became(self, modem: str, state: Any, code: int | None = None) -> None:
        self.tests[modem] = dataclasses.replace(self.tests[modem], state=state, code=code)
        self.o.changed("modems", modem, workspace=None)

    def _plug_in(self, **more: Any) -> Modem:
        count = len(self.modems)
        modem = Modem(
            uuid=f"55555555-0000-4000-8000-{count:012d}", imei=f"35678901234567{count}", maker="Huawei", model="E3531",
            port=f"/dev/ttyUSB{count}", state="ready", trouble="", holder="", warnings=[], is_ignored=False,
            sim=f"8925010012345678{count:03d}", operator="MTN Rwanda", registration="home", signal=-71, stored=3, places=50,
            last_seen_on=self._now,
        )  # fmt: skip
        self.modems.append(dataclasses.replace(modem, **more))
        self.o.changed("modems", self.modems[-1].uuid, workspace=None)
        return self.modems[-1]

    def _plug_in_used(self, workspaces: list[str], **more: Any) -> Modem:
        shares = [PhoneShare(space, not at, 1.0, None, None, 0, None) for at, space in enumerate(workspaces)]
        count = len(self.modems)
        used: dict[str, Any] = {
            "channel": f"c-{count}", "name": "MTN stick", "number": f"+25078800055{count}", "workspaces": workspaces,
            "shares": shares, "sent_today": 143, "queued": 12,
        }  # fmt: skip
        return self._plug_in(**(used | more))

    def _change(self, uuid: str, **more: Any) -> Modem:
        at = next((at for at, row in enumerate(self.modems) if row.uuid == uuid), None)
        if at is None:
            raise NotFound("modem", uuid)
        self.modems[at] = dataclasses.replace(self.modems[at], **more)
        self.o.changed("modems", uuid, workspace=None)
        return self.modems[at]

    def _talk(self, uuid: str, talk: UssdTalk) -> UssdTalk:
        self.talks[uuid] = talk
        self.o.changed("modems", uuid, workspace=None)
        return talk

    def _get(self, uuid: str) -> Modem:
        return next(row for row in self.modems if row.uuid == uuid)
