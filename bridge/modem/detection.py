"""Which serial ports are modems, and which of a modem's ports takes commands.

A modem shows two to five ports and one of them is right; it is known by its IMEI, never by a port's name, which moves. Source:
ModemManager's and usb_modeswitch's lists (facts), TS 27.007 (+CGSN).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports

from app.clock import Clock
from bridge.modem import replies
from bridge.modem.at import Answer, Command, Talk
from bridge.modem.makers import (
    COMMAND_INTERFACES,
    DRIVER_CD,
    HUAWEI,
    MUTE_INTERFACES,
    NETWORK_CARD,
    QUECTEL,
    SIMCOM,
    ZTE,
)
from bridge.modem.port import Open, Port, open_serial

PROBE_SECONDS = 8.0
MAKERS = frozenset((HUAWEI, ZTE, SIMCOM, QUECTEL, 0x1199, 0x1BC7, 0x0BDB, 0x1E2D, 0x05C6, 0x2CB7, 0x1546))
USB_DEVICES = Path("/sys/bus/usb/devices")
_ATTEMPTS = (Command("AT", timeout=1.0),) * 3


@dataclass(frozen=True, slots=True)
class SerialPort:
    """`device` is what its ports have in common (the place it is plugged in); `interface` None where the system hides it."""

    path: str
    vid: int | None
    pid: int | None
    serial: str
    device: str
    interface: int | None


@dataclass(frozen=True, slots=True)
class FoundModem:
    path: str
    imei: str
    maker: str
    model: str
    device: str


@dataclass(frozen=True, slots=True)
class DeadEnd:
    """A stick that can't be used as it is. `reason` driver_cd (it still plays its driver CD) or network_card (HiLink)."""

    vid: int
    pid: int
    reason: str


def serial_ports() -> list[SerialPort]:
    """All of this PC's."""
    return [read_port(port.device, port.vid, port.pid, port.serial_number, port.location) for port in list_ports.comports()]


def read_port(path: str, vid: int | None, pid: int | None, serial: str | None, location: str | None) -> SerialPort:
    """`location` as pyserial has it: `1-1.2:1.2` on Linux, `1-1.2:x.2` on Windows; the last number is the interface."""
    device, _, rest = (location or path).partition(":")
    match = re.search(r"\.(\d+)$", rest)
    return SerialPort(path, vid, pid, serial or "", device, int(match[1]) if match else None)


def candidates(ports: Iterable[SerialPort]) -> list[list[SerialPort]]:
    """Ports worth asking, those of one device together, the likeliest first. Never one that must not be written to."""
    devices: dict[str, list[SerialPort]] = {}
    for port in ports:
        if port.vid in MAKERS and (port.vid, port.pid, port.interface) not in MUTE_INTERFACES:
            devices.setdefault(port.device, []).append(port)
    return [sorted(found, key=_rank) for found in devices.values()]


def _rank(port: SerialPort) -> tuple[int, int, str]:
    usual = COMMAND_INTERFACES.get((port.vid or 0, port.pid)) or COMMAND_INTERFACES.get((port.vid or 0, None))
    return (0 if usual is not None and usual == port.interface else 1, port.interface or 0, port.path)


def probe(path: str, clock: Clock, open_port: Open = open_serial) -> FoundModem | None:
    """Ask one port gently who it is; None: it is no modem, somebody else has it, or it is mute."""
    try:
        port = open_port(path)
    except (OSError, ValueError):
        return None
    try:
        port.write(b"\x1b\r")
        talk, end = Talk(), clock.monotonic() + PROBE_SECONDS
        said: dict[str, Answer] = {}
        for command in (*_ATTEMPTS, Command("ATE0"), Command("AT+CGSN"), Command("AT+CGMI"), Command("AT+CGMM")):
            if command.text == "AT" and said.get("AT") is not None and said["AT"].is_ok:
                continue
            answer = _ask(port, talk, command, clock, end)
            if answer is None:
                return None
            said[command.text] = answer
        imei = replies.imei(said["AT+CGSN"].lines)
        maker, model = replies.bare(said["AT+CGMI"].lines), replies.bare(said["AT+CGMM"].lines)
        return FoundModem(path, imei, maker[:64], model[:64], "") if imei else None
    except OSError:
        return None
    finally:
        port.close()


def _ask(port: Port, talk: Talk, command: Command, clock: Clock, end: float) -> Answer | None:
    """None: time is up."""
    talk.ask(command, clock.monotonic())
    while clock.monotonic() < end:
        port.write(talk.output())
        now = clock.monotonic()
        octets = port.read(max(1, port.in_waiting))
        for event in (*talk.feed(octets, now), *talk.tick(now)):
            if isinstance(event, Answer) and event.command is command:
                return event
    return None


def find(ports: Sequence[SerialPort], clock: Clock, ask: Callable[[str, Clock], FoundModem | None] = probe) -> list[FoundModem]:
    """The modems behind these ports, each once, in the order of their ports. Devices are asked side by side, the ports of one
    after the other until one answers: under ten seconds for a mute port."""
    groups = candidates(ports)
    found: dict[int, FoundModem] = {}

    def look(at: int, group: Sequence[SerialPort]) -> None:
        for port in group:
            modem = ask(port.path, clock)
            if modem is not None:
                found[at] = FoundModem(modem.path, modem.imei, modem.maker, modem.model, port.device)
                return

    threads = [threading.Thread(target=look, args=(at, group), name="modem probe") for at, group in enumerate(groups)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_imei: dict[str, FoundModem] = {}
    for at in sorted(found):
        by_imei.setdefault(found[at].imei, found[at])
    return list(by_imei.values())


def usb_ids(folder: Path = USB_DEVICES) -> list[tuple[int, int]]:
    """Vendor and product of what is plugged in; empty where the system does not tell in this way (Windows)."""
    ids = []
    for device in sorted(folder.glob("*/idVendor")):
        try:
            ids.append((int(device.read_text(), 16), int(device.with_name("idProduct").read_text(), 16)))
        except (OSError, ValueError):
            continue
    return ids


def dead_ends(plugged: Iterable[tuple[int, int]]) -> list[DeadEnd]:
    """Sticks that will never show a usable port, and why, for people to be told."""
    reasons: Mapping[frozenset[tuple[int, int]], str] = {DRIVER_CD: "driver_cd", NETWORK_CARD: "network_card"}
    return [DeadEnd(vid, pid, reason) for vid, pid in plugged for known, reason in reasons.items() if (vid, pid) in known]
