"""Which serial ports are modems, and which of a modem's ports takes commands.

A modem shows two to five ports and one of them is right; it is known by its IMEI, never by a port's name, which moves. Source:
ModemManager's and usb_modeswitch's lists (facts), TS 27.007 (+CGSN).
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

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
from bridge.modem.port import NotOpened, Open, Port, open_serial, why_not_opened

PROBE_SECONDS = 6.0
GREETINGS, GREETING_SECONDS = 3, 1.0
MAX_HEARD = 1024  # octets at a time
LIST_SECONDS = 30.0
MAKERS = frozenset((HUAWEI, ZTE, SIMCOM, QUECTEL, 0x1199, 0x1BC7, 0x0BDB, 0x1E2D, 0x05C6, 0x2CB7, 0x1546))
DEVICES = Path("/dev")
USB_DEVICES = Path("/sys/bus/usb/devices")
_OK = re.compile(rb"[\r\n]OK[\r\n]")
_TTY = re.compile(r"tty[A-Z]|rfcomm")
_WHO = (
    Command("ATE0"),
    Command("AT+CGSN"),
    Command("AT+CGSN", timeout=4.0),
    Command("AT+CGSN", timeout=3.0),
    Command("AT+CGMI"),
    Command("AT+CGMM"),
)
NotFound = NotOpened | Literal["nothing"]


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
    """A stick that can't be used as it is: it still plays its driver CD, or is a network card (HiLink)."""

    vid: int
    pid: int
    kind: Literal["driver_cd", "network_card"]


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


def probe(
    path: str, clock: Clock, open_port: Open = open_serial, stopping: threading.Event | None = None
) -> FoundModem | NotFound:
    """Ask one port gently who it is: three seconds for a mute one, under ten in all. `stopping` ends it at once."""
    stop = stopping or threading.Event()
    try:
        port = open_port(path)
    except (OSError, ValueError) as error:
        return why_not_opened(error)
    try:
        if not _greet(port, clock, stop):
            return "nothing"
        talk, end = Talk(), clock.monotonic() + PROBE_SECONDS
        said: list[Answer] = []
        for command in _WHO:
            answer = _ask(port, talk, command, lambda: None if stop.is_set() or clock.monotonic() > end else clock.monotonic())
            if answer is None:
                return "nothing"
            said.append(answer)
        _, *imeis, maker, model = said
        known = [imei for imei in (replies.imei(answer.lines) for answer in imeis) if imei]
        imei = next((imei for imei in known if known.count(imei) > 1), "")  # line noise may spoil one
        if not imei:
            return "nothing"
        return FoundModem(path, imei, replies.bare(maker.lines)[:64], replies.bare(model.lines)[:64], "")
    except (OSError, TypeError):
        return "port_gone"
    finally:
        with contextlib.suppress(OSError):
            port.close()


def _greet(port: Port, clock: Clock, stop: threading.Event) -> bool:
    port.write(b"\x1b\r")
    for _ in range(GREETINGS):
        port.write(b"AT\r")
        heard, end = b"", clock.monotonic() + GREETING_SECONDS
        while clock.monotonic() < end and not stop.is_set():
            heard = (heard + port.read(max(1, min(port.in_waiting, MAX_HEARD))))[-MAX_HEARD:]
            if _OK.search(heard):
                return True
    return False


def _ask(port: Port, talk: Talk, command: Command, time: Callable[[], float | None]) -> Answer | None:
    """None: `time` is up."""
    talk.ask(command, time() or 0.0)
    while (now := time()) is not None:
        port.write(talk.output())
        octets = port.read(max(1, min(port.in_waiting, MAX_HEARD)))
        for event in (*talk.feed(octets, now), *talk.tick(now)):
            if isinstance(event, Answer) and event.command is command:
                return event
    return None


class PortWatch:
    """This PC's serial ports, listed anew only when something was plugged in or out, or after half a minute: a list costs some
    milliseconds, and is wanted every few seconds for years."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: object = None
        self._ports: list[SerialPort] = []
        self._until = 0.0

    def __call__(self) -> list[SerialPort]:
        seen, now = _plugged_in(), self._clock.monotonic()
        if seen is None or seen != self._seen or now >= self._until:
            self._ports, self._seen, self._until = serial_ports(), seen, now + LIST_SECONDS
        return self._ports


def _plugged_in() -> object:
    """What changes when something is plugged in or out; None where the system does not tell cheaply."""
    if not USB_DEVICES.exists():
        return None
    names = (entry.name for entry in DEVICES.iterdir())
    return sorted(name for name in names if _TTY.match(name)), sorted(entry.name for entry in USB_DEVICES.iterdir())


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
    found = []
    for vid, pid in plugged:
        if (vid, pid) in DRIVER_CD:
            found.append(DeadEnd(vid, pid, "driver_cd"))
        elif (vid, pid) in NETWORK_CARD:
            found.append(DeadEnd(vid, pid, "network_card"))
    return found
