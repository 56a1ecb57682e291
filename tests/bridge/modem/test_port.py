"""A modem's port with its thread, over real serial ports: pseudo-terminals with a simulated modem behind."""

from __future__ import annotations

import errno
import random
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from serial import SerialException

from app.clock import SystemClock
from bridge.modem.driver import Came, Part
from bridge.modem.pdu import Deliver, encode_submit
from bridge.modem.port import ModemPort, Port, open_serial, why_not_opened
from tests.simulators.modem import PROFILES, ModemCore, PtyModem
from tests.simulators.notebook import Notebook

NUMBER = "+250788123456"
SECONDS = 40


def until(probe: Callable[[], object], what: str) -> None:
    clock, pause = SystemClock(), threading.Event()
    end = clock.monotonic() + SECONDS
    while not probe():
        assert clock.monotonic() < end, what
        pause.wait(0.01)


class Bench:
    """A simulated modem, its port's thread, and what that kept."""

    def __init__(self, profile: str = "quectel", pin: str = "") -> None:
        self.modem = PtyModem(PROFILES[profile])
        self.kept = Notebook()
        self.pin = pin
        self.port: ModemPort | None = None

    def start(self) -> None:
        path = self.modem.path
        self.port = ModemPort(path, self.kept, SystemClock(), pin=self.pin, open_port=lambda _: open_serial(self.modem.path))
        self.port.start()

    def ready(self) -> Bench:
        self.start()
        until(lambda: self.kept.infos, "not ready")
        return self

    def send(self, text: str, part_id: int = 1, to: str = NUMBER) -> None:
        assert self.port is not None
        for pdu in encode_submit(to, text, ref=part_id):
            until(lambda: self.port is not None and self.port.has_room, "no room")
            self.port.send(Part(part_id, pdu))

    def close(self) -> None:
        if self.port is not None:
            self.port.stop()
        self.modem.close()


@pytest.fixture(params=sorted(PROFILES))
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(request.param)
    yield made
    made.close()


@pytest.fixture
def quectel() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.close()


def test_it_is_set_up_and_known(bench: Bench) -> None:
    bench.ready()
    info = bench.kept.infos[0]
    assert (info.imei, info.imsi, info.iccid) == ("356938035643809", "001010123456789", "8901010123456789012")
    assert (info.registration, info.operator, info.warnings) == ("home", "Test Network", ())
    assert info.reports == ("direct" if info.maker == "Quectel" else "stored")


def test_messages_go_out_and_their_reports_come_back(bench: Bench) -> None:
    bench.ready()
    bench.send("Hello €", 1)
    bench.send("Привет 😀", 2)
    bench.send("long " * 60, 3)
    until(lambda: len(bench.kept.sents) == 4 and len(bench.kept.reports) == 4, "not reported")
    assert bench.kept.sents == [(1, 0), (2, 1), (3, 2), (3, 3)]
    assert sorted(bench.kept.reports) == [0, 1, 2, 3]
    assert [one.text for one in bench.modem.core.sent][:2] == ["Hello €", "Привет 😀"]


def test_messages_come_in_and_leave_the_store(bench: Bench) -> None:
    bench.modem.do(lambda core: core.deliver(NUMBER, "before it was set up"))
    bench.ready()
    bench.modem.do(lambda core: core.deliver(NUMBER, "Привет 😀"))
    until(lambda: len(bench.kept.texts) == 2, "not received")
    assert bench.kept.texts == ["before it was set up", "Привет 😀"]
    until(lambda: not any(bench.modem.core.stores.values()), "not deleted")


def test_more_than_the_store_holds(quectel: Bench) -> None:
    quectel.ready()

    def deliver(core: ModemCore) -> None:
        for number in range(60):
            core.deliver(NUMBER, str(number))

    quectel.modem.do(deliver)
    until(lambda: len(quectel.kept.texts) == 60, "not received")
    assert sorted(quectel.kept.texts, key=lambda text: int(text or 0)) == [str(number) for number in range(60)]


def test_what_can_not_be_kept_stays_in_the_modem(quectel: Bench) -> None:
    quectel.ready()
    quectel.kept.is_broken = True
    quectel.modem.do(lambda core: core.deliver(NUMBER, "precious"))
    until(lambda: any(entry.status for entry in quectel.modem.core.stores["ME"].values()), "not listed")
    quectel.send("meanwhile")
    until(lambda: quectel.kept.sents, "not sent")
    assert len(quectel.modem.core.stores["ME"]) == 1
    quectel.kept.is_broken = False
    quectel.modem.do(lambda core: core.deliver(NUMBER, "second"))
    until(lambda: sorted(map(str, quectel.kept.texts)) == ["precious", "second"], "not received")


