"""Several simulated modems on real pseudo-terminals, looked after together."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.contracts.modems import Obstacle
from app.errors import OutpostError
from app.ports import KnownModem
from bridge.modem.detection import SerialPort
from bridge.modem.port import Port, open_serial
from bridge.modem.supervisor import ModemSupervisor
from tests.bridge.modem.desk import USED, MemoryBoard, MemoryChanges, MemoryDesk
from tests.simulators.modem import IMEI, PROFILES, ModemCore, PtyModem

NUMBER = "+250788123456"
OTHER_IMEI = "861234567890123"
SECONDS = 40


def until(probe: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    clock, pause = SystemClock(), threading.Event()
    end = clock.monotonic() + seconds
    while not probe():
        assert clock.monotonic() < end, what
        pause.wait(0.01)


class Desk:
    """An office's desk with modems in front of it: named ones are USB sticks with a maker's number, or ports by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk, self.board, self.changes = MemoryDesk(), MemoryBoard(), MemoryChanges()
        self.modems: dict[str, PtyModem] = {}
        self.sticks: dict[str, int] = {}
        self.plugged_in: list[tuple[int, int]] = []
        self.refusing: dict[str, OSError] = {}
        self.opened: list[str] = []
        self.rates: list[int] = []
        self.only_rate = 0
        self.supervisor = ModemSupervisor(
            self.desk,
            self.board,
            self.changes,
            SystemClock(),
            list_ports=self.list_ports,
            open_port=self.open,
            plugged_in=lambda: self.plugged_in,
        )

    def open(self, path: str, rate: int) -> Port:
        self.opened.append(path)
        self.rates.append(rate)
        if self.only_rate:
            self.modems[Path(path).name].core.faults.is_mute = rate != self.only_rate
        if path in self.refusing:
            raise self.refusing[path]
        return open_serial(path)

    def add(self, name: str, imei: str = IMEI, profile: str = "quectel", iccid: str = "", *, by_hand: bool = False) -> PtyModem:
        path = self.folder / name
        modem = PtyModem(PROFILES[profile], link=path, imei=imei)
        modem.core.sim.iccid = iccid or f"89010{len(self.modems)}"
        self.desk.uses[modem.core.sim.iccid] = USED
        self.modems[name] = modem
        if by_hand:
            self.desk.ports.append(str(path))
        else:
            self.sticks[str(path)] = 0x12D1
        return modem

    def list_ports(self) -> list[SerialPort]:
        return [
            SerialPort(path, vid, 0x1506, "", f"usb {Path(path).name.split('.')[0]}", None)
            for path, vid in self.sticks.items()
            if Path(path).exists()
        ]

    def ready(self, imei: str = IMEI) -> None:
        until(lambda: imei in self.board.modems and self.board.modems[imei].state == "ready", f"{imei} not ready")

    def close(self) -> None:
        self.supervisor.stop()
        for modem in self.modems.values():
            modem.close()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("bridge.modem.supervisor.LOOK_SECONDS", 0.2)
    monkeypatch.setattr("bridge.modem.port.REOPEN_SECONDS", (0.2,))
    monkeypatch.setattr("bridge.modem.sending.LOOK_SECONDS", 0.2)
    made = Desk(tmp_path)
    yield made
    made.close()


def test_a_modem_becomes_a_channel(desk: Desk) -> None:
    modem = desk.add("one")
    modem.do(lambda core: core.deliver(NUMBER, "before"))
    desk.supervisor.start()
    desk.ready()
    until(lambda: desk.desk.texts == ["before"], "not received")
    message = desk.desk.say("Привет " * 12)
    until(lambda: message.end == "sent" and len(desk.desk.reports) == message.total, "not sent and reported")
    assert [(report.reference, report.address, report.outcome) for report in desk.desk.reports] == [
        (message.references[1], NUMBER, "delivered"),
        (message.references[2], NUMBER, "delivered"),
    ]
    now = desk.board.modems[IMEI]
    assert (now.maker, now.operator, now.registration, now.warnings) == ("Quectel", "Test Network", "home", ())
    assert desk.board.ports == []


