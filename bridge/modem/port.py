"""The thread of one modem's port: reads, writes, lets the driver work, and opens the port anew for as long as it is wanted.

It never ends by itself, save when another modem answers at the port. Trouble is told to the keeper and the port is tried again.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import queue
import threading
from collections.abc import Callable
from typing import Literal, Protocol

import serial

from app.clock import Clock
from bridge.modem.driver import Driver, Keeper, Part

log = logging.getLogger(__name__)

BAUD_RATES = (115_200, 9_600)  # USB takes any; of terminals on RS-232 most take the first or find it out, old ones the second
READ_SECONDS = 0.25
READ_OCTETS = 4096
WRITE_SECONDS = 4.0
REOPEN_SECONDS: tuple[float, ...] = (2.0, 2.0, 5.0, 10.0, 30.0)
RESET = b"\x1bAT+CFUN=1,1\r"
GRACE_SECONDS = 6.0  # for the answer to a part that the modem has, when the office is closed
GONE_TIMES = 3  # running
FLOOD_OCTETS = 200_000  # a second; a full store listed at USB's speed is less. More is rubbish, and others need the processor
# What a person must see to: trying again by itself could lock the SIM or does nothing.
FINAL = frozenset(("sim_pin", "sim_pin_wrong", "sim_pin_few_tries", "sim_puk"))


class Port(Protocol):
    """A serial port as pyserial has it. `read` waits for at most a quarter of a second."""

    @property
    def in_waiting(self) -> int: ...

    def read(self, size: int = 1) -> bytes: ...

    def write(self, data: bytes) -> int | None: ...

    def close(self) -> None: ...


Open = Callable[[str], Port]
NotOpened = Literal["port_busy", "no_permission", "port_gone"]


def open_serial(path: str, rate: int = BAUD_RATES[0]) -> Port:
    """Nobody else may open it meanwhile. Raises OSError (SerialException is one)."""
    port: Port = serial.Serial(path, rate, timeout=READ_SECONDS, write_timeout=WRITE_SECONDS, exclusive=True)
    return port


class ModemPort:
    """One modem's port and its thread. With an `imei` it serves that modem only: `on_changed` is called, in its thread, when
    another answers there, and the thread ends."""

    def __init__(
        self,
        path: str,
        keeper: Keeper,
        clock: Clock,
        *,
        pin: str = "",
        imei: str = "",
        open_port: Open = open_serial,
        on_changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.path = path
        self._keeper = keeper
        self._clock = clock
        self._pin = pin
        self._imei = imei
        self._open = open_port
        self._on_changed = on_changed
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._wanted: queue.SimpleQueue[Callable[[Driver], None]] = queue.SimpleQueue()
        self._has_room = self._is_ready = self._in_dialogue = False
        self._failures = 0
        self._mutes = 0
        self._thread = threading.Thread(target=self._run, name=f"modem {path}", daemon=True)

    @property
    def has_room(self) -> bool:
        """Whether a part may be given to it now."""
        return self._has_room

    @property
    def is_ready(self) -> bool:
        """Whether it is set up."""
        return self._is_ready

    @property
    def in_dialogue(self) -> bool:
        """Whether a USSD dialogue goes on."""
        return self._in_dialogue

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stopping.set()
        self._woken.set()

    def stop(self, seconds: float | None = None) -> None:
        """End the thread; what was on its way is told to the keeper first."""
        self.ask_to_stop()
        self._thread.join(seconds)

    def send(self, part: Part) -> None:
        self._has_room = False
        self._wanted.put(lambda driver: driver.send(part))

    def dial_code(self, code: str) -> None:
        self._in_dialogue = True
        self._wanted.put(lambda driver: driver.dial_code(code))

    def reply_code(self, text: str) -> None:
        self._wanted.put(lambda driver: driver.reply_code(text))

    def end_code(self) -> None:
        self._wanted.put(Driver.end_code)

    def enter_pin(self, pin: str) -> None:
        """For a SIM that waits for one."""
        self._pin = pin
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                code = self._attend()
            except Exception:
                log.exception("modem_thread_failed port=%s", self.path)
                code = "bug"
            if self._stopping.is_set():
                return
            if code == "modem_changed":
                log.warning("modem_changed port=%s", self.path)
                self._on_changed()
                return
            self._rest(code)

    def _rest(self, code: str) -> None:
        """Until it is time to try again, or somebody sees to it."""
        self._tell(code)
        pause = REOPEN_SECONDS[min(self._failures, len(REOPEN_SECONDS) - 1)]
        self._failures += 1
        self._clock.wait(self._woken, None if code in FINAL else pause)
        if not self._stopping.is_set():
            self._woken.clear()

    def _tell(self, code: str) -> None:
        """A modem that is mute is opened anew first, then told to start anew; only then a person hears of it."""
        self._mutes = self._mutes + 1 if code == "modem_mute" else 0
        if code == "sim_pin_wrong":
            self._pin = ""
        if code == "unplugged" and self._failures >= GONE_TIMES:
            code = "port_gone"  # it can be opened, and goes at once
        if code == "bug":
            code = "modem_mute"  # to people it is the same; the log has the rest
        if code not in ("unplugged", "stopped") and self._mutes not in (1, 2):
            with contextlib.suppress(Exception):
                self._keeper.trouble(code)

    def _attend(self) -> str:
        """Until the port is gone; why it ended."""
        try:
            port = self._open(self.path)
        except (OSError, ValueError) as error:
            return why_not_opened(error)
        driver: Driver | None = None
        try:
            driver = Driver(self._keeper, self._clock.monotonic, pin=self._pin, imei=self._imei)
            return self._talk(port, driver)
        except (OSError, TypeError) as error:  # TypeError: pyserial reads a handle that another thread has closed
            log.warning("modem_unplugged port=%s error=%s", self.path, type(error).__name__)
            return "unplugged"
        finally:
            self._has_room = self._is_ready = self._in_dialogue = False
            if driver is not None:
                driver.close()
                self._take_wanted(driver)  # it refuses what was asked for meanwhile
            with contextlib.suppress(OSError):
                port.close()

    def _talk(self, port: Port, driver: Driver) -> str:
        flood = _Flood(self._clock.monotonic())
        until: float | None = None
        while True:
            if self._stopping.is_set():
                until = until or self._clock.monotonic() + GRACE_SECONDS
                if not driver.is_sending or self._clock.monotonic() > until:
                    return "stopped"
            octets = port.read(max(1, min(port.in_waiting, READ_OCTETS)))
            if octets:
                driver.feed(octets)
                if pause := flood.pause(len(octets), self._clock.monotonic()):
                    self._clock.wait(self._stopping, pause)
            self._take_wanted(driver)
            driver.tick()
            self._keeper.tick()
            if driver.room and until is None and (part := self._keeper.next_part()):
                driver.send(part)
            if said := driver.output():
                port.write(said)
            if driver.state == "stopped":
                if driver.stopped_by == "modem_mute" and self._mutes:
                    port.write(RESET)  # the second time running: it is told to start anew before the port is opened again
                return driver.stopped_by
            self._note(driver)

    def _note(self, driver: Driver) -> None:
        self._is_ready = driver.state == "ready"
        self._in_dialogue = driver.in_dialogue or (self._in_dialogue and not self._wanted.empty())
        self._has_room = driver.room and self._wanted.empty()
        if driver.has_looked:
            self._failures = self._mutes = 0

    def _take_wanted(self, driver: Driver) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._wanted.get_nowait()(driver)


class _Flood:
    """Octets of the running second."""

    def __init__(self, now: float) -> None:
        self._until = now + 1.0
        self._octets = 0

    def pause(self, octets: int, now: float) -> float:
        """Seconds to leave the port alone."""
        if now >= self._until:
            self._until, self._octets = now + 1.0, 0
        self._octets += octets
        return max(0.0, self._until - now) if self._octets > FLOOD_OCTETS else 0.0


def why_not_opened(error: Exception) -> NotOpened:
    """On Windows a port that another program has is "access denied", in the system's language; pyserial tells it as text."""
    code = getattr(error, "errno", None)
    text = str(error).casefold()
    if os.name != "nt" and code in (errno.EACCES, errno.EPERM):
        return "no_permission"
    if code in (errno.EBUSY, errno.EAGAIN) or any(word in text for word in ("busy", "lock", "permissionerror", "exclusive")):
        return "port_busy"
    return "port_gone"
