"""Finding modems: tables of ports, and a real port with a simulated modem behind."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.clock import SystemClock
from bridge.modem.detection import (
    DeadEnd,
    FoundModem,
    PortWatch,
    SerialPort,
    candidates,
    dead_ends,
    probe,
    read_port,
    usb_ids,
)
from bridge.modem.holders import holder_of
from bridge.modem.port import open_serial
from tests.bridge.ports import HandClock
from tests.simulators.modem import HUAWEI, PtyModem


def port(number: int, vid: int, pid: int, interface: int | None, device: str = "1-1") -> SerialPort:
    return SerialPort(f"/dev/ttyUSB{number}", vid, pid, "", device, interface)


@pytest.mark.parametrize(
    ("location", "device", "interface"),
    [("1-1.2:1.2", "1-1.2", 2), ("1-1.2:x.3", "1-1.2", 3), ("1-1.2", "1-1.2", None), (None, "COM7", None)],
)
def test_places(location: str | None, device: str, interface: int | None) -> None:
    read = read_port("COM7", 0x12D1, 0x1506, None, location)
    assert (read.device, read.interface) == (device, interface)


def test_the_likeliest_port_is_asked_first_and_diagnostics_never() -> None:
    ports = [port(at, 0x2C7C, 0x0125, at) for at in range(5)]
    assert [[one.interface for one in group] for group in candidates(ports)] == [[2, 3, 4]]


def test_devices_are_told_apart_and_others_left_alone() -> None:
    ports = [
        port(0, 0x12D1, 0x1506, 0),
        port(1, 0x2341, 0x0043, 0, "1-2"),
        port(2, 0x19D2, 0x0117, 1, "1-3"),
        port(3, 0x12D1, 0x1506, 2),
    ]
    groups = candidates([*ports, SerialPort("/dev/ttyS0", None, None, "", "ttyS0", None)])
    assert [[one.path for one in group] for group in groups] == [["/dev/ttyUSB0", "/dev/ttyUSB3"], ["/dev/ttyUSB2"]]


def test_a_real_port_says_who_it_is() -> None:
    modem = PtyModem(HUAWEI)
    try:
        found = probe(modem.path, SystemClock())
        assert found == FoundModem(modem.path, "356938035643809", "huawei", "E1550", "")
        holder = open_serial(modem.path)
        assert probe(modem.path, SystemClock()) == "port_busy"
        holder.close()
    finally:
        modem.close()


def test_a_mute_port_is_given_up() -> None:
    modem, clock = PtyModem(HUAWEI), SystemClock()
    try:
        modem.core.faults.is_mute = True
        assert probe(modem.path, clock) == "nothing"
        stopping = threading.Event()
        stopping.set()
        assert probe(modem.path, clock, stopping=stopping) == "nothing"
    finally:
        modem.close()


def test_a_port_that_is_not_there() -> None:
    assert probe("/dev/ttyNOT-THERE", SystemClock()) == "port_gone"


@pytest.mark.parametrize("length", [5, 10])
def test_noise_that_spoils_an_imei_gives_no_other_modem(length: int) -> None:
    modem = PtyModem(HUAWEI, seed=length)
    try:
        modem.core.faults.noise = 0.02
        for _ in range(length // 5):
            found = probe(modem.path, SystemClock())
            assert isinstance(found, str) or found.imei == modem.core.imei
    finally:
        modem.close()


def test_a_program_that_has_a_port_is_named(tmp_path: Path) -> None:
    """By its lock file, or by what it has open; a service of root by its name alone."""
    for pid, name, device in ((41, "minicom", "/dev/ttyUSB0"), (42, "bash", "/dev/null")):
        (tmp_path / "proc" / str(pid) / "fd").mkdir(parents=True)
        (tmp_path / "proc" / str(pid) / "comm").write_text(name + "\n")
        (tmp_path / "proc" / str(pid) / "fd" / "3").symlink_to(device)
    locks = tmp_path / "lock"
    locks.mkdir()
    (locks / "LCK..ttyUSB7").write_text("        42\n")
    assert holder_of("/dev/ttyUSB0", tmp_path / "proc", (locks,)) == "minicom"
    assert holder_of("/dev/ttyUSB7", tmp_path / "proc", (locks,)) == "bash"
    assert holder_of("/dev/ttyUSB9", tmp_path / "proc", (locks,)) == ""


def test_another_process_that_has_a_port_is_named() -> None:
    modem = PtyModem(HUAWEI)
    try:
        code = f"import sys; f = open({modem.path!r}); print('open', flush=True); sys.stdin.read()"
        with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == b"open\n"
            assert holder_of(modem.path).startswith("python")
            other.communicate()
        assert holder_of(modem.path) == ""
    finally:
        modem.close()


def test_ports_are_listed_anew_only_when_something_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    listed: list[int] = []

    def list_ports() -> list[SerialPort]:
        listed.append(1)
        return []

    monkeypatch.setattr("bridge.modem.detection.serial_ports", list_ports)
    monkeypatch.setattr("bridge.modem.detection.USB_DEVICES", tmp_path)
    clock = HandClock()
    watch = PortWatch(clock)
    watch()
    watch()
    assert len(listed) == 1
    (tmp_path / "1-1").mkdir()
    watch()
    assert len(listed) == 2
    clock.advance(31)
    watch()
    assert len(listed) == 3


def test_sticks_that_can_not_work_as_they_are(tmp_path: Path) -> None:
    for name, vendor, product in (("1-1", "12d1", "1446"), ("1-2", "12d1", "14dc"), ("1-3", "046d", "c31c"), ("1-4", "x", "y")):
        device = tmp_path / name
        device.mkdir()
        (device / "idVendor").write_text(vendor + "\n")
        (device / "idProduct").write_text(product + "\n")
    assert dead_ends(usb_ids(tmp_path)) == [DeadEnd(0x12D1, 0x1446, "driver_cd"), DeadEnd(0x12D1, 0x14DC, "network_card")]