def test_a_sim_that_is_no_channel_keeps_its_messages(desk: Desk) -> None:
    modem = desk.add("one")
    desk.desk.uses.clear()
    desk.supervisor.start()
    desk.ready()
    modem.do(lambda core: core.deliver(NUMBER, "mine"))
    until(lambda: desk.board.modems[IMEI].stored == 1, "not seen")
    assert desk.desk.parts == []
    assert len(modem.core.stores["ME"]) == 1
    desk.desk.uses[modem.core.sim.iccid] = USED
    desk.supervisor.look_again()
    until(lambda: desk.desk.texts == ["mine"], "not received once it was used")


def test_it_is_followed_to_another_port(desk: Desk) -> None:
    modem = desk.add("one")
    desk.supervisor.start()
    desk.ready()
    modem.unplug()
    until(lambda: desk.board.aways == [IMEI], "not seen to be away")
    modem.link = desk.folder / "two"
    desk.sticks[str(modem.link)] = 0x12D1
    modem.plug()
    desk.ready()
    assert desk.board.modems[IMEI].port == str(modem.link)
    message = desk.desk.say("back")
    until(lambda: message.end == "sent", "not sent")


def test_another_modem_at_the_same_port(desk: Desk) -> None:
    modem = desk.add("one")
    desk.supervisor.start()
    desk.ready()

    def swap(core: ModemCore) -> None:
        core.imei, core.sim.iccid = OTHER_IMEI, "890299"
        core.restart()

    modem.do(swap)
    modem.unplug()
    modem.plug()
    desk.ready(OTHER_IMEI)
    assert IMEI not in desk.board.modems


def test_two_at_once_of_which_one_is_mute(desk: Desk) -> None:
    desk.add("one", IMEI)
    hung = desk.add("two", OTHER_IMEI, "huawei", by_hand=True)
    hung.core.faults.is_mute = True
    desk.supervisor.start()
    desk.ready()
    message = desk.desk.say("through the other")
    until(lambda: message.end == "sent", "held up", 10)
    hung.core.faults.is_mute = False
    desk.supervisor.look_again()
    desk.ready(OTHER_IMEI)


def test_a_flood_of_rubbish_holds_up_nobody(desk: Desk) -> None:
    desk.add("one", IMEI)
    broken = desk.add("two", OTHER_IMEI)
    desk.desk.uses.pop(broken.core.sim.iccid)
    desk.supervisor.start()
    desk.ready()
    desk.ready(OTHER_IMEI)
    broken.core.faults.flood = 2_000_000
    broken.poke()
    for number in range(5):
        message = desk.desk.say(f"number {number}")
        desk.changes.tell("messages")
        until(lambda: message.end == "sent", "held up", 10)  # noqa: B023


def test_a_busy_database_holds_up_its_own_modem_only(desk: Desk) -> None:
    """Each modem has its own thread: one that waits for the desk is no other's concern."""
    modem = desk.add("one")
    desk.supervisor.start()
    desk.ready()
    desk.desk.gate = threading.Event()
    modem.do(lambda core: core.deliver(NUMBER, "waits"))
    desk.add("two", OTHER_IMEI)
    until(lambda: OTHER_IMEI in desk.board.modems, "not found meanwhile")
    desk.desk.gate.set()
    until(lambda: desk.desk.texts == ["waits"], "not received")
    desk.ready(OTHER_IMEI)


def test_what_the_desk_can_not_take_stays_in_the_modem(desk: Desk) -> None:
    modem = desk.add("one")
    desk.supervisor.start()
    desk.ready()
    desk.desk.trouble = OSError("disk full")
    modem.do(lambda core: core.deliver(NUMBER, "precious"))
    until(lambda: any(entry.status for entry in modem.core.stores["ME"].values()), "not listed")
    desk.desk.trouble = None
    until(lambda: desk.desk.texts == ["precious"], "not tried again")
    until(lambda: not modem.core.stores["ME"], "not deleted")


def test_ignored_ones_are_let_go_and_not_asked_again(desk: Desk) -> None:
    desk.add("one")
    desk.supervisor.start()
    desk.ready()
    desk.desk.modems[IMEI] = KnownModem(IMEI, "", is_ignored=True)
    desk.supervisor.look_again()
    until(lambda: desk.board.aways == [IMEI], "not let go")
    desk.opened.clear()
    seen = desk.board.looks
    desk.sticks[str(desk.folder / "nothing")] = 0x12D1
    (desk.folder / "nothing").write_bytes(b"")  # something to wait for: it is asked, the ignored one is not
    until(lambda: desk.opened and desk.board.looks >= seen, "nothing was asked")
    assert set(desk.opened) == {str(desk.folder / "nothing")}
    desk.desk.modems.clear()
    desk.supervisor.look_again()
    desk.ready()


