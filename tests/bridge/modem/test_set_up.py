"""Setting modems up, played against a table of answers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bridge.modem.at import Answer, Command
from bridge.modem.set_up import ModemInfo, ModemTrouble, Pause, set_up

READY: Mapping[str, str | list[str]] = {
    "AT": "OK",
    "ATE0V1": "OK",
    "AT+CMEE=1": "OK",
    "AT+CGMI": "Quectel|OK",
    "AT+CGMM": "EC25|OK",
    "AT+CGMR": "EC25EFAR06A03M4G|OK",
    "AT+CGSN": "861234567890123|OK",
    "AT+CPIN?": "+CPIN: READY|OK",
    "AT+CIMI": "635100123456789|OK",
    "AT+QCCID": "+QCCID: 89250101234567890123|OK",
    "AT+CFUN?": "+CFUN: 1|OK",
    'AT+CSCS="GSM"': "OK",
    "AT+CMGF=0": "OK",
    "AT+CPMS=?": '+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")|OK',
    'AT+CPMS="ME","ME","ME"': "+CPMS: 0,100,0,100,0,100|OK",
    "AT+CNMI=2,1,0,1,0": "OK",
    "AT+CREG=2": "OK",
    "AT+CEREG=2": "OK",
    "AT+CLIP=1": "OK",
    "AT+CUSD=1": "OK",
    "AT+CREG?": '+CREG: 2,1,"1A2B","03C4"|OK',
    "AT+COPS?": '+COPS: 0,0,"MTN Rwanda",7|OK',
    "AT+CSQ": "+CSQ: 18,99|OK",
    "AT+CSCA?": '+CSCA: "+250788110333",145|OK',
}


class Scripted:
    """Answers by table; a list is answered one after the other, the last again and again. What is not in it is an ERROR."""

    def __init__(self, changed: Mapping[str, str | list[str]]) -> None:
        self.said = {**READY, **changed}
        self.asked: list[str] = []
        self.waited = 0.0

    def run(self, pin: str = "") -> ModemInfo:
        procedure = set_up(pin)
        answer: Answer | None = None
        while True:
            try:
                step = procedure.send(answer)
            except StopIteration as end:
                assert isinstance(end.value, ModemInfo)
                return end.value
            answer = None
            if isinstance(step, Pause):
                self.waited += step.seconds
            else:
                answer = self.answer(step)

    def answer(self, command: Command) -> Answer:
        self.asked.append(command.text)
        said = self.said.get(command.text, "ERROR")
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        if said in ("timeout", "gone"):
            return Answer(command, said)  # type: ignore[arg-type]
        *lines, final = said.split("|")
        kind, _, code = final.removeprefix("+").partition(" ERROR: ")
        if final == "OK":
            return Answer(command, "ok", tuple(lines))
        return Answer(command, "error", tuple(lines), kind if code else "", int(code) if code else None)


def trouble(changed: Mapping[str, str | list[str]], pin: str = "") -> tuple[str, Scripted]:
    modem = Scripted(changed)
    with pytest.raises(ModemTrouble) as caught:
        modem.run(pin)
    return caught.value.code, modem


def test_a_good_modem() -> None:
    info = Scripted({}).run()
    assert (info.maker, info.model, info.imei, info.imsi) == ("Quectel", "EC25", "861234567890123", "635100123456789")
    assert (info.iccid, info.operator, info.registration, info.signal) == ("89250101234567890123", "MTN Rwanda", "home", -77)
    assert info.store is not None
    assert (info.store.name, info.store.total, info.reports, info.warnings) == ("ME", 100, "direct", ())


def test_a_maker_s_chatter_is_stopped() -> None:
    modem = Scripted({"AT+CGMI": "huawei|OK", "AT^CURC=0": "OK", "AT^ICCID?": "^ICCID: 8925010|OK"})
    assert modem.run().iccid == "8925010"
    assert "AT^CURC=0" in modem.asked


def test_a_sim_that_reads_itself_in_is_waited_for() -> None:
    modem = Scripted({"AT+CPIN?": ["+CME ERROR: 14"] * 5 + ["+CPIN: READY|OK"]})
    assert modem.run().registration == "home"
    assert modem.waited == 5


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("+CME ERROR: 10", "no_sim"),
        ("+CME ERROR: 13", "sim_failed"),
        ("+CME ERROR: 14", "sim_busy"),
        ("+CPIN: SIM PUK|OK", "sim_puk"),
        ("+CPIN: PH-SIM PIN|OK", "sim_failed"),
        ("+CPIN: SIM PIN|OK", "sim_pin"),
        ("gone", "modem_mute"),
    ],
)
def test_sims_that_do_not_work(said: str, code: str) -> None:
    assert trouble({"AT+CPIN?": said})[0] == code


def test_a_pin_is_tried_once() -> None:
    modem = Scripted({"AT+CPIN?": "+CPIN: SIM PIN|OK", 'AT+QPINC="SC"': '+QPINC: "SC",3,10|OK', 'AT+CPIN="1234"': "OK"})
    assert modem.run("1234").registration == "home"
    code, wrong = trouble({"AT+CPIN?": "+CPIN: SIM PIN|OK"}, "1234")
    assert code == "sim_pin_wrong"
    assert wrong.asked.count('AT+CPIN="1234"') == 1


def test_a_pin_is_not_tried_when_it_could_lock_the_sim() -> None:
    code, modem = trouble({"AT+CPIN?": "+CPIN: SIM PIN|OK", 'AT+QPINC="SC"': '+QPINC: "SC",1,10|OK'}, "1234")
    assert code == "sim_pin_few_tries"
    assert 'AT+CPIN="1234"' not in modem.asked


def test_arrivals_fall_back_to_what_the_modem_takes() -> None:
    refused = {"AT+CNMI=2,1,0,1,0": "+CMS ERROR: 303", "AT+CNMI=2,1,0,2,0": "OK"}
    assert Scripted(refused).run().reports == "stored"
    assert "no_arrivals" in Scripted({"AT+CNMI=2,1,0,1,0": "ERROR"}).run().warnings


def test_the_sim_s_store_where_the_modem_has_none() -> None:
    modem = Scripted(
        {"AT+CPMS=?": "ERROR", 'AT+CPMS="ME","ME","ME"': "ERROR", 'AT+CPMS="SM","SM","SM"': "+CPMS: 9,10,9,10,9,10|OK"}
    )
    info = modem.run()
    assert info.store is not None
    assert (info.store.name, info.store.used) == ("SM", 9)


def test_what_staff_should_know() -> None:
    info = Scripted({"AT+CREG?": "+CREG: 2,2|OK", "AT+CEREG?": "+CEREG: 2,0|OK", "AT+CSCA?": '+CSCA: "",129|OK'}).run()
    assert (info.registration, info.warnings) == ("none", ("no_service_centre",))


def test_registered_with_lte_only() -> None:
    assert Scripted({"AT+CREG?": "+CREG: 2,0|OK", "AT+CEREG?": "+CEREG: 2,5|OK"}).run().registration == "roaming"


def test_a_modem_that_is_off_is_switched_on() -> None:
    modem = Scripted({"AT+CFUN?": "+CFUN: 4|OK", "AT+CFUN=1": "OK"})
    modem.run()
    assert "AT+CFUN=1" in modem.asked


def test_a_modem_that_says_nothing() -> None:
    code, modem = trouble({"AT": "timeout"})
    assert (code, modem.asked) == ("modem_mute", ["AT", "AT", "AT"])


def test_text_mode_alone_is_not_enough() -> None:
    assert trouble({"AT+CMGF=0": "+CMS ERROR: 303"})[0] == "modem_text_only"
