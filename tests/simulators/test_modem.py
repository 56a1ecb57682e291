"""The simulated modem as dialogues, and its command as a person uses it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from app.clock import SystemClock
from tests.simulators.command import obey
from tests.simulators.modem import ALL_PROFILES, HUAWEI, QUECTEL, SIMCOM, TELIT, ZTE, ModemCore, Profile, PtyModem
from tests.simulators.network import BALANCES, Recipient
from tests.simulators.tpdu import deliver, pack, unpack

NUMBER, OTHER = "+250788123456", "+250788999999"


class Line:
    """A modem without a terminal, at a time of its own."""

    def __init__(self, profile: Profile = QUECTEL) -> None:
        self.core = ModemCore(profile, SystemClock().now)
        self.at = 0.0
        self.ask("ATE0", "AT+CMEE=1")

    def ask(self, *lines: str, after: float = 0.0) -> list[str]:
        """What it says to these lines, `after` so many seconds."""
        for line in lines:
            self.core.feed(f"{line}\r".encode("latin-1"), self.at)
        return self.wait(after)

    def wait(self, seconds: float) -> list[str]:
        end = self.at + seconds
        said = self.core.say()
        while (due := self.core.due()) is not None and due <= end:
            self.at = due
            self.core.wake(due)
            said += self.core.say()
        self.at = end
        return [line for line in said.decode("latin-1").split("\r\n") if line]

    def send(self, to: str = NUMBER, *, wants_report: bool = True, after: float = 1.0) -> list[str]:
        """An SMS of one letter."""
        digits = to.lstrip("+")
        digits += "F" * (len(digits) % 2)
        swapped = "".join(digits[at + 1] + digits[at] for at in range(0, len(digits), 2))
        tpdu = f"{'21' if wants_report else '01'}00{len(to.lstrip('+')):02X}91{swapped}000001C1"
        self.core.feed(f"AT+CMGS={len(tpdu) // 2}\r00{tpdu}\x1a".encode(), self.at)
        return self.wait(after)


def test_a_call_rings_until_it_is_hung_up() -> None:
    line = Line()
    line.ask("AT+CLIP=1")
    line.core.call(NUMBER, rings=3)
    assert line.wait(3.5) == ["RING", '+CLIP: "250788123456",145,,,,0'] * 2
    assert line.ask("AT+CLCC") == ['+CLCC: 1,1,4,0,0,"+250788123456",145', "OK"]
    assert line.ask("AT+CHUP", after=30) == ["OK"]
    assert line.core.hung_up == [NUMBER]
    line.core.call(NUMBER, rings=2)
    assert line.wait(30)[-1] == "NO CARRIER"
    assert line.core.hung_up == [NUMBER]
    line.core.ring("")
    assert line.wait(0) == ["RING", '+CLIP: "",128,,,,1']


def test_huawei_hangs_up_by_ath_only() -> None:
    line = Line(HUAWEI)
    line.core.call(NUMBER)
    line.wait(0)
    assert line.ask("AT+CHUP") == ["COMMAND NOT SUPPORT"]
    assert line.ask("ATH") == ["OK"]
    assert line.core.hung_up == [NUMBER]


def test_ussd_menus_as_text_have_their_line_breaks() -> None:
    line = Line()
    [ok, *menu] = line.ask('AT+CUSD=1,"*182#",15', after=0.1)
    assert ok == "OK"
    assert menu == ['+CUSD: 1,"Mobile money\n1) Send money\n2) My account\n0) Exit",15']
    assert line.ask('AT+CUSD=1,"7",15', after=0.1)[1].startswith('+CUSD: 1,"Invalid choice\nMobile money')
    line.ask('AT+CUSD=1,"2",15', after=0.1)
    assert line.ask('AT+CUSD=1,"1",15', after=0.1) == ["OK", '+CUSD: 0,"Your balance is 120 RWF",15']
    assert line.core.codes == ["*182#", "7", "2", "1"]
    line.ask('AT+CUSD=1,"*182#",15', after=0.1)
    assert line.ask("AT+CUSD=2") == ["OK"]
    assert line.core.network.question is None
    line.ask('AT+CUSD=1,"*182#",15', after=0.1)
    assert line.wait(40) == ["+CUSD: 2"]


def test_ussd_shapes() -> None:
    line = Line(HUAWEI)
    assert line.ask('AT+CUSD=1,"*131#",15') == ["+CME ERROR: 50"]
    said = line.ask(f'AT+CUSD=1,"{pack("*131#")}",15', after=0.1)[1]
    assert unpack(said.split('"')[1]) == "Your balance is 120 RWF"
    assert line.ask("AT^USSDMODE=0", 'AT+CUSD=1,"*131#",15', after=0.1)[-1] == '+CUSD: 0,"Your balance is 120 RWF",15'
    line.core.network.balance_text = BALANCES["ar"]
    _, wide, coding = line.ask('AT+CUSD=1,"*131#",15', after=0.1)[-1].split('"')
    assert bytes.fromhex(wide).decode("utf-16-be") == BALANCES["ar"].format(balance=120)
    assert coding == ",72"
    shaped = Line()
    shaped.core.ussd_shape = "ucs2"
    _, wide, coding = shaped.ask('AT+CUSD=1,"*131#",15', after=0.1)[-1].split('"')
    assert (bytes.fromhex(wide).decode("utf-16-be"), coding) == ("Your balance is 120 RWF", ",15")


@pytest.mark.parametrize(
    ("profile", "question", "locked", "after"),
    [
        (QUECTEL, 'AT+QPINC="SC"', '+QPINC: "SC",3,10', '+QPINC: "SC",2,10'),
        (HUAWEI, "AT^CPIN?", "^CPIN: SIM PIN,,10,3,10,3", "^CPIN: SIM PIN,,10,2,10,3"),
        (SIMCOM, "AT+SPIC", "+SPIC: 3,10,3,10", "+SPIC: 2,10,3,10"),
        (TELIT, "AT#PCT", "#PCT: 3", "#PCT: 2"),
        (ZTE, "AT+ZPINPUK=?", "+ZPINPUK: 3,10", "+ZPINPUK: 2,10"),
    ],
)
def test_a_pin_its_tries_and_the_puk(profile: Profile, question: str, locked: str, after: str) -> None:
    line = Line(profile)
    line.core.sim.pin, line.core.sim.is_unlocked = "1234", False
    assert line.ask("AT+CPIN?", question) == ["+CPIN: SIM PIN", "OK", locked, "OK"]
    assert line.ask("AT+CIMI") == ["+CME ERROR: 11"]
    assert line.ask('AT+CPIN="0000"', question) == ["+CME ERROR: 16", after, "OK"]
    assert line.ask('AT+CPIN="0000"', 'AT+CPIN="0000"', "AT+CPIN?") == [
        *("+CME ERROR: 16", "+CME ERROR: 12", "+CPIN: SIM PUK", "OK"),
    ]
    assert line.ask('AT+CPIN="1234"') == ["+CME ERROR: 12"]
    assert line.ask('AT+CPIN="11111111","4321"') == ["+CME ERROR: 16"]
    assert line.core.sim.puk_tries == 9
    assert line.ask('AT+CPIN="12345678","4321"', after=1) == ["OK", *profile.says_unlocked]
    assert (line.core.sim.pin, line.core.sim.tries, line.ask("AT+CPIN?")[0]) == ("4321", 3, "+CPIN: READY")


def test_a_sim_is_busy_after_its_pin() -> None:
    line = Line()
    line.core.sim.pin, line.core.sim.is_unlocked, line.core.sim.busy_seconds = "1234", False, 5.0
    assert line.ask('AT+CPIN="1234"', "AT+CPIN?") == ["OK", "+CME ERROR: 14"]
    line.wait(6)
    assert line.ask("AT+CPIN?") == ["+CPIN: READY", "OK"]


def test_registration_and_signal_change() -> None:
    line = Line(HUAWEI)
    line.core.register(5)
    assert line.wait(0) == []
    line.ask("AT+CREG=2", "AT+CEREG=1")
    line.core.register(2, eps=5)
    assert line.wait(0) == ["+CREG: 2", "+CEREG: 5"]
    assert line.ask("AT+CREG?", "AT+COPS?")[0] == "+CREG: 2,2"
    line.core.register(3)
    assert line.ask("AT+COPS?")[-2:] == ["+COPS: 0", "OK"]
    assert line.send() == ["> ", "+CMS ERROR: 331"]
    line.core.change_signal(4)
    assert line.wait(0) == ["^RSSI:4"]
    assert line.ask("AT+CSQ")[0] == "+CSQ: 4,99"
    line.ask("AT^CURC=0")
    line.core.change_signal(5)
    assert line.wait(0) == []


def test_recipients_and_credit() -> None:
    line = Line()
    line.ask("AT+CNMI=2,1,0,1,0")
    network = line.core.network
    network.recipients["+1"] = Recipient(refusal=38)
    network.recipients["+2"] = Recipient(answer_seconds=20.0)
    network.recipients["+3"] = Recipient(is_silent=True)
    network.recipients["+4"] = Recipient(reports=())
    network.recipients["+5"] = Recipient(reports=((5, 0x20), (60, 0x46)))
    assert line.send("+1") == ["> ", "+CMS ERROR: 38"]
    assert line.send("+2") == ["> "]
    assert line.wait(30)[:2] == ["+CMGS: 0", "OK"]
    assert line.send("+3", after=100)[1][:5] == "+CDS:"  # never answered, and delivered all the same
    assert line.send("+4", after=100) == ["> ", "+CMGS: 2", "OK"]
    reports = [said for said in line.send("+5", after=100) if said.startswith("07")]
    assert [int(pdu[-2:], 16) for pdu in reports] == [0x20, 0x46]
    assert line.send(wants_report=False, after=100) == ["> ", "+CMGS: 4", "OK"]
    network.balance, network.price = type(network.balance)(10), type(network.price)(6)
    assert line.send()[1:3] == ["+CMGS: 5", "OK"]
    assert line.send() == ["> ", "+CMS ERROR: 21"]
    line.core.centre = ""
    assert line.send() == ["> ", "+CMS ERROR: 330"]
    line.core.centre, line.core.last_reference, network.price = "+1", 254, type(network.price)(0)
    assert [line.send("+4")[1] for _ in range(2)] == ["+CMGS: 255", "+CMGS: 0"]


def test_a_full_store_says_so_and_holds_back() -> None:
    line = Line(HUAWEI)
    line.ask("AT+CNMI=2,1,0,2,0")
    for number in range(12):
        line.core.deliver(OTHER, str(number))
    assert line.wait(0)[-2:] == ['^SMMEMFULL: "SM"'] * 2
    assert len(line.core.held) == 2
    line.ask("AT+CMGD=1")
    assert len(line.core.held) == 1


@pytest.mark.parametrize("text", ["", "a", "1234567", "12345678", "@ @", "{€}", "seven7\r", "a" * 160])
def test_packing_ussd(text: str) -> None:
    assert unpack(pack(text)).rstrip("\r") == text.rstrip("\r")


@pytest.fixture
def modem(tmp_path: Path) -> Iterator[PtyModem]:
    made = PtyModem(link=tmp_path / "modem1")
    yield made
    made.close()


def said(modem: PtyModem, line: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        assert obey([modem], line)
    return output.getvalue().strip()


def test_every_line_of_the_help_is_obeyed(modem: PtyModem) -> None:
    for line in (
        *("deliver MTN Hello\\nthere", f"flash {OTHER} now", f"many 2 {OTHER} text", f"ring {OTHER}", "ring", f"call {OTHER} 2"),
        *("hangup", "ussd News", "ask Yes or no?", "answer *1# Hello", "answer *2#", "balance 12.50 5", "words ar"),
        *("words You have {balance}", "recipient +1 refuse=21 wait=5 silent report=none", "recipient * report=5:0x20,60:0"),
        *("refuse 38 500", "swallow 1", "cut 1", "noprompt 1", "mute heal", "mute off", "noise 0.1", "noise 0", "flood 10"),
        *("flood 0", "signal 3", "home", "roaming", "searching", "denied", "none", "lte 5", "chatter 9", "fill", "reference 254"),
        *("pin 1234 2", "sim out", "sim in", f"centre {OTHER}", "centre", "restart", "unplug"),
    ):
        assert said(modem, line) == "", line
    core = modem.core
    assert core.network.recipients[""].reports == ((5.0, 0x20), (60.0, 0))
    assert list(core.faults.refusals) == [38, 500]
    assert (core.sim.pin, core.sim.tries, core.registration, core.eps, core.last_reference) == ("1234", 2, 0, 5, 254)
    assert not modem.is_plugged
    assert said(modem, "plug") == modem.path
    assert os.path.realpath(modem.link or "") == modem.path
    assert json.loads(said(modem, "stores"))["SM"] == list(range(1, 11))
    assert [said(modem, word) for word in ("sent", "codes", "calls")] == ["[]", "[]", "[]"]
    assert "deliver NUMBER TEXT" in said(modem, "help")
    for line in ("nonsense", "noise much", "signal", "recipient +1 refuse=x", "balance lots", "deliver"):
        assert "help" in said(modem, line)


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals")
def test_the_command_runs_several_modems(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tests.simulators.modem",
        "--profile",
        "quectel",
        "--profile",
        "simcom",
        "--link",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        paths = [process.stdout.readline().strip() for _ in range(2)]
        assert [str((tmp_path / name).resolve()) for name in ("modem1", "modem2")] == paths
        imeis = set()
        for path in paths:
            with serial.Serial(path, 115200, timeout=5) as port:
                port.write(b"ATE0\rAT+CGSN\r")
                imeis.add(port.read_until(b"\r\n\r\nOK\r\n").split(b"\r\n")[-4])
        assert imeis == {b"356938035643809", b"356938035643817"}
        process.stdin.write("2 fill\n2 stores\n1 stores\nquit\n")
        process.stdin.close()
        assert [len(json.loads(line)["ME"]) for line in process.stdout] == [23, 0]
    assert process.returncode == 0


def test_profiles_name_their_makers() -> None:
    for profile in ALL_PROFILES.values():
        line = Line(profile)
        assert line.ask("AT+CGMI") == [profile.maker, "OK"]
        assert line.ask("AT+NONSENSE=1") == [profile.unknown or "+CME ERROR: 4"]
        assert len(deliver(OTHER, "x", SystemClock().now())) == 1