def test_ports_by_hand_need_no_known_maker(desk: Desk) -> None:
    desk.add("terminal", by_hand=True)
    desk.supervisor.start()
    desk.ready()
    assert desk.board.modems[IMEI].port == str(desk.folder / "terminal")


def test_an_old_terminal_is_slower(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.supervisor.MUTE_AGAIN_SECONDS", (0.1, 0.1))
    desk.only_rate = 9600
    desk.add("terminal", by_hand=True)
    desk.supervisor.start()
    desk.ready()
    assert desk.rates == [115_200, 9600, 9600]


def test_obstacles_and_ports_without_a_modem(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.supervisor.BUSY_AGAIN_SECONDS", 0.3)
    busy, denied = desk.add("busy"), desk.add("denied", OTHER_IMEI)
    holder = open_serial(busy.path)
    desk.refusing[str(denied.link)] = PermissionError(errno.EACCES, "denied")
    desk.plugged_in = [(0x12D1, 0x1446), (0x12D1, 0x14DC)]
    free = desk.folder / "free"
    free.write_bytes(b"")
    desk.sticks[str(free)] = 0x2341
    desk.supervisor.start()
    until(lambda: len(desk.board.obstacles) == 4, "not told")
    assert list(desk.board.obstacles) == [
        Obstacle("driver_cd", "Huawei 12d1:1446"),
        Obstacle("network_card", "Huawei 12d1:14dc"),
        Obstacle("port_busy", str(busy.link)),
        Obstacle("no_permission", str(denied.link)),
    ]
    assert str(free) in desk.board.ports
    holder.close()
    desk.refusing.clear()
    desk.ready()
    desk.ready(OTHER_IMEI)
    until(lambda: len(desk.board.obstacles) == 2, "still told")


def test_a_mute_stick_is_left_alone_after_three_tries(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.supervisor.MUTE_AGAIN_SECONDS", (0.1, 0.1))
    monkeypatch.setattr("bridge.modem.detection.GREETING_SECONDS", 0.2)
    for name in ("stick.0", "stick.1"):
        desk.add(name).core.faults.is_mute = True
    desk.supervisor.start()
    first, second = (str(desk.folder / name) for name in ("stick.0", "stick.1"))
    until(lambda: desk.opened == [first, second, first, first], "not asked three times")
    until(lambda: desk.board.ports == [first, second], "not told to be without a modem")
    seen, pause = desk.board.looks, threading.Event()
    pause.wait(0.5)
    assert (len(desk.opened), desk.board.looks) == (4, seen)


def test_gone_while_it_is_asked(desk: Desk) -> None:
    modem = desk.add("one")
    modem.core.faults.is_mute = True
    desk.supervisor.start()
    until(lambda: desk.opened, "not asked")
    modem.unplug()
    modem.core.faults.is_mute = False
    modem.plug()
    desk.ready()


def test_a_locked_sim_takes_a_pin(desk: Desk) -> None:
    modem = desk.add("one")
    modem.core.sim.pin, modem.core.sim.is_unlocked = "8642", False
    desk.supervisor.start()
    until(lambda: IMEI in desk.board.modems and desk.board.modems[IMEI].trouble == "sim_pin", "not told")
    desk.supervisor.enter_pin(IMEI, "9999")
    until(lambda: desk.desk.pins == [(IMEI, "9999", False)], "not told that it was wrong")
    until(lambda: desk.board.modems[IMEI].trouble == "sim_pin_wrong", "not shown")
    desk.supervisor.enter_pin(IMEI, "8642")
    desk.ready()
    assert desk.desk.pins[1:] == [(IMEI, "8642", True)]
    assert not any(pin in line for _, _, line in desk.board.lines for pin in ("8642", "9999"))
    assert any("CPIN" in line for _, _, line in desk.board.lines)


def test_a_stored_pin_that_was_wrong_is_not_tried_again(desk: Desk) -> None:
    modem = desk.add("one")
    modem.core.sim.pin, modem.core.sim.is_unlocked = "8642", False
    desk.desk.modems[IMEI] = KnownModem(IMEI, "9999", is_ignored=False)
    desk.supervisor.start()
    until(lambda: IMEI in desk.board.modems and desk.board.modems[IMEI].trouble == "sim_pin_wrong", "not told")
    modem.unplug()
    until(lambda: desk.board.aways, "not away")
    modem.plug()
    until(lambda: IMEI in desk.board.modems and desk.board.modems[IMEI].trouble == "sim_pin", "not told")
    assert modem.core.sim.tries == 2


def test_a_test_sms_goes_beside_the_outbox(desk: Desk) -> None:
    modem = desk.add("one")
    desk.supervisor.start()
    desk.ready()
    desk.supervisor.send_test(IMEI, NUMBER)
    until(lambda: len(desk.board.tests) == 2, "not reported")
    assert desk.board.tests == [(IMEI, "sent", None), (IMEI, "delivered", None)]
    assert desk.desk.reports == []
    modem.core.faults.refusals.append(38)
    desk.supervisor.send_test(IMEI, NUMBER)
    until(lambda: len(desk.board.tests) == 3, "not refused")
    assert desk.board.tests[-1] == (IMEI, "uncertain", 38)


def test_who_is_away_or_busy_says_so(desk: Desk) -> None:
    modem = desk.add("one")
    desk.supervisor.start()
    desk.ready()
    with pytest.raises(OutpostError, match="modem_away"):
        desk.supervisor.send_test(OTHER_IMEI, NUMBER)
    with pytest.raises(OutpostError, match="modem_busy"):
        desk.supervisor.enter_pin(IMEI, "8642")
    modem.core.answers["*100#"] = (1, "1 Balance 2 Data")
    desk.supervisor.dial(IMEI, "*100#")
    with pytest.raises(OutpostError, match="modem_busy"):
        desk.supervisor.dial(IMEI, "*100#")
    until(lambda: desk.board.ussds[-1:] == [(IMEI, "asks", "1 Balance 2 Data")], "not asked")
    message = desk.desk.say("waits for the dialogue")
    desk.supervisor.answer(IMEI, "1")
    until(lambda: desk.board.ussds[-1:] == [(IMEI, "ended", "Your balance is 120 RWF")], "not answered")
    until(lambda: message.end == "sent", "not sent afterwards")


def test_the_last_word_of_its_thread_brings_none_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    modem = desk.add("one")
    desk.supervisor.start()
    desk.ready()
    away = desk.board.away

    def late(imei: str) -> None:
        away(imei)
        if len(desk.board.aways) == 1:
            desk.board.modem(replace(desk.board.history[-1], state="stopped", trouble="port_gone"))

    monkeypatch.setattr(desk.board, "away", late)
    modem.unplug()
    until(lambda: bool(desk.board.aways) and IMEI not in desk.board.modems, "still there")


def test_how_calls_are_hung_up_is_the_channel_s(desk: Desk) -> None:
    modem = desk.add("one")
    desk.desk.uses[modem.core.sim.iccid] = replace(USED, hangs_up=True)
    desk.supervisor.start()
    desk.ready()
    modem.do(lambda core: core.ring(NUMBER))
    until(lambda: desk.desk.missed, "not told")
    assert modem.core.hang_ups == 1
    [call] = desk.desk.missed
    assert (call.type, call.address) == ("mo_miss", NUMBER)
    assert abs((SystemClock().now() - call.occurred_on).total_seconds()) < 10


def test_it_ends_within_seconds_whatever_modems_do(desk: Desk) -> None:
    desk.add("one")
    hung = desk.add("two", OTHER_IMEI)
    desk.supervisor.start()
    desk.ready()
    desk.ready(OTHER_IMEI)
    hung.core.faults.is_mute = True
    message = desk.desk.say("to nobody")
    until(lambda: message.states, "not begun")
    clock = SystemClock()
    begun = clock.monotonic()
    desk.supervisor.stop()
    assert clock.monotonic() - begun < 10
    assert message.end in ("uncertain", "sent", "")