def test_refusals_say_what_to_do(quectel: Bench) -> None:
    quectel.modem.core.faults.refusals.extend([38, 310])
    quectel.ready()
    quectel.send("one", 1)
    quectel.send("two", 2)
    until(lambda: len(quectel.kept.refusals) == 2, "not refused")
    assert [(part, verdict.step) for part, verdict in quectel.kept.refusals] == [(1, "retry"), (2, "stop")]


def test_a_prompt_that_does_not_come_is_tried_again(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.at.PROMPT_SECONDS", 0.3)
    quectel.ready()
    quectel.modem.core.faults.no_prompts = 1
    quectel.send("one")
    until(lambda: quectel.kept.sents, "not sent")
    assert [one.text for one in quectel.modem.core.sent] == ["one"]


def test_silence_after_the_data_is_uncertain_and_never_repeated(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.driver.SEND_TIMEOUT", 0.5)
    quectel.ready()
    quectel.modem.core.faults.swallow = 1
    quectel.send("one", 1)
    quectel.send("two", 2)
    until(lambda: quectel.kept.sents and quectel.kept.refusals, "not settled")
    assert [(part, verdict.may_have_gone) for part, verdict in quectel.kept.refusals] == [(1, True)]
    assert [one.text for one in quectel.modem.core.sent] == ["one", "two"]


def test_unplugged_and_plugged_in_again(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.port.REOPEN_SECONDS", (0.1,))
    quectel.ready()
    quectel.modem.unplug()
    quectel.modem.do(lambda core: core.deliver(NUMBER, "while it was out"))
    quectel.modem.plug()
    until(lambda: len(quectel.kept.infos) == 2 and quectel.kept.texts, "not back")
    assert quectel.kept.texts == ["while it was out"]


def test_a_modem_that_starts_anew_is_set_up_again(quectel: Bench) -> None:
    quectel.ready()
    quectel.modem.do(ModemCore.restart)
    quectel.send("after")
    until(lambda: len(quectel.kept.infos) == 2, "not set up again")
    until(lambda: quectel.kept.sents, "not sent")


def test_a_call_nobody_took(bench: Bench) -> None:
    bench.ready()

    def call(core: ModemCore) -> None:
        core.ring(NUMBER)
        core.ring(NUMBER)
        core.hang_up()

    bench.modem.do(call)
    until(lambda: bench.kept.calls, "not told")
    assert bench.kept.calls == [NUMBER]


def test_balance(bench: Bench) -> None:
    bench.ready()
    assert bench.port is not None
    bench.port.dial_code("*100#")
    until(lambda: len(bench.kept.ussds) == 2, "no answer")
    assert bench.kept.ussds == [("waiting", ""), ("ended", "Your balance is 120 RWF")]
    assert bench.modem.core.codes == ["*100#"]


def test_a_call_is_hung_up_once_its_number_is_known(bench: Bench) -> None:
    """By +CHUP, or ATH where the modem does not know it; what still rings afterwards is the same call."""
    bench.kept.hangs_up = True
    bench.ready()
    bench.modem.do(lambda core: core.ring(NUMBER))
    until(lambda: bench.modem.core.hang_ups, "not hung up")
    bench.modem.do(lambda core: core.ring(NUMBER))
    until(lambda: bench.kept.calls, "not told")
    assert (bench.kept.calls, bench.modem.core.hang_ups) == ([NUMBER], 1)


def test_a_call_whose_number_is_withheld(quectel: Bench) -> None:
    quectel.ready()

    def call(core: ModemCore) -> None:
        core.ring("")
        core.hang_up()

    quectel.modem.do(call)
    until(lambda: quectel.kept.calls, "not told")
    assert quectel.kept.calls == [""]


def test_a_dialogue_with_the_network(bench: Bench) -> None:
    bench.modem.core.answers.update({"*123#": (1, "1 Balance 2 Bundles"), "1": (0, "5 USD")})
    bench.ready()
    assert bench.port is not None
    bench.port.dial_code("*123#")
    until(lambda: bench.kept.ussds[-1:] == [("asks", "1 Balance 2 Bundles")], "not asked")
    bench.port.dial_code("*100#")
    until(lambda: bench.kept.ussds[-1:] == [("failed", "")], "a second dialogue at once")
    bench.port.send(Part(1, encode_submit(NUMBER, "afterwards")[0]))
    bench.port.reply_code("1")
    until(lambda: bench.kept.sents, "not sent after the dialogue")
    assert bench.kept.ussds[-2:] == [("waiting", ""), ("ended", "5 USD")]
    assert bench.modem.core.codes == ["*123#", "1"]


@pytest.mark.parametrize(("said", "state"), [((2, "Bye"), "ended"), ((4, ""), "failed"), ((5, ""), "failed")])
def test_how_a_dialogue_ends(quectel: Bench, said: tuple[int, str], state: str) -> None:
    quectel.modem.core.answers["*100#"] = said
    quectel.ready()
    assert quectel.port is not None
    quectel.port.dial_code("*100#")
    until(lambda: len(quectel.kept.ussds) == 2, "not ended")
    assert quectel.kept.ussds[1] == (state, said[1])


def test_a_dialogue_is_ended_by_hand_or_by_time(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    quectel.modem.core.answers.update({"*1#": (1, "Yes?"), "*2#": None, "*3#": (1, "Yes?")})
    quectel.ready()
    assert quectel.port is not None
    quectel.port.dial_code("*1#")
    until(lambda: quectel.kept.ussds[-1:] == [("asks", "Yes?")], "not asked")
    quectel.port.end_code()
    until(lambda: quectel.modem.core.cancels == 1, "not cancelled")
    monkeypatch.setattr("bridge.modem.driver.USSD_TIMEOUT", 0.5)
    quectel.port.dial_code("*2#")
    until(lambda: quectel.modem.core.cancels == 2, "not cancelled")
    monkeypatch.setattr("bridge.modem.driver.USSD_REPLY_SECONDS", 0.5)
    quectel.port.dial_code("*3#")
    until(lambda: quectel.modem.core.cancels == 3, "not cancelled")
    states = [state for state, _ in quectel.kept.ussds]
    assert states == ["waiting", "asks", "ended", "waiting", "failed", "waiting", "asks", "ended"]


def test_a_question_that_nobody_asked_for_is_refused(quectel: Bench) -> None:
    quectel.ready()
    quectel.modem.do(lambda core: core.push_ussd("Win a car?", 1))
    until(lambda: quectel.modem.core.cancels, "not refused")
    quectel.send("goes all the same")
    until(lambda: quectel.kept.sents, "not sent")
    assert quectel.kept.ussds == []


def test_a_message_that_no_store_keeps(bench: Bench) -> None:
    bench.ready()
    bench.kept.is_broken = True
    bench.modem.do(lambda core: core.flash(NUMBER, "at once"))
    bench.modem.do(lambda core: core.deliver(NUMBER, "stored"))
    until(lambda: any(entry.status for entry in bench.modem.core.stores["ME"].values()), "not listed")
    bench.kept.is_broken = False
    until(lambda: sorted(map(str, bench.kept.texts)) == ["at once", "stored"], "not held until it could be kept")


def test_what_is_not_wanted_yet_stays_in_the_modem(quectel: Bench) -> None:
    quectel.kept.is_open = False
    quectel.ready()
    quectel.modem.do(lambda core: core.deliver(NUMBER, "stored"))
    quectel.modem.do(lambda core: core.flash(NUMBER, "at once"))
    until(lambda: quectel.kept.healths and quectel.kept.healths[-1].stored == 1, "not counted")
    assert quectel.kept.messages == []
    quectel.kept.is_open = True
    until(lambda: sorted(map(str, quectel.kept.texts)) == ["at once", "stored"], "not received")


def test_one_bad_message_holds_up_no_other(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str | None] = []

    def came(messages: Sequence[Came]) -> None:
        texts = [one.read.content.text for one in messages if isinstance(one.read, Deliver)]
        if "bad" in texts:
            raise ValueError("a bug")
        kept.extend(texts)

    monkeypatch.setattr(quectel.kept, "came", came)

    def deliver(core: ModemCore) -> None:
        for text in ("one", "bad", "two"):
            core.deliver(NUMBER, text)

    quectel.modem.do(deliver)
    quectel.ready()
    until(lambda: set(kept) == {"one", "two"}, "held up")
    until(lambda: len(quectel.modem.core.stores["SM"]) == 1, "not deleted")


def test_nothing_is_sent_while_there_is_no_network(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.driver.SEARCHING_SECONDS", 0.3)
    quectel.modem.core.registration = 2
    quectel.ready()
    until(lambda: quectel.kept.healths, "not looked")
    assert quectel.kept.healths[-1].registration == "searching"
    assert quectel.port is not None
    assert not quectel.port.has_room
    quectel.modem.core.registration = 5
    until(lambda: quectel.kept.healths[-1].registration == "roaming", "not seen")
    quectel.send("now")
    until(lambda: quectel.kept.sents, "not sent")


def test_a_sim_that_is_pulled_out_is_told(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.port.REOPEN_SECONDS", (0.2,))
    monkeypatch.setattr("bridge.modem.driver.SEARCHING_SECONDS", 0.3)
    quectel.ready()
    until(lambda: quectel.kept.healths, "not looked")
    quectel.modem.core.sim.is_in = False
    quectel.modem.core.registration = 0
    quectel.modem.do(lambda core: core.register(0))
    until(lambda: "no_sim" in quectel.kept.troubles, "not told")
    quectel.modem.core.sim.is_in, quectel.modem.core.registration = True, 1
    until(lambda: len(quectel.kept.infos) == 2, "not set up again")


def test_a_refusal_for_want_of_a_sim_is_explained(quectel: Bench) -> None:
    quectel.ready()
    until(lambda: quectel.kept.healths, "not looked")
    quectel.modem.core.sim.is_in = False
    quectel.send("into the void")
    until(lambda: "no_sim" in quectel.kept.troubles, "not told")
    assert [(verdict.step, verdict.code) for _, verdict in quectel.kept.refusals] == [("stop", 310)]


def test_a_mute_modem_is_opened_anew_then_reset_then_told(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.port.REOPEN_SECONDS", (0.1,))
    monkeypatch.setattr("bridge.modem.at.PROVE_SECONDS", 0.1)
    monkeypatch.setattr("bridge.modem.at.PROMPT_SECONDS", 0.3)
    quectel.ready()
    until(lambda: quectel.kept.healths, "not looked")
    quectel.modem.core.faults.is_mute = True
    quectel.modem.core.faults.heals = True
    quectel.send("one")
    until(lambda: len(quectel.kept.infos) == 2, "not set up again after the reset")
    assert quectel.kept.troubles == []
    until(lambda: quectel.port is not None and quectel.port.has_room, "not at rest")
    quectel.modem.core.faults.is_mute = True
    quectel.modem.core.faults.heals = False
    quectel.send("two")
    until(lambda: quectel.kept.troubles, "not told")
    assert quectel.kept.troubles == ["modem_mute"]


def test_failures_of_the_modem_itself_end_in_a_reset(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.driver.RESET_SECONDS", 0.1)
    quectel.modem.core.faults.refusals.extend([300, 500, 300])
    quectel.ready()
    for number in range(4):
        quectel.send(f"number {number}", number)
    until(lambda: quectel.kept.sents and len(quectel.kept.refusals) == 3, "not settled")
    assert quectel.modem.core.resets == 1
    assert [verdict.may_have_gone for _, verdict in quectel.kept.refusals] == [False, True, False]


def test_another_modem_at_the_port_is_left_alone(quectel: Bench) -> None:
    """Above all the PIN of the one is not tried on the other's SIM."""
    quectel.modem.core.sim.pin, quectel.modem.core.sim.is_unlocked = "8642", False
    changed = threading.Event()
    port = ModemPort(quectel.modem.path, quectel.kept, SystemClock(), pin="8642", imei="861234567890123", on_changed=changed.set)
    port.start()
    assert changed.wait(SECONDS)
    port.stop()
    assert (quectel.modem.core.sim.is_unlocked, quectel.modem.core.sim.tries) == (False, 3)


def test_the_log_of_the_talk_has_every_line_and_no_pin(quectel: Bench) -> None:
    quectel.modem.core.sim.pin, quectel.modem.core.sim.is_unlocked = "8642", False
    quectel.pin = "8642"
    quectel.ready()
    assert ("office", 'AT+CPIN="****"') in quectel.kept.lines
    assert ("modem", "+CPIN: SIM PIN") in quectel.kept.lines
    assert not [line for _, line in quectel.kept.lines if "8642" in line]


@pytest.mark.parametrize(("pin", "code"), [("", "sim_pin"), ("9999", "sim_pin_wrong")])
def test_a_locked_sim_waits_for_a_person(quectel: Bench, pin: str, code: str) -> None:
    quectel.modem.core.sim.pin, quectel.modem.core.sim.is_unlocked = "1234", False
    quectel.pin = pin
    quectel.start()
    until(lambda: quectel.kept.troubles, "not told")
    assert quectel.kept.troubles == [code]
    assert quectel.modem.core.sim.tries == (3 if not pin else 2)


def test_the_right_pin_unlocks(quectel: Bench) -> None:
    quectel.modem.core.sim.pin, quectel.modem.core.sim.is_unlocked = "1234", False
    quectel.pin = "1234"
    quectel.ready()
    assert quectel.modem.core.sim.is_unlocked


def test_a_port_that_another_program_holds(quectel: Bench) -> None:
    holder = open_serial(quectel.modem.path)
    try:
        quectel.start()
        until(lambda: quectel.kept.troubles, "not told")
        assert quectel.kept.troubles == ["port_busy"]
    finally:
        holder.close()


def test_a_port_that_is_not_there() -> None:
    kept = Notebook()
    port = ModemPort("/dev/ttyNOT-THERE", kept, SystemClock())
    port.start()
    until(lambda: kept.troubles, "not told")
    port.stop()
    assert kept.troubles == ["port_gone"]


def test_a_port_that_goes_at_every_opening_is_told(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.port.REOPEN_SECONDS", (0.05,))

    def cut(path: str) -> Port:
        port = open_serial(path)
        port.close()
        return port

    port = ModemPort(quectel.modem.path, quectel.kept, SystemClock(), open_port=cut)
    port.start()
    until(lambda: quectel.kept.troubles, "not told")
    port.stop()
    assert quectel.kept.troubles[0] == "port_gone"


def test_noise_and_unplugging_lose_and_double_nothing(quectel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The short form of the soak: every message that came is kept, every part that went is known or uncertain."""
    monkeypatch.setattr("bridge.modem.port.REOPEN_SECONDS", (0.05,))
    monkeypatch.setattr("bridge.modem.driver.SEND_TIMEOUT", 1.0)
    monkeypatch.setattr("bridge.modem.driver.POLL_SECONDS", 0.5)
    monkeypatch.setattr("bridge.modem.at.PROMPT_SECONDS", 0.5)
    monkeypatch.setattr("bridge.modem.at.PROVE_SECONDS", 0.3)
    quectel.modem.core.faults.noise = 0.0005
    quectel.ready()
    rolls = random.Random(7)
    for number in range(60):
        quectel.modem.do(lambda core, number=number: core.deliver(NUMBER, f"in {number}"))  # type: ignore[misc]
        quectel.send(f"out {number}", number)
        if rolls.random() < 0.1:
            quectel.modem.unplug()
            quectel.modem.plug()
    until(lambda: len(set(quectel.kept.texts)) == 60, "something that came was lost")
    settled = {part for part, _ in quectel.kept.sents} | {part for part, _ in quectel.kept.refusals}
    until(
        lambda: len({part for part, _ in quectel.kept.sents} | {part for part, _ in quectel.kept.refusals}) == 60,
        f"{60 - len(settled)} parts forgotten",
    )
    went = [int(one.text.removeprefix("out ")) for one in quectel.modem.core.sent]
    assert len(went) == len(set(went)), "sent twice"
    known = {part for part, _ in quectel.kept.sents} | {part for part, verdict in quectel.kept.refusals if verdict.may_have_gone}
    assert set(went) <= known, "went, and is thought not to have"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SerialException(errno.ENOENT, "could not open port /dev/ttyUSB0"), "port_gone"),
        (SerialException(errno.EACCES, "could not open port /dev/ttyUSB0: Permission denied"), "no_permission"),
        (SerialException(errno.EBUSY, "could not open port /dev/ttyUSB0: Device or resource busy"), "port_busy"),
        (SerialException(errno.EAGAIN, "Could not exclusively lock port /dev/ttyUSB0"), "port_busy"),
        # As on Windows, in English and in French.
        (SerialException("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)"), "port_busy"),
        (SerialException("could not open port 'COM3': PermissionError(13, 'Acc\u00e8s refus\u00e9.', None, 5)"), "port_busy"),
        (SerialException("could not open port 'COM3': FileNotFoundError(2, 'Fichier introuvable.', None, 2)"), "port_gone"),
    ],
)
def test_why_a_port_can_not_be_opened(error: Exception, code: str) -> None:
    assert why_not_opened(error) == code
