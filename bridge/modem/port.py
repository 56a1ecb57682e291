"""The thread of one modem's port: reads, writes, lets the driver work, and opens the port anew for as long as it is wanted.

It never ends by itself. Trouble is told to the keeper and the port is tried again; only `stop` ends the thread.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

import serial

from app.clock import Clock
from bridge.modem.driver import Driver, Keeper, Part

log = logging.getLogger(__name__)

BAUD_RATE = 115_200
READ_SECONDS = 0.25
REOPEN_SECONDS: tuple[float, ...] = (2.0, 2.0, 5.0, 10.0, 30.0)
RESET = b"\x1bAT+CFUN=1,1\r"
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


def open_serial(path: str) -> Port:
    """Nobody else may open it meanwhile. Raises OSError (SerialException is one)."""
    port: Port = serial.Serial(path, BAUD_RATE, timeout=READ_SECONDS, write_timeout=10.0, exclusive=True)
    return port


class ModemPort:
    """One modem's port and its thread."""

    def __init__(self, path: str, keeper: Keeper, clock: Clock, *, pin: str = "", open_port: Open = open_serial) -> None:
        self.path = path
        self._keeper = keeper
        self._clock = clock
        self._pin = pin
        self._open = open_port
        self._stopping = threading.Event()
        self._wanted: queue.SimpleQueue[Callable[[Driver, float], None]] = queue.SimpleQueue()
        self._has_room = False
        self._failures = 0
        self._thread = threading.Thread(target=self._run, name=f"modem {path}", daemon=True)

    @property
    def has_room(self) -> bool:
        """Whether a part may be given to it now."""
        return self._has_room

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what was on its way is told to the keeper first."""
        self._stopping.set()
        self._thread.join()

    def send(self, part: Part) -> None:
        self._has_room = False
        self._wanted.put(lambda driver, now: driver.send(part, now))

    def dial_code(self, code: str) -> None:
        self._wanted.put(lambda driver, now: driver.dial_code(code, now))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                code = self._attend()
            except Exception:
                log.exception("modem_thread_failed port=%s", self.path)
                code = "bug"
            if self._stopping.is_set():
                return
            if code in FINAL:
                self._stopping.wait()
                return
            pause = REOPEN_SECONDS[min(self._failures, len(REOPEN_SECONDS) - 1)]
            self._failures += 1
            self._clock.wait(self._stopping, pause)

    def _attend(self) -> str:
        """Until the port is gone; why it ended."""
        try:
            port = self._open(self.path)
        except (OSError, ValueError) as error:
            code = "port_busy" if _is_busy(error) else "port_gone"
            if self._failures == 0:
                self._keeper.trouble(code)
            return code
        driver: Driver | None = None
        try:
            driver = Driver(self._keeper, self._clock.monotonic(), pin=self._pin)
            return self._talk(port, driver)
        except (OSError, TypeError) as error:  # TypeError: pyserial reads a handle that another thread has closed
            log.warning("modem_unplugged port=%s error=%s", self.path, type(error).__name__)
            return "unplugged"
        finally:
            self._has_room = False
            if driver is not None:
                driver.close()
                self._take_wanted(driver, self._clock.monotonic())  # it refuses what was asked for meanwhile
            with contextlib.suppress(OSError):
                port.close()

    def _talk(self, port: Port, driver: Driver) -> str:
        while not self._stopping.is_set():
            octets = port.read(max(1, min(port.in_waiting, 4096)))
            now = self._clock.monotonic()
            if octets:
                driver.feed(octets, now)
            self._take_wanted(driver, now)
            driver.tick(now)
            if said := driver.output():
                port.write(said)
            if driver.state == "stopped":
                if driver.stopped_by == "modem_mute" and self._failures:
                    port.write(RESET)  # the second time running: it is told to start anew before the port is opened again
                return driver.stopped_by
            if driver.state == "ready":
                self._failures = 0
            self._has_room = driver.room and self._wanted.empty()
        return "stopped"

    def _take_wanted(self, driver: Driver, now: float) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._wanted.get_nowait()(driver, now)


def _is_busy(error: Exception) -> bool:
    text = str(error).casefold()
    return any(word in text for word in ("busy", "lock", "access is denied", "permission", "exclusive", "resource temporarily"))
