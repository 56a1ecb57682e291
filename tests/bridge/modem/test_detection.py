"""Finding modems: tables of ports, and a real port with a simulated modem behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.clock import Clock, SystemClock
from bridge.modem.detection import (
    DeadEnd,
    FoundModem,
    SerialPort,
    candidates,
    dead_ends,
    find,
    probe,
    read_port,
    usb_ids,
)
from bridge.modem.port import open_serial
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


def test_each_modem_is_found_once() -> None:
    answers = {"/dev/ttyUSB1": "356938035643809", "/dev/ttyUSB2": "356938035643809", "/dev/ttyUSB3": "861234567890123"}
    asked: list[str] = []

    def ask(path: str, clock: Clock) -> FoundModem | None:
        asked.append(path)
        return FoundModem(path, answers[path], "m", "x", "") if path in answers else None

    ports = [port(0, 0x12D1, 1, 0), port(1, 0x12D1, 1, 1), port(2, 0x12D1, 1, 0, "1-2"), port(3, 0x12D1, 1, 0, "1-3")]
    found = find(ports, SystemClock(), ask)
    assert [(one.path, one.imei, one.device) for one in found] == [
        ("/dev/ttyUSB1", "356938035643809", "1-1"),
        ("/dev/ttyUSB3", "861234567890123", "1-3"),
    ]
    assert sorted(asked) == sorted(["/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyUSB2", "/dev/ttyUSB3"])


def test_a_real_port_says_who_it_is() -> None:
    modem = PtyModem(HUAWEI)
    try:
        found = probe(modem.path, SystemClock())
        assert found == FoundModem(modem.path, "356938035643809", "huawei", "E1550", "")
        holder = open_serial(modem.path)
        assert probe(modem.path, SystemClock()) is None
        holder.close()
    finally:
        modem.close()


def test_a_mute_port_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.modem.detection.PROBE_SECONDS", 0.5)
    modem = PtyModem(HUAWEI)
    try:
        modem.core.faults.is_mute = True
        assert probe(modem.path, SystemClock()) is None
    finally:
        modem.close()


def test_sticks_that_can_not_work_as_they_are(tmp_path: Path) -> None:
    for name, vendor, product in (("1-1", "12d1", "1446"), ("1-2", "12d1", "14dc"), ("1-3", "046d", "c31c"), ("1-4", "x", "y")):
        device = tmp_path / name
        device.mkdir()
        (device / "idVendor").write_text(vendor + "\n")
        (device / "idProduct").write_text(product + "\n")
    assert dead_ends(usb_ids(tmp_path)) == [DeadEnd(0x12D1, 0x1446, "driver_cd"), DeadEnd(0x12D1, 0x14DC, "network_card")]
